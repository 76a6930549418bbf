"""One e-mail a day at most to whoever is asked for check-ins that are due."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import Organisation, User
from goals.models import Reminder, ReminderChoice
from goals.queries.due_check_ins import DueCheckIn, due_check_ins_by_person


def remind(*, now: datetime) -> int:
    """Write to everybody whose working day has begun; says how many e-mails were sent.

    The rows that say who was reminded of what are committed before the e-mail is sent. So
    nobody is told twice, whatever dies when; an e-mail that is lost between the two is not sent
    again, and its check-ins stay marked on the page of goals.
    """
    organisation = Organisation.current()
    sent = 0
    for person, due in due_check_ins_by_person(now=now).items():
        if not _has_begun_work(person, organisation, now=now):
            continue
        claimed = _claim(person, due)
        if claimed:
            _send(person, claimed)
            sent += 1
    return sent


def choose_reminders(*, person: User, by_email: bool) -> None:
    ReminderChoice.objects.update_or_create(person=person, defaults={"by_email": by_email})


@transaction.atomic
def _claim(person: User, due: Sequence[DueCheckIn]) -> list[DueCheckIn]:
    """Those that this person was not told of, now written down as told."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    goals = [each.goal for each in due]
    told = set(Reminder.objects.filter(person=person, goal__in=goals).values_list("goal_id", "day"))
    fresh = [each for each in due if (each.goal.pk, each.day) not in told]
    Reminder.objects.bulk_create(
        Reminder(goal=each.goal, person=person, day=each.day) for each in fresh
    )
    return fresh


def _has_begun_work(person: User, organisation: Organisation, *, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(person.time_zone or organisation.time_zone))
    return local.time() >= organisation.work_starts


def _send(person: User, due: Sequence[DueCheckIn]) -> None:
    subject = ngettext("A check-in is due", "%(count)d check-ins are due", len(due))
    words = render_to_string(
        "goals/email/check_ins_due.txt",
        {
            "person": person,
            "due": [(each, _address(reverse("goal", args=[each.goal.pk]))) for each in due],
            "goals_url": _address(reverse("goals")),
        },
    )
    send_mail(subject % {"count": len(due)}, words, None, [person.email], fail_silently=True)


def _address(path: str) -> str:
    """With the installation's own origin where it is known, else the path alone."""
    origins = [each for each in settings.CSRF_TRUSTED_ORIGINS if "*" not in each]
    return f"{origins[0]}{path}" if origins else path
