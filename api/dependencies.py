"""Query parameters, each group read once into what the rest of the code works with. A fault names the parameter, the value and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Path, Query, Request

from api.surface import surface
from geo.crs import LAT_MAX, LON_MAX
from geo.errors import InputError
from geo.interval import end_of_day, parse_date, parse_instant
from geo.theatre import Theatre

V = TypeVar("V")

SPAN_HELP = (
    "Days a/b, both included; `../b` and `a/..` are open, one date is that day. A date is a UTC day, and the state shown for it is that at its end. "
    "A single instant such as 2025-01-10T18:00:00Z is taken as it is."
)
AS_OF_HELP = "What the public could have known by then: a date (its end, UTC) or an instant. Everything known otherwise."
AS_RECORDED_HELP = (
    "What this store held by then, by its own clock: a date (its end, UTC) or an instant. Everything it holds otherwise. "
    "It goes with as-of, which asks what the public knew."
)
AT_HELP = "Date (its end, UTC) or instant. The last day with a front otherwise, or where there is none with a report."
BOX_HELP = "west,south,east,north in degrees (WGS 84, longitude first); rows that touch the box are kept."
OPEN = ("", "..")
BARE_DATE = len("2025-01-10")
CORNERS = (4, 6)
"""Numbers of a bbox: without and with heights, which are ignored."""


def own_query(request: Request) -> list[tuple[str, str]]:
    """The query parameters that the address has, as they were given. What others added to a link is in no answer, tag or link of ours."""
    known = surface(request.app).accepts(request.method, request.scope["route"].path)
    return [(name, value) for name, value in request.query_params.multi_items() if name in known]


def _read(name: str, text: str, parse: Callable[[str], V]) -> V:
    try:
        return parse(text)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


@dataclass(frozen=True, slots=True)
class Span:
    """The days from first to last, both included, None where open. `at` is the end of the last day, or the instant that was given."""

    first: date | None = None
    last: date | None = None
    at: datetime | None = None
    single: bool = False

    def days(self, theatre: Theatre) -> tuple[date, date]:
        """First and last day, open ends closed by the theatre's span."""
        first = self.first or min(theatre.span.first_day, self.last or theatre.span.first_day)
        return first, self.last or max(theatre.span.last_day, first)

    def ordered(self) -> Span:
        """The span, refused when it ends before it begins.

        Raises:
            InputError: it does.
        """
        if self.first and self.last and self.last < self.first:
            raise InputError(f"datetime={self.first}/{self.last} ends before it begins. Give the earlier day first.")
        return self


def read_span(text: str) -> Span:
    """Read `a/b`, `../b`, `a/..` or a single date or instant.

    Raises:
        InputError: a part is no date or instant, or there are more than two.
    """
    if "/" not in text:
        at = parse_instant(_undone(text))
        return Span(at.date(), at.date(), at, single=True)
    first, last = _halves(text)
    return Span(_day(first), _day(last), _instant(last))


def _undone(text: str) -> str:
    """The text without the T that GDAL leaves at the end of a bare date (2025-01-07T)."""
    return text[:BARE_DATE] if len(text) == BARE_DATE + 1 and text.endswith("T") else text


def _halves(text: str) -> tuple[str, str]:
    parts = [_undone(part.strip()) for part in text.split("/")]
    if len(parts) != len(("first", "last")):
        raise InputError(f"{text[:100]!r} is not a span of time. Write it as 2024-09-01/2025-01-07, with two dots for an open end.")
    return parts[0], parts[1]


def _day(text: str) -> date | None:
    return None if text in OPEN else parse_date(text) if len(text) <= BARE_DATE else parse_instant(text).date()


def _instant(text: str) -> datetime | None:
    return None if text in OPEN else parse_instant(text)


def _any_span(text: Annotated[str | None, Query(alias="datetime", description=SPAN_HELP, max_length=100)] = None) -> Span:
    return _read("datetime", text, read_span) if text is not None else Span()


def _ordered_span(span: Annotated[Span, Depends(_any_span)]) -> Span:
    return span.ordered()


def _as_of(text: Annotated[str | None, Query(alias="as-of", description=AS_OF_HELP, max_length=100)] = None) -> datetime | None:
    return _read("as-of", text, parse_instant) if text is not None else None


def _as_recorded(text: Annotated[str | None, Query(alias="as-recorded", description=AS_RECORDED_HELP, max_length=100)] = None) -> datetime | None:
    return _read("as-recorded", text, parse_instant) if text is not None else None


def _at(text: Annotated[str | None, Query(alias="at", description=AT_HELP, max_length=100)] = None) -> datetime | None:
    return _read("at", text, parse_instant) if text is not None else None


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a long answer: at most `limit`, after the first `offset`."""

    limit: Annotated[int | None, Query(ge=1, description="Most rows in this answer; all otherwise, as far as the server gives so many at once.")] = None
    offset: Annotated[int, Query(ge=0, description="Rows to pass over.")] = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """What to explain: a place by name or id, or a point."""

    place: Annotated[str | None, Query(description="Name in any of its spellings, or id.", min_length=1, max_length=200)] = None
    lon: Annotated[float | None, Query(description="Longitude in degrees, WGS 84.")] = None
    lat: Annotated[float | None, Query(description="Latitude in degrees, WGS 84.")] = None

    def __post_init__(self) -> None:
        point = (self.lon is not None, self.lat is not None)
        if any(point) and not all(point):
            missing = "lat" if self.lat is None else "lon"
            raise InputError(f"{missing} is missing: a point needs both lon and lat in degrees.")
        if self.place is None and not any(point):
            raise InputError("Say what to explain: place=Berdin, or lon= and lat= in degrees.")
        if self.place is not None and any(point):
            raise InputError("Both a place and a point are given. Give one of them.")


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float


def read_box(text: str) -> Box:
    """Read west,south,east,north; heights between them are passed over.

    Raises:
        InputError: it is not four (or six) numbers, is off the globe, or its sides are exchanged.
    """
    shown = f"bbox={text[:100]!r}"
    remedy = "Give west,south,east,north in degrees, longitude first, for example 35.0,51.0,35.5,51.4."
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise InputError(f"{shown} is not a list of numbers. {remedy}") from None
    if len(numbers) not in CORNERS:
        raise InputError(f"{shown} has {len(numbers)} numbers, not four. {remedy}")
    half = len(numbers) // 2
    box = Box(*numbers[:2], *numbers[half : half + 2])
    if not (-LON_MAX <= box.west <= box.east <= LON_MAX and -LAT_MAX <= box.south <= box.north <= LAT_MAX):
        raise InputError(f"{shown} is no box on the globe: west must not exceed east (-180 to 180), nor south north (-90 to 90). {remedy}")
    return box


def _box(text: Annotated[str | None, Query(alias="bbox", description=BOX_HELP, max_length=200)] = None) -> Box | None:
    return read_box(text) if text is not None else None


CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CRS_NAMES = frozenset({
    *(f"{scheme}://www.opengis.net/def/crs/ogc/{version}/crs84" for scheme in ("http", "https") for version in ("1.3", "0")),
    *(f"urn:{authority}:def:crs:ogc:{version}:crs84" for authority in ("ogc", "x-ogc") for version in ("1.3", "")),
    *("[ogc:crs84]", "ogc:crs84", "crs:84", "crs84"),
})  # fmt: skip
"""How clients spell the one CRS in which features are given, in small letters: as address, as URN, as safe CURIE, and short."""
CRS_HELP = f"CRS of the coordinates in the answer: {CRS84} (longitude, latitude) is the one there is."
BOX_CRS_HELP = f"CRS of the numbers of bbox: {CRS84} (longitude, latitude) is the one there is."


def _check_crs(name: str, text: str | None) -> None:
    if text is not None and text.strip("<> ").lower() not in CRS_NAMES:
        axes = " EPSG:4326 has latitude first, which nothing here has." if text.rstrip("/").endswith("4326") else ""
        raise InputError(f"{name}={text[:100]!r} is not a CRS of this address. Give {CRS84}, also as OGC:CRS84, or leave it out.{axes}")


def _crs(text: Annotated[str | None, Query(alias="crs", description=CRS_HELP, max_length=200)] = None) -> None:
    _check_crs("crs", text)


def _box_crs(text: Annotated[str | None, Query(alias="bbox-crs", description=BOX_CRS_HELP, max_length=200)] = None) -> None:
    _check_crs("bbox-crs", text)


CrsQuery = Annotated[None, Depends(_crs)]
BoxCrsQuery = Annotated[None, Depends(_box_crs)]
TheatreId = Annotated[str, Path(alias="theatre", description="Id of a theatre, as `/theatres` lists them.", max_length=64)]
ClaimId = Annotated[str, Path(alias="claim", description="Id of a claim, as `claims` lists them.", max_length=64)]
AnySpan = Annotated[Span, Depends(_any_span)]
OrderedSpan = Annotated[Span, Depends(_ordered_span)]
AsOf = Annotated[datetime | None, Depends(_as_of)]
AsRecorded = Annotated[datetime | None, Depends(_as_recorded)]
At = Annotated[datetime | None, Depends(_at)]
Paging = Annotated[Page, Depends()]
SpotQuery = Annotated[Spot, Depends()]
CONNECTION = (Depends(_ordered_span), Depends(_as_of))
"""Taken by every address that a GIS asks on its way to features: what stands in the address of a connection, such as the day, it sends with each request."""
BoxQuery = Annotated[Box | None, Depends(_box)]


def last_instant(span: Span, at: datetime | None, otherwise: date) -> datetime:
    """The instant that a request is about: `at`, else the end of its span, else the end of the day given."""
    return at or span.at or end_of_day(otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilters:
    """Properties that claims can be filtered by."""

    raion: Annotated[str | None, Query(description="District.", max_length=200)] = None
    actor: Annotated[str | None, Query(description="Holder that the claim says acted.", max_length=20)] = None
    event: Annotated[str | None, Query(description="What the claim says happened, for example captured.", max_length=20)] = None
    publisher: Annotated[str | None, Query(description="Publisher of the report.", max_length=200)] = None
    report_id: Annotated[str | None, Query(description="Report.", max_length=64)] = None
    certainty: Annotated[str | None, Query(description="How firmly the text says it.", max_length=20)] = None
    basis: Annotated[str | None, Query(description="On whose word.", max_length=20)] = None
    polarity: Annotated[str | None, Query(description="pos, or neg where the text says that it did not happen.", max_length=20)] = None
    background: Annotated[str | None, Query(description="true where the text recaps an earlier state.", max_length=5)] = None

    def asked(self) -> dict[str, str]:
        """The filters that are given, by property."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters(ClaimFilters):
    """Properties that features can be filtered by; each collection has some of them, as its queryables list."""

    place_id: Annotated[str | None, Query(description="Settlement, by id.", max_length=100)] = None
    holder: Annotated[str | None, Query(description="Holder (control, places).", max_length=20)] = None
    level: Annotated[str | None, Query(description="held or contested (control, places).", max_length=20)] = None
    holder_a: Annotated[str | None, Query(description="Holder on one side (front).", max_length=20)] = None
    holder_b: Annotated[str | None, Query(description="Holder on the other side (front).", max_length=20)] = None
    kind: Annotated[str | None, Query(description="Kind of settlement (places).", max_length=50)] = None
    evidenced: Annotated[str | None, Query(description="true where a report names the settlement (places).", max_length=5)] = None
    before: Annotated[str | None, Query(description="Holder before (changes).", max_length=20)] = None
    after: Annotated[str | None, Query(description="Holder after (changes).", max_length=20)] = None


ClaimFilterQuery = Annotated[ClaimFilters, Depends()]
FilterQuery = Annotated[Filters, Depends()]
Embed = Annotated[bool, Query(description="true lets pages of other origins show it in a frame.")]
