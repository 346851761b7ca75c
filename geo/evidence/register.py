"""The names of the reports in a store, and which of those under one name are in force."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from threading import Lock

from sqlalchemy import Connection, select

from geo.evidence import rows, schema
from geo.evidence.names import Names
from geo.evidence.reviews import standing
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

    def namesakes(self, connection: Connection, report: Report) -> frozenset[ReportId]:
        """Other reports under the report's name."""
        with self._lock:
            self._read_on(connection)
            return self._names.namesakes(report)

    def neighbours(self, connection: Connection, report: Report) -> frozenset[ReportId]:
        """Other reports at an address of a report that has an id of its own."""
        with self._lock:
            self._read_on(connection)
            return self._names.neighbours(report)

    def _read_on(self, connection: Connection) -> None:
        readings, reports = schema.readings, schema.reports
        columns = (readings.c.seq, reports.c.id, reports.c.ref, reports.c.urls, reports.c.kind)
        query = select(*columns).join(reports, reports.c.id == readings.c.report_id).where(readings.c.seq > self._read_to)
        for row in connection.execute(query.order_by(readings.c.seq)):
            self._names.add(ReportId(row.id), row.ref, row.urls, row.kind)
            self._read_to = row.seq


def verdicts_on(connection: Connection, targets: Collection[str]) -> dict[str, Review]:
    """The verdict in force on each of these targets that has one."""
    waiting, found = iter(sorted(targets)), []
    while chunk := list(islice(waiting, CHUNK)):
        query = select(schema.reviews).where(schema.reviews.c.target.in_(chunk))
        found += [rows.review_of(row) for row in connection.execute(query)]
    return standing(found)


def in_force(connection: Connection, report_ids: Collection[ReportId], most: int | None = None) -> tuple[Report, ...]:
    """Those of these reports that no verdict takes out of the map, the oldest first; at most so many of them where that is said."""
    verdicts = verdicts_on(connection, report_ids)
    counting = [i for i in sorted(report_ids) if i not in verdicts or verdicts[i].verdict is not Verdict.REJECT][:most]
    found = connection.execute(select(schema.reports).where(schema.reports.c.id.in_(counting)))
    return tuple(sorted(map(rows.report_of, found), key=lambda report: (report.known_at, report.id)))
