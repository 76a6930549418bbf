"""Tags that draw the charts and say them in words.

A chart with a name is an image with that title and its figures as description; one without a
name is decoration, and its figures must stand beside it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.template import Context, Library
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from accounts.charts import bars, histogram, lines
from accounts.templatetags import shapes, written
from accounts.templatetags.status import status_class
from accounts.templatetags.words import unit_of

register = Library()
# Those of plans and goals stand in a file of their own; a page loads them with the others.
register.tags.update(shapes.register.tags)


@register.simple_tag(takes_context=True)
def bullet(
    context: Context,
    *,
    name: str = "",
    actual: Any = None,
    expected: Any = None,
    target: Any = None,
    unit: str = "",
    status: Any = None,
) -> SafeString:
    """The actual as a bar, a shade up to what is expected by now, a mark at the target."""
    amounts = [written.as_decimal(value) for value in (actual, expected, target)]
    svg = bars.bullet(
        actual=amounts[0],
        expected=amounts[1],
        target=amounts[2],
        css=status_class(status),
        title=name,
        description=_bullet_words(*amounts, unit=unit_of(context, unit)) if name else "",
    )
    return mark_safe(svg)


@register.simple_tag
def progress(share: Any, *, name: str = "", status: Any = None) -> SafeString:
    """A bar filled to a share (1 is full)."""
    exact = written.as_decimal(share)
    svg = bars.progress(
        share=exact,
        css=status_class(status) if status else "",
        title=name,
        description=written.percent(exact) if name else "",
    )
    return mark_safe(svg)


@register.simple_tag
def heat(share: Any, *, name: str = "", status: Any = None) -> SafeString:
    """A cell of a heat grid, the stronger the nearer its share is to 1."""
    exact = written.as_decimal(share)
    svg = bars.heat(
        share=exact,
        css=status_class(status) if status else "",
        title=name,
        description=written.percent(exact) if name else "",
    )
    return mark_safe(svg)


@register.simple_tag(takes_context=True)
def sparkline(
    context: Context,
    values: Iterable[Any],
    *,
    name: str = "",
    unit: str = "",
    target: Any = None,
    wide: bool = False,
) -> SafeString:
    """The last periods as a small line, oldest first."""
    exact = [written.as_decimal(value) for value in values]
    svg = lines.sparkline(
        values=exact,
        target=written.as_decimal(target),
        css="sparkline-wide" if wide else "",
        title=name,
        description=_spark_words(exact, unit_of(context, unit)) if name else "",
    )
    return mark_safe(svg)


@register.inclusion_tag("shared/_trend.html", takes_context=True)
def trend(
    context: Context,
    points: Sequence[lines.TrendPoint],
    *,
    name: str,
    unit: str = "",
    target: Any = None,
    against: str = "",
) -> dict[str, Any]:
    """A course with its target, its legend and its table; `points` oldest first.

    `against`: the word for what the second line is; without it, what was expected.
    """
    unit = unit_of(context, unit)
    goal = written.as_decimal(target)
    actual = [written.as_decimal(point.actual) for point in points]
    picture = lines.trend(
        points=points,
        target=goal,
        title=name,
        description=_spark_words(actual, unit),
    )
    return {
        "name": name,
        "unit": unit,
        "points": points,
        "target": goal,
        "picture": picture,
        "svg": mark_safe(picture.svg),
        "dates": _few_labels([point.label for point in points]),
        "against": against or gettext("Expected"),
        "has_expected": any(point.expected is not None for point in points),
    }


@register.inclusion_tag("shared/_distribution.html", takes_context=True)
def distribution(
    context: Context,
    values: Iterable[Any],
    *,
    name: str,
    unit: str = "",
    target: Any = None,
) -> dict[str, Any]:
    """How often which amount happened, with the target's place and the table."""
    unit = unit_of(context, unit)
    goal = written.as_decimal(target)
    exact = [written.as_decimal(value) for value in values]
    picture = histogram.histogram(
        values=exact,
        target=goal,
        title=name,
        description=_reach_words(exact, goal, unit),
    )
    return {
        "name": name,
        "unit": unit,
        "target": goal,
        "bins": picture.bins,
        "svg": mark_safe(picture.svg),
        "reach": _reach_words(exact, goal, unit),
    }


def _bullet_words(
    actual: Decimal | None, expected: Decimal | None, target: Decimal | None, *, unit: str
) -> str:
    words = gettext("%(actual)s of %(target)s") % {
        "actual": written.quantity(actual, unit),
        "target": written.quantity(target, unit),
    }
    if expected is None:
        return words
    by_now = gettext("%(expected)s expected by now")
    return f"{words}, {by_now % {'expected': written.quantity(written.rough(expected), unit)}}"


def _spark_words(values: Sequence[Decimal | None], unit: str) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return gettext("Nothing known yet")
    words = gettext("Latest %(latest)s, lowest %(lowest)s, highest %(highest)s")
    return words % {
        "latest": written.quantity(known[-1], unit),
        "lowest": written.quantity(min(known), unit),
        "highest": written.quantity(max(known), unit),
    }


def _reach_words(values: Sequence[Decimal | None], target: Decimal | None, unit: str) -> str:
    known = [value for value in values if value is not None]
    if target is None or not known:
        return ngettext("%(count)s value", "%(count)s values", len(known)) % {"count": len(known)}
    reached = sum(value >= target for value in known)
    words = gettext("%(target)s was reached in %(reached)s of %(count)s")
    return words % {
        "target": written.quantity(target, unit),
        "reached": reached,
        "count": len(known),
    }


def _few_labels(labels: Sequence[str]) -> list[str]:
    """The first, the middle and the last: more would not fit a phone."""
    if len(labels) < 3:
        return list(labels)
    return [labels[0], labels[len(labels) // 2], labels[-1]]
