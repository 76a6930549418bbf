"""The list of scorecards for the setup, and the states of their versions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import people_visible_to
from accounts.models import User
from scorecards.access import scorecards_steered_by, scorecards_visible_to
from scorecards.models import Assignment, Scorecard, Version
from scorecards.queries.effects import latest_begun
from scorecards.queries.enrolment import enrolment

DRAFT, COMING, IN_FORCE, FORMER, REPLACED = "draft", "coming", "in_force", "former", "replaced"
STATE_WORDS = {
    DRAFT: _("Draft"),
    COMING: _("Coming"),
    IN_FORCE: _("In force"),
    FORMER: _("Former"),
    REPLACED: _("Never in force"),
}


@dataclass(frozen=True)
class VersionRow:
    version: Version
    state: str

    @property
    def word(self) -> str:
        return str(STATE_WORDS[self.state])


@dataclass(frozen=True)
class CardRow:
    """One line of the list. `assigned`: names of whom it is assigned to today or later."""

    card: Scorecard
    in_force: Version | None
    metrics: int
    coming: Version | None
    draft: Version | None
    people: int
    assigned: tuple[str, ...]
    is_steered: bool


def card_rows(user: User, *, today: date) -> list[CardRow]:
    """The scorecards that the user may read, in a constant number of queries."""
    cards = list(scorecards_visible_to(user, today=today).select_related("owner_team"))
    steered = set(scorecards_steered_by(user).values_list("pk", flat=True))
    versions: dict[int, list[Version]] = defaultdict(list)
    counted = Version.objects.annotate(metrics=Count("sections__benchmarks__metric", distinct=True))
    for version in counted.filter(scorecard__in=cards).order_by("number"):
        versions[version.scorecard_id].append(version)
    assigned: dict[int, list[str]] = defaultdict(list)
    for row in _running_assignments(cards, user, today):
        assigned[row.scorecard_id].append(str(row.user or row.team or row.job_role))
    enrolled = enrolment()
    return [
        _card_row(
            card,
            versions=version_rows(versions[card.pk], today=today),
            people=len(enrolled.on(card.pk, day=today)),
            assigned=tuple(assigned[card.pk]),
            is_steered=card.pk in steered,
        )
        for card in cards
    ]


def version_rows(versions: Sequence[Version], *, today: date) -> list[VersionRow]:
    """Every version with its state; `versions` are all of one scorecard."""
    published = [version for version in versions if not version.is_draft]
    begun = latest_begun(published, today=today)
    return [VersionRow(version, _state(version, published, begun, today)) for version in versions]


def first_in_state(rows: Iterable[VersionRow], state: str) -> Version | None:
    """Of the versions in that state the one that starts first."""
    found = (row.version for row in rows if row.state == state)
    return min(found, key=lambda version: version.starts_on, default=None)


def open_to(user: User, *, today: date) -> Q:
    """The assignments that the user may read: of teams and job roles, and of people they see."""
    seen = people_visible_to(user, today=today).values("pk")
    return Q(user__isnull=True) | Q(user__in=seen)


def _running_assignments(
    cards: Iterable[Scorecard], user: User, today: date
) -> QuerySet[Assignment]:
    """Assignments of these scorecards that hold today or later."""
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    rows = Assignment.objects.filter(still, open_to(user, today=today), scorecard__in=cards)
    return rows.select_related("user", "team", "job_role").order_by("starts_on", "pk")


def _card_row(
    card: Scorecard,
    *,
    versions: Sequence[VersionRow],
    people: int,
    assigned: tuple[str, ...],
    is_steered: bool,
) -> CardRow:
    in_force = first_in_state(versions, IN_FORCE)
    return CardRow(
        card=card,
        in_force=in_force,
        metrics=getattr(in_force, "metrics", 0),
        coming=first_in_state(versions, COMING),
        draft=first_in_state(versions, DRAFT),
        people=people,
        assigned=assigned,
        is_steered=is_steered,
    )


def _state(
    version: Version, published: Sequence[Version], begun: Version | None, today: date
) -> str:
    if version.is_draft:
        return DRAFT
    if begun and version.pk == begun.pk:
        return IN_FORCE
    same_day = [other.number for other in published if other.starts_on == version.starts_on]
    if version.number < max(same_day):
        return REPLACED
    return COMING if version.starts_on > today else FORMER
