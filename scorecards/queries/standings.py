"""Where reps stand at a moment: their stored scores with pace, which is arithmetic on the clock."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from accounts.calendars import share_gone
from accounts.models import Organisation, User
from accounts.queries.many import among
from scorecards.models import Score
from scorecards.periods import Period, PeriodKind
from scorecards.queries.closings.words import FrozenWords, frozen_words
from scorecards.queries.places import ranking_of
from scorecards.scoring.pace import Pace, Thresholds, line_pace, section_pace
from scorecards.scoring.records import ScoredLine, ScoredSection

# Six days back: long enough for a weekend between two public holidays.
_A_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class RepClock:
    """What time it is for a rep: their day, and the share of its working hours that is gone."""

    today: date
    gone_today: Decimal


@dataclass(frozen=True)
class LineStanding:
    line: ScoredLine
    pace: Pace


@dataclass(frozen=True)
class Standing:
    """One section of one rep in one period. `rank` is among `ranked` reps with a score.

    Of a closed period the scorecard's name, the version and the thresholds are those of then.
    """

    score_id: int
    rep_id: int
    scored_period_id: int
    section_id: int
    kind: str
    period: Period
    scorecard_id: int
    scorecard: str
    version: int
    section: ScoredSection
    thresholds: Thresholds
    pace: Pace
    lines: tuple[LineStanding, ...]
    rank: int | None
    ranked: int
    counted_from: date
    counted_to: date
    scored_at: datetime

    @property
    def score(self) -> Decimal | None:
        return self.section.score


def rep_clock(rep: User, organisation: Organisation, *, now: datetime) -> RepClock:
    local = now.astimezone(ZoneInfo(rep.time_zone or organisation.time_zone))
    gone = share_gone(
        at=local.time(), opens=organisation.work_starts, closes=organisation.work_ends
    )
    return RepClock(today=local.date(), gone_today=gone)


def thresholds_of(organisation: Organisation) -> Thresholds:
    return Thresholds(
        ahead=organisation.ahead_from,
        on_track=organisation.on_track_from,
        at_risk=organisation.at_risk_from,
    )


def anchor_day(period: Period, *, today: date) -> date:
    """The day for which a chosen period is shown: today while it runs, else its last day.

    Sections have periods of different lengths: each shows the one of its own that holds
    this day.
    """
    return today if today in period else period.ends


def standings_on(
    people: Collection[User], *, day: date, organisation: Organisation, now: datetime
) -> dict[int, list[Standing]]:
    """By rep id, one standing a section in the periods shown for the day, activities first.

    Of a rep who changed scorecards within the period, the one they are on now. 3 queries; one
    more for periods that are over, which may be closed.
    """
    found = all_standings_on(people, day=day, organisation=organisation, now=now)
    return {
        rep: list({each.kind: each for each in former_first(standings, day=day)}.values())
        for rep, standings in found.items()
    }


def former_first(standings: Iterable[Standing], *, day: date) -> list[Standing]:
    """Activities first; of each kind the scorecard they are on that day, however long its periods
    are, comes last.
    """
    return sorted(
        standings,
        key=lambda each: (
            each.kind,
            each.counted_from <= day <= each.counted_to,
            each.counted_from,
            each.period.starts,
        ),
    )


def all_standings_on(
    people: Collection[User],
    *,
    day: date,
    organisation: Organisation,
    now: datetime,
    with_places: bool = True,
) -> dict[int, list[Standing]]:
    """By rep id, every standing in the periods shown for the day, activities and older first.

    Where a scorecard's former and newer periods overlap, the newer one. 3 queries, or 4.
    """
    ids = among([person.pk for person in people])
    rows = Score.objects.filter(shown_on(people, day=day), rep__in=ids)
    found = standings_of(rows, people, organisation=organisation, now=now, with_places=with_places)
    latest = {
        (standing.rep_id, standing.kind, standing.scorecard_id): standing
        for standing in sorted(found, key=lambda s: (s.kind, s.period.starts, s.counted_from))
    }
    by_rep: dict[int, list[Standing]] = defaultdict(list)
    for standing in latest.values():
        by_rep[standing.rep_id].append(standing)
    return by_rep


def shown_on(people: Collection[User] | QuerySet[User, Any], *, day: date) -> Q:
    """Which scores are shown for a day: those of the periods that hold it.

    Of a daily section it is the last day, within a week, on which any of these people
    worked: on a Sunday one reads Friday, not an empty page.
    """
    holds_day = Q(scored_period__starts_on__lte=day, scored_period__ends_on__gte=day)
    whose = people if isinstance(people, QuerySet) else among([person.pk for person in people])
    worked = Score.objects.filter(
        rep__in=whose,
        scored_period__section__period=PeriodKind.DAY,
        scored_period__starts_on__range=(day - _A_WEEK, day),
        present_days__gt=0,
    )
    last = worked.values_list("scored_period__section").annotate(
        last=Max("scored_period__starts_on")
    )
    shown = Q(pk__in=())
    sections = []
    for section, last_day in last:
        sections.append(section)
        shown |= Q(scored_period__section=section, scored_period__starts_on=last_day)
    return shown | (holds_day & ~Q(scored_period__section__in=sections))


def standings_of(
    rows: "QuerySet[Score]",
    people: Collection[User],
    *,
    organisation: Organisation,
    now: datetime,
    with_places: bool = True,
) -> list[Standing]:
    """Standings of stored scores (a queryset over Score), whatever their periods.

    Without places nobody is told a rank: to look up those of everybody takes its time.
    """
    scores = list(rows.select_related("scored_period__section__version__scorecard"))
    ranking = ranking_of(scores if with_places else ())
    thresholds = thresholds_of(organisation)
    clocks = {rep.pk: rep_clock(rep, organisation, now=now) for rep in people}
    over = [s for s in scores if s.scored_period.ends_on < clocks[s.rep_id].today]
    words = frozen_words(over)
    return [
        standing_of(
            score,
            rank=ranking.places.get(score.pk),
            ranked=ranking.ranked.get(score.scored_period_id, 0),
            clock=clocks[score.rep_id],
            thresholds=thresholds,
            words=words.get(score.pk),
        )
        for score in scores
    ]


def standing_of(
    score: Score,
    *,
    rank: int | None,
    ranked: int,
    clock: RepClock,
    thresholds: Thresholds,
    words: FrozenWords | None = None,
) -> Standing:
    """A stored score with its pace by that clock; with the words of its closing, if there are."""
    scored_period = score.scored_period
    version = scored_period.section.version
    thresholds = words.thresholds if words else thresholds
    section = scored_section(score)
    pace_of = partial(
        line_pace,
        presence=section.presence,
        starts=scored_period.starts_on,
        today=clock.today,
        gone_today=clock.gone_today,
        thresholds=thresholds,
    )
    return Standing(
        score_id=score.pk,
        rep_id=score.rep_id,
        scored_period_id=scored_period.pk,
        section_id=scored_period.section_id,
        kind=scored_period.section.kind,
        period=period_of(score),
        scorecard_id=version.scorecard_id,
        scorecard=words.scorecard if words else version.scorecard.name,
        version=words.version if words else version.number,
        section=section,
        thresholds=thresholds,
        pace=section_pace(
            section,
            starts=scored_period.starts_on,
            today=clock.today,
            gone_today=clock.gone_today,
            thresholds=thresholds,
        ),
        lines=tuple(LineStanding(line, pace_of(line)) for line in section.lines),
        rank=rank,
        ranked=ranked,
        counted_from=score.counted_from,
        counted_to=score.counted_to,
        scored_at=score.scored_at,
    )


def scored_section(score: Score) -> ScoredSection:
    """The stored score as the engine's record."""
    return ScoredSection(
        score=score.score,
        points=score.points,
        weight=score.weight,
        lines=score.scored_lines,
        working_days=score.working_days,
        present_days=score.present_days,
        presence=tuple(Decimal(share) for share in score.presence),
    )


def period_of(score: Score) -> Period:
    scored_period = score.scored_period
    return Period(
        kind=PeriodKind(scored_period.section.period),
        key=scored_period.key,
        starts=scored_period.starts_on,
        ends=scored_period.ends_on,
    )
