"""What people are paid to do: the list that scorecards are assigned to."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.models import FormerJob, JobRole


def create_job_role(*, name: str) -> JobRole:
    return JobRole.objects.create(name=name)


def rename_job_role(*, job_role: JobRole, name: str) -> JobRole:
    job_role.name = name
    job_role.save(update_fields=["name"])
    return job_role


def keep_former_jobs(*, changes: Iterable[tuple[int, int, date]]) -> None:
    """Of (person id, job role id until now, first day of another one): the past keeps its role.

    A second change on the same day replaces only what that day began with. So does one on a day
    before it, which there is after another time zone was chosen.
    """
    changes = list(changes)
    former_jobs = FormerJob.objects.filter(user__in=[person for person, _, _ in changes])
    kept = dict(former_jobs.values_list("user").annotate(last=Max("ends_on")))
    FormerJob.objects.bulk_create(
        (
            FormerJob(user_id=person, job_role_id=former, ends_on=day - timedelta(days=1))
            for person, former, day in changes
            if person not in kept or kept[person] < day - timedelta(days=1)
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


@transaction.atomic
def remove_job_role(*, job_role: JobRole) -> None:
    """Raises Refused while people have it or a scorecard is assigned to it."""
    assigned = job_role.assignments.exists()
    if assigned or job_role.user_set.exists():
        raise Refused(_("“%s” is in use; give its people another first.") % job_role.name)
    try:
        job_role.delete()
    except ProtectedError:
        raise Refused(_("“%s” is in use.") % job_role.name) from None
