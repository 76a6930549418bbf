"""The product's programs as in production: web processes, workers, the timetable.

They share the database, the Redis and the VAR_DIR of whoever starts them. `collectstatic` must
have run. What a program says goes to a file in VAR_DIR; how much CPU time it took is told at the
end, since these machines are shared.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
_PATIENCE = 120
_WEB = (
    *("uvicorn", "config.asgi:application", "--lifespan", "off", "--no-server-header"),
    *("--no-access-log", "--timeout-graceful-shutdown", "2"),
)
_WORKER = (
    *("celery", "--quiet", "--app", "config", "worker", "--concurrency", "1"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
_BEAT = ("celery", "--quiet", "--app", "config", "beat")


@contextmanager
def running(folder: Path, port: int, web: int, workers: tuple[str, ...]) -> Iterator[None]:
    """`web` processes behind one port, one worker for each name of queues, and the timetable."""
    programs = {
        "web": (*_WEB, "--port", str(port), "--workers", str(web)),
        **{f"worker {queues}": (*_WORKER, "--queues", queues) for queues in workers},
        "timetable": _BEAT,
    }
    started = {name: _started(folder, name, program) for name, program in programs.items()}
    began = time.perf_counter()
    try:
        _wait_until_ready(port)
        yield
    finally:
        for name, process in started.items():
            print(f"{name}: {_stopped(process):.1f} s of CPU", end="; ")
        print(f"in {time.perf_counter() - began:.0f} s, load {os.getloadavg()[0]:.1f}")


def _started(folder: Path, name: str, program: tuple[str, ...]) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, "-m", *program],
            cwd=ROOT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _stopped(process: subprocess.Popen[bytes]) -> float:
    """The seconds of CPU that it and what it had started took."""
    before = _cpu_of_the_ended()
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return _cpu_of_the_ended() - before


def _cpu_of_the_ended() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_until_ready(port: int) -> None:
    """Database, broker and a worker answer."""
    gives_up_at = time.monotonic() + _PATIENCE
    while time.monotonic() < gives_up_at:
        try:
            with urlopen(f"http://{HOST}:{port}/readyz"):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The product does not get ready.")
