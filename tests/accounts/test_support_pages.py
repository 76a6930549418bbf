"""Django's admin for support staff: all can be found, nothing that scores depend on changed."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import (
    ActivityFactory,
    AdminFactory,
    OpportunityFactory,
    TimeOffFactory,
    scorecard,
)

pytestmark = pytest.mark.django_db

OURS = [
    model
    for app in ("accounts", "scorecards", "goals")
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
]
INSIDE_OTHERS = {"Assignment", "ClosedDay", "StageChange", "Benchmark", "ScoredPeriod", "Section"}
TO_BE_MENDED = {"User", "ApiToken"}


@pytest.fixture
def support_client() -> Client:
    client = Client()
    client.force_login(AdminFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_table_can_be_looked_at(
    support_client: Client, rep: User, model: type[Model]
) -> None:
    if model.__name__ in INSIDE_OTHERS and model not in admin.site._registry:
        return
    TimeOffFactory(user=rep)
    ActivityFactory(rep=rep)
    OpportunityFactory(rep=rep)
    scorecard(activities={"calls_made": (50, 60)}, assigned_to=rep)
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert support_client.get(path, {"q": "Rosa"}).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_scores_depend_on_is_read_only(support_client: Client, model: type[Model]) -> None:
    inside_others = model.__name__ in INSIDE_OTHERS and model not in admin.site._registry
    if inside_others or model.__name__ in TO_BE_MENDED:
        return
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    assert support_client.get(path).status_code == 403
    shown = admin.site._registry[model]
    request = support_client.get("/admin/").wsgi_request
    assert not shown.has_change_permission(request)
    assert not shown.has_delete_permission(request)


def test_support_mends_a_login_and_no_membership(support_client: Client, rep: User) -> None:
    path = reverse("admin:accounts_user_change", args=[rep.pk])
    words = {"name": "Rosa Ray", "email": "ray@example.org", "left_on": "2020-01-01"}
    support_client.post(path, words)
    rep.refresh_from_db()
    assert (rep.name, rep.email, rep.left_on) == ("Rosa Ray", "ray@example.org", None)
    assert rep.is_active is False


def test_the_history_of_a_person_is_shown(support_client: Client, rep: User) -> None:
    rep.left_on = date(2026, 3, 31)
    rep.save()
    path = reverse("admin:accounts_user_history", args=[rep.pk])
    assert support_client.get(path).status_code == 200


def test_who_is_no_staff_does_not_come_in(admin_person_client: Client) -> None:
    assert admin_person_client.get("/admin/").status_code in (302, 403, 404)


def test_strangers_go_to_our_own_login(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/login/")
