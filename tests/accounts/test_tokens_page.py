"""One's own API tokens: shown once, used by programs, revoked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.actions.tokens import create_token, note_token_used
from accounts.models import ApiToken, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "who", ["rep_client", "manager_client", "leader_client", "admin_person_client"]
)
def test_everybody_has_the_page(request: pytest.FixtureRequest, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get("/setup/tokens/").status_code == 200


def test_the_key_is_shown_once(rep_client: Client) -> None:
    page = rep_client.post("/setup/tokens/", {"name": "CRM sync"})
    made = ApiToken.objects.get()
    assert made.token_key in page.content.decode()
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    again = rep_client.get("/setup/tokens/").content.decode()
    assert "CRM sync" in again
    assert made.token_key not in again


def test_a_program_comes_in_with_it_until_it_is_revoked(
    rep_client: Client, rep: User, client: Client
) -> None:
    token, key = create_token(user=rep, name="CRM sync")
    headers = {"Authorization": f"Token {key}"}
    assert client.get("/api/v1/schema/", headers=headers).status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    rep_client.post(f"/setup/tokens/{token.digest}/revocation/")
    assert client.get("/api/v1/schema/", headers=headers).status_code == 401


def test_a_token_needs_a_name(rep_client: Client) -> None:
    assert rep_client.post("/setup/tokens/", {"name": ""}).status_code == 422
    assert not ApiToken.objects.exists()


def test_nobody_revokes_for_others(rep_client: Client, stranger: User) -> None:
    token, _ = create_token(user=stranger, name="Theirs")
    assert rep_client.post(f"/setup/tokens/{token.digest}/revocation/").status_code == 404


def test_a_use_is_noted_once_a_minute(rep: User) -> None:
    token, _ = create_token(user=rep, name="CRM sync")
    for seconds in (0, 59, 60):
        token.refresh_from_db()
        note_token_used(token=token, now=NOW + timedelta(seconds=seconds))
        token.refresh_from_db()
        expected = NOW + timedelta(seconds=60 if seconds == 60 else 0)
        assert token.last_used_at == expected
