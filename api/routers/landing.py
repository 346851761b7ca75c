"""A theatre's landing page: what it is and where its answers are."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.answers import JSON, Reading, ReadingOf, choose, link
from api.dependencies import FormatQuery
from api.html import HTML, Entry, footer, heading, page, paragraph, section
from api.schemas import Landing
from geo.interval import end_of_day

router = APIRouter(prefix="/theatres/{theatre}", tags=["Start"])

API_TYPE = "application/vnd.oai.openapi+json;version=3.1"


@router.get("", include_in_schema=False)
@router.get("/", response_model=Landing, responses={200: {"content": {HTML: {}}}})
def landing(reading: ReadingOf, f: FormatQuery = None) -> Response:
    """A theatre's landing page (OGC API - Features): what it is and where its answers are; JSON or a page."""
    if choose(reading.request, f, "json", "html") == "html":
        return reading.answer(HTML, lambda: _landing_page(reading))
    theatre = reading.theatre
    return reading.json(lambda: {"title": theatre.title, "description": _description(reading), "links": _landing_links(reading)})


def _description(reading: Reading) -> str:
    atlas, span = reading.atlas, reading.theatre.span
    newest = atlas.summary(end_of_day(atlas.last_day()))
    return f"{span.first_day} to {span.last_day}, from {len(atlas.evidence.reports)} reports. {newest.citation}."


def _landing_links(reading: Reading) -> list[dict[str, str]]:
    api = (
        link(f"{reading.base}/openapi.json", "service-desc", API_TYPE, "OpenAPI document"),
        link(f"{reading.base}/docs", "service-doc", HTML, "Documentation"),
        link(reading.href("conformance"), "conformance", JSON, "Conformance classes"),
        link(reading.href("collections"), "data", JSON, "Collections"),
    )
    answers = (link(reading.href(path), "related", media, title) for path, media, title in ANSWERS)
    return [link(reading.href(), "self", JSON, reading.theatre.title), *api, *answers]


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


def _landing_page(reading: Reading) -> bytes:
    theatre, root, here = reading.theatre, reading.root, reading.here
    answers = [Entry(f"{here}/{path}", title, path) for path, _, title in ANSWERS if path not in ASKING]
    api = [Entry(f"{here}/collections", "Collections", "OGC API - Features"), Entry(f"{root}/docs", "Every address", "OpenAPI")]
    words = [heading(theatre.title), paragraph(_description(reading)), section("Answers", answers), section("For programs", api)]
    return page(root, theatre.title, *words, footer([*theatre.attribution, f"Licence: {theatre.licence}"]))
