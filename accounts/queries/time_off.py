"""Time off as its page lists it."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import people_steered_by, time_off_visible_to
from accounts.models import TimeOff, User


def time_off_listed(user: User, *, person_id: int | None, today: date) -> QuerySet[TimeOff]:
    """What this user may see, of one person if asked, the latest first.

    Each row has `may_remove`: whether the user entered it or could have.
    """
    steered = people_steered_by(user, today=today).filter(pk=OuterRef("user"))
    rows = time_off_visible_to(user, today=today).annotate(may_remove=Exists(steered))
    if person_id is not None:
        rows = rows.filter(user=person_id)
    return rows.select_related("user")
