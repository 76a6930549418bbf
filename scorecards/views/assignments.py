"""Who is put on a scorecard, and until when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.tasks import recompute_soon
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.access import assignments_steered_by, scorecards_steered_by
from scorecards.actions.activities import Refusal
from scorecards.actions.assignments import assign, end_assignment
from scorecards.forms.cards import AssignmentForm, EndForm
from scorecards.models import Scorecard
from scorecards.views.cards import card_answer
from scorecards.views.setup import setup_page


@setup_page
@require_POST
def assignment_new(request: PersonRequest, card_id: int) -> HttpResponse:
    card = get_object_or_404(scorecards_steered_by(request.user), pk=card_id)
    today = organisation_day()
    form = AssignmentForm(request.POST, user=request.user, today=today)
    if not form.is_valid() or not _assigned(card, form, request):
        return card_answer(request, card, today=today, assignment_form=form)
    recompute_soon()
    messages.success(request, _("%s is assigned.") % form.cleaned_data["to"])
    return redirect("scorecard", card_id=card.pk)


@setup_page
@require_POST
def assignment_end(request: PersonRequest, assignment_id: int) -> HttpResponse:
    today = organisation_day()
    steered = assignments_steered_by(request.user, today=today).select_related("scorecard")
    assignment = get_object_or_404(steered, pk=assignment_id)
    card = assignment.scorecard
    form = EndForm(request.POST)
    if not form.is_valid():
        return card_answer(request, card, today=today, end_form=form, refused=assignment.pk)
    end_assignment(assignment=assignment, ends_on=form.cleaned_data["ends_on"], by=request.user)
    recompute_soon()
    messages.success(request, _("The assignment is ended."))
    return redirect("scorecard", card_id=card.pk)


def _assigned(card: Scorecard, form: AssignmentForm, request: PersonRequest) -> bool:
    cleaned = form.cleaned_data
    try:
        assign(
            scorecard=card,
            to=cleaned["to"],
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            by=request.user,
        )
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    return True
