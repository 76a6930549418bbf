"""Versions of a scorecard: write a draft, see what it would change, publish it."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.tasks import recompute_soon
from accounts.views.days import organisation_day
from accounts.views.requests import PersonRequest
from scorecards.access import scorecards_steered_by, scorecards_visible_to
from scorecards.actions.activities import Refusal
from scorecards.actions.drafts import discard_draft, publish_draft, save_draft, start_draft
from scorecards.forms.cards import StartForm
from scorecards.forms.editor import DraftForms
from scorecards.models import Metric, Version
from scorecards.queries.drafts import terms_of
from scorecards.queries.versions import preview_page, start_effects, version_page
from scorecards.views.setup import setup_page


@setup_page
@require_POST
def draft_new(request: PersonRequest, card_id: int) -> HttpResponse:
    """Start a draft from the version in force, or go on with the one there is."""
    card = get_object_or_404(scorecards_steered_by(request.user), pk=card_id)
    start_draft(scorecard=card, by=request.user, today=organisation_day())
    return redirect("draft", card_id=card.pk)


@setup_page
def draft(request: PersonRequest, card_id: int) -> HttpResponse:
    """The editor. `do` says what a button wants: save, preview, or a step of `rearranged`."""
    version = _draft_of(request, card_id)
    metrics = Metric.objects.in_bulk()
    if request.method != "POST":
        return _editor(request, version, DraftForms.of(terms_of(version), metrics))
    forms = DraftForms.posted(request.POST, metrics)
    do = request.POST.get("do", "save")
    if do not in {"save", "preview"}:
        return _editor(request, version, forms.rearranged(_step(do, request)))
    if not forms.is_valid():
        return _editor(request, version, forms, status=422)
    try:
        save_draft(draft=version, terms=forms.terms(), by=request.user)
    except Refusal as refusal:
        return _gone(request, card_id, refusal)
    if do == "preview":
        return redirect("draft_preview", card_id=card_id)
    messages.success(request, _("The draft is saved. Nobody’s score has changed."))
    return redirect("draft", card_id=card_id)


@setup_page
@require_POST
def draft_removal(request: PersonRequest, card_id: int) -> HttpResponse:
    version = _draft_of(request, card_id)
    try:
        discard_draft(draft=version, by=request.user)
    except Refusal as refusal:
        return _gone(request, card_id, refusal)
    messages.success(request, _("The draft is discarded."))
    return redirect("scorecard", card_id=card_id)


@setup_page
@require_safe
def draft_preview(request: PersonRequest, card_id: int) -> HttpResponse:
    """What would change; `?starts_on=` shows what another start means."""
    version = _draft_of(request, card_id)
    form = StartForm(request.GET if "starts_on" in request.GET else None)
    starts_on = form.cleaned_data["starts_on"] if form.is_valid() else version.starts_on
    return _preview(request, version, StartForm(initial={"starts_on": starts_on}), starts_on)


@setup_page
@require_POST
def draft_publication(request: PersonRequest, card_id: int) -> HttpResponse:
    version = _draft_of(request, card_id)
    form = StartForm(request.POST)
    if not form.is_valid() or not _published(version, form, request):
        starts_on = form.cleaned_data.get("starts_on", version.starts_on)
        return _preview(request, version, form, starts_on, status=422)
    recompute_soon()
    messages.success(
        request,
        _("Version %(number)s of “%(card)s” is published.")
        % {"number": version.number, "card": version.scorecard.name},
    )
    return redirect("scorecard", card_id=card_id)


@setup_page
@require_safe
def version(request: PersonRequest, card_id: int, number: int) -> HttpResponse:
    """One version to read, with what it changed."""
    today = organisation_day()
    card = get_object_or_404(scorecards_visible_to(request.user, today=today), pk=card_id)
    found = get_object_or_404(card.versions.published(), number=number)
    page = version_page(found, today=today)
    return render(request, "scorecards/setup/version.html", {"page": page, "card": card})


def _draft_of(request: PersonRequest, card_id: int) -> Version:
    steered = scorecards_steered_by(request.user).filter(pk=card_id)
    drafts = Version.objects.drafts().select_related("scorecard__owner_team")
    return get_object_or_404(drafts, scorecard__in=steered)


def _step(do: str, request: PersonRequest) -> str:
    """Buttons "add:activities" take the metric from the choice beside them."""
    verb, _colon, kind = do.partition(":")
    if verb != "add":
        return do
    return f"{do}:{request.POST.get(f'{kind}-add', '')}"


def _gone(request: PersonRequest, card_id: int, refusal: Refusal) -> HttpResponse:
    """Somebody else published or discarded the draft meanwhile."""
    messages.error(request, refusal.message)
    return redirect("scorecard", card_id=card_id)


def _editor(
    request: PersonRequest, version: Version, forms: DraftForms, *, status: int = 200
) -> HttpResponse:
    """The page of the editor, or for htmx the form alone."""
    today = organisation_day()
    effects = start_effects(
        version.scorecard,
        plans=forms.plans(),
        starts_on=forms.starts_on or today,
        today=today,
    )
    answer = {"version": version, "card": version.scorecard, "forms": forms, "effects": effects}
    name = "_draft_form.html" if request.htmx else "draft.html"
    return render(request, f"scorecards/setup/{name}", answer, status=status)


def _published(version: Version, form: StartForm, request: PersonRequest) -> bool:
    try:
        publish_draft(
            draft=version,
            starts_on=form.cleaned_data["starts_on"],
            by=request.user,
            now=timezone.now(),
            today=organisation_day(),
        )
    except Refusal as refusal:
        form.add_error("starts_on" if refusal.field == "starts_on" else None, refusal.message)
        return False
    return True


def _preview(
    request: PersonRequest,
    version: Version,
    form: StartForm,
    starts_on: date,
    *,
    status: int = 200,
) -> HttpResponse:
    page = preview_page(
        version,
        user=request.user,
        starts_on=starts_on,
        now=timezone.now(),
        today=organisation_day(),
    )
    answer = {"page": page, "card": version.scorecard, "form": form}
    return render(request, "scorecards/setup/preview.html", answer, status=status)
