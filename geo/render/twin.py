"""The table that stands in for the map where no script runs: the days on which ground changed hands, with the areas."""

from __future__ import annotations

from dataclasses import dataclass

from geo.render.payload import Row, Scope
from geo.render.states import HOLDER, Steps


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A day (ISO), the areas in km2 of the side in focus at its end, and the settlements that changed holder on it."""

    day: str
    low_km2: float
    best_km2: float
    high_km2: float
    settlements: str


def areas_by_change(scope: Scope, payload: Row) -> list[AreaRow]:
    """One row for the first day, one for each day on which some settlement changed holder, one for the last; none of days that were not yet known."""
    if not scope.told:
        return []
    changed = _changed(payload["steps"], payload["places"])
    low, best, high = payload["series"][payload["theatre"]["focus"]]
    days = sorted({0, *changed, len(scope.told) - 1})
    return [AreaRow(scope.on[n].isoformat(), low[n], best[n], high[n], ", ".join(sorted(changed.get(n, [])))) for n in days]


def _changed(steps: list[Steps], places: list[Row]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for place in places:
        classes = steps[place["face"]]
        for old, day, new in zip(classes[::2], classes[1::2], classes[2::2], strict=False):
            if old // HOLDER != new // HOLDER:
                found.setdefault(day, []).append(place["name"])
    return found
