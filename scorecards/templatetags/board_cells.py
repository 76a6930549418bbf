"""The cells of the team board. There are hundreds on a page, so each is one formatted text.

Whatever people may have written (a unit, a metric's key) is escaped where it is put in; what the
same few targets, shapes and bars look like is remembered.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template import Context, Library
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from accounts.charts.bars import bullet
from accounts.templatetags import written
from accounts.templatetags.status import status_class, status_shape
from accounts.templatetags.words import rank_of, unit_of
from scorecards.scoring.records import HUNDRED, LineState

register = Library()

_LINK = '<span class="cell-figures"><a href="{address}" data-live="{live}">{score}</a>'

_CELL = (
    '<td class="num"><div class="cell {css}" title="{title}">{shape}<span class="cell-figures">'
    '<span data-live="{live}">{actual}</span> <small>/ {target}</small></span>{bar}</div></td>'
)


@register.simple_tag
def rep_score(standing: Any, table: int) -> SafeString:
    """A rep's score with its place, which leads to its explanation."""
    address = reverse("rep_score", args=[standing.rep_id, standing.kind])
    link = _LINK.format(
        address=conditional_escape(f"{address}?period={standing.period.key}"),
        live=conditional_escape(f"t{table}.{standing.rep_id}.{standing.kind}"),
        score=written.number(standing.score, 1),
    )
    if standing.rank:
        link += f" <small>{conditional_escape(rank_of(standing.rank, standing.ranked))}</small>"
    return _score(f"{link}</span>", score=standing.score, pace=standing.pace)


@register.simple_tag
def total_score(section: Any, table: int, roster: str, kind: str) -> SafeString:
    """The team's own score for one roster."""
    live = conditional_escape(f"t{table}.{roster}.{kind}")
    score = written.number(section.score, 1)
    figures = f'<span class="cell-figures" data-live="{live}">{score}</span>'
    return _score(figures, score=section.score, pace=section)


@register.simple_tag(takes_context=True)
def rep_cells(context: Context, section: Any, table: int, rep: int) -> SafeString:
    """A rep's actuals and targets with shape and bar, in the grid of that number."""
    found: list[str] = []
    for cell in section.cells:
        if cell.standing is None:
            found.append(_absent())
            continue
        line, pace = cell.standing.line, cell.standing.pace
        unit, live = unit_of(context, line.unit), f"t{table}.{rep}.{cell.column.key}"
        found.append(_cell(line, expected=pace.expected, pace=pace, unit=unit, live=live))
    return mark_safe("".join(found))


@register.simple_tag(takes_context=True)
def total_cells(context: Context, section: Any, table: int, roster: str) -> SafeString:
    """The team's own lines under the columns, for one roster."""
    found: list[str] = []
    for cell in section.cells:
        line = cell.line
        if line is None:
            found.append(_absent())
            continue
        unit, live = unit_of(context, line.unit), f"t{table}.{roster}.{cell.column.key}"
        found.append(_cell(line, expected=line.expected, pace=line, unit=unit, live=live))
    return mark_safe("".join(found))


def _score(figures: str, *, score: Decimal | None, pace: Any) -> SafeString:
    css, shape = _look(pace.status, get_language() or "")
    bar = "" if score is None else _score_bar(score, pace.expected, css)
    return mark_safe(f'<div class="cell {css}">{shape}{figures}{bar}</div>')


def _cell(line: Any, *, expected: Decimal | None, pace: Any, unit: str, live: str) -> str:
    """`line` and `pace` (share and status) of a rep or of a team."""
    if line.state == LineState.NOT_EXPECTED:
        return _not_expected(line.actual, unit, live)
    language = get_language() or ""
    css, shape = _look(pace.status, language)
    return _CELL.format(
        css=css,
        title=_exactly(line, pace.pace, unit, language),
        shape=shape,
        live=conditional_escape(live),
        actual=_short(line.actual, unit, language),
        target=_short(line.target, unit, language),
        bar=_bar(line.actual, expected, line.target),
    )


def _absent() -> SafeString:
    return format_html(
        '<td class="num"><span class="visually-hidden">{}</span></td>',
        gettext("Not on this rep's scorecard"),
    )


def _not_expected(actual: Decimal | None, unit: str, live: str) -> SafeString:
    """What was done all the same is shown, greyed."""
    return format_html(
        '<td class="num"><div class="cell is-greyed" title="{}"><span></span>'
        '<span class="cell-figures"><span data-live="{}">{}</span></span></div></td>',
        gettext("Not expected in this period"),
        live,
        _short(actual or None, unit, get_language() or ""),
    )


def _exactly(line: Any, pace: Decimal | None, unit: str, language: str) -> str:
    """The pace, and for money the amounts that the cell shortens."""
    if not written.is_currency(unit):
        return _pace_words(pace, language)
    amounts = f"{written.money(line.actual, unit)} / {written.money(line.target, unit)}"
    return f"{conditional_escape(amounts)}. {_pace_words(pace, language)}"


@lru_cache(maxsize=4096)
def _pace_words(pace: Decimal | None, language: str) -> SafeString:
    return conditional_escape(gettext("Pace %(pace)s") % {"pace": written.percent(pace, 0)})


@lru_cache(maxsize=4096)
def _short(amount: Decimal | None, unit: str, language: str) -> SafeString:
    """Three figures are enough beside a bar: prorated targets are seldom whole."""
    if amount is None:
        return conditional_escape(written.UNKNOWN)
    if written.is_currency(unit):
        return conditional_escape(written.money_short(amount, unit))
    rounded = written.half_up(amount, 0 if abs(amount) >= 100 else 1)
    return conditional_escape(written.quantity(rounded, unit))


@lru_cache(maxsize=4096)
def _bar(actual: Decimal | None, expected: Decimal | None, target: Decimal | None) -> str:
    return bullet(actual=actual, expected=expected, target=target)


@lru_cache(maxsize=4096)
def _score_bar(score: Decimal, expected: Decimal | None, css: str) -> str:
    return bullet(actual=score, expected=expected, target=HUNDRED, css=css)


@lru_cache(maxsize=64)
def _look(status: Any, language: str) -> tuple[str, SafeString]:
    return status_class(status), status_shape(status)
