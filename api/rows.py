"""Tables of what the map rests on, and how a part of one is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from fastapi import Response

from api.answers import Reading, notes
from api.deferred import Made
from api.dependencies import Page
from api.desk import retracted
from api.forms import CSV, JSON
from api.paging import Part
from api.schemas import FigureRow, ReportRow
from api.spans import Span
from geo.atlas import Atlas
from geo.atlas.sentences import long_date, recorded_late
from geo.export import csv, for_excel, records, to_json
from geo.interval import format_instant
from geo.model import Report, Verdict

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is asked for: under which name, for which days, as known when, which part of it, in which format; `slow` as for `Reading.answer`."""

    name: str
    span: Span
    as_of: datetime | None
    page: Page
    form: str
    slow: bool = False

    def answer(self, reading: Reading, table: Callable[[], pd.DataFrame]) -> Response:
        """The part of the table that is asked for."""
        cited = self._cited(reading)
        if self.form == "json":
            return reading.answer(JSON, lambda: self._json(reading, table()), at=cited, as_of=self.as_of, slow=self.slow)
        return reading.answer(CSV, lambda: self._csv(reading, table()), at=cited, as_of=self.as_of, slow=self.slow)

    def _cited(self, reading: Reading) -> date:
        """The day that the answer cites."""
        return self.span.cited(reading.atlas, self.as_of)

    def _provenance(self, reading: Reading) -> Row:
        return {**reading.clocks(self.as_of), "digest": reading.atlas.digest_at(self._cited(reading), self.as_of)}

    def _csv(self, reading: Reading, table: pd.DataFrame) -> Made:
        part = Part.of(reading, self.page, len(table), CSV)
        return Made(in_form(csv(table.iloc[part.rows], **self._provenance(reading)), self.form), part.neighbours)

    def _json(self, reading: Reading, table: pd.DataFrame) -> Made:
        part = Part.of(reading, self.page, len(table), JSON)
        words = notes(reading.atlas.outside(*self.span.days(reading.theatre)), reading.ahead, part.note)
        members = {**self._provenance(reading), **part.members(), **words, **reading.provenance}
        return Made(to_json({**members, self.name: records(table.iloc[part.rows])}), part.neighbours)


def in_form(content: bytes, form: str) -> bytes:
    """A table as it was made, or as Excel needs it."""
    return for_excel(content) if form == "csv-excel" else content


def figure_table(atlas: Atlas, as_of: datetime | None, span: Span) -> pd.DataFrame:
    """The figures whose day lies in the span, by day."""
    rows = [row for row in atlas.figures(as_of) if _within(row["date"], span)]
    return pd.DataFrame(rows, columns=list(FigureRow.model_fields))


def report_table(atlas: Atlas, as_of: datetime | None, span: Span) -> pd.DataFrame:
    """The reports published in the span and known by then, by day; withdrawn ones are marked."""
    reports = [r for r in atlas.evidence.reports.values() if (as_of is None or r.known_at <= as_of) and _within(r.known_at.date().isoformat(), span)]
    rows = report_rows(atlas, sorted(reports, key=lambda r: (r.known_at, r.id)), as_of)
    return pd.DataFrame(rows, columns=list(ReportRow.model_fields))


def _within(day: str, span: Span) -> bool:
    return (span.first is None or span.first.isoformat() <= day) and (span.last is None or day <= span.last.isoformat())


def report_rows(atlas: Atlas, reports: list[Report], as_of: datetime | None = None) -> list[Row]:
    """Reports with how much was read from each."""
    view, withdrawn = atlas.view(as_of), retracted(atlas, as_of)
    evidence, verdicts, recorded = view.evidence, view.verdicts, atlas.evidence.recorded
    claims, figures = Counter(k.claim.report_id for k in evidence.claims), Counter(f.report_id for f in evidence.figures)
    return [
        {
            "report_id": report.id,
            "id": report.ref or report.id,
            "publisher": report.publisher,
            "published_at": report.known_at.date().isoformat(),
            "recorded_at": format_instant(recorded[report.id]) if report.id in recorded else None,
            "title": report.title,
            "language": report.lang,
            "urls": list(report.urls),
            "kind": report.kind,
            "claims": claims[report.id],
            "figures": figures[report.id],
            "retracted": report.id in withdrawn,
            "void": report.id in withdrawn and verdicts[report.id].verdict is Verdict.VOID,
            "copy_of": evidence.mirrors.get(report.id),
        }
        for report in reports
    ]


def late_words(atlas: Atlas, report: Report) -> str | None:
    """What to say of a report that was taken in long after it was published; None of any other."""
    recorded = atlas.evidence.recorded.get(report.id)
    if recorded is None or not recorded_late(report.known_at.date(), recorded, report.kind):
        return None
    return f"Published {long_date(report.known_at.date())}, recorded here {long_date(recorded.date())}."


def claim_rows(atlas: Atlas, report_id: str) -> list[Row]:
    """What counts of a report's claims, one row for each claim and place."""
    frame = atlas.claims()
    return records(claim_table(frame[frame["report_id"] == report_id]))


def claim_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The claims without geometry."""
    return pd.DataFrame(frame.drop(columns=["geometry", "as_of", "as_recorded", "digest"]))
