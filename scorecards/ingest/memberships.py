"""Who is in which team from when on, set-wise (rule 22)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db.models import Max
from simple_history.utils import bulk_create_with_history

from accounts.models import Membership, Team, User
from scorecards.ingest.histories import change

FIRST_DAY = date(2000, 1, 1)
"""From when on somebody whose joining day nobody knows is in their team."""


def settle(
    people: Mapping[int, User], teams: Mapping[int, Team], *, today: Callable[[User], date]
) -> dict[int, date]:
    """Puts people (by id) into their teams; those who were elsewhere move today. Gives back who
    came into a team and from which day on their scores may be others."""
    present = {
        membership.user_id: membership
        for membership in Membership.objects.filter(user__in=teams.keys(), ends_on=None)
    }
    ended = dict(
        Membership.objects.filter(user__in=teams.keys(), ends_on__isnull=False)
        .values_list("user")
        .annotate(last=Max("ends_on"))
    )
    new: list[Membership] = []
    changes: list[tuple[Membership, dict[str, object]]] = []
    starts: dict[int, date] = {}
    for pk, team in teams.items():
        former, day = present.get(pk), today(people[pk])
        if former and former.team_id == team.pk:
            continue
        if former and former.starts_on >= day:
            changes.append((former, {"team_id": team.pk}))
            # Days without a team before it live by its calendar too.
            starts[pk] = min(former.starts_on, _first_day(people[pk], ended.get(pk)))
            continue
        starts[pk] = day if former else _first_day(people[pk], ended.get(pk))
        if former:
            changes.append((former, {"ends_on": day - timedelta(days=1)}))
        new.append(Membership(user_id=pk, team=team, starts_on=starts[pk]))
    change(changes, reason="import")
    if new:
        bulk_create_with_history(new, Membership, batch_size=500, default_change_reason="import")
    return starts


def _first_day(person: User, ended: date | None) -> date:
    joined = person.joined_on or FIRST_DAY
    return max(joined, ended + timedelta(days=1)) if ended else joined
