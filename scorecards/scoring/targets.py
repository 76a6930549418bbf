"""Which target a rep owes for one metric in one period (scoring.md rules 11, 13 to 15, 30)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from accounts.calendars import DayShare
from scorecards.scoring.records import (
    HUNDRED,
    ONE,
    ZERO,
    BenchmarkTerms,
    OverrideTerms,
    PeriodTarget,
    TargetPart,
    TargetSource,
)
from scorecards.scoring.tenure import tenure_month


@dataclass(frozen=True, slots=True)
class _Amount:
    """The target of a whole period that is in force on some day, and its origin."""

    source: TargetSource
    label: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Owed:
    """An amount in force and the days for which it is owed: weighted by the profile, and bare."""

    amount: _Amount
    weighted: Decimal
    days: Decimal


def target_of(
    *,
    terms: BenchmarkTerms,
    shares: Sequence[DayShare],
    overrides: Sequence[OverrideTerms],
    ramp: Sequence[Decimal],
    joined_on: date | None,
) -> PeriodTarget:
    """The target, what it would be without time off, and where it comes from.

    Volumes (sums and counts): every working day owes its share of the amount in force that day,
    and of it the part for which the rep was present; without a change of amount that is
    target × present ÷ working days (rule 15). A benchmark that is not prorated owes the working
    days in full. Rates (averages, latest values) keep the amount in force on the last present
    day, without proration or ramp.

    The amount in force is the override of that day (the one that started last, when several
    run), or else the scorecard's target × the ramp's share of the tenure month. A period without
    a working day owes no volume.
    """
    rules = _InForce(
        terms=terms,
        overrides=sorted(overrides, key=lambda each: each.starts),
        ramp=ramp if terms.aggregation.is_volume else (),
        joined_on=joined_on,
        is_one_day=len(shares) == 1,
    )
    if not terms.aggregation.is_volume:
        return _rate_target(terms, shares, rules)
    return _volume_target(terms, shares, rules)


@dataclass(frozen=True, slots=True)
class _InForce:
    """Tells the amount in force on a day."""

    terms: BenchmarkTerms
    overrides: Sequence[OverrideTerms]
    ramp: Sequence[Decimal]
    joined_on: date | None
    is_one_day: bool

    def amount_on(self, day: date) -> _Amount:
        running = [each for each in self.overrides if _runs_on(each, day)]
        if running:
            return _Amount(TargetSource.OVERRIDE, running[-1].label, running[-1].target)
        written = self._written_on(day)
        month = self._ramp_month(day)
        share = self.ramp[month - 1] if month else ONE
        if share == ONE:
            return _Amount(TargetSource.SCORECARD, "", written)
        label = f"tenure month {month}: {(share * HUNDRED).normalize():f} %"
        return _Amount(TargetSource.RAMP, label, written * share)

    def is_one_amount(self, shares: Sequence[DayShare]) -> bool:
        """Whether a single amount is sure to be in force on all of the days."""
        first, last = shares[0].day, shares[-1].day
        if self._ramp_month(first):
            return False
        return not any(
            each.starts <= last and (each.ends is None or each.ends >= first)
            for each in self.overrides
        )

    def _written_on(self, day: date) -> Decimal:
        if self.is_one_day and self.terms.weekday_profile is not None:
            return self.terms.weekday_profile[day.weekday()]
        return self.terms.target

    def _ramp_month(self, day: date) -> int:
        """The tenure month while the ramp runs, 0 once it is over."""
        if not self.ramp or self.joined_on is None:
            return 0
        month = tenure_month(joined_on=self.joined_on, day=day)
        return month if month <= len(self.ramp) else 0


def _runs_on(override: OverrideTerms, day: date) -> bool:
    return override.starts <= day and (override.ends is None or day <= override.ends)


def _rate_target(
    terms: BenchmarkTerms, shares: Sequence[DayShare], rules: _InForce
) -> PeriodTarget:
    present = [share.day for share in shares if share.present]
    days = sum((share.present for share in shares), ZERO)
    owed = _Owed(rules.amount_on(present[-1] if present else shares[-1].day), ONE, days)
    return PeriodTarget(
        target=owed.amount.amount,
        full_target=owed.amount.amount,
        parts=(_part(owed, ONE),),
        start_gate=_gate(terms.start_gate, terms, [owed], ONE),
        stop_gate=_gate(terms.stop_gate, terms, [owed], ONE),
    )


def _volume_target(
    terms: BenchmarkTerms, shares: Sequence[DayShare], rules: _InForce
) -> PeriodTarget:
    stretches = _stretches(shares, rules)
    profile = None if rules.is_one_day else terms.weekday_profile
    full = _owed(stretches, profile, _working)
    owed = _owed(stretches, profile, _present) if terms.prorated else full
    whole = sum((each.weighted for each in full), ZERO)
    return PeriodTarget(
        target=_blend(owed, whole),
        full_target=_blend(full, whole),
        parts=tuple(_part(each, whole) for each in owed if each.days),
        start_gate=_gate(terms.start_gate, terms, owed, whole),
        stop_gate=_gate(terms.stop_gate, terms, owed, whole),
    )


def _stretches(shares: Sequence[DayShare], rules: _InForce) -> Mapping[_Amount, Sequence[DayShare]]:
    """The days by the amount in force on them, in order of first appearance."""
    if rules.is_one_amount(shares):
        return {rules.amount_on(shares[0].day): shares}
    stretches: dict[_Amount, list[DayShare]] = {}
    for share in shares:
        stretches.setdefault(rules.amount_on(share.day), []).append(share)
    return stretches


def _owed(
    stretches: Mapping[_Amount, Sequence[DayShare]],
    profile: Sequence[Decimal] | None,
    counted: Callable[[DayShare], Decimal],
) -> list[_Owed]:
    owed = []
    for amount, shares in stretches.items():
        days = sum(map(counted, shares), ZERO)
        weighted = days
        if profile is not None:
            weighted = sum((profile[each.day.weekday()] * counted(each) for each in shares), ZERO)
        owed.append(_Owed(amount, weighted, days))
    return owed


_working = attrgetter("working")
_present = attrgetter("present")


def _blend(owed: Sequence[_Owed], whole: Decimal) -> Decimal:
    """Σ amount × its days ÷ all days, divided once and last so that whole shares stay exact."""
    if not whole:
        return ZERO
    return sum((each.amount.amount * each.weighted for each in owed), ZERO) / whole


def _part(owed: _Owed, whole: Decimal) -> TargetPart:
    share = owed.weighted / whole if whole else ZERO
    return TargetPart(
        owed.amount.source, owed.amount.label, owed.amount.amount, share=share, days=owed.days
    )


def _gate(
    gate: Decimal | None, terms: BenchmarkTerms, owed: Sequence[_Owed], whole: Decimal
) -> Decimal | None:
    """The gate moves with the target (rule 3), by the same days, override and ramp."""
    if gate is None or not terms.target:
        return gate
    if not whole:
        return ZERO
    scaled = sum((each.amount.amount * each.weighted * gate for each in owed), ZERO)
    return scaled / (terms.target * whole)
