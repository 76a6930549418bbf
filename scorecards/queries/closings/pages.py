"""The pages of closed periods: what may be closed on a scorecard, and what one closing froze."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from accounts.access import people_visible_to
from accounts.models import Organisation, User
from accounts.queries.many import among
from scorecards.access import scorecards_steered_by
from scorecards.models import Closing, FrozenScore, Scorecard
from scorecards.periods import Period, PeriodKind, PeriodRules, last_periods, period_containing
from scorecards.queries.closings.marks import waiting_marks
from scorecards.queries.closings.members import closed_with, members_in
from scorecards.queries.terms import period_rules

OFFERED = 12
KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)


@dataclass(frozen=True)
class ClosablePeriod:
    """A finished period; `within`: a longer closed period that holds it too."""

    period: Period
    closing: Closing | None
    within: Closing | None
    opened: Closing | None
    late_days: int


@dataclass(frozen=True)
class ClosingsPage:
    cards: Sequence[Scorecard]
    card: Scorecard | None
    kind: PeriodKind
    rows: tuple[ClosablePeriod, ...]

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        return KINDS


@dataclass(frozen=True)
class ClosingPreview:
    """`people`: on the scorecard in the period; `waiting`: with figures still to be counted."""

    card: Scorecard
    period: Period
    people: int
    waiting: int
    late_days: int


@dataclass(frozen=True)
class FrozenPeriod:
    """A section's period that a closing froze."""

    kind: str
    key: str
    scores: int


@dataclass(frozen=True)
class ClosingPage:
    """One closing; `rows` are the scores of people whom the reader sees, `hidden` the others."""

    closing: Closing
    periods: tuple[FrozenPeriod, ...]
    shown: FrozenPeriod | None
    rows: Sequence[FrozenScore]
    hidden: int
    late_days: int
    within: Closing | None
    history: Sequence[Closing]


def closings_page(
    user: User, *, card_id: int | None, kind: PeriodKind, today: date
) -> ClosingsPage:
    """The last finished periods of one of the scorecards that the user steers."""
    cards = list(scorecards_steered_by(user).order_by("name"))
    card = next((card for card in cards if card.pk == card_id), cards[0] if cards else None)
    rules = period_rules(Organisation.current())
    rows = _closable(card, kind, today, rules) if card else ()
    return ClosingsPage(cards, card, kind, rows)


def closing_preview(card: Scorecard, period: Period, *, now: datetime) -> ClosingPreview:
    """What closing the period would do."""
    people = list(members_in(card.pk, period))
    late = Closing.objects.standing().filter(late_days__rep_id__in=among([p.pk for p in people]))
    within = Q(late_days__day__range=(period.starts, period.ends))
    return ClosingPreview(
        card=card,
        period=period,
        people=len(people),
        waiting=len(waiting_marks(people, period, now=now)),
        late_days=late.filter(within).aggregate(n=Count("late_days"))["n"],
    )


def closing_page(closing: Closing, user: User, *, kind: str, key: str, today: date) -> ClosingPage:
    """The scores of one of the frozen periods: the one asked for, or the longest, the last."""
    seen = people_visible_to(user, today=today).values("pk")
    frozen = FrozenScore.objects.filter(closing=closing)
    periods = _frozen_periods(frozen)
    asked = [each for each in periods if (each.kind, each.key) == (kind, key)]
    shown = next(iter(asked or periods), None)
    rows: list[FrozenScore] = []
    if shown:
        of_period = frozen.filter(kind=shown.kind, key=shown.key, rep__in=seen)
        ordered = of_period.defer("lines", "presence").select_related("rep")
        rows = sorted(ordered, key=_by_place)
    return ClosingPage(
        closing=closing,
        periods=tuple(periods),
        shown=shown,
        rows=rows,
        hidden=shown.scores - len(rows) if shown else 0,
        late_days=closing.late_days.count(),
        within=_longer(closing),
        history=_history(closing),
    )


def frozen_rows(closing: Closing, user: User, *, today: date) -> list[FrozenScore]:
    """Every frozen score of the people whom the reader sees, the longest period first."""
    seen = people_visible_to(user, today=today).values("pk")
    rows = FrozenScore.objects.filter(closing=closing, rep__in=seen).select_related("rep")
    by_place = sorted(rows.defer("lines", "presence"), key=_by_place)
    return sorted(by_place, key=lambda row: (row.kind, row.key), reverse=True)


def _closable(
    card: Scorecard, kind: PeriodKind, today: date, rules: PeriodRules
) -> tuple[ClosablePeriod, ...]:
    running = period_containing(day=today, kind=kind, rules=rules)
    periods = last_periods(day=running.starts, kind=kind, count=OFFERED + 1, rules=rules)[-2::-1]
    closings = list(
        Closing.objects.filter(scorecard=card)
        .select_related("closed_by", "reopened_by")
        .annotate(late=Count("late_days"))
        .order_by("pk")
    )
    return tuple(_row(period, closings) for period in periods)


def _row(period: Period, closings: Collection[Closing]) -> ClosablePeriod:
    own = [c for c in closings if (c.kind, c.key) == (period.kind, period.key)]
    standing = [c for c in own if c.reopened_at is None]
    closing = standing[-1] if standing else None
    return ClosablePeriod(
        period=period,
        closing=closing,
        within=_holder(closings, period.kind, period.ends),
        opened=own[-1] if own and not closing else None,
        late_days=closing.late if closing else 0,  # type: ignore[attr-defined]
    )


def _holder(closings: Collection[Closing], kind: str, ends: date) -> Closing | None:
    """A standing closing of a longer period in which one of this kind ends on that day."""
    for closing in closings:
        longer = closing.kind != kind and kind in closed_with(PeriodKind(closing.kind))
        if longer and closing.reopened_at is None and closing.starts_on <= ends <= closing.ends_on:
            return closing
    return None


def _longer(closing: Closing) -> Closing | None:
    others = Closing.objects.standing().filter(scorecard=closing.scorecard_id)
    return _holder(list(others), closing.kind, closing.ends_on)


def _history(closing: Closing) -> list[Closing]:
    same = Closing.objects.filter(
        scorecard=closing.scorecard_id, kind=closing.kind, key=closing.key
    )
    return list(same.select_related("closed_by", "reopened_by").order_by("-pk"))


def _frozen_periods(frozen: QuerySet[FrozenScore]) -> list[FrozenPeriod]:
    rows = frozen.values_list("kind", "period", "key").annotate(scores=Count("pk"))
    lengths = list(PeriodKind)
    ordered = sorted(
        rows, key=lambda row: (lengths.index(PeriodKind(row[1])), row[2]), reverse=True
    )
    return [FrozenPeriod(kind, key, scores) for kind, _, key, scores in ordered]


def _by_place(row: FrozenScore) -> tuple[bool, int, str]:
    return row.rank is None, row.rank or 0, str(row.standing["rep"])
