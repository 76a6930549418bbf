"""One logged entry: correct it, withdraw it, take the withdrawal back, see what it was."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from accounts.tasks import recompute_soon
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.access import activities_steered_by
from scorecards.actions.activities import (
    Refusal,
    correct_activity,
    moment_on,
    restore_activity,
    withdraw_activity,
)
from scorecards.forms.activities import EntryForm, initial_of
from scorecards.models import Activity
from scorecards.queries.activities import former_states, log_metrics
from scorecards.queries.standings import rep_clock
from scorecards.views.late_words import with_late_words
from scorecards.views.log import UNPROCESSABLE, answer, back, next_address


@login_required
def correction(request: PersonRequest, activity_id: int) -> HttpResponse:
    """An entry with its history, and the form to correct it."""
    activity = _activity(request, activity_id)
    organisation, now = Organisation.current(), timezone.now()
    today = rep_clock(activity.rep, organisation, now=now).today
    form = EntryForm(
        request.POST or None,
        metrics=log_metrics(activity.rep, today=today, also=activity.metric),
        today=today,
        initial=initial_of(activity),
    )
    if form.is_valid() and _corrected(request, activity, form, organisation):
        return back(request, activity.rep, _told(activity, gettext("Corrected")))
    context = {
        "activity": activity,
        "form": form,
        "history": former_states(activity),
        "organisation": organisation,
        "is_own": activity.rep == request.user,
        "back_url": next_address(request, activity.rep),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "scorecards/log/correction.html", context, status=status)


@login_required
@require_POST
def withdrawal(request: PersonRequest, activity_id: int) -> HttpResponse:
    activity = _activity(request, activity_id)
    withdraw_activity(activity=activity, by=request.user, now=timezone.now())
    recompute_soon()
    return _answered(request, activity, gettext("Withdrawn: it does not count any more"))


@login_required
@require_POST
def restoration(request: PersonRequest, activity_id: int) -> HttpResponse:
    activity = _activity(request, activity_id)
    restore_activity(activity=activity, by=request.user)
    recompute_soon()
    return _answered(request, activity, gettext("Taken back: it counts again"))


def _activity(request: PersonRequest, activity_id: int) -> Activity:
    mine = activities_steered_by(request.user, today=organisation_day())
    return get_object_or_404(mine.select_related("rep", "metric", "entered_by"), pk=activity_id)


def _corrected(
    request: PersonRequest, activity: Activity, form: EntryForm, organisation: Organisation
) -> bool:
    """Whether the action took it; its refusal stands in the form."""
    clean, now = form.cleaned_data, timezone.now()
    moved = clean["day"] != activity.day
    moment = moment_on(clean["day"], activity.rep, organisation, now=now)
    try:
        correct_activity(
            activity=activity,
            by=request.user,
            now=now,
            metric=clean["metric"],
            quantity=clean["quantity"],
            occurred_at=moment if moved else activity.occurred_at,
            note=clean["note"],
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    recompute_soon()
    return True


def _told(activity: Activity, words: str) -> str:
    return with_late_words(words, rep_id=activity.rep_id, day=activity.day)


def _answered(request: PersonRequest, activity: Activity, words: str) -> HttpResponse:
    words = _told(activity, words)
    if request.htmx:
        return answer(request, activity.rep, text=words, level="info")
    return back(request, activity.rep, words)
