"""The rows of a quota sheet as HTML.

300 people are 5,100 fields: they are put together here instead of by templates, which take ten
times as long. Names and texts are escaped one by one.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.template import Library
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from accounts.templatetags import written
from scorecards.parsing.typed_amounts import amount_text
from scorecards.scoring.quota_sheets import assignment, total

register = Library()
_UNITS = 10_000


@register.simple_tag
def quota_row(cells: Any, *, metric: str, year: str) -> SafeString:
    """One row: the name, twelve months with their quarters, the year, last year, the proposal."""
    row = cells.row
    members = [amount_text(amount) for amount in row.members] if row.members else None
    extra = f' data-members="{escape(json.dumps(members))}"' if members else ""
    parts = [
        f'<tr data-row="{row.key}"{extra}><th scope="row" id="{row.key}">',
        _name(row, metric, year),
        "</th>",
        *_amounts(cells),
        f'<td class="num quota-aside" data-done>{written.number(row.done_last_year)}</td>',
        f'<td class="num quota-aside" data-proposed>{amount_text(cells.proposed) or "–"}</td></tr>',
    ]
    return mark_safe("".join(parts))


@register.filter
def quota_text(amount: Decimal | None) -> str:
    """An amount as the sheet writes it, "–" for none."""
    return amount_text(amount) or written.UNKNOWN


@register.filter
def column_words(column: str, months: list[date]) -> str:
    """The name of a column: its month, quarter, or the year."""
    if column == "y":
        return gettext("year")
    if column.startswith("q"):
        return gettext("quarter %s") % (int(column[1:]) + 1)
    return date_format(months[int(column)], "M Y")


@register.filter
def share_words(share: Decimal | None) -> str:
    """Over- or under-assignment: +5.0 %, −2.0 %."""
    if share is None:
        return written.UNKNOWN
    sign = "+" if written.half_up(share * 100, 1) > 0 else ""
    return f"{sign}{written.percent(share)}"


@register.simple_tag
def quota_total(label: str, amounts: Any, *, name: str) -> SafeString:
    """A row of totals below the sheet; the script finds its cells by name and column."""
    cells = []
    for place, amount in enumerate(amounts):
        cells.append(_output(name, str(place), amount, ""))
        if place % 3 == 2:
            part = total(amounts[place - 2 : place + 1])
            cells.append(_output(name, f"q{place // 3}", part, "quota-sum"))
    cells.append(_output(name, "y", total(amounts), "quota-sum quota-year"))
    head = f'<tr><th scope="row">{conditional_escape(label)}</th>'
    asides = '<td class="quota-aside"></td><td class="quota-aside"></td></tr>'
    return mark_safe(head + "".join(cells) + asides)


@register.simple_tag
def assignment_cells(page: Any) -> SafeString:
    """Σ ÷ own − 1 of every month, quarter and the year."""
    members, own = page.members, page.own
    cells = []
    for place in range(len(own)):
        cells.append(_ratio(str(place), members[place], own[place], ""))
        if place % 3 == 2:
            part = slice(place - 2, place + 1)
            sums = total(members[part]), total(own[part])
            cells.append(_ratio(f"q{place // 3}", *sums, "quota-sum"))
    cells.append(_ratio("y", total(members), total(own), "quota-sum quota-year"))
    return mark_safe("".join(cells))


@register.simple_tag
def change_row(change: Any) -> SafeString:
    """A row of the preview: months, quarters and the year, now above then where they differ."""
    badges = [gettext("cleared")] if change.cleared else []
    badges += [gettext("newcomers’ share")] if change.ramp else []
    marks = "".join(f' <span class="badge">{escape(word)}</span>' for word in badges)
    cells = [f'<tr><th scope="row">{conditional_escape(change.row.name)}{marks}</th>']
    for place, (before, after, _changed) in enumerate(change.cells):
        cells.append(_pair(before, after))
        if place % 3 == 2:
            cells.append(_pair(*change.quarters[place // 3], css="quota-sum"))
    cells.append(_pair(change.year_before, change.year_after, css="quota-sum quota-year"))
    return mark_safe("".join(cells) + "</tr>")


@register.filter
def total_of(amounts: Any) -> Decimal | None:
    """What the months add up to."""
    return total(amounts or ())


@register.filter
def quarter_of(number: int) -> int:
    """The quarter, from 0 on, of the month with that number, from 1 on."""
    return (number - 1) // 3


@register.filter
def step_units(page: Any) -> int:
    """The step of a spread in ten-thousandths, the script's unit."""
    return int(page.step * _UNITS)


@register.filter
def weights_of_ways(page: Any) -> str:
    """The weights of every way of spreading, in ten-thousandths, for the script."""
    ways = {"equal": page.weights_of("equal", None)}
    ways["working_days"] = page.weights_of("working_days", None)
    for profile in page.profiles:
        ways[f"seasonal:{profile.pk}"] = page.weights_of("seasonal", profile)
    return json.dumps(
        {way: [str(int(weight * _UNITS)) for weight in weights] for way, weights in ways.items()}
    )


@register.filter
def amount_texts(amounts: Any) -> str:
    """Amounts for the script; empty for a sheet without a quota of its own."""
    return json.dumps([amount_text(amount) for amount in amounts]) if amounts else ""


def _pair(before: Decimal | None, after: Decimal | None, *, css: str = "") -> str:
    if before == after:
        return f'<td class="num faint {css}">{quota_text(after)}</td>'
    was = f'<del><span class="visually-hidden">{gettext("now")} </span>{quota_text(before)}</del>'
    then = f'<ins><span class="visually-hidden">{gettext("then")} </span>{quota_text(after)}</ins>'
    return f'<td class="num is-changed {css}">{was} {then}</td>'


def _output(name: str, column: str, amount: Decimal | None, css: str) -> str:
    text = amount_text(amount) or written.UNKNOWN
    return f'<td class="num {css}" data-total="{name}" data-column="{column}">{text}</td>'


def _ratio(column: str, members: Decimal | None, own: Decimal | None, css: str) -> str:
    words = share_words(assignment(members, own))
    return f'<td class="num {css}" data-total="assignment" data-column="{column}">{words}</td>'


def _name(row: Any, metric: str, year: str) -> str:
    name = conditional_escape(row.name)
    if row.team is None:
        return f"{name}{_days_there(row)}"
    url = reverse("quota_sheet", args=[metric, year, row.team])
    words = gettext("members %s") % written.number(row.members_year)
    return f'<a href="{url}">{name}</a><small class="quota-note">{words}</small>'


def _days_there(row: Any) -> str:
    words = []
    if row.joins:
        words.append(gettext("from %s") % date_format(row.joins, "j M"))
    if row.leaves:
        words.append(gettext("until %s") % date_format(row.leaves, "j M"))
    return f'<small class="quota-note">{", ".join(words)}</small>' if words else ""


def _amounts(cells: Any) -> Iterator[str]:
    key, texts, errors = cells.row.key, cells.texts, cells.errors
    for place, is_open in enumerate(cells.row.open):
        column = str(place)
        if is_open:
            yield _month(cells, place, column)
        else:
            yield '<td class="quota-elsewhere">·</td>'
        if place % 3 == 2:
            yield _field(key, f"q{place // 3}", texts, errors, "quota-sum")
    yield _field(key, "y", texts, errors, "quota-sum quota-year")


def _month(cells: Any, place: int, column: str) -> str:
    row, texts, errors = cells.row, cells.texts, cells.errors
    was = amount_text(row.in_force[place])
    away = "" if row.here[place] else "quota-away"
    if texts[column] == was or column in errors:
        return _field(row.key, column, texts, errors, away)
    return _field(row.key, column, texts, errors, f"is-changed {away}".strip(), was)


def _field(key: str, column: str, texts: Any, errors: Any, css: str, was: str | None = None) -> str:
    text = texts.get(column, "")  # a script sends no totals: it works them out again
    shown = text if text.isdecimal() else escape(text)
    extra = f' class="{css}"' if css else ""
    before = "" if was is None else f' data-was="{was}"'
    if column in errors:
        before += f' aria-invalid="true" title="{escape(errors[column])}"'
    return (
        f'<td{extra}><input id="{key}.{column}" name="{key}.{column}" value="{shown}"'
        f' aria-labelledby="{key} c{column}"{before}></td>'
    )
