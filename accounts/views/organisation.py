"""What holds for everybody: the organisation's choices and the job roles."""

from copy import copy

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions.job_roles import create_job_role, remove_job_role, rename_job_role
from accounts.actions.organisation import change_organisation
from accounts.forms.organisation import JobRoleForm, OrganisationForm
from accounts.models import JobRole, Organisation
from accounts.queries.people import job_roles_with_people
from accounts.views.answers import accepted, done, form_page, setup_crumbs, tried
from accounts.views.days import organisation_day
from accounts.views.guards import admin_page
from accounts.views.requests import PersonRequest


@admin_page
def organisation(request: PersonRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, instance=Organisation.current())
    today = organisation_day()
    if accepted(
        request,
        form,
        lambda: change_organisation(choices=form.choices(), by=request.user, today=today),
    ):
        return done(request, _("The organisation was saved."), "setup")
    context = {"form": form, "crumbs": setup_crumbs()}
    return form_page(request, "accounts/organisation.html", context, form)


@admin_page
def job_roles(request: PersonRequest) -> HttpResponse:
    """The list, with the form for another one."""
    form = JobRoleForm(request.POST or None)
    if accepted(request, form, lambda: create_job_role(name=form.cleaned_data["name"])):
        words = _("The job role “%s” was added.") % form.cleaned_data["name"]
        return done(request, words, "setup_job_roles")
    context = {"form": form, "job_roles": job_roles_with_people(), "crumbs": setup_crumbs()}
    return form_page(request, "accounts/job_roles.html", context, form)


@admin_page
def job_role(request: PersonRequest, job_role_id: int) -> HttpResponse:
    found = get_object_or_404(JobRole, pk=job_role_id)
    form = JobRoleForm(request.POST or None, instance=copy(found))
    if accepted(
        request, form, lambda: rename_job_role(job_role=found, name=form.cleaned_data["name"])
    ):
        return done(request, _("The job role was renamed."), "setup_job_roles")
    crumbs = setup_crumbs((_("Job roles"), "setup_job_roles"))
    context = {"form": form, "job_role": found, "crumbs": crumbs}
    return form_page(request, "accounts/job_role.html", context, form)


@require_POST
@admin_page
def job_role_removal(request: PersonRequest, job_role_id: int) -> HttpResponse:
    found = get_object_or_404(JobRole, pk=job_role_id)
    words = _("The job role “%s” was removed.") % found.name
    return tried(request, lambda: remove_job_role(job_role=found), words, "setup_job_roles")
