"""Two versions of the ground laid beside each other, day by day: where another holder is likelier, and where only the certainty differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.atlas.view import Timeline, View
from geo.crs import Floats
from geo.interval import days
from geo.series import probabilities
from geo.units import M2_PER_KM2, PlaceId

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Contrast:
    """Cells that differ, at the end of each day of the theatre's span. Flags have shape (days, cells), `area_km2` (cells,).

    `moved`: the likeliest holder is another. `firmness`: it is the same, but held in one version and contested in the other.
    `reach`: another holder may hold the cell in one version and not in the other, which only the high areas show.
    """

    on: tuple[date, ...]
    area_km2: Floats
    moved: Flags
    firmness: Flags
    reach: Flags

    @cached_property
    def moved_km2(self) -> Floats:
        """Ground with another likeliest holder, in km2 for each day."""
        return np.asarray(self.moved @ self.area_km2)

    @cached_property
    def firmness_km2(self) -> Floats:
        """Ground with the same likeliest holder that is held in one version and contested in the other, in km2 for each day."""
        return np.asarray(self.firmness @ self.area_km2)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and last day on which any low, best or high area differs, both included; None when there is none."""
        found = np.flatnonzero((self.moved | self.firmness | self.reach).any(axis=1))
        return (self.on[found[0]], self.on[found[-1]]) if len(found) else None


def contrast(view: View, ground: Mapping[PlaceId, Timeline]) -> Contrast:
    """The view beside itself with this ground for some of its settlements."""
    places = [place for place, timeline in ground.items() if timeline != view.ground[place]]
    on = tuple(days(view.theatre.span.first_day, view.theatre.span.last_day))
    area_km2 = view.tessellation.area_m2[[view.cell_of[place] for place in places]] / M2_PER_KM2 if places else np.zeros(0)
    if not places:
        nothing = np.zeros((len(on), 0), dtype=bool)
        return Contrast(on, area_km2, nothing, nothing, nothing)
    before, after = (probabilities(places, timelines, on) for timelines in (view.ground, ground))
    held, contested = view.theatre.parameters.held, view.theatre.parameters.contested
    moved = before.argmax(axis=2) != after.argmax(axis=2)
    firm = (before.max(axis=2) >= held, after.max(axis=2) >= held)
    reach = [(p >= contested) & ~f[..., None] for p, f in zip((before, after), firm, strict=True)]
    return Contrast(on, area_km2, moved, ~moved & (firm[0] != firm[1]), (reach[0] != reach[1]).any(axis=2))
