"""Goals and what was said about them as tables for files."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.exports import Cell
from goals.models import CheckIn
from goals.queries.goals import GoalRow


def goals_header() -> list[str]:
    return [
        _("Goal"),
        _("Owner"),
        _("From"),
        _("Due"),
        _("Start"),
        _("Target"),
        _("Actual"),
        _("Unit"),
        _("Progress"),
        _("Working days gone"),
        _("Expected by now"),
        _("Status"),
        _("Next check-in"),
        _("Outcome"),
        _("What we learned"),
    ]


def goals_cells(rows: Iterable[GoalRow]) -> list[list[Cell]]:
    return [
        [
            row.goal.statement,
            row.owner,
            row.goal.starts_on,
            row.goal.due_on,
            row.figures.start,
            row.figures.target,
            row.figures.actual,
            row.figures.unit,
            row.figures.progress,
            row.figures.elapsed,
            row.figures.expected,
            None if row.figures.status is None else str(row.figures.status),
            row.next_check_in,
            row.goal.outcome or None,
            row.goal.lesson,
        ]
        for row in rows
    ]


def check_ins_header() -> list[str]:
    return [
        _("Day"),
        _("By"),
        _("Value"),
        _("Confidence"),
        _("Note"),
        _("What is in the way"),
    ]


def check_ins_cells(check_ins: Iterable[CheckIn]) -> list[list[Cell]]:
    return [
        [
            said.day,
            said.by.name if said.by else "",
            said.value,
            said.get_confidence_display(),
            said.note,
            said.blockers,
        ]
        for said in check_ins
    ]
