"""Who may see and steer which scorecards, metrics, assignments and overrides.

Every lookup starts here; who may not see something is told that it does not exist. Admins
steer everything. Managers steer the scorecards kept by their teams, and targets and
assignments of the people in them; a scorecard kept by others they may read when it reaches
one of their people.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.access import (
    SEES_EVERYTHING,
    managed_team_ids,
    people_logged_for_by,
    people_steered_by,
    people_visible_to,
    teams_steered_by,
    teams_visible_to,
)
from accounts.models import Membership, Organisation, Role, Team, User
from scorecards.models import (
    Activity,
    Assignment,
    Closing,
    Metric,
    Opportunity,
    Override,
    Quota,
    Scorecard,
)


def scorecards_visible_to(user: User, *, today: date) -> QuerySet[Scorecard]:
    """The scorecards this user may read: those they steer, and those that reach their people."""
    if user.role in SEES_EVERYTHING:
        return Scorecard.objects.all()
    people = people_visible_to(user, today=today).values("pk")
    reaching = _reaching(people, today=today).values("scorecard")
    kept = scorecards_steered_by(user).values("pk")
    return Scorecard.objects.filter(Q(pk__in=kept) | Q(pk__in=reaching))


def scorecards_steered_by(user: User) -> QuerySet[Scorecard]:
    """The scorecards whose versions and assignments this user may change."""
    if user.role == Role.ADMIN:
        return Scorecard.objects.all()
    if user.role != Role.MANAGER:
        return Scorecard.objects.none()
    return Scorecard.objects.filter(owner_team__in=managed_team_ids(user))


def closings_steered_by(user: User) -> QuerySet[Closing]:
    """The closed periods this user may look into and open again: of the scorecards they keep."""
    return Closing.objects.filter(scorecard__in=scorecards_steered_by(user).values("pk"))


def assignments_steered_by(user: User, *, today: date) -> QuerySet[Assignment]:
    """The assignments this user may end: on their scorecards and within their teams."""
    if user.role == Role.ADMIN:
        return Assignment.objects.all()
    within = Q(user__in=people_steered_by(user, today=today).values("pk"))
    within |= Q(team__in=teams_steered_by(user).values("pk"))
    return Assignment.objects.filter(within, scorecard__in=scorecards_steered_by(user))


def metrics_visible_to(user: User) -> QuerySet[Metric]:
    """What can be counted is no secret inside the organisation."""
    return Metric.objects.all() if user.is_authenticated else Metric.objects.none()


def metrics_steered_by(user: User) -> QuerySet[Metric]:
    """A metric means the same to everybody: only admins change it."""
    return Metric.objects.all() if user.role == Role.ADMIN else Metric.objects.none()


def may_add_metrics(user: User) -> bool:
    return user.role == Role.ADMIN


def overrides_visible_to(user: User, *, today: date) -> QuerySet[Override]:
    """The overrides of the people whose figures this user may see."""
    return Override.objects.filter(rep__in=people_visible_to(user, today=today).values("pk"))


def overrides_steered_by(user: User, *, today: date) -> QuerySet[Override]:
    """The overrides this user may end: of the people they steer."""
    return Override.objects.filter(rep__in=people_steered_by(user, today=today).values("pk"))


def quotas_visible_to(user: User, *, today: date) -> QuerySet[Quota]:
    """The quotas of the people and teams whose figures this user may see."""
    people = people_visible_to(user, today=today).values("pk")
    return Quota.objects.filter(Q(rep__in=people) | Q(team__in=teams_visible_to(user).values("pk")))


def quota_sheets_steered_by(user: User) -> QuerySet[Team]:
    """The teams whose sheet this user may fill: the rows of their members and sub-teams.

    The team's own row belongs to the sheet above; the sheet of the top to admins.
    """
    return teams_steered_by(user)


def quota_reps_steered_by(user: User) -> QuerySet[User]:
    """The reps of whom this user may set quotas: in the months that belong to their teams."""
    if user.role == Role.ADMIN:
        return User.objects.reps()
    if user.role != Role.MANAGER:
        return User.objects.none()
    stays = Membership.objects.filter(team__in=managed_team_ids(user))
    return User.objects.reps().filter(pk__in=stays.values("user"))


def quota_teams_steered_by(user: User) -> QuerySet[Team]:
    """The teams whose own quota this user may set: those right below the ones they steer."""
    if may_steer_top_quotas(user):
        return Team.objects.all()
    return Team.objects.filter(parent__in=quota_sheets_steered_by(user).values("pk"))


def may_steer_top_quotas(user: User) -> bool:
    """Whether this user may set the quotas of the teams at the top."""
    return user.role == Role.ADMIN


def activities_visible_to(user: User, *, today: date) -> QuerySet[Activity]:
    """The facts of the people whose figures this user may see."""
    return Activity.objects.filter(rep__in=people_visible_to(user, today=today).values("pk"))


def activities_steered_by(user: User, *, today: date) -> QuerySet[Activity]:
    """The facts this user may correct and withdraw: those of the reps they may log for."""
    return Activity.objects.filter(rep__in=people_logged_for_by(user, today=today).values("pk"))


def opportunities_visible_to(user: User, *, today: date) -> QuerySet[Opportunity]:
    """The deals of the people whose figures this user may see."""
    return Opportunity.objects.filter(rep__in=people_visible_to(user, today=today).values("pk"))


def deal_owners_written_by(user: User, *, today: date) -> QuerySet[User]:
    """The people whose deals this user may write: those they may log for. In a CRM managers own
    deals too; only admins write them."""
    if user.role == Role.ADMIN:
        return User.objects.all()
    return people_logged_for_by(user, today=today)


@dataclass(frozen=True)
class LeaderboardSight:
    """What somebody sees of a leaderboard.

    `people` are ranked. `own` are always shown, and by name; of the others those on the `first`
    places (None: all), by name only if they are `named`. `teams` and `cards` may be asked for.
    """

    people: QuerySet[User]
    own: QuerySet[User]
    teams: QuerySet[Team]
    cards: QuerySet[Scorecard]
    first: int | None
    named: bool


def leaderboard_sight(user: User, organisation: Organisation, *, today: date) -> LeaderboardSight:
    """By the organisation's transparency, which binds reps and, beyond their people, managers."""
    own, teams = people_visible_to(user, today=today), teams_visible_to(user)
    everything = LeaderboardSight(
        people=User.objects.all(),
        own=own,
        teams=Team.objects.all(),
        cards=Scorecard.objects.all(),
        first=None,
        named=True,
    )
    choice = organisation.transparency
    if user.role in SEES_EVERYTHING or choice == Organisation.Transparency.ALL:
        return everything
    if choice == Organisation.Transparency.TEAM:
        home = Membership.objects.on(today).filter(user=user).values("team")
        mates = Membership.objects.on(today).filter(team__in=home).values("user")
        people = User.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=mates))
        theirs = Team.objects.filter(Q(pk__in=teams.values("pk")) | Q(pk__in=home))
        return replace(everything, people=people, teams=theirs)
    narrow = replace(everything, teams=teams, cards=scorecards_visible_to(user, today=today))
    if choice == Organisation.Transparency.TOP:
        return replace(narrow, first=organisation.transparent_places)
    return replace(narrow, named=False)


def _reaching(people: QuerySet[User, Any], *, today: date) -> QuerySet[Assignment]:
    """Assignments now or later to these people (a query of ids), their teams or job roles."""
    teams = Membership.objects.on(today).filter(user__in=people).values_list("team", flat=True)
    reached = Q(user__in=people)
    reached |= Q(team__in=_with_teams_above(set(teams)))
    reached |= Q(job_role__in=User.objects.filter(pk__in=people).values("job_role"))
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    return Assignment.objects.filter(reached, still)


def _with_teams_above(teams: set[int]) -> set[int]:
    parents = dict(Team.objects.without_tree_fields().values_list("pk", "parent_id"))
    inside: set[int] = set()
    for team in teams:
        above: int | None = team
        while above is not None and above not in inside:
            inside.add(above)
            above = parents[above]
    return inside
