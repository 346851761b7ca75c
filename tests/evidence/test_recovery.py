"""What a kill, another program or a full disk leaves behind is no damage: the store opens whole, and a message names what is the matter."""

import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from dataclasses import dataclass

import pytest

from geo.errors import InputError, UnavailableError
from geo.evidence import database
from tests.evidence.samples import extraction, open_store, report
from tests.evidence.test_survival import ROOT, assert_sound

PAGE = 4096
"""Bytes of a page: SQLite's own choice, which stores leave as it is."""
REPORTS = 12


@dataclass(frozen=True)
class Moment:
    """A store before and after a checkpoint, as bytes, with the log that is copied and its index."""

    before: bytes
    after: bytes
    log: bytes
    index: bytes

    @property
    def pages(self):
        """The pages that the checkpoint writes, in their order."""
        count = len(self.after) // PAGE
        return [n for n in range(count) if self.before[n * PAGE : (n + 1) * PAGE] != self.after[n * PAGE : (n + 1) * PAGE]]

    def torn(self, written):
        """The file when the first so many of them are written: those beyond its end make it longer, the others are as they were."""
        image = bytearray(self.before)
        for n in self.pages[:written]:
            image.extend(bytes(max((n + 1) * PAGE - len(image), 0)))
            image[n * PAGE : (n + 1) * PAGE] = self.after[n * PAGE : (n + 1) * PAGE]
        return bytes(image)


def checkpointed(folder, fill, name="store.sqlite"):
    """What `fill` leaves in a log that is not copied yet, and the file after copying."""
    live, copy = folder / "live", folder / "copy"
    copy.mkdir(parents=True)
    opened = fill(live / name)
    before, log, index = ((live / f"{name}{side}").read_bytes() for side in ("", "-wal", "-shm"))
    opened.close()
    (copy / name).write_bytes(before)
    (copy / f"{name}-wal").write_bytes(log)
    with sqlite3.connect(copy / name) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Moment(before, (copy / name).read_bytes(), log, index)


def filled(path):
    store = open_store(path.parent)
    for n in range(REPORTS):
        store.append(extraction(n))
    return store


def lay(folder, moment, written, *, index, name="store.sqlite"):
    """The files as a kill leaves them after so many pages of the checkpoint."""
    folder.mkdir()
    (folder / name).write_bytes(moment.torn(written))
    (folder / f"{name}-wal").write_bytes(moment.log)
    if index:
        (folder / f"{name}-shm").write_bytes(moment.index)


@pytest.fixture(scope="module", params=["new", "from before the file had an id"])
def moment(request, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        if request.param != "new":
            patch.setattr(database, "APPLICATION_ID", 0)
        made = checkpointed(tmp_path_factory.mktemp("moment"), filled)
    assert len(made.pages) > 10
    return made


@pytest.mark.parametrize("index", [True, False], ids=["as killed", "copied without the index"])
def test_a_kill_at_any_page_of_a_checkpoint_leaves_a_whole_store(tmp_path, moment, index):
    for written in range(len(moment.pages) + 1):
        folder = tmp_path / str(written)
        lay(folder, moment, written, index=index)
        assert_sound(folder, {report(n).id for n in range(REPORTS)})


def foreign(path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE accounts (id)")
    connection.execute("INSERT INTO accounts VALUES (0)")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.executemany("INSERT INTO accounts VALUES (?)", ((f"{n:0999d}",) for n in range(60)))
    connection.commit()
    return connection


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("index", [True, False], ids=["as killed", "copied without the index"])
def test_a_file_of_something_else_is_left_alone_however_it_was_left(tmp_path, index):
    moment = checkpointed(tmp_path / "made", foreign)
    assert len(moment.pages) > 10
    for written in range(len(moment.pages) + 1):
        folder = tmp_path / str(written)
        lay(folder, moment, written, index=index)
        before = contents(folder)
        with pytest.raises(InputError, match=r"no evidence store.*left as it is"):
            open_store(folder)
        assert contents(folder) == before


def test_a_file_of_something_else_that_is_in_use_is_left_to_it(tmp_path):
    other = foreign(tmp_path / "live" / "store.sqlite")
    other.execute("INSERT INTO accounts VALUES (1)")  # a transaction that is under way
    before = contents(tmp_path / "live")
    with pytest.raises(InputError, match="no evidence store"):
        open_store(tmp_path / "live")
    assert contents(tmp_path / "live") == before
    other.close()


def test_a_change_that_another_program_has_to_take_back_is_left_to_it(tmp_path):
    """A rollback journal that a kill left behind: whoever opens the file for writing would play it back."""
    live, copy = tmp_path / "live", tmp_path / "copy"
    for folder in (live, copy):
        folder.mkdir()
    connection = sqlite3.connect(live / "store.sqlite", isolation_level=None)
    connection.execute("CREATE TABLE accounts (id)")
    connection.execute("PRAGMA cache_size = 1")  # changes reach the file before they are committed
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO accounts VALUES (?)", ((f"{n:0999d}",) for n in range(60)))
    for path in live.iterdir():
        shutil.copyfile(path, copy / path.name)
    connection.close()
    before = contents(copy)
    assert "store.sqlite-journal" in before
    with pytest.raises(InputError, match="no evidence store"):
        open_store(copy)
    assert contents(copy) == before


def test_a_file_with_the_mark_of_another_program_is_not_even_looked_into(tmp_path):
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 1196444487")  # a GeoPackage
        connection.execute("CREATE TABLE about (key, value)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="something else"):
        open_store(tmp_path)
    assert path.read_bytes() == before


def test_a_link_leads_to_the_store_and_its_log(tmp_path, moment):
    lay(tmp_path / "kept", moment, len(moment.pages) // 2, index=True)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "store.sqlite").symlink_to(tmp_path / "kept" / "store.sqlite")
    assert_sound(tmp_path / "here", {report(n).id for n in range(REPORTS)})


OPENINGS = 400


def test_beside_a_busy_writer_nothing_is_called_damaged(tmp_path):
    """A writer that also opens, closes and checkpoints; `tests.evidence.appender` does so after every few reports."""
    open_store(tmp_path).close()
    command = [sys.executable, "-m", "tests.evidence.appender", str(tmp_path / "store.sqlite"), "0", "1000000", "5"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        try:
            writer.stdout.readline()
            seen = []
            for _ in range(OPENINGS):
                with open_store(tmp_path) as store:
                    seen.append(store.revision())
            assert writer.poll() is None
        finally:
            writer.kill()
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


def test_a_second_opening_gives_up_no_lock_of_the_first(tmp_path):
    """Closing any handle of a file gives up the locks that a process has on it: another program would then take the log away under our feet."""

    def elsewhere(first, last):
        command = [sys.executable, "-m", "tests.evidence.appender", str(tmp_path / "store.sqlite"), str(first), str(last)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    with open_store(tmp_path) as store:
        store.append(extraction(0))
        open_store(tmp_path).close()
        elsewhere(1, 2)
        assert (tmp_path / "store.sqlite-wal").exists()
        store.append(extraction(2))
        elsewhere(3, 4)
        assert set(store.snapshot().reports) == {report(n).id for n in range(4)}


@pytest.fixture
def full_disk():
    """Lets no file of this process grow beyond so many bytes: what a full disk is to a program."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def append_all(store, acknowledged, copier):
    """Append until the disk is full; `copier` copies the log into the file after each report, or tries to."""
    for n in range(300):
        store.append(extraction(n))
        acknowledged.add(report(n).id)
        if copier:
            with suppress(sqlite3.OperationalError):
                copier.execute("PRAGMA wal_checkpoint")


@pytest.mark.parametrize("full", ["the log", "the file, in a checkpoint"])
def test_a_full_disk_is_told_as_that_and_loses_nothing(tmp_path, full_disk, full):
    acknowledged = set()
    with open_store(tmp_path) as store, closing(sqlite3.connect(tmp_path / "store.sqlite")) as copier:
        full_disk(400_000)
        with pytest.raises(UnavailableError, match=r"(?i)room") as fault:
            append_all(store, acknowledged, None if full == "the log" else copier)
        assert "damaged" not in str(fault.value)
        assert "disk" in str(fault.value)
        assert set(store.snapshot().reports) == acknowledged
    assert_sound(tmp_path, acknowledged)
    full_disk(resource.RLIM_INFINITY)
    with open_store(tmp_path) as store:
        assert store.append(extraction(1_000))
    assert_sound(tmp_path, acknowledged | {report(1_000).id})
