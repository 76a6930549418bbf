"""What was published on a quota sheet, by whom and from when."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.queries.quotas.history import change_page, changes_visible_to, sheet_history
from scorecards.views.quota_asked import sheet_asked
from scorecards.views.setup import setup_page


@setup_page
@require_safe
def history(request: PersonRequest, metric: str, year: str, team: str) -> HttpResponse:
    asked = sheet_asked(request.user, metric, year, team)
    context = {"sheet": asked, "changes": sheet_history(asked)}
    return render(request, "scorecards/quotas/history.html", context)


@setup_page
@require_safe
def change(request: PersonRequest, change_id: int) -> HttpResponse:
    """One publication, as far as the user may see whom it concerned."""
    today = organisation_day()
    visible = changes_visible_to(request.user, today=today)
    found = get_object_or_404(visible.select_related("published_by", "metric"), pk=change_id)
    page = change_page(found, user=request.user, today=today)
    return render(request, "scorecards/quotas/change.html", {"page": page, "change": found})
