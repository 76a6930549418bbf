"""Tags of the team board: its cells, its headings that sort, how many reps are on which pace."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from accounts.charts.bars import bullet
from accounts.charts.stacked import stacked
from accounts.templatetags import written
from accounts.templatetags.status import status_class, status_shape, status_word
from accounts.templatetags.words import unit_of
from scorecards.models import Section
from scorecards.models.cards import PERIOD_CHOICES
from scorecards.periods import Period
from scorecards.queries.boards import export as board_export
from scorecards.queries.boards.rows import NAME, Why
from scorecards.scoring.records import LineState

register = Library()


@register.simple_tag(takes_context=True)
def board_cell(context: Context, cell: Any, table: int, rep: int) -> SafeString:
    """A rep's actual and target with shape and bar, in the grid of that number."""
    if cell.standing is None:
        return _absent()
    line, pace = cell.standing.line, cell.standing.pace
    unit, live = unit_of(context, line.unit), f"t{table}.{rep}.{cell.column.key}"
    return _cell(line, expected=pace.expected, pace=pace, unit=unit, live=live)


@register.simple_tag(takes_context=True)
def total_cell(context: Context, cell: Any, table: int, roster: str) -> SafeString:
    """The team's own line under a column, for one roster."""
    line = cell.line
    if line is None:
        return _absent()
    unit, live = unit_of(context, line.unit), f"t{table}.{roster}.{cell.column.key}"
    return _cell(line, expected=line.expected, pace=line, unit=unit, live=live)


@register.simple_tag(takes_context=True)
def sort_head(context: Context, key: str, name: str, css: str = "num") -> SafeString:
    """A column's heading whose link sorts by it, and turned round when it sorts already."""
    sort = context["board"].choice.sort
    turned = sort == f"-{key}"
    is_sorting = turned or sort == key
    query = context["request"].GET.copy()
    query["sort"] = f"-{key}" if sort == key else key
    # A name is sorted from A on, a figure from the highest down.
    rises = (key == NAME) != turned
    order = ("ascending" if rises else "descending") if is_sorting else "none"
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a href="?{}">{}{}</a></th>',
        css,
        order,
        query.urlencode(),
        name,
        _arrow(rises) if is_sorting else "",
    )


@register.simple_tag
def status_bar(counts: Iterable[Any], name: str = "") -> SafeString:
    """How many reps are on which pace: a bar of the shares, then shape, number and word."""
    found = [count for count in counts if count.reps]
    bar = stacked([(f"stacked-part {status_class(c.status)}", c.reps) for c in found])
    words = format_html_join(
        "",
        '<li title="{}">{}<span>{}</span></li>',
        ((status_word(c.status), status_shape(c.status), c.reps) for c in found),
    )
    return format_html(
        '<div class="status-bar">{}<ul class="status-counts" aria-label="{}">{}</ul></div>',
        mark_safe(bar),
        name or gettext("Reps by pace"),
        words,
    )


@register.filter
def kind_words(kind: str) -> str:
    """Activities, objectives."""
    return str(Section.Kind(kind).label)


@register.filter
def length_words(period: Period) -> str:
    """How long a period is: week, month."""
    return str(dict(PERIOD_CHOICES)[period.kind])


@register.filter
def why_words(why: Why | None) -> str:
    return board_export.why_words(why) or ""


@register.filter
def unscored_words(unscored: Any) -> str:
    return board_export.unscored_words(unscored)


def _cell(line: Any, *, expected: Decimal | None, pace: Any, unit: str, live: str) -> SafeString:
    """`line` and `pace` (share and status) of a rep or of a team."""
    if line.state == LineState.NOT_EXPECTED:
        return _not_expected(line.actual, unit, live)
    language = get_language() or ""
    return format_html(
        '<div class="cell {}" title="{}">{}<span class="cell-figures">'
        '<span data-live="{}">{}</span> <small>/ {}</small></span>{}</div>',
        status_class(pace.status),
        _exactly(line, pace.pace, unit),
        _shape(pace.status, language),
        live,
        _short(line.actual, unit, language),
        _short(line.target, unit, language),
        mark_safe(bullet(actual=line.actual, expected=expected, target=line.target)),
    )


def _absent() -> SafeString:
    return format_html(
        '<span class="visually-hidden">{}</span>', gettext("Not on this rep's scorecard")
    )


def _not_expected(actual: Decimal | None, unit: str, live: str) -> SafeString:
    """What was done all the same is shown, greyed."""
    return format_html(
        '<div class="cell is-greyed" title="{}"><span></span><span class="cell-figures">'
        '<span data-live="{}">{}</span></span></div>',
        gettext("Not expected in this period"),
        live,
        _short(actual or None, unit, get_language() or ""),
    )


def _exactly(line: Any, pace: Decimal | None, unit: str) -> str:
    """The pace, and for money the amounts that the cell shortens."""
    words = gettext("Pace %(pace)s") % {"pace": written.percent(pace, 0)}
    if not written.is_currency(unit):
        return words
    return f"{written.money(line.actual, unit)} / {written.money(line.target, unit)}. {words}"


# The same few targets and shapes stand in hundreds of cells.
@lru_cache(maxsize=4096)
def _short(amount: Decimal | None, unit: str, language: str) -> str:
    """Three figures are enough beside a bar: prorated targets are seldom whole."""
    if amount is None:
        return written.UNKNOWN
    if written.is_currency(unit):
        return written.money_short(amount, unit)
    return written.quantity(written.half_up(amount, 0 if abs(amount) >= 100 else 1), unit)


@lru_cache(maxsize=64)
def _shape(status: Any, language: str) -> SafeString:
    return status_shape(status)


def _arrow(rises: bool) -> SafeString:
    return format_html(
        '<svg class="sort-arrow" viewBox="0 0 10 10" aria-hidden="true"><path d="{}"/></svg>',
        "M5 2 9 8H1z" if rises else "M5 8 1 2h8z",
    )
