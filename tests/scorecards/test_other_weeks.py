"""Weeks that start on another day, and another fiscal year: every score moves with its period."""

from datetime import UTC, date, datetime

import pytest

from accounts.actions.marks import mark_stale
from accounts.actions.organisation import change_organisation
from accounts.models import User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Score
from tests.factories import scorecard

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TODAY = date(2026, 3, 4)


def periods(kind: str) -> list[tuple[str, date, date]]:
    scores = Score.objects.filter(scored_period__section__kind=kind)
    rows = scores.order_by("scored_period__starts_on").values_list(
        "scored_period__key", "scored_period__starts_on", "scored_period__ends_on"
    )
    return list(rows)


@pytest.fixture(autouse=True)
def _scored(rep: User) -> None:
    scorecard(
        activities={"calls_made": (50, 60)},
        objectives={"deals_won": (5, 40)},
        objectives_period="quarter",
        assigned_to=rep,
        starts_on=date(2026, 1, 1),
    )
    mark_stale(reps=[rep.pk], from_day=date(2026, 2, 16), to_day=None)
    work_off_marks(now=NOW)


def test_weeks_move_to_their_sunday() -> None:
    assert periods("activities")[-1] == ("2026-W10", date(2026, 3, 2), date(2026, 3, 8))
    change_organisation(choices={"week_start": 6}, by=None, today=TODAY)
    work_off_marks(now=NOW)
    assert periods("activities")[-2:] == [
        ("2026-W09", date(2026, 2, 22), date(2026, 2, 28)),
        ("2026-W10", date(2026, 3, 1), date(2026, 3, 7)),
    ]


def test_quarters_follow_the_fiscal_year() -> None:
    assert periods("objectives") == [("2026-Q1", date(2026, 1, 1), date(2026, 3, 31))]
    change_organisation(choices={"fiscal_start_month": 2}, by=None, today=TODAY)
    work_off_marks(now=NOW)
    assert periods("objectives") == [("FY2027-Q1", date(2026, 2, 1), date(2026, 4, 30))]
