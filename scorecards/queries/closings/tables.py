"""Frozen scores and late facts as plain tables for a file."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext as _

from scorecards.models import Closing, FrozenScore
from scorecards.queries.closings.late import FactState, LateFact
from scorecards.queries.quotas.tables import QuotaTable


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
        _("Rep before"),
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


def _quantity(state: FactState | None) -> Decimal | None:
    return state.quantity if state else None
