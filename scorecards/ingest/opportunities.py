"""Rows of deals from a file: whose they are, what of them the mapping speaks about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from scorecards.ingest.context import Import, too_long
from scorecards.ingest.deals import (
    NewDeal,
    existing_deals,
    is_too_large,
    kept_amount,
    store_deals,
)
from scorecards.ingest.outcomes import Outcome
from scorecards.models import Opportunity
from scorecards.parsing.opportunities import ParsedOpportunity
from scorecards.parsing.rows import RejectedRow

_TEXTS = ("external_id", "name", "account", "stage", "lost_reason", "lead_source")
# The closing day hangs on the status: a deal that is open again has none.
_ALWAYS = ("rep_id", "stage", "status", "closed_on")


@dataclass(frozen=True)
class _Deal:
    rep: User
    parsed: ParsedOpportunity

    def wanted(self, names: Sequence[str]) -> dict[str, Any]:
        """The named attributes as the file has them; amounts to four decimals, half up."""
        values: dict[str, Any] = {**vars(self.parsed), "rep_id": self.rep.pk}
        values["amount"] = kept_amount(values["amount"])
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
    if is_too_large(parsed.amount):
        return run.rejected(parsed.line, "amount", "too large to be true")
    for name in ("opened_on", "closed_on"):
        day: date | None = getattr(parsed, name)
        if day and day > run.today(rep):
            return run.rejected(parsed.line, name, f"{day} has not come yet")
    return _Deal(rep, parsed)


def _store(run: Import, deals: Sequence[_Deal], outcome: Outcome) -> None:
    names = _names(run)
    new = {
        deal.parsed.line: NewDeal(deal.rep, run.source, deal.parsed.external_id, deal.wanted(names))
        for deal in deals
    }
    existing = existing_deals(new.values())
    for line, deal in list(new.items()):
        if reason := _contradiction(deal, existing.get(deal.key)):
            outcome.rejected.append(run.rejected(line, "closed_on", reason))
            del new[line]
    stored = store_deals(
        deals=list(new.values()),
        existing=existing,
        organisation=run.organisation,
        now=run.now,
        dry_run=run.dry_run,
    )
    outcome.created, outcome.updated = stored.created, stored.updated
    outcome.unchanged = stored.unchanged


def _contradiction(deal: NewDeal, stored: Opportunity | None) -> str:
    """Why what the file says cannot stand beside what is stored; "" when it can."""
    closed = deal.values["closed_on"]
    opened = stored.opened_on if stored and "opened_on" not in deal.values else None
    if opened and closed and closed < opened:
        return f"closed on {closed}, before it was opened on {opened}"
    return ""


def _names(run: Import) -> tuple[str, ...]:
    """The attributes that the mapping speaks about."""
    mapped = run.plan.mapping.fields.keys() & {*_TEXTS, "amount", "opened_on"} - {"external_id"}
    days = {"closed_on", "expected_close_on"}
    expected = ("expected_close_on",) if run.plan.mapping.fields.keys() & days else ()
    return (*_ALWAYS, *sorted(mapped - {"stage"}), *expected)
