"""The rep that an address names, as far as the user may see them or log for them."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import people_logged_for_by, people_visible_to
from accounts.models import Role, User
from accounts.views.days import organisation_day
from accounts.views.requests import number_in


def visible_rep(user: User, rep_id: int) -> User:
    """The person whose figures the user may see; 404 otherwise. Themselves everybody may see."""
    if rep_id == user.pk:
        return user
    return get_object_or_404(people_visible_to(user, today=organisation_day()), pk=rep_id)


def logged_for_rep(user: User, rep_id: str) -> User:
    """The rep for whom the user may log; 404 otherwise, and for what is no id."""
    found = number_in(rep_id)
    if found is None:
        raise Http404
    return get_object_or_404(people_logged_for_by(user, today=organisation_day()), pk=found)


def may_log_for(user: User, rep: User) -> bool:
    """Whose own log it is, is known without asking: a rep's."""
    if rep == user:
        return user.role == Role.REP
    return people_logged_for_by(user, today=organisation_day()).filter(pk=rep.pk).exists()
