"""The draft that waits on a sheet, and the mark by which two states of it are told apart."""

import hashlib
import json

from django.db.models import Max, QuerySet

from scorecards.models import QuotaChange
from scorecards.queries.quotas.book import Sheet


def draft_on(sheet: Sheet) -> QuotaChange | None:
    """The draft that waits on a sheet."""
    return (
        QuotaChange.objects.drafts()
        .filter(team=sheet.team, metric=sheet.metric, year_starts_on=sheet.year.starts)
        .select_related("made_by")
        .first()
    )


def published_on(sheet: Sheet) -> QuerySet[QuotaChange]:
    return QuotaChange.objects.published().filter(
        team=sheet.team, metric=sheet.metric, year_starts_on=sheet.year.starts
    )


def stamp_now(sheet: Sheet) -> str:
    """The state of the sheet's draft at this moment, as `SheetPage.stamp` has it."""
    latest = published_on(sheet).aggregate(latest=Max("id"))["latest"]
    return stamp_of(draft_on(sheet), latest)


def stamp_of(draft: QuotaChange | None, latest: int | None) -> str:
    said = (draft.pk, draft.cells, draft.spread, draft.profile_id, draft.ramp) if draft else None
    text = json.dumps([said, latest], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
