"""Query parameters, each group read once into what the rest of the code works with. A fault names the parameter, the value and the remedy."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from api.surface import surface
from geo.crs import LAT_MAX, LON_MAX
from geo.errors import InputError

BOX_HELP = "west,south,east,north in degrees (WGS 84, longitude first); rows that touch the box are kept."
CORNERS = (4, 6)
"""Numbers of a bbox: without and with heights, which are ignored."""


def own_query(request: Request) -> list[tuple[str, str]]:
    """The query parameters that the address has, as they were given. What others added to a link is in no answer, tag or link of ours."""
    known = surface(request.app).accepts(request.method, request.scope["route"].path)
    return [(name, value) for name, value in request.query_params.multi_items() if name in known]


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
Paging = Annotated[Page, Depends()]
SpotQuery = Annotated[Spot, Depends()]
BoxQuery = Annotated[Box | None, Depends(_box)]


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
