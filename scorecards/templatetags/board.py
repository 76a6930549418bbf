"""Tags of the team board: its cells, its headings that sort, how many reps are on which pace."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from accounts.charts.bars import bullet
from accounts.charts.stacked import stacked
from accounts.templatetags import written
from accounts.templatetags.status import status_class, status_shape, status_word
from accounts.templatetags.words import unit_of
from scorecards.models import Section
from scorecards.models.cards import PERIOD_CHOICES
from scorecards.periods import Period
from scorecards.queries import board_export
from scorecards.queries.board_rows import NAME, Why
from scorecards.scoring.records import LineState

register = Library()


@register.simple_tag(takes_context=True)
def board_cell(context: Context, cell: Any, live: str) -> SafeString:
    """A rep's actual and target with shape and bar; `live` names the figure on the page."""
    if cell.standing is None:
        return _absent()
    line, pace = cell.standing.line, cell.standing.pace
    return _cell(
        unit=unit_of(context, line.unit),
        actual=line.actual,
        target=line.target,
        expected=pace.expected,
        pace=pace.pace,
        status=pace.status,
        expected_at_all=line.state != LineState.NOT_EXPECTED,
        live=f"{live}.{cell.column.key}",
    )


@register.simple_tag(takes_context=True)
def total_cell(context: Context, cell: Any, live: str) -> SafeString:
    """The team's own line under a column."""
    line = cell.line
    if line is None:
        return _absent()
    return _cell(
        unit=unit_of(context, line.unit),
        actual=line.actual,
        target=line.target,
        expected=line.expected,
        pace=line.pace,
        status=line.status,
        expected_at_all=line.state != LineState.NOT_EXPECTED,
        live=f"{live}.{cell.column.key}",
    )


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


def _cell(
    *,
    unit: str,
    actual: Decimal | None,
    target: Decimal | None,
    expected: Decimal | None,
    pace: Decimal | None,
    status: Any,
    expected_at_all: bool,
    live: str,
) -> SafeString:
    if not expected_at_all:
        return _not_expected(actual, unit, live)
    return format_html(
        '<div class="cell {}" title="{}">{}<span class="cell-figures">'
        '<span data-live="{}">{}</span> <small>/ {}</small></span>{}</div>',
        status_class(status),
        _words(unit, actual, target, expected, pace),
        status_shape(status),
        live,
        _short(actual, unit),
        _short(target, unit),
        mark_safe(
            bullet(actual=actual, expected=expected, target=target, css=status_class(status))
        ),
    )


def _absent() -> SafeString:
    return format_html(
        '<span class="visually-hidden">{}</span>', gettext("Not on this rep's scorecard")
    )


def _not_expected(actual: Decimal | None, unit: str, live: str) -> SafeString:
    return format_html(
        '<div class="cell is-greyed" title="{}"><span></span><span class="cell-figures">'
        '<span data-live="{}">{}</span></span></div>',
        gettext("Not expected in this period"),
        live,
        _short(actual or None, unit),
    )


def _words(
    unit: str,
    actual: Decimal | None,
    target: Decimal | None,
    expected: Decimal | None,
    pace: Decimal | None,
) -> str:
    words = gettext("%(actual)s of %(target)s") % {
        "actual": written.quantity(actual, unit),
        "target": written.quantity(target, unit),
    }
    if expected is None or pace is None:
        return words
    by_now = gettext("%(expected)s expected by now, pace %(pace)s")
    return f"{words}, " + by_now % {
        "expected": written.quantity(written.rough(expected), unit),
        "pace": written.percent(pace, 0),
    }


def _short(amount: Decimal | None, unit: str) -> str:
    """Money in thousands and millions; the exact amount stands in the title."""
    if amount is not None and written.is_currency(unit):
        return written.money_short(amount, unit)
    return written.quantity(amount, unit)


def _arrow(rises: bool) -> SafeString:
    return format_html(
        '<svg class="sort-arrow" viewBox="0 0 10 10" aria-hidden="true"><path d="{}"/></svg>',
        "M5 2 9 8H1z" if rises else "M5 8 1 2h8z",
    )
