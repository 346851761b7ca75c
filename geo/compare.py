"""Two maps of one holder's ground on one day, laid over each other; and a guard on day-on-day changes of a map's area.

Ground is compared in the theatre's equal-area CRS (metres) and told in geodesic km2. A map without an entry for a day is unknown there, not zero.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from geo.crs import SNAP_M, Geometries, Projection, geodesic_area_m2, projection
from geo.space.grid import faces, settled
from geo.theatre import Theatre
from geo.units import M2_PER_KM2

DIGITS, IOU_DIGITS = 3, 4
AREAL = 2
SHARED = ("difference_km2", "both_km2", "a_only_km2", "b_only_km2", "iou")
COLUMNS = ("day", "a", "b", "a_on", "b_on", "a_km2", "b_km2", *SHARED)
"""What a row tells, in this order."""
SPREAD = 6.0
"""A change a day is a jump beyond the median by this many robust standard deviations; for changes that are normally distributed one in 500 million is."""
MAD_TO_SIGMA = 1.4826
"""The standard deviation of a normal distribution over its median absolute deviation."""
FLOOR_SHARE = 0.01
"""And only where it is at least this share of the theatre: a map that seldom changes would else be flagged whenever it does."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a map shows of a holder: `shape` in the theatre's CRS (metres), clipped to its extent, and its geodesic area. `on` is the day of its entry."""

    shape: shapely.Geometry
    km2: float
    on: date


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two maps over each other, in km2; `iou` is shared ground over ground of either, None where neither shows any."""

    a_km2: float
    b_km2: float
    both_km2: float
    iou: float | None

    @property
    def difference_km2(self) -> float:
        """The first map's area less the second's."""
        return self.a_km2 - self.b_km2

    @property
    def a_only_km2(self) -> float:
        """Ground that only the first map shows."""
        return max(0.0, self.a_km2 - self.both_km2)

    @property
    def b_only_km2(self) -> float:
        """Ground that only the second map shows."""
        return max(0.0, self.b_km2 - self.both_km2)


@dataclass(frozen=True, slots=True)
class Row:
    """The maps named `a` and `b` on a day. A ground is None where its map is unknown; then nothing is known of how far they agree."""

    day: date
    a: str
    b: str
    a_ground: Ground | None
    b_ground: Ground | None
    overlap: Overlap | None

    def as_dict(self) -> dict[str, Any]:
        """One level of fields: days in ISO 8601 (`a_on`, `b_on`: of the maps' entries), areas to a thousandth of a km2, None for the unknown."""
        a, b, found = self.a_ground, self.b_ground, self.overlap
        days = {"day": self.day, "a": self.a, "b": self.b, "a_on": a.on if a else None, "b_on": b.on if b else None}
        areas = {"a_km2": a.km2 if a else None, "b_km2": b.km2 if b else None}
        shared = {name: getattr(found, name) if found else None for name in SHARED}
        return {name: _plain(value, IOU_DIGITS if name == "iou" else DIGITS) for name, value in {**days, **areas, **shared}.items()}


@dataclass(frozen=True, slots=True)
class Jump:
    """A change of a map's area beyond its own limit. `gap_days` lie between the two entries; `rate` and `limit` are km2 a day."""

    map: str
    before: date
    day: date
    gap_days: int
    before_km2: float
    after_km2: float
    change_km2: float
    rate_km2_per_day: float
    limit_km2_per_day: float

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, as those of a row."""
        return {name: _plain(value, DIGITS) for name, value in asdict(self).items()}


def _plain(value: Any, digits: int) -> Any:
    return round(value, digits) if isinstance(value, float) else value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class LightTable:
    """Where maps of a theatre are laid over each other: `plane` is its equal-area CRS, `extent` its ground there."""

    plane: Projection
    extent: shapely.Geometry

    @classmethod
    def of(cls, theatre: Theatre) -> LightTable:
        """The table of a theatre."""
        plane = projection(theatre.crs)
        extent = plane.to_metres(np.array([theatre.extent], dtype=object))[0]
        shapely.prepare(extent)
        return cls(plane, extent)

    def ground(self, lonlats: Iterable[shapely.Geometry], on: date) -> Ground:
        """The part of some lon/lat polygons, taken together, that lies in the theatre."""
        metres = self.plane.to_metres(np.array([*lonlats, shapely.Polygon()], dtype=object))
        broken = ~shapely.is_valid(metres)
        metres[broken] = shapely.make_valid(metres[broken], method="structure")  # by linework the time is the square of the crossings
        whole = shapely.union_all(_polygons(metres), grid_size=SNAP_M)
        shape = shapely.multipolygons(_polygons(shapely.intersection(whole, self.extent, grid_size=SNAP_M)))
        return Ground(shape, self._km2(shape), on)

    def overlap(self, a: Ground, b: Ground) -> Overlap:
        """How far two maps agree."""
        both = shapely.intersection(a.shape, b.shape, grid_size=SNAP_M)
        either_m2 = a.shape.area + b.shape.area - both.area
        return Overlap(a.km2, b.km2, self._km2(both), float(both.area / either_m2) if either_m2 > 0.0 else None)

    def row(self, day: date, a: tuple[str, Ground | None], b: tuple[str, Ground | None]) -> Row:
        """Two maps by name on a day."""
        (a_name, a_ground), (b_name, b_ground) = a, b
        overlap = self.overlap(a_ground, b_ground) if a_ground and b_ground else None
        return Row(day, a_name, b_name, a_ground, b_ground, overlap)

    def disagreement(self, a: Ground, b: Ground) -> tuple[shapely.Geometry, shapely.Geometry, shapely.Geometry]:
        """Ground that only the first map shows, only the second, and both: lon/lat multipolygons, empty where there is none.

        The lines of both maps are noded together, so the three are a valid coverage, also when they are written.
        """
        found = faces(shapely.boundary([a.shape, b.shape]), SNAP_M)
        inner = shapely.point_on_surface(found)
        in_a, in_b = shapely.intersects(a.shape, inner), shapely.intersects(b.shape, inner)
        found = settled(found, self.plane)
        return self._joined(found[in_a & ~in_b]), self._joined(found[in_b & ~in_a]), self._joined(found[in_a & in_b])

    def _joined(self, found: Geometries) -> shapely.Geometry:
        """Edge-matched faces of the plane as one lon/lat multipolygon; what `settled` left of faces thinner than a decimal is none."""
        return self._lonlat(shapely.coverage_union_all(_polygons(found)))

    def _lonlat(self, shape: shapely.Geometry) -> shapely.Geometry:
        """The polygons of a shape of the plane as one multipolygon; points and lines where maps only touch are left out."""
        return shapely.multipolygons(self.plane.to_lonlat(_polygons(shape)))

    def _km2(self, shape: shapely.Geometry) -> float:
        return geodesic_area_m2(self._lonlat(shape)) / M2_PER_KM2


def _polygons(shapes: shapely.Geometry | Geometries) -> Geometries:
    """The polygons in some shapes, also those in collections."""
    parts = shapely.get_parts(shapely.get_parts(shapes))  # a collection may hold multipolygons
    return np.asarray(parts[(shapely.get_dimensions(parts) == AREAL) & ~shapely.is_empty(parts)], dtype=object)


def medians(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """For each pair of maps, `a` and `b`, the `days` on which both are known, and their `median_iou` (None where it can never be told)."""
    found: dict[tuple[str, str], list[Overlap]] = {}
    for row in rows:
        found.setdefault((row.a, row.b), []).extend([row.overlap] if row.overlap else [])
    return [
        {"a": a, "b": b, "days": len(overlaps), "median_iou": _median([o.iou for o in overlaps if o.iou is not None])} for (a, b), overlaps in found.items()
    ]


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), IOU_DIGITS) if values else None


def jumps(name: str, entries: Sequence[tuple[date, float]], extent_km2: float) -> tuple[Jump, ...]:
    """The changes of a map's area (its days in order, km2) that are out of proportion to its own other changes.

    A change is spread over the days between the two entries. It is a jump where that rate exceeds the median of all rates by SPREAD robust standard deviations
    (MAD_TO_SIGMA times the median absolute deviation), and FLOOR_SHARE of the extent a day. Days before the first and after the last entry are unknown.
    """
    steps = [(before, after, (after[0] - before[0]).days) for before, after in pairwise(entries)]
    rates = [abs(after[1] - before[1]) / gap for before, after, gap in steps]
    limit = _limit(rates, FLOOR_SHARE * extent_km2)
    return tuple(
        Jump(name, before[0], after[0], gap, before[1], after[1], after[1] - before[1], rate, limit)
        for (before, after, gap), rate in zip(steps, rates, strict=True)
        if rate > limit
    )


def _limit(rates: Sequence[float], floor: float) -> float:
    if not rates:
        return floor
    middle = statistics.median(rates)
    return max(floor, middle + SPREAD * MAD_TO_SIGMA * statistics.median(abs(rate - middle) for rate in rates))
