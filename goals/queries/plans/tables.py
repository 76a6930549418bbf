"""The tables of a plan as sheets for spreadsheets: exact figures, nothing rounded up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.exports import Cell
from goals.planning.capacity import Ability, Verdict
from goals.queries.plans.capacity import Abilities
from goals.queries.plans.figures import Worked
from goals.queries.plans.groups import Carrier
from goals.queries.plans.tracking import Tracking
from scorecards.scoring.rounding import half_up, settled

_PLACES = 4


@dataclass(frozen=True)
class Sheet:
    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def verdict_words(verdict: Verdict | None) -> str:
    return {
        Verdict.USUAL: _("at least half of the reps did it"),
        Verdict.STRETCH: _("fewer than half of the reps ever did it"),
        Verdict.NEVER: _("nobody ever did it"),
        None: _("nothing to compare with"),
    }[verdict]


def stages_sheet(worked: Worked) -> Sheet:
    """Every stage by every length of time, the money last."""
    named = [(row.metric.name, row.rate, row.lengths) for row in worked.rows]
    rows = [
        (
            name,
            _exact(rate),
            *map(
                _exact,
                (
                    each.whole,
                    each.year,
                    each.quarter,
                    each.month,
                    each.working_day,
                    each.rep,
                    each.rep_day,
                ),
            ),
        )
        for name, rate, each in [*named, (worked.money.name, None, worked.amount)]
    ]
    header = (
        _("Stage"),
        _("Rate to the next"),
        _("Plan"),
        _("Year"),
        _("Quarter"),
        _("Month"),
        _("Working day"),
        _("Rep"),
        _("Rep and working day"),
    )
    return Sheet("stages", header, tuple(rows))


def months_sheet(worked: Worked) -> Sheet:
    names = [row.metric.name for row in worked.rows]
    rows = [(row.month, *map(_exact, row.numbers)) for row in worked.months]
    return Sheet("months", (_("Month"), *names, worked.money.name), tuple(rows))


def savings_sheet(worked: Worked) -> Sheet:
    rows = [
        (
            row.metric.name,
            row.below.name,
            _exact(row.saving.rate),
            _exact(row.saving.saved),
            _exact(row.saving.share),
        )
        for row in worked.savings
    ]
    saved = _("A point more saves so many: %s") % worked.top.metric.name
    header = (_("Of"), _("become"), _("Rate"), saved, _("Share of them"))
    return Sheet("savings", header, tuple(rows))


def capacity_sheet(worked: Worked) -> Sheet:
    rows = [
        (
            row.metric.name,
            *map(
                _exact,
                (
                    row.capacity.needed,
                    row.capacity.best,
                    row.capacity.median,
                    row.capacity.usual,
                ),
            ),
            row.capacity.able if row.capacity.verdict else None,
            row.capacity.known if row.capacity.verdict else None,
            verdict_words(row.capacity.verdict),
        )
        for row in worked.rows
    ]
    header = (
        _("Stage"),
        _("Needed per rep and day"),
        _("Best rep’s best four weeks"),
        _("Median rep’s best four weeks"),
        _("Usual (median)"),
        _("Reps who ever did it"),
        _("Reps compared"),
        _("Verdict"),
    )
    return Sheet("capacity", header, tuple(rows))


@dataclass(frozen=True)
class RepRow:
    """One rep: the ramped days in the plan, and of each stage what they could do."""

    carrier: Carrier
    abilities: tuple[tuple[Ability, bool | None], ...]


def rep_rows(worked: Worked, carriers: Sequence[Carrier], abilities: Abilities) -> list[RepRow]:
    """Each with the stages' abilities and whether the best reaches the need (None: unknown)."""
    return [
        RepRow(
            carrier,
            tuple(
                _reaching(row.lengths.rep_day, abilities, row.metric.slug, carrier.rep.pk)
                for row in worked.rows
            ),
        )
        for carrier in carriers
    ]


def reps_sheet(worked: Worked, carriers: Sequence[Carrier], abilities: Abilities) -> Sheet:
    """What each rep ever did of each stage, and their days in the plan."""
    rows = []
    for row in rep_rows(worked, carriers, abilities):
        cells: list[Cell] = [row.carrier.rep.name, _exact(row.carrier.full)]
        for found, _reached in row.abilities:
            cells += [_exact(found.best), _exact(found.usual)]
        rows.append(tuple(cells))
    names = [row.metric.name for row in worked.rows]
    columns = [f"{name}: {what}" for name in names for what in (_("best"), _("usual"))]
    return Sheet("reps", (_("Rep"), _("Full rep days"), *columns), tuple(rows))


def tracking_sheet(tracking: Tracking) -> Sheet:
    rows = [
        (
            row.metric.name,
            _exact(row.progress.planned),
            _exact(row.progress.expected),
            _exact(row.progress.actual),
            _exact(row.progress.gap),
        )
        for row in tracking.rows
    ]
    header = (_("Stage"), _("Plan"), _("Expected by now"), _("Actual"), _("Gap"))
    return Sheet("tracking", header, tuple(rows))


def comparison_sheet(one: Worked, other: Worked) -> Sheet:
    """Assumptions and numbers of two scenarios side by side."""
    rows = [
        tuple(map(_cell, (row.name, row.one, row.other, row.difference)))
        for row in comparison_rows(one, other)
    ]
    header = (_("Figure"), one.terms.name, other.terms.name, _("Difference"))
    return Sheet("comparison", header, tuple(rows))


@dataclass(frozen=True)
class ComparisonRow:
    """`kind`: "money", "rate" or "number"."""

    name: str
    kind: str
    one: Decimal | None
    other: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.one is None or self.other is None else self.other - self.one


def comparison_rows(one: Worked, other: Worked) -> list[ComparisonRow]:
    """The amount, the deal size, then stage by stage its rate, number and need per rep and day."""
    size = one.terms.assumptions.deal_size, other.terms.assumptions.deal_size
    rows = [
        ComparisonRow(one.money.name, "money", one.amount.whole, other.amount.whole),
        ComparisonRow(_("Average deal size"), "money", *size),
    ]
    names = {row.metric.slug: row.metric.name for row in (*one.rows, *other.rows)}
    first = {row.metric.slug: row for row in one.rows}
    second = {row.metric.slug: row for row in other.rows}
    for slug, name in names.items():
        pair = first.get(slug), second.get(slug)
        if any(row is not None and row.below is not None for row in pair):
            rates = (row.rate if row else None for row in pair)
            rows.append(ComparisonRow(_("%s: rate to the next") % name, "rate", *rates))
        numbers = (row.needed if row else None for row in pair)
        rows.append(ComparisonRow(_("%s: needed") % name, "number", *numbers))
        per_day = (row.lengths.rep_day if row else None for row in pair)
        rows.append(ComparisonRow(_("%s: per rep and working day") % name, "number", *per_day))
    return rows


SHEETS = {
    "stages": stages_sheet,
    "months": months_sheet,
    "savings": savings_sheet,
    "capacity": capacity_sheet,
}
"""By the name in the address; the others need more than the worked scenario."""


def _reaching(
    wanted: Decimal | None, abilities: Abilities, slug: str, rep: int
) -> tuple[Ability, bool | None]:
    found = abilities.get(slug, {}).get(rep, Ability(None, None))
    if wanted is None or found.best is None:
        return found, None
    return found, settled(found.best) >= settled(wanted)


def _exact(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value, places=_PLACES).normalize() + 0


def _cell(value: str | Decimal | None) -> Cell:
    return _exact(value) if isinstance(value, Decimal) else value
