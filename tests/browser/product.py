"""The product as its users run it: web server, worker and a small demo organisation.

Everything is started as by `make run`, in a folder of its own and at a set moment, so that
the journeys meet the same figures on a Sunday night as on a working day.
"""

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from time import monotonic, sleep
from urllib.request import urlopen

from tests.architecture.test_import_law import ROOT

# A Wednesday afternoon in Berlin, where the demo's rep works.
MOMENT = datetime(2026, 3, 11, 13, 5, tzinfo=UTC)
STARTS_WITHIN = 180.0
_AT_MOMENT = Path(__file__).with_name("at_moment.py")
_WEB = ("uvicorn", "config.asgi:application", "--lifespan", "off", "--log-level", "warning")
_WORKER = (
    *("celery", "--quiet", "--app", "config", "worker", "--pool", "threads", "--concurrency", "1"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)


class Product:
    """A running installation; `address` ends without a slash."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._python = (sys.executable, str(_AT_MOMENT), _clock_shift(folder))
        kept = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
        self._environment = kept | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "VAR_DIR": str(folder),
        }

    def prepare(self) -> None:
        """Tables, the demo organisation, static files."""
        self._run("django", "migrate", "--verbosity", "0")
        self._run("django", "seed_demo", "--reps", "16", "--days", "75")
        self._run("django", "collectstatic", "--noinput", "--verbosity", "0")

    @contextmanager
    def worker(self) -> Iterator[None]:
        with self._running(*_WORKER):
            yield

    @contextmanager
    def web(self) -> Iterator[None]:
        """The web server; left, it ends every open stream at once."""
        with self._running(*_WEB, "--port", str(self.port)):
            self._wait()
            yield

    def _run(self, *program: str) -> None:
        subprocess.run([*self._python, *program], env=self._environment, cwd=ROOT, check=True)

    @contextmanager
    def _running(self, *program: str) -> Iterator[None]:
        process = subprocess.Popen([*self._python, *program], env=self._environment, cwd=ROOT)
        try:
            yield
        finally:
            process.kill()
            process.wait(timeout=20)

    def _wait(self) -> None:
        gives_up_at = monotonic() + STARTS_WITHIN
        while monotonic() < gives_up_at:
            try:
                with urlopen(f"{self.address}/healthz", timeout=STARTS_WITHIN):  # noqa: S310
                    return
            except OSError:
                sleep(0.1)
        raise TimeoutError("The web server does not answer.")


def prepared_once(shared: Path) -> Path:
    """A folder to copy, filled by whoever asks first; others wait for it."""
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder, unfinished = shared / "prepared", shared / "unfinished"
        if not folder.exists():
            unfinished.mkdir()
            Product(unfinished).prepare()
            unfinished.rename(folder)
    return folder


@contextmanager
def running_product(prepared: Path, folder: Path) -> Iterator[Product]:
    """A copy of a prepared product, with its web server and worker at work."""
    product = Product(copytree(prepared, folder))
    with ExitStack() as stack:
        stack.enter_context(product.worker())
        stack.enter_context(product.web())
        yield product


def _clock_shift(folder: Path) -> str:
    """In seconds; kept in the folder, so that a copy goes on at the moment of its original."""
    kept = folder / "clock_shift"
    if not kept.exists():
        kept.write_text(str((MOMENT - datetime.now(UTC)).total_seconds()))
    return kept.read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
