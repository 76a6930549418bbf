"""A rep's own attainment: the whole, and every month with what it owes and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.charts.lines import TrendPoint
from accounts.models import Organisation, Team, User
from scorecards.queries.attainment.lines import Line, line_of_rep, with_chances
from scorecards.queries.attainment.pipeline import Pipeline, pipeline_of
from scorecards.queries.attainment.scope import AttainmentChoice
from scorecards.queries.attainment.sums import Asked, Sums, added, sums_of
from scorecards.queries.attainment.trend import since, trend_of, trend_periods
from scorecards.queries.boards.summaries import team_tree
from scorecards.queries.facts import facts_url
from scorecards.queries.quotas.terms import quotas_of_reps
from scorecards.queries.standings import thresholds_of
from scorecards.scoring.attainment import Attainment, attainment_of
from scorecards.scoring.owing import Worker, stretches_of
from scorecards.scoring.quotas import QuotaStretch, QuotaTerms, end_of_month
from scorecards.scoring.records import ZERO


@dataclass(frozen=True)
class QuotaPart:
    """Days of a month on which one amount and one share of the ramp hold.

    `worked` of the month's `month_days` fall on them; `away` are days off that lower it.
    """

    starts: date
    ends: date
    amount: Decimal
    ramp_share: Decimal
    tenure_month: int
    month_days: Decimal
    worked: Decimal
    away: Decimal
    owed: Decimal


@dataclass(frozen=True)
class MonthLine:
    """A month of the span; `url` are the facts behind its actual."""

    month: date
    figures: Attainment
    parts: tuple[QuotaPart, ...]
    url: str


@dataclass(frozen=True)
class TeamPart:
    """What of the whole belongs to a team (None: days in none), for those who moved."""

    team: Team | None
    line: Line


@dataclass(frozen=True)
class RepAttainment:
    """`facts_url` are all facts of the span; `teams` only when there are several."""

    choice: AttainmentChoice
    today: date
    rep: User
    line: Line
    months: tuple[MonthLine, ...]
    teams: tuple[TeamPart, ...]
    trend: tuple[TrendPoint, ...]
    pipeline: Pipeline | None
    facts_url: str

    @property
    def is_now(self) -> bool:
        return self.today in self.choice.span


def rep_attainment(
    rep: User, choice: AttainmentChoice, *, organisation: Organisation, now: datetime
) -> RepAttainment:
    """All of a rep's days, whatever team they were in; a constant number of queries."""
    periods = trend_periods(choice, organisation)
    sums = _sums(rep, choice, since(periods, choice), organisation, now)
    line = with_chances(sums, [line_of_rep(sums, rep)])[0]
    worker, metric = sums.force.workers[rep.pk], choice.metric.metric.slug
    by_month = added({month: part} for (_, month), part in sums.owed.get(rep.pk, {}).items())
    done = sums.done_in({team for team, _ in sums.done.get(rep.pk, ())})
    span = choice.span
    return RepAttainment(
        choice=choice,
        today=worker.today,
        rep=rep,
        line=line,
        months=tuple(_months(sums, rep, worker)),
        teams=tuple(_teams(sums, rep)),
        trend=tuple(trend_of(done, by_month, periods, today=worker.today)),
        pipeline=pipeline_of(sums, None, line.figures.short),
        facts_url=facts_url(rep.pk, metric=metric, starts=span.starts, ends=span.ends),
    )


def _sums(
    rep: User, choice: AttainmentChoice, since: date, organisation: Organisation, now: datetime
) -> Sums:
    asked = Asked(
        metric=choice.metric.metric,
        span=choice.span,
        since=since,
        people=User.objects.filter(pk=rep.pk),
        teams=(),
        everybody=False,
        organisation=organisation,
        now=now,
    )
    return sums_of(asked, team_tree())


def _months(sums: Sums, rep: User, worker: Worker) -> Iterator[MonthLine]:
    span, slug = sums.asked.span, sums.asked.metric.slug
    quotas = quotas_of_reps([rep.pk], metrics=[slug], starts=span.starts, ends=span.ends)
    terms = quotas.get((rep.pk, slug), ())
    by_month = added({month: part} for (_, month), part in sums.owed.get(rep.pk, {}).items())
    done = sums.done_in({team for team, _ in sums.done.get(rep.pk, ())})
    for month in sums.months:
        ends = min(end_of_month(month), span.ends)
        yield MonthLine(
            month=month,
            figures=attainment_of(
                done.get(month, ZERO),
                by_month.get(month),
                days_left=_left(worker, month, ends),
                thresholds=thresholds_of(sums.asked.organisation),
            ),
            parts=tuple(_parts(sums, worker, terms, month, ends)),
            url=facts_url(rep.pk, metric=slug, starts=month, ends=ends),
        )


def _left(worker: Worker, starts: date, ends: date) -> Decimal:
    days = (
        worker.days(stay, first, last) - worker.days_done(stay, first, last)
        for stay, first, last in worker.stays_between(starts, ends)
    )
    return sum(days, ZERO)


def _parts(
    sums: Sums, worker: Worker, terms: tuple[QuotaTerms, ...], month: date, ends: date
) -> Iterator[QuotaPart]:
    lowers = sums.asked.organisation.time_off_lowers_quotas
    own = [each for each in terms if each.month == month]
    for stretch in stretches_of(own, worker, starts=month, ends=ends):
        yield _part(stretch, worker, lowers=lowers)


def _part(stretch: QuotaStretch, worker: Worker, *, lowers: bool) -> QuotaPart:
    stays = list(worker.stays_between(stretch.starts, stretch.ends))
    at_work = sum((worker.days(*stay, lowers=False) for stay in stays), ZERO)
    worked = sum((worker.days(*stay, lowers=lowers) for stay in stays), ZERO)
    return QuotaPart(
        starts=stretch.starts,
        ends=stretch.ends,
        amount=stretch.amount,
        ramp_share=stretch.ramp_share,
        tenure_month=stretch.tenure_month,
        month_days=stretch.month_days,
        worked=worked,
        away=at_work - worked,
        owed=stretch.owed(worked),
    )


def _teams(sums: Sums, rep: User) -> Iterator[TeamPart]:
    """Nothing when all of it belongs to one team."""
    months = set(sums.months)
    parts = [*sums.owed.get(rep.pk, ()), *sums.done.get(rep.pk, ())]
    keys = {team for team, month in parts if month in months}
    if len(keys) < 2:
        return
    for key in sorted(keys, key=lambda key: (key is None, key or 0)):
        team = sums.tree.teams[key] if key is not None else None
        yield TeamPart(team, line_of_rep(sums, rep, {key}))
