"""Leaderboards: everybody who has a figure, in its order, as far as one may see (rule 24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, QuerySet, Sum
from django.utils.crypto import salted_hmac

from accounts.access import team_ids_below
from accounts.models import Membership, Team, User
from accounts.queries.many import among
from scorecards.access import LeaderboardSight
from scorecards.models import DailyTotal, Metric, Scorecard
from scorecards.periods import Period
from scorecards.queries.score_rows import scores_on
from scorecards.queries.standings import anchor_day
from scorecards.queries.tallies import add_latest
from scorecards.scoring.lines import value_of
from scorecards.scoring.ranks import ranked
from scorecards.scoring.records import NO_FACTS, Aggregation, Tally

_CENTS = Decimal("0.0001")


@dataclass(frozen=True)
class LeaderboardAsked:
    """By `metric` in `period`, or by the score of a `section` (activities, objectives) in the
    periods shown for it; `period` None: now. `team` with those below it on that day."""

    sight: LeaderboardSight
    today: date
    section: str = "activities"
    metric: Metric | None = None
    period: Period | None = None
    team: Team | None = None
    scorecard: Scorecard | None = None

    @property
    def day(self) -> date:
        return anchor_day(self.period, today=self.today) if self.period else self.today

    @property
    def question(self) -> str:
        """What is asked, whoever asks: the same on every page of the answer."""
        named = (self.metric, self.team, self.scorecard)
        ids = [each.pk if each else 0 for each in named]
        return f"{ids} {self.section} {self.period.key if self.period else ''} {self.day}"


@dataclass(frozen=True)
class Place:
    """A rep's place among `ranked`. Of somebody shown without name only the figure is told."""

    rank: int
    ranked: int
    rep_id: int
    figure: Decimal
    scorecard: str | None
    period: str
    is_named: bool
    question: str

    @cached_property
    def tie(self) -> str:
        """Who comes first among equals: tells nothing of who it is, since programs see it, nor
        which place of another leaderboard is the same person's."""
        who = f"{self.question} {self.rep_id}"
        return salted_hmac("scorecards.queries.leaderboard", who).hexdigest()[:16]

    @property
    def position(self) -> tuple[int, str]:
        return self.rank, self.tie


@dataclass(frozen=True)
class NamedPlace:
    """A place with who holds it; `rep` None where that is not told."""

    place: Place
    rep: User | None
    team: int | None


@dataclass(frozen=True)
class _Figure:
    amount: Decimal
    period: str
    scorecard: str | None = None


def leaderboard(asked: LeaderboardAsked) -> list[Place]:
    """The places that may be seen, best first; equals share one. A constant number of queries."""
    figures = _values(asked) if asked.metric else _scores(asked)
    lower = asked.metric is not None and asked.metric.direction == Metric.Direction.LOWER
    places = ranked({rep: -each.amount if lower else each.amount for rep, each in figures.items()})
    sight, question = asked.sight, asked.question
    own = None
    if sight.first is not None or not sight.named:
        own = set(sight.own.values_list("pk", flat=True))
    found = [
        Place(
            rank=rank,
            ranked=len(places),
            rep_id=rep,
            figure=figures[rep].amount,
            scorecard=figures[rep].scorecard,
            period=figures[rep].period,
            is_named=sight.named or own is None or rep in own,
            question=question,
        )
        for rep, rank in places.items()
        if sight.first is None or rank <= sight.first or own is None or rep in own
    ]
    return sorted(found, key=lambda place: place.position)


def with_names(places: Sequence[Place], *, today: date) -> list[NamedPlace]:
    """Who holds these places, and the team (id) they are in today (2 queries)."""
    named = [place.rep_id for place in places if place.is_named]
    people = User.objects.in_bulk(named)
    teams = dict(Membership.objects.on(today).filter(user__in=named).values_list("user", "team"))
    return [
        NamedPlace(
            place,
            people.get(place.rep_id) if place.is_named else None,
            teams.get(place.rep_id) if place.is_named else None,
        )
        for place in places
    ]


def _scores(asked: LeaderboardAsked) -> dict[int, _Figure]:
    """By rep; of one who changed scorecards within the period the score on the one of the day."""
    day = asked.day
    wanted = Q(scored_period__section__kind=asked.section, score__isnull=False)
    if asked.scorecard:
        wanted &= Q(scored_period__section__version__scorecard=asked.scorecard)
    rows = scores_on(asked.sight.people, day=day, team=asked.team).filter(wanted)
    found = rows.values_list(
        "counted_from",
        "counted_to",
        "scored_period__starts_on",
        "rep",
        "score",
        "scored_period__key",
        "scored_period__section__version__scorecard__name",
    )
    latest_last = sorted(found, key=lambda row: (row[0] <= day <= row[1], row[0], row[2], row[3]))
    return {
        rep: _Figure(score, key, card)
        for *_, rep, score, key, card in latest_last
        if score is not None
    }


def _values(asked: LeaderboardAsked) -> dict[int, _Figure]:
    """By rep: the metric's value in the period; who has none that is known is left out."""
    metric, period = asked.metric, asked.period
    if metric is None or period is None:
        raise ValueError("A leaderboard by value has a metric and a period.")
    reps = list(_employed(asked, period).values_list("pk", flat=True))
    tallies = _tallies(reps, metric, period)
    return {
        rep: _Figure(value, period.key)
        for rep, tally in tallies.items()
        if (value := value_of(tally, Aggregation(metric.aggregation))) is not None
    }


def _employed(asked: LeaderboardAsked, period: Period) -> QuerySet[User]:
    """The reps of whom something could be counted in the period."""
    joined = Q(joined_on__isnull=True) | Q(joined_on__lte=period.ends)
    still = Q(left_on__isnull=True) | Q(left_on__gte=period.starts)
    reps = asked.sight.people.filter(joined, still, role="rep")
    if asked.team:
        below = team_ids_below([asked.team.pk])
        inside = Membership.objects.on(asked.day).filter(team__in=below)
        reps = reps.filter(pk__in=inside.values("user"))
    if asked.scorecard:
        shown = scores_on(asked.sight.people, day=asked.day)
        on_card = shown.filter(scored_period__section__version__scorecard=asked.scorecard)
        reps = reps.filter(pk__in=on_card.values("rep"))
    return reps


def _tallies(reps: Sequence[int], metric: Metric, period: Period) -> Mapping[int, Tally]:
    if metric.aggregation == Metric.Aggregation.LATEST:
        spans = [(rep, period.starts, period.ends) for rep in reps]
        found: list[dict[str, Tally]] = [{} for _ in spans]
        add_latest(found, spans, metrics=[metric.slug])
        return {rep: each.get(metric.slug, NO_FACTS) for rep, each in zip(reps, found, strict=True)}
    days = (period.starts, period.ends)
    found_of = DailyTotal.objects.filter(rep_id__in=among(reps), metric=metric, day__range=days)
    rows = found_of.values_list("rep")
    sums = rows.annotate(total=Sum("total"), number=Sum("facts"))
    known = {rep: Tally(total.quantize(_CENTS), facts) for rep, total, facts in sums}
    return {rep: known.get(rep, NO_FACTS) for rep in reps}
