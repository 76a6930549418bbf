"""Close a period of a scorecard, and open it again (rule 27)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.live import announce
from accounts.actions.marks import BULK_FROM
from accounts.actions.refusals import Refused
from accounts.models import Organisation, StaleMark, User
from accounts.queries.many import among
from scorecards.actions.closing_locks import locked_members
from scorecards.actions.freezing import freeze_days, freeze_scores
from scorecards.actions.late_days import note_late_days
from scorecards.actions.recompute import recompute
from scorecards.models import Closing, LateDay, Scorecard
from scorecards.periods import Period
from scorecards.queries.closed import DayRange, FrozenRange
from scorecards.queries.closings.marks import reopened_marks, waiting_marks
from scorecards.queries.scoring import local_day

_PEOPLE_AT_ONCE = 500


@transaction.atomic
def close_period(
    *, scorecard: Scorecard, period: Period, by: User | None, note: str, now: datetime
) -> Closing:
    """Freeze what the period, and all shorter ones that end in it, stand at.

    `by` None: the timetable. What waits to be counted is counted first. Raises Refused when
    the period is not over for everybody, is closed, or nobody was on the scorecard in it.
    """
    Scorecard.objects.select_for_update(no_key=True).get(pk=scorecard.pk)
    if Closing.objects.standing().filter(**_named(scorecard, period)).exists():
        raise Refused(_("This period is closed already."))
    members = locked_members(scorecard.pk, period)
    people = list(members)
    _refuse_unready(scorecard, people, period, now)
    _bring_up_to_date(people, period, now)
    closing = Closing.objects.create(
        **_named(scorecard, period),
        starts_on=period.starts,
        ends_on=period.ends,
        note=note,
        closed_at=now,
        closed_by=by,
    )
    days = {person.pk: kept for person, kept in members.items() if kept}
    freeze_days(closing, days)
    freeze_scores(closing)
    _keep_late(closing, days, now)
    announce(names=[f"rep-{person.pk}" for person in people])
    return closing


@transaction.atomic
def reopen_period(*, closing: Closing, by: User, reason: str, now: datetime) -> Closing:
    """Let everything count again that came or changed since. Raises Refused.

    The closing stays, with what was frozen, as history. Days that another closing holds
    stay frozen.
    """
    if not reason.strip():
        raise Refused(_("Say why: the reason stays in the history."), "reason")
    closing = Closing.objects.select_for_update().select_related("scorecard").get(pk=closing.pk)
    if closing.reopened_at is not None:
        raise Refused(_("This period was opened again already."))
    closing.reopened_at, closing.reopened_by, closing.reason = now, by, reason.strip()
    closing.save(update_fields=["reopened_at", "reopened_by", "reason"])
    marks = reopened_marks(closing)
    for mark in marks:
        mark.bulk = len(marks) >= BULK_FROM
    StaleMark.objects.bulk_create(marks, batch_size=1000)
    announce(names=[f"rep-{mark.rep_id}" for mark in marks])
    return closing


def _keep_late(closing: Closing, days: Mapping[int, Sequence[DayRange]], now: datetime) -> None:
    """What came too late for a closing before this one does not count in this one either."""
    late = LateDay.objects.filter(
        closing__reopened_at__isnull=True,
        rep_id__in=among(list(days)),
        day__range=(closing.starts_on, closing.ends_on),
    )
    changed: dict[int, list[DayRange]] = defaultdict(list)
    for rep, day in late.values_list("rep", "day").distinct():
        changed[rep].append((day, day))
    frozen = {
        rep: [FrozenRange(closing.pk, first, last) for first, last in days[rep]] for rep in changed
    }
    note_late_days(changed, frozen=frozen, now=now)


def _named(scorecard: Scorecard, period: Period) -> dict[str, object]:
    return {"scorecard": scorecard, "kind": period.kind.value, "key": period.key}


def _refuse_unready(
    scorecard: Scorecard, people: list[User], period: Period, now: datetime
) -> None:
    if not scorecard.versions.published().exists():
        raise Refused(_("Nobody is scored by this scorecard before a version is published."))
    if not people:
        raise Refused(_("Nobody was on this scorecard then: there is nothing to close."))
    organisation = Organisation.current()
    if min(local_day(person, organisation, now) for person in people) <= period.ends:
        raise Refused(_("The period is not over yet for everybody on this scorecard."))


def _bring_up_to_date(people: list[User], period: Period, now: datetime) -> None:
    """Count what waits, and give whoever lacks a score of the period theirs."""
    marks = waiting_marks(people, period, now=now)
    behind = [person for person in people if person.pk in marks]
    for start in range(0, len(behind), _PEOPLE_AT_ONCE):
        batch = behind[start : start + _PEOPLE_AT_ONCE]
        found = [mark for person in batch for mark in marks[person.pk]]
        recompute(batch, marks=found, now=now)
        stored = [mark.pk for mark in found if mark.pk]
        StaleMark.objects.filter(pk__in=among(stored)).delete()
