"""How long somebody is here, in months (rule 30)."""

from calendar import monthrange
from datetime import date


def tenure_month(*, joined_on: date, day: date) -> int:
    """1 from the joining day to the day before its monthly return, then 2, and so on (rule 30).

    Days before the joining day count as month 1. Who joined on the 31st returns on the last day
    of a shorter month.
    """
    months = (day.year - joined_on.year) * 12 + day.month - joined_on.month
    returns_on = min(joined_on.day, monthrange(day.year, day.month)[1])
    return max(1, months + 1 if day.day >= returns_on else months)
