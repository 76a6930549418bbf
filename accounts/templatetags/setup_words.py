"""Words that only the setup needs."""

from django.template import Library
from django.utils.dates import WEEKDAYS_ABBR

register = Library()


@register.filter
def weekday_words(digits: str) -> str:
    """ "01234" as "Mon Tue Wed Thu Fri"."""
    return " ".join(str(WEEKDAYS_ABBR[int(digit)]) for digit in digits)
