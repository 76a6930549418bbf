"""The product in real processes over the database of the test, to be killed at will.

The test sets up and looks through Django; web server, worker, timetable and commands are
programs of their own, which share with it nothing but the database, a Redis that is not the
machine's (without one: the embedded queue) and a folder.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Self
from urllib.parse import quote
from urllib.request import urlopen

from celery import Celery
from django.conf import settings
from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from accounts.tasks import RECOMPUTE
from tests.architecture.test_import_law import ROOT

# Seconds that nothing takes on a machine that works: only a failed test waits for so long.
PATIENCE = 90.0
SAID = "said"  # the file of what a program printed
_WEB = ("uvicorn", "config.asgi:application", "--lifespan", "off", "--log-level", "warning")
_WORKER = (
    *("celery", "--quiet", "--app", "config", "worker"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
_BEAT = ("celery", "--quiet", "--app", "config", "beat")


@dataclass(frozen=True)
class Step:
    """Where a program halts: "before" or "after" a process of it has called a function so often."""

    when: str
    function: str
    turn: int = 1

    def __str__(self) -> str:
        return f"{self.when}:{self.turn}:{self.function}"


class Program:
    """A running program; killed, it has no time to say goodbye."""

    def __init__(self, process: subprocess.Popen[bytes], halts_in: Path) -> None:
        self._process = process
        self._halts_in = halts_in

    def wait_until_halted(self, step: int = 0) -> int:
        """The number of the process that halts at the so-manieth step."""
        halted = self._halts_in / str(step)
        wait_until(lambda: halted.exists() or not self.is_running)
        assert halted.exists(), "The program ended before it came to its step."
        return int(halted.read_text())

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def said(self, words: str) -> bool:
        return words in (self._halts_in / SAID).read_text()

    def kill(self) -> None:
        """SIGKILL for the process and all that it forked."""
        if self.is_running:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=PATIENCE)
        print((self._halts_in / SAID).read_text())  # noqa: T201 - shown when the test fails

    def pause(self) -> None:
        os.killpg(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.killpg(self._process.pid, signal.SIGCONT)


class OwnRedis:
    """A Redis of the test's own on a free port: it can be killed and emptied."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        options = ("--port", str(self._port), "--bind", "127.0.0.1", "--appendonly", "no")
        self._process = subprocess.Popen(
            ["redis-server", *options, "--save", ""], stdout=subprocess.DEVNULL
        )
        wait_until(self._answers)
        return self

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=PATIENCE)

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def waiting(self, queue: str) -> int:
        """How many messages nobody has taken yet."""
        with Redis.from_url(self.url) as client:
            return int(client.llen(queue))

    def delete_messages(self) -> None:
        with Redis.from_url(self.url) as client:
            client.delete("interactive", "bulk", "celery")

    def flush(self) -> None:
        with Redis.from_url(self.url) as client:
            client.flushall()

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False


class Installation:
    """`folder` is its VAR_DIR; `redis_url` "" means the embedded queue in that folder, and
    `database` "" the database of the test. Without `debug` it answers like a trial: errors tell
    nothing, and pages need `collectstatic`."""

    def __init__(
        self, folder: Path, redis_url: str = "", database: str = "", *, debug: bool = True
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._redis_url = redis_url
        self.programs: list[Program] = []
        self._environment = os.environ | {
            "DATABASE_URL": database or database_url(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "REDIS_URL": redis_url,
            "SECRET_KEY": settings.SECRET_KEY,
            "VAR_DIR": str(folder),
        }
        self._environment.pop("DEBUG", None)
        if debug:  # pages then name static files that nobody has collected
            self._environment["DEBUG"] = "on"

    def worker(
        self, *halts: Step, queues: str = "interactive,bulk,celery", processes: int = 1
    ) -> Program:
        """A worker that forks processes to work; when one dies, it forks another."""
        options = ("--queues", queues, "--concurrency", str(processes))
        return self._started((*_WORKER, *options), halts)

    def beat(self) -> Program:
        return self._started(_BEAT)

    def web(self, *halts: Step) -> Program:
        """Answers when it is returned."""
        program = self._started((*_WEB, "--port", str(self.port)), halts)
        wait_until(self.answers)
        return program

    def program(self, words: Sequence[str]) -> Program:
        """Any program of the environment by its command line."""
        return self._started(words)

    def command(self, words: Sequence[str], *halts: Step) -> Program:
        """A management command that will halt."""
        return self._started(("django", *words), halts)

    def run(self, *words: str) -> tuple[int, str]:
        """A management command: its exit code and what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "django", *words],
            env=self._environment,
            cwd=ROOT,
            check=False,
            stdout=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
        )
        return done.returncode, done.stdout

    def wake_worker(self, task: str = RECOMPUTE, queue: str = "interactive") -> None:
        """Sends what is sent after a fact was committed."""
        with self.sender() as sender:
            sender.send_task(task, queue=queue, ignore_result=True)

    def sender(self) -> Celery:
        """Sends tasks to its workers for as long as the block runs."""
        assert self._redis_url
        return Celery(broker=self._redis_url, set_as_current=False)

    def kill_everything(self) -> None:
        for program in self.programs:
            program.kill()

    def _started(self, program: Sequence[str], halts: Sequence[Step] = ()) -> Program:
        halts_in = self._folder / f"halted-{len(self.programs)}"
        halts_in.mkdir()
        if halts:
            steps = map(str, halts)
            program = ("tests.journeys.halting", str(halts_in), *steps, "--", *program)
        with (halts_in / SAID).open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", *program],
                env=self._environment,
                cwd=ROOT,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.programs.append(Program(process, halts_in))
        return self.programs[-1]

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/healthz", timeout=PATIENCE):  # noqa: S310
                return True
        except OSError:
            return False


def wait_until(holds: Callable[[], object], *, within: float = PATIENCE) -> None:
    gives_up_at = monotonic() + within
    while not holds():
        assert monotonic() < gives_up_at, f"It did not come true within {within:.0f} seconds."
        sleep(0.05)


def database_url() -> str:
    """The test's database, as another process names it."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    login = ":".join(quote(used[key], safe="") for key in ("USER", "PASSWORD") if used[key])
    host, port = used["HOST"] or "127.0.0.1", used["PORT"] or 5432
    return f"postgresql://{login}@{host}:{port}/{used['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
