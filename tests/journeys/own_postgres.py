"""A PostgreSQL of the test's own on a free port, to be restarted at will."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.installation import PATIENCE, free_port

# Where Debian keeps what it does not put on the PATH.
_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/local/pgsql/bin")
# Root may not run a server: then it is this account's, as on every machine with a package.
_ACCOUNT = "postgres"


@contextmanager
def own_postgres() -> Iterator["OwnPostgres"]:
    """Empty; skips the test where there is no PostgreSQL to start."""
    programs = _programs()
    # pytest's own folders are closed to other accounts.
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        server = OwnPostgres(Path(folder), programs)
        try:
            server.make()
            yield server
        finally:
            server.kill()


class OwnPostgres:
    """`url` is the DATABASE_URL of its only database."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs, self._port = folder, programs, free_port()
        self.url = f"postgresql://{_ACCOUNT}@127.0.0.1:{self._port}/postgres"

    def make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self._folder, _ACCOUNT)
        words = ("--auth=trust", f"--username={_ACCOUNT}", "--encoding=UTF8", "--no-sync")
        self._run("initdb", *words)
        places = f"-c port={self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._run("pg_ctl", "--wait", "-l", f"{self._folder}/log", "-o", places, "start")

    def restart(self) -> None:
        """As after a crash: nobody is told, nothing is finished."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "-l", f"{self._folder}/log", "restart")

    def kill(self) -> None:
        if (self._folder / "postmaster.pid").exists():
            self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def _run(self, program: str, *words: str) -> None:
        become = ("runuser", "-u", _ACCOUNT, "--") if os.geteuid() == 0 else ()
        subprocess.run(
            [*become, str(self._programs / program), "-D", str(self._folder), *words],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=PATIENCE,
        )


def _programs() -> Path:
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("root may not run PostgreSQL, and there is no runuser")
    found = [place for pattern in _FOLDERS for place in Path("/").glob(pattern)]
    if on_path := shutil.which("pg_ctl"):
        found.append(Path(on_path).resolve().parent)
    if not found:
        pytest.skip("no PostgreSQL server on this machine")
    return max(found, key=_version)


def _version(folder: Path) -> int:
    digits = "".join(filter(str.isdigit, folder.parent.name))
    return int(digits or 0)
