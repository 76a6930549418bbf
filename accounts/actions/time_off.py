"""Days away: they shrink targets, so their periods are scored anew (rules 14, 15)."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.marks import mark_stale
from accounts.actions.refusals import Refused
from accounts.models import TimeOff, User


@transaction.atomic
def add_time_off(
    *,
    person: User,
    starts_on: date,
    ends_on: date,
    half_days: bool = False,
    reason: str = "",
    by: User | None,
) -> TimeOff:
    """Enter days away, both included.

    Raises Refused when they end before they start, or when the person is away on one of
    them already; two different half days may share a day.
    """
    if ends_on < starts_on:
        raise Refused(_("The last day lies before the first."), "ends_on")
    User.objects.select_for_update().get(pk=person.pk)
    _refuse_an_overlap(person, starts_on, ends_on, half_days)
    off = TimeOff(
        user=person, starts_on=starts_on, ends_on=ends_on, half_days=half_days, reason=reason
    )
    sign(off, by)
    off.save(force_insert=True)
    mark_stale(reps=[person.pk], from_day=starts_on, to_day=ends_on)
    return off


@transaction.atomic
def remove_time_off(*, time_off: TimeOff, by: User | None) -> None:
    person, starts_on, ends_on = time_off.user_id, time_off.starts_on, time_off.ends_on
    sign(time_off, by)
    time_off.delete()
    mark_stale(reps=[person], from_day=starts_on, to_day=ends_on)


def _refuse_an_overlap(person: User, starts_on: date, ends_on: date, half_days: bool) -> None:
    for off in person.time_off.overlapping(starts_on, ends_on):
        same_days = (off.starts_on, off.ends_on) == (starts_on, ends_on)
        if same_days or not (half_days and off.half_days):
            days = {"first": date_format(off.starts_on), "last": date_format(off.ends_on)}
            raise Refused(_("Away from %(first)s to %(last)s already.") % days, "starts_on")
