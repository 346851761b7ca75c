"""`--calibrate figures`: the map bent toward the areas that people claim.

Off by default: claimed areas are a check of the map, and made it worse when they were let in. For each claimed area of the side in focus there is
one shift of its log-odds, the same for all cells, that gives this area on that day. A day is shifted by the mean of these, weighted by how near in time
they are and held by a weight of one for no shift; no shift is greater than two in either direction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geo.crs import Floats
from geo.errors import InputError
from geo.model import Figure, Measure
from geo.space import Ground, Kriged, holder
from geo.theatre import Theatre
from geo.units import M2_PER_KM2

Ints = npt.NDArray[np.int64]

MOST = 2.0
"""Greatest shift of the log-odds: a cell of p = 0.5 comes to 0.88 and no further."""
FADE_DAYS = 14.0
"""How long a figure counts: after so many days by a third (e-folding)."""
HALVINGS = 7
"""Halvings of the range of shifts: the last step is 0.03."""


def calibrated(ground: Ground, figures: Sequence[Figure], theatre: Theatre, area_m2: Floats) -> Ground:
    """The ground with its log-odds shifted toward the figures.

    Raises:
        InputError: the theatre's ground is not kriged, so there are no odds to shift.
    """
    if not isinstance(ground, Kriged):
        raise InputError(f"Figures bend only ground by the method kriging; the theatre {theatre.id} uses {theatre.parameters.method}.")
    return ground.shifted(_shifts(ground, figures, theatre, area_m2 / M2_PER_KM2))


def _shifts(ground: Kriged, figures: Sequence[Figure], theatre: Theatre, area_km2: Floats) -> Floats:
    """The shift of the side in focus on each day, shape (days,)."""
    first, days = theatre.span.first_day, (theatre.span.last_day - theatre.span.first_day).days + 1
    told: dict[int, list[float]] = defaultdict(list)
    for f in figures:
        day = (f.valid.last_day - first).days
        if f.km2 and f.measure is Measure.HELD and f.actor == theatre.focus and 0 <= day < days:
            told[day].append(f.km2)
    total, weights = np.zeros(days), np.ones(days)
    for n in range(max(map(len, told.values()), default=0)):
        on = np.array([day for day, km2 in sorted(told.items()) if len(km2) > n])
        shift = _sought(ground, on, np.array([sorted(told[day])[n] for day in on]), days, area_km2)
        weight = np.exp(-np.abs(np.arange(days)[:, None] - on[None]) / FADE_DAYS)
        total += weight @ shift
        weights += weight.sum(axis=1)
    return np.asarray(total / weights)


def _sought(ground: Kriged, on: Ints, km2: Floats, days: int, area_km2: Floats) -> Floats:
    """The shifts by which, on days each named once, so many km2 are likelier held than not; found by halving, as shifted ground may be cut off."""
    focus = ground.theatre.holder_index(ground.theatre.focus)
    low, high = np.full(len(on), -MOST), np.full(len(on), MOST)
    for _ in range(HALVINGS):
        shift = np.zeros(days)
        shift[on] = middle = (low + high) / 2.0
        short = (holder(ground.shifted(shift).codes(on)) == focus) @ area_km2 < km2
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray((low + high) / 2.0)
