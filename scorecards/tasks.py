"""What the worker runs: shells around one action each."""

from celery import shared_task
from django.utils import timezone

from scorecards.actions.periods import open_periods as mark_unscored
from scorecards.actions.recompute import work_off_marks


@shared_task(name="scorecards.recompute", ignore_result=True)
def recompute() -> None:
    """Work off every mark that no other worker holds."""
    work_off_marks(now=timezone.now())


@shared_task(name="scorecards.open_periods", ignore_result=True)
def open_periods() -> None:
    """Give every rep a score in the periods that have begun since the last run."""
    mark_unscored(now=timezone.now())
    work_off_marks(now=timezone.now())
