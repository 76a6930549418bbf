"""Sheets, previews and publications of quotas as plain tables for a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.exports import Cell
from scorecards.queries.quotas.book import Sheet
from scorecards.queries.quotas.changes import QuotaPreview
from scorecards.queries.quotas.history import ChangePage
from scorecards.queries.quotas.overview import SheetSummary
from scorecards.queries.quotas.profiles import ProfileRow
from scorecards.queries.quotas.sheet import SheetPage
from scorecards.queries.quotas.uplift import UpliftPlan
from scorecards.scoring.quota_sheets import NOTHING, Amounts, total


@dataclass(frozen=True)
class QuotaTable:
    """`name` is that of the file, without its ending."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheet_table(page: SheetPage) -> QuotaTable:
    """The sheet as it stands, a draft included, with last year beside it month by month."""
    months = [f"{month:%Y-%m}" for month in page.months]
    before = [f"{month.year - 1}-{month:%m}" for month in page.months]
    header = (_("Name"), _("E-mail"), *months, _("Year"))
    header += (*(_("Done %s") % month for month in before), _("Done last year"))
    rows = [
        (row.name, row.seat.email if row.seat else "", *_line(row.amounts), *_line(row.last_year))
        for row in page.rows
    ]
    done = _line(page.done_last_year)
    rows.append((_("Sum of the rows"), "", *_line(page.members), *done))
    if page.own is not None:
        rows.append((_("Own quota of the team"), "", *_line(page.own), *[None] * 13))
        rows.append((_("Assignment"), "", *[None] * 12, page.assignment, *[None] * 13))
    return QuotaTable(_file_name(page.sheet), header, tuple(rows))


def preview_table(preview: QuotaPreview) -> QuotaTable:
    """A line a month that would change."""
    header = (_("Name"), _("Month"), _("Now"), _("Then"), _("What changes"))
    rows = [
        (change.row.name, f"{month:%Y-%m}", before, after, _("amount"))
        for change in preview.changes
        for month, (before, after, changed) in zip(preview.page.months, change.cells, strict=True)
        if changed
    ]
    rows += [
        (change.row.name, "", change.year_before, change.year_after, _("share of newcomers"))
        for change in preview.changes
        if change.ramp
    ]
    return QuotaTable(f"{_file_name(preview.page.sheet)}-preview", header, tuple(rows))


def uplift_table(page: SheetPage, plan: UpliftPlan) -> QuotaTable:
    """A line a row of the sheet: what the rule would make of it, month by month."""
    months = [f"{month:%Y-%m}" for month in page.months]
    header = (_("Name"), _("Done last year"), _("Now"), _("Then"), *months)
    rows = [
        (line.row.name, line.row.done_last_year, line.before, line.after, *line.months)
        for line in plan.lines
    ]
    rows.append((_("Sum"), None, total(page.members_in_force), plan.shared, *[None] * len(months)))
    return QuotaTable(f"{_file_name(page.sheet)}-rule", header, tuple(rows))


def profiles_table(profiles: Sequence[ProfileRow]) -> QuotaTable:
    """A line a month of every profile, with its share of the year."""
    header = (_("Profile"), _("Month"), _("Weight"), _("Share of the year"))
    rows = tuple(
        (row.profile.name, season.name, Decimal(weight), season.share)
        for row in profiles
        for season, weight in zip(row.seasons, row.profile.weights, strict=True)
    )
    return QuotaTable("seasonal-profiles", header, rows)


def history_table(sheet: Sheet, changes: Sequence[Any]) -> QuotaTable:
    """A line a publication, of those with the number of months they `touched`."""
    header = (
        _("When"), _("Who"), _("In force from"), _("What changed"), _("By way of"), _("Months")
    )  # fmt: skip
    rows = tuple(
        (
            change.published_at,
            change.published_by.name if change.published_by else "",
            change.starts_on,
            change.note,
            change.get_origin_display(),
            change.touched,
        )
        for change in changes
    )
    return QuotaTable(f"{_file_name(sheet)}-history", header, rows)


def change_table(page: ChangePage) -> QuotaTable:
    """A line a month that a publication changed."""
    header = (_("Name"), _("Month"), _("Before"), _("After"), _("In force from"))
    starts = page.change.starts_on
    rows = [
        (
            owner.name,
            f"{month.month:%Y-%m}",
            month.before,
            month.after,
            max(starts, month.month) if starts else month.month,
        )
        for owner in page.owners
        for month in owner.months
    ]
    return QuotaTable(f"quotas-change-{page.change.pk}", header, tuple(rows))


def overview_table(rows: Sequence[SheetSummary], *, name: str) -> QuotaTable:
    """A line a sheet."""
    header = (
        _("Sheet"), _("People"), _("Own quota"), _("Sum of the rows"), _("Assignment"), _("Draft")
    )  # fmt: skip
    lines = tuple(
        (row.name, row.people, row.own, row.members, row.assignment, row.has_draft) for row in rows
    )
    return QuotaTable(name, header, lines)


def _line(amounts: Amounts) -> tuple[Decimal | None, ...]:
    return (*(amounts or NOTHING), total(amounts))


def _file_name(sheet: Sheet) -> str:
    team = slugify(sheet.team.name) if sheet.team else "top"
    return f"quotas-{sheet.metric.slug}-{sheet.year.key}-{team or sheet.team_key}"
