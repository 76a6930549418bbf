"""Frozen scores and late facts as plain tables for a file."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.exports import Cell
from scorecards.models import Closing, FrozenScore
from scorecards.queries.closings.late_changes import LateFact
from scorecards.queries.closings.late_states import FactState
from scorecards.queries.closings.pages import ClosablePeriod, ClosingsPage
from scorecards.queries.quotas.tables import QuotaTable


def closings_table(page: ClosingsPage) -> QuotaTable:
    """The periods of the list; who closed one and when is empty while it is open."""
    header: tuple[str, ...] = (_("Period"), _("First day"), _("Last day"), _("State"))
    header += (_("Closed on"), _("Closed by"), _("Note"), _("Late days"), _("Closed with"))
    card = slugify(page.card.name if page.card else "") or "scorecard"
    rows = tuple(_closable(row) for row in page.rows)
    return QuotaTable(f"{card}-{page.kind}-closings", header, rows)


def frozen_table(closing: Closing, rows: Iterable[FrozenScore]) -> QuotaTable:
    """Every frozen score, exactly."""
    header: tuple[str, ...] = (
        _("Section"),
        _("Period"),
        _("Place"),
        _("Of"),
        _("Rep"),
        _("E-mail"),
        _("Team"),
    )
    header += (_("Score"), _("Points"), _("Weight"))
    found = tuple(
        (
            row.kind,
            row.key,
            row.rank,
            row.ranked,
            row.standing["rep"],
            row.rep.email,
            row.standing["team"],
            row.score,
            row.points,
            row.weight,
        )
        for row in rows
    )
    return QuotaTable(name_of(closing, "scores"), header, found)


def late_table(closing: Closing, facts: Iterable[LateFact]) -> QuotaTable:
    header: tuple[str, ...] = (
        _("When"),
        _("Who"),
        _("Rep"),
        _("What"),
        _("Metric"),
        _("Day"),
    )
    header += (_("Quantity before"), _("Quantity now"), _("Source"), _("Rep before"))
    found = tuple(
        (
            fact.at,
            fact.by,
            fact.rep_name,
            fact.change,
            fact.shown.what,
            fact.shown.day,
            _quantity(fact.before),
            _quantity(fact.after),
            fact.source,
            fact.former_rep,
        )
        for fact in facts
    )
    return QuotaTable(name_of(closing, "late"), header, found)


def name_of(closing: Closing, what: str) -> str:
    return f"{slugify(closing.scorecard.name) or 'scorecard'}-{closing.key}-{what}"


def _closable(row: ClosablePeriod) -> tuple[Cell, ...]:
    days = row.period.key, row.period.starts, row.period.ends
    within = row.within.key if row.within else None
    if row.closing is None:
        state, why = (_("opened again"), row.opened.reason) if row.opened else (_("open"), None)
        return (*days, state, None, None, why, None, within)
    by = row.closing.closed_by.name if row.closing.closed_by else _("the timetable")
    said = (_("closed"), row.closing.closed_at, by, row.closing.note)
    return (*days, *said, row.late_days, within)


def _quantity(state: FactState | None) -> Decimal | None:
    return state.quantity if state else None
