"""Deals stored set-wise, with the stages they entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.models import User
from scorecards.actions.activities import zone_of
from scorecards.ingest.context import Import, too_long
from scorecards.ingest.histories import change, to_change
from scorecards.ingest.marks import mark_days
from scorecards.ingest.outcomes import Outcome
from scorecards.models import Opportunity, StageChange
from scorecards.parsing.opportunities import ParsedOpportunity
from scorecards.parsing.rows import RejectedRow

_PLACES = Decimal("0.0001")
_MOST = Decimal(10) ** 14
_TEXTS = ("external_id", "name", "account", "stage", "lost_reason", "lead_source")
_ALWAYS = ("rep_id", "stage", "status")


@dataclass(frozen=True)
class _Deal:
    rep: User
    parsed: ParsedOpportunity

    def wanted(self, names: Sequence[str]) -> dict[str, Any]:
        """The named attributes as the file has them; amounts to four decimals, half up."""
        values: dict[str, Any] = {**vars(self.parsed), "rep_id": self.rep.pk}
        if values["amount"] is not None:
            values["amount"] = values["amount"].quantize(_PLACES, rounding=ROUND_HALF_UP)
        return {name: values[name] for name in names}


def store_opportunities(run: Import, batch: Sequence[ParsedOpportunity | RejectedRow]) -> Outcome:
    """Creates, changes or leaves alone by (source, external id). Of a deal that exists only what
    the mapping reads is changed."""
    outcome = Outcome()
    deals: list[_Deal] = []
    for parsed in batch:
        checked = parsed if isinstance(parsed, RejectedRow) else _checked(run, parsed)
        if isinstance(checked, RejectedRow):
            outcome.rejected.append(checked)
        else:
            deals.append(checked)
    outcome.new_people = run.store_newcomers(deal.rep for deal in deals)
    _store(run, deals, outcome)
    return outcome


def _checked(run: Import, parsed: ParsedOpportunity) -> _Deal | RejectedRow:
    rep = run.rep(parsed.rep_key)
    if rep is None:
        reason = run.book.reason(parsed.rep_key, run.plan.mapping.rep_by)
        return run.rejected(parsed.line, "rep", reason)
    if long := too_long({name: getattr(parsed, name) for name in _TEXTS}, Opportunity):
        return run.rejected(parsed.line, *long)
    if parsed.amount is not None and abs(parsed.amount) >= _MOST:
        return run.rejected(parsed.line, "amount", "too large to be true")
    for name in ("opened_on", "closed_on"):
        day: date | None = getattr(parsed, name)
        if day and day > run.today(rep):
            return run.rejected(parsed.line, name, f"{day} has not come yet")
    return _Deal(rep, parsed)


def _store(run: Import, deals: Sequence[_Deal], outcome: Outcome) -> None:
    existing = _existing(run, deals)
    names = _names(run)
    new = [deal for deal in deals if deal.parsed.external_id not in existing]
    changes = to_change(
        (row, deal.wanted(names))
        for deal in deals
        if (row := existing.get(deal.parsed.external_id))
    )
    outcome.created, outcome.updated = len(new), len(changes)
    outcome.unchanged = len(deals) - len(new) - len(changes)
    if run.dry_run:
        return
    reps = {deal.rep.pk: deal.rep for deal in deals}
    before = [day for row, _ in changes for day in _rep_days(row)]
    change(changes, reason="import")
    moved = [row for row, found in changes if {"stage", "status"} & found.keys()]
    created = _create(run, new, names)
    _note_stages(run, [*created, *moved], reps)
    after = [day for row in (*created, *(row for row, _ in changes)) for day in _rep_days(row)]
    mark_days([*before, *after])


def _existing(run: Import, deals: Sequence[_Deal]) -> dict[str, Opportunity]:
    ids = [deal.parsed.external_id for deal in deals]
    rows = Opportunity.objects.filter(source=run.source, external_id__in=ids)
    return {row.external_id: row for row in rows}


def _names(run: Import) -> tuple[str, ...]:
    """The attributes that the mapping speaks about. The closing day of an open deal is when it is
    expected to close, so that both of them hang on the status."""
    mapped = run.plan.mapping.fields.keys() & {*_TEXTS, "amount", "opened_on"} - {"external_id"}
    days = ("closed_on", "expected_close_on")
    closing = days if run.plan.mapping.fields.keys() & set(days) else ()
    return (*_ALWAYS, *sorted(mapped - {"stage"}), *closing)


def _create(run: Import, deals: Sequence[_Deal], names: Sequence[str]) -> list[Opportunity]:
    rows = [
        Opportunity(source=run.source, external_id=deal.parsed.external_id, **deal.wanted(names))
        for deal in sorted(deals, key=lambda deal: deal.parsed.external_id)
    ]
    return Opportunity.objects.bulk_create(rows, batch_size=1000)


def _note_stages(run: Import, rows: Sequence[Opportunity], reps: dict[int, User]) -> None:
    StageChange.objects.bulk_create(
        (
            StageChange(
                opportunity=row,
                stage=row.stage,
                status=row.status,
                amount=row.amount,
                changed_at=_entered_at(run, row, reps[row.rep_id]),
            )
            for row in rows
        ),
        batch_size=1000,
    )


def _entered_at(run: Import, row: Opportunity, rep: User) -> datetime:
    """A closed deal entered its stage on its closing day; of an open one only this is known: it is
    there now."""
    if row.closed_on is None:
        return run.now
    return datetime.combine(row.closed_on, time(12), tzinfo=zone_of(rep, run.organisation))


def _rep_days(row: Opportunity) -> list[tuple[int, date]]:
    return [(row.rep_id, day) for day in (row.opened_on, row.closed_on) if day]
