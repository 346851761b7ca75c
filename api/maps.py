"""The pages with a map as answers: which days, which links, which policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import RedirectResponse

from api.answers import Reading
from api.dependencies import Span
from api.forms import HTML
from api.settings import Settings
from geo.interval import format_instant
from geo.render import Typed, asset_version, delta_page, map_page, read_day, review_page

OWN_FRAMES = ("'self'",)
NO_FRAMES = ("'none'",)


def map_answer(reading: Reading, span: Span | None = None, as_of: datetime | None = None, *, embed: bool = False) -> Response:
    """The map with a slider over the days of the span; `embed`: pages of other origins may show it in a frame, as the settings allow."""
    first, last = (span or Span()).days(reading.theatre)

    def make() -> bytes:
        return map_page(reading.atlas, first=first, last=last, as_of=as_of, static=_static(reading), links=_links(reading, as_of)).encode()

    settings: Settings = reading.request.app.state.settings
    return _page(reading.answer(HTML, make, at=last, as_of=as_of, slow=True), settings.embedders if embed else OWN_FRAMES)


def delta_answer(reading: Reading, span: Span, as_of: datetime | None) -> Response:
    """The map of what changed between the ends of two days."""
    first, last = span.days(reading.theatre)

    def make() -> bytes:
        return delta_page(reading.atlas, first, last, as_of=as_of, static=_static(reading), links=_links(reading, as_of)).encode()

    return _page(reading.answer(HTML, make, at=last, as_of=as_of, slow=True))


def typed_answer(reading: Reading, texts: tuple[str, str], span: Span, as_of: datetime | None) -> Response:
    """What the form of the page of two days asks where no script runs: on to the address of the days that were typed.

    Where they cannot be read: the form again, with what is wrong, on the page of the days that it stood on (`span`).
    """
    first, last = reading.theatre.span.first_day, reading.theatre.span.last_day
    typed = (Typed.of(texts[0], first, last), Typed.of(texts[1], first, last))
    if not any(field.fault for field in typed):
        days = [read_day(text, first, last).isoformat() for text in texts]
        known = {"as-of": format_instant(as_of)} if as_of else {}
        return RedirectResponse(f"?{urlencode({'datetime': '/'.join(days), **known}, safe='/:')}", HTTPStatus.SEE_OTHER)
    start, end = span.days(reading.theatre)
    links = _links(reading, as_of)
    html = delta_page(reading.atlas, start, end, as_of=as_of, static=_static(reading), links=links, typed=typed)
    return _page(Response(html, HTTPStatus.BAD_REQUEST, {"Cache-Control": "no-store"}, HTML))


def review_answer(reading: Reading) -> Response:
    """The page on which an analyst reads reports and gives verdicts. No other page may frame it, as it takes a token."""

    def make() -> bytes:
        return review_page(reading.atlas, static=_static(reading), links=_desk_links(reading)).encode()

    return _page(reading.answer(HTML, make, slow=True), NO_FRAMES)


def _page(answer: Response, framers: Sequence[str] = OWN_FRAMES) -> Response:
    """The page itself carries the rest of its policy, with the hashes of its own scripts; who may frame it only counts in a header."""
    answer.headers["Content-Security-Policy"] = f"frame-ancestors {' '.join(framers)}"
    return answer


def _static(reading: Reading) -> str:
    return f"{reading.root}/static/{asset_version()}"


def _desk_links(reading: Reading) -> dict[str, str]:
    shown, here = _links(reading, None), reading.here
    return {name: shown[name] for name in ("map", "claims", "theatres", "docs") if name in shown} | {
        "extract": f"{here}/extract",
        "reports": f"{here}/reports",
        "review": f"{here}/review",
    }


def _links(reading: Reading, as_of: datetime | None) -> dict[str, str]:
    here, clocks = reading.here, {"as-of": as_of, "as-recorded": reading.as_recorded}
    query = urlencode({name: format_instant(at) for name, at in clocks.items() if at})
    known = f"?{query}" if query else ""
    several = {"theatres": f"{reading.root}/theatres?f=html"} if len(reading.request.app.state.desks) > 1 else {}
    return {
        "map": f"{here}/map{known}",
        "delta": f"{here}/map/delta{known}",
        "series": f"{here}/series{known}",
        "control": f"{here}/collections/control/items{known}",
        "claims": f"{here}/claims{known}",
        "layers": f"{here}/layers",
        "compare": f"{here}/compare{known}",
        "disagreement": f"{here}/compare/items{known}",
        "review": f"{here}/review",
        **several,
        "docs": f"{reading.root}/docs",
    }
