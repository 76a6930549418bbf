"""Login, log out, password reset and change: in our frame, in our words."""

import re

import pytest
from django.core import mail
from django.http import HttpResponseBase
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return UserFactory(name="Ana Lindqvist")


def text_of(answer: HttpResponseBase) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", getattr(answer, "content", b"").decode()).split())


def test_a_wrong_password_is_told_and_nobody_is_logged_in(client: Client, person: User) -> None:
    answer = client.post("/account/login/", {"login": person.email, "password": "wrong"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_login_leads_to_the_page_that_was_asked_for(client: Client, person: User) -> None:
    answer = client.post(
        "/account/login/?next=/account/password/change/",
        {"login": person.email, "password": PASSWORD, "next": "/account/password/change/"},
    )
    assert answer.headers["Location"] == "/account/password/change/"


def test_log_out_asks_first_and_then_leads_to_login(client: Client, person: User) -> None:
    client.force_login(person)
    assert "Everything you logged is saved." in text_of(client.get("/account/logout/"))
    assert "_auth_user_id" in client.session
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_by_mail(client: Client, person: User) -> None:
    answer = client.post("/account/password/reset/", {"email": person.email}, follow=True)
    assert "Look into your mail" in text_of(answer)
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link is not None
    assert mail.outbox[0].subject.endswith("Choose a new password")
    form = client.get(link[1], follow=True)
    assert "Choose a new password" in text_of(form)
    new = {"password1": "another long secret", "password2": "another long secret"}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)
    assert done.status_code == 200
    assert client.session["_auth_user_id"] == str(person.pk)  # as the mail says: you are in
    person.refresh_from_db()
    assert person.check_password("another long secret")


def test_an_address_nobody_has_gets_the_same_answer(client: Client) -> None:
    answer = client.post("/account/password/reset/", {"email": "nobody@example.com"}, follow=True)
    assert "Look into your mail" in text_of(answer)
    assert "there is no account with this address" in mail.outbox[0].body


def test_a_used_link_says_so(client: Client) -> None:
    answer = client.get("/account/password/reset/key/1-used/", follow=True)
    assert "This link no longer works" in text_of(answer)


def test_a_password_is_changed_by_whoever_knows_the_old_one(client: Client, person: User) -> None:
    client.force_login(person)
    new = {"password1": "another long secret", "password2": "another long secret"}
    refused = client.post("/account/password/change/", {"oldpassword": "wrong", **new})
    assert 'class="field-error" id="id_oldpassword_error"' in refused.content.decode()
    client.post("/account/password/change/", {"oldpassword": PASSWORD, **new})
    person.refresh_from_db()
    assert person.check_password("another long secret")


def test_nobody_signs_up_uninvited(client: Client) -> None:
    assert "By invitation" in text_of(client.get("/account/signup/"))


def test_names_are_escaped_in_the_frame(client: Client) -> None:
    person = UserFactory(name="<b>Eve</b>")
    client.force_login(person)
    page = client.get("/account/password/change/").content.decode()
    assert "&lt;b&gt;Eve&lt;/b&gt;" in page
    assert "<b>Eve</b>" not in page


def test_an_unknown_address_gets_the_designed_page(client: Client) -> None:
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert "There is nothing here" in text_of(answer)
