"""Nobody's facts change while their period is closed: each is stored before, or after."""

from collections.abc import Collection

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.models import User
from accounts.queries.many import among
from scorecards.periods import Period
from scorecards.queries.closed import DayRange
from scorecards.queries.closings.members import members_in, scored_in

_TRIES = 8
# Below PostgreSQL's deadlock_timeout (1 s): who waits for us while we wait for them is never
# the one that is ended.
_WAIT = "800ms"


def locked_members(scorecard_id: int, period: Period) -> dict[User, list[DayRange]]:
    """Who is on the scorecard in the period, or scored as if, locked until the end of the
    transaction; those who are not on it any more have no days.

    A full lock: it waits for the foreign keys of facts and marks that are being stored, and
    holds up later ones. Raises Refused when somebody holds one of the people for long.
    """
    found = _concerned(scorecard_id, period)
    for _number in range(_TRIES):
        held = {person.pk for person in found}
        if not _locked(held):
            continue
        found = _concerned(scorecard_id, period)
        if {person.pk for person in found} <= held:
            return found
    raise Refused(_("Entries of these people are being stored just now. Try again in a moment."))


def _concerned(scorecard_id: int, period: Period) -> dict[User, list[DayRange]]:
    scored: dict[User, list[DayRange]] = {who: [] for who in scored_in(scorecard_id, period)}
    return scored | members_in(scorecard_id, period)


def _locked(people: Collection[int]) -> bool:
    """Whether all of them could be locked; none is when not."""
    if connection.vendor != "postgresql":
        return True  # whoever writes has the whole database
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            usual = cursor.fetchone()[0]
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_WAIT])
            rows = User.objects.filter(pk__in=among(people)).order_by("pk").select_for_update()
            list(rows.values_list("pk"))
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [usual])
    except OperationalError:
        return False
    return True
