"""What lies at a path, told without writing to it: a store of ours, or a file of somebody else's that stays byte for byte as it is."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from geo.errors import InputError, UnavailableError
from geo.evidence.schema import about

APPLICATION_ID = int.from_bytes(b"Slnt")
"""Stands in the header of a store's file (`PRAGMA application_id`) from its making on, also in the middle of a checkpoint."""
_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_APPLICATION = slice(68, 72)
"""Where the header has the application's id (https://www.sqlite.org/fileformat2.html); 0 where none was set."""
SIDES = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a database under the database's name."""


def check_store_file(path: Path) -> None:
    """Refuse what is no store. A file that only SQLite can judge, as it is torn or damaged, passes: who opens it is told by SQLite.

    Nothing of this process may have the file open: closing any handle of a file gives up the locks that the process has on it.

    Raises:
        UnavailableError: there is no file, or it cannot be read.
        InputError: the file is something else.
    """
    if not path.is_file():
        raise UnavailableError(f"The evidence store {path} cannot be opened: it is no file. Name a file.")
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header.startswith(_MAGIC):
        raise InputError(f"{path} is no evidence store: it is not an SQLite database. It was left as it is; name another file.")
    application = int.from_bytes(header[_APPLICATION])
    if application == APPLICATION_ID:
        return
    if application or not _has_identity(path):  # a store from before there was an id has the table
        raise InputError(f"{path} is an SQLite database of something else, no evidence store. It was left as it is; name another file.")


def _has_identity(path: Path) -> bool:
    """Whether the database has a store's table `about`, as SQLite reads it; also where SQLite cannot read it like this.

    Without a log everything is in the file, and reading it as immutable touches nothing. A log that is in use, or that a kill left behind with
    its index, is read through the index opened for reading. A log without its index, as in a copy, is read in a copy of our own.
    """
    path = path.resolve()  # SQLite keeps the log beside the file itself, not beside a link to it
    log, index, journal = (path.with_name(path.name + side) for side in SIDES)
    logs = [side for side in (log, journal) if side.exists()]
    try:
        if not logs:
            return _has_about(path, "immutable=1")
        if logs == [log] and index.exists():
            return _has_about(path, "mode=ro&readonly_shm=1")
        with tempfile.TemporaryDirectory(prefix="salient-") as folder:
            for file in (path, *logs):
                shutil.copyfile(file, Path(folder, file.name))
            return _has_about(Path(folder, path.name), "mode=rw")
    except sqlite3.DatabaseError:
        return True


def _has_about(path: Path, how: str) -> bool:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as connection:
        return {"key", "value"} <= {row[1] for row in connection.execute(f"PRAGMA table_info({about.name})")}
