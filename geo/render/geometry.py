"""Geometry as small whole numbers: lon/lat on a grid, each point as its step from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.crs import Floats
from geo.space.topology import Network, topology
from geo.theatre import Theatre

STEP_DEG = 1e-5
"""Grid of the page's geometry in degrees: about a metre, half the width of the front line at the closest zoom."""
HAIRLINE_DEG = 2e-4
"""How far a district border may be off: some fifteen metres, three pixels at the closest zoom."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Whole numbers to lon/lat and back: degrees = origin + number x STEP_DEG."""

    origin: tuple[float, float]

    def line(self, lonlat: Floats) -> list[int]:
        """A line as [x0, y0, dx, dy, ...]; steps too short to show fall away, the ends stay."""
        points = np.round((lonlat - np.asarray(self.origin)) / STEP_DEG).astype(np.int64)
        steps = np.diff(points, axis=0)
        kept = np.vstack([points[:1], steps[np.any(steps != 0, axis=1)]])
        if len(kept) == 1:
            kept = np.vstack([kept, [[0, 0]]])
        numbers: list[int] = kept.ravel().tolist()
        return numbers


def grid_of(bounds: Sequence[float]) -> Grid:
    """The grid whose origin is the south-west corner of the bounds (west, south, east, north; degrees)."""
    return Grid((round(float(bounds[0]), 5), round(float(bounds[1]), 5)))


def encode_network(found: Network, grid: Grid) -> dict[str, Any]:
    """The arcs between faces on the grid, with the face on either side, -1 outside; neighbours share an arc, so they still match exactly."""
    return {
        "scale": STEP_DEG,
        "origin": list(grid.origin),
        "arcs": [grid.line(arc) for arc in found.lines(found.mesh.lonlat)],
        "left": found.left.tolist(),
        "right": found.right.tolist(),
    }


def encode_lines(geometry: shapely.Geometry, grid: Grid) -> list[list[int]]:
    """A lon/lat line or multiline on the grid."""
    parts = [part for part in shapely.get_parts(geometry) if not shapely.is_empty(part)]
    return [grid.line(shapely.get_coordinates(part)) for part in parts]


def district_lines(theatre: Theatre) -> shapely.MultiLineString:
    """The borders between districts (lon/lat), without the outline of the extent."""
    shapes = [district.geometry for district in theatre.districts]
    found = topology(np.array(shapes, dtype=object))
    inner = (found.left >= 0) & (found.right >= 0)
    lines = [shapely.simplify(shapely.LineString(arc), HAIRLINE_DEG) for arc, kept in zip(found.arcs, inner, strict=True) if kept]
    return shapely.MultiLineString(lines)
