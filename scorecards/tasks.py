"""What the worker runs: shells around one action each. Which queue each waits in is said in
config/celery.py."""

from celery import shared_task
from django.utils import timezone

from accounts.tasks import RECOMPUTE, RECOMPUTE_BULK, recompute_soon
from scorecards.actions.bulk import work_off_bulk
from scorecards.actions.closing_schedule import close_by_schedule
from scorecards.actions.periods import open_periods as mark_unscored
from scorecards.actions.recompute import work_off_marks


@shared_task(name=RECOMPUTE, ignore_result=True)
def recompute() -> None:
    """Work off every mark that cannot wait and that no other worker holds."""
    work_off_marks(now=timezone.now(), bulk=False)


@shared_task(name=RECOMPUTE_BULK, ignore_result=True)
def recompute_bulk() -> None:
    """Work off marks that may wait, for a turn; the rest queues behind what else is asked."""
    if work_off_bulk(now=timezone.now()):
        recompute_soon()


@shared_task(name="scorecards.open_periods", ignore_result=True)
def open_periods() -> None:
    """Give every rep a score in the periods that have begun since the last run."""
    if mark_unscored(now=timezone.now()):
        recompute_soon()


@shared_task(name="scorecards.close_periods", ignore_result=True)
def close_periods() -> None:
    """Close the periods whose time to close by themselves has come."""
    close_by_schedule(now=timezone.now())
