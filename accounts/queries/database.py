"""Is an error the database's absence, rather than a mistake of ours?"""

import sqlite3

import psycopg
from django.db import InterfaceError, OperationalError

# The server shuts down, crashed, starts, or takes no more connections; class 08 is the line itself.
_AWAY = {"57P01", "57P02", "57P03", "53300"}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}


def database_is_away(error: BaseException | None) -> bool:
    """True when the same request may succeed once the database answers again."""
    if isinstance(error, InterfaceError):  # the connection was closed before it was used
        return True
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    if isinstance(cause, psycopg.Error):
        return cause.sqlstate is None or cause.sqlstate in _AWAY or cause.sqlstate[:2] == "08"
    # The last eight bits are the kind, those before say more of it.
    return isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode & 0xFF in _BUSY
