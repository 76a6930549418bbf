"""Scorecards for programs: what is on them now and what will be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scorecards.models import Scorecard, Version
from scorecards.queries.drafts import WrittenCard, terms_of_many
from scorecards.queries.editor import COMING, IN_FORCE, version_rows


@dataclass(frozen=True)
class ListedVersion:
    """`state`: in force, or coming."""

    number: int
    state: str
    terms: WrittenCard


@dataclass(frozen=True)
class ListedCard:
    """A scorecard with its version in force and those that come; drafts are nobody's business."""

    card: Scorecard
    versions: tuple[ListedVersion, ...]


def listed_cards(cards: Sequence[Scorecard], *, today: date) -> list[ListedCard]:
    """These scorecards, in their order (3 queries)."""
    published: dict[int, list[Version]] = defaultdict(list)
    rows = Version.objects.published().filter(scorecard__in=cards)
    for version in rows.order_by("starts_on", "number"):
        published[version.scorecard_id].append(version)
    shown = [
        row
        for versions in published.values()
        for row in version_rows(versions, today=today)
        if row.state in (IN_FORCE, COMING)
    ]
    terms = terms_of_many(row.version for row in shown)
    return [
        ListedCard(
            card,
            tuple(
                ListedVersion(row.version.number, row.state, terms[row.version.pk])
                for row in shown
                if row.version.scorecard_id == card.pk
            ),
        )
        for card in cards
    ]
