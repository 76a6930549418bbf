"""The embedded queue with a real worker: no service, and nothing waits for long."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from celery import current_app
from django.core.cache.backends.filebased import FileBasedCache
from kombu import Connection
from kombu.simple import SimpleQueue

from tests.architecture.test_import_law import ROOT

STARTS_WITHIN = 60.0
SENDS = "from accounts.tasks import worker_heartbeat; worker_heartbeat.delay()"


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[SimpleQueue]:
    """A queue of its own name: the transport remembers names for as long as the process lives."""
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    with Connection(
        "filesystem://localhost//",
        transport="config.queue:Transport",
        transport_options={**folders, "control_folder": str(tmp_path / "control")},
    ) as connection:
        yield connection.SimpleQueue(f"queue-{uuid.uuid4()}", no_ack=True)


def test_a_message_arrives_as_it_was_sent(queue: SimpleQueue) -> None:
    queue.put({"rep": 7})
    assert queue.get(block=False).payload == {"rep": 7}


def test_an_unfinished_message_is_not_seen(queue: SimpleQueue, tmp_path: Path) -> None:
    (tmp_path / "0_a.unfinished").write_text('{"half of')
    assert queue.qsize() == 0


def test_a_broken_message_is_dropped_and_the_next_one_arrives(
    queue: SimpleQueue, tmp_path: Path
) -> None:
    (tmp_path / f"0_a.{queue.queue.name}.msg").write_text("")
    queue.put({"rep": 7})
    with pytest.raises(queue.Empty):
        queue.get(block=False)
    assert queue.get(block=False).payload == {"rep": 7}


def test_every_entry_of_the_timetable_names_a_task_that_exists() -> None:
    current_app.loader.import_default_modules()
    wanted = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert wanted - set(current_app.tasks) == set()


def test_a_worker_takes_a_task_from_another_process_at_once(tmp_path: Path) -> None:
    """Worker and sender share nothing but the folder; the worker answers through the cache."""
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    environment |= {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    options = ["--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "config", "worker", *options],
        env=environment,
        cwd=ROOT,
    )
    try:
        subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {SENDS}"],
            env=environment,
            cwd=ROOT,
            check=True,
        )
        assert _appears(FileBasedCache(str(tmp_path / "cache"), {}), "worker_seen_at")
    finally:
        worker.terminate()
        worker.wait(timeout=20)


def _appears(cache: FileBasedCache, key: str) -> bool:
    gives_up_at = monotonic() + STARTS_WITHIN
    while monotonic() < gives_up_at:
        if cache.get(key) is not None:
            return True
        sleep(0.05)
    return False
