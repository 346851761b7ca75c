"""The table that stands in for the map where no script runs: the days on which ground changed hands, with the areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.render.payload import Row, Scope
from geo.render.states import HOLDER

Codes = list[int]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A day (ISO), the areas in km2 of the side in focus at its end, and the settlements that changed holder on it."""

    day: str
    low_km2: float
    best_km2: float
    high_km2: float
    settlements: str


def areas_by_change(scope: Scope, payload: Row) -> list[AreaRow]:
    """One row for the first day, one for each day on which some settlement changed holder, one for the last."""
    changed = _changed(payload["steps"], payload["cell_place"], payload["places"])
    low, best, high = payload["series"][payload["theatre"]["focus"]]
    days = sorted({0, *changed, len(scope.on) - 1})
    return [AreaRow(scope.on[n].isoformat(), low[n], best[n], high[n], ", ".join(sorted(changed.get(n, [])))) for n in days]


def _changed(steps: list[Codes], cell_place: list[int], places: list[dict[str, Any]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for cell, codes in enumerate(steps):
        for old, day, new in zip(codes[::2], codes[1::2], codes[2::2], strict=False):
            if old // HOLDER != new // HOLDER:
                found.setdefault(day, []).append(places[cell_place[cell]]["name"])
    return found
