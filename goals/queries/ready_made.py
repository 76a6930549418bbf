"""Ready-made goals to start from: each fills the form and can be changed in every field."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Organisation
from goals.models import Goal
from goals.queries.evidence import with_present_start
from goals.queries.goal_terms import GoalTerms
from scorecards.models import Metric
from scorecards.periods import PeriodKind, following, period_containing
from scorecards.queries.terms import period_rules
from scorecards.scoring.rounding import half_up

_SLUGS = ("calls", "deals_won", "deals_lost", "referrals")
_POINTS = Decimal("0.06")
_FEWEST_DAYS = 10
"""With fewer left of a month or quarter the next one is meant."""


@dataclass(frozen=True)
class ReadyMade:
    """`key` names it in addresses; `title` is what its button says."""

    key: str
    title: str
    kind: str


def ready_made() -> list[ReadyMade]:
    """Those whose metrics are switched on. One query."""
    metrics = _metrics()
    choices = [
        ReadyMade("daily", _("50 outbound calls a day for 30 days"), _("every day")),
        ReadyMade("win_rate", _("Win rate up by the end of the quarter"), _("a share that rises")),
        ReadyMade("loss_rate", _("Fewer deals lost by the quarter’s end"), _("a share that falls")),
        ReadyMade("referrals", _("Three referrals this month"), _("a total")),
        ReadyMade("steps", _("A plan in milestones"), _("step by step")),
        ReadyMade("outcome", _("Done or not done by a day"), _("yes or no")),
    ]
    return [choice for choice in choices if all(slug in metrics for slug in _NEEDS[choice.key])]


_NEEDS: dict[str, tuple[str, ...]] = {
    "daily": ("calls",),
    "win_rate": ("deals_won", "deals_lost"),
    "loss_rate": ("deals_won", "deals_lost"),
    "referrals": (),
    "steps": (),
    "outcome": (),
}


def ready_made_terms(key: str, *, blank: GoalTerms, now: datetime) -> GoalTerms:
    """The blank goal filled in after a ready-made one; an unknown key leaves it blank."""
    metrics = _metrics()
    if key not in _NEEDS or not all(slug in metrics for slug in _NEEDS[key]):
        return blank
    organisation = Organisation.current()
    today = organisation.day_of(now)
    if key == "daily":
        blank = replace(blank, starts_on=today, due_on=today + timedelta(days=29))
        calls, fifty = metrics["calls"], Decimal(50)
        return replace(blank, shape=Goal.Shape.DAILY, metric=calls, target=fifty)
    if key in ("win_rate", "loss_rate"):
        starts, due = _span(today, PeriodKind.QUARTER, organisation)
        return _rate(key, replace(blank, starts_on=starts, due_on=due), metrics, now)
    if key == "referrals":
        starts, due = _span(today, PeriodKind.MONTH, organisation)
        return replace(_referrals(blank, metrics.get("referrals")), starts_on=starts, due_on=due)
    shape = Goal.Shape.MILESTONES if key == "steps" else Goal.Shape.OUTCOME
    return replace(blank, shape=shape)


def blank_terms(blank: GoalTerms, *, now: datetime) -> GoalTerms:
    """A goal of which nothing is said but its owner: from today to the end of the quarter."""
    organisation = Organisation.current()
    _starts, due = _span(organisation.day_of(now), PeriodKind.QUARTER, organisation)
    today = organisation.day_of(now)
    return replace(blank, shape=Goal.Shape.TOTAL, starts_on=today, due_on=due)


def _metrics() -> dict[str, Metric]:
    return {metric.slug: metric for metric in Metric.objects.active().filter(slug__in=_SLUGS)}


def _rate(key: str, blank: GoalTerms, metrics: dict[str, Metric], now: datetime) -> GoalTerms:
    """From the owner's present rate six points on; 22 to 28 % where nothing is known."""
    won, lost = metrics["deals_won"], metrics["deals_lost"]
    rises = key == "win_rate"
    terms = replace(
        blank, shape=Goal.Shape.LEVEL, metric=won if rises else lost, out_of=(won, lost)
    )
    terms = with_present_start(terms, now=now)
    start = Decimal("0.22" if rises else "0.38") if terms.start is None else terms.start
    aimed = start + _POINTS if rises else start - _POINTS
    target = min(max(half_up(aimed, places=2), Decimal(0)), Decimal(1))
    return replace(terms, start=start, target=target)


def _referrals(blank: GoalTerms, metric: Metric | None) -> GoalTerms:
    """Counted where there is such a metric, otherwise told at check-ins."""
    unit = "" if metric else str(_("referrals"))
    terms = replace(blank, shape=Goal.Shape.TOTAL, metric=metric, unit=unit)
    return replace(terms, start=Decimal(0), target=Decimal(3))


def _span(today: date, kind: PeriodKind, organisation: Organisation) -> tuple[date, date]:
    """From today to the end of the period, or the whole next one when little of it is left."""
    rules = period_rules(organisation)
    period = period_containing(day=today, kind=kind, rules=rules)
    if (period.ends - today).days + 1 >= _FEWEST_DAYS:
        return today, period.ends
    later = following(period, rules)
    return later.starts, later.ends
