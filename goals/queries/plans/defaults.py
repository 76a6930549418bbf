"""What a plan assumes before anybody typed: the group's own last 12 finished months (rule 35).

Whole months, so that no month counts half: until the last day of the month before this one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from goals.planning.chain import Stage
from goals.queries.plans.groups import Group, Sums, sums_of
from scorecards.scoring.lines import ratio
from scorecards.scoring.records import ZERO
from scorecards.scoring.rounding import settled

# The usual way to a deal, from the deal upwards.
DEAL = "deals_won"
USUAL_STAGES = (DEAL, "opportunities_created", "meetings_held", "calls")
# Tenure months 1 and 2 of a newcomer; from the third on they carry all (rule 30).
USUAL_RAMP = (ZERO, Decimal("0.25"), Decimal("0.5"))
_CENT = Decimal("0.01")
_FIGURES = 4


@dataclass(frozen=True)
class Default:
    """A figure of the group's own months, out of so many; rounded to what a field shows."""

    figure: Decimal
    sample: Decimal


@dataclass(frozen=True)
class Defaults:
    """`sums` are of the 12 finished months before the day it is."""

    sums: Sums

    def deal_size(self, money: str, *, deal: str) -> Default | None:
        deals = self.sums.of(deal)
        size = ratio(numerator=self.sums.of(money), denominator=deals)
        return Default(settled(size).quantize(_CENT), deals) if size else None

    def rate(self, metric: str, *, below: str) -> Default | None:
        """None without any of the stage above, and when nothing came of them: no such way."""
        share = self.sums.rate(metric, below=below)
        figure = _four_figures(share) if share else None
        return Default(figure, self.sums.of(metric)) if figure else None

    def stages(self) -> tuple[Stage, ...]:
        """The usual stages of which the group has any; without any facts all of them, unknown."""
        known = [slug for slug in USUAL_STAGES if self.sums.of(slug) or slug == DEAL]
        slugs = known if len(known) > 1 else list(USUAL_STAGES)
        found = [Stage(slugs[0])]
        for below, slug in pairwise(slugs):
            default = self.rate(slug, below=below)
            found.append(Stage(slug, default.figure if default else None))
        return tuple(found)


def defaults_of(group: Group, *, today: date) -> Defaults:
    """1 query."""
    starts, ends = last_twelve_months(today)
    return Defaults(sums_of(group, starts=starts, ends=ends))


def last_twelve_months(today: date) -> tuple[date, date]:
    """The first and last day of the 12 months that ended before this one."""
    this_month = today.replace(day=1)
    return this_month.replace(year=this_month.year - 1), this_month - timedelta(days=1)


def _four_figures(share: Decimal) -> Decimal:
    """As a field shows it: four figures of the percentage, and at most four decimals of it."""
    places = min(6, max(4, _FIGURES - 1 - share.adjusted()))
    return settled(share).quantize(Decimal(1).scaleb(-places))
