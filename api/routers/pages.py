"""Where a visitor arrives: the map, the list of theatres, the documentation."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.answers import DefaultAsKnown, link
from api.dependencies import Embed
from api.desk import Desk
from api.forms import HTML, JSON, chosen
from api.html import Entry, docs_page, heading, page, section
from api.maps import map_answer
from api.outer import outer, root_path
from api.schemas import TheatresAnswer
from api.spans import AsOf, DaySpan
from geo.export import to_json

router = APIRouter(tags=["Start"])


@router.get("/", response_class=Response, responses={200: {"content": {HTML: {}}, "description": "The map, an HTML page."}})
def home(reading: DefaultAsKnown, span: DaySpan, as_of: AsOf, embed: Embed = False) -> Response:
    """The map of the default theatre."""
    return map_answer(reading, span, as_of, embed=embed)


@router.get("/theatres", response_model=TheatresAnswer, responses={200: {"content": {HTML: {}}}})
def theatres(request: Request) -> Response:
    """The theatres that are served, the default one first: JSON or a page."""
    base, desks = outer(request).base, request.app.state.desks
    headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
    if chosen(request) == "html":
        root = root_path(request)
        entries = [Entry(f"{root}/theatres/{d.theatre.id}/", d.theatre.title, f"{d.theatre.span.first_day} to {d.theatre.span.last_day}") for d in desks]
        return Response(page(root, "Theatres", heading("Theatres"), section("Served here", entries)), headers=headers, media_type=HTML)
    return Response(to_json({"theatres": [_theatre_row(base, desk) for desk in desks]}), headers=headers, media_type=JSON)


def _theatre_row(base: str, desk: Desk) -> dict[str, Any]:
    theatre, atlas = desk.theatre, desk.edition.atlas
    here = f"{base}/theatres/{theatre.id}"
    return {
        "id": theatre.id,
        "title": theatre.title,
        "first_day": theatre.span.first_day,
        "last_day": theatre.span.last_day,
        "reports": len(atlas.evidence.reports),
        "digest": atlas.digest_at(None, None),
        "links": [link(f"{here}/", "about", JSON, theatre.title), link(f"{here}/map", "alternate", HTML, "The map")],
    }


@router.get("/docs", response_class=Response, responses={200: {"content": {HTML: {}}, "description": "An HTML page."}})
async def docs(request: Request) -> Response:
    """Every address, to read and to try."""
    return Response(docs_page(root_path(request)), media_type=HTML, headers={"Cache-Control": "no-cache"})
