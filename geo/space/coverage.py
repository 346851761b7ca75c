"""Cells of one kind merged into polygons: a coverage again, without overlap or hole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Geometries
from geo.model import Level
from geo.space.allocate import Frame
from geo.space.drawing import Drawing, draw_patches
from geo.space.mesh import Ints
from geo.space.patches import Patches, patches, without_specks
from geo.space.tessellation import Tessellation

Classes = list[tuple[int, Level, npt.NDArray[np.bool_]]]
LEVELS = (Level.HELD, Level.CONTESTED)


def dissolve(cells: Geometries) -> shapely.Geometry:
    """The union of edge-matched cells as one multipolygon (lon/lat), exact: only shared edges vanish."""
    union = shapely.coverage_union_all(cells)
    return union if isinstance(union, shapely.MultiPolygon) else shapely.MultiPolygon([union])


def kinds(frame: Frame) -> Ints:
    """The holder and the level of each cell as one number: holder x 2, and 1 more where contested; shape (cells,)."""
    return np.asarray(2 * frame.holder + frame.contested)


def classes(frame: Frame) -> Classes:
    """The (holder, level, mask) that occur in a frame, in a fixed order."""
    return [(int(kind) // 2, LEVELS[kind % 2], kinds(frame) == kind) for kind in np.unique(kinds(frame))]


def drawn_kinds(tessellation: Tessellation, frame: Frame) -> Patches:
    """Ground of one kind as a map shows it: without specks; its labels are the kinds."""
    return without_specks(tessellation, patches(tessellation, kinds(frame)))


def drawn(tessellation: Tessellation, frame: Frame, *, smooth: bool) -> Drawing:
    """The frame's kinds of ground as arcs and polygons: exactly the cells, or as a map shows them, without specks and smooth."""
    found = drawn_kinds(tessellation, frame) if smooth else patches(tessellation, kinds(frame))
    return draw_patches(tessellation, found, found.label // 2, smooth=smooth)


def coverage(tessellation: Tessellation, frame: Frame, *, smooth: bool = True) -> list[tuple[int, Level, shapely.MultiPolygon, float]]:
    """(holder, level, multipolygon in lon/lat, area in square metres) of an instant; together they fill the extent.

    The area is that of the frame's cells, smooth or not. Only the cells of a lattice are smoothed; others stand for settlements and are exact.
    """
    drawing = drawn(tessellation, frame, smooth=smooth)
    return [(holder, level, drawing.of(_kind(holder, level)), float(tessellation.area_m2[mask].sum())) for holder, level, mask in classes(frame)]


def _kind(holder: int, level: Level) -> int:
    return 2 * holder + LEVELS.index(level)
