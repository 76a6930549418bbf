"""`backup` and `restore` at the command line: what they refuse, and older backups."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import Team, User
from tests.factories import RepFactory

FUTURE = "INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999_later', %s)"

pytestmark = pytest.mark.django_db(transaction=True)
# It ends before it comes to the database.
refused_at_once = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "repscore.backup"


def test_it_comes_back_in_place_of_what_is_there(rep: User, file: Path) -> None:
    backup(file)
    RepFactory(team=Team.objects.get())

    assert "accounts_user: 1\n" in restore(file, "--replace")

    assert list(User.objects.all()) == [rep]


def test_people_are_not_replaced_unasked(rep: User, file: Path) -> None:
    backup(file)
    newer = RepFactory()
    with pytest.raises(CommandError, match="There are people in this database: --replace"):
        restore(file)
    assert set(User.objects.all()) == {rep, newer}


def test_where_nobody_is_it_needs_no_word(rep: User, file: Path) -> None:
    backup(file)
    User.objects.all().delete()
    restore(file)
    assert list(User.objects.all()) == [rep]


def test_only_its_owner_may_read_it(rep: User, file: Path) -> None:
    backup(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


@refused_at_once
def test_a_file_that_exists_stays_as_it_was(rep: User, file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(CommandError, match="exists: a backup overwrites nothing"):
        backup(file)
    assert file.read_text() == "mine"


@refused_at_once
def test_a_link_that_leads_nowhere_stays_as_it_was(rep: User, file: Path) -> None:
    file.symlink_to(file.parent / "unmounted" / "disk")
    with pytest.raises(CommandError, match="exists: a backup overwrites nothing"):
        backup(file)
    assert file.is_symlink()


@refused_at_once
def test_what_is_no_file_is_not_waited_for(rep: User, file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(CommandError, match="is no file"):
        restore(file, "--replace")


@refused_at_once
def test_a_folder_that_is_not_there_is_named(rep: User, file: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        backup(file / "below")


@refused_at_once
@pytest.mark.parametrize("begins", [b"", b"a letter", b"PGDMP", b"SQLite format 3\0"])
def test_what_is_no_backup_changes_nothing(rep: User, file: Path, begins: bytes) -> None:
    file.write_bytes(begins + b" and nothing more")
    with pytest.raises(CommandError, match=r"is not a backup of Repscore|is a backup of"):
        restore(file, "--replace")
    assert list(User.objects.all()) == [rep]


@refused_at_once
def test_a_missing_file_is_named(rep: User, file: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        restore(file, "--replace")


def test_a_damaged_one_changes_nothing(rep: User, file: Path) -> None:
    backup(file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(CommandError, match=r"damaged|Nothing was restored|not a backup"):
        restore(file, "--replace")
    assert list(User.objects.all()) == [rep]


def test_one_of_a_newer_version_is_refused(rep: User, file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FUTURE, ["2026-03-01T00:00:00Z"])
        backup(file)
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    with pytest.raises(CommandError, match=r"made by a newer version .*accounts\.9999_later"):
        restore(file, "--replace")


def test_one_of_another_project_with_an_app_of_the_same_name_is_refused(
    rep: User, file: Path
) -> None:
    applied = MigrationRecorder.Migration.objects.exclude(app="accounts")
    ours = list(applied)
    applied.delete()
    try:
        backup(file)
    finally:
        MigrationRecorder.Migration.objects.bulk_create(ours)
    with pytest.raises(CommandError, match="is not a backup of Repscore"):
        restore(file, "--replace")
    assert list(User.objects.all()) == [rep]


def test_one_of_an_older_version_is_brought_forward(rep: User, file: Path) -> None:
    call_command("migrate", "goals", "0001", verbosity=0)
    try:
        backup(file)
    finally:
        call_command("migrate", verbosity=0)

    assert "older version: migrating" in restore(file, "--replace")

    assert "goals_reminder" in connection.introspection.table_names()
    assert list(User.objects.all()) == [rep]


def test_tables_of_somebody_else_are_neither_kept_nor_touched(rep: User, file: Path) -> None:
    _only_on_postgresql()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE somebody_elses AS SELECT 1 AS number")
        try:
            backup(file)
            cursor.execute("UPDATE somebody_elses SET number = 2")
            restore(file, "--replace")
            cursor.execute("SELECT number FROM somebody_elses")
            assert cursor.fetchall() == [(2,)]
        finally:
            cursor.execute("DROP TABLE somebody_elses")


def test_postgresql_needs_its_programs(
    rep: User, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only_on_postgresql()
    monkeypatch.setenv("PATH", str(file.parent))
    with pytest.raises(CommandError, match="pg_dump is not installed"):
        backup(file)
    assert list(file.parent.iterdir()) == []


def test_programs_older_than_the_server_are_refused(
    rep: User, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only_on_postgresql()
    _program(file.parent / "pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'", monkeypatch)
    with pytest.raises(CommandError, match="pg_dump is of version 9, the server of version"):
        backup(file)


def test_the_password_is_not_seen_on_the_command_line(
    rep: User, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only_on_postgresql()
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "hush hush")
    says = f'echo "pg_dump (PostgreSQL) 99"; echo "$@ knows $PGPASSWORD" >> {file.parent}/said'
    _program(file.parent / "pg_dump", says, monkeypatch)
    backup(file)
    words, _, password = (file.parent / "said").read_text().splitlines()[-1].partition(" knows ")
    assert password == "hush hush"
    assert "hush" not in words
    assert f"dbname={connection.settings_dict['NAME']}" in words


def backup(file: Path) -> str:
    printed = StringIO()
    call_command("backup", str(file), stdout=printed)
    return printed.getvalue()


def restore(file: Path, *words: str) -> str:
    printed = StringIO()
    call_command("restore", str(file), *words, stdout=printed)
    return printed.getvalue()


def _only_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is copied by itself")


def _program(path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")
