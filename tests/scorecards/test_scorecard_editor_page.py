"""The scorecards in the setup: list, one scorecard, the editor, preview and publication."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import StaleMark, Team, User
from scorecards.actions.drafts import start_draft
from scorecards.models import Scorecard, Version
from scorecards.queries.drafts import terms_of
from tests.factories import JobRoleFactory, MetricFactory, RepFactory, assign, scorecard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_wednesday")]

TODAY = date(2026, 3, 11)


@pytest.fixture
def _wednesday() -> Any:
    with time_machine.travel("2026-03-11T12:00:00Z", tick=False):
        yield


@pytest.fixture
def card(team: Team, rep: User) -> Scorecard:
    return scorecard(
        "North",
        activities={"calls": (100, 60), "emails": (50, 40)},
        objectives={"revenue": (10000, 100)},
        assigned_to=team,
        owner_team=team,
    )


@pytest.fixture
def draft(card: Scorecard, manager: User) -> Version:
    return start_draft(scorecard=card, by=manager, today=TODAY)


def row(slug: str, target: str, weight: str = "", points: str = "", **more: str) -> dict[str, str]:
    fields = {"target": target, "weight": weight, "points": points, "prorated": "on"}
    return {"metric": str(MetricFactory(slug=slug).pk)} | fields | more


def posted(*, do: str = "save", starts_on: str = "2026-03-16", **rows: Any) -> dict[str, str]:
    """What the browser sends: `activities` and `objectives` are lists of rows."""
    fields = {"do": do, "starts_on": starts_on, "note": "Why", "ramp": rows.get("ramp", "")}
    fields |= {"activities-period": "week", "objectives-period": "month"}
    for kind in ("activities", "objectives"):
        found = rows.get(kind, [])
        fields[f"{kind}_rows-TOTAL_FORMS"] = fields[f"{kind}_rows-INITIAL_FORMS"] = str(len(found))
        for number, cells in enumerate(found):
            for name, value in cells.items():
                prefix = "initial-" if name == "was" else ""
                field = "weight" if name == "was" else name
                fields[f"{prefix}{kind}_rows-{number}-{field}"] = value
    return fields


def lines(draft: Version, section: int = 0) -> list[tuple[str, Decimal, Decimal]]:
    found = terms_of(draft).sections[section].lines
    return [(each.metric.slug, each.target, each.weight) for each in found]


class TestList:
    def test_it_says_who_is_on_what_since_when(
        self, manager_client: Client, card: Scorecard, draft: Version
    ) -> None:
        [found] = manager_client.get("/setup/scorecards/").context["rows"]
        assert (found.card, found.in_force.number, found.draft) == (card, 1, draft)
        assert (found.people, found.assigned, found.metrics) == (1, ("North",), 3)

    def test_managers_see_theirs_and_what_reaches_their_people(
        self, manager_client: Client, card: Scorecard, other_team: Team, rep: User
    ) -> None:
        scorecard("South", activities={"calls": (1, 1)}, owner_team=other_team)
        scorecard("Nobody’s", activities={"calls": (1, 1)})
        rep.job_role = JobRoleFactory(name="SDR")
        rep.save()
        everybody = scorecard("All SDR", activities={"calls": (1, 1)}, assigned_to=rep.job_role)
        rows = manager_client.get("/setup/scorecards/").context["rows"]
        assert [(each.card.name, each.is_steered) for each in rows] == [
            ("All SDR", False),
            ("North", True),
        ]
        there = f"/setup/scorecards/{everybody.pk}/"
        assert "read only" in manager_client.get(there).content.decode()
        assert manager_client.post(f"{there}draft/new/").status_code == 404
        assert manager_client.post(f"{there}assignments/", {}).status_code == 404

    def test_it_takes_the_same_queries_for_one_scorecard_and_five(
        self, manager_client: Client, card: Scorecard, team: Team
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert manager_client.get("/setup/scorecards/").status_code == 200
            return len(found)

        before = [queries(), queries()][-1]  # the first makes the organisation and its calendar
        for name in "ABCD":
            scorecard(name, activities={"calls": (1, 1)}, owner_team=team, assigned_to=team)
            RepFactory(team=team)
        assert queries() == before

    def test_nothing_yet_says_what_to_do_first(self, manager_client: Client) -> None:
        assert "No scorecard yet" in manager_client.get("/setup/scorecards/").content.decode()


class TestOneScorecard:
    def test_a_manager_makes_one_for_their_team(self, manager_client: Client, team: Team) -> None:
        answer = manager_client.post(
            "/setup/scorecards/new/", {"name": "New", "owner_team": team.pk}
        )
        made = Scorecard.objects.get(name="New")
        assert answer["Location"] == f"/setup/scorecards/{made.pk}/draft/"
        assert made.owner_team == team

    def test_not_for_another_team_and_not_twice(
        self, manager_client: Client, other_team: Team, card: Scorecard
    ) -> None:
        answer = manager_client.post(
            "/setup/scorecards/new/", {"name": "North", "owner_team": other_team.pk}
        )
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"name", "owner_team"}

    def test_renaming_changes_no_score(self, manager_client: Client, card: Scorecard) -> None:
        fields = {"name": "North 2026", "owner_team": card.owner_team_id}
        manager_client.post(f"/setup/scorecards/{card.pk}/edit/", fields)
        card.refresh_from_db()
        assert (card.name, StaleMark.objects.count()) == ("North 2026", 0)

    def test_it_lists_who_is_on_it_and_who_is_on_a_nearer_one(
        self, manager_client: Client, card: Scorecard, team: Team, rep: User
    ) -> None:
        special = RepFactory(name="Special", team=team)
        scorecard("Own", activities={"calls": (1, 1)}, assigned_to=special)
        page = manager_client.get(f"/setup/scorecards/{card.pk}/").context["page"]
        assert [each.rep for each in page.people] == [rep]
        assert [(each.rep, each.instead) for each in page.elsewhere] == [(special, "Own")]
        assert [(each.reached, each.holds) for each in page.assignments] == [(2, 1)]

    def test_people_of_others_are_counted_but_not_named(
        self, manager_client: Client, card: Scorecard, stranger: User
    ) -> None:
        assign(card, stranger)
        answer = manager_client.get(f"/setup/scorecards/{card.pk}/")
        assert answer.context["page"].hidden_people == 1
        assert "Sam Stranger" not in answer.content.decode()

    def test_it_takes_the_same_queries_for_one_rep_and_five(
        self, manager_client: Client, card: Scorecard, team: Team
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert manager_client.get(f"/setup/scorecards/{card.pk}/").status_code == 200
            return len(found)

        before = [queries(), queries()][-1]  # the first makes the organisation and its calendar
        assert before <= 32  # who may what is read once, not for each check
        for _ in range(4):
            assign(card, RepFactory(team=team))
        assert queries() == before

    def test_a_version_can_be_read(self, manager_client: Client, card: Scorecard) -> None:
        page = manager_client.get(f"/setup/scorecards/{card.pk}/versions/1/").context["page"]
        assert (page.row.state, page.former, page.terms.metrics) == ("in_force", None, 3)
        assert manager_client.get(f"/setup/scorecards/{card.pk}/versions/9/").status_code == 404

    def test_strangers_do_not_find_it(
        self, other_manager_client: Client, rep_client: Client, card: Scorecard, draft: Version
    ) -> None:
        for tail in ("", "edit/", "draft/", "draft/preview/", "versions/1/"):
            for client in (other_manager_client, rep_client):
                assert client.get(f"/setup/scorecards/{card.pk}/{tail}").status_code == 404
        publication = f"/setup/scorecards/{card.pk}/draft/publication/"
        answer = other_manager_client.post(publication, {"starts_on": "2026-03-16"})
        assert answer.status_code == 404


class TestAssignments:
    def test_a_manager_assigns_their_own(
        self, manager_client: Client, card: Scorecard, rep: User
    ) -> None:
        address = f"/setup/scorecards/{card.pk}/assignments/"
        answer = manager_client.post(address, {"person": rep.pk, "starts_on": "2026-03-16"})
        assert answer.status_code == 302
        assert card.assignments.get(user=rep).starts_on == date(2026, 3, 16)

    def test_but_nobody_elses(
        self, manager_client: Client, card: Scorecard, stranger: User, other_team: Team
    ) -> None:
        address = f"/setup/scorecards/{card.pk}/assignments/"
        fields = {"person": stranger.pk, "team": other_team.pk, "starts_on": "2026-03-16"}
        answer = manager_client.post(address, fields)
        assert answer.status_code == 422
        assert {"person", "team"} <= set(answer.context["assignment_form"].errors)
        job = {"job_role": JobRoleFactory().pk, "starts_on": "2026-03-16"}
        assert manager_client.post(address, job).status_code == 422
        assert card.assignments.count() == 1

    def test_the_same_team_twice_is_refused_at_the_field(
        self, manager_client: Client, card: Scorecard, team: Team
    ) -> None:
        address = f"/setup/scorecards/{card.pk}/assignments/"
        answer = manager_client.post(address, {"team": team.pk, "starts_on": "2026-03-16"})
        assert answer.status_code == 422
        assert answer.context["assignment_form"].errors == {
            "starts_on": ["North is assigned for these days already."]
        }

    def test_one_is_ended(
        self, manager_client: Client, other_manager_client: Client, card: Scorecard
    ) -> None:
        address = f"/setup/assignments/{card.assignments.get().pk}/end/"
        assert other_manager_client.post(address, {"ends_on": "2026-03-15"}).status_code == 404
        assert manager_client.post(address, {"ends_on": "?"}).status_code == 422
        assert manager_client.post(address, {"ends_on": "2026-03-15"}).status_code == 302
        assert card.assignments.get().ends_on == date(2026, 3, 15)


class TestEditor:
    def address(self, draft: Version) -> str:
        return f"/setup/scorecards/{draft.scorecard_id}/draft/"

    def test_it_shows_what_the_version_in_force_says(
        self, manager_client: Client, draft: Version
    ) -> None:
        forms = manager_client.get(self.address(draft)).context["forms"]
        first = forms.sections[0].rows.forms[0]
        assert [first[name].value() for name in ("target", "weight", "points")] == [
            "100", "60", "0.6",
        ]  # fmt: skip
        assert [each.share for each in forms.sections[0].kept] == [Decimal("0.6"), Decimal("0.4")]

    def test_a_draft_is_saved_in_the_order_of_its_rows(
        self, manager_client: Client, draft: Version
    ) -> None:
        rows = [row("emails", "10", "20"), row("calls", "12.5", "30")]
        answer = manager_client.post(self.address(draft), posted(activities=rows, ramp="25, 50%"))
        assert (answer.status_code, answer["Location"]) == (302, self.address(draft))
        assert lines(draft) == [("emails", 10, 20), ("calls", Decimal("12.5"), 30)]
        assert terms_of(draft).sections[1].lines == ()
        draft.refresh_from_db()
        assert (draft.starts_on, draft.note, draft.ramp) == (
            date(2026, 3, 16), "Why", ["0.25", "0.5"],
        )  # fmt: skip
        assert StaleMark.objects.count() == 0

    @pytest.mark.parametrize(
        ("cells", "weight"),
        [
            ({"weight": "30", "points": ""}, "30"),
            ({"weight": "", "points": "1.5"}, "30"),
            ({"weight": "10", "points": "1.5", "was": "10"}, "30"),  # only the points were typed
            ({"weight": "12", "points": "1.5", "was": "10"}, "12"),  # both: the weight leads
            ({"weight": "10", "points": "0.5", "was": "10"}, "10"),  # they agree
        ],
    )
    def test_either_weight_or_points_per_unit_is_enough(
        self, manager_client: Client, draft: Version, cells: dict[str, str], weight: str
    ) -> None:
        rows = [row("calls", "20") | cells]
        manager_client.post(self.address(draft), posted(activities=rows))
        assert lines(draft) == [("calls", 20, Decimal(weight))]

    @pytest.mark.parametrize(
        ("cells", "field", "message"),
        [
            ({"target": ""}, "target", "This field is required."),
            ({"target": "1,000"}, "target", "Write thousands without a comma: 1000."),
            ({"weight": "-1"}, "weight", "Ensure this value is greater than or equal to 0."),
            ({"weight": ""}, "weight", "Give a weight, or the points per unit."),
            (
                {"target": "0", "weight": "", "points": "2"},
                "points",
                "With a target of 0 give the weight instead.",
            ),
            (
                {"start_gate": "9", "stop_gate": "8"},
                "stop_gate",
                "Earning cannot stop before it starts.",
            ),
            (
                {f"day{n}": "0" for n in range(7)},
                "day0",
                "At least one day needs more than 0.",
            ),
            ({"metric": "0"}, "metric", "This metric does not exist."),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
        self,
        manager_client: Client,
        draft: Version,
        cells: dict[str, str],
        field: str,
        message: str,
    ) -> None:
        before = lines(draft)
        rows = [row("emails", "7", "8"), row("calls", "20", "30") | cells]
        answer = manager_client.post(self.address(draft), posted(activities=rows))
        assert answer.status_code == 422
        kept, wrong = answer.context["forms"].sections[0].rows.forms
        assert (kept["target"].value(), wrong.errors[field]) == ("7", [message])
        assert message in answer.content.decode()
        assert lines(draft) == before

    def test_a_metric_stands_in_a_section_once(
        self, manager_client: Client, draft: Version
    ) -> None:
        rows = [row("calls", "1", "1"), row("calls", "2", "2")]
        answer = manager_client.post(self.address(draft), posted(activities=rows))
        assert answer.status_code == 422
        assert "This metric is in the section twice." in answer.content.decode()

    def test_a_removed_row_is_not_checked(self, manager_client: Client, draft: Version) -> None:
        rows = [row("emails", "nonsense", DELETE="on"), row("calls", "20", "30")]
        manager_client.post(self.address(draft), posted(activities=rows))
        assert lines(draft) == [("calls", 20, 30)]

    def test_a_weekday_profile_fills_empty_days_with_zero(
        self, manager_client: Client, draft: Version
    ) -> None:
        rows = [row("calls", "20", "30", day0="60", day4="20")]
        manager_client.post(self.address(draft), posted(activities=rows))
        profile = terms_of(draft).sections[0].lines[0].weekday_profile
        assert profile == tuple(map(Decimal, (60, 0, 0, 0, 20, 0, 0)))

    def test_a_metric_is_added_without_saving_and_without_losing_what_is_typed(
        self, manager_client: Client, draft: Version
    ) -> None:
        before = lines(draft)
        fields = posted(do="add:activities", activities=[row("calls", "33", "44")])
        fields["activities-add"] = str(MetricFactory(slug="proposals").pk)
        answer = manager_client.post(self.address(draft), fields)
        kept, added = answer.context["forms"].sections[0].rows.forms
        assert answer.status_code == 200
        assert (kept["target"].value(), added.chosen.slug) == ("33", "proposals")
        assert "field-error" not in answer.content.decode()
        assert lines(draft) == before

    @pytest.mark.parametrize(
        ("step", "order"),
        [
            ("up:activities:1", ["emails", "calls"]),
            ("down:activities:0", ["emails", "calls"]),
            ("up:activities:0", ["calls", "emails"]),
            ("down:activities:1", ["calls", "emails"]),
            ("sideways:elsewhere:x", ["calls", "emails"]),
            ("up:activities:" + "9" * 5000, ["calls", "emails"]),
        ],
    )
    def test_rows_move(
        self, manager_client: Client, draft: Version, step: str, order: list[str]
    ) -> None:
        rows = [row("calls", "1", "2"), row("emails", "3", "")]
        answer = manager_client.post(self.address(draft), posted(do=step, activities=rows))
        found = answer.context["forms"].sections[0].rows.forms
        assert [each.chosen.slug for each in found] == order

    def test_moving_keeps_points_that_lead(self, manager_client: Client, draft: Version) -> None:
        rows = [row("calls", "20", "10", "1.5", was="10"), row("emails", "3", "1")]
        answer = manager_client.post(
            self.address(draft), posted(do="down:activities:0", activities=rows)
        )
        moved = answer.context["forms"].sections[0].rows.forms[1]
        assert (moved["weight"].value(), moved["points"].value()) == ("30", "1.5")

    def test_htmx_gets_the_form_alone(self, manager_client: Client, draft: Version) -> None:
        answer = manager_client.post(
            self.address(draft), posted(do="look"), headers={"HX-Request": "true"}
        )
        assert answer.content.decode().strip().startswith('<div id="_draft_form"')

    def test_it_says_from_when_each_section_holds(
        self, manager_client: Client, draft: Version
    ) -> None:
        answer = manager_client.get(self.address(draft))
        assert [(each.kind, each.first.key) for each in answer.context["effects"].sections] == [
            ("activities", "2026-W12"),
            ("objectives", "2026-04"),
        ]
        assert "from Week 12, 2026 (begins Mon 16 Mar 2026)" in answer.content.decode()

    def test_it_warns_from_the_eighth_metric_and_saves_all_the_same(
        self, manager_client: Client, draft: Version
    ) -> None:
        slugs = ["calls", "connects", "emails", "meetings_held", "proposals", "new_leads"]
        rows = [row(slug, "1", "1") for slug in slugs]
        two = [row("revenue", "1", "1"), row("deals_won", "1", "1")]
        warning = "people lose sight of what matters"
        seven = manager_client.post(
            self.address(draft), posted(activities=rows, objectives=two[:1]), follow=True
        )
        assert warning not in seven.content.decode()
        eight = manager_client.post(
            self.address(draft), posted(activities=rows, objectives=two), follow=True
        )
        assert warning in eight.content.decode()
        assert len(lines(draft)) == 6

    def test_a_draft_that_is_gone_is_not_found(
        self, manager_client: Client, draft: Version
    ) -> None:
        manager_client.post(f"{self.address(draft)}removal/")
        assert manager_client.get(self.address(draft)).status_code == 404
        assert not Version.objects.filter(pk=draft.pk).exists()


class TestPublication:
    def test_save_and_preview_leads_to_the_preview(
        self, manager_client: Client, draft: Version, rep: User
    ) -> None:
        there = f"/setup/scorecards/{draft.scorecard_id}/draft/"
        fields = posted(do="preview", activities=[row("calls", "50", "60")])
        answer = manager_client.post(there, fields, follow=True)
        assert answer.redirect_chain == [(f"{there}preview/", 302)]
        page = answer.context["page"]
        changes = [(each.what, each.line.metric.slug) for each in page.changes]
        assert changes == [("target", "calls"), ("removed", "emails"), ("removed", "revenue")]
        assert [each.rep for each in page.preview.sections[0].rows] == [rep]
        assert [each.ends for each in page.effects.sections] == [False, True]

    def test_another_start_is_explained_before_it_is_chosen(
        self, manager_client: Client, draft: Version
    ) -> None:
        there = f"/setup/scorecards/{draft.scorecard_id}/draft/preview/"
        page = manager_client.get(there, {"starts_on": "2026-03-01"}).context["page"]
        effects = page.effects
        assert (effects.refusal, effects.rescores) == ("", True)
        assert [len(each.rescored) for each in effects.sections] == [1, 0]

    def test_publishing_marks_the_reps_and_shows_the_version(
        self, manager_client: Client, draft: Version, rep: User
    ) -> None:
        there = f"/setup/scorecards/{draft.scorecard_id}/"
        answer = manager_client.post(
            f"{there}draft/publication/", {"starts_on": "2026-03-16"}, follow=True
        )
        assert answer.redirect_chain == [(there, 302)]
        assert "Version 2 of “North” is published." in answer.content.decode()
        assert [each.state for each in answer.context["page"].versions] == ["coming", "in_force"]
        mark = StaleMark.objects.get()
        assert (mark.rep, mark.from_day) == (rep, date(2026, 3, 16))

    @pytest.mark.parametrize(
        ("day", "message"),
        [
            ("", "This field is required."),
            ("2026-02-01", "What is finished keeps its version. The earliest start is 1 Mar 2026."),
            ("2019-01-01", "Version 1 is in force since 1 Jan 2020. Choose a later day."),
        ],
    )
    def test_a_start_that_cannot_be_is_refused_at_the_field(
        self, manager_client: Client, draft: Version, day: str, message: str
    ) -> None:
        address = f"/setup/scorecards/{draft.scorecard_id}/draft/publication/"
        answer = manager_client.post(address, {"starts_on": day})
        assert answer.status_code == 422
        assert answer.context["form"].errors == {"starts_on": [message]}
        draft.refresh_from_db()
        assert draft.is_draft

    def test_a_first_version_says_that_nothing_runs_until_it_begins(
        self, manager_client: Client, team: Team, manager: User
    ) -> None:
        first = Scorecard.objects.create(name="First", owner_team=team)
        start_draft(scorecard=first, by=manager, today=TODAY)
        there = f"/setup/scorecards/{first.pk}/"
        manager_client.post(
            f"{there}draft/", posted(starts_on="2026-03-11", activities=[row("calls", "50", "9")])
        )
        preview = manager_client.get(f"{there}draft/preview/").content.decode()
        assert "until then nobody has a score in it" in preview
        manager_client.post(f"{there}draft/publication/", {"starts_on": "2026-03-11"})
        shown = manager_client.get(there).content.decode()
        assert "Until then nobody has a score in it." in shown
        assert "version before" not in preview + shown

    @pytest.mark.parametrize("weight", ["1e999", "9" * 26, "NaN", "-Infinity", "-1"])
    def test_a_weight_that_cannot_be_stands_at_its_field(
        self, manager_client: Client, draft: Version, weight: str
    ) -> None:
        there = f"/setup/scorecards/{draft.scorecard_id}/draft/"
        rows = [row("calls", "50", weight), row("emails", "50", "10")]
        answer = manager_client.post(there, posted(activities=rows))
        assert answer.status_code == 422
        wrong = answer.context["forms"].sections[0].rows.forms[0]
        assert list(wrong.errors) == ["weight"]

    @pytest.mark.parametrize("ramp", ["NaN", "25 Infinity", "-1", "1e999"])
    def test_a_ramp_that_cannot_be_is_refused(
        self, manager_client: Client, draft: Version, ramp: str
    ) -> None:
        there = f"/setup/scorecards/{draft.scorecard_id}/draft/"
        fields = posted(activities=[row("calls", "50", "10")], ramp=ramp)
        answer = manager_client.post(there, fields)
        assert answer.status_code == 422
        assert "Each month has 0 to 100 percent." in answer.content.decode()

    def test_the_preview_takes_the_same_queries_for_one_rep_and_five(
        self, manager_client: Client, draft: Version, team: Team
    ) -> None:
        there = f"/setup/scorecards/{draft.scorecard_id}/draft/preview/"

        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert manager_client.get(there).status_code == 200
            return len(found)

        before = [queries(), queries()][-1]  # the first makes the organisation and its calendar
        for _ in range(4):
            RepFactory(team=team)
        assert queries() == before
