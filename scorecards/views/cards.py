"""Scorecards in the setup: the list, and one of them with its people and versions."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.tasks import recompute_soon
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.access import scorecards_steered_by, scorecards_visible_to
from scorecards.actions.activities import Refusal
from scorecards.actions.cards import change_scorecard, create_scorecard, remove_scorecard
from scorecards.forms.cards import AssignmentForm, EndForm, ScorecardForm
from scorecards.models import Scorecard
from scorecards.queries.editor import card_rows
from scorecards.queries.enrolment import Enrolment, enrolment
from scorecards.queries.overrides import OverrideRow, override_rows
from scorecards.queries.scorecard import CardPage, card_page
from scorecards.views.setup import setup_page


@setup_page
def scorecards(request: PersonRequest) -> HttpResponse:
    rows = card_rows(request.user, today=organisation_day())
    return render(request, "scorecards/setup/scorecards.html", {"rows": rows})


@setup_page
def scorecard_new(request: PersonRequest) -> HttpResponse:
    form = ScorecardForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        card = create_scorecard(**form.cleaned_data, by=request.user, today=organisation_day())
        return redirect("draft", card_id=card.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "scorecards/setup/scorecard_new.html", {"form": form}, status=status)


@setup_page
def scorecard(request: PersonRequest, card_id: int) -> HttpResponse:
    today = organisation_day()
    visible = scorecards_visible_to(request.user, today=today).select_related("owner_team")
    return card_answer(request, get_object_or_404(visible, pk=card_id), today=today)


@setup_page
def scorecard_edit(request: PersonRequest, card_id: int) -> HttpResponse:
    """Its name and who keeps it."""
    card = get_object_or_404(scorecards_steered_by(request.user), pk=card_id)
    name = card.name
    form = ScorecardForm(request.POST or None, instance=card, user=request.user)
    if request.method == "POST" and form.is_valid():
        change_scorecard(scorecard=card, **form.cleaned_data, by=request.user)
        messages.success(request, _("“%s” is saved.") % card.name)
        return redirect("scorecard", card_id=card.pk)
    status = 422 if request.method == "POST" else 200
    answer = {"form": form, "card": card, "name": name}
    return render(request, "scorecards/setup/scorecard_edit.html", answer, status=status)


@setup_page
@require_POST
def scorecard_removal(request: PersonRequest, card_id: int) -> HttpResponse:
    card = get_object_or_404(scorecards_steered_by(request.user), pk=card_id)
    try:
        remove_scorecard(scorecard=card, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("scorecard", card_id=card_id)
    recompute_soon()
    messages.success(request, _("“%s” is gone.") % card.name)
    return redirect("scorecards")


def card_answer(
    request: PersonRequest,
    card: Scorecard,
    *,
    today: date,
    assignment_form: AssignmentForm | None = None,
    end_form: EndForm | None = None,
    refused: int | None = None,
) -> HttpResponse:
    """The page of one scorecard; 422 with a form that was refused.

    `refused`: the assignment (id) whose end was refused.
    """
    enrolled = enrolment()
    page = card_page(card, request.user, enrolled=enrolled, today=today)
    answer = {
        "page": page,
        "today": today,
        "assignment_form": assignment_form or AssignmentForm(user=request.user, today=today),
        "end_form": end_form,
        "refused": refused,
        "overrides": _overrides_on(page, request, enrolled, today),
    }
    status = 422 if assignment_form or end_form else 200
    return render(request, "scorecards/setup/scorecard.html", answer, status=status)


def _overrides_on(
    page: CardPage, request: PersonRequest, enrolled: Enrolment, today: date
) -> list[OverrideRow]:
    """Overrides of the people on the scorecard, for the metrics on it."""
    sections = page.terms.sections if page.terms else ()
    return override_rows(
        request.user,
        today=today,
        enrolled=enrolled,
        reps=[row.rep.pk for row in page.people],
        metrics={line.metric.pk for section in sections for line in section.lines},
    )
