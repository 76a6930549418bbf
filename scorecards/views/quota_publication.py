"""What a draft of quotas would change, and its publication."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.refusals import Refused
from accounts.tasks import recompute_soon
from accounts.views.requests import PersonRequest
from scorecards.actions.quota_drafts import publish_draft
from scorecards.forms.quota_sheets import PublishForm
from scorecards.queries.quotas.book import Sheet
from scorecards.queries.quotas.changes import QuotaPreview, quota_preview
from scorecards.queries.quotas.sheet import sheet_page
from scorecards.views.quota_asked import sheet_asked, step_of
from scorecards.views.setup import setup_page


@setup_page
@require_safe
def preview(request: PersonRequest, metric: str, year: str, team: str) -> HttpResponse:
    """Person by person what would be owed instead; nothing is stored by looking."""
    found = _preview_of(sheet_asked(request.user, metric, year, team))
    starts_on = request.GET.get("starts_on") or found.starts_on
    form = PublishForm(initial={"starts_on": starts_on, "stamp": found.page.stamp})
    return _shown(request, found, form)


@setup_page
@require_POST
def publication(request: PersonRequest, metric: str, year: str, team: str) -> HttpResponse:
    asked = sheet_asked(request.user, metric, year, team)
    form = PublishForm(request.POST)
    if not form.is_valid() or not _published(request, asked, form):
        return _shown(request, _preview_of(asked), form, status=422)
    recompute_soon()
    messages.success(request, _("The quotas are published."))
    return redirect("quota_sheet", *asked.address)


def _published(request: PersonRequest, asked: Sheet, form: PublishForm) -> bool:
    try:
        publish_draft(
            sheet=asked,
            starts_on=form.cleaned_data["starts_on"],
            note=form.cleaned_data["note"],
            expected=form.cleaned_data["stamp"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error("starts_on" if refused.field == "starts_on" else None, refused.message)
        return False
    return True


def _preview_of(asked: Sheet) -> QuotaPreview:
    page = sheet_page(asked, step=step_of(asked.metric))
    if page.draft is None:
        raise Http404
    return quota_preview(page)


def _shown(
    request: PersonRequest, found: QuotaPreview, form: PublishForm, *, status: int = 200
) -> HttpResponse:
    context = {"preview": found, "page": found.page, "sheet": found.page.sheet, "form": form}
    return render(request, "scorecards/quotas/preview.html", context, status=status)
