"""Move people between teams from a day; what was before that day stays as it was (rule 22)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.marks import mark_stale, whole_months
from accounts.actions.refusals import Refused
from accounts.models import Membership, Team, User

_DAY = timedelta(days=1)


@transaction.atomic
def move_person(
    *, person: User, team: Team | None, from_day: date, by: User | None
) -> Membership | None:
    """Put a person into a team (None: into none) from a day on.

    The membership held on that day ends the day before. The new one lasts until that one
    would have ended, or until the next one that is already planned begins. Raises Refused.
    """
    User.objects.select_for_update().get(pk=person.pk)
    stays = list(person.memberships.select_related("team"))
    held = next((stay for stay in stays if _covers(stay, from_day)), None)
    _refuse(person, team, held, from_day)
    following = min((s.starts_on for s in stays if s.starts_on > from_day), default=None)
    ends_on = held.ends_on if held else following and following - _DAY
    if held:
        _end_before(held, from_day, by=by)
    made = None
    if team:
        made = Membership(user=person, team=team, starts_on=from_day, ends_on=ends_on)
        sign(made, by)
        made.save(force_insert=True)
    _mark(person, from_day, ends_on)
    return made


@transaction.atomic
def cancel_move(*, membership: Membership, by: User | None, today: date) -> None:
    """Take back a move that is still to come: the membership before it goes on instead.

    Raises Refused when it has begun: it is part of the history then.
    """
    person = User.objects.select_for_update().get(pk=membership.user_id)
    if membership.starts_on <= today:
        raise Refused(_("This move has begun and is part of the history; move the person again."))
    former = Membership.objects.filter(
        user=membership.user_id, ends_on=membership.starts_on - _DAY
    ).first()
    starts_on, ends_on = membership.starts_on, membership.ends_on
    sign(membership, by)
    membership.delete()
    if former:
        former.ends_on = ends_on
        sign(former, by)
        former.save(update_fields=["ends_on"])
    _mark(person, starts_on, ends_on)


def _mark(person: User, from_day: date, to_day: date | None) -> None:
    """The days whose team is another now, and the days without a team beside them.

    Those live by the calendar of the nearest membership; before the joining day nobody is scored.
    """
    stays = list(person.memberships.all())
    before = max((s.ends_on for s in stays if s.ends_on and s.ends_on < from_day), default=None)
    after = min((s.starts_on for s in stays if to_day and s.starts_on > to_day), default=None)
    first = max(before + _DAY if before else date.min, person.joined_on or date.min)
    starts, ends = whole_months(min(first, from_day), after - _DAY if after else None)
    mark_stale(reps=[person.pk], from_day=starts, to_day=ends)


def _covers(stay: Membership, day: date) -> bool:
    return stay.starts_on <= day and (stay.ends_on is None or day <= stay.ends_on)


def _refuse(person: User, team: Team | None, held: Membership | None, from_day: date) -> None:
    if held is None and team is None:
        raise Refused(_("%s is in no team on that day.") % person.name, "team")
    if held and team and held.team_id == team.pk:
        words = {"person": person.name, "team": team.name}
        raise Refused(_("%(person)s is in %(team)s on that day already.") % words, "team")


def _end_before(held: Membership, day: date, *, by: User | None) -> None:
    sign(held, by)
    if held.starts_on == day:
        held.delete()
        return
    held.ends_on = day - _DAY
    held.save(update_fields=["ends_on"])
