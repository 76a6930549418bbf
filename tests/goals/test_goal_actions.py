"""Making and editing goals: what is stored, refused and kept as history (rules 32, 33)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.actions.refusals import Refused
from accounts.models import Team, User
from goals.actions.goals import edit_goal, make_goal
from goals.models import Goal, Milestone
from scorecards.models import Metric
from tests.factories import LeaderFactory, MetricFactory, RepFactory, TeamFactory
from tests.goals.factories import GoalFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
STARTS, DUE = date(2026, 3, 12), date(2026, 4, 10)
Made = Callable[..., Goal]


@pytest.fixture
def made(rep: User) -> Made:
    """A goal of the rep's, made by them; a total of 100 calls unless told otherwise."""

    def make(**other: Any) -> Goal:
        fields = {
            "statement": "100 calls by 10 April",
            "person": rep,
            "shape": "total",
            "metric": MetricFactory(slug="calls"),
            "target": Decimal(100),
            "starts_on": STARTS,
            "due_on": DUE,
        }
        return make_goal(by=rep, now=NOW, **{**fields, **other})

    return make


def metric(slug: str) -> Metric:
    return MetricFactory(slug=slug)


def share(**other: Any) -> dict[str, Any]:
    """Deals won out of those won and lost, from 22 to 28 %."""
    return {
        "shape": "level",
        "metric": metric("deals_won"),
        "out_of": (metric("deals_won"), metric("deals_lost")),
        "start": Decimal("0.22"),
        "target": Decimal("0.28"),
    } | other


def test_a_total_starts_at_zero_unless_told_otherwise(made: Made, rep: User) -> None:
    goal = made()
    assert (goal.start, goal.target, goal.person, goal.made_by) == (0, 100, rep, rep)
    assert made(start=Decimal(40)).start == 40


def test_a_share_keeps_what_it_is_out_of(made: Made) -> None:
    goal = made(**share())
    assert {each.slug for each in goal.out_of.all()} == {"deals_won", "deals_lost"}
    assert (goal.start, goal.target) == (Decimal("0.22"), Decimal("0.28"))


def test_what_a_shape_has_no_use_for_is_left_out(made: Made) -> None:
    goal = made(shape="outcome", unit="pieces", milestones=[("First", Decimal(1), None)])
    goal.refresh_from_db()
    assert (goal.metric, goal.start, goal.target, goal.unit) == (None, None, None, "")
    assert not goal.milestones.exists()
    daily = made(shape="daily", start=Decimal(3), out_of=[metric("deals_won")])
    assert (daily.start, daily.out_of.count()) == (None, 0)


def test_milestones_are_written_with_the_goal(made: Made) -> None:
    steps = [("Draft", Decimal(1), date(2026, 3, 20)), (" Signed ", Decimal(3), None)]
    goal = made(shape="milestones", milestones=steps)
    stored = goal.milestones.values_list("name", "weight", "due_on", "position")
    assert list(stored) == [("Draft", 1, date(2026, 3, 20), 0), ("Signed", 3, None, 1)]


def no_milestone_weight(weight: int) -> dict[str, Any]:
    return {"shape": "milestones", "milestones": [("Draft", Decimal(weight), None)]}


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing said": ({"statement": "  "}, "statement", "Say in one sentence"),
    "an unknown shape": ({"shape": "wish"}, "shape", "Choose what kind"),
    "no start": ({"starts_on": None}, "starts_on", "from when"),
    "no end": ({"due_on": None}, "due_on", "until when"),
    "due before start": ({"due_on": date(2026, 3, 11)}, "due_on", "due before it starts"),
    "not in our times": (
        {"starts_on": date(2099, 1, 1), "due_on": date(2099, 2, 1)},
        "starts_on",
        "five years from today",
    ),
    "too long": ({"due_on": date(2032, 1, 1)}, "due_on", "five years"),
    "repeats before it ends": ({"recurrence": "weekly"}, "recurrence", "longer than the time"),
    "start equals target": (
        {"start": Decimal(7), "target": Decimal(7)},
        "target",
        "the same: there is no way to go",
    ),
    "no target": ({"target": None}, "target", "what shall be reached"),
    "beyond limits": ({"target": Decimal(10) ** 12}, "target", "Nobody reaches"),
    "a total that falls": ({"start": Decimal(9), "target": Decimal(3)}, "target", "only grows"),
    "a weight below zero": ({"weight": Decimal(-1)}, "weight", "not below zero"),
    "a daily target of zero": (
        {"shape": "daily", "target": Decimal(0)},
        "target",
        "more than zero",
    ),
    "a daily target below zero": (
        {"shape": "daily", "target": Decimal(-5)},
        "target",
        "more than zero",
    ),
    "a daily goal without target": ({"shape": "daily", "target": None}, "target", "how many"),
    "a daily goal without metric": ({"shape": "daily", "metric": None}, "metric", "is counted"),
    "a level without start": ({"shape": "level", "metric": None}, "start", "where it starts"),
    "no milestones": ({"shape": "milestones"}, "milestones", "at least one"),
    "a milestone that weighs nothing": (no_milestone_weight(0), "milestones", "above zero"),
    "a milestone without name": (
        {
            "shape": "milestones",
            "milestones": [("Draft", Decimal(1), None), (" ", Decimal(1), None)],
        },
        "milestones",
        "needs a name",
    ),
    "a milestone after the end": (
        {"shape": "milestones", "milestones": [("Draft", Decimal(1), date(2026, 5, 1))]},
        "milestones",
        "outside of the goal’s time",
    ),
    "too many milestones": (
        {
            "shape": "milestones",
            "milestones": [(f"Step {n}", Decimal(1), None) for n in range(51)],
        },
        "milestones",
        "At most 50",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_at_its_field(made: Made, case: str) -> None:
    other, field, words = REFUSED[case]
    with pytest.raises(Refused) as refused:
        made(**other)
    assert refused.value.field == field
    assert words in refused.value.message
    assert not Goal.objects.exists()


METRICS_REFUSED: dict[str, tuple[Callable[[], dict[str, Any]], str, str]] = {
    "a total of what does not add up": (
        lambda: {"metric": metric("addressable_accounts")},
        "metric",
        "does not add up",
    ),
    "every day what does not add up": (
        lambda: {"shape": "daily", "metric": metric("addressable_accounts")},
        "metric",
        "does not add up",
    ),
    "a total out of something": (
        lambda: {"out_of": [metric("deals_won")]},
        "out_of",
        "is no share",
    ),
    "a share without denominators": (lambda: share(out_of=()), "out_of", "Say out of what"),
    "a share without its part": (lambda: share(metric=None), "metric", "which part"),
    "a figure out of itself": (
        lambda: share(out_of=[metric("deals_won")]),
        "out_of",
        "always 100%",
    ),
    "a share of what does not add up": (
        lambda: share(out_of=[metric("addressable_accounts")]),
        "out_of",
        "no part of a share",
    ),
    "more than all of them": (lambda: share(target=Decimal(28)), "target", "between 0 and 100%"),
    "less than none of them": (lambda: share(start=Decimal(-1)), "start", "between 0 and 100%"),
}


@pytest.mark.parametrize("case", METRICS_REFUSED)
def test_metrics_that_do_not_fit_the_shape_are_refused(made: Made, case: str) -> None:
    other, field, words = METRICS_REFUSED[case]
    with pytest.raises(Refused) as refused:
        made(**other())
    assert refused.value.field == field
    assert words in refused.value.message


def test_a_goal_of_a_person_and_a_team_is_refused(made: Made, team: Team) -> None:
    with pytest.raises(Refused, match="not to both"):
        made(team=team)


def test_a_part_of_the_same_owner_of_the_team_of_a_manager_or_of_the_company(
    made: Made, rep: User, team: Team, manager: User
) -> None:
    region = TeamFactory(name="Region")
    team.parent = region
    team.save()
    parents = [
        GoalFactory(person=rep),
        GoalFactory(team=team),
        GoalFactory(team=region, visibility="company"),
        GoalFactory(person=manager, visibility="company"),
        GoalFactory(company=True, visibility="company"),
    ]
    for parent in parents:
        assert made(parent=parent).parent == parent


def test_a_manager_s_goal_is_part_of_a_goal_of_the_team_they_manage(
    team: Team, manager: User
) -> None:
    parent = GoalFactory(team=team)
    goal = make_goal(
        by=manager,
        now=NOW,
        statement="Coach everybody once a week",
        shape="outcome",
        person=manager,
        starts_on=STARTS,
        due_on=DUE,
        parent=parent,
    )
    assert goal.parent == parent


def test_no_part_of_a_goal_beside_or_below_or_out_of_sight_or_closed(
    made: Made, rep: User, team: Team, stranger: User, other_team: Team
) -> None:
    refused = [
        GoalFactory(person=RepFactory(team=team)),
        GoalFactory(person=stranger, visibility="company"),
        GoalFactory(team=other_team, visibility="company"),
        GoalFactory(team=team, visibility="private"),
        GoalFactory(person=rep, closed_at=NOW, outcome="met"),
    ]
    for parent in refused:
        with pytest.raises(Refused, match="of the same owner or of one above") as refusal:
            made(parent=parent)
        assert refusal.value.field == "parent"


def test_a_team_goal_is_no_part_of_a_person_s(team: Team, rep: User) -> None:
    leader = LeaderFactory()
    parent = GoalFactory(person=rep, visibility="company")
    with pytest.raises(Refused, match="of one above"):
        make_goal(
            by=leader,
            now=NOW,
            statement="The team signs",
            shape="outcome",
            team=team,
            starts_on=STARTS,
            due_on=DUE,
            parent=parent,
        )


def test_goals_never_stand_in_a_circle(made: Made, rep: User) -> None:
    top = made()
    middle = made(parent=top)
    bottom = made(parent=middle)
    for parent in (top, middle, bottom):
        with pytest.raises(Refused, match="a circle") as refused:
            edit_goal(goal=top, by=rep, now=NOW, parent=parent)
        assert refused.value.field == "parent"
    top.refresh_from_db()
    assert top.parent is None


def test_editing_keeps_what_is_not_given_and_writes_who_and_when(made: Made, rep: User) -> None:
    goal = made(**share())
    edit_goal(goal=goal, by=rep, now=NOW, target=Decimal("0.3"))
    goal.refresh_from_db()
    assert (goal.target, goal.start, goal.out_of.count()) == (Decimal("0.3"), Decimal("0.22"), 2)
    latest = goal.history.first()
    assert (latest.history_user, latest.history_type, latest.target) == (rep, "~", Decimal("0.3"))
    assert goal.history.last().target == Decimal("0.28")


def test_a_parent_that_is_there_already_may_stay(made: Made, rep: User) -> None:
    parent = GoalFactory(company=True, visibility="company")
    goal = made(parent=parent)
    Goal.objects.filter(pk=parent.pk).update(visibility="private")
    edit_goal(goal=goal, by=rep, now=NOW, target=Decimal(200))
    goal.refresh_from_db()
    assert (goal.parent, goal.target) == (parent, 200)


def test_a_closed_goal_is_not_edited(rep: User) -> None:
    goal = GoalFactory(person=rep, closed_at=NOW, outcome="met")
    with pytest.raises(Refused, match="is closed"):
        edit_goal(goal=goal, by=rep, now=NOW, target=Decimal(200))


def test_a_renamed_milestone_stays_done(made: Made, rep: User) -> None:
    steps = [("Draft", Decimal(1), None), ("Signed", Decimal(1), None)]
    goal = made(shape="milestones", milestones=steps)
    Milestone.objects.filter(name="Draft").update(done_on=STARTS)
    written = [("Signed", Decimal(1), None), ("First draft", Decimal(2), None)]
    edit_goal(goal=goal, by=rep, now=NOW, milestones=written)
    stored = goal.milestones.values_list("name", "weight", "done_on")
    assert list(stored) == [("Signed", 1, None), ("First draft", 2, STARTS)]


def test_a_milestone_that_is_written_no_more_is_gone(made: Made, rep: User) -> None:
    steps = [("Draft", Decimal(1), None), ("Signed", Decimal(1), None)]
    goal = made(shape="milestones", milestones=steps)
    edit_goal(goal=goal, by=rep, now=NOW, milestones=steps[1:])
    assert [step.name for step in goal.milestones.all()] == ["Signed"]
    gone = Milestone.history.filter(history_type="-").get()
    assert (gone.name, gone.history_user) == ("Draft", rep)


def test_weak_letters_are_saved_only_with_a_reason_where_that_is_asked(made: Made) -> None:
    with pytest.raises(Refused, match="Weak: Achievable, Relevant") as refused:
        made(strict=True)
    assert refused.value.field == "weak_because"
    assert made(strict=True, weak_because="A new territory").weak_because == "A new territory"
    assert made().weak_because == ""


def test_a_goal_without_weak_letters_needs_no_reason(made: Made) -> None:
    steps = [("Draft", Decimal(1), date(2026, 3, 20)), ("Signed", Decimal(1), date(2026, 4, 1))]
    parent = GoalFactory(company=True, visibility="company", due_on=date(2026, 12, 31))
    goal = made(shape="milestones", milestones=steps, parent=parent, strict=True)
    assert goal.weak_because == ""


def test_a_successor_keeps_the_parent_of_the_former_goal_though_nobody_asks(made: Made) -> None:
    parent = GoalFactory(company=True, closed_at=NOW, outcome="met")
    former = made()
    Goal.objects.filter(pk=former.pk).update(parent=parent)
    former.refresh_from_db()
    assert made(parent=parent, former=former).parent == parent
