"""Areas over time. Numbers never pass through polygons: cell areas are geodesic, computed once, and each day adds them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from geo.crs import Floats
from geo.space import Codes, contested, holder, may_hold
from geo.units import M2_PER_KM2, HolderId

SERIES_COLUMNS = ("date", "holder", "low_km2", "best_km2", "high_km2")


def band(codes: Codes, area_m2: Floats, holders: int) -> Floats:
    """Low, best and high area in km2 of each holder; shapes (days, cells) and (cells,) to (days, holders, 3).

    low: held by it; best: it is the likeliest holder (the first of equals); high: best, and contested cells that it may hold.
    """
    kinds = np.arange(int(codes.max(initial=0)) + 1, dtype=np.uint16)
    area = np.array([np.bincount(of_day, weights=area_m2, minlength=len(kinds)) for of_day in codes]).reshape(len(codes), len(kinds))
    found = np.empty((len(codes), holders, 3))
    for h in range(holders):
        best, doubtful = holder(kinds) == h, contested(kinds)
        for n, mask in enumerate((best & ~doubtful, best, best | (doubtful & may_hold(kinds, h)))):
            found[:, h, n] = area[:, mask].sum(axis=1)
    return found / M2_PER_KM2


def area_series(on: Sequence[date], holders: Sequence[HolderId], areas: Floats) -> pd.DataFrame:
    """The table of a band: one row a day and holder, in that order; areas in km2."""
    rows = [(day.isoformat(), holder, *areas[d, h]) for d, day in enumerate(on) for h, holder in enumerate(holders)]
    return pd.DataFrame(rows, columns=list(SERIES_COLUMNS))
