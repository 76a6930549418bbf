"""Two machines as docs/production.md describes them: one dies, the other goes on.

Web servers, workers and timetables are started by the very commands of the units there, with a
folder and a port of its own for each machine.
"""

import re
import shlex
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import User
from tests.architecture.test_import_law import ROOT
from tests.journeys.facts import counted, nothing_waits
from tests.journeys.installation import Installation, OwnRedis, wait_until
from tests.journeys.visitor import Visitor

SOON = 30.0  # a loaded machine; it takes less than a second otherwise
SENDS, STANDS_BY = "This timetable sends", "This timetable stands by"
CALL = {"metric": "calls", "quantity": "1"}
PAGE = (ROOT / "docs" / "production.md").read_text()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_what_is_logged_on_one_machine_is_seen_on_the_other_which_goes_on_alone(
    reps: list[User], installation: Installation, own_redis: OwnRedis, tmp_path: Path
) -> None:
    a, b = installation, Installation(tmp_path / "b", own_redis.url)
    (tmp_path / "b").mkdir()
    try:
        _start(a, "web", "worker@interactive", "beat")
        beat_of_a = a.programs[-1]
        wait_until(lambda: beat_of_a.said(SENDS))
        _start(b, "web", "worker@interactive", "worker@bulk", "beat")
        beat_of_b = b.programs[-1]
        wait_until(lambda: a.answers() and b.answers() and beat_of_b.said(STANDS_BY))

        assert Visitor(a.port, reps[0]).post("/log/one/", CALL) == 302
        wait_until(nothing_waits, within=SOON)
        _, page = Visitor(b.port, reps[0]).get(f"/reps/{reps[0].pk}/standing/")
        assert "<strong>1</strong>" in page

        a.kill_everything()

        assert Visitor(b.port, reps[0]).post("/log/one/", CALL) == 302
        wait_until(nothing_waits, within=SOON)
        wait_until(lambda: beat_of_b.said(SENDS), within=SOON)
        assert counted() == 2
        call_command("recompute", "--check", stdout=StringIO())  # raises where they differ
    finally:
        b.kill_everything()


def _start(machine: Installation, *units: str) -> None:
    for unit in units:
        name, _, instance = unit.partition("@")
        machine.program(_command(name, instance, machine.port))


def _command(unit: str, instance: str, port: int) -> list[str]:
    """The words of ExecStart in repscore-{unit}.service, as `python -m` takes them."""
    template = f"repscore-{unit}{'@' if instance else ''}.service"
    block = next(text for text in PAGE.split("```") if template in text.partition("\n")[2][:80])
    found = re.search(r"^ExecStart=/srv/repscore/.venv/bin/((?:.*\\\n)*.*)", block, re.MULTILINE)
    assert found, template
    line = found[1].replace("\\\n", " ").replace("%i", instance).replace("%%", "%")
    return [str(port) if word == "8000" else word for word in shlex.split(line)]
