"""The demo's closed periods: one that stands, and one opened again, closed again, with a fact
that came late."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from accounts.actions.refusals import Refused
from accounts.models import Organisation, User
from scorecards.actions.activities import Refusal, log_activity
from scorecards.actions.closings import close_period, reopen_period
from scorecards.ingest.demo.people import SDR
from scorecards.models import Closing, FrozenScore, Metric, Scorecard
from scorecards.periods import Period, PeriodKind, period_containing, previous
from scorecards.queries.rebuilt import first_fact_day
from scorecards.queries.terms import period_rules

_AFTER = timedelta(days=6)


def add_closings(*, now: datetime) -> None:
    """The month before the last one, of two scorecards; once their scores are computed.

    A demo that is younger than that month has nothing to close yet.
    """
    organisation = Organisation.current()
    rules = period_rules(organisation)
    running = period_containing(day=organisation.day_of(now), kind=PeriodKind.MONTH, rules=rules)
    month = previous(previous(running, rules), rules)
    first = first_fact_day()
    if first is None or first > month.starts:
        return
    at = datetime.combine(month.ends + _AFTER, time(9), tzinfo=organisation.zone)
    _close(Scorecard.objects.get(name=SDR), month, at, "")
    own = Scorecard.objects.exclude(owner_team=None).order_by("pk").first()
    if own and (closing := _close(own, month, at, "Figures agreed with finance")):
        _close_again(closing, month, at + timedelta(days=1))
        _log_late(closing, month, now)


def _close(card: Scorecard, month: Period, at: datetime, note: str) -> Closing | None:
    try:
        return close_period(scorecard=card, period=month, by=_keeper(card), note=note, now=at)
    except Refused:
        return None


def _close_again(closing: Closing, month: Period, at: datetime) -> None:
    reason = "A renewal was booked on the wrong rep"
    keeper = _keeper(closing.scorecard)
    reopen_period(closing=closing, by=keeper, reason=reason, now=at)
    _close(closing.scorecard, month, at + timedelta(hours=2), "With the renewal corrected")


def _log_late(closing: Closing, month: Period, now: datetime) -> None:
    """A meeting that somebody remembered much later."""
    last = FrozenScore.objects.filter(closing=closing, rank__isnull=False).order_by("-rank", "pk")
    row = last.select_related("rep").first()
    if row is None:
        return
    held = datetime.combine(row.counted_to, time(15), tzinfo=now.tzinfo)
    try:
        log_activity(
            rep=row.rep,
            metric=Metric.objects.get(slug="meetings_held"),
            quantity=Decimal(1),
            occurred_at=held,
            entered_by=row.rep,
            now=now,
            note="Forgotten in the diary",
        )
    except Refusal:
        return


def _keeper(card: Scorecard) -> User:
    keeper = card.owner_team and card.owner_team.managers.first()
    return keeper or User.objects.get(email__startswith="admin@", role="admin")
