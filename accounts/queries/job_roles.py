"""Which job role people had when."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from accounts.models import FormerJob, User


class _Former(Protocol):
    @property
    def job_role_id(self) -> int | None: ...

    @property
    def ends_on(self) -> date: ...


@dataclass(frozen=True)
class JobSpan:
    """Days (inclusive) with one job role; None for none."""

    job_role_id: int | None
    starts: date
    ends: date


def job_spans(people: Collection[User]) -> dict[int, list[JobSpan]]:
    """For all time, by person id, oldest first (one query)."""
    former: dict[int, list[FormerJob]] = defaultdict(list)
    for row in FormerJob.objects.filter(user__in=people).order_by("ends_on"):
        former[row.user_id].append(row)
    return {person.pk: spans_of_jobs(person, former[person.pk]) for person in people}


def spans_of_jobs(person: User, former: Sequence[_Former]) -> list[JobSpan]:
    """`former`: the jobs that ended, oldest first."""
    spans = []
    starts = date.min
    for row in former:
        spans.append(JobSpan(row.job_role_id, starts, row.ends_on))
        starts = row.ends_on + timedelta(days=1)
    return [*spans, JobSpan(person.job_role_id, starts, date.max)]
