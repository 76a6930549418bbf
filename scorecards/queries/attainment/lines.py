"""Attainment in lines: the whole, a team, a rep – each with its gap, pace and projection."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from accounts.models import Role, Team, User
from scorecards.models import Metric
from scorecards.periods import Period
from scorecards.queries.attainment.chances import Chance, ChanceAsked, chances_of
from scorecards.queries.attainment.sums import Months, Sums, TeamKey, added, total
from scorecards.queries.standings import thresholds_of
from scorecards.scoring.attainment import Attainment, assignment_of, attainment_of
from scorecards.scoring.records import ZERO

BEHIND, NAME, ATTAINMENT = "behind", "name", "attainment"
SORTS = (BEHIND, NAME, ATTAINMENT)


@dataclass(frozen=True)
class Group:
    """Teams looked at together: one, or several side by side (`team` None).

    `teams` are all of theirs and below, `tops` the ones right below the whole; `members` the
    keys of the days that belong to the whole itself.
    """

    team: Team | None
    tops: tuple[int, ...]
    teams: frozenset[TeamKey]
    members: frozenset[TeamKey]


@dataclass(frozen=True)
class Line:
    """One row. `assignment`: by which share the parts together owe more than the whole does.

    `reps` are those behind it, of whom the chance is asked.
    """

    name: str
    figures: Attainment
    reps: tuple[int, ...]
    days_of_reps: Decimal
    team: Team | None = None
    rep: User | None = None
    depth: int = 0
    own_quota: bool = False
    assignment: Decimal | None = None
    chance: Chance | None = None
    can_open: bool = True


def line_of_group(sums: Sums, group: Group, name: str) -> Line:
    """The whole; several teams together owe what each of them does."""
    if group.team is not None:
        return line_of_team(sums, group.team)
    tops = [sums.team_owed(team) for team in group.tops]
    members = [sums.direct_owed.get(key, {}) for key in group.members]
    return _line(sums, None, group.teams, added([*tops, *members]), name=name)


def line_of_team(sums: Sums, team: Team, *, depth: int = 0) -> Line:
    own, below = sums.own.get(team.pk, {}), sums.owed_below(team.pk)
    inside = sums.tree.below(team.pk)
    line = _line(sums, team, inside, {**below, **own}, name=team.name)
    return replace(
        line,
        depth=depth,
        own_quota=any(month in own for month in sums.months),
        assignment=_assignment(sums, own, below),
    )


def line_of_rep(sums: Sums, rep: User, teams: Collection[TeamKey] | None = None) -> Line:
    """A rep's days in these teams; None: all of them."""
    left = sums.rep_left(rep.pk, teams)
    figures = attainment_of(
        sums.rep_done(rep.pk, teams),
        sums.rep_owed(rep.pk, teams),
        days_left=left,
        thresholds=thresholds_of(sums.asked.organisation),
        ends=sums.asked.span.ends_itself,
    )
    return Line(rep.name, figures, (rep.pk,), left, rep=rep)


def people_lines(sums: Sums, teams: Collection[TeamKey]) -> list[Line]:
    """Those who owe or did something on days in these teams, and the reps who were there."""
    return [line_of_rep(sums, sums.force.people[rep], teams) for rep in reps_in(sums, teams)]


def reps_in(sums: Sums, teams: Collection[TeamKey]) -> list[int]:
    months = set(sums.months)
    return [
        rep
        for rep, person in sums.force.people.items()
        if any(t in teams and m in months for t, m in sums.owed.get(rep, ()))
        or any(t in teams and m in months for t, m in sums.done.get(rep, ()))
        or (person.role == Role.REP and teams != {None} and _was_there(sums, rep, teams))
    ]


def with_chances(sums: Sums, lines: Sequence[Line]) -> list[Line]:
    """The chance of each line that still runs; of one period only (rule 19)."""
    span, metric = sums.asked.span, sums.asked.metric
    today = sums.force.teams[None].today
    if span.period is None or today not in span:
        return list(lines)
    asked = [(line, _asked(line, metric, span.period)) for line in lines]
    wanted = [one for _, one in asked if one is not None]
    found = iter(chances_of(wanted, today=today))
    return [replace(line, chance=next(found)) if one else line for line, one in asked]


def in_order(lines: Iterable[Line], sort: str) -> list[Line]:
    """Furthest behind first, by name, or highest attainment first; the unknown last."""
    if sort == NAME:
        return sorted(lines, key=lambda line: line.name.casefold())
    if sort == ATTAINMENT:
        return sorted(lines, key=lambda line: _rank(line, line.figures.attainment, falls=True))
    return sorted(lines, key=lambda line: _rank(line, line.figures.pace))


def months_owed(sums: Sums, group: Group) -> Months:
    """By month what the whole owes, also before the span: for the trend."""
    if group.team is not None:
        return sums.team_owed(group.team.pk)
    members = [sums.direct_owed.get(key, {}) for key in group.members]
    return added([*(sums.team_owed(team) for team in group.tops), *members])


def _line(
    sums: Sums, team: Team | None, inside: Collection[TeamKey], owed: Months, *, name: str
) -> Line:
    done = sums.done_in(inside)
    months = sums.months
    worker = sums.force.teams[team.pk if team else None]
    span, stay = sums.asked.span, worker.stays[0]
    left = ZERO
    if worker.today <= span.ends:
        first = max(span.starts, worker.today)
        left = worker.days(stay, first, span.ends) - worker.days_done(stay, first, span.ends)
    figures = attainment_of(
        sum((done.get(month, ZERO) for month in months), ZERO),
        total([owed[month] for month in months if month in owed]),
        days_left=left,
        thresholds=thresholds_of(sums.asked.organisation),
        ends=sums.asked.span.ends_itself,
    )
    reps = tuple(sorted({rep for key in inside for rep in sums.owing.get(key, ())}))
    days = sum((sums.rep_left(rep, inside) for rep in reps), ZERO)
    return Line(name, figures, reps, days, team=team)


def _was_there(sums: Sums, rep: int, teams: Collection[TeamKey]) -> bool:
    span, worker = sums.asked.span, sums.force.workers[rep]
    return any(stay.team in teams for stay, _, _ in worker.stays_between(span.starts, span.ends))


def _assignment(sums: Sums, own: Months, below: Months) -> Decimal | None:
    """Over the months in which both are there."""
    both = [month for month in sums.months if month in own and month in below]
    if not both:
        return None
    parts = sum((below[month].quota for month in both), ZERO)
    return assignment_of(below=parts, own=sum((own[month].quota for month in both), ZERO))


def _asked(line: Line, metric: Metric, period: Period) -> ChanceAsked | None:
    figures = line.figures
    if not figures.quota or not line.reps:
        return None
    return ChanceAsked(
        rep_ids=line.reps,
        metric=metric.slug,
        period=period,
        actual=figures.actual,
        quota=figures.quota,
        days_left=line.days_of_reps,
    )


def _rank(line: Line, share: Decimal | None, *, falls: bool = False) -> tuple[bool, Decimal, str]:
    return share is None, (-share if falls else share) if share else ZERO, line.name.casefold()
