"""What the timetable asks of goals: shells around one action each."""

from celery import shared_task
from django.utils import timezone

from goals.actions.recurrence import turn_over
from goals.actions.reminders import remind


@shared_task(name="goals.turn_over", ignore_result=True)
def turn_over_goals() -> None:
    """Begin the next turn of repeating goals."""
    turn_over(now=timezone.now())


@shared_task(name="goals.remind", ignore_result=True)
def remind_of_check_ins() -> None:
    """Write to those whose check-ins are due."""
    remind(now=timezone.now())
