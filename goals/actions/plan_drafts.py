"""Turn a scenario into drafts of benchmarks and quotas, and into goals; publish nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.models import Organisation, User
from goals.actions.goals import make_goal
from goals.models import Goal, Plan
from goals.planning.chain import whole_up
from goals.queries.plan_drafts import BenchmarkProposal, QuotaProposal
from goals.queries.plan_figures import Worked
from goals.queries.plan_groups import Carrier
from scorecards.actions.drafts import save_draft as save_card_draft
from scorecards.actions.drafts import start_draft
from scorecards.actions.quota_drafts import save_draft
from scorecards.models import Metric, QuotaChange, Version
from scorecards.periods import PeriodKind, period_containing
from scorecards.queries.drafts import WrittenCard, WrittenLine, WrittenSection, terms_of
from scorecards.queries.quota_terms import quotas_of_reps
from scorecards.queries.terms import period_rules
from scorecards.scoring.quotas import QuotaTerms, amount_in_force, end_of_month, months_between
from scorecards.scoring.records import ZERO

_FIRST_WEIGHT = Decimal(100)


@transaction.atomic
def draft_benchmarks(
    proposals: Collection[BenchmarkProposal], *, plan: Plan, by: User, today: date
) -> list[Version]:
    """Put the targets into the drafts of their scorecards; weights and the rest stay."""
    by_card = defaultdict(list)
    for proposal in proposals:
        by_card[proposal.card].append(proposal)
    drafts = []
    for card, wanted in by_card.items():
        draft = start_draft(scorecard=card, by=by, today=today)
        terms = terms_of(draft)
        for proposal in wanted:
            terms = _with_target(terms, proposal)
        note = terms.note or (_("From the plan “%s”") % plan.name)[:200]
        drafts.append(save_card_draft(draft=draft, terms=replace(terms, note=note), by=by))
    return drafts


@transaction.atomic
def draft_quotas(
    proposals: Sequence[QuotaProposal], *, metric: Metric, by: User, now: datetime
) -> list[QuotaChange]:
    """A draft for every sheet and fiscal year that the plan touches.

    A draft that waits there keeps its other rows. Months outside the plan keep what is in force.
    Amounts carry the newcomers' share already, so that the drafts have no ramp of their own.
    """
    on_sheets = [each for each in proposals if each.team is not None and each.cells]
    if not on_sheets:
        raise Refused(_("None of these people is on a sheet that you fill."))
    drafts = []
    for year in _years(on_sheets):
        present = _present(on_sheets, metric, year)
        for team in {each.team.pk: each.team for each in on_sheets if each.team}.values():
            rows = {
                f"rep-{each.rep.pk}": _twelve(each, year, present)
                for each in on_sheets
                if each.team == team
            }
            drafts_of_team = QuotaChange.objects.drafts().filter(team=team, metric=metric)
            waiting = drafts_of_team.filter(year_starts_on=year).first()
            drafts.append(
                save_draft(
                    team=team,
                    metric=metric,
                    year_starts_on=year,
                    cells=(waiting.cells if waiting else {}) | rows,
                    spread=QuotaChange.Spread.WORKING_DAYS,
                    profile=None,
                    ramp=(),
                    by=by,
                    origin=QuotaChange.Origin.PLAN,
                    now=now,
                )
            )
    return drafts


@transaction.atomic
def make_goals(
    plan: Plan,
    worked: Worked,
    *,
    metrics: Collection[str],
    people: Sequence[Carrier],
    for_group: bool,
    by: User,
    now: datetime,
) -> list[Goal]:
    """A goal a metric (slug) for each of the people, and one for the team or the company."""
    goals = []
    wanted = [(row.metric, row.needed, row.lengths.rep_day) for row in worked.rows]
    wanted.append((plan.metric, worked.amount.whole, worked.amount.rep_day))
    for metric, needed, rep_day in wanted:
        if metric.slug not in metrics or needed is None:
            continue
        if for_group:
            goals.append(_total_goal(plan, metric, needed, by=by, now=now))
        if rep_day is not None:
            working = [carrier for carrier in people if carrier.full]
            goals += [_goal_of(plan, metric, c, rep_day, by=by, now=now) for c in working]
    return goals


def _with_target(terms: WrittenCard, proposal: BenchmarkProposal) -> WrittenCard:
    sections = (
        _section_with(section, proposal) if section.kind == proposal.section else section
        for section in terms.sections
    )
    return replace(terms, sections=tuple(sections))


def _section_with(section: WrittenSection, proposal: BenchmarkProposal) -> WrittenSection:
    """The line with the new target; a new line weighs as the mean of the others."""
    lines = [
        replace(line, target=proposal.target, start_gate=None, stop_gate=None)
        if line.metric.pk == proposal.metric.pk
        else line
        for line in section.lines
    ]
    if all(line.metric.pk != proposal.metric.pk for line in lines):
        weight = section.weight / len(lines) if lines else _FIRST_WEIGHT
        weight = weight.quantize(Decimal("0.01"))
        lines.append(WrittenLine(proposal.metric, proposal.target, weight))
    return replace(section, lines=tuple(lines))


def _years(proposals: Sequence[QuotaProposal]) -> list[date]:
    """The first days of the fiscal years that hold one of the months."""
    rules = period_rules(Organisation.current())
    months = {month for each in proposals for month in each.cells}
    kind = PeriodKind.YEAR
    return sorted({period_containing(day=m, kind=kind, rules=rules).starts for m in months})


def _present(
    proposals: Sequence[QuotaProposal], metric: Metric, year: date
) -> dict[tuple[int, str], tuple[QuotaTerms, ...]]:
    months = list(_months(year))
    return quotas_of_reps(
        [each.rep.pk for each in proposals],
        metrics=[metric.slug],
        starts=months[0],
        ends=months[-1],
    )


def _twelve(
    proposal: QuotaProposal,
    year: date,
    present: dict[tuple[int, str], tuple[QuotaTerms, ...]],
) -> list[str | None]:
    held = [
        terms for (rep, _slug), rows in present.items() if rep == proposal.rep.pk for terms in rows
    ]
    cells: list[str | None] = []
    for month in _months(year):
        planned = proposal.cells.get(month)
        if planned is None:
            of_month = [terms for terms in held if terms.month == month]
            terms = amount_in_force(of_month, on=end_of_month(month))
            planned = terms.amount if terms else None
        cells.append(None if planned is None else f"{planned:f}")
    return cells


def _months(year: date) -> Iterator[date]:
    last = date(year.year + 1, year.month, 1)
    return (month for month in months_between(year, last) if month < last)


def _total_goal(plan: Plan, metric: Metric, needed: Decimal, *, by: User, now: datetime) -> Goal:
    target = _goal_amount(metric, needed)
    return make_goal(
        by=by,
        now=now,
        statement=_statement(metric, target, plan),
        shape=Goal.Shape.TOTAL,
        team=plan.team,
        metric=metric,
        start=ZERO,
        target=target,
        starts_on=plan.starts_on,
        due_on=plan.ends_on,
        visibility=Goal.Visibility.TEAM if plan.team else Goal.Visibility.COMPANY,
        plan=plan,
    )


def _goal_of(
    plan: Plan, metric: Metric, carrier: Carrier, rep_day: Decimal, *, by: User, now: datetime
) -> Goal:
    """So many a day for activities done every day, otherwise the person's part as a total."""
    rep = carrier.rep
    daily = metric.kind == Metric.Kind.ACTIVITY and rep_day >= 1
    target = whole_up(rep_day) if daily else _goal_amount(metric, rep_day * carrier.full)
    words = _("%(count)s %(name)s every working day") % {
        "count": _shown(target),
        "name": metric.name,
    }
    return make_goal(
        by=by,
        now=now,
        statement=words if daily else _statement(metric, target, plan),
        shape=Goal.Shape.DAILY if daily else Goal.Shape.TOTAL,
        person=rep,
        metric=metric,
        start=None if daily else ZERO,
        target=target,
        starts_on=max(plan.starts_on, rep.joined_on or plan.starts_on),
        due_on=plan.ends_on,
        plan=plan,
    )


def _statement(metric: Metric, target: Decimal, plan: Plan) -> str:
    return (
        _("%(name)s: %(count)s by %(day)s")
        % {"name": metric.name, "count": _shown(target), "day": plan.ends_on.isoformat()}
    )[:200]


def _goal_amount(metric: Metric, amount: Decimal) -> Decimal:
    if metric.unit == Metric.Unit.MONEY:
        return amount.quantize(Decimal("0.01"))
    return whole_up(amount)


def _shown(amount: Decimal) -> str:
    whole = amount == amount.to_integral_value()
    return number_format(amount, decimal_pos=0 if whole else 2, force_grouping=True)
