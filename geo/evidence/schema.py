"""Tables of the evidence store. Rows are only ever added: a correction is a new row that supersedes.

`known_at` is when the public could have known what the row says; `recorded_at` is the wall clock: it enters no digest, and answers as recorded go by it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from geo.interval import format_instant

SCHEMA_VERSION = 1
FORMAT = "salient-evidence"


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant with whole seconds, kept as ISO 8601 text, which sorts as time does."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """To text."""
        return None if value is None else format_instant(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """From text."""
        return None if value is None else datetime.fromisoformat(value)


def _known_at() -> Column[datetime]:
    return Column("known_at", Instant, nullable=False)


def _recorded_at() -> Column[datetime]:
    return Column("recorded_at", Instant, nullable=False)


metadata = MetaData()

about = Table("about", metadata, Column("key", String(32), primary_key=True), Column("value", Text, nullable=False))
"""What this file is: format, schema version, theatre."""

reports = Table(
    "reports",
    metadata,
    Column("id", String(16), primary_key=True),
    _known_at(),
    Column("publisher", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("urls", JSON, nullable=False),
    Column("ref", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    _recorded_at(),
)

readings = Table(
    "readings",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False),
    Column("method", Text, nullable=False),
    Column("note", Text, nullable=False),
    _known_at(),
    _recorded_at(),
    UniqueConstraint("report_id", "method"),
    sqlite_autoincrement=True,
)
"""One reading of a report by one method. The reading with the highest `seq` is the one that counts."""

claims = Table(
    "claims",
    metadata,
    Column("reading", ForeignKey("readings.seq"), primary_key=True),
    Column("id", String(16), primary_key=True, index=True),
    _known_at(),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("actor", String),
    Column("event", String, nullable=False),
    Column("valid_start", Instant, nullable=False),
    Column("valid_end", Instant, nullable=False),
    Column("certainty", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("claimants", JSON, nullable=False),
    Column("polarity", String, nullable=False),
    Column("background", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
)

claim_places = Table(
    "claim_places",
    metadata,
    Column("reading", Integer, primary_key=True),
    Column("claim_id", String(16), primary_key=True),
    Column("position", Integer, primary_key=True),
    _known_at(),
    Column("place_id", String, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("relation", String, nullable=False),
    Column("bearing_deg", Float),
    Column("distance_km", Float),
    ForeignKeyConstraint(["reading", "claim_id"], ["claims.reading", "claims.id"]),
)

figures = Table(
    "figures",
    metadata,
    Column("reading", ForeignKey("readings.seq"), primary_key=True),
    Column("id", String(16), primary_key=True),
    _known_at(),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("value", Float, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("unit", String, nullable=False),
    Column("km2", Float),
    Column("approx", Boolean, nullable=False),
    Column("measure", String, nullable=False),
    Column("actor", String),
    Column("region", Text, nullable=False),
    Column("valid_start", Instant, nullable=False),
    Column("valid_end", Instant, nullable=False),
    Column("claimants", JSON, nullable=False),
)

mentions = Table(
    "mentions",
    metadata,
    Column("reading", ForeignKey("readings.seq"), primary_key=True),
    Column("surface", Text, primary_key=True),
    Column("kind", String, primary_key=True),
    _known_at(),
    Column("reason", Text, nullable=False),
    Column("count", Integer, CheckConstraint("count > 0"), nullable=False),
)
"""Names in a reading that lead to no place of the gazetteer, with how often they stand in it."""

reviews = Table(
    "reviews",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    _known_at(),
    Column("target", String(16), nullable=False),
    Column("verdict", String, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    _recorded_at(),
    Index("ix_reviews_target", "target"),
    sqlite_autoincrement=True,
)


def append_only(table: Table) -> tuple[str, ...]:
    """SQLite triggers that refuse what would change or remove a row of the table, whoever asks."""
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{deed.lower()} BEFORE {deed} ON {table.name} "
        "BEGIN SELECT RAISE(ABORT, 'the evidence store is append-only'); END"
        for deed in ("UPDATE", "DELETE")
    )


SQLITE_TRIGGERS = tuple(trigger for table in metadata.sorted_tables for trigger in append_only(table))
"""Refuse what would change or remove a row, whoever asks."""
