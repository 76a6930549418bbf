"""Whose a goal is: by name, on which day it is there, and who speaks for it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import SEES_EVERYTHING
from accounts.models import Organisation, Role, User
from goals.models import Goal


def owner_name(goal: Goal) -> str:
    """The person's or the team's name; the company has its own word."""
    if goal.person:
        return goal.person.name
    return goal.team.name if goal.team else _("Company")


def owner_day(goal: Goal, *, now: datetime) -> date:
    """Today where the owner is: teams and the company live by the organisation's zone."""
    organisation = Organisation.current()
    if goal.person and goal.person.time_zone:
        return now.astimezone(ZoneInfo(goal.person.time_zone)).date()
    return organisation.day_of(now)


def spoken_for_by(user: User) -> Q:
    """Goals whose check-ins this user is asked for.

    Their own; those of the teams that they manage themselves; the company's that they made.
    Only goals that they may read and steer (`speaks_for` asks the same of one).
    """
    spoken = Q(person=user)
    of_teams = Q(team__in=user.managed_teams.values("pk"))
    if user.role == Role.MANAGER:
        spoken |= of_teams
    if user.role in SEES_EVERYTHING:
        spoken |= of_teams & ~Q(visibility=Goal.Visibility.PRIVATE)
        spoken |= Q(person__isnull=True, team__isnull=True, made_by=user)
    return spoken


def speaks_for(user: User, goal: Goal) -> bool:
    """Whether the role of whoever manages the goal's team, or made the company's, lets them."""
    if goal.team_id is None:
        return user.role in SEES_EVERYTHING
    if user.role in SEES_EVERYTHING:
        return goal.visibility != Goal.Visibility.PRIVATE
    return user.role == Role.MANAGER
