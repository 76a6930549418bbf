"""Turn a scenario into drafts of benchmarks and quotas; publish nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.models import Organisation, User
from goals.access import drafts_planned_by
from goals.models import Plan
from goals.queries.plans.drafts import BenchmarkProposal, QuotaProposal
from scorecards.actions.drafts import save_draft as save_card_draft
from scorecards.actions.drafts import start_draft
from scorecards.actions.quota_drafts import save_draft
from scorecards.models import Metric, QuotaChange, Version
from scorecards.periods import PeriodKind, period_containing
from scorecards.queries.drafts import WrittenCard, WrittenLine, WrittenSection, terms_of
from scorecards.queries.quotas.terms import quotas_of_reps
from scorecards.queries.terms import period_rules
from scorecards.scoring.quotas import QuotaTerms, amount_in_force, end_of_month, months_between

_FIRST_WEIGHT = Decimal(100)


@transaction.atomic
def draft_benchmarks(
    proposals: Collection[BenchmarkProposal], *, plan: Plan, by: User, today: date
) -> list[Version]:
    """Put the targets into the drafts of their scorecards; weights and the rest stay.

    Raises Refused where somebody else's draft waits that `by` may not publish.
    """
    by_card = defaultdict(list)
    for proposal in proposals:
        by_card[proposal.card].append(proposal)
    drafts = []
    for card, wanted in by_card.items():
        draft = start_draft(scorecard=card, by=by, today=today)
        if not drafts_planned_by(by, plan).filter(pk=draft.pk).exists():
            raise Refused(
                _("A draft of “%s” waits already. Who made it publishes or discards it first.")
                % card.name
            )
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
    Amounts carry the newcomers' share already, so that the drafts have no ramp of their own:
    raises Refused where a draft with a ramp waits, whose other rows would lose it.
    """
    on_sheets = [each for each in proposals if each.team is not None and each.cells]
    if not on_sheets:
        raise Refused(_("None of these people is on a sheet that you fill."))
    # Nobody saves a draft between the reading of its rows and their being written again.
    Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
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
            if waiting and waiting.ramp:
                raise Refused(
                    _("A draft with a ramp waits for “%s”: publish or discard it first.")
                    % team.name
                )
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
