"""The map's pages as answers: which days, which links, which policy."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from fastapi import Response

from api.answers import Reading
from api.dependencies import Span
from geo.interval import format_instant
from geo.render import asset_version, delta_page, map_page

HTML = "text/html"
POLICY = "frame-ancestors 'self'"
"""The page itself carries the rest of its policy, with the hashes of its own scripts; this rule only counts in a header."""


def map_answer(reading: Reading, span: Span | None = None, as_of: datetime | None = None) -> Response:
    """The map with a slider over the days of the span."""
    first, last = (span or Span()).days(reading.theatre)

    def make() -> bytes:
        return map_page(reading.atlas, first=first, last=last, as_of=as_of, static=_static(reading), links=_links(reading, as_of)).encode()

    return _page(reading.answer(HTML, make, as_of=as_of))


def delta_answer(reading: Reading, span: Span, as_of: datetime | None) -> Response:
    """The map of what changed between the ends of two days."""
    first, last = span.days(reading.theatre)

    def make() -> bytes:
        return delta_page(reading.atlas, first, last, as_of=as_of, static=_static(reading), links=_links(reading, as_of)).encode()

    return _page(reading.answer(HTML, make, as_of=as_of))


def _page(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _static(reading: Reading) -> str:
    return f"{reading.root}/static/{asset_version()}"


def _links(reading: Reading, as_of: datetime | None) -> dict[str, str]:
    here = f"{reading.root}/theatres/{reading.theatre.id}"
    known = f"?{urlencode({'as-of': format_instant(as_of)})}" if as_of else ""
    several = {"theatres": f"{reading.root}/theatres?f=html"} if len(reading.request.app.state.desks) > 1 else {}
    return {
        "map": f"{here}/map{known}",
        "delta": f"{here}/map/delta{known}",
        "series": f"{here}/series{known}",
        "control": f"{here}/collections/control/items{known}",
        "claims": f"{here}/claims{known}",
        **several,
        "docs": f"{reading.root}/docs",
    }
