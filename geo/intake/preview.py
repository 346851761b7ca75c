"""What a document says, with nothing stored."""

from __future__ import annotations

from dataclasses import replace

from geo.geoparse import Extractor
from geo.model import Extraction
from geo.readers import Document, to_report
from geo.theatre import Theatre


def preview(document: Document, theatre: Theatre, extractor: Extractor, *, date: str | None = None) -> Extraction:
    """What a document says. One dated outside the theatre's span is read too, and the note says that it could not be stored.

    Raises:
        InputError: the document cannot be a report.
    """
    return with_outside_noted(extractor.extract(to_report(document, theatre, date=date, any_day=True)), theatre)


def with_outside_noted(extraction: Extraction, theatre: Theatre) -> Extraction:
    """The reading, with a note where its report lies outside the theatre's span and so could not be stored."""
    day, span = extraction.report.known_at.date(), theatre.span
    if theatre.covers(day):
        return extraction
    outside = f"{day} lies outside the theatre's days, {span.first_day} to {span.last_day}: this can be looked at, not stored"
    return replace(extraction, note="; ".join(part for part in (extraction.note, outside) if part))
