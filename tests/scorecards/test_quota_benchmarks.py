"""Benchmarks that follow a quota on the pages: editor, versions, and where the points come from."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import Organisation, Team, User
from scorecards.actions.drafts import start_draft
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Benchmark, Scorecard, Version
from scorecards.queries.drafts import terms_of
from tests.accounts.test_organisation_page import CHOICES
from tests.factories import MetricFactory, TimeOffFactory, scorecard
from tests.scorecards.test_scorecard_editor_page import posted, row
from tests.scorecards.week_of_rosa import NOW, TODAY, done, scored

MARCH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def thursday(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def card(team: Team, rep: User) -> Scorecard:
    return scorecard(
        "North",
        activities={"calls": (100, 60)},
        objectives={"revenue": (10000, 100)},
        assigned_to=team,
        owner_team=team,
    )


@pytest.fixture
def draft(card: Scorecard, manager: User) -> Version:
    return start_draft(scorecard=card, by=manager, today=TODAY)


def owes(rep: User, amount: int, *, ramp: tuple[Decimal, ...] = ()) -> None:
    publish_quotas(
        metric=MetricFactory(slug="revenue"),
        amounts=[MonthAmount(("rep", rep.pk), MARCH, Decimal(amount))],
        starts_on=None,
        origin="sheet",
        by=None,
        now=NOW,
        ramp=ramp,
    )
    work_off_marks(now=NOW)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


class TestEditor:
    def address(self, draft: Version) -> str:
        return f"/setup/scorecards/{draft.scorecard_id}/draft/"

    def test_a_row_takes_its_target_from_the_quota(
        self, manager_client: Client, draft: Version
    ) -> None:
        rows = [row("revenue", "5000", "30", from_quota="on")]
        answer = manager_client.post(self.address(draft), posted(objectives=rows))
        assert answer.status_code == 302
        (line,) = terms_of(draft).sections[1].lines
        assert (line.from_quota, line.target) == (True, 5000)
        shown = page(manager_client, self.address(draft))
        assert 'name="objectives_rows-0-from_quota"' in shown
        assert "From the quota; this target stands in where there is none." in shown

    def test_a_metric_that_cannot_be_owed_is_not_offered_and_refused(
        self, manager_client: Client, draft: Version
    ) -> None:
        MetricFactory(slug="csat", aggregation="average")
        plain = posted(do="look", objectives=[row("csat", "9", "30")])
        assert (
            "rows-0-from_quota"
            not in manager_client.post(self.address(draft), plain).content.decode()
        )
        rows = [row("csat", "9", "30", from_quota="on")]
        answer = manager_client.post(self.address(draft), posted(objectives=rows))
        assert answer.status_code == 422
        assert "it cannot be owed as a quota" in answer.content.decode()

    def test_a_new_draft_copies_it_and_the_history_tells_it(
        self, manager_client: Client, card: Scorecard, draft: Version
    ) -> None:
        Benchmark.objects.filter(section__version=draft, metric__slug="revenue").update(
            from_quota=True
        )
        version = page(manager_client, f"/setup/scorecards/{card.pk}/draft/preview/")
        assert "now takes its target from the quota" in version

    def test_the_version_in_force_says_so(self, manager_client: Client, card: Scorecard) -> None:
        Benchmark.objects.filter(metric__slug="revenue").update(from_quota=True)
        shown = page(manager_client, f"/setup/scorecards/{card.pk}/")
        assert "target from the quota; this one stands in where there is none" in shown


class TestExplanation:
    def shown(self, client: Client, rep: User) -> str:
        return page(client, f"/reps/{rep.pk}/scores/objectives/?period=2026-03")

    def test_each_month_of_the_quota_says_its_days_and_its_ramp(
        self, rep_client: Client, rep: User, card: Scorecard
    ) -> None:
        """In month 2 of tenure to the 15th, then all of it; two days off of 22."""
        Benchmark.objects.update(from_quota=True)
        rep.joined_on = date(2026, 1, 16)
        rep.save(update_fields=["joined_on"])
        TimeOffFactory(user=rep, starts_on=date(2026, 3, 30), ends_on=date(2026, 3, 31))
        owes(rep, 44000, ramp=(Decimal(0), Decimal("0.5")))
        done(rep, revenue=6000)
        shown = self.shown(rep_client, rep)
        assert (
            "March 2026: $44,000 of quota, 50 % in tenure month 2, 10 of 22 working days: $10,000"
            in shown
        )
        assert "March 2026: $44,000 of quota, 10 of 22 working days: $20,000" in shown
        assert "Where it should be by now follows the quota" in shown
        assert "of 22 working days: $" in shown
        assert "$37,000 → " not in shown  # the parts say their days

    def test_without_a_quota_the_version_stands_in(
        self, rep_client: Client, rep: User, card: Scorecard
    ) -> None:
        Benchmark.objects.update(from_quota=True)
        scored([rep])
        shown = self.shown(rep_client, rep)
        assert "Version 1 since 1 Jan 2020: $10,000" in shown
        assert "of quota" not in shown

    def test_a_quota_of_zero_is_greyed(
        self, rep_client: Client, rep: User, card: Scorecard
    ) -> None:
        Benchmark.objects.update(from_quota=True)
        owes(rep, 0)
        shown = self.shown(rep_client, rep)
        assert "March 2026: $0 of quota" in shown
        assert "Does not count: nothing was expected" in shown

    def test_the_rep_s_home_and_the_board_show_the_quota_s_target(
        self, manager_client: Client, rep: User, team: Team, card: Scorecard
    ) -> None:
        Benchmark.objects.update(from_quota=True)
        owes(rep, 42000)
        assert "42,000" in page(manager_client, f"/reps/{rep.pk}/")
        assert "42,000" in page(manager_client, f"/teams/{team.pk}/")


def test_the_organisation_says_whether_time_off_lowers_quotas(admin_person_client: Client) -> None:
    shown = page(admin_person_client, "/setup/organisation/")
    assert "Time off lowers quotas" in shown
    assert "Scores keep to what each scorecard says." in shown
    admin_person_client.post("/setup/organisation/", CHOICES)
    assert not Organisation.current().time_off_lowers_quotas
    assert Organisation.current().history.count() == 2
