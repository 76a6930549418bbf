"""The live stream: who may follow what, and that a change reaches every page that follows it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from django.test import AsyncClient, Client
from pytest_django import Settings

from accounts.actions.live import announce
from accounts.models import Team, User
from accounts.queries.live import MOST_NAMES, exchange, names_open_to
from accounts.views.live import events

TODAY = date(2026, 3, 2)


@pytest.mark.django_db
class TestNames:
    def test_reps_follow_themselves_only(self, rep: User, stranger: User) -> None:
        assert names_open_to(rep, f"rep-{rep.pk}", today=TODAY) == {f"rep-{rep.pk}"}
        assert names_open_to(rep, f"rep-{rep.pk} rep-{stranger.pk}", today=TODAY) is None

    def test_managers_follow_their_teams_and_the_people_in_them(
        self, manager: User, rep: User, team: Team, other_team: Team
    ) -> None:
        names = f"team-{team.pk} rep-{rep.pk}"
        assert names_open_to(manager, names, today=TODAY) == set(names.split())
        assert names_open_to(manager, f"team-{other_team.pk}", today=TODAY) is None

    def test_leaders_follow_everybody(self, leader: User, rep: User, team: Team) -> None:
        names = f"team-{team.pk} rep-{rep.pk}"
        assert names_open_to(leader, names, today=TODAY) == set(names.split())

    @pytest.mark.parametrize("text", ["", " ", "rep-", "rep-0", "rep-1x", "goal-1", "rep-1;team-2"])
    def test_what_is_no_name_is_refused(self, leader: User, text: str) -> None:
        assert names_open_to(leader, text, today=TODAY) is None

    def test_what_does_not_exist_is_refused(self, leader: User) -> None:
        assert names_open_to(leader, "rep-987654321", today=TODAY) is None

    def test_a_page_cannot_follow_without_end(self, leader: User) -> None:
        many = " ".join(f"rep-{n}" for n in range(1, MOST_NAMES + 2))
        assert names_open_to(leader, many, today=TODAY) is None


@pytest.mark.django_db
def test_a_server_without_streams_tells_the_page_not_to_try_again(
    rep_client: Client, rep: User
) -> None:
    response = rep_client.get("/live/", {"names": f"rep-{rep.pk}"})
    assert response.status_code == 204


@pytest.mark.django_db
def test_the_stream_of_somebody_else_does_not_exist(rep_client: Client, stranger: User) -> None:
    assert rep_client.get("/live/", {"names": f"rep-{stranger.pk}"}).status_code == 404


@pytest.mark.django_db
def test_who_is_not_logged_in_goes_to_the_login(client: Client) -> None:
    assert client.get("/live/?names=rep-1")["Location"].startswith("/account/login/")


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_a_stream_that_nobody_keeps(rep: User) -> None:
    async def opened() -> tuple[str, str, str]:
        client = AsyncClient()
        await client.aforce_login(rep)
        response = await client.get("/live/", {"names": f"rep-{rep.pk}"})
        first = await anext(aiter(response))  # type: ignore[arg-type]
        return response["Content-Type"], response["Cache-Control"], first.decode()

    assert asyncio.run(opened()) == ("text/event-stream", "no-store", ": open\n\n")


class TestStream:
    """Against the database's numbers: `REDIS_URL` is empty."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture(autouse=True)
    def _without_redis(self, settings: Settings) -> None:
        settings.REDIS_URL = ""

    def test_a_page_is_told_its_names_once_and_then_each_change(self) -> None:
        assert asyncio.run(_told(["rep-7", "team-3"], then=["rep-7", "rep-8"])) == [
            "event: rep-7\ndata: changed\n\nevent: team-3\ndata: changed\n\n",
            "event: rep-7\ndata: changed\n\n",
        ]

    def test_a_quiet_stream_sends_comments(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("accounts.views.live.HEARTBEAT_SECONDS", 0.01)

        async def quiet() -> list[str]:
            stream = events(["rep-7"])
            said = [await anext(stream)]
            while "event" not in said[-1]:
                said.append(await anext(stream))
            said.append(await anext(stream))
            await stream.aclose()  # type: ignore[attr-defined]
            return said

        said = asyncio.run(quiet())
        assert (said[0], said[-1]) == (": open\n\n", ": \n\n")

    def test_when_the_last_page_leaves_nobody_listens(self) -> None:
        async def left() -> tuple[int, int]:
            stream = events(["rep-7"])
            await anext(stream)
            during = len(exchange().listeners)
            await stream.aclose()  # type: ignore[attr-defined]
            return during, len(exchange().listeners)

        assert asyncio.run(left()) == (1, 0)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_through_redis_a_change_reaches_the_page() -> None:
    assert asyncio.run(_told(["rep-7", "team-3"], then=["rep-7", "rep-8"]))[1] == (
        "event: rep-7\ndata: changed\n\n"
    )


async def _told(names: list[str], *, then: list[str]) -> list[str]:
    """What a page hears: the first word, and what follows an announcement."""
    stream = events(names)
    assert await anext(stream) == ": open\n\n"
    first = await _next_event(stream)
    await asyncio.to_thread(announce, names=then)
    second = await _next_event(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    return [first, second]


async def _next_event(stream: AsyncIterator[str]) -> str:
    async with asyncio.timeout(5):
        while (said := await anext(stream)) == ": \n\n":
            pass
        return said
