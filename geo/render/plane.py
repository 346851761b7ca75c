"""Ground on a still picture: from lon/lat to pixels by the theatre's equal-area CRS, and shapes as path data. Pixels run right and down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.crs import Floats, Geometries, Projection, projection
from geo.space.topology import Topology, topology
from geo.units import M_PER_KM

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

LEAST, MOST = 0.45, 1.1
"""Height of a window as a share of its width: a wider or a higher box is shown with more ground around it."""
RIM = 12.0
"""How far shapes go on outside the window, so that no cut edge shows."""
DETAIL = 0.6
"""Corners are left out where that moves an edge by hardly more pixels than this."""
STEP_DEG = 0.02
ROUND = (1.0, 2.0, 5.0, 10.0)
"""A scale bar is one of these long, or a tenth, ten times, ... of it."""


@dataclass(frozen=True)
class Window:
    """A window on the ground. Its left upper corner is `origin` (west, north) in metres of the CRS; `box` is where it lies on the picture."""

    metres: Projection
    origin: tuple[float, float]
    px_per_m: float
    box: Box

    def placed(self, lonlat: Geometries) -> Geometries:
        """Lon/lat geometries in pixels."""
        left, top, _, _ = self.box

        def change(xy: Floats) -> Floats:
            return (xy - self.origin) * (self.px_per_m, -self.px_per_m) + (left, top)

        return np.asarray(shapely.transform(self.metres.to_metres(lonlat), change), dtype=object)

    def coverage(self, lonlat: Geometries) -> Geometries:
        """A lon/lat coverage in pixels, simplified as one, so that neighbours still share every point."""
        return np.asarray(shapely.coverage_simplify(self.placed(lonlat), DETAIL), dtype=object) if len(lonlat) else lonlat

    def line(self, lonlat: shapely.Geometry) -> shapely.Geometry:
        """A lon/lat line in pixels, simplified."""
        return shapely.simplify(self.placed(np.array([lonlat], dtype=object))[0], DETAIL)

    def areas(self, shape: shapely.Geometry) -> str:
        """What the picture shows of an area in pixels, as path data."""
        return "".join(chain(shapely.get_coordinates(ring)[:-1], "Z") for ring in shapely.get_rings(self._shown(shape, 2)))

    def lines(self, lines: Sequence[Floats]) -> str:
        """What the picture shows of lines in pixels, as path data."""
        joined = shapely.line_merge(shapely.MultiLineString([line for line in lines if len(line)]))
        return "".join(chain(shapely.get_coordinates(line), "") for line in self._shown(joined, 1))

    def _shown(self, shape: shapely.Geometry, dimension: int) -> Geometries:
        left, top, right, bottom = self.box
        parts = shapely.get_parts(shapely.intersection(shape, shapely.box(left - RIM, top - RIM, right + RIM, bottom + RIM)))
        return np.asarray(parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)], dtype=object)

    def scale(self, share: float) -> tuple[float, float]:
        """The longest round distance in km that takes no more than a share of the window's width, and its length in pixels."""
        most = share * (self.box[2] - self.box[0]) / self.px_per_m / M_PER_KM
        decade = 10.0 ** np.floor(np.log10(most))
        km = max(float(step * decade) for step in ROUND if step * decade <= most * (1 + 1e-9))
        return km, km * M_PER_KM * self.px_per_m


def window(crs: str, bounds: Sequence[float], corner: tuple[float, float], width: float) -> Window:
    """The window of a width in pixels, its left upper corner there on the picture, that shows all of the bounds (west, south, east, north; degrees)."""
    metres = projection(crs)
    outline = shapely.segmentize(shapely.box(*bounds), STEP_DEG)
    west, south, east, north = (float(v) for v in shapely.bounds(metres.to_metres(np.array([outline], dtype=object))[0]))
    shape = (north - south) / (east - west)
    share = min(max(shape, LEAST), MOST)
    px_per_m = width / (east - west) * min(1.0, share / shape)
    aside, above = (width / px_per_m - (east - west)) / 2, (width * share / px_per_m - (north - south)) / 2
    return Window(metres, (west - aside, north + above), px_per_m, (corner[0], corner[1], corner[0] + width, round(corner[1] + width * share)))


def seams(coverage: Geometries) -> tuple[Topology, Sequence[int]]:
    """The arcs of a coverage of multipolygons, and which of these each face of them belongs to."""
    parts, owner = shapely.get_parts(coverage, return_index=True)
    return topology(np.asarray(parts, dtype=object)), owner.tolist()


def chain(xy: Floats, end: str) -> str:
    """Points as path data, a start and steps, to a tenth of a pixel; `end` Z closes it. Points that fall together are one; a single one is nothing."""
    tenths = np.round(xy * 10).astype(np.int64)
    steps = np.diff(tenths, axis=0)
    pairs = [f"{x / 10:g},{y / 10:g}" for x, y in [tenths[0].tolist(), *steps[np.any(steps != 0, axis=1)].tolist()]]
    return f"M{pairs[0]}l{' '.join(pairs[1:])}{end}" if len(pairs) > 1 else ""
