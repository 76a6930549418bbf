"""Reading stale marks in tests."""

from datetime import date

from accounts.models import StaleMark

Marked = set[tuple[int, date, date, bool]]


def marked() -> Marked:
    """(rep, first day, last day, facts changed) of every mark."""
    return set(StaleMark.objects.values_list("rep_id", "from_day", "to_day", "facts_changed"))
