"""The register of a store: which report came in under which name, which of them count, and what lets another one in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, select

from geo.errors import ConflictError
from geo.evidence import rows, schema
from geo.evidence.names import LISTED, Names, refuse
from geo.evidence.reviews import restored, standing, successor, superseded
from geo.model import Report, Review
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
        the old one counts, and at no moment both. That holds too for old ones that another text stands in for from a later day on.

        Raises:
            ConflictError: another report counts under its name.
        """
        own = standing(_verdicts_on(connection, [report.id])).get(report.id)
        known = connection.scalar(select(schema.reports.c.id).where(schema.reports.c.id == report.id)) is not None
        if known and not (replace and successor(own)):
            return ()
        with self._lock:
            self._read_on(connection)
            namesakes = self._names.namesakes(report)
        counting, verdicts = _looked_up(connection, namesakes, most=None if report.ref else LISTED + 1)
        refuse(report, _reports(connection, counting), replace=replace)
        again = [restored(report, own, now)] if own else []
        since = again[0].known_at if again else report.known_at
        earlier = [ReportId(target) for target, review in standing(verdicts).items() if successor(review)]
        out = [review for old in (*counting, *earlier) for review in superseded(old, report, since, verdicts)]
        return (*again, *out)

    def readmit(self, connection: Connection, report: Report) -> None:
        """Let a report that is out of the map count again.

        Raises:
            ConflictError: another report counts under its name meanwhile.
        """
        counts, _ = _looked_up(connection, [report.id], most=1)
        if counts:
            return
        with self._lock:
            self._read_on(connection)
            namesakes = self._names.namesakes(report)
        counting, _ = _looked_up(connection, namesakes, most=LISTED)
        if counting:
            named = ", ".join(counting)
            raise ConflictError(
                f"The report {report.ref or report.id} cannot count again, as another one counts under its id or address meanwhile: {named}. "
                "Retract that first, or hand this one in again with --replace (over HTTP ?replace=true)."
            )

    def neighbours(self, connection: Connection, report: Report) -> tuple[Report, ...]:
        """Reports that count, at an address of one that its id tells from them; a few of them, the oldest first."""
        with self._lock:
            self._read_on(connection)
            found = self._names.neighbours(report)
        counting, _ = _looked_up(connection, found, most=LISTED)
        return _reports(connection, counting)

    def _read_on(self, connection: Connection) -> None:
        readings, reports = schema.readings, schema.reports
        columns = (readings.c.seq, reports.c.id, reports.c.ref, reports.c.urls, reports.c.kind)
        query = select(*columns).join(reports, reports.c.id == readings.c.report_id).where(readings.c.seq > self._read_to)
        for row in connection.execute(query.order_by(readings.c.seq)):
            self._names.add(ReportId(row.id), row.ref, row.urls, row.kind)
            self._read_to = row.seq


def meant_by(connection: Connection, name: str) -> tuple[Report, ...]:
    """The report of this id; without one those that were handed in under this reference, of several those that count if any does."""
    exact = _reports(connection, [ReportId(name)])
    if exact:
        return exact
    found = [ReportId(i) for i in connection.scalars(select(schema.reports.c.id).where(schema.reports.c.ref == name))]
    counting, _ = _looked_up(connection, found, most=None)
    return _reports(connection, counting or found)


def _looked_up(connection: Connection, report_ids: Sequence[ReportId], most: int | None) -> tuple[list[ReportId], list[Review]]:
    """Those of these reports that no verdict takes out of the map, and the verdicts on them. With `most` only until so many are found."""
    counting, verdicts = list[ReportId](), list[Review]()
    for chunk in _chunks(report_ids):
        found = _verdicts_on(connection, chunk)
        newest = standing(found)
        counting += [i for i in chunk if i not in newest or not newest[i].rejects]
        verdicts += found
        if most is not None and len(counting) >= most:
            break
    return counting[:most], verdicts


def _verdicts_on(connection: Connection, targets: Sequence[str]) -> list[Review]:
    query = select(schema.reviews).where(schema.reviews.c.target.in_(targets))
    return [rows.review_of(row) for row in connection.execute(query)]


def _reports(connection: Connection, report_ids: Sequence[ReportId]) -> tuple[Report, ...]:
    """Those of these reports that are stored, the oldest first."""
    found = list[Report]()
    for chunk in _chunks(report_ids):
        query = select(schema.reports).where(schema.reports.c.id.in_(chunk))
        found += [rows.report_of(row) for row in connection.execute(query)]
    return tuple(sorted(found, key=lambda report: (report.known_at, report.id)))


def _chunks(report_ids: Sequence[ReportId]) -> Iterator[Sequence[ReportId]]:
    return (report_ids[start : start + CHUNK] for start in range(0, len(report_ids), CHUNK))
