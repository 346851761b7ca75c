"""What the tables with geometry must look like, and a check that tells every fault at once.

Days and instants travel as ISO 8601 text: a day is YYYY-MM-DD, an instant is in UTC and ends with Z. Coordinates are lon/lat, WGS 84.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import WGS84
from geo.errors import DataError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_EXAMPLES = 3


def _number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool) and math.isfinite(float(value))


KINDS: MappingProxyType[str, Callable[[Any], bool]] = MappingProxyType({
    "text": lambda v: isinstance(v, str),
    "name": lambda v: isinstance(v, str) and bool(v),
    "level": lambda v: v in {"held", "contested"},
    "day": lambda v: isinstance(v, str) and bool(_DAY.fullmatch(v)),
    "instant": lambda v: isinstance(v, str) and bool(_INSTANT.fullmatch(v)),
    "number": _number,
    "positive": lambda v: _number(v) and float(v) >= 0,
    "share": lambda v: _number(v) and 0 <= float(v) <= 1,
    "count": lambda v: isinstance(v, (int, np.integer)) and not isinstance(v, bool) and int(v) >= 0,
    "flag": lambda v: isinstance(v, (bool, np.bool_)),
})  # fmt: skip
"""What a value of each kind must be. A column whose kind ends with a question mark may be empty, with two it may be missing."""


CHANCE = "p_"
"""Stands among the columns for one of each holder: p_UA and so on."""


@dataclass(frozen=True, slots=True)
class Contract:
    """The columns that a table has at least, by kind and in order, the types of its geometry, and the columns that name a row."""

    name: str
    columns: MappingProxyType[str, str]
    geometry: tuple[str, ...]
    key: tuple[str, ...]

    def fields(self, holders: Iterable[str]) -> dict[str, str]:
        """All columns of the table in a theatre of these holders, by kind."""
        found: dict[str, str] = {}
        for column, kind in self.columns.items():
            found |= {f"{CHANCE}{holder}": kind for holder in holders} if column == CHANCE else {column: kind}
        return found


def _contract(title: str, geometry: tuple[str, ...], key: tuple[str, ...], /, **columns: str) -> Contract:
    return Contract(title, MappingProxyType(columns), geometry, key)


GROUND, LINE, SPOT = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString"), ("Point",)
CONTROL = _contract(
    "control", GROUND, ("holder", "level", "valid_from"),
    holder="name", level="level", area_km2="positive", valid_from="instant?", valid_to="instant?",
    at="instant", as_of="instant?", as_recorded="instant??", digest="name",
)  # fmt: skip
FRONT = _contract(
    "front", LINE, ("holder_a", "holder_b", "valid_from"),
    holder_a="name", holder_b="name", length_km="positive", valid_from="instant?", valid_to="instant?",
    at="instant", as_of="instant?", as_recorded="instant??", digest="name",
)  # fmt: skip
PARTS = _contract(
    "parts", GROUND, ("part", "valid_from"),
    part="count", name="name", kind="name", holder="name", place_id="name?", area_km2="positive", valid_from="instant?", valid_to="instant?",
    at="instant", as_of="instant?", as_recorded="instant??", digest="name",
)  # fmt: skip
CELLS = _contract(
    "cells", GROUND, ("cell",),
    cell="count", holder="name", level="level", p_="share", evidenced="flag", age_days="count?", place_id="name?", raion="text", area_km2="positive",
    at="instant", as_of="instant?", as_recorded="instant??", digest="name",
)  # fmt: skip
PLACES = _contract(
    "places", SPOT, ("place_id",),
    place_id="name", name="name", name_ru="text", name_uk="text", kind="name", raion="text", population="count?", err_km="positive", holder="name",
    level="level", probability="share", evidenced="flag", since="day?", claims="count", at="instant", as_of="instant?", as_recorded="instant??", digest="name",
)  # fmt: skip
CLAIMS = _contract(
    "claims", SPOT, ("claim_id", "place_id"),
    claim_id="name", report_id="name", publisher="text", published_at="day", recorded_at="instant??",
    place_id="name", place="name", raion="text", actor="name?", event="name",
    relation="name", bearing_deg="number?", distance_km="positive?", valid_from="day", valid_to="day", certainty="name", basis="name", claimants="text",
    polarity="name", background="flag", reading="name", text="text", title="text", url="text", kind="name", method="name", copy_of="name?",
    carried_by="text", verdict="name?", as_of="instant?", as_recorded="instant??", digest="name",
)  # fmt: skip
CHANGES = _contract(
    "changes", SPOT, ("day", "place_id"),
    day="day", place_id="name", name="name", raion="text", before="name", before_level="level", after="name", after_level="level", as_of="instant?",
    as_recorded="instant??", digest="name",
)  # fmt: skip
TABLES = MappingProxyType({table.name: table for table in (CONTROL, FRONT, PLACES, PARTS, CELLS, CLAIMS, CHANGES)})
"""The layers of the map, by name."""


def check(frame: gpd.GeoDataFrame, contract: Contract) -> gpd.GeoDataFrame:
    """The same frame, when it keeps the contract.

    Raises:
        DataError: it does not; the message lists every fault, one a line.
    """
    faults = [*_column_faults(frame, contract), *_geometry_faults(frame, contract)]
    if faults:
        raise DataError("\n".join(f"{contract.name}: {fault}" for fault in faults))
    return frame


def _column_faults(frame: gpd.GeoDataFrame, contract: Contract) -> list[str]:
    expected = contract.fields(str(name).removeprefix(CHANCE) for name in frame.columns if str(name).startswith(CHANCE))
    needed = [column for column, kind in expected.items() if not kind.endswith("??")]
    faults = [f"the column {column} is missing" for column in needed if column not in frame]
    for column, kind in expected.items():
        wrong = _wrong(frame[column], kind) if column in frame else []
        if wrong:
            shown = ", ".join(repr(value) for value in wrong[:_EXAMPLES])
            faults.append(f"{column} has {len(wrong)} value(s) that are no {kind.rstrip('?')}: {shown}")
    return faults


def _wrong(values: pd.Series, kind: str) -> list[Any]:
    fits = KINDS[kind.rstrip("?")]
    optional = kind.endswith("?")
    return [v for v in values.tolist() if not fits(v) and not (optional and _empty(v))]


def _empty(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _geometry_faults(frame: gpd.GeoDataFrame, contract: Contract) -> list[str]:
    if "geometry" not in frame:
        return ["the geometry is missing"]
    shapes = frame["geometry"].to_numpy()
    faults = [] if frame.crs == WGS84 else [f"the CRS is {frame.crs}, not {WGS84}"]
    types = sorted({str(shape.geom_type) if shape is not None else "nothing" for shape in shapes} - set(contract.geometry))
    if types:
        faults.append(f"geometry of the type {', '.join(types)}, not {' or '.join(contract.geometry)}")
    broken = int((~shapely.is_valid(shapes) | shapely.is_empty(shapes)).sum()) if len(shapes) else 0
    return [*faults, f"{broken} geometries are empty or invalid"] if broken else faults
