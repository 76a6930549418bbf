"""Rosa's week for the tests of her pages: Thursday 12 March 2026, 13:00, half of her day gone.

Calls 35 of 50 (weight 60) and connected calls 7 of 20 (weight 40): 42 + 14 points, score 56;
3.5 of 5 working days are done, so 70 is expected: pace 80 %, at risk.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.marks import mark_facts_changed, mark_stale
from accounts.models import Team, User
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Scorecard
from tests.factories import ActivityFactory, MetricFactory, scorecard

NOW = datetime(2026, 3, 12, 13, 0, tzinfo=UTC)
TODAY, MONDAY, SUNDAY = date(2026, 3, 12), date(2026, 3, 9), date(2026, 3, 15)


def card_of(team: Team | User) -> Scorecard:
    return scorecard("SDR", activities={"calls": (50, 60), "connects": (20, 40)}, assigned_to=team)


def done(rep: User, *, day: date = MONDAY, **quantities: Any) -> None:
    """These facts of a day, scored."""
    for slug, quantity in quantities.items():
        ActivityFactory(rep=rep, metric=MetricFactory(slug=slug), quantity=quantity, day=day)
    mark_facts_changed(rep_days=[(rep.pk, day)])
    work_off_marks(now=NOW)


def scored(people: Iterable[User], *, since: date = MONDAY) -> None:
    """Scores of everybody from a day on, as the timetable would make them."""
    mark_stale(reps=[person.pk for person in people], from_day=since, to_day=TODAY)
    work_off_marks(now=NOW)


def queries_of(client: Client, address: str) -> int:
    """How many queries a page takes, once the session and the like are warm."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
