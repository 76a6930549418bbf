"""Quotas that a program sends: whom and what they mean, then published as those of files are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import managed_team_ids
from accounts.models import Organisation, Role, Team, User
from accounts.queries.named import Key, people_named, teams_named
from scorecards.access import quota_reps_steered_by, quota_teams_steered_by
from scorecards.actions.quotas import Owner, refusal_of
from scorecards.ingest.posted import Posted, Rejected
from scorecards.ingest.quota_amounts import LARGEST, Became, NewAmount, spread_over, store_amounts
from scorecards.models import Metric, QuotaChange
from scorecards.periods import BadPeriodKey, PeriodKind, PeriodRules, period_from_key
from scorecards.queries.quotas.lists import home_in, stays_of
from scorecards.queries.terms import period_rules
from scorecards.scoring.quotas import end_of_month, months_between

_PLACES = 4
_WHOLE_MONTHS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)


@dataclass(frozen=True, slots=True)
class PostedQuota:
    """A row as it was sent: of a rep or a team. `amount` None clears; `ramp` None: as it is."""

    index: int
    metric: str
    period: str
    amount: Decimal | None
    rep: Key | None = None
    team: Key | None = None
    starts_on: date | None = None
    ramp: Sequence[Decimal] | None = None


@transaction.atomic
def store_posted_quotas(rows: Sequence[PostedQuota], *, by: User, now: datetime) -> Posted:
    """Publish what this person may set, all in one transaction; the rest is rejected.

    Of rows with the same owner, metric and month the last one holds; a row of which nothing
    holds counts as unchanged.
    """
    known = _known(rows, by)
    rejected: list[Rejected] = []
    amounts: dict[int, list[NewAmount]] = {}
    for row in rows:
        try:
            amounts[row.index] = known.amounts(row)
        except _Refused as refused:
            rejected.append(Rejected(row.index, *refused.why))
    last = {each.key: (index, each) for index, found in amounts.items() for each in found}
    became = store_amounts(
        [each for _index, each in last.values()], origin=QuotaChange.Origin.API, by=by, now=now
    )
    words: dict[int, set[Became]] = {index: set() for index in amounts}
    for key, (index, _each) in last.items():
        words[index].add(became[key])
    outcomes = [_of_row(found) for found in words.values()]
    return Posted(
        created=outcomes.count("created"),
        updated=outcomes.count("updated"),
        unchanged=outcomes.count("unchanged"),
        rejected=rejected,
    )


def _of_row(words: set[Became]) -> Became:
    """What a row did that stands for several months."""
    return next((word for word in ("updated", "created") if word in words), "unchanged")


class _Refused(Exception):
    """Why a row is not stored: field, code, sentence."""

    def __init__(self, field_name: str, code: str, message: str) -> None:
        super().__init__(message)
        self.why = field_name, code, message


@dataclass(frozen=True)
class _Known:
    """What the rows may name."""

    reps: Mapping[Key, User]
    teams: Mapping[Key, Team]
    metrics: Mapping[str, Metric]
    rules: PeriodRules
    currency: str
    stays: Mapping[int, Sequence[tuple[date, int]]]
    within: frozenset[int] | None
    """The teams whose months may be set; None: all."""
    refusals: dict[str, str | None] = field(default_factory=dict)

    def amounts(self, row: PostedQuota) -> list[NewAmount]:
        owner, metric, months = self._owner(row), self._metric(row), self._months(row)
        _check_amount(row)
        for month in months:
            self._check_month(row, owner, month)
        ramp = None if row.ramp is None else tuple(row.ramp)
        return [
            NewAmount(metric, owner, month, amount, row.starts_on, ramp)
            for month, amount in spread_over(
                months, row.amount, metric, currency=self.currency
            ).items()
        ]

    def _owner(self, row: PostedQuota) -> Owner:
        if row.rep is not None:
            rep = self.reps.get(row.rep)
            if rep is None:
                raise _Refused("rep", "unknown", _("There is no such rep."))
            return "rep", rep.pk
        team = self.teams.get(row.team) if row.team is not None else None
        if team is None:
            raise _Refused("team", "unknown", _("There is no such team."))
        return "team", team.pk

    def _metric(self, row: PostedQuota) -> Metric:
        metric = self.metrics.get(row.metric)
        if metric is None:
            raise _Refused("metric", "unknown", _("There is no such metric."))
        if row.metric not in self.refusals:
            self.refusals[row.metric] = refusal_of(metric)
        if reason := self.refusals[row.metric]:
            raise _Refused("metric", "not_owable", reason)
        return metric

    def _months(self, row: PostedQuota) -> tuple[date, ...]:
        try:
            period = period_from_key(row.period, self.rules)
        except BadPeriodKey as error:
            raise _Refused("period", "invalid", str(error)) from None
        if period.kind not in _WHOLE_MONTHS:
            reason = _("A quota is owed for a month, a quarter or a year.")
            raise _Refused("period", "invalid", reason)
        return tuple(months_between(period.starts, period.ends))

    def _check_month(self, row: PostedQuota, owner: Owner, month: date) -> None:
        words = {"month": f"{month:%Y-%m}"}
        if row.starts_on is not None and end_of_month(month) < row.starts_on:
            over = _("%(month)s is over before that day.") % words
            raise _Refused("starts_on", "month_over", over)
        if owner[0] == "rep" and self.within is not None:
            home = home_in(self.stays.get(owner[1], ()), month)
            if home not in self.within:
                elsewhere = _("In %(month)s this rep belongs to a team of others.") % words
                raise _Refused("rep", "elsewhere", elsewhere)


def _known(rows: Sequence[PostedQuota], by: User) -> _Known:
    reps = people_named(quota_reps_steered_by(by), {row.rep for row in rows if row.rep is not None})
    steers_all = by.role == Role.ADMIN
    organisation = Organisation.current()
    return _Known(
        reps=reps,
        teams=teams_named(
            quota_teams_steered_by(by), {row.team for row in rows if row.team is not None}
        ),
        metrics={metric.slug: metric for metric in Metric.objects.all()},
        rules=period_rules(organisation),
        currency=organisation.currency,
        stays={} if steers_all else stays_of({rep.pk for rep in reps.values()}),
        within=None if steers_all else managed_team_ids(by),
    )


def _check_amount(row: PostedQuota) -> None:
    amount = row.amount
    if amount is None:
        return
    if amount < 0:
        raise _Refused("amount", "negative", _("A quota cannot be below zero."))
    if amount >= LARGEST:
        raise _Refused("amount", "too_large", _("This amount is too large."))
    if amount != round(amount, _PLACES):
        raise _Refused("amount", "too_precise", _("At most four decimals can be kept."))
