"""One scorecard in the setup: its versions, who is on it, and through what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.access import people_visible_to
from accounts.models import Organisation, User
from scorecards.access import assignments_steered_by, scorecards_steered_by
from scorecards.models import Assignment, Scorecard, Version
from scorecards.periods import Period, PeriodKind, first_starting_from
from scorecards.queries.drafts import WrittenCard, WrittenSection, terms_of_many
from scorecards.queries.editor import (
    COMING,
    DRAFT,
    IN_FORCE,
    VersionRow,
    first_in_state,
    open_to,
    version_rows,
)
from scorecards.queries.enrolment import (
    Enrolment,
    card_names,
    reached_by,
    team_tree,
)
from scorecards.queries.terms import period_rules


@dataclass(frozen=True)
class AssignmentRow:
    """`reached`: how many reps it names today; `holds`: those of them on the scorecard today."""

    assignment: Assignment
    reached: int
    holds: int
    may_end: bool
    is_over: bool
    is_coming: bool

    @property
    def elsewhere(self) -> int:
        return self.reached - self.holds


@dataclass(frozen=True)
class PersonRow:
    """A rep on the scorecard since a day (and until one), or on another one: `instead`."""

    rep: User
    since: date | None
    until: date | None
    instead: str = ""


@dataclass(frozen=True)
class ShownSection:
    """A section as written, and the first period in which it holds."""

    written: WrittenSection
    first: Period
    waits: bool


@dataclass(frozen=True)
class CardPage:
    """`terms` and `sections` are of the version in force, without one of the next to come."""

    card: Scorecard
    is_steered: bool
    versions: tuple[VersionRow, ...]
    in_force: Version | None
    coming: Version | None
    draft: Version | None
    terms: WrittenCard | None
    sections: tuple[ShownSection, ...]
    assignments: tuple[AssignmentRow, ...]
    people: tuple[PersonRow, ...]
    hidden_people: int
    elsewhere: tuple[PersonRow, ...]

    @property
    def shown(self) -> Version | None:
        return self.in_force or self.coming

    @property
    def follows(self) -> bool:
        """Whether another version ran before the one shown."""
        published = {row.version.number for row in self.versions if not row.version.is_draft}
        return self.shown is not None and min(published) < self.shown.number


def card_page(card: Scorecard, user: User, *, enrolled: Enrolment, today: date) -> CardPage:
    """Everything about a scorecard that the user may read, in a constant number of queries."""
    versions = card.versions.select_related("made_by", "published_by").order_by("-number")
    rows = version_rows(list(versions), today=today)
    in_force, coming = first_in_state(rows, IN_FORCE), first_in_state(rows, COMING)
    shown = in_force or coming
    terms = terms_of_many([shown])[shown.pk] if shown else None
    visible = set(people_visible_to(user, today=today).values_list("pk", flat=True))
    assignments = _assignments_of(card, user, today)
    reached = _reached_today(assignments, enrolled, today)
    on_it = {rep.pk for rep in enrolled.on(card.pk, day=today)}
    named = set().union(*reached.values())
    return CardPage(
        card=card,
        is_steered=scorecards_steered_by(user).filter(pk=card.pk).exists(),
        versions=tuple(rows),
        in_force=in_force,
        coming=coming,
        draft=first_in_state(rows, DRAFT),
        terms=terms,
        sections=_shown_sections(terms, today) if terms else (),
        assignments=_assignment_rows(assignments, reached, on_it, user, today),
        people=_people(on_it & visible, enrolled, today),
        hidden_people=len(on_it - visible),
        elsewhere=_people((named - on_it) & visible, enrolled, today),
    )


def _shown_sections(terms: WrittenCard, today: date) -> tuple[ShownSection, ...]:
    rules = period_rules(Organisation.current())
    shown = []
    for written in terms.sections:
        kind = PeriodKind(written.period)
        first = first_starting_from(day=terms.starts_on, kind=kind, rules=rules)
        shown.append(ShownSection(written, first, waits=first.starts > today))
    return tuple(shown)


def _assignments_of(card: Scorecard, user: User, today: date) -> list[Assignment]:
    rows = card.assignments.filter(open_to(user, today=today))
    rows = rows.select_related("user", "team", "job_role")
    return list(rows.order_by("-starts_on", "-pk"))


def _reached_today(
    assignments: Iterable[Assignment], enrolled: Enrolment, today: date
) -> dict[int, set[int]]:
    tree, reps = team_tree(), enrolled.employed(today)
    return {
        row.pk: reached_by(row, reps=reps, tree=tree, starts=today, ends=today)
        if row.starts_on <= today <= (row.ends_on or date.max)
        else set()
        for row in assignments
    }


def _assignment_rows(
    assignments: Iterable[Assignment],
    reached: Mapping[int, set[int]],
    on_it: set[int],
    user: User,
    today: date,
) -> tuple[AssignmentRow, ...]:
    endable = set(assignments_steered_by(user, today=today).values_list("pk", flat=True))
    return tuple(
        AssignmentRow(
            assignment=row,
            reached=len(reached[row.pk]),
            holds=len(reached[row.pk] & on_it),
            may_end=row.pk in endable and (row.ends_on or date.max) >= today,
            is_over=(row.ends_on or date.max) < today,
            is_coming=row.starts_on > today,
        )
        for row in assignments
    )


def _people(ids: set[int], enrolled: Enrolment, today: date) -> tuple[PersonRow, ...]:
    names = card_names() if ids else {}
    rows = []
    for rep in enrolled.reps.values():
        if rep.pk in ids:
            span = enrolled.span_of(rep.pk, day=today)
            rows.append(
                PersonRow(
                    rep=rep,
                    since=span.starts if span else None,
                    until=span.ends if span and span.ends < date.max else None,
                    instead=names[span.scorecard_id] if span else "",
                )
            )
    return tuple(rows)
