"""Whether probabilities mean what they say: of the ground given p near the front, the share that most mappers show as held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely

from geo.atlas import Atlas
from geo.compare import LightTable
from geo.crs import Floats
from geo.interval import end_of_day
from geo.units import M2_PER_KM2, M_PER_KM
from tests.measure.reference import Reference

NEAR_KM = 10.0
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Near:
    """The cells near the front on a day: probability of the side in focus, area in km2, and whether most mappers show them as held; shapes (n,)."""

    p: Floats
    km2: Floats
    held: Floats


def near(atlas: Atlas, day: date, reference: Reference) -> Near | None:
    """The cells within NEAR_KM of our front of the day, each by a point inside it; None where there is no front."""
    light, at, view = LightTable.of(atlas.theatre), end_of_day(day), atlas.view()
    front = shapely.union_all(light.plane.to_metres(atlas.front(at).geometry.to_numpy()))
    if shapely.is_empty(front):
        return None
    cells = view.tessellation.cells
    inside = shapely.point_on_surface(cells)
    spots = light.plane.points_to_metres(shapely.get_x(inside), shapely.get_y(inside))
    shapely.prepare(front)
    close = shapely.dwithin(shapely.points(spots), front, NEAR_KM * M_PER_KM)
    maps = [ground.shape for ground in reference.on(day).values()]
    votes = sum(shapely.contains_xy(shape, spots[close, 0], spots[close, 1]).astype(int) for shape in maps)
    p = view.frame(at).probability[close, atlas.theatre.holder_index(atlas.theatre.focus)]
    return Near(p, view.tessellation.area_m2[close] / M2_PER_KM2, np.asarray(votes > len(maps) / 2, dtype=np.float64))


def calibration(days: Iterable[Near]) -> list[dict[str, Any]]:
    """Each tenth of probability: the ground in it over all days (km2-days), its mean probability, and the share of it that most mappers show as held."""
    found = list(days)
    p, km2, held = (np.concatenate([getattr(day, name) for day in found]) if found else np.zeros(0) for name in ("p", "km2", "held"))
    tenth = np.minimum((p * TENTHS).astype(int), TENTHS - 1)
    return [_row(n, p[tenth == n], km2[tenth == n], held[tenth == n]) for n in range(TENTHS)]


def _row(n: int, p: Floats, km2: Floats, held: Floats) -> dict[str, Any]:
    area = float(km2.sum())
    means = {"mean_p": round(float(p @ km2) / area, 3), "held_share": round(float(held @ km2) / area, 3)} if area else {"mean_p": None, "held_share": None}
    return {"p_from": n / TENTHS, "p_to": (n + 1) / TENTHS, "km2_days": round(area, 1), **means}
