"""The row of a goal that is about to change, kept from others until the transaction ends."""

from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from goals.models import Goal


def locked(goal: Goal) -> Goal:
    """The goal as it is stored now."""
    return Goal.objects.select_for_update(no_key=True).get(pk=goal.pk)


def locked_open(goal: Goal) -> Goal:
    """Likewise; raises Refused when it is closed."""
    found = locked(goal)
    if not found.is_open:
        raise Refused(_("This goal is closed: its history stays as it was."))
    return found
