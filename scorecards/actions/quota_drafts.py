"""Save, discard and publish the draft of a quota sheet; a publication never changes later."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.models import Membership, Organisation, Team, User
from scorecards.actions.quotas import MonthAmount, publish_quotas, refusal_of
from scorecards.models import Metric, QuotaChange, SeasonalProfile
from scorecards.periods import PeriodKind, period_containing
from scorecards.queries.quotas.book import Sheet
from scorecards.queries.quotas.changes import changed_cells
from scorecards.queries.quotas.drafts import draft_on, stamp_now
from scorecards.queries.quotas.sheet import sheet_page
from scorecards.queries.terms import period_rules
from scorecards.scoring.quota_sheets import MONTHS
from scorecards.scoring.quotas import end_of_month

_ROW = re.compile(r"(rep|team)-([1-9][0-9]*)")
_STEP = Decimal("0.0001")
_LARGEST = Decimal(10) ** 13


class Outdated(Refused):
    """Somebody else saved or published the draft since it was read."""


@transaction.atomic
def save_draft(
    *,
    team: Team | None,
    metric: Metric,
    year_starts_on: date,
    cells: Mapping[str, Sequence[str | None]],
    spread: str,
    profile: SeasonalProfile | None,
    ramp: Sequence[Decimal],
    by: User,
    origin: str = QuotaChange.Origin.SHEET,
    expected: str | None = None,
    now: datetime | None = None,
) -> QuotaChange:
    """Make the one draft of this sheet, or put this in the place of the one there is.

    `cells`: "rep-7" or "team-3" with twelve amounts from the year's first month on, None for a
    month without quota; rows that are not given keep what is in force. `expected`: the stamp of
    the state that was read; raises Outdated when it is another by now. Raises Refused for a
    metric that nobody can owe, and for a row or an amount that this sheet cannot hold.
    """
    if (reason := refusal_of(metric)) is not None:
        raise Refused(reason, "metric")
    written = {row: _written_row(row, amounts) for row, amounts in cells.items()}
    sheet = _sheet(team, metric, year_starts_on)
    _check_rows(written, sheet)
    _lock(metric)
    _check_stamp(sheet, expected)
    draft = draft_on(sheet) or QuotaChange(team=team, metric=metric, year_starts_on=year_starts_on)
    draft.origin, draft.spread, draft.profile = origin, spread, profile
    draft.ramp = [f"{share:f}" for share in ramp]
    draft.cells = written
    draft.made_by = by
    draft.made_at = now or draft.made_at
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, sheet: Sheet, expected: str | None = None) -> None:
    """Throw the draft away. Raises Outdated when somebody else changed it meanwhile."""
    _lock(sheet.metric)
    _check_stamp(sheet, expected)
    draft = draft_on(sheet)
    if draft is not None:
        draft.delete()


@transaction.atomic
def publish_draft(
    *, sheet: Sheet, starts_on: date, note: str, expected: str, by: User, now: datetime
) -> QuotaChange:
    """Let what the draft says hold from a day on.

    A ramp that changes without the amount changes nothing in months that are over by then.
    Raises Outdated when the draft is another than the one that was looked at, Refused when
    nothing would change or a changed month is over before the day.
    """
    _lock(sheet.metric)
    _check_stamp(sheet, expected)
    page = sheet_page(sheet, step=_STEP)
    if page.draft is None:
        raise Refused(_("There is no draft to publish."))
    amounts = [
        MonthAmount(_owner(cell.key), cell.month, cell.amount)
        for cell in changed_cells(page)
        if not cell.ramp_only or end_of_month(cell.month) >= starts_on
    ]
    published = publish_quotas(
        metric=sheet.metric,
        amounts=amounts,
        starts_on=starts_on,
        origin=page.draft.origin,
        by=by,
        now=now,
        ramp=page.choice.ramp,
        note=note,
        change=page.draft,
    )
    if published is None:
        raise Refused(_("The draft says nothing else than what is in force."))
    return published


def _lock(metric: Metric) -> None:
    """One at a time for each metric: of two who press a button at once the later one is told."""
    Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)


def _check_stamp(sheet: Sheet, expected: str | None) -> None:
    if expected is None or stamp_now(sheet) == expected:
        return
    draft = draft_on(sheet)
    if draft is not None and draft.made_by is not None:
        raise Outdated(_("%s saved this draft since you opened it.") % draft.made_by.name)
    raise Outdated(_("This draft was published or discarded since you opened it."))


def _sheet(team: Team | None, metric: Metric, year_starts_on: date) -> Sheet:
    rules = period_rules(Organisation.current())
    year = period_containing(day=year_starts_on, kind=PeriodKind.YEAR, rules=rules)
    if year.starts != year_starts_on:
        raise Refused(_("No fiscal year begins on %s.") % year_starts_on.isoformat())
    return Sheet(team, metric, year)


def _check_rows(rows: Collection[str], sheet: Sheet) -> None:
    """Only teams right below and people of the team stand on its sheet."""
    teams = Team.objects.without_tree_fields().filter(parent=sheet.team)
    known = {f"team-{pk}" for pk in teams.values_list("pk", flat=True)}
    if sheet.team is not None:
        there = Membership.objects.overlapping(sheet.year.starts, sheet.year.ends)
        people = there.filter(team=sheet.team).values_list("user_id", flat=True)
        known |= {f"rep-{pk}" for pk in people}
    for row in rows:
        if row not in known:
            raise Refused(_("“%s” is no row of this sheet.") % row, "cells")


def _written_row(row: str, amounts: Sequence[str | None]) -> list[str | None]:
    if not _ROW.fullmatch(row) or len(amounts) != MONTHS:
        raise Refused(_("“%s” is not a row of twelve months.") % row, "cells")
    return [None if amount is None else _written(amount) for amount in amounts]


def _written(amount: str) -> str:
    try:
        number = Decimal(amount)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or number >= _LARGEST:
        raise Refused(_("“%s” is not an amount that can be owed.") % amount, "cells")
    if number != number.quantize(_STEP):
        raise Refused(_("“%s” has more than four decimals.") % amount, "cells")
    text = f"{number.quantize(_STEP):f}"
    return text.rstrip("0").rstrip(".")


def _owner(key: str) -> tuple[str, int]:
    kind, _dash, pk = key.partition("-")
    return kind, int(pk)
