"""Nouns to rows and back. A noun that was stored comes back equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import Table

from geo.errors import InputError
from geo.evidence import schema
from geo.interval import Interval
from geo.model import (
    Basis,
    Certainty,
    Claim,
    ClaimPlace,
    Event,
    Extraction,
    Figure,
    Measure,
    Mention,
    Polarity,
    Relation,
    Report,
    Review,
    Verdict,
)
from geo.units import ClaimId, HolderId, PlaceId, ReportId

Row = dict[str, Any]


def whole_utc(instant: datetime, what: str) -> datetime:
    """The instant, if the store can keep it unchanged.

    Raises:
        InputError: it is not in UTC or has a fraction of a second.
    """
    if instant.tzinfo is not UTC or instant.microsecond:
        raise InputError(f"{what} is dated {instant.isoformat()}. Give it in UTC and whole seconds.")
    return instant


def report_row(report: Report, recorded_at: datetime) -> Row:
    """The row of a report."""
    return {
        "id": report.id,
        "known_at": whole_utc(report.known_at, f"The report {report.ref or report.id}"),
        "publisher": report.publisher,
        "lang": report.lang,
        "title": report.title,
        "text": report.text,
        "urls": list(report.urls),
        "ref": report.ref,
        "kind": report.kind,
        "recorded_at": recorded_at,
    }


def reading_row(extraction: Extraction, recorded_at: datetime) -> Row:
    """The row of a reading; the database gives it its number."""
    report = extraction.report
    return {"report_id": report.id, "method": extraction.method, "note": extraction.note, "known_at": report.known_at, "recorded_at": recorded_at}


def extraction_rows(extraction: Extraction, reading: int) -> list[tuple[Table, list[Row]]]:
    """The rows of what a reading found, table by table in the order in which they refer to each other. An assertion made twice is one row."""
    common = {"reading": reading, "known_at": extraction.report.known_at}
    claims = list({claim.id: claim for claim in extraction.claims}.values())
    figures = {figure.id: figure for figure in extraction.figures}.values()
    return [
        (schema.claims, [common | _claim_row(claim) for claim in claims]),
        (schema.claim_places, [common | row for claim in claims for row in _place_rows(claim)]),
        (schema.figures, [common | _figure_row(figure) for figure in figures]),
        (schema.mentions, [common | row for row in _mention_rows(extraction.mentions)]),
    ]


def _span(noun: Claim | Figure) -> Row:
    return {"span_start": noun.span[0], "span_end": noun.span[1], "valid_start": noun.valid.start, "valid_end": noun.valid.end}


def _claim_row(claim: Claim) -> Row:
    names = ("id", "text", "actor", "event", "certainty", "basis", "polarity", "background", "reason")
    return {name: getattr(claim, name) for name in names} | _span(claim) | {"claimants": list(claim.claimants)}


def _place_rows(claim: Claim) -> list[Row]:
    names = ("place_id", "name", "relation", "bearing_deg", "distance_km")
    return [{"claim_id": claim.id, "position": n} | {name: getattr(place, name) for name in names} for n, place in enumerate(claim.places)]


def _figure_row(figure: Figure) -> Row:
    names = ("id", "text", "value", "low", "high", "unit", "km2", "approx", "measure", "actor", "region")
    return {name: getattr(figure, name) for name in names} | _span(figure) | {"claimants": list(figure.claimants)}


def _mention_rows(mentions: Iterable[Mention]) -> list[Row]:
    unresolved = [mention for mention in mentions if mention.place_id is None]
    counts = Counter((mention.surface, mention.kind) for mention in unresolved)
    reasons = {(mention.surface, mention.kind): mention.reason for mention in reversed(unresolved)}
    return [{"surface": surface, "kind": kind, "reason": reasons[surface, kind], "count": n} for (surface, kind), n in counts.items()]


def review_row(review: Review, recorded_at: datetime) -> Row:
    """The row of a review; the database gives it its number."""
    return {
        "id": review.id,
        "known_at": whole_utc(review.known_at, f"The review of {review.target}"),
        "target": review.target,
        "verdict": review.verdict,
        "who": review.who,
        "why": review.why,
        "changes": [list(change) for change in review.changes],
        "recorded_at": recorded_at,
    }


def report_of(row: SqlRow[Any]) -> Report:
    """The report of a row."""
    return Report(row.publisher, row.known_at, row.lang, row.title, row.text, tuple(row.urls), row.ref, row.kind, ReportId(row.id))


def place_of(row: SqlRow[Any]) -> ClaimPlace:
    """The place of a row."""
    return ClaimPlace(PlaceId(row.place_id), row.name, Relation(row.relation), row.bearing_deg, row.distance_km)


def claim_of(row: SqlRow[Any], places: Sequence[ClaimPlace]) -> Claim:
    """The claim of a row that has the columns report_id and method of its reading beside its own."""
    return Claim(
        report_id=ReportId(row.report_id),
        span=(row.span_start, row.span_end),
        text=row.text,
        actor=_holder(row.actor),
        event=Event(row.event),
        places=tuple(places),
        valid=Interval(row.valid_start, row.valid_end),
        certainty=Certainty(row.certainty),
        basis=Basis(row.basis),
        claimants=tuple(row.claimants),
        polarity=Polarity(row.polarity),
        background=row.background,
        method=row.method,
        reason=row.reason,
        id=ClaimId(row.id),
    )


def figure_of(row: SqlRow[Any]) -> Figure:
    """The figure of a row that has the columns report_id and method of its reading beside its own."""
    return Figure(
        report_id=ReportId(row.report_id),
        span=(row.span_start, row.span_end),
        text=row.text,
        value=row.value,
        low=row.low,
        high=row.high,
        unit=row.unit,
        km2=row.km2,
        approx=row.approx,
        measure=Measure(row.measure),
        actor=_holder(row.actor),
        region=row.region,
        valid=Interval(row.valid_start, row.valid_end),
        claimants=tuple(row.claimants),
        method=row.method,
        id=row.id,
    )


def review_of(row: SqlRow[Any]) -> Review:
    """The review of a row."""
    changes: Sequence[Sequence[str]] = row.changes
    return Review(row.target, Verdict(row.verdict), row.who, row.why, row.known_at, tuple((field, value) for field, value in changes))


def _holder(holder_id: str | None) -> HolderId | None:
    return None if holder_id is None else HolderId(holder_id)


def places_by_claim(rows: Iterable[SqlRow[Any]]) -> Mapping[tuple[int, str], list[ClaimPlace]]:
    """The places of claims, by reading and claim id, in the claim's order (rows come sorted by position)."""
    found: dict[tuple[int, str], list[ClaimPlace]] = {}
    for row in rows:
        found.setdefault((row.reading, row.claim_id), []).append(place_of(row))
    return found
