"""The examples in docs/api.md do what the page says, against a server that listens."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer
from time_machine import TimeMachineFixture

from accounts.actions.tokens import create_token
from accounts.models import Team
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity
from tests.factories import MetricFactory, RepFactory, scorecard
from tests.scorecards.api.conftest import NOW

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
WAITS = 30.0
POSTED = {"created": 2, "updated": 0, "unchanged": 0, "rejected": []}
AGAIN = {"created": 0, "updated": 0, "unchanged": 2, "rejected": []}


def example(language: str) -> str:
    """The first block of that language on the page."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def environment(
    transactional_db: None, team: Team, live_server: LiveServer, time_machine: TimeMachineFixture
) -> dict[str, str]:
    time_machine.move_to(NOW)
    MetricFactory(slug="calls")
    scorecard("Inside sales", activities={"calls": (60, 1)}, assigned_to=team)
    moses = RepFactory(name="Moses Frase", email="moses@example.org", team=team)
    _, key = create_token(user=moses, name="example", scope="facts")
    return {"KEY": key, "REPSCORE": live_server.url, "PATH": "/usr/bin:/bin"}


def run(*command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=WAITS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_python_example_posts_facts_and_reads_scores(environment: dict[str, str]) -> None:
    def printed() -> list[Any]:
        lines = run(sys.executable, "-c", example("python"), environment=environment)
        return [ast.literal_eval(line) for line in lines.splitlines()]

    assert printed() == [POSTED, []]
    work_off_marks(now=NOW)
    posted, [score] = printed()
    assert posted == AGAIN
    assert (score["scorecard"], score["period"]) == ("Inside sales", "2026-W11")


def test_the_python_example_is_ten_lines() -> None:
    lines = [line for line in example("python").splitlines() if line.strip()]
    assert len(lines) <= 10


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_curl_example_posts_facts_and_again_changes_nothing(
    environment: dict[str, str],
) -> None:
    def answered() -> Any:
        return json.loads(run("sh", "-c", example("sh"), environment=environment))

    assert answered() == POSTED
    assert answered() == AGAIN
    stored = Activity.objects.values_list("external_id", flat=True)
    assert set(stored) == {"moses-1", "moses-2"}
