"""A rep's own page: where every section stands, and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Min, OuterRef, Q, Subquery

from accounts.models import Membership, Organisation, StaleMark, User
from scorecards.models import Metric, Score
from scorecards.periods import last_periods
from scorecards.queries.facts import facts_url
from scorecards.queries.period_choices import OFFERED
from scorecards.queries.standings import LineStanding, Standing, rep_clock, standings_on
from scorecards.queries.terms import card_spans, period_rules
from scorecards.queries.usual_rates import UsualRate, usual_rates
from scorecards.scoring.next_action import NextAction, next_best_action
from scorecards.scoring.pace import Status
from scorecards.scoring.records import LineState

# A mark older than this means that the worker is behind, not just busy.
LAGS_AFTER = timedelta(seconds=30)
# As long as the newest mark is younger, the page looks again by itself every moment.
WORKED_OFF_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True)
class LineRow:
    """A benchmark line as the component `_line_row.html` shows it; `max` is its weight."""

    id: str
    metric: str
    name: str
    url: str
    unit: str
    actual: Decimal | None
    expected: Decimal | None
    target: Decimal
    status: str | None
    points: Decimal | None
    max: Decimal


@dataclass(frozen=True)
class SectionHome:
    """`to_next` is in points of score; `history` the last 12 scores, this one last."""

    standing: Standing
    rows: tuple[LineRow, ...]
    to_next: Decimal | None
    history: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class NextStep:
    """The next best action and how the rep usually does with it."""

    action: NextAction
    usual: UsualRate | None

    @property
    def what(self) -> str:
        """The metric's name inside a sentence: "connected calls", but "NPS"."""
        name = self.action.name
        return name if name[1:2].isupper() else name[:1].lower() + name[1:]

    @property
    def in_pieces(self) -> bool:
        """Whether it is so many things, rather than minutes or money."""
        return self.action.unit == Metric.Unit.COUNT and self.action.whole_units > 1


@dataclass(frozen=True)
class Waiting:
    """Changes that the scores do not show yet: some for too long, some since a moment ago."""

    lagging: bool
    expected_soon: bool


@dataclass(frozen=True)
class RepHome:
    """`day` is the day it is shown for; `awaiting`: on a scorecard whose score is not there yet."""

    rep: User
    team: str
    today: date
    day: date
    sections: tuple[SectionHome, ...]
    next_step: NextStep | None
    waiting: Waiting
    awaiting: bool

    @property
    def is_now(self) -> bool:
        return self.day == self.today

    @property
    def nothing_due(self) -> bool:
        """Whether no section expects anything yet."""
        return all(not section.standing.pace.expected for section in self.sections)

    @property
    def on_pace(self) -> bool:
        """Whether every section that has a pace is at least on track."""
        statuses = {section.standing.pace.status for section in self.sections}
        return bool(statuses - {None}) and statuses <= {None, Status.AHEAD, Status.ON_TRACK}

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of all sections, in the scorecard's order."""
        return tuple(row.metric for section in self.sections for row in section.rows)


def rep_home(rep: User, *, day: date, organisation: Organisation, now: datetime) -> RepHome:
    """The page of one rep for a day, in a constant number of queries."""
    today = rep_clock(rep, organisation, now=now).today
    found = standings_on([rep], day=day, organisation=organisation, now=now)
    standings = found.get(rep.pk, [])
    next_scores = _next_scores(standings)
    histories = _histories(rep, standings, organisation)
    step = _next_step(rep, standings, today, organisation) if day == today else None
    return RepHome(
        rep=rep,
        team=_team_on(rep, day),
        today=today,
        day=day,
        sections=tuple(
            _section(standing, next_scores, histories[standing.kind]) for standing in standings
        ),
        next_step=step,
        waiting=waiting_changes(rep, today=today, now=now),
        awaiting=not standings and _is_on_a_card(rep, day),
    )


def waiting_changes(rep: User, *, today: date, now: datetime) -> Waiting:
    """What of the rep is still to be counted (1 query)."""
    marks = StaleMark.objects.filter(rep=rep, from_day__lte=today)
    waited = marks.aggregate(oldest=Min("marked_at"), newest=Max("marked_at"))
    if waited["oldest"] is None:
        return Waiting(lagging=False, expected_soon=False)
    return Waiting(
        lagging=waited["oldest"] < now - LAGS_AFTER,
        expected_soon=waited["newest"] > now - WORKED_OFF_WITHIN,
    )


def line_status(standing: LineStanding) -> str | None:
    """The word for a line's pace; a volume that nothing can save any more is missed (rule 18)."""
    needed = standing.pace.needed_per_day
    return "missed" if needed and needed.missed else standing.pace.status


def _section(
    standing: Standing,
    next_scores: Mapping[int, Decimal | None],
    history: tuple[Decimal | None, ...],
) -> SectionHome:
    better = next_scores.get(standing.score_id)
    gap = None if better is None or standing.score is None else better - standing.score
    return SectionHome(
        standing=standing,
        rows=tuple(_row(standing, line) for line in standing.lines),
        to_next=gap,
        history=history,
    )


def _row(standing: Standing, shown: LineStanding) -> LineRow:
    line = shown.line
    counts = line.state != LineState.NOT_EXPECTED
    return LineRow(
        id=f"{standing.kind}-{line.metric}",
        metric=line.metric,
        name=line.name,
        url=facts_url(
            standing.rep_id,
            metric=line.metric,
            starts=standing.counted_from,
            ends=standing.counted_to,
        ),
        unit=line.unit,
        actual=line.actual,
        expected=shown.pace.expected,
        target=line.target,
        status=line_status(shown) if counts else None,
        points=line.points,
        max=line.weight,
    )


def _next_scores(standings: Sequence[Standing]) -> dict[int, Decimal | None]:
    """By score id the next better score of the same period; none for the first (one query)."""
    better = Score.objects.filter(
        scored_period=OuterRef("scored_period"), score__gt=OuterRef("score")
    ).order_by("score")
    mine = Score.objects.filter(pk__in=[standing.score_id for standing in standings])
    return dict(
        mine.annotate(better=Subquery(better.values("score")[:1])).values_list("pk", "better")
    )


def _histories(
    rep: User, standings: Sequence[Standing], organisation: Organisation
) -> dict[str, tuple[Decimal | None, ...]]:
    """By kind of section the scores of the last twelve periods (one query)."""
    rules = period_rules(organisation)
    keys = {
        standing.kind: [
            period.key
            for period in last_periods(
                day=standing.period.starts, kind=standing.period.kind, count=OFFERED, rules=rules
            )
        ]
        for standing in standings
    }
    wanted = Q(pk__in=())
    for kind, of_kind in keys.items():
        wanted |= Q(scored_period__section__kind=kind, scored_period__key__in=of_kind)
    rows = Score.objects.filter(wanted, rep=rep).order_by("scored_period__section__version__number")
    scores = {
        (kind, key): score
        for kind, key, score in rows.values_list(
            "scored_period__section__kind", "scored_period__key", "score"
        )
    }
    return {kind: tuple(scores.get((kind, key)) for key in found) for kind, found in keys.items()}


def _next_step(
    rep: User, standings: Sequence[Standing], today: date, organisation: Organisation
) -> NextStep | None:
    """Of the activities, which are in the rep's hands; of the objectives when those are on pace."""
    lines = [shown.line for standing in standings for shown in standing.lines]
    rates = usual_rates(rep, lines=lines, today=today, organisation=organisation)
    per_hour = {metric: rate.per_hour for metric, rate in rates.items()}
    for standing in standings:
        action = next_best_action(
            lines=[(shown.line, shown.pace) for shown in standing.lines], usual_per_hour=per_hour
        )
        if action is not None:
            return NextStep(action, rates.get(action.metric))
    return None


def _team_on(rep: User, day: date) -> str:
    stay = Membership.objects.on(day).filter(user=rep).select_related("team").last()
    return stay.team.name if stay else ""


def _is_on_a_card(rep: User, day: date) -> bool:
    return any(span.starts <= day <= span.ends for span in card_spans([rep])[rep.pk])
