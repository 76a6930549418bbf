"""Put people, teams and job roles on scorecards, and end that."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.marks import mark_stale
from accounts.models import JobRole, Team, User
from scorecards.actions.activities import Refusal, sign_history
from scorecards.models import Assignment, Scorecard
from scorecards.queries.enrolment import reps_reached


@transaction.atomic
def assign(
    *,
    scorecard: Scorecard,
    to: User | Team | JobRole,
    starts_on: date,
    ends_on: date | None,
    by: User,
) -> Assignment:
    """From that day on the scorecard holds for them, unless something nearer does.

    Marks whom it reaches. Raises Refusal when the same is said already for these days.
    """
    field = {User: "user", Team: "team", JobRole: "job_role"}[type(to)]
    same = scorecard.assignments.filter(**{field: to})
    if same.overlapping(starts_on, ends_on or date.max).exists():
        raise Refusal("starts_on", "twice", _("%s is assigned for these days already.") % to)
    assignment = Assignment(
        scorecard=scorecard, starts_on=starts_on, ends_on=ends_on, **{field: to}
    )
    sign_history(assignment, by=by)
    assignment.save(force_insert=True)
    mark_stale(reps=reps_reached(assignment), from_day=starts_on, to_day=ends_on)
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment, ends_on: date, by: User) -> None:
    """Let it end on a day (inclusive); one that would end before it starts is taken away."""
    assignment = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    starts_on, before = assignment.starts_on, assignment.ends_on
    assignment.ends_on = None
    reached = reps_reached(assignment)
    sign_history(assignment, by=by)
    if ends_on < starts_on:
        assignment.delete()
    else:
        assignment.ends_on = ends_on
        assignment.save(update_fields=["ends_on"])
    mark_stale(
        reps=reached,
        from_day=max(starts_on, min(ends_on, before or ends_on)),
        to_day=None if before is None else max(before, ends_on),
    )
