"""Which target a rep owes for one metric in one period (scoring.md rules 11, 13 to 15, 29, 30)."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from accounts.calendars import DayShare
from scorecards.scoring.in_force import Amount, InForce, quota_amounts
from scorecards.scoring.quotas import NOTHING_OWED, Owing, QuotaStretch
from scorecards.scoring.records import (
    ONE,
    ZERO,
    BenchmarkTerms,
    OverrideTerms,
    PeriodTarget,
    QuotaMonth,
    Spread,
    TargetPart,
)


def target_of(
    *,
    terms: BenchmarkTerms,
    shares: Sequence[DayShare],
    overrides: Sequence[OverrideTerms],
    ramp: Sequence[Decimal],
    joined_on: date | None,
    owing: Owing = NOTHING_OWED,
) -> PeriodTarget:
    """The target, what it would be without time off, and where it comes from.

    Volumes (sums and counts): every working day owes its share of the amount in force that day,
    and of it the part for which the rep was present; without a change of amount that is
    target × present ÷ working days (rule 15). A benchmark that is not prorated owes the working
    days in full. Rates (averages, latest values) keep the amount in force on the last present
    day, without proration or ramp.

    The amount in force is the override of that day (the one that started last, when several
    run), or else the quota where the benchmark follows it, or else the scorecard's target × the
    ramp's share of the tenure month. A period without a working day owes no volume.

    A day under a quota owes the month's amount × ramp ÷ working days of the month, whatever the
    length of the period and the weekday profile. Days on which the rep is not employed or not on
    the scorecard owe nothing of it, prorated or not.
    """
    is_volume = terms.aggregation.is_volume
    stretches: Sequence[QuotaStretch] = ()
    if terms.follows_quota:
        first, last = shares[0].day, shares[-1].day
        stretches = owing.stretches(terms.metric, starts=first, ends=last, joined_on=joined_on)
    rules = InForce(
        terms=terms,
        overrides=sorted(overrides, key=lambda each: each.starts),
        quota_days=quota_amounts(stretches),
        ramp=ramp if is_volume else (),
        joined_on=joined_on,
        is_one_day=len(shares) == 1,
    )
    if not is_volume:
        return _rate_target(terms, shares, rules)
    return _volume_target(_Period(terms, shares, rules, owing))


@dataclass(frozen=True, slots=True)
class _Owed:
    """An amount in force and the days for which it is owed: weighted by the profile, and bare.

    A whole `unit` of days owes the whole amount: the period's weighted working days, or a month's.
    """

    amount: Amount
    weighted: Decimal
    days: Decimal
    unit: Decimal

    @property
    def due(self) -> Decimal:
        """What is owed, still to be divided by the unit."""
        stretch = self.amount.stretch
        return (stretch.in_force if stretch else self.amount.amount) * self.weighted

    @property
    def divided_with(self) -> Hashable:
        """What has the same here is added up before it is divided."""
        return self.amount.stretch and self.amount.stretch.month

    def part(self) -> TargetPart:
        share = self.weighted / self.unit if self.unit else ZERO
        source, label, amount = self.amount.source, self.amount.label, self.amount.amount
        stretch = self.amount.stretch
        if stretch is None:
            return TargetPart(source, label, amount, share=share, days=self.days)
        share = stretch.ramp_share * self.weighted / self.unit
        quota = QuotaMonth(
            stretch.month,
            stretch.ramp_share,
            stretch.tenure_month,
            stretch.month_days,
            stretch.every_day,
        )
        return TargetPart(source, label, amount, share=share, days=self.days, quota=quota)


def _rate_target(terms: BenchmarkTerms, shares: Sequence[DayShare], rules: InForce) -> PeriodTarget:
    present = [share.day for share in shares if share.present]
    days = sum((share.present for share in shares), ZERO)
    amount = rules.amount_on(present[-1] if present else shares[-1].day)
    owed = [_Owed(amount, ONE, days, ONE)]
    return PeriodTarget(
        target=amount.amount,
        full_target=amount.amount,
        parts=(owed[0].part(),),
        start_gate=_gate(terms.start_gate, terms, owed),
        stop_gate=_gate(terms.stop_gate, terms, owed),
    )


def _volume_target(period: "_Period") -> PeriodTarget:
    """Owed in full, and as it is: without the days on which the rep was not there."""
    terms, stretches = period.terms, period.stretches()
    unit = period.unit()
    full = [period.in_full(*each, unit=unit) for each in stretches]
    owed = [period.owed(*each, unit=unit) for each in stretches]
    return PeriodTarget(
        target=_blend(owed),
        full_target=_blend(full),
        parts=tuple(each.part() for each in owed if each.days),
        start_gate=_gate(terms.start_gate, terms, owed),
        stop_gate=_gate(terms.stop_gate, terms, owed),
        spread=period.spread(stretches, unit),
    )


@dataclass(frozen=True, slots=True)
class _Period:
    """The days of a period and what is in force on them, for a volume."""

    terms: BenchmarkTerms
    shares: Sequence[DayShare]
    rules: InForce
    owing: Owing

    @property
    def profile(self) -> Sequence[Decimal] | None:
        return None if self.rules.is_one_day else self.terms.weekday_profile

    def unit(self) -> Decimal:
        """All working days, by the profile if there is one."""
        return self._weight(self.shares, _working)

    def stretches(self) -> list[tuple[Amount, Sequence[DayShare]]]:
        """The days by the amount in force on them, in order of first appearance."""
        shares, rules = self.shares, self.rules
        if rules.is_one_amount(shares[0].day, shares[-1].day):
            return [(rules.amount_on(shares[0].day), shares)]
        stretches: dict[Amount, list[DayShare]] = {}
        last: Amount | None = None
        for share in shares:
            amount = rules.amount_on(share.day)
            if amount is not last:  # days of one stretch share theirs
                last, found = amount, stretches.setdefault(amount, [])
            found.append(share)
        return list(stretches.items())

    def in_full(self, amount: Amount, shares: Sequence[DayShare], *, unit: Decimal) -> _Owed:
        if amount.stretch:
            return _of_quota(amount, amount.stretch, shares, _working)
        whole = len(shares) == len(self.shares)
        weighted = unit if whole else self._weight(shares, _working)
        return _Owed(amount, weighted, weighted, unit)

    def owed(self, amount: Amount, shares: Sequence[DayShare], *, unit: Decimal) -> _Owed:
        stretch, counting = amount.stretch, _present if self.terms.prorated else _working
        if stretch is None:
            days = sum(map(counting, shares), ZERO)
            weighted = days if self.profile is None else self._weight(shares, counting)
            return _Owed(amount, weighted, days, unit)
        if stretch.every_day or not self.terms.prorated:  # else nobody is present who left
            shares = [share for share in shares if self.owing.is_employed_on(share.day)]
        return _of_quota(amount, stretch, shares, counting)

    def spread(
        self, stretches: Sequence[tuple[Amount, Sequence[DayShare]]], unit: Decimal
    ) -> Spread:
        """What a working day owes, in runs of days; only for quotas in a longer period."""
        if self.rules.is_one_day or not any(amount.stretch for amount, _ in stretches):
            return ()
        weights: dict[date, Decimal] = {}
        for amount, shares in stretches:
            weights |= self._day_weights(amount, shares, unit)
        ordered = [weights[share.day] for share in self.shares]
        if not any(w * s.present for w, s in zip(ordered, self.shares, strict=True)):
            return ()
        return tuple((len(list(run)), weight) for weight, run in groupby(ordered))

    def _day_weights(
        self, amount: Amount, shares: Sequence[DayShare], unit: Decimal
    ) -> dict[date, Decimal]:
        if amount.stretch:
            return dict.fromkeys((share.day for share in shares), amount.stretch.owed(ONE))
        each = amount.amount / unit if unit else ZERO
        profile = self.profile or [ONE] * 7
        return {share.day: each * profile[share.day.weekday()] for share in shares}

    def _weight(
        self, shares: Sequence[DayShare], counting: Callable[[DayShare], Decimal]
    ) -> Decimal:
        profile = self.profile
        if profile is None:
            return sum(map(counting, shares), ZERO)
        return sum((profile[each.day.weekday()] * counting(each) for each in shares), ZERO)


_working = attrgetter("working")
_present = attrgetter("present")


def _of_quota(
    amount: Amount,
    stretch: QuotaStretch,
    shares: Sequence[DayShare],
    counting: Callable[[DayShare], Decimal],
) -> _Owed:
    days = Decimal(len(shares)) if stretch.every_day else sum(map(counting, shares), ZERO)
    return _Owed(amount, days, days, stretch.month_days)


def _blend(owed: Sequence[_Owed]) -> Decimal:
    """Σ amount × its days ÷ all days, divided once and last so that whole shares stay exact."""
    return _summed(owed, times=ONE, over=ONE)


def _gate(gate: Decimal | None, terms: BenchmarkTerms, owed: Sequence[_Owed]) -> Decimal | None:
    """The gate moves with the target (rule 3), by the same days, override, quota and ramp."""
    if gate is None or not terms.target:
        return gate
    return _summed(owed, times=gate, over=terms.target)


def _summed(owed: Sequence[_Owed], *, times: Decimal, over: Decimal) -> Decimal:
    """Days of one unit are divided together: those of the period, and of each quota month."""
    sums: dict[Hashable, tuple[Decimal, Decimal]] = {}
    for each in owed:
        due, _ = sums.get(each.divided_with, (ZERO, ZERO))
        sums[each.divided_with] = due + each.due, each.unit
    return sum((due * times / (over * unit) for due, unit in sums.values() if unit), ZERO)
