"""What a chosen scenario would become for chosen people, before anything is written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Membership, Organisation, Team, User
from goals.access import (
    cards_planned_by,
    drafts_planned_by,
    goal_people,
    goal_teams,
    goals_visible_to,
    may_make_company_goals,
    people_planned_by,
)
from goals.models import Goal, Plan
from goals.planning.drafting import quota_cells, target_per, up_for_people
from goals.queries.plans.figures import Worked, months_of
from goals.queries.plans.groups import Carrier
from scorecards.access import quota_sheets_steered_by
from scorecards.models import Metric, QuotaChange, Scorecard, Section, Version
from scorecards.periods import PeriodKind, PeriodRules, period_containing
from scorecards.queries.drafts import WrittenCard, terms_of_many
from scorecards.queries.effects import latest_begun
from scorecards.queries.enrolment import enrolment
from scorecards.scoring.records import ZERO
from scorecards.scoring.rounding import step_of


@dataclass(frozen=True)
class BenchmarkProposal:
    """A target for the draft of a scorecard; `present` is None where the metric is new on it."""

    card: Scorecard
    metric: Metric
    section: str
    period: str
    present: Decimal | None
    target: Decimal
    reps: int

    @property
    def key(self) -> str:
        return f"{self.card.pk}-{self.metric.slug}"


@dataclass(frozen=True)
class QuotaProposal:
    """What one person would owe by month (first day); `team` None: on no sheet one steers."""

    rep: User
    team: Team | None
    cells: Mapping[date, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.cells.values(), ZERO)


@dataclass(frozen=True)
class Made:
    """What came of the plan so far and waits, or is open; a sheet with the key of its year."""

    cards: tuple[Version, ...]
    sheets: tuple[tuple[QuotaChange, str], ...]
    goals: tuple[Goal, ...]

    def __bool__(self) -> bool:
        return bool(self.cards or self.sheets or self.goals)


def people_to_choose(
    plan: Plan, carriers: Sequence[Carrier], user: User, *, today: date
) -> list[Carrier]:
    """The reps of the plan whom the user sets up: who joins one of their teams later is there.

    For leaders all reps of the plan.
    """
    steered = set(people_planned_by(user, plan, today=today).values_list("pk", flat=True))
    return [carrier for carrier in carriers if carrier.rep.pk in steered]


def benchmark_proposals(
    plan: Plan, worked: Worked, chosen: Sequence[Carrier], user: User, *, today: date
) -> list[BenchmarkProposal]:
    """For every scorecard that one may draft and that holds for one of the chosen people."""
    cards = _cards_of(plan, chosen, user, today)
    terms = _terms_of(cards, today)
    numbers = [(row.metric, row.lengths.rep_day) for row in worked.rows]
    numbers.append((worked.money, worked.amount.rep_day))
    return [
        _proposal(plan, worked, card, terms.get(card.pk), metric, rep_day, len(reps))
        for card, reps in cards.items()
        for metric, rep_day in numbers
        if rep_day is not None
    ]


def quota_proposals(
    metric: Metric, total: Decimal, chosen: Sequence[Carrier], user: User, *, today: date
) -> list[QuotaProposal]:
    """The number over the chosen people and their months, newcomers with their share."""
    teams = _teams_of(chosen, user, today)
    smallest = step_of(metric.unit, Organisation.current().currency)
    cells = quota_cells(total, [carrier.months for carrier in chosen], smallest=smallest)
    return [
        QuotaProposal(carrier.rep, teams.get(carrier.rep.pk), each)
        for carrier, each in zip(chosen, cells, strict=True)
    ]


def made_from(plan: Plan, user: User, *, rules: PeriodRules, today: date) -> Made:
    """Drafts that one may publish, on the sheets one steers too, and goals that one sees."""
    drafts = drafts_planned_by(user, plan).select_related("scorecard")
    sheets = QuotaChange.objects.drafts().filter(
        origin=QuotaChange.Origin.PLAN, team__in=quota_sheets_steered_by(user).values("pk")
    )
    visible = goals_visible_to(user, today=today).filter(plan=plan)
    goals = visible.select_related("person", "team").order_by("statement", "pk")
    return Made(
        cards=tuple(drafts.order_by("scorecard__name")),
        sheets=tuple(
            (sheet, _year_key(sheet.year_starts_on, rules))
            for sheet in sheets.select_related("team", "metric").order_by("team__name", "pk")
        ),
        goals=tuple(goals),
    )


def may_goal_the_group(plan: Plan, user: User) -> bool:
    """Whether the user may make a goal of the plan's team, or of the company."""
    if plan.team is None:
        return may_make_company_goals(user)
    return goal_teams(user).filter(pk=plan.team.pk).exists()


def people_with_goals(chosen: Sequence[Carrier], user: User, *, today: date) -> list[Carrier]:
    """Those of the chosen people for whom the user may make a goal."""
    allowed = set(goal_people(user, today=today).values_list("pk", flat=True))
    return [carrier for carrier in chosen if carrier.rep.pk in allowed]


def fills_sheets(user: User) -> bool:
    """Whether the user has quota sheets at all: leaders only read them."""
    return quota_sheets_steered_by(user).exists()


def _year_key(day: date, rules: PeriodRules) -> str:
    return period_containing(day=day, kind=PeriodKind.YEAR, rules=rules).key


def _cards_of(
    plan: Plan, chosen: Sequence[Carrier], user: User, today: date
) -> dict[Scorecard, list[User]]:
    enrolled = enrolment()
    reps: dict[int, list[User]] = {}
    for carrier in chosen:
        card = enrolled.card_of(carrier.rep.pk, day=max(today, carrier.rep.joined_on or today))
        if card is not None:
            reps.setdefault(card, []).append(carrier.rep)
    cards = cards_planned_by(user, plan).filter(pk__in=reps).order_by("name")
    return {card: reps[card.pk] for card in cards}


def _terms_of(cards: Collection[Scorecard], today: date) -> dict[int, WrittenCard]:
    """What each scorecard's draft says, or without one the version in force."""
    versions: dict[int, list[Version]] = {}
    for version in Version.objects.filter(scorecard__in=cards):
        versions.setdefault(version.scorecard_id, []).append(version)
    sources = {}
    for card, found in versions.items():
        draft = next((version for version in found if version.is_draft), None)
        source = draft or latest_begun([v for v in found if not v.is_draft], today=today)
        if source is not None:
            sources[card] = source
    terms = terms_of_many(sources.values())
    return {card: terms[source.pk] for card, source in sources.items()}


def _proposal(
    plan: Plan,
    worked: Worked,
    card: Scorecard,
    terms: WrittenCard | None,
    metric: Metric,
    rep_day: Decimal,
    reps: int,
) -> BenchmarkProposal:
    kind, period, present = _place(terms, metric)
    target = target_per(
        rep_day,
        period,
        days=worked.work.days,
        plan_days=(plan.ends_on - plan.starts_on).days + 1,
        months=len(months_of(plan)),
    )
    return BenchmarkProposal(card, metric, kind, period, present, up_for_people(target), reps)


def _place(terms: WrittenCard | None, metric: Metric) -> tuple[str, str, Decimal | None]:
    """The section in which the metric stands or would stand, its period, the present target."""
    sections = terms.sections if terms else ()
    for section in sections:
        for line in section.lines:
            if line.metric.pk == metric.pk:
                return section.kind, section.period, line.target
    fits = metric.kind == Metric.Kind.ACTIVITY
    kind = Section.Kind.ACTIVITIES if fits else Section.Kind.OBJECTIVES
    period = next((section.period for section in sections if section.kind == kind), None)
    return kind, period or ("week" if fits else "month"), None


def _teams_of(chosen: Sequence[Carrier], user: User, today: date) -> dict[int, Team]:
    """The team of each person, as far as one steers its sheet: of today, or the next one."""
    steered = set(quota_sheets_steered_by(user).values_list("pk", flat=True))
    stays = Membership.objects.overlapping(today, date.max).filter(
        user__in=[carrier.rep.pk for carrier in chosen]
    )
    found: dict[int, Team] = {}
    for stay in stays.select_related("team").order_by("-starts_on"):
        if stay.team_id in steered:
            found[stay.user_id] = stay.team
    return found
