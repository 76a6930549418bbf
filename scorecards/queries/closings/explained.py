"""A score of a closed period, explained by what was written down when it closed."""

from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from accounts.models import Organisation, User
from scorecards.models import (
    Closing,
    FrozenScore,
    Score,
    Scorecard,
    ScoredPeriod,
    Section,
    Version,
)
from scorecards.periods import Period, PeriodKind
from scorecards.queries.closings.late import late_days, late_facts
from scorecards.queries.explanation import (
    Explanation,
    RankReasons,
    VersionInForce,
    taken_apart,
)
from scorecards.queries.standings import (
    RepClock,
    Standing,
    anchor_day,
    standing_of,
    thresholds_of,
)

_A_DAY = timedelta(days=1)
# As for live scores: a daily section shows the last day worked within a week.
_A_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class ClosedExplanation:
    """The explanation as on the day of the closing.

    `rep` and `organisation` bear the name, currency and thresholds of that day; `late`: how
    many facts of the rep came too late to count.
    """

    explanation: Explanation
    closing: Closing
    rep: User
    organisation: Organisation
    late: int


def closed_explanation(
    rep: User, *, kind: str, period: Period, today: date, organisation: Organisation
) -> ClosedExplanation | None:
    """The rep's frozen score of that kind in the period; None when that is open.

    Of several closings that hold it, by what the first one wrote down.
    """
    frozen = _chosen(rep, kind, period, today)
    if frozen is None:
        return None
    days = late_days(frozen.closing, people=[rep.pk])
    within = {key: at for key, at in days.items() if frozen.starts_on <= key[1] <= frozen.ends_on}
    then = _organisation_of(frozen, organisation)
    return ClosedExplanation(
        explanation=_explanation(frozen, rep, then),
        closing=frozen.closing,
        rep=_named(rep, frozen),
        organisation=then,
        late=len(late_facts(frozen.closing, within)),
    )


def _chosen(rep: User, kind: str, period: Period, today: date) -> FrozenScore | None:
    """As live scores are chosen: just this period, else the one that holds its last day."""
    day = anchor_day(period, today=today)
    rows = _standing_rows(rep, kind)
    same = list(rows.filter(period=period.kind, key=period.key))
    holding = same or list(rows.exclude(period=PeriodKind.DAY).filter(_holds(day)))
    worked = rows.filter(
        period=PeriodKind.DAY, starts_on__range=(day - _A_WEEK, day), present_days__gt=0
    )
    found = holding or list(worked.order_by("-starts_on")[:1]) or list(rows.filter(_holds(day)))
    on_card = [row for row in found if row.counted_from <= day <= row.counted_to] or found
    latest = [row for row in on_card if row.counted_from == max(r.counted_from for r in on_card)]
    return min(latest, key=lambda row: row.closing.closed_at, default=None)


def _standing_rows(rep: User, kind: str) -> QuerySet[FrozenScore]:
    rows = FrozenScore.objects.filter(rep=rep, kind=kind, closing__reopened_at__isnull=True)
    return rows.select_related("closing__closed_by")


def _holds(day: date) -> Q:
    return Q(starts_on__lte=day, ends_on__gte=day)


def _explanation(frozen: FrozenScore, rep: User, organisation: Organisation) -> Explanation:
    said = frozen.standing
    clock = RepClock(today=frozen.ends_on + _A_DAY, gone_today=Decimal(0))
    standing = _standing(frozen, clock, organisation)
    return taken_apart(
        _named(rep, frozen),
        standing,
        version=VersionInForce(
            scorecard=said["scorecard"],
            number=said["version"],
            since=date.fromisoformat(said["since"]),
            note=said["note"],
        ),
        rank=RankReasons(
            better=frozen.better,
            same=frozen.same,
            lower=frozen.lower,
            next_score=frozen.next_score,
        ),
        clock=clock,
    )


def _standing(frozen: FrozenScore, clock: RepClock, organisation: Organisation) -> Standing:
    """Of rows that are nowhere stored: with the names of the day of the closing."""
    said = frozen.standing
    card = Scorecard(pk=frozen.closing.scorecard_id, name=said["scorecard"])
    version = Version(scorecard=card, number=said["version"])
    section = Section(pk=frozen.section_id, version=version, kind=frozen.kind, period=frozen.period)
    scored_period = ScoredPeriod(
        section=section, key=frozen.key, starts_on=frozen.starts_on, ends_on=frozen.ends_on
    )
    kept = {field: getattr(frozen, field) for field in _KEPT}
    score = Score(rep_id=frozen.rep_id, scored_period=scored_period, **kept)
    return standing_of(
        score,
        rank=frozen.rank,
        ranked=frozen.ranked,
        clock=clock,
        thresholds=thresholds_of(organisation),
    )


_KEPT = (
    "score",
    "points",
    "weight",
    "lines",
    "presence",
    "working_days",
    "present_days",
    "counted_from",
    "counted_to",
    "scored_at",
)


def _organisation_of(frozen: FrozenScore, organisation: Organisation) -> Organisation:
    said, then = frozen.standing, copy(organisation)
    then.currency = said["currency"]
    then.ahead_from = Decimal(said["ahead_from"])
    then.on_track_from = Decimal(said["on_track_from"])
    then.at_risk_from = Decimal(said["at_risk_from"])
    return then


def _named(rep: User, frozen: FrozenScore) -> User:
    then = copy(rep)
    then.name = frozen.standing["rep"]
    return then
