"""The preview of a draft: what it shows is what publishing stores, and it stores nothing."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.actions.marks import mark_facts_changed
from accounts.models import StaleMark, Team, TimeOff, User
from scorecards.actions.drafts import publish_draft, save_draft, start_draft
from scorecards.actions.overrides import add_override
from scorecards.actions.recompute import work_off_marks
from scorecards.models import DailyTotal, Score, Scorecard, Version
from scorecards.queries.drafts import WrittenCard, WrittenLine
from scorecards.queries.enrolment import enrolment
from scorecards.queries.places import ranking_of
from scorecards.queries.preview import Preview, preview_of
from scorecards.queries.rebuilt import as_stored
from tests.factories import ActivityFactory, MetricFactory, RepFactory, scorecard
from tests.scorecards.written import line, terms

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
MARCH = date(2026, 3, 1)
SLUGS = ("calls", "emails", "meetings_held", "deals_lost", "addressable_accounts", "revenue")

pytestmark = pytest.mark.django_db


@pytest.fixture
def reps(team: Team) -> list[User]:
    return [RepFactory(name=f"Rep {letter}", team=team) for letter in "ABCDE"]


@pytest.fixture
def card(team: Team, reps: list[User]) -> Scorecard:
    return scorecard(
        activities={"calls": (100, 60), "emails": (50, 40)},
        objectives={"revenue": (10000, 100)},
        assigned_to=team,
    )


def facts(reps: list[User], dice: random.Random) -> None:
    for rep in reps:
        for _ in range(12):
            day = TODAY - timedelta(days=dice.randrange(20))
            ActivityFactory(
                rep=rep,
                metric=MetricFactory(slug=dice.choice(SLUGS)),
                quantity=Decimal(dice.randint(1, 60)),
                day=day,
            )
    mark_facts_changed(
        rep_days=[(rep.pk, TODAY - timedelta(days=n)) for rep in reps for n in range(20)]
    )
    work_off_marks(now=NOW)


def any_terms(dice: random.Random) -> WrittenCard:
    """A draft with whatever an editor may write, starting with the running periods."""
    slugs = dice.sample(SLUGS, 5)
    ramp = tuple(Decimal(dice.randint(1, 10)) / 10 for _ in range(dice.randint(0, 3)))
    return terms(
        starts_on=MARCH,
        activities=[any_line(slug, dice) for slug in slugs[:3]],
        objectives=[any_line(slug, dice) for slug in slugs[3:]],
        periods=(dice.choice(["day", "week"]), dice.choice(["month", "quarter", "year"])),
        ramp=ramp,
    )


def any_line(slug: str, dice: random.Random) -> WrittenLine:
    profile = tuple(Decimal(dice.randint(1, 9)) for _ in range(7))
    return line(
        slug,
        dice.randint(0, 90),
        dice.randint(1, 90),
        start_gate=dice.choice([None, Decimal(dice.randint(0, 20))]),
        stop_gate=dice.choice([None, Decimal(dice.randint(20, 90))]),
        weekday_profile=dice.choice([None, profile]),
        prorated=dice.random() < 0.7,
    )


def drafted(card: Scorecard, written: WrittenCard, by: User) -> Version:
    draft = start_draft(scorecard=card, by=by, today=TODAY)
    return save_draft(draft=draft, terms=written, by=by)


def preview(draft: Version, visible: set[int] | None = None) -> Preview:
    enrolled = enrolment()
    seen = set(enrolled.reps) if visible is None else visible
    return preview_of(draft, enrolled=enrolled, visible=seen, now=NOW, today=TODAY)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_previewed_is_what_publishing_stores(
    seed: int, card: Scorecard, reps: list[User], manager: User
) -> None:
    dice = random.Random(seed)
    TimeOff.objects.create(user=reps[0], starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10))
    add_override(
        rep=reps[1], metric=MetricFactory(slug="calls"), period="week", target=Decimal(30),
        starts_on=date(2026, 3, 4), ends_on=None, reason="", by=manager,
    )  # fmt: skip
    facts(reps, dice)
    written = any_terms(dice)
    draft = drafted(card, written, manager)
    shown = {
        (section.kind, row.rep.pk): (
            row.after.period.key if row.after.period else None,
            as_stored(row.after.score),
            row.after.rank,
        )
        for section in preview(draft).sections
        for row in section.rows
    }
    # A quarter or a year that runs began before the month: the draft may start with it.
    starts_on = min(_running(section.period) for section in written.sections)
    publish_draft(draft=draft, starts_on=starts_on, by=manager, now=NOW, today=TODAY)
    work_off_marks(now=NOW)
    scores = Score.objects.filter(
        scored_period__section__version=draft,
        scored_period__starts_on__lte=TODAY,
        scored_period__ends_on__gte=TODAY,
    )
    places = ranking_of(scores).places
    stored = {
        (score.scored_period.section.kind, score.rep_id): (
            score.scored_period.key,
            score.score,
            places.get(score.pk),
        )
        for score in scores
    }
    assert shown == stored
    assert len(stored) == 2 * len(reps)


def _running(period: str) -> date:
    starts = {"day": TODAY, "week": date(2026, 3, 9), "month": MARCH}
    return starts.get(period, date(2026, 1, 1))


def test_today_is_what_is_stored(card: Scorecard, reps: list[User], manager: User) -> None:
    facts(reps, random.Random(1))
    sections = preview(drafted(card, any_terms(random.Random(2)), manager)).sections
    shown = {
        (row.rep.pk, row.before.period.key): (as_stored(row.before.score), row.before.rank)
        for section in sections
        for row in section.rows
        if row.before.period
    }
    stored = Score.objects.filter(scored_period__key__in=["2026-W11", "2026-03"])
    places = ranking_of(stored).places
    assert shown == {(s.rep_id, s.scored_period.key): (s.score, places.get(s.pk)) for s in stored}


def test_looking_writes_nothing(card: Scorecard, reps: list[User], manager: User) -> None:
    facts(reps, random.Random(3))
    draft = drafted(card, any_terms(random.Random(3)), manager)

    def everything() -> list[object]:
        return [
            list(model.objects.order_by("pk").values())
            for model in (Score, DailyTotal, StaleMark, Version)
        ]

    before = everything()
    preview(draft)
    assert everything() == before


def test_the_biggest_change_comes_first_with_the_places_it_moves(
    card: Scorecard, reps: list[User], manager: User
) -> None:
    for rep, calls, emails in zip(reps[:3], (80, 50, 10), (0, 20, 50), strict=True):
        for slug, quantity in (("calls", calls), ("emails", emails)):
            if quantity:
                ActivityFactory(
                    rep=rep, metric=MetricFactory(slug=slug), quantity=quantity, day=TODAY
                )
    mark_facts_changed(rep_days=[(rep.pk, TODAY) for rep in reps])
    work_off_marks(now=NOW)
    only_emails = terms(starts_on=MARCH, activities=[line("emails", 50, 10)])
    section = preview(drafted(card, only_emails, manager)).sections[0]
    # Today 0.6 × calls + 0.8 × emails: 48, 46, 46. Under the draft 2 × emails: 0, 40, 100.
    assert [(row.rep.name, row.change, row.places) for row in section.rows[:3]] == [
        ("Rep C", Decimal("54.0"), 1),
        ("Rep A", Decimal("-48.0"), -2),
        ("Rep B", Decimal("-6.0"), 0),
    ]
    assert (section.moving, section.mean_before, section.mean_after) == (3, 28, 28)


def test_a_section_that_is_dropped_shows_what_is_lost(
    card: Scorecard, reps: list[User], manager: User
) -> None:
    facts(reps, random.Random(5))
    draft = drafted(card, terms(starts_on=MARCH, activities=[line("calls", 9, 9)]), manager)
    objectives = preview(draft).sections[1]
    assert (objectives.kind, objectives.after, objectives.mean_after) == ("objectives", None, None)
    assert {row.after.score for row in objectives.rows} == {None}


def test_people_one_does_not_see_are_ranked_but_not_named(
    card: Scorecard, reps: list[User], manager: User
) -> None:
    facts(reps, random.Random(6))
    draft = drafted(card, any_terms(random.Random(6)), manager)
    whole, part = preview(draft), preview(draft, visible={reps[0].pk})
    mine = [row for row in whole.sections[0].rows if row.rep == reps[0]]
    assert list(part.sections[0].rows) == mine
    assert part.sections[0].others == 4
