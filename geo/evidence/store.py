"""The store of one theatre's evidence: append-only, one transaction a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, Select, Subquery, Table, func, select

from geo.errors import DataError, InputError, NotFoundError
from geo.evidence import rows, schema
from geo.evidence.database import Database, identity_of, insert_or_ignore, open_database
from geo.evidence.known import assemble
from geo.evidence.layers import Layers
from geo.evidence.register import Register, meant_by
from geo.evidence.reviews import check_review
from geo.model import Claim, Evidence, Extraction, Figure, KnownClaim, Report, Review
from geo.units import ReportId


class Unresolved(NamedTuple):
    """A name that led to no place of the gazetteer, how often it stands in the reports, and what kind of name it seems to be."""

    surface: str
    times: int
    kind: str


class Store:
    """Evidence of one theatre, kept in a database. Rows are added and never changed; ids digest what they name, so adding twice adds once.

    What a call acknowledged by returning survives a kill and a power cut. Threads and processes may share a store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._register = Register()

    @classmethod
    def open(cls, url: str, theatre_id: str) -> Store:
        """The store at a path or URL (`sqlite:///path`, `postgresql://...`), made when there is none.

        Raises:
            InputError: the URL is not understood, or what is there is no evidence store or another theatre's; it is left as it is.
            DataError: the store has another version of the schema.
            UnavailableError: it cannot be opened.
        """
        identity = {"format": schema.FORMAT, "schema_version": str(schema.SCHEMA_VERSION), "theatre": theatre_id}
        database = open_database(url, identity)
        try:
            _check_identity(identity_of(database), identity, database.where)
        except (InputError, DataError):
            database.close()
            raise
        return cls(database)

    @property
    def layers(self) -> Layers:
        """The reference layers that are kept beside the evidence."""
        return Layers(self._database)

    def close(self) -> None:
        """Give back the connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def has(self, report_id: str, method: str) -> bool:
        """Whether this report was ever read by this method."""
        with self._database.reading() as connection:
            return _reading(connection, report_id, method) is not None

    def append(self, extraction: Extraction, *, replace: bool = False) -> bool:
        """Add a report and what was read in it, wholly or not at all. The newest reading of a report supersedes the earlier ones.

        Under one name (see `geo.evidence.names`) one text counts, whoever adds another and from whichever program. With `replace` the report stands
        in for the one under its name, which stays and is superseded; one that was superseded itself counts again.

        Returns:
            False when this report was read by this method before; then nothing is read anew.

        Raises:
            ConflictError: another report counts under this one's name.
            InputError: the report's instant is not in whole seconds UTC.
            UnavailableError: it could not be stored.
        """
        with self._database.writing() as connection:
            now = _now()  # taken while nobody else writes: what is recorded later is stored later
            verdicts = self._register.admit(connection, extraction.report, now, replace=replace)
            connection.execute(insert_or_ignore(connection, schema.reports), rows.report_row(extraction.report, now))
            for review in verdicts:
                connection.execute(insert_or_ignore(connection, schema.reviews), rows.review_row(review, now))
            added = insert_or_ignore(connection, schema.readings).returning(schema.readings.c.seq)  # a count of rows is not told by every driver
            reading = connection.scalar(added, rows.reading_row(extraction, now))
            if reading is None:
                return False
            for table, found in rows.extraction_rows(extraction, reading):
                if found:
                    connection.execute(table.insert(), found)
        return True

    def admit(self, report: Report, *, replace: bool = False) -> tuple[Review, ...]:
        """What adding this report, read or not, does to those under its name: nothing, or with `replace` the verdicts that let it stand in for them.

        Raises:
            ConflictError: another report counts under this one's name.
        """
        with self._database.reading() as connection:
            return self._register.admit(connection, report, _now(), replace=replace)

    def neighbours(self, report: Report) -> tuple[Report, ...]:
        """Reports that count at an address of this one, which its id tells from them; a few of them, the oldest first."""
        with self._database.reading() as connection:
            return self._register.neighbours(connection, report)

    def review(self, review: Review) -> None:
        """Add a verdict; the same one twice adds nothing.

        Raises:
            NotFoundError: no claim or report has the id that it targets.
            InputError: it cannot take effect (see `check_review`).
            ConflictError: it would let a report count again while another one counts under its name.
        """
        with self._database.writing() as connection:
            target = _claim(connection, review.target) or _report(connection, review.target)
            if target is None:
                raise NotFoundError(f"No claim or report has the id {review.target!r}. `salient export claims` lists the ids of both.")
            check_review(review, target)
            if isinstance(target, Report) and not review.rejects:
                self._register.readmit(connection, target)
            connection.execute(insert_or_ignore(connection, schema.reviews), rows.review_row(review, _now()))

    def report(self, report_id_or_ref: str) -> Report:
        """The report of this id, or the one that was handed in under this reference; of several the one that counts.

        Raises:
            NotFoundError: there is none.
            InputError: several that count, or several of which none does, were handed in under this reference; the message lists their ids.
        """
        name = report_id_or_ref.strip().encode("utf-8", "replace").decode()
        with self._database.reading() as connection:
            found = meant_by(connection, name) if name else ()
        if not found:
            raise NotFoundError(f"No report has the id or reference {name!r}. `salient export claims` lists the ids.")
        if len(found) > 1:
            raise InputError(f"{len(found)} reports were handed in as {name!r}. Name one by its id: {', '.join(sorted(report.id for report in found))}.")
        return found[0]

    def reviews(self) -> tuple[Review, ...]:
        """Every verdict, the oldest first."""
        with self._database.reading() as connection:
            return tuple(sorted(_reviews(connection), key=lambda review: (review.known_at, review.id)))

    def snapshot(self, recorded_by: datetime | None = None) -> Evidence:
        """Everything, as of one moment: the newest reading of each report, all reports, all reviews. Reviews are not applied; `known` does that.

        With `recorded_by`, in whole seconds UTC, what the store held at that instant, which belongs to it: rows that were recorded later are as if
        they were not there.
        """
        with self._database.reading() as connection:
            stored = connection.execute(_recorded(select(schema.reports), schema.reports, recorded_by)).all()
            claims, figures = _claims(connection, recorded_by), _figures(connection, recorded_by)
            reviews = _reviews(connection, recorded_by)
        reports = {row.id: rows.report_of(row) for row in stored}
        known_claims = [KnownClaim(claim, reports[claim.report_id].known_at, reports[claim.report_id].publisher) for claim in claims]
        recorded = {row.id: row.recorded_at for row in stored}
        return replace(assemble(known_claims, figures, reports.values(), reviews), recorded=recorded, as_recorded=recorded_by)

    def unresolved(self, report_ids: Collection[ReportId] | None = None) -> tuple[Unresolved, ...]:
        """Names without a place in the newest readings of these reports (None: of all), the most frequent first."""
        table, newest = schema.mentions, _newest()
        query = select(table.c.surface, table.c.kind, table.c["count"].label("times"), newest.c.report_id).join(newest, newest.c.seq == table.c.reading)
        counts: Counter[tuple[str, str]] = Counter()
        with self._database.reading() as connection:
            for row in connection.execute(query):
                if report_ids is None or row.report_id in report_ids:
                    counts[row.surface, row.kind] += row.times
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Unresolved(surface, count, kind) for (surface, kind), count in ranked)

    def revision(self) -> int:
        """A number that grows with every write, and with nothing else."""
        with self._database.reading() as connection:
            return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in (schema.readings, schema.reviews))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _check_identity(found: dict[str, str], expected: dict[str, str], where: str) -> None:
    if found.get("format") != expected["format"]:
        raise InputError(f"{where} is a database of something else, no evidence store. It was left as it is; name another place.")
    if found.get("schema_version") != expected["schema_version"]:
        version = found.get("schema_version")
        raise DataError(f"{where} has version {version} of the schema; this Salient reads {expected['schema_version']}. Use the Salient that wrote it.")
    if found.get("theatre") != expected["theatre"]:
        raise InputError(
            f"{where} holds the evidence of the theatre {found.get('theatre')!r}, not of {expected['theatre']!r}. "
            "Name another place (SALIENT_HOME or SALIENT_STORE), or that theatre."
        )


def _reading(connection: Connection, report_id: str, method: str) -> int | None:
    table = schema.readings
    return connection.scalar(select(table.c.seq).where(table.c.report_id == report_id, table.c.method == method))


def _recorded(query: Select[Any], table: Table, by: datetime | None) -> Select[Any]:
    """The query, of the rows of a table that were recorded by an instant."""
    return query if by is None else query.where(table.c.recorded_at <= by)


def _newest(by: datetime | None = None) -> Subquery:
    """The reading that counts of each report: the one that was added last, of those that were recorded by an instant."""
    table, reports = schema.readings, schema.reports
    last = _recorded(select(func.max(table.c.seq)).group_by(table.c.report_id), table, by)
    held = _recorded(select(reports.c.id), reports, by)  # a clock that was set back may date a reading before its report
    return select(table.c.seq, table.c.report_id, table.c.method).where(table.c.seq.in_(last), table.c.report_id.in_(held)).subquery()


def _found_in_newest(table: Table, by: datetime | None) -> Select[Any]:
    newest = _newest(by)
    return select(table, newest.c.report_id, newest.c.method).join(newest, newest.c.seq == table.c.reading)


def _claims(connection: Connection, by: datetime | None = None) -> list[Claim]:
    order = (schema.claim_places.c.reading, schema.claim_places.c.claim_id, schema.claim_places.c.position)
    places = rows.places_by_claim(connection.execute(_found_in_newest(schema.claim_places, by).order_by(*order)))
    return [rows.claim_of(row, places.get((row.reading, row.id), [])) for row in connection.execute(_found_in_newest(schema.claims, by))]


def _figures(connection: Connection, by: datetime | None = None) -> list[Figure]:
    return [rows.figure_of(row) for row in connection.execute(_found_in_newest(schema.figures, by))]


def _reviews(connection: Connection, by: datetime | None = None) -> list[Review]:
    return [rows.review_of(row) for row in connection.execute(_recorded(select(schema.reviews), schema.reviews, by))]


def _report(connection: Connection, report_id: str) -> Report | None:
    row = connection.execute(select(schema.reports).where(schema.reports.c.id == report_id)).first()
    return None if row is None else rows.report_of(row)


def _claim(connection: Connection, claim_id: str) -> Claim | None:
    """The claim of this id in any reading, superseded ones too."""
    table, places, readings = schema.claims, schema.claim_places, schema.readings
    query = select(table, readings.c.report_id, readings.c.method).join(readings, readings.c.seq == table.c.reading).where(table.c.id == claim_id)
    row = connection.execute(query.order_by(table.c.reading.desc()).limit(1)).first()
    if row is None:
        return None
    found = connection.execute(select(places).where(places.c.reading == row.reading, places.c.claim_id == claim_id).order_by(places.c.position))
    return rows.claim_of(row, [rows.place_of(place) for place in found])
