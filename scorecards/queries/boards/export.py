"""The team board as one sheet: a row a rep and scorecard, then the team's own lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.exports import Cell
from accounts.models import Team, User
from scorecards.models import Section
from scorecards.queries.boards.board import Board, Unscored
from scorecards.queries.boards.rows import BoardRow, ColumnGroup, RowSection, Why
from scorecards.queries.boards.tables import BoardTable, TotalRow, TotalSection
from scorecards.scoring.groups import Roster
from scorecards.scoring.pace import Status
from scorecards.scoring.rounding import half_up, shown_percent, shown_score

Values = dict[str, Cell]
"""A row's cells by the keys of their headings."""


@dataclass(frozen=True)
class Sheet:
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheet_of(board: Board) -> Sheet:
    """What the board shows, in its order, rounded as it shows it; unknown is an empty cell."""
    headings = _headings(board.tables)
    rows = [_rep_values(table, row) for table in board.tables for row in table.rows]
    rows += [_unscored_values(unscored) for unscored in board.unscored]
    rows += [
        _total_values(board.team, table, total) for table in board.tables for total in table.totals
    ]
    return Sheet(
        header=tuple(headings.values()),
        rows=tuple(tuple(row.get(key) for key in headings) for row in rows),
    )


def status_words(status: Status | None) -> str | None:
    """A pace status as a word; None for none."""
    words = {
        Status.AHEAD: _("Ahead"),
        Status.ON_TRACK: _("On track"),
        Status.AT_RISK: _("At risk"),
        Status.BEHIND: _("Behind"),
    }
    return words[status] if status else None


def why_words(why: Why | None) -> str | None:
    """Why somebody stands last, as a sentence; None when there is no reason."""
    words = {
        Why.MOVED_ON: _("Has moved on: only the days in this team are shown"),
        Why.AWAY: _("Away for the whole period"),
        Why.NOTHING_YET: _("Nothing is expected yet"),
        Why.NOTHING_COUNTS: _("No line counts in this period"),
    }
    return words[why] if why else None


def unscored_words(unscored: Unscored) -> str:
    """Why somebody has no score at all."""
    if unscored.on_scorecard:
        return _("Nothing scored in this period")
    return _("On no scorecard")


def _headings(tables: Iterable[BoardTable]) -> dict[str, str]:
    headings = {
        "rep": _("Rep"),
        "team": _("Team"),
        "job_role": _("Job role"),
        "scorecard": _("Scorecard"),
        "status": _("Status"),
        "note": _("Note"),
    }
    for table in tables:
        for group in table.groups:
            headings |= _group_headings(group)
    return headings


def _group_headings(group: ColumnGroup) -> dict[str, str]:
    section = str(Section.Kind(group.kind).label)
    words = {
        "period": _("period"),
        "score": _("score"),
        "rank": _("rank"),
        "pace": _("pace %"),
        "status": _("status"),
    }
    headings = {f"{group.kind}/{key}": f"{section}: {word}" for key, word in words.items()}
    for column in group.columns:
        headings[f"{column.key}/actual"] = f"{section}: {column.name}"
        headings[f"{column.key}/target"] = f"{section}: {column.name}, {_('target')}"
        headings[f"{column.key}/status"] = f"{section}: {column.name}, {_('status')}"
    return headings


def _rep_values(table: BoardTable, row: BoardRow) -> Values:
    values = _person_values(row.rep, row.team)
    values["scorecard"] = table.scorecard
    values["status"] = status_words(row.status)
    values["note"] = why_words(row.why) or _days_words(row.sections)
    for section in row.sections:
        values |= _section_values(section)
    return values


def _unscored_values(unscored: Unscored) -> Values:
    return _person_values(unscored.rep, unscored.team) | {"note": unscored_words(unscored)}


def _person_values(rep: User, team: Team | None) -> Values:
    return {
        "rep": rep.name,
        "team": team.name if team else None,
        "job_role": rep.job_role.name if rep.job_role else None,
    }


def _section_values(section: RowSection) -> Values:
    values: Values = {}
    if section.standing:
        standing = section.standing
        values = _score_values(section.kind, standing.score, standing.pace.pace)
        values[f"{section.kind}/period"] = standing.period.key
        values[f"{section.kind}/rank"] = standing.rank
        values[f"{section.kind}/status"] = status_words(standing.pace.status)
    for cell in section.cells:
        if cell.standing:
            line, status = cell.standing.line, cell.standing.pace.status
            values |= _line_values(cell.column.key, line.actual, line.target, status)
    return values


def _days_words(sections: Iterable[RowSection]) -> str | None:
    days = sorted({days for section in sections for days in section.days})
    if not days:
        return None
    spans = ", ".join(f"{first.isoformat()} – {last.isoformat()}" for first, last in days)
    return _("In this team: %(days)s") % {"days": spans}


def _total_values(team: Team, table: BoardTable, total: TotalRow) -> Values:
    words = {Roster.FULL: _("full roster"), Roster.CONTRIBUTORS: _("contributors only")}
    values: Values = {
        "rep": f"{team.name}, {words[total.roster]}",
        "team": team.name,
        "scorecard": table.scorecard,
    }
    for section in total.sections:
        values |= _total_section_values(section)
    return values


def _total_section_values(total: TotalSection) -> Values:
    section = total.section
    values = _score_values(total.kind, section.score, section.pace)
    values[f"{total.kind}/status"] = status_words(section.status)
    for cell in total.cells:
        if cell.line:
            line = cell.line
            values |= _line_values(cell.column.key, line.actual, line.target, line.status)
    return values


def _score_values(kind: str, score: Decimal | None, pace: Decimal | None) -> Values:
    return {
        f"{kind}/score": None if score is None else shown_score(score),
        f"{kind}/pace": None if pace is None else shown_percent(pace),
    }


def _line_values(
    key: str, actual: Decimal | None, target: Decimal | None, status: Status | None
) -> Values:
    return {
        f"{key}/actual": _shown(actual),
        f"{key}/target": _shown(target),
        f"{key}/status": status_words(status),
    }


def _shown(amount: Decimal | None) -> Decimal | None:
    """At most two decimals, as on the page."""
    if amount is None:
        return None
    rounded = half_up(amount, places=2)
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded
