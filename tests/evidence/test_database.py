import importlib.util
import os
import re
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from geo.errors import ConflictError, DataError, InputError, UnavailableError
from geo.evidence import Store, database, schema
from geo.evidence.database import identity_of
from geo.model import Verdict
from tests.evidence.samples import THEATRE, extraction, open_store, report, review

TABLES = [table.name for table in schema.metadata.sorted_tables]


def names(folder):
    return [path.name for path in folder.iterdir()]


def pragma(connection, name):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize("use", ["reading", "writing"])
def test_every_connection_is_durable_and_strict(store, use):
    with getattr(store._database, use)() as connection:
        found = {name: pragma(connection, name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("deed", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_nothing_can_be_changed_or_removed(tmp_path, table, deed):
    with open_store(tmp_path) as store:
        store.append(extraction(1))
        store.review(review(report(1).id))
        before = store.snapshot()
        connection = sqlite3.connect(tmp_path / "store.sqlite")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(deed.format(table))
        connection.close()
        assert store.snapshot() == before


def test_a_row_that_refers_to_nothing_is_refused(store):
    row = {"report_id": "f" * 16, "method": "m", "note": "", "known_at": report(1).known_at, "recorded_at": report(1).known_at}
    with pytest.raises(DataError, match="FOREIGN KEY"), store._database.writing() as connection:
        connection.execute(schema.readings.insert(), row)


def test_the_folder_is_made(tmp_path):
    with Store.open(str(tmp_path / "a" / "b" / "store.sqlite"), THEATRE) as store:
        assert store.append(extraction(1))
    assert names(tmp_path / "a" / "b") == ["store.sqlite"]


def test_a_path_and_its_url_are_one_store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/s p%20ä?.sqlite".replace("?", "%3F"), THEATRE) as store:
        store.append(extraction(1))
        name = store._database.where
    with Store.open(name, THEATRE) as store:
        assert store.has(report(1).id, "hand/1")


def test_a_store_of_another_theatre_is_refused_and_left_alone(tmp_path):
    open_store(tmp_path).close()
    before = (tmp_path / "store.sqlite").read_bytes()
    with pytest.raises(InputError, match="'miniland', not of 'kursk'"):
        Store.open(str(tmp_path / "store.sqlite"), "kursk")
    assert (tmp_path / "store.sqlite").read_bytes() == before
    assert names(tmp_path) == ["store.sqlite"]


def test_a_store_of_another_version_is_refused_and_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 99)
    open_store(tmp_path).close()
    monkeypatch.undo()
    before = (tmp_path / "store.sqlite").read_bytes()
    with pytest.raises(DataError, match="version 99"):
        open_store(tmp_path)
    assert (tmp_path / "store.sqlite").read_bytes() == before


def foreign(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


FOREIGN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("Dear diary, " * 20),
    "nearly": lambda path: path.write_bytes(b"SQLite format 2\x00" + bytes(5000)),
    "database": lambda path: foreign(path, "CREATE TABLE accounts (id)", "INSERT INTO accounts VALUES (1)"),
    "wal": lambda path: foreign(path, "PRAGMA journal_mode = WAL", "CREATE TABLE accounts (id)"),
    "about": lambda path: foreign(path, "CREATE TABLE about (name)"),
    "format": lambda path: foreign(path, "CREATE TABLE about (key, value)", "INSERT INTO about VALUES ('format', 'geopackage')"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path, kind):
    path = tmp_path / "store.sqlite"
    FOREIGN[kind](path)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"store\.sqlite.*no evidence store.*left as it is"):
        open_store(tmp_path)
    assert path.read_bytes() == before
    assert names(tmp_path) == ["store.sqlite"]


def test_what_another_program_left_unfinished_is_left_to_it(tmp_path):
    origin, copy = tmp_path / "origin", tmp_path / "copy"
    origin.mkdir()
    copy.mkdir()
    connection = sqlite3.connect(origin / "store.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE accounts (id)")
    for name in ("store.sqlite", "store.sqlite-wal"):  # as a crash would leave them
        (copy / name).write_bytes((origin / name).read_bytes())
    connection.close()
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    with pytest.raises(InputError, match="no evidence store"):
        open_store(copy)
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_a_writer_that_first_looks_makes_the_others_wait(tmp_path):
    with open_store(tmp_path) as store, open_store(tmp_path) as other:
        waiting = Thread(target=lambda: other.append(extraction(2)))
        with store._database.writing() as connection:
            connection.execute(select(schema.reports)).all()
            waiting.start()
            waiting.join(0.3)
            connection.execute(schema.about.insert(), {"key": "note", "value": "written after looking"})
        waiting.join()
        assert identity_of(store._database)["note"] == "written after looking"
        assert store.has(report(2).id, "hand/1")


def test_a_reader_sees_one_moment(tmp_path):
    with open_store(tmp_path) as store, open_store(tmp_path) as other, store._database.reading() as connection:
        count = select(func.count()).select_from(schema.reports)
        assert connection.scalar(count) == 0
        other.append(extraction(1))
        assert connection.scalar(count) == 0
        assert other.revision() == 1


def test_a_damaged_store_is_told(tmp_path):
    path = tmp_path / "store.sqlite"
    with open_store(tmp_path) as store:
        for n in range(30):
            store.append(extraction(n))
    content = bytearray(path.read_bytes())
    content[8_192:] = b"\xff" * (len(content) - 8_192)
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"damaged.*copy"), open_store(tmp_path) as store:
        store.snapshot()


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(UnavailableError, match="no file"):
        Store.open(str(tmp_path), THEATRE)


def test_a_place_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnavailableError, match="cannot be used"):
        Store.open(str(tmp_path / "file" / "store.sqlite"), THEATRE)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user whom a folder can refuse")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(UnavailableError, match="may you write"):
        open_store(tmp_path)


def test_a_store_that_is_held_by_another_program_is_told(tmp_path, monkeypatch):
    open_store(tmp_path).close()
    monkeypatch.setattr(database, "_PRAGMAS", ("busy_timeout = 10",))
    holder = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with open_store(tmp_path) as store:
        with pytest.raises(UnavailableError, match="locked"):
            store.append(extraction(1))
        holder.execute("COMMIT")
        holder.close()
        assert store.append(extraction(1))


def test_many_may_create_the_store_at_once(tmp_path):
    def work(n):
        with open_store(tmp_path) as store:
            return store.append(extraction(n % 4))

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(work, range(16)))
    assert sum(added) == 4
    assert names(tmp_path) == ["store.sqlite"]
    with open_store(tmp_path) as store:
        assert len(store.snapshot().reports) == 4


def test_a_file_system_without_hard_links_will_do(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with open_store(tmp_path) as store:
        assert store.append(extraction(1))
    assert names(tmp_path) == ["store.sqlite"]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///x?mode=ro", "mysql://me:secret@host/x", ":://", "x://"])
def test_a_url_that_names_no_store_is_refused(url):
    with pytest.raises(InputError, match="sqlite:///") as fault:
        Store.open(url, THEATRE)
    assert "secret" not in str(fault.value)


@pytest.mark.skipif(importlib.util.find_spec("psycopg") is not None, reason="the driver is there")
def test_postgresql_names_the_driver_that_it_needs():
    with pytest.raises(UnavailableError, match=re.escape("pip install 'psycopg[binary]")) as fault:
        Store.open("postgresql://me:secret@host/evidence", THEATRE)
    assert "secret" not in str(fault.value)


def test_the_tables_are_portable():
    made = {table.name: str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in schema.metadata.sorted_tables}
    assert "seq SERIAL NOT NULL" in made["readings"]
    assert "known_at VARCHAR(20) NOT NULL" in made["claims"]


def test_insert_or_ignore_is_chosen_by_the_database():
    class Connection:
        dialect = postgresql.dialect()

    compiled = database.insert_or_ignore(Connection, schema.reports).compile(dialect=postgresql.dialect())
    assert "ON CONFLICT DO NOTHING" in str(compiled)


@pytest.fixture
def older(tmp_path):
    """A store as Salient made it before its files carried an application id, from the dump of one: four reports, two of them under one id."""
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript((Path(__file__).parent / "store_of_schema_1.sql").read_text(encoding="utf-8"))
    connection.close()
    return tmp_path


def test_a_store_of_an_older_salient_opens_and_says_what_it_said(older):
    expected = {extraction(n, on, **more).report for n, on, more in OLDER}
    before = (older / "store.sqlite").read_bytes()
    with open_store(older) as store:
        found = store.snapshot()
        assert set(found.reports.values()) == expected
        assert {k.claim.method for k in found.claims if k.claim.report_id == report(1).id} == {"hand/2"}
        assert {(r.verdict, r.changes) for r in store.reviews()} == {(Verdict.REJECT, ()), (Verdict.AMEND, (("actor", "BB"),))}
        assert [(entry.layer, entry.holder) for entry in store.layers.entries()] == [("desk", "AA")]
    assert (older / "store.sqlite").read_bytes() == before  # looking changes nothing
    assert names(older) == ["store.sqlite"]


OLDER = ((1, "2030-01-10", {}), (2, "2030-01-03", {}), (3, "2030-01-10", {"ref": "twice"}), (4, "2030-01-10", {"ref": "twice"}))


def test_a_store_of_an_older_salient_takes_in_what_is_new(older):
    with open_store(older) as store:
        assert not store.append(extraction(2, "2030-01-03"))
        assert store.append(extraction(5))
        with pytest.raises(ConflictError, match="'twice'"):
            store.append(extraction(6, ref="twice"))
        assert store.append(extraction(6, ref="twice"), replace=True)
    with open_store(older) as store:
        assert store.report("twice").title == "Note 6"
        assert len(store.snapshot().reports) == 6
