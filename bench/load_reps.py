"""What bench/load.py has Locust do: people who log calls, look at their page and at the board.

Locust replaces the sockets of the process that imports it, so that this is a file of its own. Who
logs in as whom stands in the file that LOAD_PEOPLE names: a password for each would measure
nothing but the hashing of passwords.
"""

import json
import os
from itertools import cycle
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, events, task
from locust.env import Environment

_PEOPLE = cycle(json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text()))
_TOKEN = "s" * 32


class Rep(FastHttpUser):
    """Busier than anybody: something every ten to thirty seconds."""

    wait_time = between(10, 30)

    def on_start(self) -> None:
        self.person = next(_PEOPLE)

    @task(6)
    def log(self) -> None:
        form = {"metric": "calls", "quantity": "1"}
        self._ask("POST", "/log/one/", "log a call", self.person["rep_session"], data=form)

    @task(3)
    def look(self) -> None:
        self._ask("GET", self.person["home"], "look at home", self.person["rep_session"])

    @task(1)
    def board(self) -> None:
        """Of their team, by its manager."""
        self._ask("GET", self.person["board"], "team board", self.person["manager_session"])

    def _ask(self, method: str, path: str, name: str, session: str, **kwargs: Any) -> None:
        headers = {
            "Cookie": f"sessionid={session}; csrftoken={_TOKEN}",
            "X-CSRFToken": _TOKEN,
            **({"HX-Request": "true"} if method == "POST" else {}),
        }
        with self.client.request(
            method, path, name=name, headers=headers, catch_response=True, **kwargs
        ) as response:
            if response.status_code != 200:
                response.failure(f"{response.status_code}")


@events.quitting.add_listener
def _tell(environment: Environment, **kwargs: Any) -> None:
    """For bench/load.py: how many calls were answered with yes, and how many requests failed."""
    logged = environment.stats.get("log a call", "POST")
    found = {
        "logged": logged.num_requests - logged.num_failures,
        "failed": environment.stats.total.num_failures,
    }
    Path(os.environ["LOAD_PEOPLE"]).with_suffix(".done").write_text(json.dumps(found))
