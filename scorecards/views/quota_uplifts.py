"""The rule by which a level adds to what it hands down: see what it does, draw it up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.actions.refusals import Refused
from accounts.views.requests import PersonRequest
from scorecards.actions.quota_uplifts import draw_up, keep_uplift
from scorecards.forms.amounts import plain
from scorecards.forms.quota_rules import UpliftForm
from scorecards.queries.quotas.sheet import SheetPage, sheet_page
from scorecards.queries.quotas.uplift import UpliftRule, rule_of, uplift_on, uplift_plan
from scorecards.views.quota_asked import sheet_asked, step_of
from scorecards.views.setup import setup_page


@setup_page
def uplift(request: PersonRequest, metric: str, year: str, team: str) -> HttpResponse:
    """`do`: look at what another rule would do, keep it, or draw the draft up by it."""
    asked = sheet_asked(request.user, metric, year, team)
    page = sheet_page(asked, step=step_of(asked.metric))
    if request.method != "POST":
        rule = rule_of(uplift_on(asked))
        form = UpliftForm(initial=_initial(rule, page.stamp), is_top=asked.team is None)
        return _shown(request, page, form, rule)
    form = UpliftForm(request.POST, is_top=asked.team is None)
    if not form.is_valid():
        return _shown(request, page, form, rule_of(uplift_on(asked)), status=422)
    return _done(request, page, form, form.rule)


def _done(
    request: PersonRequest, page: SheetPage, form: UpliftForm, rule: UpliftRule
) -> HttpResponse:
    do = request.POST.get("do")
    address = page.sheet.address
    if do == "keep":
        keep_uplift(sheet=page.sheet, rule=rule, by=request.user)
        messages.success(request, _("The rule is kept. Nobody owes anything else by it."))
        return redirect("quota_uplift", *address)
    if do == "draw":
        try:
            draw_up(page=page, rule=rule, expected=form.cleaned_data["stamp"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
            return _shown(request, page, form, rule, status=422)
        messages.success(request, _("The draft is drawn up by the rule. Nothing is published."))
        return redirect("quota_sheet", *address)
    return _shown(request, page, form, rule)


def _initial(rule: UpliftRule, stamp: str) -> dict[str, str]:
    return {
        "amount": plain(rule.amount),
        "percent": plain(rule.percent),
        "share": rule.share,
        "stamp": stamp,
    }


def _shown(
    request: PersonRequest,
    page: SheetPage,
    form: UpliftForm,
    rule: UpliftRule,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "sheet": page.sheet,
        "form": form,
        "plan": uplift_plan(page, rule),
        "kept": uplift_on(page.sheet),
    }
    return render(request, "scorecards/quotas/uplift.html", context, status=status)
