"""The spots that claims speak of, and what they say of them, as the rooms of space know them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.crs import Floats
from geo.units import PlaceId

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Samples:
    """The n spots that claims speak of: the place of each, whether the spot is that place itself, lon/lat in degrees, error in km.

    `since` is the day (index in the theatre's span) from which claims speak of a spot, `probability` (n, days, holders) its status, `silent` (days, holders)
    that of a settlement which no claim names.
    """

    place_ids: tuple[PlaceId, ...]
    is_place: npt.NDArray[np.bool_]
    lonlat: Floats
    err_km: Floats
    since: Ints
    probability: Floats
    silent: Floats

    @cached_property
    def of_place(self) -> dict[PlaceId, int]:
        """The index of each place that is a sample itself."""
        return {place: i for i, place in enumerate(self.place_ids) if self.is_place[i]}

    @cached_property
    def known(self) -> Floats:
        """The statuses of the samples and, last, of the silent; shape (n + 1, days, holders)."""
        return np.concatenate([self.probability, self.silent[None]])
