"""Which check-ins are due, and who is asked for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from accounts.models import Organisation, User
from accounts.queries.working_time import working_time_of
from goals.models import Goal, ReminderChoice
from goals.queries.owners import speaks_for
from goals.rhythm import latest_due, next_check_in

_ALWAYS = (date.min, date.max)


@dataclass(frozen=True)
class DueCheckIn:
    """A goal and the day on which somebody should have said, or says today, where it is."""

    goal: Goal
    day: date


def with_last_check_in(goals: QuerySet[Goal]) -> QuerySet[Goal]:
    """Each with `last_check_in`, the day of it or None."""
    return goals.annotate(last_check_in=Max("check_ins__day"))


def next_of(goal: Goal, *, last: date | None) -> date | None:
    """The day of the next check-in; None for a closed goal or one without a rhythm."""
    if not goal.is_open:
        return None
    return next_check_in(
        rhythm=goal.rhythm, starts_on=goal.starts_on, due_on=goal.due_on, last=last
    )


def due_check_ins_by_person(*, now: datetime) -> dict[User, list[DueCheckIn]]:
    """By everybody who works today and gets e-mails, what is due by their own day.

    A constant number of queries.
    """
    organisation = Organisation.current()
    by_person: dict[User, list[DueCheckIn]] = defaultdict(list)
    for goal in with_last_check_in(_open_goals()):
        for person in _asked(goal):
            day = _due_day(goal, today=_today(person, organisation, now))
            if day is not None:
                by_person[person].append(DueCheckIn(goal, day))
    reached = _reached(by_person, organisation, now)
    return {person: due for person, due in by_person.items() if person.pk in reached}


def _open_goals() -> QuerySet[Goal]:
    asked = ~Q(rhythm=Goal.Rhythm.NEVER)
    rows = Goal.objects.filter(asked, closed_at__isnull=True).order_by("due_on", "pk")
    return rows.select_related("person", "team", "made_by").prefetch_related("team__managers")


def _due_day(goal: Goal, *, today: date) -> date | None:
    return latest_due(
        rhythm=goal.rhythm,
        starts_on=goal.starts_on,
        due_on=goal.due_on,
        last=goal.last_check_in,  # type: ignore[attr-defined]
        today=today,
    )


def _asked(goal: Goal) -> Iterable[User]:
    """The person; of a team those who manage it; of the company whoever made the goal.

    Who has another role by now may neither read nor steer it, and is not asked.
    """
    if goal.person:
        return [goal.person]
    made_by = [goal.made_by] if goal.made_by else []
    asked = goal.team.managers.all() if goal.team else made_by
    return [person for person in asked if speaks_for(person, goal)]


def _today(person: User, organisation: Organisation, now: datetime) -> date:
    return now.astimezone(ZoneInfo(person.time_zone or organisation.time_zone)).date()


def _reached(people: Collection[User], organisation: Organisation, now: datetime) -> set[int]:
    """Those who may log in, want e-mails and work on their own day."""
    days = {person.pk: _today(person, organisation, now) for person in people}
    if not days:
        return set()
    quiet = set(
        ReminderChoice.objects.filter(person__in=people, by_email=False).values_list(
            "person_id", flat=True
        )
    )
    working = working_time_of(people, starts=min(days.values()), ends=max(days.values()))
    return {
        person.pk
        for person in people
        if person.is_active
        and person.pk not in quiet
        and working[person.pk]
        .shares(starts=days[person.pk], ends=days[person.pk], on_card=[_ALWAYS])[0]
        .present
    }


def gets_reminders(person: User) -> bool:
    """Whether this person wants an e-mail when a check-in is due; so does who never said."""
    return not ReminderChoice.objects.filter(person=person, by_email=False).exists()
