"""Where the points of a score come from: every line, its target's origin, pace and rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, OuterRef, QuerySet, Subquery

from accounts.models import Organisation, User
from scorecards.models import Score, Section
from scorecards.periods import Period, PeriodKind, first_starting_from
from scorecards.queries.facts import facts_url
from scorecards.queries.rep_home import line_status
from scorecards.queries.standings import (
    LineStanding,
    RepClock,
    Standing,
    all_standings_on,
    anchor_day,
    former_first,
    rep_clock,
)
from scorecards.queries.terms import period_rules
from scorecards.scoring.pace import Needed
from scorecards.scoring.records import HUNDRED, Gate, LineState, ScoredLine, TargetPart

_A_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class ExplainedLine:
    """A line with what is needed to follow it.

    `shrunk`: the target was lowered for days off (rule 15); of quotas each part says its days.
    `elapsed`: its share of the period that is over, by the profile or the quotas if any.
    """

    line: ScoredLine
    status: str | None
    expected: Decimal | None
    elapsed: Decimal
    needed: Needed | None
    shrunk: bool
    facts_url: str

    @property
    def parts(self) -> Sequence[TargetPart]:
        return self.line.parts

    @property
    def counts(self) -> bool:
        return self.line.state == LineState.COUNTS

    @property
    def worth_digits(self) -> int | None:
        """Decimals that show what one more brings: more than the usual two for a dollar's worth."""
        worth = self.line.unit_worth
        return None if not worth or worth >= _A_HUNDREDTH else 1 - worth.adjusted()

    @property
    def is_unknown(self) -> bool:
        return self.line.state == LineState.UNKNOWN

    @property
    def held_at_start(self) -> bool:
        return self.line.held_by_gate == Gate.START

    @property
    def held_at_stop(self) -> bool:
        return self.line.held_by_gate == Gate.STOP


@dataclass(frozen=True)
class VersionInForce:
    """The version of the scorecard; `since` is the first day of its first period (rule 12)."""

    scorecard: str
    number: int
    since: date
    note: str


@dataclass(frozen=True)
class RankReasons:
    """How many of those with the same scorecard scored better, the same and less."""

    better: int
    same: int
    lower: int
    next_score: Decimal | None


@dataclass(frozen=True)
class ElapsedDays:
    """Working days of the rep: done, in all; `today` is the part of today that counts (rule 16)."""

    done: Decimal
    total: Decimal
    share: Decimal
    today: Decimal | None


@dataclass(frozen=True)
class Explanation:
    """A score taken apart. `full_points` are 100 × Σ points, which Σ weights divide."""

    rep: User
    standing: Standing
    version: VersionInForce
    lines: tuple[ExplainedLine, ...]
    elapsed: ElapsedDays
    rank: RankReasons

    @property
    def full_points(self) -> Decimal:
        return HUNDRED * self.standing.section.points

    @property
    def days_off(self) -> Decimal:
        """Working days of the period on which the rep was not there."""
        return self.standing.section.working_days - self.standing.section.present_days

    @property
    def left_out(self) -> bool:
        return any(not line.counts for line in self.lines)


def explanation(
    rep: User, *, kind: str, period: Period, organisation: Organisation, now: datetime
) -> Explanation | None:
    """The rep's score of that kind of section in the period, None when there is none.

    A section of another length is shown for its own period that holds the chosen one's day. Of a
    rep who changed scorecards it is the one with just this period, or else the one of that day.
    A constant number of queries.
    """
    clock = rep_clock(rep, organisation, now=now)
    day = anchor_day(period, today=clock.today)
    found = all_standings_on([rep], day=day, organisation=organisation, now=now).get(rep.pk, [])
    of_kind = [each for each in former_first(found, day=day) if each.kind == kind]
    if not of_kind:
        return None
    standing = ([each for each in of_kind if each.period == period] or of_kind)[-1]
    version = _version_of(standing, organisation)
    return taken_apart(rep, standing, version=version, rank=_rank_reasons(standing), clock=clock)


def taken_apart(
    rep: User, standing: Standing, *, version: VersionInForce, rank: RankReasons, clock: RepClock
) -> Explanation:
    """Every line of a standing with what is needed to follow it."""
    return Explanation(
        rep=rep,
        standing=standing,
        version=version,
        lines=tuple(_line(standing, shown) for shown in standing.lines),
        elapsed=_elapsed(standing, clock),
        rank=rank,
    )


def section_period(rep: User, *, kind: str, day: date) -> PeriodKind:
    """The length of the rep's section on a day; a week when there is none."""
    rows = Score.objects.filter(rep=rep, scored_period__section__kind=kind)
    near = rows.filter(counted_from__lte=day).order_by("-counted_from")
    found = near.values_list("scored_period__section__period", flat=True).first()
    return PeriodKind(found) if found else PeriodKind.WEEK


def _line(standing: Standing, shown: LineStanding) -> ExplainedLine:
    line = shown.line
    return ExplainedLine(
        line=line,
        status=line_status(shown) if line.state == LineState.COUNTS else None,
        expected=shown.pace.expected,
        elapsed=shown.pace.elapsed,
        needed=shown.pace.needed_per_day,
        shrunk=line.target != line.full_target and not _says_its_days(line),
        facts_url=facts_url(
            standing.rep_id,
            metric=line.metric,
            starts=standing.counted_from,
            ends=standing.counted_to,
        ),
    )


def _says_its_days(line: ScoredLine) -> bool:
    return bool(line.parts) and all(part.quota for part in line.parts)


def _version_of(standing: Standing, organisation: Organisation) -> VersionInForce:
    section = Section.objects.select_related("version__scorecard").get(pk=standing.section_id)
    first = first_starting_from(
        day=section.version.starts_on,
        kind=PeriodKind(section.period),
        rules=period_rules(organisation),
    )
    return VersionInForce(
        scorecard=section.version.scorecard.name,
        number=section.version.number,
        since=first.starts,
        note=section.version.note,
    )


def _elapsed(standing: Standing, clock: RepClock) -> ElapsedDays:
    section = standing.section
    today = None
    if clock.today in standing.period:
        position = (clock.today - standing.period.starts).days
        today = section.presence[position] * clock.gone_today
    return ElapsedDays(
        done=section.present_days - standing.pace.days_left,
        total=section.present_days,
        share=standing.pace.elapsed,
        today=today,
    )


def _rank_reasons(standing: Standing) -> RankReasons:
    """Counted by the stored score itself, so that equals are what the ranking took for equal."""
    if standing.rank is None:
        return RankReasons(better=0, same=0, lower=0, next_score=None)
    peers = Score.objects.filter(scored_period=standing.scored_period_id)
    better = peers.filter(score__gt=OuterRef("score")).order_by("score")
    mine = Score.objects.filter(pk=standing.score_id).annotate(
        equals=_count(peers.filter(score=OuterRef("score"))),
        next_score=Subquery(better.values("score")[:1]),
    )
    equals, next_score = mine.values_list("equals", "next_score").get()
    above = standing.rank - 1
    return RankReasons(
        better=above,
        same=equals - 1,
        lower=standing.ranked - above - equals,
        next_score=next_score,
    )


def _count(rows: QuerySet[Score]) -> Subquery:
    return Subquery(rows.order_by().values("scored_period").annotate(n=Count("pk")).values("n"))
