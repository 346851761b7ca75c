"""The front: the edges between ground of different holders. The outline of the extent, where nobody fights, is no front."""

from __future__ import annotations

from collections import defaultdict

import shapely

from geo.crs import Floats
from geo.space.allocate import Frame
from geo.space.coverage import drawn
from geo.space.mesh import OUTSIDE
from geo.space.tessellation import Tessellation


def front_lines(tessellation: Tessellation, frame: Frame, *, smooth: bool = True) -> dict[tuple[int, int], shapely.MultiLineString]:
    """Front lines (lon/lat) by the pair of holders, the lower index first: edges of the polygons that `coverage` gives, point by point."""
    drawing = drawn(tessellation, frame, smooth=smooth)
    found: dict[tuple[int, int], list[Floats]] = defaultdict(list)
    for line, (left, right) in zip(drawing.lines, drawing.sides.tolist(), strict=True):
        if OUTSIDE not in (left, right) and left // 2 != right // 2:
            found[min(left, right) // 2, max(left, right) // 2].append(line)
    return {pair: _merged(lines) for pair, lines in sorted(found.items())}


def _merged(lines: list[Floats]) -> shapely.MultiLineString:
    merged = shapely.line_merge(shapely.MultiLineString([shapely.LineString(line) for line in lines]))
    return merged if isinstance(merged, shapely.MultiLineString) else shapely.MultiLineString([merged])
