"""The list of goals, as a page and as files, the tree, and those of one person."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from goals.access import goals_visible_to
from goals.actions.reminders import choose_reminders
from goals.forms.check_ins import ReminderForm
from goals.forms.goal_list import GoalFilterForm
from goals.queries.due_check_ins import gets_reminders
from goals.queries.goal_tables import goals_cells, goals_header
from goals.queries.goals import (
    GoalRow,
    check_ins_due,
    goal_list,
    goal_rows,
    grouped,
    rows_of,
    whose_choices,
)
from goals.queries.ready_made import ready_made
from goals.queries.tree import goal_tree
from scorecards.views.people import visible_rep

GOALS_A_PAGE = 50
A_FEW = 5


@require_safe
@login_required
def goals(request: PersonRequest) -> HttpResponse:
    """One's own first, then the team's, then the company's; what is due stands above."""
    form = _filters(request)
    rows: Any = goal_list(request.user, form.wanted(), now=timezone.now())
    pages = Paginator(rows, GOALS_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context: dict[str, Any] = {
        "form": form,
        "pages": pages,
        "groups": grouped(pages),
        "query": f"&{asked.urlencode()}" if asked else "",
        "download": f"?{asked.urlencode()}",
        "narrowed": any(asked.values()),
        "due": check_ins_due(request.user, now=timezone.now()),
        "ready_made": ready_made() if not rows else [],
        "by_email": gets_reminders(request.user),
        "today": organisation_day(),
    }
    return render(request, "goals/goals.html", context)


@require_safe
@login_required
def goals_csv(request: PersonRequest) -> HttpResponse:
    rows = _listed(request)
    return as_file(csv_bytes(goals_header(), goals_cells(rows)), CSV_TYPE, "goals.csv")


@require_safe
@login_required
def goals_xlsx(request: PersonRequest) -> HttpResponse:
    rows = _listed(request)
    book = xlsx_bytes(_("Goals"), goals_header(), goals_cells(rows))
    return as_file(book, XLSX_TYPE, "goals.xlsx")


@require_safe
@login_required
def tree(request: PersonRequest) -> HttpResponse:
    """What is part of what, from the company's goals down."""
    nodes = goal_tree(request.user, now=timezone.now())
    return render(request, "goals/tree.html", {"nodes": nodes})


@require_safe
@login_required
def goals_of(request: PersonRequest, rep_id: int) -> HttpResponse:
    """The open goals of one person: a card for their page, or with a frame without script."""
    rep = visible_rep(request.user, rep_id)
    seen = goals_visible_to(request.user, today=organisation_day())
    found = seen.filter(person=rep, closed_at__isnull=True).order_by("due_on", "pk")
    rows = rows_of(found, request.user, now=timezone.now())
    context = {
        "rep": rep,
        "rows": rows[:A_FEW],
        "more": len(rows[A_FEW:]),
        "is_own": rep == request.user,
    }
    template = "goals/_of_person.html" if request.htmx else "goals/of_person.html"
    return render(request, template, context)


@require_POST
@login_required
def reminders(request: PersonRequest) -> HttpResponse:
    """Whether an e-mail comes when a check-in is due."""
    form = ReminderForm(request.POST)
    form.is_valid()
    choose_reminders(person=request.user, by_email=form.cleaned_data["by_email"])
    return redirect("goals")


def as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _filters(request: PersonRequest) -> GoalFilterForm:
    return GoalFilterForm(request.GET, whose=whose_choices(request.user, now=timezone.now()))


def _listed(request: PersonRequest) -> list[GoalRow]:
    return goal_rows(request.user, _filters(request).wanted(), now=timezone.now())
