"""Cells of one kind merged into polygons: a coverage again, without overlap or hole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Geometries
from geo.model import Level
from geo.space.allocate import Frame
from geo.space.tessellation import Tessellation

Classes = list[tuple[int, Level, npt.NDArray[np.bool_]]]


def dissolve(cells: Geometries) -> shapely.Geometry:
    """The union of edge-matched cells as one multipolygon (lon/lat), exact: only shared edges vanish."""
    union = shapely.coverage_union_all(cells)
    return union if isinstance(union, shapely.MultiPolygon) else shapely.MultiPolygon([union])


def classes(frame: Frame) -> Classes:
    """The (holder, level, mask) that occur in a frame, in a fixed order."""
    levels = ((Level.HELD, ~frame.contested), (Level.CONTESTED, frame.contested))
    found = [(int(h), level, (frame.holder == h) & mask) for h in np.unique(frame.holder) for level, mask in levels]
    return [(h, level, mask) for h, level, mask in found if mask.any()]


def coverage(tessellation: Tessellation, frame: Frame) -> list[tuple[int, Level, shapely.MultiPolygon, float]]:
    """(holder, level, multipolygon in lon/lat, area in square metres) of an instant; together they fill the extent."""
    return [(holder, level, dissolve(tessellation.cells[mask]), float(tessellation.area_m2[mask].sum())) for holder, level, mask in classes(frame)]
