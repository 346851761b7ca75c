"""`--calibrate figures`: the map bent toward the areas that people claim.

Off by default: claimed areas are a check of the map, and made it worse when they were let in. For each claimed area of the side in focus there is
one shift of its log-odds, the same for all cells, that gives this area on that day. A day is shifted by the mean of these, weighted by how near in time
they are and held by a weight of one for no shift; no shift is greater than two in either direction.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.crs import Floats
from geo.errors import InputError
from geo.model import Figure, Measure
from geo.space import Ground, Kriged
from geo.theatre import Theatre
from geo.units import M2_PER_KM2

MOST = 2.0
"""Greatest shift of the log-odds: a cell of p = 0.5 comes to 0.88 and no further."""
FADE_DAYS = 14.0
"""How long a figure counts: after so many days by a third (e-folding)."""
LEAST = 1e-6


def calibrated(ground: Ground, figures: Sequence[Figure], theatre: Theatre, area_m2: Floats) -> Ground:
    """The ground with its log-odds shifted toward the figures.

    Raises:
        InputError: the theatre's ground is not kriged, so there are no odds to shift.
    """
    if not isinstance(ground, Kriged):
        raise InputError(f"Figures bend only ground by the method kriging; the theatre {theatre.id} uses {theatre.parameters.method}.")
    return ground.shifted(_shifts(ground, figures, theatre, area_m2 / M2_PER_KM2))


def _shifts(ground: Ground, figures: Sequence[Figure], theatre: Theatre, area_km2: Floats) -> Floats:
    """The shift of the side in focus on each day, shape (days,)."""
    first, days = theatre.span.first_day, (theatre.span.last_day - theatre.span.first_day).days + 1
    focus = theatre.holder_index(theatre.focus)
    told = [
        (day, f.km2)
        for f in figures
        if f.km2 and f.measure is Measure.HELD and f.actor == theatre.focus and 0 <= (day := (f.valid.last_day - first).days) < days
    ]
    found = [(day, _shift(ground.probability(np.array([day]))[focus, 0], km2, area_km2)) for day, km2 in sorted(told)]
    weight = np.exp(-np.abs(np.arange(days)[:, None] - np.array([day for day, _ in found])[None]) / FADE_DAYS) if found else np.zeros((days, 0))
    return np.asarray((weight @ np.array([shift for _, shift in found])) / (1.0 + weight.sum(axis=1)))


def _shift(chance: Floats, km2: float, area_km2: Floats) -> float:
    """The shift of the log-odds by which ground of so many km2 is likelier held than not."""
    order = np.argsort(-chance, kind="stable")
    cell = min(int(np.searchsorted(np.cumsum(area_km2[order]), km2)), len(order) - 1)
    p = min(max(float(chance[order[cell]]), LEAST), 1.0 - LEAST)
    return float(np.clip(np.log(1.0 - p) - np.log(p), -MOST, MOST))
