"""Save and discard the draft of a quota sheet: what shall be owed, before anybody owes it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.models import Team, User
from scorecards.actions.quotas import refusal_of
from scorecards.models import Metric, QuotaChange, SeasonalProfile

MONTHS = 12
_ROW = re.compile(r"(?:rep|team)-[1-9]\d*")
_STEP = Decimal("0.0001")
_LARGEST = Decimal(10) ** 14


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
    now: datetime | None = None,
) -> QuotaChange:
    """Make the one draft of this sheet, or put this in the place of the one there is.

    `cells`: "rep-7" or "team-3" with twelve amounts from the year's first month on, None for a
    month without quota; rows that are not given keep what is in force. Raises Refused for a
    metric that nobody can owe, and for a row or an amount that no sheet can hold.
    """
    if (reason := refusal_of(metric)) is not None:
        raise Refused(reason, "metric")
    written = {row: written_amounts(row, amounts) for row, amounts in cells.items()}
    Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    draft = draft_of(team=team, metric=metric, year_starts_on=year_starts_on) or QuotaChange(
        team=team, metric=metric, year_starts_on=year_starts_on
    )
    draft.origin, draft.spread, draft.profile = origin, spread, profile
    draft.ramp = [f"{share:f}" for share in ramp]
    draft.cells = written
    draft.made_by = by
    if now is not None:
        draft.made_at = now
    draft.save()
    return draft


def draft_of(*, team: Team | None, metric: Metric, year_starts_on: date) -> QuotaChange | None:
    """The draft that waits on this sheet."""
    drafts = QuotaChange.objects.drafts().filter(metric=metric, year_starts_on=year_starts_on)
    return drafts.filter(team=team).first()


def written_amounts(row: str, amounts: Sequence[str | None]) -> list[str | None]:
    """The twelve amounts of a row as a draft keeps them. Raises Refused for what it cannot."""
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
    if number != (stepped := number.quantize(_STEP)):
        raise Refused(_("“%s” has more than four decimals.") % amount, "cells")
    text = f"{stepped:f}"
    return text.rstrip("0").rstrip(".")
