"""Whether a map shows ground of the theatre.

One that lies elsewhere, has its axes exchanged, or only grazes the border of the theatre does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import LAT_MAX, LON_MAX, Geometries, geodesic_area_m2, projection
from geo.errors import InputError
from geo.theatre import Theatre
from geo.units import M2_PER_KM2

GRAZING_SHARE = 0.1
"""A polygon of which less than this lies in the theatre may only graze it ...

In a year of snapshots by a mapper of the whole war, polygons of Kursk have 45 % and more of themselves there, those
of the ground beside it 3 % and less.
"""
GRAZING_DEPTH = 0.02
"""... and does where it comes no deeper than this part of the theatre's width, the root of its area.

That is 3.5 km in Kursk, where borders of other sources are 1.5 km off in the median. A salient that is drawn in one
with the ground behind it goes deeper.
"""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ground:
    """The theatre as a place, which maps are held against. `core` is it without its edge, lon/lat."""

    theatre: Theatre
    core: shapely.Geometry

    @classmethod
    def of(cls, theatre: Theatre) -> Ground:
        """The place of a theatre."""
        return cls(theatre, _core(shapely.to_wkb(theatre.extent), theatre.crs))

    def inside_km2(self, ground: shapely.Geometry) -> float:
        """The area of a valid ground that lies in the theatre."""
        return geodesic_area_m2(shapely.intersection(ground, self.theatre.extent)) / M2_PER_KM2

    def meets(self, grounds: Geometries) -> Flags:
        """Which of some valid grounds have a point in common with the theatre."""
        found: Flags = shapely.intersects(self.theatre.extent, grounds)
        return found

    def grazes(self, polygon: shapely.Geometry) -> bool:
        """Whether a valid polygon that meets the theatre is other ground, with a sliver in the theatre."""
        if shapely.intersects(self.core, polygon):
            return False
        return self.inside_km2(polygon) < GRAZING_SHARE * geodesic_area_m2(polygon) / M2_PER_KM2


@lru_cache(maxsize=8)
def _core(extent_wkb: bytes, crs: str) -> shapely.Geometry:
    """What lies deeper in an extent than GRAZING_DEPTH; kept, as it takes a quarter of a second each time."""
    plane = projection(crs)
    extent = plane.to_metres(np.array([shapely.from_wkb(extent_wkb)], dtype=object))[0]
    core = shapely.buffer(extent, -GRAZING_DEPTH * extent.area**0.5)
    return plane.to_lonlat(np.array([core], dtype=object))[0]


def check_elsewhere(grounds: Geometries, theatre: Theatre, *, may_be: bool) -> None:
    """Look at a map none of which lies in the theatre.

    Raises:
        InputError: latitude and longitude are exchanged; they are no degrees; it lies elsewhere, and may not.
    """
    box = shapely.bounds(shapely.get_parts(grounds))
    west, south, east, north = theatre.extent.bounds
    exchanged = (box[:, 1] <= east) & (box[:, 3] >= west) & (box[:, 0] <= north) & (box[:, 2] >= south)
    if exchanged.any():
        raise InputError(
            f"It lies beside the theatre {theatre.id}, but inside it once longitude and latitude are exchanged: "
            "the file seems to hold [lat, lon]. Write longitude first, as GeoJSON and KML want it."
        )
    west, south, east, north = shapely.total_bounds(grounds)
    if not (-LON_MAX <= west <= east <= LON_MAX and -LAT_MAX <= south <= north <= LAT_MAX):
        where = f"x {west:g} to {east:g}, y {south:g} to {north:g}"
        remedy = "Write the file in longitude and latitude, or let it name its CRS."
        raise InputError(f"Its coordinates ({where}) are no degrees. {remedy}")
    if not may_be:
        raise InputError(
            f"It lies elsewhere: {_box(west, south, east, north)}. "
            f"The theatre {theatre.id} has {_box(*theatre.extent.bounds)}. Give a layer of that ground; "
            "if the layer shows nothing there on that day, say so with --empty (over HTTP empty=true)."
        )


def refuse_grazing(inside_km2: float, whole_km2: float, theatre: Theatre) -> None:
    """Say why a map that only grazes the theatre is refused.

    Raises:
        InputError: always.
    """
    raise InputError(
        f"It shows other ground, and only grazes the theatre {theatre.id}: {inside_km2:,.1f} of its "
        f"{whole_km2:,.0f} km² ({100 * inside_km2 / whole_km2:.1f} %) lie there, along the edge. "
        "Stored, that would say that next to nothing was held. Give a layer of this ground; if the layer shows "
        "nothing there on that day, say so with --empty (over HTTP empty=true); if the slivers are meant, "
        "cut the file to the theatre."
    )


def _box(west: float, south: float, east: float, north: float) -> str:
    return f"west {west:.2f}, south {south:.2f}, east {east:.2f}, north {north:.2f}"
