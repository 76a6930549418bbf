"""A month to close: March 2026 of Rosa and Sam on one scorecard, looked at on 8 April.

Calls count by the week (50, weight 100), revenue by the month (1,000, weight 100). In week 11
Rosa made 40 calls (80 points) and Sam 25 (50 points); in March Rosa sold for 500 (50 points).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.models import Team, User
from scorecards.actions.activities import log_activity
from scorecards.actions.closings import close_period
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity, Closing, Scorecard
from scorecards.periods import PeriodRules, period_from_key
from tests.factories import MetricFactory, scorecard

CLOSED_AT = datetime(2026, 4, 8, 9, tzinfo=UTC)
LATER = datetime(2026, 4, 9, 9, tzinfo=UTC)
TENTH = date(2026, 3, 10)
MARCH = "2026-03"


@dataclass(frozen=True)
class March:
    card: Scorecard
    rosa: User
    sam: User
    manager: User

    def logs(self, rep: User, quantity: int, *, what: str = "calls", day: date = TENTH) -> Activity:
        """One fact, entered by the manager."""
        return log_activity(
            rep=rep,
            metric=MetricFactory(slug=what),
            quantity=Decimal(quantity),
            occurred_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            entered_by=self.manager,
            now=LATER,
        )

    def closed(self, key: str = MARCH, *, note: str = "", now: datetime = CLOSED_AT) -> Closing:
        return close_period(
            scorecard=self.card,
            period=period_from_key(key, PeriodRules()),
            by=self.manager,
            note=note,
            now=now,
        )


def march_of(team: Team, rosa: User, sam: User, manager: User) -> March:
    card = scorecard(
        "SDR",
        activities={"calls": (50, 100)},
        objectives={"revenue": (1000, 100)},
        assigned_to=team,
        owner_team=team,
    )
    march = March(card, rosa, sam, manager)
    march.logs(rosa, 40)
    march.logs(sam, 25)
    march.logs(rosa, 500, what="revenue")
    work_off_marks(now=CLOSED_AT)
    return march
