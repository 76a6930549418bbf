"""Tags of the team board: its headings that sort, how many reps are on which pace, its words."""

from collections.abc import Iterable
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from accounts.charts.stacked import stacked
from accounts.templatetags.status import status_class, status_shape, status_word
from scorecards.models import Section
from scorecards.models.cards import PERIOD_CHOICES
from scorecards.periods import Period
from scorecards.queries.boards import export as board_export
from scorecards.queries.boards.rows import NAME, Why

register = Library()


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


def _arrow(rises: bool) -> SafeString:
    return format_html(
        '<svg class="sort-arrow" viewBox="0 0 10 10" aria-hidden="true"><path d="{}"/></svg>',
        "M5 2 9 8H1z" if rises else "M5 8 1 2h8z",
    )
