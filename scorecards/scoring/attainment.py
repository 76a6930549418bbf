"""How far an actual is against a quota, and what is left to do (rules 16 to 19, 23)."""

from dataclasses import dataclass
from decimal import Decimal

from scorecards.scoring.lines import ratio
from scorecards.scoring.pace import Needed, Status, Thresholds, needed_per_day, status_of
from scorecards.scoring.records import ONE, ZERO
from scorecards.scoring.rounding import settled

MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Owed:
    """A quota, and the part of it that the days done owe. Several add up: Σ ÷ Σ (rule 23)."""

    quota: Decimal = ZERO
    expected: Decimal = ZERO

    def __add__(self, other: "Owed") -> "Owed":
        return Owed(self.quota + other.quota, self.expected + other.expected)


@dataclass(frozen=True, slots=True)
class Attainment:
    """Somebody's or a group's actual against what they owe; None is unknown.

    Without any quota only the actual is known. A quota of 0 expects nothing: it is attained by
    no share (rule 5). `short` is below 0 when more than the quota is there.
    """

    actual: Decimal
    quota: Decimal | None
    expected: Decimal | None
    days_left: Decimal
    status: Status | str | None

    @property
    def attainment(self) -> Decimal | None:
        return _share(self.actual, self.quota)

    @property
    def pace(self) -> Decimal | None:
        """actual ÷ expected (rule 17)."""
        return _share(self.actual, self.expected)

    @property
    def elapsed(self) -> Decimal | None:
        """The share of the quota that the days done owe, 0 to 1 (rule 16)."""
        return _share(self.expected or ZERO, self.quota)

    @property
    def short(self) -> Decimal | None:
        """What is missing to the quota."""
        return None if self.quota is None else settled(self.quota - self.actual)

    @property
    def missing(self) -> Decimal | None:
        return None if self.short is None else max(ZERO, self.short)

    @property
    def surplus(self) -> Decimal:
        return max(ZERO, -(self.short or ZERO))

    @property
    def behind(self) -> Decimal | None:
        """What is missing to where one should be by now; below 0: ahead by so much."""
        return None if self.expected is None else settled(self.expected - self.actual)

    @property
    def ahead(self) -> Decimal:
        return max(ZERO, -(self.behind or ZERO))

    @property
    def needed(self) -> Needed | None:
        """What every working day left has to bring (rule 18)."""
        if self.quota is None:
            return None
        return needed_per_day(
            actual=self.actual, target=settled(self.quota), days_left=self.days_left
        )

    @property
    def needed_a_day(self) -> Decimal | None:
        return self.needed.per_day if self.needed else None

    @property
    def projection(self) -> Decimal | None:
        """actual ÷ elapsed share (rule 19); spreads and ramps weigh, as in what is expected."""
        if not self.quota or not self.expected:
            return None
        return settled(self.actual * self.quota / self.expected)

    @property
    def projected_short(self) -> Decimal | None:
        """What will be missing at the end at this pace; below 0: so much will be over."""
        if self.projection is None or self.quota is None:
            return None
        return settled(self.quota - self.projection)

    @property
    def projected_over(self) -> Decimal:
        return max(ZERO, -(self.projected_short or ZERO))

    @property
    def projected_attainment(self) -> Decimal | None:
        return None if self.projection is None else _share(self.projection, self.quota)


def attainment_of(
    actual: Decimal,
    owed: Owed | None,
    *,
    days_left: Decimal,
    thresholds: Thresholds,
    ends: bool = True,
) -> Attainment:
    """`owed`: None without any quota. Over and short is missed, whatever the pace (rule 18).

    `ends`: whether the time has an end of its own; what goes up to today is never missed.
    """
    if owed is None:
        return Attainment(actual, None, None, days_left, None)
    quota, expected = settled(owed.quota), settled(owed.expected)
    status: Status | str | None = status_of(_share(actual, expected), thresholds)
    if ends and not days_left and expected >= quota > actual:
        status = MISSED
    return Attainment(actual, quota, expected, days_left, status)


def assignment_of(*, below: Decimal, own: Decimal) -> Decimal | None:
    """Σ members ÷ own − 1: by which share more is assigned than owed (rule 23)."""
    share = ratio(numerator=below, denominator=own)
    return None if share is None else settled(share - ONE)


def _share(part: Decimal, whole: Decimal | None) -> Decimal | None:
    return None if whole is None else ratio(numerator=part, denominator=whole)
