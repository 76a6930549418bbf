"""People: the list, a person's page, inviting and moving."""

from copy import copy
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import people_set_up_by, teams_steered_by
from accounts.actions.memberships import cancel_move, move_person
from accounts.actions.people import PersonDetails, edit_person, invite_person
from accounts.calendars import local_day
from accounts.exports import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from accounts.forms.people import InvitationForm, MoveForm, PeopleFilterForm, PersonForm
from accounts.models import Membership, Organisation, Role, User
from accounts.queries.people import people_listed, people_table, stays_of
from accounts.views.answers import accepted, done, form_page, setup_crumbs, tried
from accounts.views.days import organisation_day
from accounts.views.guards import setup_page
from accounts.views.requests import PersonRequest

PEOPLE_A_PAGE = 50


@require_safe
@setup_page
def people(request: PersonRequest) -> HttpResponse:
    """The people this user may set up; searching answers the list alone."""
    form, found = _listed(request)
    choices = request.GET.copy()
    choices.pop("page", None)
    context = {
        "form": form,
        "page": Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "query": f"&{choices.urlencode()}" if choices else "",
        "download": f"?{choices.urlencode()}",
        "today": organisation_day(),
        "crumbs": setup_crumbs(),
    }
    return render(request, f"accounts/{'_people' if request.htmx else 'people'}.html", context)


@require_safe
@setup_page
def people_csv(request: PersonRequest) -> HttpResponse:
    header, rows = people_table(_listed(request)[1])
    return _file(csv_bytes(header, rows), CSV_TYPE, "people.csv")


@require_safe
@setup_page
def people_xlsx(request: PersonRequest) -> HttpResponse:
    header, rows = people_table(_listed(request)[1])
    return _file(xlsx_bytes(_("People"), header, rows), XLSX_TYPE, "people.xlsx")


@setup_page
def person_new(request: PersonRequest) -> HttpResponse:
    """Make an account and, if wished, send the mail in which its owner chooses a password."""
    user = request.user
    form = InvitationForm(request.POST or None, by=user, teams=teams_steered_by(user))
    made: list[User] = []
    if accepted(
        request,
        form,
        lambda: made.append(
            invite_person(
                details=form.details(),
                team=form.cleaned_data["team"],
                by=user,
                today=_their_today(form.details()),
            )
        ),
    ):
        if form.cleaned_data["send_mail"]:
            _send_invitation(request, made[0])
        return done(request, _("%s was added.") % made[0].name, "setup_person", made[0].pk)
    crumbs = setup_crumbs((_("People"), "setup_people"))
    return form_page(request, "accounts/person_new.html", {"form": form, "crumbs": crumbs}, form)


def _their_today(details: PersonDetails) -> date:
    """Today; where they live it may still be yesterday, and nobody is to begin tomorrow."""
    zone = ZoneInfo(details.time_zone) if details.time_zone else Organisation.current().zone
    return min(organisation_day(), local_day(moment=timezone.now(), zone=zone))


@setup_page
def person(request: PersonRequest, person_id: int) -> HttpResponse:
    """A person's page: details, teams over time, login."""
    found, today = _person(request, person_id), organisation_day()
    form = PersonForm(request.POST or None, instance=copy(found), by=request.user)
    if accepted(
        request,
        form,
        lambda: edit_person(person=found, details=form.details(), by=request.user, today=today),
    ):
        return done(request, _("%s was saved.") % form.cleaned_data["name"], "setup_people")
    return _person_page(request, found, form=form, move=_move_form(request, today))


@require_POST
@setup_page
def person_membership(request: PersonRequest, person_id: int) -> HttpResponse:
    """Move a person to another team from a day."""
    found, today = _person(request, person_id), organisation_day()
    move = _move_form(request, today, bound=True)
    if accepted(
        request,
        move,
        lambda: move_person(
            person=found,
            team=move.cleaned_data["team"],
            from_day=move.cleaned_data["from_day"],
            by=request.user,
        ),
    ):
        return done(request, _("The move was stored."), "setup_person", found.pk)
    form = PersonForm(instance=copy(found), by=request.user)
    return _person_page(request, found, form=form, move=move)


@require_POST
@setup_page
def membership_removal(request: PersonRequest, person_id: int, membership_id: int) -> HttpResponse:
    """Take back a move that is still to come."""
    found = _person(request, person_id)
    planned = get_object_or_404(Membership, user=found, pk=membership_id)
    return tried(
        request,
        lambda: cancel_move(membership=planned, by=request.user, today=organisation_day()),
        _("The planned move was taken back."),
        "setup_person",
        found.pk,
    )


@require_POST
@setup_page
def person_invitation(request: PersonRequest, person_id: int) -> HttpResponse:
    """Send the mail again in which the person chooses a password."""
    found = _person(request, person_id)
    if found.is_active:
        _send_invitation(request, found)
    return redirect("setup_person", found.pk)


def _listed(request: PersonRequest) -> tuple[PeopleFilterForm, QuerySet[User]]:
    today = organisation_day()
    form = PeopleFilterForm(request.GET, teams=teams_steered_by(request.user))
    mine = people_set_up_by(request.user, today=today)
    return form, people_listed(mine, form.wanted(), today=today)


def _person(request: PersonRequest, person_id: int) -> User:
    mine = people_set_up_by(request.user, today=organisation_day())
    return get_object_or_404(mine, pk=person_id)


def _move_form(request: PersonRequest, today: date, *, bound: bool = False) -> MoveForm:
    return MoveForm(
        request.POST if bound else None,
        teams=teams_steered_by(request.user),
        may_leave=request.user.role == Role.ADMIN,
        today=today,
    )


def _person_page(
    request: PersonRequest, found: User, *, form: PersonForm, move: MoveForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "person": found,
        "form": form,
        "move": move,
        "stays": stays_of(found, today=organisation_day()),
        "crumbs": setup_crumbs((_("People"), "setup_people")),
    }
    return form_page(request, "accounts/person.html", context, form, move)


def _send_invitation(request: PersonRequest, invited: User) -> None:
    """A mail server that does not answer costs the mail, never the account."""
    try:
        get_adapter(request).send_invitation(invited)
    except OSError:
        messages.error(
            request, _("The mail to %s could not be sent; try again later.") % invited.email
        )
        return
    messages.info(request, _("An invitation is on its way to %s.") % invited.email)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition}
    )
