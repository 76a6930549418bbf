"""Rows of a quota file → what is owed month by month, published as one change per metric."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Role
from scorecards.actions.quotas import Owner, refusal_of
from scorecards.ingest.context import Import
from scorecards.ingest.outcomes import Outcome
from scorecards.ingest.quota_amounts import (
    LARGEST,
    NewAmount,
    OwnerMonth,
    spread_over,
    store_amounts,
)
from scorecards.ingest.team_book import TeamBook
from scorecards.models import Metric, QuotaChange
from scorecards.parsing.period_names import months_named
from scorecards.parsing.quotas import ParsedQuota
from scorecards.parsing.rows import RejectedRow
from scorecards.periods import PeriodRules
from scorecards.queries.terms import period_rules
from scorecards.scoring.quotas import end_of_month


def store_quotas(run: Import, batch: Sequence[list[ParsedQuota] | RejectedRow]) -> Outcome:
    """A row of which one amount is refused is rejected as a whole; the others are published.

    Counted are months of owners. Nobody, and no team, is made for owing something.
    """
    outcome = Outcome()
    reading = _Reading(run)
    for parsed in batch:
        found = parsed if isinstance(parsed, RejectedRow) else reading.amounts(parsed)
        if isinstance(found, RejectedRow):
            outcome.rejected.append(found)
    became = store_amounts(
        list(reading.kept.values()),
        origin=QuotaChange.Origin.IMPORT,
        by=None,
        now=run.now,
        note=run.source,
        dry_run=run.dry_run,
    )
    words = list(became.values())
    outcome.created, outcome.updated = words.count("created"), words.count("updated")
    outcome.unchanged = words.count("unchanged")
    return outcome


class _Refused(Exception):
    """Why a row is rejected; `column` None: the one in which the amount stands."""

    def __init__(self, reason: str, column: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


@dataclass
class _Reading:
    """Gathers the amounts of all rows in `kept`; every owner, metric and month comes once."""

    run: Import
    kept: dict[OwnerMonth, NewAmount] = field(default_factory=dict)
    lines: dict[OwnerMonth, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        metrics = list(Metric.objects.all())
        self.teams = TeamBook()
        self.metrics = {metric.name.casefold(): metric for metric in metrics}
        self.metrics |= {metric.slug: metric for metric in metrics}
        self.rules: PeriodRules = period_rules(self.run.organisation)

    def amounts(self, parsed: Sequence[ParsedQuota]) -> RejectedRow | None:
        """Keep what a row says, or say why not."""
        found: dict[OwnerMonth, NewAmount] = {}
        for quota in parsed:
            try:
                for amount in self._of(quota):
                    if amount.key in self.kept or amount.key in found:
                        raise _Refused(self._twice(amount))
                    found[amount.key] = amount
            except _Refused as refused:
                return self._rejected(quota, refused)
        self.kept |= found
        self.lines |= dict.fromkeys(found, parsed[0].line if parsed else 0)
        return None

    def _of(self, quota: ParsedQuota) -> Iterator[NewAmount]:
        owner, metric = self._owner(quota), self._metric(quota)
        if quota.amount is not None and quota.amount >= LARGEST:
            raise _Refused(f"{quota.amount:f} is too large")
        months, currency = self._months(quota), self.run.organisation.currency
        for month, amount in spread_over(months, quota.amount, metric, currency=currency).items():
            yield NewAmount(metric, owner, month, amount, quota.starts_on)

    def _owner(self, quota: ParsedQuota) -> Owner:
        if not quota.rep_key:
            team = self.teams.find(quota.team)
            if isinstance(team, str):
                raise _Refused(team, self._column("team", quota))
            return "team", team.pk
        by = self.run.plan.mapping.rep_by
        person = self.run.book.find(quota.rep_key, by)
        if person is None:
            reason = self.run.book.reason(quota.rep_key, by)
            raise _Refused(reason, self._column("rep", quota))
        if person.role != Role.REP:
            reason = f"{person.name} is no rep: name the team that owes it"
            raise _Refused(reason, self._column("rep", quota))
        return "rep", person.pk

    def _metric(self, quota: ParsedQuota) -> Metric:
        metric = self.metrics.get(quota.metric) or self.metrics.get(quota.metric.casefold())
        if metric is None:
            reason = f"there is no metric {quota.metric!r}"
            raise _Refused(reason, self._column("metric", quota))
        if refusal := refusal_of(metric):
            raise _Refused(refusal, self._column("metric", quota))
        return metric

    def _months(self, quota: ParsedQuota) -> tuple[date, ...]:
        try:
            months = months_named(quota.period, rules=self.rules)
        except ValueError as error:
            raise _Refused(str(error), self._column("period", quota) or None) from None
        over = [month for month in months if end_of_month(month) < (quota.starts_on or month)]
        if over:
            reason = f"{over[0]:%Y-%m} is over before {quota.starts_on}: leave the cell empty"
            raise _Refused(reason)
        return months

    def _twice(self, amount: NewAmount) -> str:
        line = self.lines.get(amount.key)
        where = f"in line {line}" if line else "in this row"
        return f"{amount.month:%Y-%m} of the same metric came before {where}"

    def _rejected(self, quota: ParsedQuota, refused: _Refused) -> RejectedRow:
        column = quota.column if refused.column is None else refused.column
        return RejectedRow(quota.line, column, refused.reason, self.run.rows[quota.line].cells)

    def _column(self, name: str, quota: ParsedQuota) -> str:
        """The column of the file that a field of the mapping was read from."""
        mapping, cells = self.run.plan.mapping, self.run.rows[quota.line].cells
        sources = mapping.team if name == "team" else (mapping.fields.get(name),)
        columns = [column for source in sources if source for column in source.columns]
        filled = [column for column in columns if cells.get(column) is not None]
        return next(iter((*filled, *columns)), "")
