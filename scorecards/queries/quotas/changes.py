"""What a draft would change: cell by cell, person by person, and whose targets move with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scorecards.models import Benchmark
from scorecards.queries.enrolment import enrolment
from scorecards.queries.quotas.rows import SheetRow
from scorecards.queries.quotas.sheet import SheetPage
from scorecards.scoring.quota_sheets import Amounts, part_totals, total
from scorecards.scoring.quotas import end_of_month


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A month of a row that would owe something else; `ramp_only`: the amount stays."""

    key: str
    month: date
    amount: Decimal | None
    ramp_only: bool


@dataclass(frozen=True)
class RowChange:
    """A row before and after; `cleared`: it owed something in the year, and owes nothing now."""

    row: SheetRow
    months: tuple[bool, ...]
    ramp: bool

    @property
    def before(self) -> Amounts:
        return self.row.in_force

    @property
    def after(self) -> Amounts:
        return self.row.amounts

    @property
    def cleared(self) -> bool:
        return total(self.before) is not None and total(self.after) is None

    @property
    def quarters(self) -> list[tuple[Decimal | None, Decimal | None]]:
        return list(zip(part_totals(self.before), part_totals(self.after), strict=True))

    @property
    def cells(self) -> list[tuple[Decimal | None, Decimal | None, bool]]:
        return list(zip(self.before, self.after, self.months, strict=True))

    @property
    def year_before(self) -> Decimal | None:
        return total(self.before)

    @property
    def year_after(self) -> Decimal | None:
        return total(self.after)


@dataclass(frozen=True)
class CardConcerned:
    """A scorecard with a target from this quota, and who on it owes something else."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class QuotaPreview:
    """What publishing would do, and from when at the earliest."""

    page: SheetPage
    changes: tuple[RowChange, ...]
    cards: tuple[CardConcerned, ...]
    starts_on: date | None
    latest_start: date | None

    @property
    def cleared(self) -> list[RowChange]:
        return [change for change in self.changes if change.cleared]


def changed_cells(page: SheetPage) -> list[ChangedCell]:
    """The cells in which the draft says otherwise than what is in force.

    A ramp is the sheet's: a draft with another one changes it for everybody who owes anything.
    """
    ramp_changes = page.draft is not None and page.choice.ramp != page.ramp_in_force
    found = []
    for row in page.rows:
        ramps = page.book.ramps.get(row.key, ())
        for place in (place for place, is_open in enumerate(row.open) if is_open):
            amount = row.amounts[place]
            is_typed = amount != row.in_force[place]
            has_ramp = bool(row.seat) and amount is not None
            if is_typed or (ramp_changes and has_ramp and ramps[place] != page.choice.ramp):
                found.append(ChangedCell(row.key, page.months[place], amount, not is_typed))
    return found


def quota_preview(page: SheetPage) -> QuotaPreview:
    """Person by person, with the first day of the earliest changed month as the start."""
    cells = changed_cells(page)
    typed = [cell.month for cell in cells if not cell.ramp_only]
    months = typed or [cell.month for cell in cells]
    starts_on = min(months, default=None)
    return QuotaPreview(
        page=page,
        changes=tuple(_row_changes(page, cells)),
        cards=_cards_concerned(page, cells, since=starts_on),
        starts_on=starts_on,
        latest_start=end_of_month(starts_on) if starts_on and typed else None,
    )


def _row_changes(page: SheetPage, cells: Sequence[ChangedCell]) -> list[RowChange]:
    by_row: dict[str, dict[date, ChangedCell]] = defaultdict(dict)
    for cell in cells:
        by_row[cell.key][cell.month] = cell
    return [
        RowChange(
            row=row,
            months=tuple(
                month in by_row[row.key] and not by_row[row.key][month].ramp_only
                for month in page.months
            ),
            ramp=any(cell.ramp_only for cell in by_row[row.key].values()),
        )
        for row in page.rows
        if row.key in by_row
    ]


def _cards_concerned(
    page: SheetPage, cells: Sequence[ChangedCell], *, since: date | None
) -> tuple[CardConcerned, ...]:
    keys = {cell.key for cell in cells}
    reps = {row.seat.pk for row in page.rows if row.seat and row.key in keys}
    lines = Benchmark.objects.filter(
        metric=page.sheet.metric, from_quota=True, section__version__published_at__isnull=False
    )
    cards = dict(
        lines.values_list("section__version__scorecard", "section__version__scorecard__name")
    )
    if not reps or not cards or since is None:
        return ()
    enrolled = enrolment()
    found = []
    for card, name in sorted(cards.items(), key=lambda item: item[1]):
        people = [
            enrolled.reps[rep].name for rep in enrolled.ever_on({card}, since=since) if rep in reps
        ]
        if people:
            found.append(CardConcerned(name, tuple(sorted(people))))
    return tuple(found)
