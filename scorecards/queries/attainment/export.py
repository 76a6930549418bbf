"""The tables of the attainment pages as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.charts.lines import TrendPoint
from accounts.exports import Cell
from scorecards.queries.attainment.lines import Line
from scorecards.queries.attainment.page import AttainmentPage
from scorecards.queries.attainment.rep import RepAttainment
from scorecards.scoring.attainment import Attainment
from scorecards.scoring.rounding import half_up

_PLACES = 4


@dataclass(frozen=True)
class Sheet:
    header: list[str]
    rows: list[list[Cell]]


def sheet_of(page: AttainmentPage, table: str) -> Sheet | None:
    """The table of that name; None when there is none."""
    lines = {
        "teams": (page.whole, *page.teams) if page.teams else (),
        "people": page.people,
        "reps": page.reps,
    }.get(table)
    if lines is None:
        return None
    first = _("Team") if table == "teams" else _("Rep")
    return Sheet([first, _("E-mail"), *_header()], [_row(line) for line in lines])


def sheet_of_rep(page: RepAttainment, table: str) -> Sheet | None:
    if table == "trend":
        return sheet_of_trend(page.trend)
    if table != "months":
        return None
    return Sheet(
        [_("Month"), *_header()[:10]],
        [[f"{line.month:%Y-%m}", *_figures(line.figures)] for line in page.months],
    )


def sheet_of_trend(points: Sequence[TrendPoint]) -> Sheet:
    rows: list[list[Cell]] = [
        [point.label, _cell(point.actual), _cell(point.expected)] for point in points
    ]
    return Sheet([_("Period"), _("Actual"), _("Quota")], rows)


def _header() -> list[str]:
    return [
        _("Actual"),
        _("Quota"),
        _("Attainment"),
        _("Expected by now"),
        _("Pace"),
        _("Status"),
        _("Missing to the quota"),
        _("Working days left"),
        _("Needed per working day"),
        _("Projection"),
        _("Chance"),
        _("Lowest of 80 %"),
        _("Highest of 80 %"),
        _("Over-assignment"),
    ]


def _row(line: Line) -> list[Cell]:
    name = line.name or _("All together")
    chance = line.chance
    return [
        name,
        line.rep.email if line.rep else None,
        *_figures(line.figures),
        chance.share if chance else None,
        _exact(chance.low) if chance else None,
        _exact(chance.high) if chance else None,
        _exact(line.assignment),
    ]


def _figures(figures: Attainment) -> list[Cell]:
    return [
        _exact(figures.actual),
        _exact(figures.quota),
        _exact(figures.attainment),
        _exact(figures.expected),
        _exact(figures.pace),
        None if figures.status is None else str(figures.status),
        _exact(figures.missing),
        _exact(figures.days_left),
        _exact(figures.needed_a_day),
        _exact(figures.projection),
    ]


def _cell(amount: object) -> Cell:
    return None if amount is None else _exact(Decimal(str(amount)))


def _exact(number: Decimal | None) -> Decimal | None:
    """What no division has spoilt, without zeros at the end."""
    if number is None:
        return None
    rounded = half_up(number, places=_PLACES)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
