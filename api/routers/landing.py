"""A theatre's landing page: what it is and where its answers are."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response

from api.answers import Reading, ReadingAsKnown, ReadingOf, link
from api.collections import shown
from api.forms import HTML, JSON, OPENAPI_30, chosen
from api.html import Entry, footer, heading, page, paragraph, section
from api.openapi30 import theatre_document
from api.schemas import Landing
from api.spans import CONNECTION, AsOf, OrderedSpan, Span
from geo.export import to_json

router = APIRouter(prefix="/theatres/{theatre}", tags=["Start"])

OPENAPI_31 = "application/vnd.oai.openapi+json;version=3.1"


@router.get("", include_in_schema=False)
@router.get("/", response_model=Landing, responses={200: {"content": {HTML: {}}}})
def landing(reading: ReadingAsKnown, span: OrderedSpan, as_of: AsOf) -> Response:
    """A theatre's landing page (OGC API - Features): what it is and where its answers are; JSON or a page."""
    words = _description(reading, span, as_of)
    if chosen(reading.request) == "html":
        return reading.answer(HTML, lambda: _landing_page(reading, words))
    theatre = reading.theatre
    return reading.json(lambda: {"title": theatre.title, "description": words, "links": _landing_links(reading)})


def _description(reading: Reading, span: Span, as_of: datetime | None) -> str:
    atlas, whole = reading.atlas, reading.theatre.span
    summary = atlas.summary(shown(atlas, span, as_of), as_of)
    return f"{whole.first_day} to {whole.last_day}, from {len(atlas.evidence.reports)} reports. {summary.citation}."


def _landing_links(reading: Reading) -> list[dict[str, str]]:
    api = (
        link(reading.href("api"), "service-desc", OPENAPI_30, "OpenAPI 3.0 document of this theatre"),
        link(f"{reading.base}/openapi.json", "service-desc", OPENAPI_31, "OpenAPI 3.1 document of the whole server"),
        link(f"{reading.base}/docs", "service-doc", HTML, "Documentation"),
        link(reading.href("conformance"), "conformance", JSON, "Conformance classes"),
        link(reading.href("collections"), "data", JSON, "Collections"),
    )
    answers = (link(reading.href(path), "related", media, title) for path, media, title in ANSWERS)
    return [link(reading.href(), "self", JSON, reading.theatre.title), *api, *answers]


@router.get("/api", response_class=Response, responses={200: {"content": {OPENAPI_30: {"schema": {"type": "object"}}}}}, dependencies=[*CONNECTION])
def definition(request: Request, reading: ReadingOf) -> Response:
    """The OpenAPI document of one theatre in version 3.0, which GIS clients read; `/openapi.json` is that of the whole server in version 3.1."""
    most: int = request.app.state.settings.page_limit
    return reading.answer(OPENAPI_30, lambda: to_json(theatre_document(request.app.openapi(), reading.theatre, reading.href().rstrip("/"), most)))


ANSWERS = (
    ("map", HTML, "Map with a slider over the days"),
    ("map/delta", HTML, "Map of what changed between two days"),
    ("series", JSON, "Areas over time"),
    ("delta", JSON, "What changed between two days"),
    ("explain", JSON, "Why a place is coloured as it is"),
    ("figures", JSON, "Figures in the reports beside the map's own"),
    ("reports", JSON, "Reports"),
    ("claims", JSON, "Claims"),
    ("layers", JSON, "Maps that others drew, as far as they are stored here"),
    ("compare", JSON, "Our map beside them, day by day"),
)
ASKING = frozenset({"explain", "delta", "map/delta"})
"""Addresses that need to be told more before they answer with anything worth reading."""


def _landing_page(reading: Reading, description: str) -> bytes:
    theatre, root, here = reading.theatre, reading.root, reading.here
    answers = [Entry(f"{here}/{path}", title, path) for path, _, title in ANSWERS if path not in ASKING]
    api = [Entry(f"{here}/collections", "Collections", "OGC API - Features"), Entry(f"{root}/docs", "Every address", "OpenAPI")]
    words = [heading(theatre.title), paragraph(description), section("Answers", answers), section("For programs", api)]
    return page(root, theatre.title, *words, footer([*theatre.attribution, f"Licence: {theatre.licence}"]))
