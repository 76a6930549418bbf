"""What somebody is told at once who enters, changes or withdraws a fact of a closed day."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from accounts.templatetags.period_words import in_words
from scorecards.queries.closings.notes import closed_notes


def with_late_words(words: str, *, rep_id: int, day: date) -> str:
    """The words, and that the day is closed if it is."""
    if day >= timezone.now().date():
        return words
    notes = closed_notes([rep_id], starts=day, ends=day)
    if not notes:
        return words
    late = gettext(
        "%s is closed: this is kept as late and does not count until it is opened again."
    )
    return f"{words}. {late % in_words(notes[0].closing.key)}"
