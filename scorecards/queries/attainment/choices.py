"""Which days the attainment page offers beside those it shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scorecards.periods import Period, PeriodRules, period_containing
from scorecards.queries.period_choices import PeriodChoice, period_choice
from scorecards.scoring.spans import KINDS, YEAR_TO_DATE, Span

SEVERAL = (YEAR_TO_DATE, "last-3-months", "last-6-months", "last-12-months", "last-4-quarters")


@dataclass(frozen=True)
class SpanSwitch:
    """`lengths`: the month, quarter and year around what is shown; `periods` of its length."""

    span: Span
    lengths: tuple[Period, ...]
    periods: PeriodChoice
    several: tuple[str, ...]

    @property
    def choices(self) -> list[str]:
        """Every key on offer, the present one among them."""
        keys = [*(period.key for period in self.periods.choices), *self.several]
        return keys if self.span.key in keys else [self.span.key, *keys]


def span_switch(span: Span, *, today: date, rules: PeriodRules) -> SpanSwitch:
    day = min(max(today, span.starts), span.ends)
    shown = span.period or period_containing(day=day, kind=span.kind, rules=rules)
    return SpanSwitch(
        span=span,
        lengths=tuple(_lengths(day, rules)),
        periods=period_choice(shown, today=today, rules=rules),
        several=SEVERAL,
    )


def _lengths(day: date, rules: PeriodRules) -> Iterator[Period]:
    for kind in KINDS:
        yield period_containing(day=day, kind=kind, rules=rules)
