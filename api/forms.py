"""The forms in which addresses answer, by the names that `f` takes. Which an address has is read from what it documents, so `f` works wherever it can."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request

from api.surface import surface

JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA_JSON = "application/schema+json"
OPENAPI_30 = "application/vnd.oai.openapi+json;version=3.0"
CSV = "text/csv"
HTML = "text/html"
XML = "application/xml"

NAMES = {
    JSON: ("json",),
    GEOJSON: ("geojson", "json"),
    SCHEMA_JSON: ("json",),
    OPENAPI_30: ("json",),
    CSV: ("csv", "csv-excel"),
    HTML: ("html",),
    XML: ("xml",),
}
"""What a media type may be called. `csv-excel` is CSV with the byte order mark that Excel needs."""


def names_of(media: Iterable[str]) -> tuple[str, ...]:
    """The names by which the forms of an address can be asked for, its usual one first."""
    return tuple(dict.fromkeys(name for kind in media for name in NAMES.get(kind, ())))


def forms_of(request: Request) -> tuple[str, ...]:
    """The names of the forms in which the address of a request answers, the usual one first."""
    return surface(request.app).forms_of(request.method, request.scope["route"].path)


def chosen(request: Request) -> str:
    """The name of the form of an answer: as `f` asks (an address refuses what it does not have), else as the Accept header prefers, else the usual one."""
    if asked := request.query_params.get("f"):
        return asked
    offered = forms_of(request)
    for media in preferences(request.headers.get("accept", "")):
        for name in NAMES.get(media, ()):
            if name in offered:
                return name
    return offered[0]


def preferences(accept: str) -> list[str]:
    """The media types of an Accept header, the most wanted first."""
    parts = [[piece.strip() for piece in part.split(";")] for part in accept.split(",")]
    return [part[0] for part in sorted(parts, key=lambda part: -_quality(part[1:]))]


def _quality(parameters: list[str]) -> float:
    given = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0
