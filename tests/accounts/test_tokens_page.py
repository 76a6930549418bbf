"""One's own API tokens: shown once, used by programs, revoked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.actions.tokens import create_token, note_token_used
from accounts.models import ApiToken, Organisation, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "who", ["rep_client", "manager_client", "leader_client", "admin_person_client"]
)
def test_everybody_has_the_page(request: pytest.FixtureRequest, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get("/setup/tokens/").status_code == 200


def sent(**changes: str) -> dict[str, str]:
    """The form as it stands when the page is opened, with a name."""
    return {"name": "CRM sync", "scope": "read", "lasts": "90", "last_day": "", **changes}


def test_the_form_offers_the_least_first(rep_client: Client) -> None:
    form = rep_client.get("/setup/tokens/").context["form"]
    shown = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    assert shown == {"name": None, "scope": "read", "lasts": "90", "last_day": None}


def test_the_key_is_shown_once(rep_client: Client) -> None:
    page = rep_client.post("/setup/tokens/", sent())
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
    assert rep_client.post("/setup/tokens/", sent(name="")).status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("scope", ["read", "facts", "manage"])
def test_a_token_gets_the_scope_that_was_chosen(rep_client: Client, scope: str) -> None:
    rep_client.post("/setup/tokens/", sent(scope=scope))
    assert ApiToken.objects.get().scope == scope


def test_there_is_no_other_scope(rep_client: Client) -> None:
    assert rep_client.post("/setup/tokens/", sent(scope="everything")).status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("lasts", "day", "end"),
    [
        ("30", "", NOW + timedelta(days=30)),
        ("365", "", NOW + timedelta(days=365)),
        ("never", "", None),
        # The whole day where the organisation is: in New York it ends four hours later.
        ("day", "2026-03-31", datetime(2026, 4, 1, 4, tzinfo=UTC)),
        ("day", "2026-03-02", datetime(2026, 3, 3, 5, tzinfo=UTC)),
        ("90", "2026-03-31", NOW + timedelta(days=90)),
    ],
)
def test_a_token_holds_as_long_as_was_chosen(
    rep_client: Client,
    organisation: Organisation,
    time_machine: TimeMachineFixture,
    lasts: str,
    day: str,
    end: datetime | None,
) -> None:
    organisation.time_zone = "America/New_York"
    organisation.save()
    time_machine.move_to(NOW, tick=False)
    rep_client.post("/setup/tokens/", sent(lasts=lasts, last_day=day))
    assert ApiToken.objects.get().expiry == end


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Say until which day."),
        ("2026-03-01", "This day is over."),
        ("soon", "Enter a valid date."),
        ("9999-12-31", "This year cannot be meant."),
    ],
)
def test_a_last_day_that_cannot_be_is_said_at_its_field(
    rep_client: Client, time_machine: TimeMachineFixture, day: str, words: str
) -> None:
    time_machine.move_to(NOW, tick=False)
    page = rep_client.post("/setup/tokens/", sent(lasts="day", last_day=day))
    assert (page.status_code, page.context["form"].errors) == (422, {"last_day": [words]})
    assert not ApiToken.objects.exists()


def test_the_page_says_what_each_token_may_and_until_when(
    rep_client: Client, rep: User, time_machine: TimeMachineFixture
) -> None:
    end = NOW + timedelta(hours=2)
    create_token(user=rep, name="Dialer", scope="facts", expires_at=end)
    time_machine.move_to(NOW, tick=False)
    [row] = rep_client.get("/setup/tokens/").context["rows"]
    assert (row.may, row.expires_at, row.has_expired) == ("read, and write facts", end, False)
    time_machine.move_to(end, tick=False)
    page = rep_client.get("/setup/tokens/")
    assert page.context["rows"][0].has_expired is True
    assert "expired" in page.content.decode()
    assert "2 Mar 2026 11:00" in page.content.decode()


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
