"""What is in a file of a reference layer, before anything is made of it: shapes with their properties, in the file's own CRS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.crs import Floats
from geo.errors import InputError, TooLargeError

MAX_FILE_BYTES = 50_000_000
"""Size of a file, of a text in an archive, and of the tables of a shapefile together."""
MAX_UNPACKED_BYTES = 200_000_000
"""Size of everything in an archive, unpacked."""
MAX_MEMBERS = 1_000
"""Files in an archive."""
MAX_VERTICES = 500_000
"""Points of all shapes of a file together."""
MAX_RINGS = 20_000
"""Rings of all shapes of a file together; a snapshot of a whole war has hundreds. These take a second to build."""

FORMATS = "GeoJSON, KML, KMZ, GeoPackage, Shapefile (zipped, or with its other files beside it) or FlatGeobuf"
GROUND = frozenset({"Polygon", "MultiPolygon"})
_CORNERS, _FEW = 3, 50


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of a file: a polygon or multipolygon, maybe invalid, with what the file says about it. `broken`: rings without area were left out."""

    properties: Mapping[str, Any]
    ground: shapely.Geometry
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a file. `crs` is what the file says (None: nothing, so longitude and latitude are meant).

    `others` are the types of what is no ground: points, lines. `links` are addresses of files that it refers to,
    `pictures` how many images it lays over the ground; neither is followed or read.
    """

    shapes: tuple[Shape, ...]
    crs: Any = None
    others: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    pictures: int = 0


def too_large(what: str, size: int, limit: int, unit: str = "bytes") -> TooLargeError:
    """The error for something over its limit."""
    return TooLargeError(f"{what} has {size:,} {unit}; the limit is {limit:,}. Cut it to the theatre, simplify it, or split it by days.")


def check_size(rings: int, points: int) -> None:
    """Refuse more rings or points than are worth building, before any is built.

    Raises:
        TooLargeError: it has too many.
    """
    if points > MAX_VERTICES:
        raise too_large("The layer", points, MAX_VERTICES, "points")
    if rings > MAX_RINGS:
        raise too_large("The layer", rings, MAX_RINGS, "rings")


def rings_to_ground(polygons: Iterable[Iterable[Any]]) -> tuple[shapely.Geometry, bool]:
    """A multipolygon of polygons given as rings of positions (x first, heights ignored), outer ring first; whether rings without area were left out.

    A ring that its file leaves open is closed.

    Raises:
        InputError: a position is no pair of numbers.
    """
    made, broken = [], False
    for rings in polygons:
        outer, *holes = [_ring(ring) for ring in rings] or [None]
        broken |= outer is None or None in holes
        if outer is not None:
            made.append(shapely.Polygon(outer, [hole for hole in holes if hole is not None]))
    return shapely.MultiPolygon(made), broken


def _ring(ring: Any) -> shapely.LinearRing | None:
    """The ring; None where it has fewer than three corners. A long one without area is left to the repair."""
    xy = _positions(ring)
    if len(xy) < _FEW and len(set(map(tuple, xy.tolist()))) < _CORNERS:
        return None
    return shapely.LinearRing(xy)


def _positions(ring: Any) -> Floats:
    try:
        xy = np.array([(position[0], position[1]) for position in ring])
    except (TypeError, IndexError, KeyError, ValueError, OverflowError):
        raise InputError("A ring of the file is no list of positions. Give polygons whose rings are lists of [longitude, latitude].") from None
    if len(xy) and (xy.dtype.kind not in "if" or not np.isfinite(xy).all()):
        raise InputError(f"A ring of the file has a position that is no pair of numbers: {str(xy[0].tolist())[:80]}. Give [longitude, latitude] in numbers.")
    return xy.reshape(-1, 2).astype(np.float64)
