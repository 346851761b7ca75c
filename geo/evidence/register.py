"""The register of a store: which report came in under which name, which of them count, and what lets another one in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice
from threading import Lock

from sqlalchemy import Column, Connection, Row, Table, select

from geo.evidence import rows, schema
from geo.evidence.names import LISTED, Names, refuse
from geo.evidence.reviews import restored, standing, successor, superseded
from geo.model import Report, Review, Verdict
from geo.units import ReportId

CHUNK = 500
"""Ids in one query: SQLite took 999 values at most for a long time."""


class Register:
    """The names of all reports of one store, read on from where it was read last: other programs may add to it. Threads may share it.

    A report is added together with its first reading, and readings are numbered in the order in which they are committed, as one program
    writes at a time.
    """

    def __init__(self) -> None:
        self._names = Names()
        self._read_to = 0
        self._lock = Lock()

    def admit(self, connection: Connection, report: Report, now: datetime, *, replace: bool) -> tuple[Review, ...]:
        """The verdicts that go in with a report. One that is stored stays what it is, unless it is to stand in for its successor again.

        From the publication of a new text on the public knew better, so the verdict on the old one is known from then on: as of an earlier moment
        the old one counts, and at no moment both.

        Raises:
            ConflictError: another report counts under its name.
        """
        own = standing(_verdicts_on(connection, [report.id])).get(report.id)
        if _stored(connection, [report.id]) and not (replace and successor(own)):
            return ()
        with self._lock:
            self._read_on(connection)
            namesakes = self._names.namesakes(report)
        verdicts = _verdicts_on(connection, namesakes)
        counting = _counting(namesakes, verdicts)
        refuse(report, _reports(connection, counting if report.ref else counting[: LISTED + 1]), replace=replace)
        if not replace:
            return ()
        again = [restored(report, own, now)] if own else []
        since = again[0].known_at if again else report.known_at
        earlier = [ReportId(target) for target, review in standing(verdicts).items() if successor(review)]
        out = [review for old in (*counting, *earlier) for review in superseded(old, report, since, verdicts)]
        return (*again, *out)

    def neighbours(self, connection: Connection, report: Report) -> tuple[Report, ...]:
        """Reports that count, at an address of one that its id tells from them; a few of them, the oldest first."""
        with self._lock:
            self._read_on(connection)
            found = self._names.neighbours(report)
        return _reports(connection, _counting(found, _verdicts_on(connection, found))[:LISTED])

    def _read_on(self, connection: Connection) -> None:
        readings, reports = schema.readings, schema.reports
        columns = (readings.c.seq, reports.c.id, reports.c.ref, reports.c.urls, reports.c.kind)
        query = select(*columns).join(reports, reports.c.id == readings.c.report_id).where(readings.c.seq > self._read_to)
        for row in connection.execute(query.order_by(readings.c.seq)):
            self._names.add(ReportId(row.id), row.ref, row.urls, row.kind)
            self._read_to = row.seq


def meant_by(connection: Connection, name: str) -> tuple[Report, ...]:
    """The report of this id; without one those that were handed in under this reference, of several those that count if any does."""
    table = schema.reports
    exact = _reports(connection, [ReportId(name)])
    if exact:
        return exact
    found = [ReportId(i) for i in connection.scalars(select(table.c.id).where(table.c.ref == name))]
    return _reports(connection, _counting(found, _verdicts_on(connection, found)) or found)


def _counting(report_ids: Collection[ReportId], verdicts: Iterable[Review]) -> list[ReportId]:
    """Those of these reports that none of the verdicts takes out of the map."""
    newest = standing(verdicts)
    return [i for i in sorted(report_ids) if i not in newest or newest[i].verdict is not Verdict.REJECT]


def _stored(connection: Connection, report_ids: Collection[str]) -> bool:
    return bool(_rows(connection, schema.reports, schema.reports.c.id, report_ids))


def _reports(connection: Connection, report_ids: Collection[ReportId]) -> tuple[Report, ...]:
    found = map(rows.report_of, _rows(connection, schema.reports, schema.reports.c.id, report_ids))
    return tuple(sorted(found, key=lambda report: (report.known_at, report.id)))


def _verdicts_on(connection: Connection, targets: Collection[str]) -> list[Review]:
    return [rows.review_of(row) for row in _rows(connection, schema.reviews, schema.reviews.c.target, targets)]


def _rows(connection: Connection, table: Table, column: Column[str], values: Collection[str]) -> list[Row[tuple[object, ...]]]:
    """The rows that have one of the values in the column."""
    waiting, found = iter(sorted(values)), list[Row[tuple[object, ...]]]()
    while chunk := list(islice(waiting, CHUNK)):
        found += connection.execute(select(table).where(column.in_(chunk))).all()
    return found
