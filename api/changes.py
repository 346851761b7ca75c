"""What a write did to the map."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from geo.atlas import Atlas

AREA_DIGITS = 3
BAND = ["low_km2", "best_km2", "high_km2"]


def change(before: Atlas, after: Atlas, on: date) -> dict[str, Any]:
    """Likeliest area of each holder on a day before and after, in km2, and the first and last day on which any area differs."""
    span = after.theatre.span
    old, new = (atlas.series(span.first_day, span.last_day) for atlas in (before, after))
    moved = new.loc[(old[BAND].round(AREA_DIGITS) != new[BAND].round(AREA_DIGITS)).any(axis=1), "date"]
    return {
        "on": on.isoformat(),
        "areas": _areas(old, new, min(max(on, span.first_day), span.last_day)),
        "first_day": min(moved, default=None),
        "last_day": max(moved, default=None),
        "digest_before": before.digest_at(None, None),
        "digest": after.digest_at(None, None),
    }


def _areas(old: pd.DataFrame, new: pd.DataFrame, on: date) -> list[dict[str, Any]]:
    was, now = (table[table["date"] == on.isoformat()].set_index("holder")["best_km2"] for table in (old, new))
    return [
        {
            "holder": holder,
            "before_km2": round(float(was[holder]), AREA_DIGITS),
            "after_km2": round(float(now[holder]), AREA_DIGITS),
            "change_km2": round(float(now[holder] - was[holder]), AREA_DIGITS),
        }
        for holder in now.index
    ]
