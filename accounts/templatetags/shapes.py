"""The charts of plans and goals: funnel, tree, path to a due day, people by range.

Loaded with `{% load charts %}`. Each brings its words and its table.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.template import Context, Library
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from accounts.charts import bands as people_bands
from accounts.charts import course, tree
from accounts.charts import funnel as stages
from accounts.templatetags import written
from accounts.templatetags.words import unit_of

register = Library()


@register.inclusion_tag("shared/_funnel.html", takes_context=True)
def funnel(
    context: Context,
    steps: Sequence[stages.Step],
    *,
    name: str,
    other: Sequence[stages.Step] = (),
    label: str = "",
    other_label: str = "",
) -> dict[str, Any]:
    """Stages from top to bottom with what goes on; `other`: a second scenario, outlined."""
    most = stages.most_of(steps, other)
    wide, wide_other = stages.widths(steps, most=most), stages.widths(other, most=most)
    rows = []
    for place, step in enumerate(steps):
        second = other[place] if place < len(other) else None
        following = wide[place + 1] if place + 1 < len(steps) else None
        rows.append(
            {
                "step": step,
                "other": second,
                "unit": unit_of(context, step.unit),
                "bar": _safe(
                    stages.step_svg(wide[place], other=wide_other[place] if second else None)
                ),
                "joint": None
                if following is None
                else _safe(stages.joint_svg(wide[place], following)),
            }
        )
    return {
        "name": name,
        "rows": rows,
        "has_other": bool(other),
        "label": label or gettext("This plan"),
        "other_label": other_label or gettext("The other plan"),
    }


@register.inclusion_tag("shared/_goal_tree.html")
def goal_tree(nodes: Sequence[tree.Node], *, name: str) -> dict[str, Any]:
    """Nodes below each other with lines to their parents; `nodes`: parents before children."""
    depths = [node.depth for node in nodes]
    above = tree.parents(depths)
    rows = [
        {
            "node": node,
            "parent": None if parent is None else nodes[parent],
            "limbs": _safe("".join(tree.limb_svg(limb) for limb in limbs)),
            "has_children": place + 1 < len(depths) and depths[place + 1] > node.depth,
        }
        for place, (node, parent, limbs) in enumerate(
            zip(nodes, above, tree.limbs(depths), strict=True)
        )
    ]
    return {"name": name, "rows": rows}


@register.inclusion_tag("shared/_path.html", takes_context=True)
def path(
    context: Context,
    points: Sequence[course.OnPath],
    *,
    name: str,
    unit: str = "",
    target: Any = None,
    today: date | None = None,
) -> dict[str, Any]:
    """The actual against the straight path to the target; `points` from start to due day."""
    unit = unit_of(context, unit)
    goal = written.as_decimal(target)
    picture = course.course(
        points=points,
        target=goal,
        today=today,
        title=name,
        description=_path_words(points, goal, unit),
    )
    return {
        "name": name,
        "unit": unit,
        "target": goal,
        "today": today,
        "picture": picture,
        "svg": _safe(picture.svg),
        "starts": points[0].day if points else None,
        "due": points[-1].day if points else None,
        "rows": course.few(points),
        "shows_today": 'class="course-today"' in picture.svg,
    }


@register.inclusion_tag("shared/_bands.html")
def bands(counts: Sequence[int], *, name: str) -> dict[str, Any]:
    """How many people are at 0–50, 50–80, 80–100 and 100 % and more of their target."""
    rows = [
        {"band": band, "words": _band_words(band), "bar": _safe(band.svg)}
        for band in people_bands.bands(counts)
    ]
    return {"name": name, "rows": rows, "people": sum(counts)}


def _safe(svg: str) -> str:
    return mark_safe(svg)


def _path_words(points: Sequence[course.OnPath], target: Decimal | None, unit: str) -> str:
    known = [point for point in points if point.actual is not None]
    if not known:
        return gettext("Nothing known yet")
    latest = written.quantity(written.as_decimal(known[-1].actual), unit)
    if known[-1].expected is None:
        return gettext("Latest %(latest)s, target %(target)s") % {
            "latest": latest,
            "target": written.quantity(target, unit),
        }
    words = gettext("Latest %(latest)s, the path asks for %(path)s, target %(target)s")
    expected = written.as_decimal(known[-1].expected)
    return words % {
        "latest": latest,
        "path": written.quantity(None if expected is None else written.half_up(expected, 2), unit),
        "target": written.quantity(target, unit),
    }


def _band_words(band: people_bands.Band) -> str:
    """Below 50%, 50–80%, 80–100%, 100% and more."""
    low = written.number(band.low * 100)
    if band.high is None:
        return gettext("%(low)s and more") % {"low": written.percent(band.low, 0)}
    high = written.percent(band.high, 0)
    if not band.low:
        return gettext("Below %(high)s") % {"high": high}
    return f"{low}–{high}"
