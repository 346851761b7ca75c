"""Reaching the database: the one place that knows which one it is.

SQLite by default, in WAL mode with synchronous=FULL: what was committed survives a kill and a power cut. PostgreSQL by URL, with the driver of
the extra `postgres`.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, Insert, Table, create_engine, event, inspect, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError

from geo.errors import InputError, UnavailableError
from geo.evidence.faults import BUSY_S, told
from geo.evidence.files import APPLICATION_ID, SIDES, check_store_file
from geo.evidence.schema import SQLITE_TRIGGERS, about, metadata

_PRAGMAS = (f"busy_timeout = {BUSY_S * 1000}", "foreign_keys = ON", "synchronous = FULL", "fullfsync = ON")
_WRITING = "salient_writing"
DRIVER = "psycopg[binary]>=3.2"
"""What reaches PostgreSQL, as in the extra `postgres`. Named by itself: the project's own name on the package index is somebody else's."""
WRITING = int.from_bytes(b"salient")
"""The PostgreSQL lock that a transaction holds that writes, so that there, too, one waits for the other."""
_door = Lock()
"""Held while a file is looked at and opened."""
_open: WeakSet[Database] = WeakSet()
"""The files that this process has open, and does not look at from outside meanwhile (see `check_store_file`)."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Database:
    """An open database. Each use is one transaction; one that reads sees a single moment. `file` is device and number of an SQLite file."""

    reader: Engine
    writer: Engine
    where: str
    file: tuple[int, int] | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads.

        Raises:
            UnavailableError: the database does not answer, is held by another program, or its disk is full.
            DataError: the database is damaged.
        """
        with told(self.where), self.reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes; nothing of it stays when it fails. Of all programs one writes at a time. Errors as for reading."""
        with told(self.where), self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give back the connections."""
        with _door:
            self.reader.dispose()
            _open.discard(self)


def insert_or_ignore(connection: Connection, table: Table) -> Insert:
    """An INSERT that leaves a row alone that is there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def open_database(location: str, identity: Mapping[str, str]) -> Database:
    """The database at a path or URL; a new one gets the tables and this identity (the rows of `about`).

    Raises:
        InputError: the location is not understood, or what is there is no evidence store; it is left as it is.
        UnavailableError: it cannot be opened or created.
    """
    url = _url(location)
    if url.get_backend_name() == "sqlite":
        return _open_file(Path(url.database or "").expanduser().absolute(), identity)
    return _postgresql(url, identity)


def identity_of(database: Database) -> dict[str, str]:
    """The rows of `about`: what the store says it is.

    Raises:
        InputError: there is no such table; the database belongs to something else.
    """
    with database.reading() as connection:
        if not {"key", "value"} <= _columns(connection, about.name):
            raise InputError(f"{database.where} is a database of something else, no evidence store. It was left as it is; name another place.")
        return {row.key: row.value for row in connection.execute(select(about))}


def _columns(connection: Connection, table: str) -> set[str]:
    found = inspect(connection)
    return {column["name"] for column in found.get_columns(table)} if found.has_table(table) else set()


def _url(location: str) -> URL:
    if "://" not in location:
        return URL.create("sqlite", database=location)
    try:
        url = make_url(location)
    except (ArgumentError, ValueError):
        raise InputError("The store's URL is not understood. Write sqlite:///folder/file.sqlite or postgresql://user@host/database.") from None
    name = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        if url.query or url.database in {None, "", ":memory:"}:
            raise InputError(f"{name} names no file, and a store has to outlive the program. Write sqlite:///folder/file.sqlite.")
    elif url.get_backend_name() != "postgresql":
        raise InputError(f"{name} is neither SQLite nor PostgreSQL. Write sqlite:///folder/file.sqlite or postgresql://user@host/database.")
    return url


def _open_file(path: Path, identity: Mapping[str, str]) -> Database:
    """The store file at the path: the one that is there, if it is one, else a new one."""
    with _door, told(str(path)):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _create_file(path, identity)
        file = _number(path)
        if file not in {database.file for database in _open}:
            check_store_file(path)
        database = _sqlite(path, file)
        _open.add(database)
        return database


def _number(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _create_file(path: Path, identity: Mapping[str, str]) -> None:
    """Build the store under another name, then give it its own: a kill leaves no half store, and of two who create it one wins."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with closing(sqlite3.connect(unfinished)) as file:
            file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            file.execute("PRAGMA journal_mode = WAL")  # kept in the file, so every later connection has it
        database = _sqlite(unfinished)
        with database.writing() as connection:
            _create_tables(connection, identity)
        database.reader.dispose()
        _take_name(unfinished, path)
    finally:
        for leftover in (unfinished, *(unfinished.with_name(unfinished.name + side) for side in SIDES)):
            leftover.unlink(missing_ok=True)


def _take_name(unfinished: Path, path: Path) -> None:
    try:
        with suppress(FileExistsError):
            os.link(unfinished, path)
    except OSError:  # a file system without hard links
        if not path.exists():
            unfinished.rename(path)


def _create_tables(connection: Connection, identity: Mapping[str, str]) -> None:
    metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        for trigger in SQLITE_TRIGGERS:
            connection.exec_driver_sql(trigger)
    connection.execute(insert_or_ignore(connection, about), [{"key": key, "value": value} for key, value in identity.items()])


def _sqlite(path: Path, file: tuple[int, int] | None = None) -> Database:
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return Database(engine, engine.execution_options(**{_WRITING: True}), str(path), file)


def _set_up_connection(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not by the driver
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that becomes one cannot wait for its turn, it fails.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITING) else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # What a writer sees is what all before it have committed: of two who create the tables, or take in one report, the second finds it done.
    if connection.get_execution_options().get(_WRITING):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_S}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")


def _postgresql(url: URL, identity: Mapping[str, str]) -> Database:
    name = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"))
    except ModuleNotFoundError:
        raise UnavailableError(f"{name} needs the PostgreSQL driver. Install it beside Salient: pip install '{DRIVER}'.") from None
    event.listen(engine, "begin", _begin_postgresql)
    reader = engine.execution_options(isolation_level="REPEATABLE READ")
    database = Database(reader, engine.execution_options(**{_WRITING: True}), name)
    with database.writing() as connection:
        if not _columns(connection, about.name):
            _create_tables(connection, identity)
    return database
