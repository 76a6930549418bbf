"""Rows of an activity file → facts, under the same rules as logging by hand."""

from collections.abc import Sequence
from datetime import datetime, time

from accounts.models import User
from scorecards.actions.activities import Refusal, refusal_of, zone_of
from scorecards.ingest.context import Import
from scorecards.ingest.facts import store_facts
from scorecards.ingest.new_facts import NewFact
from scorecards.ingest.outcomes import Outcome
from scorecards.models import Metric
from scorecards.parsing.activities import ParsedFact
from scorecards.parsing.rows import RejectedRow

_LONGEST_ID = 200
_LONGEST_NOTE = 500


def store_activities(run: Import, batch: Sequence[list[ParsedFact] | RejectedRow]) -> Outcome:
    """A row of which one fact is refused is rejected as a whole; the others are stored."""
    outcome = Outcome()
    facts: list[NewFact] = []
    metrics = {metric.slug: metric for metric in Metric.objects.all()}
    for parsed in batch:
        checked = parsed if isinstance(parsed, RejectedRow) else _checked(run, parsed, metrics)
        if isinstance(checked, RejectedRow):
            outcome.rejected.append(checked)
        else:
            facts += checked
    outcome.new_people = run.store_newcomers(fact.rep for fact in facts)
    stored = store_facts(facts=facts, dry_run=run.dry_run)
    outcome.created, outcome.updated = stored.created, stored.updated
    outcome.unchanged = stored.unchanged
    return outcome


def _checked(
    run: Import, parsed: list[ParsedFact], metrics: dict[str, Metric]
) -> list[NewFact] | RejectedRow:
    facts = []
    for fact in parsed:
        checked = _fact(run, fact, metrics)
        if isinstance(checked, Refusal):
            return run.rejected(fact.line, checked.field, checked.message)
        facts.append(checked)
    return facts


def _fact(run: Import, parsed: ParsedFact, metrics: dict[str, Metric]) -> NewFact | Refusal:
    rep = run.rep(parsed.rep_key)
    if rep is None:
        reason = run.book.reason(parsed.rep_key, run.plan.mapping.rep_by)
        return Refusal("rep", "unknown", reason)
    metric = metrics.get(parsed.metric)
    if metric is None:
        return Refusal("metric", "unknown", f"there is no metric {parsed.metric!r}")
    if len(parsed.external_id) > _LONGEST_ID:
        return Refusal("external_id", "too_long", f"longer than {_LONGEST_ID} characters")
    fact = _new_fact(run, parsed, rep, metric)
    refusal = refusal_of(
        rep=rep, metric=metric, quantity=fact.quantity, day=fact.day, today=run.today(rep)
    )
    if refusal and not (refusal.code == "zero" and run.plan.mapping.wide):
        return refusal
    return fact


def _new_fact(run: Import, parsed: ParsedFact, rep: User, metric: Metric) -> NewFact:
    """Without a zone the file means the rep's own; without a time, noon."""
    zone = zone_of(rep, run.organisation)
    occurred_at = parsed.occurred_at or datetime.combine(
        parsed.day, parsed.at or time(12), tzinfo=zone
    )
    return NewFact(
        rep=rep,
        metric=metric,
        quantity=parsed.quantity,
        occurred_at=occurred_at,
        day=occurred_at.astimezone(zone).date(),
        source=run.source,
        external_id=parsed.external_id,
        note=_shortened(parsed.note) if "note" in run.plan.mapping.fields else None,
    )


def _shortened(note: str) -> str:
    return note if len(note) <= _LONGEST_NOTE else note[: _LONGEST_NOTE - 1] + "…"
