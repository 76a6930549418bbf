"""A number for a whole plan, per year, quarter, month, rep and working day (rules 29, 30, 35)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goals.planning.days import MonthWork
from scorecards.scoring.records import ZERO

MONTHS_OF = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who carries a plan, added up: by month (its first day) the days of all its reps.

    `days` are the working days of the plan by their calendars, the mean of the reps; `full` are
    rep days as ramped people work them.
    """

    reps: int
    days: Decimal
    present: Decimal
    full: Decimal
    full_by_month: tuple[tuple[date, Decimal], ...]

    @property
    def full_reps(self) -> Decimal | None:
        """So many ramped reps who were never away would work as many days."""
        return self.full / self.days if self.days else None


@dataclass(frozen=True, slots=True)
class Lengths:
    """One stage's number by lengths of time; None where it is unknown or nobody works.

    The year, quarter and month are means of the plan's months; `working_day` is that of the whole
    group, `rep` and `rep_day` are those of a ramped rep: all of them, per working day.
    """

    whole: Decimal | None
    year: Decimal | None
    quarter: Decimal | None
    month: Decimal | None
    working_day: Decimal | None
    rep: Decimal | None
    rep_day: Decimal | None


def workforce(people: Sequence[tuple[Decimal, Sequence[MonthWork]]]) -> Workforce:
    """Of each person the working days of the plan by their calendar, and their months in it."""
    by_month: dict[date, Decimal] = {}
    present = ZERO
    for _days, months in people:
        for work in months:
            by_month[work.month] = by_month.get(work.month, ZERO) + work.full
            present += work.present
    days = sum((days for days, _months in people), ZERO)
    return Workforce(
        reps=len(people),
        days=days / len(people) if people else ZERO,
        present=present,
        full=sum(by_month.values(), ZERO),
        full_by_month=tuple(sorted(by_month.items())),
    )


def lengths(whole: Decimal | None, *, months: int, work: Workforce) -> Lengths:
    """The number by every length of time."""
    if whole is None:
        return Lengths(None, None, None, None, None, None, None)
    mean = {name: whole * count / months for name, count in MONTHS_OF.items()}
    return Lengths(
        whole=whole,
        **mean,
        working_day=whole / work.days if work.days else None,
        rep=whole * work.days / work.full if work.full else None,
        rep_day=whole / work.full if work.full else None,
    )


def by_month(
    whole: Decimal | None, *, months: Sequence[date], work: Workforce
) -> list[Decimal | None]:
    """The number over the plan's months, in proportion to the ramped rep days in each."""
    if whole is None or not work.full:
        return [None for _month in months]
    days = dict(work.full_by_month)
    return [whole * days.get(month, ZERO) / work.full for month in months]
