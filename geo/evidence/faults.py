"""Faults of the database in the words of the user: who is in the way, what is full, and what only is damaged when SQLite itself says so."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from geo.errors import DataError, GeoError, UnavailableError

BUSY_S = 30
"""How long a transaction waits for another one before it gives up."""
_PRIMARY = 0xFF
"""The bits of an SQLite result code that hold its kind; those above refine it."""
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_LOCKED, _DISK_FULL = "55P03", "53100"
"""The states (SQLSTATE) with which PostgreSQL says that a lock was waited for in vain, and that its disk is full."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def told(where: str) -> Iterator[None]:
    """Raise faults of the driver and the file system, inside the block, as errors that name the store, what is the matter and what helps.

    Raises:
        UnavailableError: another program holds the store, the disk is full, or it cannot be reached or written.
        DataError: the database itself cannot read what is stored.
    """
    try:
        yield
    except GeoError:
        raise
    except (OperationalError, sqlite3.OperationalError, PoolTimeout, OSError) as fault:
        raise UnavailableError(f"The evidence store {where} {_in_the_way(fault)}") from fault
    except (DatabaseError, sqlite3.DatabaseError) as fault:
        raise DataError(f"The evidence store {where} is damaged or was written by something else: {_words(fault)}. Restore it from a copy.") from fault


def _in_the_way(fault: Exception) -> str:
    cause = getattr(fault, "orig", None) or fault
    kind, state = getattr(cause, "sqlite_errorcode", 0) & _PRIMARY, getattr(cause, "sqlstate", "")
    if kind in _BUSY or state == _LOCKED:
        return f"is busy: another program has been writing to it for {BUSY_S} s ({_words(fault)}). Nothing was changed; try again."
    if kind == sqlite3.SQLITE_FULL or state == _DISK_FULL or getattr(cause, "errno", 0) in _NO_ROOM:
        return f"has no room: the disk is full ({_words(fault)}). What was stored before is safe, the last write was not stored. Make room and try again."
    if kind == sqlite3.SQLITE_IOERR:
        return (
            f"cannot be used: the disk does not take or give what is asked of it ({_words(fault)}). What was stored before is safe. "
            "Is there room on the disk, and is it sound?"
        )
    return f"cannot be used: {_words(fault)}. Is there room on the disk, and may you write there?"


def _words(fault: Exception) -> str:
    return str(getattr(fault, "orig", None) or getattr(fault, "strerror", None) or fault)
