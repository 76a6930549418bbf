"""Deals that a program sends: whose they are, what they become, then stored as those of files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, Role, User
from accounts.queries.named import Key, people_named
from scorecards.access import deal_owners_written_by
from scorecards.actions.activities import local_day_of
from scorecards.ingest.deals import (
    NewDeal,
    existing_deals,
    is_too_large,
    kept_amount,
    store_deals,
)
from scorecards.ingest.posted import Posted, Rejected, stored_once
from scorecards.models import Opportunity

_BLANK: Mapping[str, Any] = {
    "name": "",
    "account": "",
    "stage": "",
    "status": Opportunity.Status.OPEN,
    "amount": None,
    "opened_on": None,
    "closed_on": None,
    "expected_close_on": None,
    "lost_reason": "",
    "lead_source": "",
}


@dataclass(frozen=True, slots=True)
class PostedOpportunity:
    """A row as it was sent; `said` has what else it says, by the names of the attributes."""

    index: int
    rep: Key
    source: str
    external_id: str
    said: Mapping[str, Any]


def store_posted_opportunities(
    rows: Sequence[PostedOpportunity], *, by: User, today: date, now: datetime
) -> Posted:
    """Store what this person may write, all in one transaction; the rest is rejected.

    What a row does not say stays as it is. Of rows with the same source and external id each
    continues the one before; the ones before the last count as unchanged.
    """
    return stored_once(lambda: _stored(rows, by=by, today=today, now=now))


@transaction.atomic
def _stored(rows: Sequence[PostedOpportunity], *, by: User, today: date, now: datetime) -> Posted:
    known = _known(rows, by=by, today=today, now=now)
    rejected: list[Rejected] = []
    for row in rows:
        try:
            known.take(row)
        except _Refused as refused:
            rejected.append(Rejected(row.index, *refused.why))
    stored = store_deals(
        deals=list(known.deals.values()),
        existing=known.existing,
        organisation=known.organisation,
        now=now,
        by=by,
        reason="API",
    )
    followed = len(rows) - len(rejected) - len(known.deals)
    return Posted(stored.created, stored.updated, stored.unchanged + followed, rejected)


class _Refused(Exception):
    """Why a row is not stored: field, code, sentence."""

    def __init__(self, field_name: str, code: str, message: str) -> None:
        super().__init__(message)
        self.why = field_name, code, message


@dataclass(frozen=True)
class _Known:
    """What the rows may name, and what they came to so far."""

    reps: Mapping[Key, User]
    existing: Mapping[tuple[str, str], Opportunity]
    within: frozenset[int] | None
    """Whose deals (ids) may be changed; None: everybody's."""
    organisation: Organisation
    now: datetime
    deals: dict[tuple[str, str], NewDeal] = field(default_factory=dict)

    def take(self, row: PostedOpportunity) -> None:
        """Let the row continue what is stored, or the row before it. Raises _Refused."""
        rep = self.reps.get(row.rep)
        if rep is None:
            raise _Refused("rep", "unknown", _("There is no such rep."))
        key = (row.source, row.external_id)
        stored = self.existing.get(key)
        if stored and self.within is not None and stored.rep_id not in self.within:
            taken = _("This source and external id belong to a deal that you may not change.")
            raise _Refused("external_id", "taken", taken)
        values = _continued(self._before(key, stored), row.said)
        _check(values, today=local_day_of(self.now, rep, self.organisation))
        amount = kept_amount(values["amount"])
        values |= {"amount": amount, "rep_id": rep.pk}
        self.deals[key] = NewDeal(rep, row.source, row.external_id, values)

    def _before(self, key: tuple[str, str], stored: Opportunity | None) -> Mapping[str, Any]:
        if key in self.deals:
            return self.deals[key].values
        return {name: getattr(stored, name) for name in _BLANK} if stored else _BLANK


def _known(rows: Sequence[PostedOpportunity], *, by: User, today: date, now: datetime) -> _Known:
    mine = deal_owners_written_by(by, today=today)
    sees_all = by.role == Role.ADMIN
    return _Known(
        reps=people_named(mine, {row.rep for row in rows}),
        existing=existing_deals(rows, lock=True),
        within=None if sees_all else frozenset(mine.values_list("pk", flat=True)),
        organisation=Organisation.current(),
        now=now,
    )


def _continued(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """As in files: the closing day of an open deal is when it is expected to close."""
    values = {**before, **said}
    if values["status"] == Opportunity.Status.OPEN:
        values["closed_on"] = None
        if said.get("closed_on") and not said.get("expected_close_on"):
            values["expected_close_on"] = said["closed_on"]
    return values


def _check(values: Mapping[str, Any], *, today: date) -> None:
    if is_too_large(values["amount"]):
        raise _Refused("amount", "too_large", _("This amount is too large."))
    for name in ("opened_on", "closed_on"):
        if values[name] and values[name] > today:
            reason = _("%s has not come yet.") % values[name].isoformat()
            raise _Refused(name, "in_future", reason)
    if values["status"] == Opportunity.Status.OPEN:
        return
    if values["closed_on"] is None:
        reason = _("A deal that is won or lost needs its closing day.")
        raise _Refused("closed_on", "required", reason)
    if values["opened_on"] and values["closed_on"] < values["opened_on"]:
        reason = _("A deal does not close before it opens.")
        raise _Refused("closed_on", "before_opening", reason)
