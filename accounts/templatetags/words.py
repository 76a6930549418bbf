"""Filters that turn values into words for the reader: numbers, money, dates; unknown is "–"."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.forms import BoundField, CheckboxInput
from django.template import Context, Library
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from accounts.templatetags import period_words as periods
from accounts.templatetags import written

register = Library()


@register.filter
def number(value: Any, digits: int | None = None) -> str:
    """1,234.5 – at most two decimals, or exactly so many; half up."""
    return written.number(written.as_decimal(value), digits)


@register.filter
def money(value: Any, currency: str = "") -> str:
    """$1,234.50 – whole amounts without decimals."""
    return written.money(written.as_decimal(value), currency)


@register.filter
def money_short(value: Any, currency: str = "") -> str:
    """$1.2M – for tight places that give the exact amount elsewhere."""
    return written.money_short(written.as_decimal(value), currency)


@register.filter
def percent(value: Any, digits: int = 1) -> str:
    """A share as 83.4%: 1 is 100%."""
    return written.percent(written.as_decimal(value), digits)


@register.filter
def score(value: Any) -> str:
    """A score or points, always with one decimal (rule 9)."""
    return written.number(written.as_decimal(value), 1)


@register.filter
def signed(value: Any, digits: int | None = None) -> str:
    """+3 or −2; nothing before 0."""
    return written.signed(written.as_decimal(value), digits)


@register.filter
def quantity(value: Any, unit: str = "") -> str:
    """An amount of a metric with its unit, which may be a currency's code for money."""
    return written.quantity(written.as_decimal(value), unit)


@register.simple_tag(takes_context=True)
def amount(context: Context, value: Any, unit: str = "") -> str:
    """Like the filter `quantity`; money is in the currency of `organisation` in the context."""
    return quantity(value, unit_of(context, unit))


@register.filter
def chance(value: float | None) -> str:
    """A probability (0 to 1) in whole percent; never 0 or 100 % while it is undecided."""
    if value is None:
        return written.UNKNOWN
    if 0 < value < 0.01:
        return f"<{written.percent(Decimal('0.01'), 0)}"
    if 0.99 < value < 1:
        return f">{written.percent(Decimal('0.99'), 0)}"
    return written.percent(Decimal(str(value)), 0)


@register.filter
def axis(value: Any, unit: str = "") -> str:
    """An end of a scale: short, and without words except the currency."""
    exact = written.as_decimal(value)
    if unit in ("percent", "share"):
        return written.quantity(exact, unit)
    return written.money_short(exact, unit if written.is_currency(unit) else "")


def unit_of(context: Context, unit: str) -> str:
    """The unit, or for money the code of the organisation's currency when it is known."""
    if unit != written.MONEY:
        return unit
    return getattr(context.get("organisation"), "currency", "") or unit


@register.filter
def day_words(value: date | None, today: date | None = None) -> str:
    """Today, yesterday, tomorrow, or "Mon 16 Mar"; the year when it is another one."""
    if value is None:
        return written.UNKNOWN
    today = today or timezone.localdate()
    near = {0: gettext("today"), -1: gettext("yesterday"), 1: gettext("tomorrow")}
    return near.get((value - today).days) or date_format(value, _day_format(value, today))


@register.filter
def time_words(value: datetime | None) -> str:
    """Hour and minute in the current time zone."""
    return written.UNKNOWN if value is None else date_format(timezone.localtime(value), "H:i")


@register.filter
def period_words(key: str | None) -> str:
    """A period's key in words: "Week 11, 2026", "March 2026", "Q1 2026"."""
    return periods.in_words(str(key)) if key else written.UNKNOWN


@register.filter
def rank_of(rank: int | None, peers: int | None) -> str:
    """ "4 of 12"; "–" for those without a rank."""
    if rank is None or peers is None:
        return written.UNKNOWN
    return gettext("%(rank)s of %(peers)s") % {"rank": rank, "peers": peers}


@register.filter
def days_words(value: Any) -> str:
    """ "1 day", "16.5 days"."""
    days = written.as_decimal(value)
    if days is None:
        return written.UNKNOWN
    words = ngettext("%(days)s day", "%(days)s days", 1 if days == 1 else 2)
    return words % {"days": written.number(days)}


@register.filter
def unknown(value: Any) -> Any:
    """The value, or "–" when there is none; 0 stays 0."""
    return written.UNKNOWN if value is None or value == "" else value


@register.filter
def initials(name: str | None) -> str:
    """The first letters of the first and last name."""
    names = str(name or "").split()
    return "".join(each[0] for each in (names[:1] + names[1:][-1:]))


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the label belongs after the control."""
    return isinstance(field.field.widget, CheckboxInput)


def _day_format(day: date, today: date) -> str:
    return "D j M" if day.year == today.year else "D j M Y"
