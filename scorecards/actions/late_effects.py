"""What late facts would change if their period were opened again: tried, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import Role, User
from scorecards.actions.totals import rebuild_totals
from scorecards.models import Closing, FrozenScore, LateDay
from scorecards.queries.rebuilt import as_stored
from scorecards.queries.scoring import ScoreKey, compute_scores
from scorecards.queries.stored_scores import key_of
from scorecards.scoring.ranks import ranked

# More late reps at once are a second import: look at them by opening the period again.
MOST_REPS = 300


@dataclass(frozen=True)
class LateEffect:
    """A frozen score beside what it would be; ranks are among the same period's scores."""

    frozen: FrozenScore
    score: Decimal | None
    rank: int | None

    @property
    def rep_name(self) -> str:
        return str(self.frozen.standing["rep"])

    @property
    def moves_score(self) -> bool:
        return self.score != self.frozen.score


def late_effects(*, closing: Closing, now: datetime) -> list[LateEffect] | None:
    """Every frozen score and place that would be another one; None when too many came late.

    The totals of the late days are rebuilt from the facts and the scores computed by what
    holds now, in a transaction that is rolled back. Stores nothing.
    """
    reps = set(LateDay.objects.filter(closing=closing).values_list("rep", flat=True))
    if len(reps) > MOST_REPS:
        return None
    with transaction.atomic():
        scores = _as_if_open(closing, reps, now)
        transaction.set_rollback(True)
    return _effects(closing, scores)


def _as_if_open(closing: Closing, reps: set[int], now: datetime) -> dict[ScoreKey, Decimal | None]:
    people = User.objects.filter(pk__in=reps).order_by("pk").select_for_update(no_key=True)
    late = LateDay.objects.filter(closing=closing).values_list("rep", "day").distinct()
    members = list(people)
    Closing.objects.standing().filter(
        scorecard=closing.scorecard_id,
        starts_on__lte=closing.ends_on,
        ends_on__gte=closing.starts_on,
    ).update(reopened_at=now, reason="only to see")
    rebuild_totals([(rep, day, day) for rep, day in late])
    ranges = {person.pk: [(closing.starts_on, closing.ends_on)] for person in members}
    computed = compute_scores(
        [person for person in members if person.role == Role.REP], ranges=ranges, now=now
    )
    return {key_of(score): as_stored(score.scored.score) for score in computed}


def _effects(closing: Closing, scores: Mapping[ScoreKey, Decimal | None]) -> list[LateEffect]:
    touched = {(section, key) for _, section, key in scores}
    rows = FrozenScore.objects.filter(closing=closing, key__in={key for _, key in touched})
    by_period: dict[tuple[int, str], list[FrozenScore]] = {}
    for row in rows.defer("lines", "presence").order_by("-starts_on", "kind", "rank", "pk"):
        if (row.section_id, row.key) in touched:
            by_period.setdefault((row.section_id, row.key), []).append(row)
    found = []
    for peers in by_period.values():
        then = {
            row.pk: scores.get((row.rep_id, row.section_id, row.key), row.score) for row in peers
        }
        places = ranked(then)
        for row in peers:
            effect = LateEffect(row, then[row.pk], places.get(row.pk))
            if effect.moves_score or effect.rank != row.rank:
                found.append(effect)
    return found
