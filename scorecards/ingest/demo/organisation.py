"""The demo organisation in one go: people, scorecards, quotas, facts, marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from accounts.models import StaleMark
from scorecards.actions.catalogue import add_ready_made_metrics
from scorecards.ingest.demo.cards import add_cards
from scorecards.ingest.demo.facts import activities_of
from scorecards.ingest.demo.opportunities import opportunities_of, stage_changes_of
from scorecards.ingest.demo.people import DemoRep, add_people
from scorecards.ingest.demo.quotas import add_quotas
from scorecards.models import Activity, Metric, Opportunity, StageChange

_BATCH = 1000


@dataclass(frozen=True)
class DemoCounts:
    activities: int
    opportunities: int


@transaction.atomic
def add_demo(*, reps: int, first_day: date, seed: int, now: datetime) -> DemoCounts:
    """Store the whole organisation, or nothing; the scores are computed from its marks."""
    add_ready_made_metrics()
    people = add_people(reps=reps, today=now.date(), first_day=first_day, seed=seed)
    add_cards(people, first_day=first_day, now=now)
    add_quotas(people, first_day=first_day, seed=seed, now=now)
    counts = DemoCounts(
        activities=sum(_store_activities(rep, first_day, now) for rep in people),
        opportunities=_store_opportunities(people, first_day, now.date()),
    )
    StaleMark.objects.bulk_create(
        StaleMark(rep=rep.user, from_day=first_day, to_day=now.date(), facts_changed=True)
        for rep in people
    )
    return counts


def _store_activities(rep: DemoRep, first_day: date, now: datetime) -> int:
    metrics = {metric.slug: metric for metric in Metric.objects.all()}
    rows = activities_of(rep, metrics=metrics, first_day=first_day, now=now)
    stored = 0
    while batch := list(islice(rows, _BATCH)):
        Activity.objects.bulk_create(batch)
        stored += len(batch)
    return stored


def _store_opportunities(people: Sequence[DemoRep], first_day: date, today: date) -> int:
    deals = [
        deal for rep in people for deal in opportunities_of(rep, first_day=first_day, today=today)
    ]
    Opportunity.objects.bulk_create(deals, batch_size=_BATCH)
    StageChange.objects.bulk_create(
        (change for deal in deals for change in stage_changes_of(deal)), batch_size=_BATCH
    )
    return len(deals)
