"""Facts of the journeys in which something dies, and whether their scores are right."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from accounts.models import StaleMark, User
from scorecards.actions.activities import log_activity
from scorecards.models import Activity, DailyTotal, Metric, Score


def log_calls(reps: list[User], *, days: int = 3) -> int:
    """One to three calls a rep and day, up to today; how many in all."""
    now = timezone.now()
    calls = Metric.objects.get(slug="calls")
    made = [(rep, 1 + ago % 3, ago) for rep in reps for ago in range(days)]
    for rep, quantity, ago in made:
        log_activity(
            rep=rep,
            metric=calls,
            quantity=Decimal(quantity),
            occurred_at=now - timedelta(days=ago),
            entered_by=rep,
            now=now,
        )
    return sum(quantity for _, quantity, _ in made)


def nothing_waits() -> bool:
    return not StaleMark.objects.exists()


def counted() -> int:
    """What the stored totals add up to."""
    return int(DailyTotal.objects.aggregate(sum=Sum("total"))["sum"] or 0)


def assert_stored_is_rebuilt(*, calls: int) -> None:
    """Every call was counted once, everybody has a score, and a rebuild would change nothing."""
    stored = Activity.objects.filter(withdrawn_at=None).aggregate(sum=Sum("quantity"))["sum"]
    assert stored == calls, f"{stored} calls stored, {calls} logged"
    assert counted() == calls, f"{counted()} calls counted, {calls} logged"
    scored = set(Score.objects.values_list("rep", flat=True))
    logging = set(Activity.objects.values_list("rep", flat=True))
    assert scored == logging, f"scores of {scored}, calls of {logging}"
    call_command("recompute", "--check", stdout=StringIO())  # raises where they differ
