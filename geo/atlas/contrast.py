"""Two versions of the ground laid beside each other, day by day: where another holder is likelier, and where only the certainty differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.crs import Floats
from geo.space import Codes, contested, holder

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Contrast:
    """Cells that differ, at the end of each day from `first` on. Flags have shape (days, cells), `area_km2` (cells,).

    `moved`: the likeliest holder is another. `firmness`: it is the same, but held in one version and contested in the other.
    `reach`: only who else may hold the cell differs, which the high areas alone show.
    """

    first: date
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
        return (self.on(found[0]), self.on(found[-1])) if len(found) else None

    def on(self, day: int | np.intp) -> date:
        """The date of a day (index)."""
        return self.first + timedelta(days=int(day))


def contrast(before: Codes, after: Codes, area_km2: Floats, first: date) -> Contrast:
    """Two versions of the same cells, as `geo.space.codes` (days, cells), beside each other; only the cells that ever differ are kept."""
    differ = (before != after).any(axis=0)
    a, b = before[:, differ], after[:, differ]
    moved = holder(a) != holder(b)
    firm = contested(a) != contested(b)
    doubted = contested(a) & contested(b)
    return Contrast(first, area_km2[differ], moved, ~moved & firm, ~moved & ~firm & doubted & (a != b))
