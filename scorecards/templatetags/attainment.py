"""Words of the attainment pages: which days are shown, amounts in tight places."""

import re
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from accounts.templatetags import period_words, written
from accounts.templatetags.words import unit_of
from scorecards.scoring.spans import YEAR_TO_DATE

register = Library()


@register.filter
def span_words(key: str) -> str:
    """ "March 2026", "Year to date", "Last 3 months"."""
    if key == YEAR_TO_DATE:
        return gettext("Year to date")
    found = re.fullmatch(r"last-(\d+)-(\w+)s", key)
    if found is None:
        return period_words.in_words(key)
    count = int(found[1])
    words = {
        "month": ngettext("Last month", "Last %(count)s months", count),
        "quarter": ngettext("Last quarter", "Last %(count)s quarters", count),
        "year": ngettext("Last year", "Last %(count)s years", count),
    }
    return words[found[2]] % {"count": count}


@register.simple_tag(takes_context=True)
def brief(context: Context, value: Any, unit: str = "") -> SafeString:
    """Money as $1.2M with the exact amount for the pointer; other amounts to three figures."""
    exact, unit = written.as_decimal(value), unit_of(context, unit)
    if exact is None:
        return format_html("{}", written.UNKNOWN)
    if written.is_currency(unit):
        return format_html(
            '<span title="{}">{}</span>',
            written.money(exact, unit),
            written.money_short(exact, unit),
        )
    return format_html("{}", written.number(written.rough(exact)))


@register.simple_tag(takes_context=True)
def roughly(context: Context, value: Any, unit: str = "") -> str:
    """An amount in full, without the cents of what is only computed."""
    exact, unit = written.as_decimal(value), unit_of(context, unit)
    if exact is not None and abs(exact) >= 100:
        exact = written.half_up(exact, 0)
    elif exact is not None:
        exact = written.half_up(exact, 1)
    return written.quantity(exact, unit)
