"""Starting: out of the box without a variable, and never with a wrong one."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.test_import_law import ROOT

NAMES = (
    "DATABASE_URL",
    "DATABASE_POOL_SIZE",
    "DATABASE_POOLER",
    "REDIS_URL",
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "VAR_DIR",
)
PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "n3ver-gu3ssed-" * 5,
    "ALLOWED_HOSTS": "scores.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://scores.example.org",
}


def start(var: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in NAMES}
    return subprocess.run(
        [sys.executable, "-W", "ignore", *(command or ("-c", "import config.settings"))],
        env={**environment, "VAR_DIR": str(var), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("DATABASE_URL", {"DATABASE_URL": "mysql://root@localhost/scores"}),
        ("DATABASE_URL", {"DATABASE_URL": "postgresql://localhost:port/scores"}),
        ("DATABASE_URL", {"DATABASE_URL": "scores"}),
        ("DATABASE_POOL_SIZE", {"DATABASE_POOL_SIZE": "many"}),
        ("DATABASE_POOL_SIZE", {"DATABASE_POOL_SIZE": "0"}),
        ("DATABASE_POOLER", {"DATABASE_POOLER": "statement"}),
        ("REDIS_URL", {"REDIS_URL": "http://localhost:6379"}),
        ("REDIS_URL", {"REDIS_URL": "localhost"}),
        ("TIME_ZONE", {"TIME_ZONE": "Europe/Atlantis"}),
        ("EMAIL_URL", {"EMAIL_URL": "pigeon://localhost"}),
        ("CSRF_TRUSTED_ORIGINS", {"CSRF_TRUSTED_ORIGINS": "scores.example.org"}),
        ("SECRET_KEY", {**PRODUCTION, "SECRET_KEY": ""}),
        ("ALLOWED_HOSTS", {**PRODUCTION, "ALLOWED_HOSTS": ""}),
        ("DEBUG", {"DEBUG": "perhaps"}),
        ("VAR_DIR", {"VAR_DIR": "/dev/null/var"}),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(
    tmp_path: Path, name: str, variables: dict[str, str]
) -> None:
    done = start(tmp_path, **variables)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        f"django.core.exceptions.ImproperlyConfigured: {name}"
    )


def test_without_a_variable_a_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0
    key = (tmp_path / "secret_key").read_text()
    assert start(tmp_path).returncode == 0
    assert (tmp_path / "secret_key").read_text() == key
    assert len(key) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_production_leaves_no_warning(tmp_path: Path) -> None:
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = start(tmp_path, *check, **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("pooler", "kept"), [("", True), ("session", True), ("transaction", False)]
)
def test_cursors_stay_on_the_server_only_where_a_connection_is_kept(
    tmp_path: Path, pooler: str, kept: bool
) -> None:
    told = "from config.settings import DATABASES; print(DATABASES['default'])"
    done = start(
        tmp_path,
        *("-c", told),
        DATABASE_URL="postgresql://postgres@127.0.0.1/scores",
        DATABASE_POOLER=pooler,
    )
    assert f"'DISABLE_SERVER_SIDE_CURSORS': {not kept}" in done.stdout
