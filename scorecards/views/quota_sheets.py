"""The quota sheet: read, edit, save as a draft, download."""

from collections.abc import Mapping
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions.refusals import Refused
from accounts.views.requests import PersonRequest
from scorecards.actions.quota_drafts import Outdated, discard_draft, save_draft
from scorecards.forms.quota_cells import RowCells, TypedSheet, texts_of
from scorecards.forms.quota_sheets import SheetForm, initial_of
from scorecards.queries.quotas.book import Sheet
from scorecards.queries.quotas.sheet import SheetPage, sheet_page
from scorecards.scoring.quota_sheets import YEAR, Amounts, proposed
from scorecards.views.quota_asked import sheet_asked, step_of
from scorecards.views.setup import setup_page

_CONFLICT = 409


@setup_page
def sheet(request: PersonRequest, metric: str, year: str, team: str) -> HttpResponse:
    """`do` says what a button wants: save, preview, or only to spread or fill in."""
    asked = sheet_asked(request.user, metric, year, team)
    page = sheet_page(asked, step=step_of(asked.metric))
    if request.method != "POST":
        growth = request.GET.get("growth", "")
        return _shown(request, page, SheetForm(initial=initial_of(page, growth=growth), page=page))
    form = SheetForm(request.POST.dict(), page=page)
    typed = TypedSheet(page, request.POST.dict(), spread=page.spread(*form.chosen))
    if not form.is_valid() or not typed.is_valid:
        return _shown(request, page, form, typed, status=422)
    do = request.POST.get("do", "save")
    if do in ("fill", "spread"):
        page = page.with_amounts(typed.amounts)
        return _shown(
            request, page.with_amounts(_filled(page, form)) if do == "fill" else page, form
        )
    return _saved(request, page, form, typed, do)


@setup_page
@require_POST
def draft_removal(request: PersonRequest, metric: str, year: str, team: str) -> HttpResponse:
    asked = sheet_asked(request.user, metric, year, team)
    try:
        discard_draft(sheet=asked, expected=request.POST.get("stamp") or None)
    except Outdated as outdated:
        messages.error(request, f"{outdated.message} {_('Nothing was discarded.')}")
    else:
        messages.success(request, _("The draft is discarded. What is published stays."))
    return redirect("quota_sheet", *asked.address)


def _saved(
    request: PersonRequest, page: SheetPage, form: SheetForm, typed: TypedSheet, do: str
) -> HttpResponse:
    asked = page.sheet
    ramp = form.cleaned_data["ramp"]
    stamp = form.cleaned_data["stamp"]
    if not typed.changed and ramp == page.ramp_in_force:
        return _nothing_to_save(request, page)
    try:
        _store(request, asked, typed, form, ramp=ramp, stamp=stamp)
    except Outdated as outdated:
        message = _("%s What you typed stands below; save again to put it in its place.")
        messages.error(request, message % outdated.message)
        return _shown(request, page, _restamped(form, page), typed, status=_CONFLICT)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _shown(request, page, form, typed, status=422)
    if do == "preview":
        return redirect("quota_preview", *asked.address)
    messages.success(request, _("The draft is saved. Nobody owes anything else yet."))
    return redirect("quota_sheet", *asked.address)


def _store(
    request: PersonRequest,
    asked: Sheet,
    typed: TypedSheet,
    form: SheetForm,
    *,
    ramp: tuple[Decimal, ...],
    stamp: str,
) -> None:
    spread, profile = form.chosen
    save_draft(
        team=asked.team,
        metric=asked.metric,
        year_starts_on=asked.year.starts,
        cells=typed.changed,
        spread=spread,
        profile=profile,
        ramp=ramp,
        by=request.user,
        expected=stamp,
        now=timezone.now(),
    )


def _nothing_to_save(request: PersonRequest, page: SheetPage) -> HttpResponse:
    """The sheet says what is in force: a draft that said otherwise has lost its point."""
    try:
        discard_draft(sheet=page.sheet, expected=request.POST.get("stamp"))
    except Outdated as outdated:
        messages.error(request, outdated.message)
    else:
        messages.info(request, _("The sheet says what is in force: there is nothing to save."))
    return redirect("quota_sheet", *page.sheet.address)


def _filled(page: SheetPage, form: SheetForm) -> Mapping[str, Amounts]:
    """Every row that did something last year with the proposed figure, spread as chosen."""
    spread = page.spread(*form.chosen)
    found = {}
    for row in page.rows:
        amount = proposed(row.done_last_year, form.growth_now, step=page.step)
        if amount is not None:
            free = tuple(a and b for a, b in zip(row.open, row.here, strict=True))
            found[row.key] = spread.over(amount, YEAR, row.amounts, free=free)
    return found


def _restamped(form: SheetForm, page: SheetPage) -> SheetForm:
    """The same choices on top of the state that is there now."""
    return SheetForm({**form.data, "stamp": page.stamp}, page=page)


def _shown(
    request: PersonRequest,
    page: SheetPage,
    form: SheetForm,
    typed: TypedSheet | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    rows = [
        RowCells(
            row=row,
            texts=typed.texts[row.key] if typed else texts_of(row),
            errors=typed.errors.get(row.key, {}) if typed else {},
            proposed=proposed(row.done_last_year, form.growth_now, step=page.step),
        )
        for row in page.rows
    ]
    context = {
        "page": page,
        "sheet": page.sheet,
        "form": form,
        "rows": rows,
        "wrong": typed.wrong if typed else [],
        "is_unsaved": request.method == "POST",
    }
    return render(request, "scorecards/quotas/sheet.html", context, status=status)
