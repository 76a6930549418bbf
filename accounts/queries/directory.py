"""Reps and teams as lists for programs: each a constant number of queries a page."""

from datetime import date

from django.db.models import Case, F, Prefetch, QuerySet, When

from accounts.access import people_visible_to, team_ids_below, teams_visible_to
from accounts.models import Membership, Team, User


def reps_listed(user: User, *, today: date, team: Team | None = None) -> QuerySet[User]:
    """The reps whom the user may see, with `memberships` of today; of one team and those below."""
    now = Membership.objects.on(today)
    reps = people_visible_to(user, today=today).reps()  # type: ignore[attr-defined]
    if team is not None:
        inside = now.filter(team__in=team_ids_below([team.pk]))
        reps = reps.filter(pk__in=inside.values("user"))
    return reps.select_related("job_role").prefetch_related(Prefetch("memberships", now))


def teams_listed(user: User, *, today: date) -> QuerySet[Team]:
    """The teams whose boards the user may open; what they may not see of them is left out."""
    visible = teams_visible_to(user)
    people = people_visible_to(user, today=today)
    return (
        visible.without_tree_fields()  # type: ignore[attr-defined]
        .annotate(visible_parent=Case(When(parent__in=visible.values("pk"), then=F("parent"))))
        .prefetch_related(Prefetch("managers", people))
    )
