"""Redis dies and is emptied while people log, import and post: facts stand, scores catch up."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from kombu import Connection, Producer, Queue

from accounts.models import StaleMark, Team, User
from scorecards.queries.rep_home import LAGS_AFTER
from tests.factories import PASSWORD, LeaderFactory, TeamFactory
from tests.journeys.facts import assert_stored_is_rebuilt, log_calls, nothing_waits
from tests.journeys.installation import Installation, OwnRedis, wait_until
from tests.journeys.visitor import Visitor

A_MINUTE = 60.0
NOTICE = "The figures may lag"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_facts_stand_without_redis_and_are_scored_within_a_minute_of_its_return(
    reps: list[User],
    team: Team,
    installation: Installation,
    own_redis: OwnRedis,
    tmp_path: Path,
) -> None:
    worker = installation.worker()
    installation.beat()
    installation.web()
    calls = log_calls(reps)
    wait_until(nothing_waits)
    visitor = Visitor(installation.port, reps[0])
    TeamFactory()  # a leader of one team goes straight to its board
    leader = Visitor(installation.port, LeaderFactory())
    pages = [(visitor, f"/reps/{reps[0].pk}/"), (leader, "/teams/"), (leader, f"/teams/{team.pk}/")]

    own_redis.kill()

    calls += _log_in_every_way(visitor, installation, reps, tmp_path)
    assert set(StaleMark.objects.values_list("rep", flat=True)) == {rep.pk for rep in reps}
    assert _logs_in(Visitor(installation.port, None), reps[1])
    assert _saying_so(pages) == []
    StaleMark.objects.update(marked_at=timezone.now() - LAGS_AFTER - timedelta(seconds=1))
    assert _saying_so(pages) == [path for _, path in pages]

    own_redis.start()

    wait_until(nothing_waits, within=A_MINUTE)
    assert _saying_so(pages) == []
    assert_stored_is_rebuilt(calls=calls)

    worker.pause()
    calls += _log_in_every_way(visitor, installation, reps, tmp_path, batch="second")
    own_redis.flush()
    worker.go_on()

    wait_until(nothing_waits, within=A_MINUTE)
    assert_stored_is_rebuilt(calls=calls)


def _log_in_every_way(
    visitor: Visitor,
    installation: Installation,
    reps: Sequence[User],
    folder: Path,
    batch: str = "first",
) -> int:
    """One call each: by a tap, through the API, from a file. How many in all."""
    assert visitor.post("/log/one/", {"metric": "calls", "quantity": "1"}) == 302
    assert visitor.post_facts([_fact(reps[0], batch)])["created"] == 1
    file = folder / f"{batch}.csv"
    rows = [",".join(map(str, _fact(rep, f"{batch}-file-{rep.pk}").values())) for rep in reps]
    file.write_text("\n".join([",".join(_fact(reps[0], "")), *rows]))
    code, printed = installation.run("import_file", "activities", str(file))
    assert code == 0
    assert f"created {len(reps)}, updated 0, unchanged 0, rejected 0" in printed
    return 2 + len(reps)


def _fact(rep: User, external_id: str) -> dict[str, Any]:
    yesterday = timezone.now() - timedelta(days=1)
    return {
        "external_id": external_id,
        "rep": rep.email,
        "metric": "calls",
        "quantity": 1,
        "occurred_at": yesterday.isoformat(timespec="seconds"),
    }


def _logs_in(visitor: Visitor, rep: User) -> bool:
    # Tests keep passwords in a quick way that the product does not know.
    known = PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1)
    User.objects.filter(pk=rep.pk).update(password=known)
    login = {"login": rep.email, "password": PASSWORD}
    return visitor.post("/account/login/", login) == 302


def _saying_so(pages: Sequence[tuple[Visitor, str]]) -> list[str]:
    """Which of the pages, all of which answer, say that their figures may lag."""
    answers = [(path, *visitor.get(path)) for visitor, path in pages]
    assert [status for _, status, _ in answers] == [200] * len(pages)
    return [path for path, _, text in answers if NOTICE in text]


@pytest.mark.services
def test_a_worker_s_place_is_free_again_when_redis_dies_before_it_acknowledges(
    own_redis: OwnRedis,
) -> None:
    """Else it asks for nothing more, and never notices that Redis has gone and come back."""
    with Connection(own_redis.url, transport="config.redis_queue:Transport") as broker:
        channel: Any = broker.channel()
        channel.basic_qos(0, 1, False)
        queue = Queue("places", channel=channel)
        queue.declare()
        Producer(channel).publish({}, routing_key="places")
        message = queue.get()
        assert message is not None
        assert not channel.qos.can_consume()

        own_redis.kill()

        with pytest.raises(broker.connection_errors):
            message.ack()
        assert channel.qos.can_consume()
