"""Who may see and steer whom. Every lookup of people and teams starts here.

Reps see themselves; managers see the people in the teams they manage and below;
leaders and admins see everybody. Who may not see something is told that it does not exist.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Calendar, Membership, Role, Team, TimeOff, User

SEES_EVERYTHING = frozenset({Role.LEADER, Role.ADMIN})
_MANAGED = "_managed_team_ids"


def people_visible_to(user: User, *, today: date) -> QuerySet[User]:
    """The people whose figures this user may see."""
    if user.role in SEES_EVERYTHING:
        return User.objects.all()
    if user.role != Role.MANAGER:
        return User.objects.filter(pk=user.pk)
    return User.objects.filter(Q(pk=user.pk) | _is_member(user, today))


def people_steered_by(user: User, *, today: date) -> QuerySet[User]:
    """The people for whom this user may log, set targets and enter time off."""
    if user.role == Role.ADMIN:
        return User.objects.all()
    if user.role != Role.MANAGER:
        return User.objects.none()
    return User.objects.filter(_is_member(user, today)).exclude(pk=user.pk)


def people_set_up_by(user: User, *, today: date) -> QuerySet[User]:
    """The people this user may invite, edit and move: for managers the reps of their teams.

    Those who only join a team later are among them already.
    """
    if user.role == Role.ADMIN:
        return User.objects.all()
    if user.role != Role.MANAGER:
        return User.objects.none()
    still = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=today)
    in_team = Q(memberships__team_id__in=managed_team_ids(user))
    members = User.objects.filter(in_team & still).values_list("pk", flat=True)
    return User.objects.reps().filter(pk__in=members)


def time_off_visible_to(user: User, *, today: date) -> QuerySet[TimeOff]:
    """Own time off, and that of the people this user steers."""
    steered = people_steered_by(user, today=today).values("pk")
    return TimeOff.objects.filter(Q(user=user) | Q(user__in=steered))


def calendars_set_up_by(user: User) -> QuerySet[Calendar]:
    """The calendars this user may change: for managers those that only their teams work by."""
    if user.role == Role.ADMIN:
        return Calendar.objects.all()
    if user.role != Role.MANAGER:
        return Calendar.objects.none()
    elsewhere = Team.objects.without_tree_fields().exclude(pk__in=managed_team_ids(user))
    used = elsewhere.filter(calendar__isnull=False).values("calendar")
    return Calendar.objects.filter(is_default=False).exclude(pk__in=used)


def people_logged_for_by(user: User, *, today: date) -> QuerySet[User]:
    """The reps whose log this user may write: their own, or those of their teams."""
    own = Q(pk=user.pk) if user.role == Role.REP else Q(pk__in=())
    steered = people_steered_by(user, today=today).values("pk")
    return User.objects.reps().filter(own | Q(pk__in=steered))


def may_log(user: User) -> bool:
    """Whether this user may write any log at all: leaders only look."""
    return user.role != Role.LEADER


def teams_visible_to(user: User) -> QuerySet[Team]:
    """The teams whose boards this user may open."""
    if user.role in SEES_EVERYTHING:
        return Team.objects.all()
    if user.role != Role.MANAGER:
        return Team.objects.none()
    return Team.objects.filter(pk__in=managed_team_ids(user))


def teams_steered_by(user: User) -> QuerySet[Team]:
    """The teams whose setup this user may change."""
    if user.role == Role.ADMIN:
        return Team.objects.all()
    if user.role != Role.MANAGER:
        return Team.objects.none()
    return Team.objects.filter(pk__in=managed_team_ids(user))


def managed_team_ids(user: User) -> frozenset[int]:
    """The teams a user manages, with every team below them.

    Remembered on the user: the checks of one page ask many times, and every request loads
    its user anew.
    """
    known: frozenset[int] | None = getattr(user, _MANAGED, None)
    if known is None:
        known = frozenset(team_ids_below(user.managed_teams.values_list("pk", flat=True)))
        setattr(user, _MANAGED, known)
    return known


def team_ids_below(tops: Iterable[int]) -> set[int]:
    """These teams and every team below them."""
    parents = dict(Team.objects.without_tree_fields().values_list("pk", "parent_id"))
    inside = set(tops)
    grown = True
    while grown:
        below = {pk for pk, parent in parents.items() if parent in inside} - inside
        inside |= below
        grown = bool(below)
    return inside


def may_see_teams(user: User) -> bool:
    """Whether this user has boards at all; a manager without a team yet has an empty page."""
    return user.role != Role.REP


def may_set_up(user: User) -> bool:
    """Whether this user has setup pages at all."""
    return user.role in {Role.MANAGER, Role.ADMIN}


def _is_member(user: User, today: date) -> Exists:
    """Of the user's teams today; who has left stays with their last team."""
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    inside = Membership.objects.filter(
        still, team_id__in=managed_team_ids(user), starts_on__lte=today
    )
    return Exists(inside.filter(user=OuterRef("pk")))
