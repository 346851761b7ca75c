"""What the map owes to a single claim: how it would look were that claim left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
import numpy.typing as npt

from geo.atlas.contrast import contrast
from geo.atlas.view import View, spoken_from
from geo.crs import Floats
from geo.model import KnownClaim
from geo.space import codes
from geo.units import M2_PER_KM2, ClaimId

DIGITS = 3
"""Decimals of a km2 by which impacts are told apart: a thousandth is 1,000 m2."""
SAME = 1e-4
"""Probabilities that differ by less colour no cell otherwise, but for one in ten thousand that lies on the brink."""
BATCH = 64
"""Claims that are left out in one pass of the chain."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What would be otherwise over the theatre's span if a claim were left out and all others stayed (leave-one-out): as if it were rejected.

    Copies that only repeat the claim go with it, and owe their ground to it: they have no impact of their own. What is learnt from all claims together
    (the daily rates, which spots are named at all) and what cuts ground off stay as they are.
    `km2_days`: ground whose likeliest holder would be another, in km2, added up over the days (each taken at its end, UTC): 10 km2 for a week are
    70. `km2` is the most on any one day, `on` the first such day, `days` the number of days with any. `contested_km2_days`: ground that would
    keep its holder, but be held instead of contested or the other way round, added up likewise.
    """

    km2_days: float = 0.0
    km2: float = 0.0
    on: date | None = None
    days: int = 0
    contested_km2_days: float = 0.0

    @property
    def rank(self) -> tuple[float, float]:
        """Sorts the greatest impact first: by the ground that would change hands, then by that whose certainty would change."""
        return -self.km2_days, -self.contested_km2_days


NONE = Impact()
Ints = npt.NDArray[np.int64]


def impacts(view: View) -> Mapping[ClaimId, Impact]:
    """The impact of every claim of the view: for each, one spot's history without it, and the cells that follow that spot."""
    jobs = [(i, known) for i, claims in enumerate(view.statuses.claims) for known in claims]
    found: dict[ClaimId, list[tuple[Floats, Floats]]] = {}
    for start in range(0, len(jobs), BATCH):
        batch = jobs[start : start + BATCH]
        told = view.statuses.without([(i, known.claim.id) for i, known in batch])
        for (i, known), statuses in zip(batch, told, strict=True):
            found.setdefault(known.claim.id, []).append(_daily(view, i, known, statuses))
    return {known.claim.id: _impact(view, found.get(known.claim.id, [])) for known in view.evidence.claims}


def _daily(view: View, sample: int, known: KnownClaim, statuses: Floats) -> tuple[Floats, Floats]:
    """Ground that changes hands and ground that changes in certainty without the claim, in km2 for each day."""
    others = [other for other in view.statuses.claims[sample] if other is not known]
    since = spoken_from(others, view.theatre.span.first_day)
    days = _differing(view, sample, statuses, since)
    cells, before, after = view.ground.varied(sample, statuses, since, days)
    parameters, area_km2 = view.theatre.parameters, view.tessellation.area_m2[cells] / M2_PER_KM2
    found = contrast(codes(before, parameters), codes(after, parameters), area_km2, view.theatre.span.first_day)
    moved, firmness = np.zeros(view.days), np.zeros(view.days)
    moved[days], firmness[days] = found.moved_km2, found.firmness_km2
    return moved, firmness


def _differing(view: View, sample: int, statuses: Floats, since: int) -> Ints:
    """The days on which a sample's status is another, or claims do not speak of it yet."""
    other = np.abs(statuses - view.statuses.probability[sample]).max(axis=1) > SAME
    other[int(view.samples.since[sample]) : since] = True
    return np.flatnonzero(other)


def _impact(view: View, parts: list[tuple[Floats, Floats]]) -> Impact:
    """The sum over the spots that a claim speaks of."""
    if not parts:
        return NONE
    moved, firmness = (reduce(np.add, [part[n] for part in parts]) for n in (0, 1))
    most = round(float(moved.max()), DIGITS)
    return Impact(
        km2_days=round(float(moved.sum()), DIGITS),
        km2=most,
        on=view.on(int(np.argmax(moved))) if most else None,
        days=int(np.count_nonzero(np.round(moved, DIGITS))),
        contested_km2_days=round(float(firmness.sum()), DIGITS),
    )
