"""What a draft would change: the running periods' scores and ranks under it beside today's.

Nothing is written: both sides are computed from the daily totals, so that the preview shows
to the last digit what publishing the draft for the running periods would store.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Organisation, User
from scorecards.models import Section, Version
from scorecards.periods import Period
from scorecards.queries.enrolment import Enrolment
from scorecards.queries.scoring import RepScore, compute_scores, local_day
from scorecards.scoring.lines import ratio
from scorecards.scoring.ranks import ranked
from scorecards.scoring.records import ZERO
from scorecards.scoring.rounding import half_up

_SHOWN = 1
"""Decimals of a score as people see it (rule 9): what changes less has not moved."""


@dataclass(frozen=True)
class Side:
    """A rep's section as it is, or as it would be; nothing is known where it is not scored."""

    period: Period | None = None
    score: Decimal | None = None
    rank: int | None = None


@dataclass(frozen=True)
class PreviewRow:
    rep: User
    before: Side
    after: Side

    @property
    def change(self) -> Decimal | None:
        """Score under the draft minus today's, as shown; None where one is unknown."""
        if self.before.score is None or self.after.score is None:
            return None
        return half_up(self.after.score, places=_SHOWN) - half_up(self.before.score, places=_SHOWN)

    @property
    def places(self) -> int | None:
        """Places gained (lost: below 0)."""
        if self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank

    @property
    def places_lost(self) -> int:
        return max(0, -(self.places or 0))

    @property
    def moves(self) -> bool:
        return self.change != 0


@dataclass(frozen=True)
class PreviewSection:
    """`rows`: the people one may see, biggest change first; `others`: how many more there are.

    The mean scores are over everybody who has one on that side.
    """

    kind: str
    before: Period | None
    after: Period | None
    mean_before: Decimal | None
    mean_after: Decimal | None
    rows: tuple[PreviewRow, ...]
    others: int

    @property
    def label(self) -> str:
        return str(Section.Kind(self.kind).label)

    @property
    def moving(self) -> int:
        return sum(row.moves for row in self.rows)

    @property
    def period_changes(self) -> bool:
        """Whether scores of periods of different lengths stand side by side."""
        return bool(self.before and self.after and self.before.kind != self.after.kind)


@dataclass(frozen=True)
class Preview:
    people: int
    sections: tuple[PreviewSection, ...]


def preview_of(
    draft: Version, *, enrolled: Enrolment, visible: set[int], now: datetime, today: date
) -> Preview:
    """The preview for the reps on the draft's scorecard; rows only of the `visible` ones (ids)."""
    people = enrolled.on(draft.scorecard_id, day=today)
    organisation = Organisation.current()
    days = {rep.pk: local_day(rep, organisation, now) for rep in people}
    ranges = {rep: [(day, day)] for rep, day in days.items()}
    before = _sides(compute_scores(people, ranges=ranges, now=now), draft.scorecard_id)
    after = _sides(compute_scores(people, ranges=ranges, now=now, draft=draft), draft.scorecard_id)
    sections = (_section(kind, people, before[kind], after[kind], visible) for kind in Section.Kind)
    return Preview(people=len(people), sections=tuple(s for s in sections if s is not None))


def _sides(computed: Iterable[RepScore], card: int) -> dict[str, dict[int, Side]]:
    """By section kind and rep id, ranked among those in the same period (rule 24)."""
    scores: dict[tuple[str, str], dict[int, RepScore]] = defaultdict(dict)
    for score in computed:
        if score.section.scorecard_id == card:
            scores[score.section.kind, score.period.key][score.rep_id] = score
    sides: dict[str, dict[int, Side]] = defaultdict(dict)
    for (kind, _key), of_reps in scores.items():
        ranks = ranked({rep: score.scored.score for rep, score in of_reps.items()})
        for rep, score in of_reps.items():
            sides[kind][rep] = Side(score.period, score.scored.score, ranks.get(rep))
    return sides


def _section(
    kind: str,
    people: Sequence[User],
    before: Mapping[int, Side],
    after: Mapping[int, Side],
    visible: set[int],
) -> PreviewSection | None:
    scored = [rep for rep in people if rep.pk in before or rep.pk in after]
    if not scored:
        return None
    nothing = Side()
    rows = [
        PreviewRow(rep, before.get(rep.pk, nothing), after.get(rep.pk, nothing))
        for rep in scored
        if rep.pk in visible
    ]
    return PreviewSection(
        kind=kind,
        before=_period(before),
        after=_period(after),
        mean_before=_mean(before),
        mean_after=_mean(after),
        rows=tuple(sorted(rows, key=_biggest_first)),
        others=len(scored) - len(rows),
    )


def _period(sides: Mapping[int, Side]) -> Period | None:
    periods = (side.period for side in sides.values() if side.period)
    return max(periods, key=lambda period: period.starts, default=None)


def _mean(sides: Mapping[int, Side]) -> Decimal | None:
    known = [side.score for side in sides.values() if side.score is not None]
    return ratio(numerator=sum(known, ZERO), denominator=Decimal(len(known)))


def _biggest_first(row: PreviewRow) -> tuple[bool, Decimal, int, int, str]:
    """Who gets or loses a score at all comes first, then by the change of the score."""
    gets_or_loses = (row.before.score is None) != (row.after.score is None)
    change, places = row.change or ZERO, row.places or 0
    return not gets_or_loses, -abs(change), -abs(places), row.after.rank or 0, row.rep.name
