"""Who may see and steer which goals and plans. Every lookup starts here.

A private goal is its owner's and their managers' (a team's: its managers'; the company's:
leaders' and admins'); leaders and admins see no private goal of a person or a team. A team goal
is seen by the owner's team too, by leaders and admins; a company goal by everybody. A goal is
steered by its owner and their managers, a team's by its managers, leaders and admins, the
company's by leaders and admins – of those that they see; admins steer whatever they see.

Leaders only look at setup, with one exception: out of a plan they draft and publish the
scorecards that are kept by the plan's teams, and only drafts of their own.
"""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.access import (
    SEES_EVERYTHING,
    managed_team_ids,
    people_set_up_by,
    people_steered_by,
    team_ids_below,
)
from accounts.models import Membership, Role, Team, User
from goals.models import Goal, Plan
from scorecards.access import scorecards_steered_by
from scorecards.models import Scorecard, Version


def goals_visible_to(user: User, *, today: date) -> QuerySet[Goal]:
    """The goals this user may read."""
    seen = _own(user, today) | Q(visibility=Goal.Visibility.COMPANY)
    if user.role in SEES_EVERYTHING:
        return Goal.objects.filter(seen | ~Q(visibility=Goal.Visibility.PRIVATE))
    teams = _teams_of(user, today)
    mates = Membership.objects.on(today).filter(team__in=teams).values("user")
    shared = Q(person__in=mates) | Q(team__in=teams)
    return Goal.objects.filter(seen | Q(shared, visibility=Goal.Visibility.TEAM))


def goals_steered_by(user: User, *, today: date) -> QuerySet[Goal]:
    """The goals this user may edit, check in on and close."""
    steered = _own(user, today)
    open_to_others = ~Q(visibility=Goal.Visibility.PRIVATE)
    if user.role == Role.ADMIN:
        steered |= open_to_others
    elif user.role in SEES_EVERYTHING:
        steered |= Q(person__isnull=True) & open_to_others
    return Goal.objects.filter(steered)


def goal_people(user: User, *, today: date) -> QuerySet[User]:
    """For whom this user may make a goal: themselves and the people they steer."""
    return User.objects.filter(
        Q(pk=user.pk) | Q(pk__in=people_steered_by(user, today=today).values("pk"))
    )


def goal_teams(user: User) -> QuerySet[Team]:
    """For which teams this user may make a goal."""
    if user.role in SEES_EVERYTHING:
        return Team.objects.all()
    if user.role != Role.MANAGER:
        return Team.objects.none()
    return Team.objects.filter(pk__in=managed_team_ids(user))


def may_make_company_goals(user: User) -> bool:
    return user.role in SEES_EVERYTHING


def plans_visible_to(user: User) -> QuerySet[Plan]:
    """The plans this user may read: those of their teams, for leaders and admins all."""
    if user.role in SEES_EVERYTHING:
        return Plan.objects.all()
    if user.role != Role.MANAGER:
        return Plan.objects.none()
    return Plan.objects.filter(team__in=managed_team_ids(user))


def plans_steered_by(user: User) -> QuerySet[Plan]:
    """The plans this user may change: who may read one may plan with it."""
    return plans_visible_to(user)


def may_plan(user: User) -> bool:
    """Whether this user has a planner at all."""
    return user.role != Role.REP


def people_planned_by(user: User, plan: Plan, *, today: date) -> QuerySet[User]:
    """Whose targets this user may set out of a plan: those they set up; for leaders everybody,
    of whom the plan brings those of its own group.
    """
    if user.role == Role.LEADER and plans_steered_by(user).filter(pk=plan.pk).exists():
        return User.objects.all()
    return people_set_up_by(user, today=today)


def cards_planned_by(user: User, plan: Plan) -> QuerySet[Scorecard]:
    """The scorecards whose draft this user may make out of a plan.

    Those they steer; for leaders those kept by the plan's team and the teams below it, for a
    plan of the company all.
    """
    if user.role != Role.LEADER:
        return scorecards_steered_by(user)
    if plan.team_id is None:
        return Scorecard.objects.all()
    return Scorecard.objects.filter(owner_team__in=team_ids_below([plan.team_id]))


def drafts_planned_by(user: User, plan: Plan) -> QuerySet[Version]:
    """The drafts this user may publish out of a plan; leaders no draft that others began."""
    drafts = Version.objects.drafts().filter(scorecard__in=cards_planned_by(user, plan))
    return drafts.filter(made_by=user) if user.role == Role.LEADER else drafts


def _own(user: User, today: date) -> Q:
    """Goals of the user, of the people and teams they manage, of the company for leaders."""
    own = Q(person=user)
    if user.role == Role.MANAGER:
        own |= Q(person__in=people_steered_by(user, today=today).values("pk"))
        own |= Q(team__in=managed_team_ids(user))
    if user.role in SEES_EVERYTHING:
        own |= Q(person__isnull=True, team__isnull=True)
    return own


def _teams_of(user: User, today: date) -> list[int]:
    stays = Membership.objects.on(today).filter(user=user)
    return list(stays.values_list("team_id", flat=True))
