"""The demo's pipeline: deals that open, move through stages and are won, lost or still open."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from scorecards.ingest.demo.people import AE, AM, DemoRep
from scorecards.models import Opportunity, StageChange

_STAGES = ("Discovery", "Demo", "Proposal", "Negotiation")
_OPENED_A_WEEK = {AE: 2.2, AM: 1.3}
_SOURCES = ("Inbound", "Outbound", "Referral", "Event", "Partner")
_LOST = ("Price", "No decision", "Competitor", "Timing", "Missing feature")
_WIN_RATE = 0.33
_TAKEN_OVER = timedelta(days=120)
_MEDIAN_AMOUNT = {AE: 12_500, AM: 15_500}
_COMPANIES = (
    "Aurora Bluewater Cobalt Driftwood Ember Fjord Granite Harbour Indigo Juniper Kestrel"
    " Lumen Meridian Nimbus Orchard Pinnacle Quarry Ridge Summit Tundra Umbra Vertex Willow"
    " Zephyr"
).split()
_SUFFIXES = ("Logistics Foods Software Health Energy Retail Media Labs Motors Finance").split()


def opportunities_of(rep: DemoRep, *, first_day: date, today: date) -> Iterator[Opportunity]:
    """Every deal of one rep; open ones are those whose end lies after today.

    Those of the months before the first day that were still open then were taken over, and nobody
    knows when they began: so deals are won from the first weeks on.
    """
    rate = _OPENED_A_WEEK.get(rep.job, 0.0) * rep.skill
    day = max(first_day - _TAKEN_OVER, rep.joined_on)
    last = min(today, rep.left_on or today)
    number = 0
    while rate and day <= last:
        if day.weekday() < 5 and rep.random.random() < rate / 5:
            number += 1
            deal = _opportunity(rep, number, day, last)
            if day < first_day:
                deal.opened_on = None
            if deal.closed_on is None or deal.closed_on >= first_day:
                yield deal
        day += timedelta(days=1)


def stage_changes_of(deal: Opportunity) -> Iterator[StageChange]:
    """The stages a stored deal went through, evenly over its life, as far as that is known."""
    reached = _STAGES.index(deal.stage) + 1 if deal.stage in _STAGES else len(_STAGES)
    opened = deal.opened_on or date.min
    life = ((deal.closed_on or deal.expected_close_on or opened) - opened).days
    for number, stage in enumerate(_STAGES[:reached] if deal.opened_on else ()):
        day = opened + timedelta(days=life * number // (len(_STAGES) + 1))
        yield _change(deal, stage, Opportunity.Status.OPEN, day)
    if deal.closed_on:
        yield _change(deal, deal.stage, Opportunity.Status(deal.status), deal.closed_on)


def _opportunity(rep: DemoRep, number: int, opened: date, last: date) -> Opportunity:
    random = rep.random
    ends = opened + timedelta(days=int(min(220, max(5, random.lognormvariate(3.7, 0.55)))))
    while ends.weekday() > 4:
        ends += timedelta(days=1)
    is_closed = ends <= last
    is_won = random.random() < _WIN_RATE * (0.5 + 0.5 * rep.skill)
    company = f"{random.choice(_COMPANIES)} {random.choice(_SUFFIXES)}"
    amount = Decimal(int(random.lognormvariate(0, 0.6) * _MEDIAN_AMOUNT[rep.job]) // 50 * 50)
    progress = min(3, 4 * (last - opened).days // max(1, (ends - opened).days))
    stage = _STAGES[progress]
    status = Opportunity.Status.OPEN
    if is_closed:
        status = Opportunity.Status.WON if is_won else Opportunity.Status.LOST
        stage = "Won" if is_won else "Lost"
    return Opportunity(
        source="demo",
        external_id=f"{rep.user.external_id}-{number}",
        rep=rep.user,
        name=f"{company} · {random.choice(('new', 'renewal', 'expansion'))}",
        account=company,
        stage=stage,
        status=status,
        # Nobody has put a price on a deal that has only just begun.
        amount=None if stage == _STAGES[0] else amount,
        opened_on=opened,
        closed_on=ends if is_closed else None,
        expected_close_on=ends,
        lost_reason=random.choice(_LOST) if status == Opportunity.Status.LOST else "",
        lead_source=random.choice(_SOURCES),
    )


def _change(deal: Opportunity, stage: str, status: Opportunity.Status, day: date) -> StageChange:
    return StageChange(
        opportunity=deal,
        stage=stage,
        status=status,
        amount=deal.amount,
        changed_at=datetime.combine(day, time(12), tzinfo=ZoneInfo(deal.rep.time_zone)),
    )
