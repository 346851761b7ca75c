"""The pages with a map as answers: which days, which links, which policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import RedirectResponse

from api.answers import Reading
from api.forms import HTML
from api.settings import Settings
from api.spans import Span
from geo.atlas import TwoDays
from geo.interval import format_instant
from geo.render import Typed, asset_version, delta_page, map_page, read_day, review_page

OWN_FRAMES = ("'self'",)
NO_FRAMES = ("'none'",)
DATED = {
    "map": "map",
    "delta": "map/delta",
    "series": "series",
    "control": "collections/control/items",
    "claims": "claims",
    "compare": "compare",
    "disagreement": "compare/items",
}
"""What a page leads to as known at the same time as it, below the theatre's address."""


def map_answer(reading: Reading, span: Span | None = None, as_of: datetime | None = None, *, embed: bool = False) -> Response:
    """The map with a slider over the days of the span; `embed`: pages of other origins may show it in a frame, as the settings allow."""
    first, last = (span or Span()).days(reading.theatre)

    def make() -> bytes:
        return map_page(reading.atlas, first=first, last=last, as_of=as_of, static=_static(reading), links=_links(reading, as_of)).encode()

    return _page(reading.answer(HTML, make, at=last, as_of=as_of, slow=True), _framers(reading, embed=embed))


def delta_answer(reading: Reading, days: TwoDays, as_of: datetime | None, *, embed: bool = False) -> Response:
    """The map of what changed between the ends of two days; `embed` as for the map. In a frame it leads to pages that may be framed too."""
    links = _delta_links(reading, as_of, embed=embed)

    def make() -> bytes:
        return delta_page(reading.atlas, days.first, days.last, as_of=as_of, static=_static(reading), links=links, chosen=days.chosen).encode()

    return _page(reading.answer(HTML, make, at=days.last, as_of=as_of, slow=True), _framers(reading, embed=embed))


def typed_answer(reading: Reading, texts: tuple[str, str], stood: TwoDays, as_of: datetime | None, *, embed: bool = False) -> Response:
    """What the form of the page of two days asks where no script runs: on to the address of the days that were typed.

    Where they cannot be read: the form again, with what is wrong, on the page of the days that it stood on (`stood`).
    """
    first, last = reading.theatre.span.first_day, reading.theatre.span.last_day
    typed = (Typed.of(texts[0], first, last), Typed.of(texts[1], first, last))
    if not any(field.fault for field in typed):
        days = [read_day(text, first, last).isoformat() for text in texts]
        query = {"datetime": "/".join(days), **_carried(reading, as_of, embed=embed)}
        return RedirectResponse(f"?{urlencode(query, safe='/:')}", HTTPStatus.SEE_OTHER)
    links = _delta_links(reading, as_of, embed=embed)
    html = delta_page(reading.atlas, stood.first, stood.last, as_of=as_of, static=_static(reading), links=links, typed=typed)
    return _page(Response(html, HTTPStatus.BAD_REQUEST, {"Cache-Control": "no-store"}, HTML), _framers(reading, embed=embed))


def review_answer(reading: Reading) -> Response:
    """The page on which an analyst reads reports and gives verdicts. No other page may frame it, as it takes a token."""

    def make() -> bytes:
        return review_page(reading.atlas, static=_static(reading), links=_desk_links(reading)).encode()

    return _page(reading.answer(HTML, make, slow=True), NO_FRAMES)


def _framers(reading: Reading, *, embed: bool) -> Sequence[str]:
    """Whose pages may frame a map."""
    settings: Settings = reading.request.app.state.settings
    return settings.embedders if embed else OWN_FRAMES


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
    """Where a page leads to, as known and as recorded at the same time."""
    here, known = reading.here, urlencode(_carried(reading, as_of))
    several = {"theatres": f"{reading.root}/theatres?f=html"} if len(reading.request.app.state.desks) > 1 else {}
    dated = {name: f"{here}/{path}" + (f"?{known}" if known else "") for name, path in DATED.items()}
    return {**dated, "layers": f"{here}/layers", "review": f"{here}/review", **several, "docs": f"{reading.root}/docs"}


def _delta_links(reading: Reading, as_of: datetime | None, *, embed: bool) -> dict[str, str]:
    """The same for the page of two days; in a frame its form and its link to the map stay there."""
    framed = {name: f"{reading.here}/{DATED[name]}?{urlencode(_carried(reading, as_of, embed=True))}" for name in ("map", "delta")}
    return _links(reading, as_of) | (framed if embed else {})


def _carried(reading: Reading, as_of: datetime | None, *, embed: bool = False) -> dict[str, str]:
    """The parameters that a page hands on to those it leads to."""
    clocks = {"as-of": as_of, "as-recorded": reading.as_recorded}
    known = {name: format_instant(at) for name, at in clocks.items() if at}
    return known | ({"embed": "true"} if embed else {})
