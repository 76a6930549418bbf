"""The keys of periods (rule 25) in words."""

import re
from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext


def in_words(key: str) -> str:
    """ "Sat 14 Mar 2026", "Week 11, 2026", "March 2026", "Q1 2026", "2026"; else the key itself."""
    for shape, words in SHAPES:
        if found := re.fullmatch(shape, key):
            return words(*found.groups())
    return key


def _day(year: str, month: str, day: str) -> str:
    try:
        named = date(int(year), int(month), int(day))
    except ValueError:
        return f"{year}-{month}-{day}"
    return date_format(named, "D j M Y")


def _week(year: str, week: str) -> str:
    return gettext("Week %(week)s, %(year)s") % {"week": int(week), "year": year}


def _month(year: str, month: str) -> str:
    return date_format(date(int(year), int(month), 1), "F Y")


def _quarter(year: str, quarter: str) -> str:
    return gettext("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": year}


def _year(year: str) -> str:
    return year


SHAPES: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", _day),
    (r"(\d{4})-W(\d{2})", _week),
    (r"(\d{4})-(0[1-9]|1[0-2])", _month),
    (r"((?:FY)?\d{4})-Q([1-4])", _quarter),
    (r"((?:FY)?\d{4})", _year),
)
