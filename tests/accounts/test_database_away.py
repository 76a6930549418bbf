"""The database does not answer: pages and API say so, and tell nothing of the inside."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from psycopg.errors import AdminShutdown, DeadlockDetected, DiskFull, lookup
from psycopg_pool import PoolTimeout

from accounts.queries.database import database_is_away

handler500 = "accounts.api.errors.failed"


def asks(request: HttpRequest) -> HttpResponse:
    """Asks a database that is not there, through Django."""
    with connection.wrap_database_errors:
        if connection.vendor == "sqlite":
            sqlite3.connect("/no/such/folder/repscore.sqlite3")
        psycopg.connect(host="127.0.0.1", port=1, password="hush")
    return HttpResponse()


urlpatterns = [path("asks/", asks), path("api/v1/asks/", asks), path("", include("config.urls"))]


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.urls(__name__)
def test_a_page_says_that_it_is_away(browser: Client) -> None:
    answer = browser.get("/asks/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The database does not answer" in answer.content.decode()
    assert_tells_nothing(answer)


@pytest.mark.urls(__name__)
def test_the_api_says_so_in_its_one_form(browser: Client) -> None:
    answer = browser.get("/api/v1/asks/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    message = "The database does not answer. Send the same once more."
    error = {"field": None, "code": "unavailable", "message": message}
    assert answer.json() == {"errors": [error]}
    assert_tells_nothing(answer)


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.OperationalError("connection failed"),
        PoolTimeout("couldn't get a connection after 5.00 sec"),
        AdminShutdown("terminating connection due to administrator command"),
        lookup("08006")("the line broke"),
        lookup("53300")("sorry, too many clients already"),
        lookup("57P03")("the database system is starting up"),
    ],
)
def test_an_absence_of_postgresql_is_told(cause: Exception) -> None:
    assert database_is_away(raised(OperationalError(), cause))


@pytest.mark.parametrize("cause", [DeadlockDetected("deadlock"), DiskFull("full")])
def test_what_is_wrong_while_it_answers_is_none(cause: Exception) -> None:
    assert not database_is_away(raised(OperationalError(), cause))


def test_a_connection_that_was_closed_is_one() -> None:
    cause = psycopg.InterfaceError("the connection is closed")
    assert database_is_away(raised(InterfaceError(), cause))


def test_sqlite_that_is_locked_is_away_and_a_wrong_table_is_not(tmp_path: Path) -> None:
    with (
        closing(sqlite3.connect(tmp_path / "one", timeout=0)) as one,
        closing(sqlite3.connect(tmp_path / "one", timeout=0)) as other,
    ):
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as locked:
            other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as wrong:
            one.execute("SELECT * FROM nothing")
    assert database_is_away(raised(OperationalError(), locked.value))
    assert not database_is_away(raised(OperationalError(), wrong.value))


def test_nothing_and_other_errors_are_not_the_database(db: None) -> None:
    assert not database_is_away(None)
    assert not database_is_away(ValueError())
    assert not database_is_away(ProgrammingError())


def raised(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def assert_tells_nothing(answer: Any) -> None:
    text = answer.content.decode()
    assert not [word for word in ("127.0.0.1", "no/such", "hush", "Traceback") if word in text]
