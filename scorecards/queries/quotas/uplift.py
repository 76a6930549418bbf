"""What the rule of a level comes to: own quota plus n percent, divided over the rows below it."""

from dataclasses import dataclass
from decimal import Decimal

from scorecards.models import Uplift
from scorecards.queries.quotas.book import Sheet
from scorecards.queries.quotas.rows import SheetRow
from scorecards.queries.quotas.sheet import SheetPage
from scorecards.scoring.quota_sheets import NOTHING, YEAR, Amounts, Spread, stepped, total
from scorecards.scoring.quotas import spread_by_weight
from scorecards.scoring.records import ZERO


@dataclass(frozen=True)
class UpliftRule:
    """`amount`: of the whole, only on the sheet of the top."""

    percent: Decimal
    share: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class UpliftLine:
    """A row with what it would owe; without a weight it would owe nothing."""

    row: SheetRow
    weight: Decimal
    months: Amounts

    @property
    def before(self) -> Decimal | None:
        return total(self.row.in_force)

    @property
    def after(self) -> Decimal | None:
        return total(self.months)

    @property
    def changes(self) -> bool:
        return self.months != self.row.in_force


@dataclass(frozen=True)
class UpliftPlan:
    """`whole` is the own quota, `shared` what the rows total; None without either."""

    rule: UpliftRule
    whole: Decimal | None
    shared: Decimal | None
    lines: tuple[UpliftLine, ...]

    @property
    def can_be_drawn(self) -> bool:
        return bool(self.lines)


def uplift_on(sheet: Sheet) -> Uplift | None:
    """The rule that is kept for a sheet."""
    return Uplift.objects.filter(
        team=sheet.team, metric=sheet.metric, year_starts_on=sheet.year.starts
    ).first()


def rule_of(kept: Uplift | None) -> UpliftRule:
    if kept is None:
        return UpliftRule(ZERO, Uplift.Share.EQUAL)
    return UpliftRule(kept.percent, kept.share, kept.amount)


def uplift_plan(page: SheetPage, rule: UpliftRule) -> UpliftPlan:
    """The year is divided over the rows first, each part then over its months as the own quota is.

    The months of the top follow the spread chosen on the sheet. Rounding differences land in the
    last row and the last month, so that the rows total the whole exactly.
    """
    whole = total(page.own) if page.own is not None else rule.amount
    weights = [_weight(row, rule.share) for row in page.rows]
    if whole is None or not any(weights):
        return UpliftPlan(rule, whole, None, ())
    shared = stepped(whole * (100 + rule.percent) / 100, page.step)
    spread = _months_spread(page)
    parts = spread_by_weight(shared, weights=weights, step=page.step)
    lines = [
        UpliftLine(row, weight, _spread_part(part if weight else None, row, spread))
        for row, weight, part in zip(page.rows, weights, parts, strict=True)
    ]
    return UpliftPlan(rule, whole, shared, tuple(lines))


def _weight(row: SheetRow, share: str) -> Decimal:
    """Equal parts are by the months that somebody is there: a half year is half a part."""
    here = sum(_free(row))
    if not here:
        return ZERO
    if share == Uplift.Share.LAST_YEAR:
        return max(ZERO, row.done_last_year or ZERO)
    if share == Uplift.Share.PRESENT:
        return total(row.counted_in_force) or ZERO
    return Decimal(here)


def _months_spread(page: SheetPage) -> Spread:
    if page.own is None:
        return page.spread(page.choice.spread, page.choice.profile)
    return Spread(tuple(amount or ZERO for amount in page.own), page.step)


def _spread_part(part: Decimal | None, row: SheetRow, spread: Spread) -> Amounts:
    return spread.over(part, YEAR, NOTHING, free=_free(row)) if part is not None else NOTHING


def _free(row: SheetRow) -> tuple[bool, ...]:
    return tuple(here and is_open for here, is_open in zip(row.here, row.open, strict=True))
