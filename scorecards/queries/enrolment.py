"""Who is on which scorecard, and through what (person before team before job role)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import FormerJob, Membership, Team, User
from scorecards.models import Assignment, Scorecard
from scorecards.queries.terms import CardSpan, card_spans


@dataclass(frozen=True)
class Enrolment:
    """Every rep with their days on scorecards; made once a page, in five queries."""

    reps: dict[int, User]
    spans: dict[int, list[CardSpan]]

    def on(self, scorecard: int, *, day: date) -> list[User]:
        """The reps employed and on that scorecard (id) on a day, by name."""
        return [rep for rep in self.reps.values() if self.card_of(rep.pk, day=day) == scorecard]

    def employed(self, day: date) -> list[User]:
        return [rep for rep in self.reps.values() if rep.is_employed_on(day)]

    def card_of(self, rep: int, *, day: date) -> int | None:
        """The scorecard (id) that holds for the rep on a day."""
        if not self.reps[rep].is_employed_on(day):
            return None
        span = self.span_of(rep, day=day)
        return span.scorecard_id if span else None

    def span_of(self, rep: int, *, day: date) -> CardSpan | None:
        return next((s for s in self.spans[rep] if s.starts <= day <= s.ends), None)

    def ever_on(self, scorecards: Collection[int], *, since: date) -> dict[int, date]:
        """Reps (id) on one of the scorecards on or after a day, with the first such day."""
        found: dict[int, date] = {}
        for rep, spans in self.spans.items():
            days = [
                max(span.starts, since)
                for span in spans
                if span.scorecard_id in scorecards and span.ends >= since
            ]
            if days:
                found[rep] = min(days)
        return found


def enrolment() -> Enrolment:
    """All reps, also those who left: their past is scored too."""
    reps = {rep.pk: rep for rep in User.objects.reps().order_by("name", "pk")}
    return Enrolment(reps=reps, spans=card_spans(list(reps.values())))


@dataclass(frozen=True)
class TeamTree:
    """Who was in which team, and what is above it; for telling whom an assignment reaches."""

    parents: dict[int, int | None]
    stays: tuple[Membership, ...]
    former_jobs: tuple[FormerJob, ...]

    def had_job(self, job_role: int | None, *, since: date) -> set[int]:
        """People (ids) with the job role on some day from then on who have another one now."""
        return {
            job.user_id
            for job in self.former_jobs
            if job.job_role_id == job_role and job.ends_on >= since
        }

    def members_below(self, team: int, *, starts: date, ends: date) -> set[int]:
        """People (ids) in the team or below it on some of the days."""
        return {
            stay.user_id
            for stay in self.stays
            if stay.starts_on <= ends
            and (stay.ends_on or date.max) >= starts
            and self._is_below(stay.team_id, team)
        }

    def _is_below(self, team: int | None, top: int) -> bool:
        while team is not None and team != top:
            team = self.parents[team]
        return team is not None


def team_tree() -> TeamTree:
    parents = Team.objects.without_tree_fields().values_list("pk", "parent_id")
    return TeamTree(
        parents=dict(parents),
        stays=tuple(Membership.objects.all()),
        former_jobs=tuple(FormerJob.objects.all()),
    )


def reached_by(
    assignment: Assignment, *, reps: Iterable[User], tree: TeamTree, starts: date, ends: date
) -> set[int]:
    """The reps (ids) an assignment names on some of the days, whatever else holds for them."""
    if assignment.user_id:
        named = {assignment.user_id}
    elif assignment.team_id:
        named = tree.members_below(assignment.team_id, starts=starts, ends=ends)
    else:
        now = {rep.pk for rep in reps if rep.job_role_id == assignment.job_role_id}
        named = now | tree.had_job(assignment.job_role_id, since=starts)
    return named & {rep.pk for rep in reps}


def reps_reached(assignment: Assignment) -> set[int]:
    """The reps (ids) whose scorecard may change with this assignment."""
    return reached_by(
        assignment,
        reps=list(User.objects.reps()),
        tree=team_tree(),
        starts=assignment.starts_on,
        ends=assignment.ends_on or date.max,
    )


def card_names() -> dict[int, str]:
    return dict(Scorecard.objects.values_list("pk", "name"))
