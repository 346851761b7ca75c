"""The front: the edges between cells of different holders. The rim of the extent, where nobody fights, is no front."""

from __future__ import annotations

from collections import defaultdict

import shapely

from geo.crs import Floats
from geo.space.allocate import Frame
from geo.space.topology import OUTSIDE, Topology


def front_lines(topology: Topology, frame: Frame) -> dict[tuple[int, int], shapely.MultiLineString]:
    """Front lines (lon/lat) by the pair of holders, the lower index first."""
    found: dict[tuple[int, int], list[Floats]] = defaultdict(list)
    for arc, left, right in zip(topology.arcs, topology.left, topology.right, strict=True):
        if OUTSIDE not in (left, right) and frame.holder[left] != frame.holder[right]:
            low, high = sorted((int(frame.holder[left]), int(frame.holder[right])))
            found[low, high].append(arc)
    return {pair: _merged(arcs) for pair, arcs in sorted(found.items())}


def _merged(arcs: list[Floats]) -> shapely.MultiLineString:
    merged = shapely.line_merge(shapely.MultiLineString([shapely.LineString(a) for a in arcs]))
    return merged if isinstance(merged, shapely.MultiLineString) else shapely.MultiLineString([merged])
