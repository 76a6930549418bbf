"""Keep the rule by which a level adds to what is handed down, and draw it up as a draft."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.history import sign
from accounts.actions.refusals import Refused
from accounts.models import User
from scorecards.actions.quota_drafts import save_draft
from scorecards.models import Metric, QuotaChange, Uplift
from scorecards.queries.quotas.book import Sheet
from scorecards.queries.quotas.sheet import SheetPage
from scorecards.queries.quotas.uplift import UpliftRule, uplift_plan


@transaction.atomic
def keep_uplift(*, sheet: Sheet, rule: UpliftRule, by: User) -> Uplift:
    """Put the rule in the place of the one there is; nobody owes anything else by it."""
    Metric.objects.select_for_update(no_key=True).get(pk=sheet.metric.pk)
    kept = Uplift.objects.filter(
        team=sheet.team, metric=sheet.metric, year_starts_on=sheet.year.starts
    )
    uplift = kept.first() or Uplift(
        team=sheet.team, metric=sheet.metric, year_starts_on=sheet.year.starts
    )
    uplift.percent, uplift.share = rule.percent, rule.share
    uplift.amount = rule.amount if sheet.team is None else None
    sign(uplift, by=by)
    uplift.save()
    return uplift


@transaction.atomic
def draw_up(*, page: SheetPage, rule: UpliftRule, expected: str, by: User) -> QuotaChange:
    """Keep the rule and fill the sheet's draft by it; what is published stays.

    Raises Refused when there is nothing to divide, or nobody to divide it over.
    """
    plan = uplift_plan(page, rule)
    if not plan.can_be_drawn:
        raise Refused(_("There is nothing to divide by this rule yet."))
    keep_uplift(sheet=page.sheet, rule=rule, by=by)
    cells = {
        line.row.key: [None if amount is None else f"{amount:f}" for amount in line.months]
        for line in plan.lines
        if line.changes
    }
    return save_draft(
        team=page.sheet.team,
        metric=page.sheet.metric,
        year_starts_on=page.sheet.year.starts,
        cells=cells,
        spread=page.choice.spread,
        profile=page.choice.profile,
        ramp=page.choice.ramp,
        by=by,
        expected=expected,
    )
