"""What can be wrong with the ground of a pack: districts, border, the places on them, and the CRS in which they are measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import shapely

from geo import crs
from geo.errors import DataError
from geo.gazetteer import Gazetteer
from geo.model import Place
from geo.theatre.nouns import District
from geo.units import M2_PER_KM2

SLIVER_M = 100.0
"""Two districts that come this close (metres) must share their border exactly: a thinner gap is a fault."""
M_PER_DEGREE = 111_000.0
MOST_CELLS = 2_000_000
"""Of 0.5 km2 they cover a million km2, more than any country at war has had in dispute; a day of them in bytes is 2 MB, a year 700."""
AREA_TOLERANCE = 0.02
"""How far areas in the theatre's CRS may be off those on the ellipsoid: UTM is off by up to 0.2 % in its zone, Web Mercator by 140 % at 50 degrees."""
NEAR_DEG = 0.1
"""A border further than this (some 10 km) from the districts bounds nothing of them; borders and districts of different maps differ by 1 km."""
SHOWN = 3
"""Places that a fault names, of many alike."""


def ground_faults(districts: Sequence[District] | None, border: shapely.Geometry | None, definition: str | None, cell_km2: float | None) -> list[str]:
    """Everything wrong with the ground, as far as its parts could be read (None where they could not)."""
    faults = _border_faults(border) if border is not None else []
    if not districts:
        return faults
    faults += _district_faults(districts)
    if not faults and definition is not None:
        faults += _crs_faults(definition, districts)
    if not faults and cell_km2 is not None:
        faults += _size_faults(districts, cell_km2)
    return faults


def _district_faults(districts: Sequence[District]) -> list[str]:
    """Whether the districts are one edge-matched coverage: no overlap, no gap, no sliver, in one piece; and each has an id of its own."""
    repeated = [name for name, times in Counter(district.id for district in districts).items() if times > 1]
    faults = [f"districts.geojson: the district {name!r} stands twice" for name in repeated]
    for district in districts:
        if not shapely.is_valid(district.geometry):
            reason = shapely.is_valid_reason(district.geometry)
            faults.append(f"districts.geojson: {district.name} is not a valid polygon ({reason})")
    if faults:
        return faults
    shapes = [district.geometry for district in districts]
    edges = shapely.coverage_invalid_edges(shapes, gap_width=SLIVER_M / M_PER_DEGREE)
    for district, edge in zip(districts, edges, strict=True):
        if edge:
            faults.append(f"districts.geojson: {district.name} overlaps a neighbour or leaves a sliver near {_near(edge)}")
    whole = shapely.union_all(shapes)
    if shapely.get_num_geometries(whole) > 1:
        faults.append(f"districts.geojson: the districts are {shapely.get_num_geometries(whole)} separate pieces, not one")
    holes = [ring for polygon in shapely.get_parts(whole) for ring in polygon.interiors]
    return faults + [f"districts.geojson: there is a hole in the extent near {_near(ring)}" for ring in holes]


def _border_faults(border: shapely.Geometry) -> list[str]:
    """A border is left out with its file; one that is there must be a line."""
    if shapely.is_empty(border) or shapely.length(border) > 0:
        return []
    return [f"border.geojson: the line near {_near(border)} has no length. Leave the file out where no border is known"]


def _crs_faults(definition: str, districts: Sequence[District]) -> list[str]:
    try:
        projection = crs.Projection(definition)
    except DataError:
        return []  # told with the rest of theatre.toml
    shapes = np.array([district.geometry for district in districts], dtype=object)
    placed = projection.to_metres(shapes)
    remedy = "Give an equal-area one centred there, for example +proj=laea +lat_0=51 +lon_0=35 +units=m"
    if not np.isfinite(shapely.get_coordinates(placed)).all():
        return [f"theatre.toml: the CRS {definition!r} has no place for the districts. {remedy}"]
    true = sum(crs.geodesic_area_m2(shape) for shape in shapes)
    off = float(shapely.area(placed).sum()) / true - 1 if true else 0.0
    if abs(off) > AREA_TOLERANCE:
        return [f"theatre.toml: areas in the CRS {definition!r} are off by {100 * off:+.0f} % here (at most {100 * AREA_TOLERANCE:.0f} %). {remedy}"]
    return []


def _size_faults(districts: Sequence[District], cell_km2: float) -> list[str]:
    area_km2 = sum(crs.geodesic_area_m2(district.geometry) for district in districts) / M2_PER_KM2
    cells = round(area_km2 / cell_km2)
    if cells <= MOST_CELLS:
        return []
    found = f"the districts have {area_km2:,.0f} km2, which are {cells:,} cells of {cell_km2:g} km2; at most {MOST_CELLS:,} are mapped"
    return [f"theatre.toml: {found}. Set space.cell_km2 to {area_km2 / MOST_CELLS:.1f} or more, or leave districts out"]


def place_faults(gazetteer: Gazetteer, extent: shapely.Geometry) -> list[str]:
    """Places with longitude and latitude exchanged, and a gazetteer that names no settlement on the ground."""
    outside = _outside(gazetteer, extent)
    turned = [place for place in outside if shapely.intersects_xy(extent, place.lat, place.lon)]
    faults = []
    if turned:
        faults.append(f"gazetteer.csv: {_named(turned)} would lie inside the districts with lon and lat exchanged: longitude is the column lon")
    if len(outside) == sum(place.settlement for place in gazetteer):
        west, south, east, north = shapely.bounds(extent)
        box = f"lon {west:.2f} to {east:.2f}, lat {south:.2f} to {north:.2f}"
        faults.append(f"gazetteer.csv: none of its settlements lies inside districts.geojson ({box}), so nothing could be mapped")
    return faults


def ground_remarks(gazetteer: Gazetteer, extent: shapely.Geometry, border: shapely.Geometry) -> list[str]:
    """What a pack may have and its maker should know."""
    remarks = []
    if outside := _outside(gazetteer, extent):
        count = sum(place.settlement for place in gazetteer)
        remarks.append(
            f"{len(outside)} of {count} settlements lie outside the districts ({_named(outside)}): they are recognised in reports, and colour no ground"
        )
    if shapely.is_empty(border):
        remarks.append("there is no border.geojson: no state border is drawn, and a side has a home only where its ground reaches the edge of the districts")
    elif shapely.distance(border, extent) > NEAR_DEG:
        remarks.append(f"the border (near {_near(border)}) does not touch the districts, so it bounds nothing of them")
    return remarks


def _outside(gazetteer: Gazetteer, extent: shapely.Geometry) -> list[Place]:
    return [place for place in gazetteer if place.settlement and not shapely.intersects_xy(extent, place.lon, place.lat)]


def _named(places: Sequence[Place]) -> str:
    names = ", ".join(f"{place.name} ({place.lon:.4f}, {place.lat:.4f})" for place in places[:SHOWN])
    return names if len(places) <= SHOWN else f"{names} and {len(places) - SHOWN} more"


def _near(geometry: shapely.Geometry) -> str:
    lon, lat = shapely.get_coordinates(geometry)[0]
    return f"lon {lon:.5f}, lat {lat:.5f}"
