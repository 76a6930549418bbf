"""Facts that a program sends: whom and what they mean, then stored set-wise as files are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import people_logged_for_by
from accounts.models import Organisation, User
from accounts.queries.named import Key, people_named
from scorecards.actions.activities import local_day_of, refusal_of, zone_of
from scorecards.ingest.facts import store_facts
from scorecards.ingest.new_facts import NewFact
from scorecards.ingest.posted import Posted, Rejected, stored_once
from scorecards.models import Metric

# Of thousands of reps, each attribute that is read counts.
_READ = ("email", "external_id", "name", "time_zone", "joined_on", "left_on")


@dataclass(frozen=True, slots=True)
class PostedFact:
    """A row as it was sent; `occurred_at` without a zone is in the rep's own."""

    index: int
    rep: Key
    metric: str
    quantity: Decimal
    occurred_at: datetime
    source: str
    external_id: str | None = None
    note: str | None = None


def store_posted(facts: Sequence[PostedFact], *, by: User, today: date, now: datetime) -> Posted:
    """Store what this person may log, all in one transaction; the rest is rejected.

    Of rows with the same source and external id the last that holds is stored; the ones
    before it count as unchanged.
    """
    return stored_once(lambda: _stored(facts, by=by, today=today, now=now))


@dataclass(frozen=True)
class _Known:
    """What the rows may name."""

    reps: Mapping[Key, User]
    metrics: Mapping[str, Metric]
    organisation: Organisation
    now: datetime


@transaction.atomic
def _stored(facts: Sequence[PostedFact], *, by: User, today: date, now: datetime) -> Posted:
    mine = people_logged_for_by(by, today=today)
    known = _Known(
        reps=people_named(mine.only(*_READ), {fact.rep for fact in facts}),
        metrics={metric.slug: metric for metric in Metric.objects.all()},
        organisation=Organisation.current(),
        now=now,
    )
    valid, rejected = _sorted_out(facts, known)
    kept = {(fact.source, fact.external_id or index): (index, fact) for index, fact in valid}
    stored = store_facts(
        facts=[fact for _index, fact in kept.values()],
        entered_by=by,
        reason="API",
        within=set(mine.values_list("pk", flat=True)),
    )
    taken = [_taken(kept[fact.source, fact.external_id or -1][0]) for fact in stored.foreign]
    return Posted(
        created=stored.created,
        updated=stored.updated,
        unchanged=stored.unchanged + len(valid) - len(kept),
        rejected=[*rejected, *taken],
    )


def _sorted_out(
    facts: Sequence[PostedFact], known: _Known
) -> tuple[list[tuple[int, NewFact]], list[Rejected]]:
    valid, rejected = [], []
    for posted in facts:
        found = _checked(posted, known)
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            valid.append((posted.index, found))
    return valid, rejected


def _checked(posted: PostedFact, known: _Known) -> NewFact | Rejected:
    rep = known.reps.get(posted.rep)
    if rep is None:
        return Rejected(posted.index, "rep", "unknown", _("There is no such rep."))
    metric = known.metrics.get(posted.metric)
    if metric is None:
        return Rejected(posted.index, "metric", "unknown", _("There is no such metric."))
    occurred_at = with_zone(posted.occurred_at, rep, known.organisation)
    day = local_day_of(occurred_at, rep, known.organisation)
    today = local_day_of(known.now, rep, known.organisation)
    refusal = refusal_of(rep=rep, metric=metric, quantity=posted.quantity, day=day, today=today)
    if refusal:
        return Rejected(posted.index, refusal.field or None, refusal.code, refusal.message)
    return NewFact(
        rep=rep,
        metric=metric,
        quantity=posted.quantity,
        occurred_at=occurred_at,
        day=day,
        source=posted.source,
        external_id=posted.external_id,
        note=posted.note,
    )


def with_zone(moment: datetime, rep: User, organisation: Organisation) -> datetime:
    """The moment; one without a zone is meant in the rep's."""
    return moment if moment.tzinfo else moment.replace(tzinfo=zone_of(rep, organisation))


def _taken(index: int) -> Rejected:
    message = _("This source and external id belong to a fact that you may not change.")
    return Rejected(index, "external_id", "taken", message)
