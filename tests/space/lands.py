"""Grounds for the tests of this room: miniland by either method, a chessboard of bare squares, and frames on them."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from hypothesis import strategies as st

from geo.crs import Geometries, projection
from geo.space import Frame, Tessellation, tessellate
from geo.space.mesh import mesh_of
from geo.theatre import Theatre, load_theatre

FOLDER = Path(__file__).parents[1] / "miniland" / "theatre"
CRS = "+proj=laea +lat_0=50 +lon_0=30 +datum=WGS84 +units=m +no_defs"


def land(method: str = "kriging", cell_km2: float = 0.5, **changes) -> Theatre:
    """Miniland, 4 km from west to east and 3 km from south to north around (0, 0) of its CRS, with a village in the middle of each square kilometre."""
    theatre = load_theatre("miniland", FOLDER)
    return replace(theatre, parameters=replace(theatre.parameters, method=method, cell_km2=cell_km2), **changes)


def with_places(theatre: Theatre, places) -> Theatre:
    return replace(theatre, gazetteer=type(theatre.gazetteer)(places))


def with_extent(theatre: Theatre, metres: shapely.Geometry) -> Theatre:
    """The theatre with another extent, given in metres, of one district."""
    shape = projection(CRS).to_lonlat(np.array([shapely.segmentize(metres, 250.0)], dtype=object))[0]
    return replace(theatre, extent=shape, districts=(replace(theatre.districts[0], geometry=shape),))


@cache
def lattice(cell_km2: float = 0.5) -> Tessellation:
    return tessellate(land(cell_km2=cell_km2))


@cache
def villages() -> Tessellation:
    return tessellate(land("voronoi"))


def squares(columns: int, rows: int) -> Tessellation:
    """Squares of 1 degree by rows from the south, each its own settlement's."""
    cells = np.array([shapely.box(x, y, x + 1, y + 1) for y in range(rows) for x in range(columns)], dtype=object)
    n = len(cells)
    flags = np.zeros(n, dtype=bool)
    xy = shapely.get_coordinates(shapely.centroid(cells))
    return Tessellation(cells, np.ones(n), (), np.zeros(n, dtype=np.int64), "squares", (), {}, xy, flags, flags, mesh_of(cells, cells), CRS, None)


def frame(holder, contested=None) -> Frame:
    """A frame with these holders, of three, and these cells contested."""
    holder = np.asarray(holder, dtype=np.int64)
    flags = np.zeros(len(holder), dtype=bool) if contested is None else np.asarray(contested, dtype=bool)
    chance = np.where(np.arange(3) == holder[:, None], np.where(flags, 0.6, 1.0)[:, None], np.where(flags, 0.2, 0.0)[:, None])
    return Frame(chance, holder, flags, np.ones(len(holder), dtype=bool))


SPOTS = st.tuples(st.integers(-2000, 2000), st.integers(-1500, 1500), st.integers(0, 2), st.booleans())
SPECKS = st.tuples(st.integers(0, 10_000), st.integers(0, 2), st.booleans())


@st.composite
def frames(draw, tessellation: Tessellation) -> Frame:
    """Cells like the nearest of a few spots, some of them otherwise."""
    spots = np.array(draw(st.lists(SPOTS, min_size=1, max_size=7)))
    nearest = np.hypot(*(tessellation.xy[:, None] - spots[None, :, :2]).transpose(2, 0, 1)).argmin(axis=1)
    holder, contested = spots[nearest, 2].copy(), spots[nearest, 3].astype(bool)
    for cell, other, level in draw(st.lists(SPECKS, max_size=40)):
        holder[cell % len(holder)], contested[cell % len(holder)] = other, level
    return frame(holder, contested)


def metres(cells: Geometries) -> Geometries:
    """Lon/lat geometries in metres of the CRS."""
    return projection(CRS).to_metres(cells)


def steps(geometry: shapely.Geometry) -> set[frozenset[tuple[float, float]]]:
    """The straight pieces of a geometry's lines or rings, without direction."""
    lines = geometry if geometry.geom_type.endswith("LineString") else shapely.boundary(geometry)
    spots, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    pairs = np.stack([spots[:-1], spots[1:]], axis=1)[line[1:] == line[:-1]]
    return {frozenset(map(tuple, pair)) for pair in pairs.tolist()}
