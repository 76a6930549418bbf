"""The demo's quotas: from the company down to the reps, each level asked for 5 % more.

They begin with the first whole month of facts, in last and this fiscal year, so that attainment
says something.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from accounts.models import Organisation, Team, User
from scorecards.actions.quotas import MonthAmount, Owner, publish_quotas
from scorecards.ingest.demo.people import AE, AM, SDR, DemoRep
from scorecards.models import Metric, QuotaChange, SeasonalProfile
from scorecards.periods import Period, PeriodKind, period_containing
from scorecards.queries.quotas.lists import home_in, stays_of
from scorecards.queries.terms import period_rules
from scorecards.scoring.quotas import end_of_month, months_between, spread_by_weight

# metric → what amounts are rounded to, and what a usual rep owes in a usual month
_OWED: dict[str, tuple[Decimal, Mapping[str, int]]] = {
    "revenue": (Decimal(100), {AE: 46_000, AM: 38_000}),
    "meetings_booked": (Decimal(1), {SDR: 24}),
}
_TERRITORIES = (Decimal("0.9"), Decimal(1), Decimal(1), Decimal("1.1"))
_RAMP = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"))
_OVER = Decimal("1.05")
_YEAR_END_HEAVY = "0.9 0.9 1 0.95 1 1.05 0.9 0.85 1.05 1.05 1.1 1.25".split()
_RAISED = Decimal("1.1")

Amounts = dict[date, Decimal]


@dataclass(frozen=True)
class _Year:
    """A fiscal year of one metric; `owed` holds what everybody owes in its months."""

    metric: Metric
    period: Period
    step: Decimal
    profile: SeasonalProfile
    owed: Mapping[Owner, Amounts]


def add_quotas(reps: Sequence[DemoRep], *, first_day: date, seed: int, now: datetime) -> None:
    """The sheets of this and last fiscal year, and what one team changed on the way."""
    tree = _Tree(reps)
    profile = SeasonalProfile.objects.create(name="Year-end heavy", weights=_YEAR_END_HEAVY)
    rules = period_rules(Organisation.current())
    this = period_containing(day=now.date(), kind=PeriodKind.YEAR, rules=rules)
    last = period_containing(day=this.starts - timedelta(days=1), kind=PeriodKind.YEAR, rules=rules)
    begins = _first_whole_month(first_day)
    for slug, (step, usual) in _OWED.items():
        metric = Metric.objects.get(slug=slug)
        for period in (last, this):
            owed = _owed_by_reps(reps, usual, step, profile, period, begins, seed)
            year = _Year(metric, period, step, profile, _with_teams(owed, tree, step))
            _publish_sheets(year, tree)
            if slug == "revenue" and period is this:
                _publish_change(year, tree, now)


class _Tree:
    """The teams from the top down, and in which of them a rep's month counts."""

    def __init__(self, reps: Sequence[DemoRep]) -> None:
        teams = list(Team.objects.without_tree_fields().order_by("pk").prefetch_related("managers"))
        self.teams = {team.pk: team for team in teams}
        self.below = {
            pk: [team.pk for team in teams if team.parent_id == pk] for pk in (None, *self.teams)
        }
        self.stays = stays_of({rep.user.pk for rep in reps})

    def members_in(self, team: int, month: date) -> Iterator[Owner]:
        for rep, stays in self.stays.items():
            if home_in(stays, month) == team:
                yield "rep", rep

    def rows_of(self, team: int | None, owed: Mapping[Owner, Amounts]) -> dict[Owner, Amounts]:
        """What stands on the sheet of a team: its members, in their months, and the teams below."""
        rows: dict[Owner, Amounts] = {("team", pk): owed["team", pk] for pk in self.below[team]}
        for owner, amounts in owed.items():
            stays = self.stays.get(owner[1], []) if owner[0] == "rep" else []
            mine = {month: each for month, each in amounts.items() if home_in(stays, month) == team}
            if team is not None and mine:
                rows[owner] = mine
        return {owner: amounts for owner, amounts in rows.items() if amounts}

    def steered_by(self, team: int | None) -> User:
        if team is None:
            return User.objects.get(email__startswith="admin@", role="admin")
        return self.teams[team].managers.all()[0]


def _owed_by_reps(
    reps: Sequence[DemoRep],
    usual: Mapping[str, int],
    step: Decimal,
    profile: SeasonalProfile,
    period: Period,
    begins: date,
    seed: int,
) -> dict[Owner, Amounts]:
    months = list(months_between(period.starts, period.ends))
    weights = [Decimal(profile.weights[month.month - 1]) for month in months]
    found: dict[Owner, Amounts] = {}
    for number, rep in enumerate(reps):
        if rep.job not in usual:
            continue
        territory = Random(f"{seed}-{number}-territory").choice(_TERRITORIES)
        parts = spread_by_weight(12 * usual[rep.job] * territory, weights=weights, step=step)
        left = rep.left_on or period.ends
        found["rep", rep.user.pk] = {
            month: part
            for month, part in zip(months, parts, strict=True)
            if month >= begins and end_of_month(month) >= rep.joined_on and month <= left
        }
    return found


def _with_teams(owed: dict[Owner, Amounts], tree: _Tree, step: Decimal) -> dict[Owner, Amounts]:
    """What a team owes itself is less than the rows below it together: 5 % are assigned over."""
    months = {month for amounts in owed.values() for month in amounts}
    found: dict[Owner, Amounts] = dict(owed)

    def of_team(team: int) -> Amounts:
        below = [of_team(pk) for pk in tree.below[team]]
        amounts = {}
        for month in months:
            members = (owed.get(owner, {}) for owner in tree.members_in(team, month))
            whole = sum(each.get(month, Decimal(0)) for each in (*below, *members))
            if whole:
                amounts[month] = _stepped(whole / _OVER, step)
        found["team", team] = amounts
        return amounts

    for top in tree.below[None]:
        of_team(top)
    return found


def _publish_sheets(year: _Year, tree: _Tree) -> None:
    """In the middle of the month before the year begins, from the top down."""
    day = year.period.starts - timedelta(days=16)
    for hour, team in enumerate((None, *tree.teams)):
        rows = tree.rows_of(team, year.owed)
        if rows:
            at = datetime.combine(day, time(8), tzinfo=UTC) + timedelta(hours=hour)
            _publish(year, tree, team, rows, at=at, starts_on=None, note="Plan of the year")


def _publish_change(year: _Year, tree: _Tree, now: datetime) -> None:
    """One team was given more in the course of the year, from the middle of a month on."""
    day = min(date(year.period.ends.year, 7, 15), now.date() - timedelta(days=20))
    for team in (pk for pk in tree.teams if not tree.below[pk]):
        rows = {
            owner: {
                month: _stepped(amount * _RAISED, year.step)
                for month, amount in amounts.items()
                if end_of_month(month) >= day
            }
            for owner, amounts in tree.rows_of(team, year.owed).items()
        }
        if any(rows.values()):
            break
    else:
        return
    at = datetime.combine(day - timedelta(days=5), time(9), tzinfo=UTC)
    _publish(year, tree, team, rows, at=at, starts_on=day, note="Two large accounts came over")


def _publish(
    year: _Year,
    tree: _Tree,
    team: int | None,
    rows: Mapping[Owner, Amounts],
    *,
    at: datetime,
    starts_on: date | None,
    note: str,
) -> None:
    months = list(months_between(year.period.starts, year.period.ends))
    by = tree.steered_by(team)
    change = QuotaChange(
        team_id=team,
        metric=year.metric,
        year_starts_on=year.period.starts,
        origin=QuotaChange.Origin.SHEET,
        spread=QuotaChange.Spread.SEASONAL,
        profile=year.profile,
        made_by=by,
        cells={
            f"{kind}-{pk}": [_text(amounts.get(month)) for month in months]
            for (kind, pk), amounts in rows.items()
        },
    )
    publish_quotas(
        metric=year.metric,
        amounts=[
            MonthAmount(owner, month, amount)
            for owner, amounts in rows.items()
            for month, amount in amounts.items()
        ],
        starts_on=starts_on,
        origin=change.origin,
        by=by,
        now=at,
        ramp=_RAMP if any(kind == "rep" for kind, _ in rows) else (),
        note=note,
        change=change,
    )


def _first_whole_month(day: date) -> date:
    return day if day.day == 1 else end_of_month(day) + timedelta(days=1)


def _stepped(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
