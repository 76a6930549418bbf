"""Log activities: one with a tap, one with its details, many of a day at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from accounts.access import people_logged_for_by
from accounts.models import Organisation, Role, User
from accounts.tasks import recompute_soon
from accounts.templatetags.written import quantity
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.actions.activities import Refusal, Refusals, log_activity, log_day, moment_on
from scorecards.forms.activities import DayForm, EntryForm, OneMoreForm
from scorecards.models import Activity
from scorecards.queries.activities import day_values, log_metrics, recent_entries
from scorecards.queries.standings import rep_clock
from scorecards.views.late_words import with_late_words
from scorecards.views.people import logged_for_rep

UNPROCESSABLE = 422


@login_required
def log(request: PersonRequest) -> HttpResponse:
    """The page of the log; a POST logs one entry."""
    rep = _rep(request)
    if rep is None:
        return _choose_rep(request)
    desk = Desk(rep)
    if request.method != "POST":
        return _page(request, desk)
    form = desk.entry_form(request.POST)
    activity = _logged(request, desk, form)
    if activity is None and request.htmx:
        return _entry_form(request, desk, form, status=UNPROCESSABLE)
    if activity is None:
        return _page(request, desk, entry_form=form, status=UNPROCESSABLE)
    if request.htmx:
        fresh = desk.entry_form()
        return answer(request, rep, text=logged_words(activity), undo=activity, form=fresh)
    return back(request, rep, logged_words(activity))


@login_required
@require_POST
def one(request: PersonRequest) -> HttpResponse:
    """What a "+1" button sends."""
    rep = logged_for_rep(request.user, request.POST.get("rep") or str(request.user.pk))
    form = OneMoreForm(request.POST)
    activity = _logged(request, Desk(rep), form)
    if activity is None and request.htmx:
        return answer(request, rep, text=form.problem, level="error", status=UNPROCESSABLE)
    if activity is None:
        messages.error(request, form.problem)
        return HttpResponseRedirect(next_address(request, rep))
    if request.htmx:
        return answer(request, rep, text=logged_words(activity), undo=activity)
    return back(request, rep, logged_words(activity))


@login_required
@require_POST
def day(request: PersonRequest) -> HttpResponse:
    """Many metrics of one day: all are stored, or none and the page says what is wrong."""
    rep = logged_for_rep(request.user, request.POST.get("rep") or str(request.user.pk))
    desk = Desk(rep)
    form = desk.day_form(request.POST)
    stored = _logged_day(request, desk, form)
    if stored is None:
        return _page(request, desk, day_form=form, status=UNPROCESSABLE)
    words = ngettext("%(count)d entry logged", "%(count)d entries logged", len(stored))
    words %= {"count": len(stored)}
    return back(request, rep, with_late_words(words, rep_id=rep.pk, day=form.cleaned_data["day"]))


class Desk:
    """What the forms of one rep's log need: the clock, the organisation, the metrics."""

    def __init__(self, rep: User) -> None:
        self.rep = rep
        self.now = timezone.now()
        self.organisation = Organisation.current()
        self.today = rep_clock(rep, self.organisation, now=self.now).today
        self.metrics = log_metrics(rep, today=self.today)

    def entry_form(self, posted: QueryDict | None = None) -> EntryForm:
        initial = {"day": self.today}
        return EntryForm(posted, metrics=self.metrics, today=self.today, initial=initial)

    def day_form(self, posted: QueryDict | None = None) -> DayForm:
        initial = {"day": self.today}
        return DayForm(
            posted, metrics=self.metrics, today=self.today, initial=initial, auto_id="day_%s"
        )


def answer(
    request: PersonRequest,
    rep: User,
    *,
    text: str,
    level: str = "success",
    undo: Activity | None = None,
    form: EntryForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """For htmx: a toast with the way to undo it, and the entries as they stand now."""
    organisation = Organisation.current()
    context = {
        "rep": rep,
        "organisation": organisation,
        "today": rep_clock(rep, organisation, now=timezone.now()).today,
        "entries": recent_entries(rep, organisation),
        "text": text,
        "level": level,
        "undo_url": reverse("activity_withdrawal", args=[undo.pk]) if undo else None,
        "entry_form": form,
    }
    response = render(request, "scorecards/log/answered.html", context, status=status)
    # The page fetches its figures a moment later even when no live message comes.
    response["HX-Trigger"] = "logged"
    return response


def back(request: PersonRequest, rep: User, words: str) -> HttpResponseRedirect:
    """Without a script: to where one came from, with the words as a message."""
    messages.success(request, words)
    return HttpResponseRedirect(next_address(request, rep))


def next_address(request: PersonRequest, rep: User) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return f"{reverse('log')}?rep={rep.pk}"


def logged_words(activity: Activity) -> str:
    """ "Logged: Calls, 3", and that its day is closed if it is."""
    words = {"amount": quantity(activity.quantity, activity.metric.unit), "what": activity.metric}
    logged = gettext("Logged: %(what)s, %(amount)s") % words
    return with_late_words(logged, rep_id=activity.rep_id, day=activity.day)


def _logged(request: PersonRequest, desk: Desk, form: EntryForm | OneMoreForm) -> Activity | None:
    """The fact stored from a form, None when the form or the action refused it."""
    if not form.is_valid():
        return None
    clean = form.cleaned_data
    happened_on = clean.get("day") or desk.today
    try:
        activity = log_activity(
            rep=desk.rep,
            metric=clean["metric"],
            quantity=clean["quantity"],
            occurred_at=moment_on(happened_on, desk.rep, desk.organisation, now=desk.now),
            note=clean.get("note", ""),
            entered_by=request.user,
            now=desk.now,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    recompute_soon()
    return activity


def _logged_day(request: PersonRequest, desk: Desk, form: DayForm) -> list[Activity] | None:
    if not form.is_valid():
        return None
    try:
        stored = log_day(
            rep=desk.rep,
            quantities=form.quantities,
            day=form.cleaned_data["day"],
            entered_by=request.user,
            now=desk.now,
        )
    except Refusals as refusals:
        form.refuse(refusals)
        return None
    recompute_soon()
    return stored


def _rep(request: PersonRequest) -> User | None:
    """The rep to log for: oneself, or the one named; None while a manager has not chosen."""
    named = request.POST.get("rep") or request.GET.get("rep")
    if named:
        return logged_for_rep(request.user, named)
    return request.user if request.user.role == Role.REP else None


def _choose_rep(request: PersonRequest) -> HttpResponse:
    if request.user.role == Role.LEADER:
        raise Http404
    return render(request, "scorecards/log/choose.html", {"reps": _reps(request.user)})


def _reps(user: User) -> list[User]:
    if user.role == Role.REP:
        return [user]
    return list(people_logged_for_by(user, today=organisation_day()).order_by("name", "pk"))


def _page(
    request: PersonRequest,
    desk: Desk,
    *,
    entry_form: EntryForm | None = None,
    day_form: DayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "rep": desk.rep,
        "is_own": desk.rep == request.user,
        "reps": _reps(request.user),
        "organisation": desk.organisation,
        "today": desk.today,
        "entry_form": entry_form or desk.entry_form(),
        "day_form": day_form or desk.day_form(),
        "so_far": day_values(desk.rep, day=desk.today),
        "entries": recent_entries(desk.rep, desk.organisation),
    }
    return render(request, "scorecards/log/page.html", context, status=status)


def _entry_form(
    request: PersonRequest, desk: Desk, form: EntryForm, *, status: int
) -> HttpResponse:
    context = {"rep": desk.rep, "entry_form": form}
    return render(request, "scorecards/log/_entry_form.html", context, status=status)
