"""The choices that hold for everybody."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.actions.history import sign
from accounts.actions.marks import mark_stale
from accounts.models import Organisation, User

# A fiscal year or a week that starts elsewhere names and cuts every period anew.
_CUTS_PERIODS = frozenset({"week_start", "fiscal_start_month"})


@transaction.atomic
def change_organisation(
    *, choices: Mapping[str, Any], by: User | None, today: date
) -> Organisation:
    """Store these fields of the organisation; unnamed ones stay.

    Week start and fiscal start re-score everything. Another time zone moves no stored day
    (rule 26: the day of a fact is that on which it happened for the rep): only what is
    today, and so the running periods, can be others.
    """
    Organisation.current()
    organisation = Organisation.objects.select_for_update().get()
    changed = [field for field, value in choices.items() if getattr(organisation, field) != value]
    if not changed:
        return organisation
    for field in changed:
        setattr(organisation, field, choices[field])
    sign(organisation, by)
    organisation.save(update_fields=changed)
    first_day = _first_day_touched(changed, today)
    if first_day:
        everybody = User.objects.values_list("pk", flat=True)
        mark_stale(reps=everybody, from_day=first_day, to_day=None)
    return organisation


def _first_day_touched(changed: list[str], today: date) -> date | None:
    if _CUTS_PERIODS.intersection(changed):
        return date.min
    return today - timedelta(days=1) if "time_zone" in changed else None
