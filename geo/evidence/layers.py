"""Reference layers in the store: tables of their own beside the evidence, append-only like it. Nothing here enters a claim, a digest or the map."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import shapely
from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Select, String, Subquery, Table, Text, func, inspect, select
from sqlalchemy.schema import CreateTable

from geo.errors import NotFoundError
from geo.evidence.database import Database
from geo.evidence.schema import Instant, append_only
from geo.sheets import Sheet, SheetKey, SheetLevel, check_stored
from geo.units import HolderId

table = Table(
    "layer_sheets",
    MetaData(),
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("layer", String(40), nullable=False),
    Column("day", String(10), nullable=False),
    Column("holder", String, nullable=False),
    Column("level", String, nullable=False),
    Column("ground", LargeBinary),
    Column("digest", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
"""Sheets of layers; of those of one layer, day, holder and level the one with the highest `seq` counts. `ground` is WKB in lon/lat; NULL withdraws."""

_KEY = (table.c.layer, table.c.day, table.c.holder, table.c.level)


class Filed(StrEnum):
    """What filing a sheet did."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Entry:
    """A sheet that counts, without its ground: `digest` stands for it, `source` is the file it came from, `recorded_at` the audit's clock."""

    layer: str
    on: date
    holder: HolderId
    level: SheetLevel
    digest: str
    source: str
    recorded_at: datetime

    @property
    def key(self) -> SheetKey:
        """What it is the sheet of."""
        return self.layer, self.on, self.holder, self.level


class Layers:
    """The reference layers of one theatre's store. What a call acknowledged by returning stays; threads and processes may share them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file(self, sheets: Iterable[Sheet]) -> tuple[Filed, ...]:
        """Add sheets, all or none. One that shows what the sheet in force shows adds nothing; another takes its place, and the earlier row stays.

        Returns:
            What became of each, in order.

        Raises:
            UnavailableError: they could not be stored.
        """
        with self._database.writing() as connection:
            now = _now()
            _create(connection)
            standing = {entry.key: entry.digest for entry in _entries(connection)}
            found = []
            for sheet in sheets:
                known = standing.get(sheet.key)
                found.append(Filed.ADDED if known is None else Filed.UNCHANGED if known == sheet.digest else Filed.REPLACED)
                if known != sheet.digest:
                    connection.execute(table.insert(), _row(sheet, now))
                    standing[sheet.key] = sheet.digest
        return tuple(found)

    def withdraw(self, layer: str, on: date | None = None) -> tuple[Entry, ...]:
        """Take a layer, or its sheets of one day, out of every comparison from now on. The rows stay, and new ones say so.

        Returns:
            The sheets that no longer count.

        Raises:
            NotFoundError: no sheet of this layer (and day) counts.
        """
        with self._database.writing() as connection:
            now = _now()
            entries = _entries(connection) if _exists(connection) else ()
            check_stored([layer], (entry.layer for entry in entries))
            gone = tuple(entry for entry in entries if entry.layer == layer and on in {None, entry.on})
            if not gone:
                raise NotFoundError(f"The layer {layer!r} has no sheet of {on}. `salient compare list --json` has its days.")
            connection.execute(table.insert(), [_withdrawal(entry, now) for entry in gone])
        return gone

    def entries(self, recorded_by: datetime | None = None) -> tuple[Entry, ...]:
        """Every sheet that counts, by layer, day, holder and level; with `recorded_by` those that counted at that instant."""
        with self._database.reading() as connection:
            return _entries(connection, recorded_by) if _exists(connection) else ()

    def sheets(self, layers: Collection[str] | None = None, *, holder: str | None = None, recorded_by: datetime | None = None) -> tuple[Sheet, ...]:
        """The sheets that count with their ground, of these layers (None: of all) and this holder (None: of all), in the same order."""
        with self._database.reading() as connection:
            rows = connection.execute(_standing(layers, holder, recorded_by)).all() if _exists(connection) else []
        return tuple(
            Sheet(row.layer, date.fromisoformat(row.day), HolderId(row.holder), SheetLevel(row.level), shapely.from_wkb(row.ground), row.source) for row in rows
        )


def _exists(connection: Connection) -> bool:
    return inspect(connection).has_table(table.name)


def _create(connection: Connection) -> None:
    """The table, in a store from before there were layers and in a new one."""
    connection.execute(CreateTable(table, if_not_exists=True))
    if connection.dialect.name == "sqlite":
        for trigger in append_only(table):
            connection.exec_driver_sql(trigger)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _newest(by: datetime | None) -> Subquery:
    """The row that counts of each sheet: the one that was added last, of those that were recorded by an instant."""
    query = select(func.max(table.c.seq).label("seq")).group_by(*_KEY)
    return (query if by is None else query.where(table.c.recorded_at <= by)).subquery()


def _standing(layers: Collection[str] | None, holder: str | None, by: datetime | None) -> Select[Any]:
    query = select(table).where(table.c.seq.in_(select(_newest(by).c.seq)), table.c.ground.is_not(None)).order_by(*_KEY)
    query = query if layers is None else query.where(table.c.layer.in_(sorted(layers)))
    return query if holder is None else query.where(table.c.holder == holder)


def _entries(connection: Connection, by: datetime | None = None) -> tuple[Entry, ...]:
    columns = (*_KEY, table.c.digest, table.c.source, table.c.recorded_at)
    query = select(*columns).where(table.c.seq.in_(select(_newest(by).c.seq)), table.c.ground.is_not(None)).order_by(*_KEY)
    return tuple(
        Entry(row.layer, date.fromisoformat(row.day), HolderId(row.holder), SheetLevel(row.level), row.digest, row.source, row.recorded_at)
        for row in connection.execute(query)
    )


def _row(sheet: Sheet, recorded_at: datetime) -> dict[str, Any]:
    return {
        "layer": sheet.layer,
        "day": sheet.on.isoformat(),
        "holder": sheet.holder,
        "level": str(sheet.level),
        "ground": shapely.to_wkb(sheet.ground, output_dimension=2),
        "digest": sheet.digest,
        "source": sheet.source,
        "recorded_at": recorded_at,
    }


def _withdrawal(entry: Entry, recorded_at: datetime) -> dict[str, Any]:
    key = {"layer": entry.layer, "day": entry.on.isoformat(), "holder": entry.holder, "level": str(entry.level)}
    return {**key, "ground": None, "digest": "", "source": "", "recorded_at": recorded_at}
