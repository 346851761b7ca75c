"""What the map owes to a single claim: how it would look were that claim left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from geo.atlas.contrast import contrast
from geo.atlas.view import View
from geo.control.effect import effect
from geo.model import KnownClaim
from geo.units import ClaimId

DIGITS = 3
"""Decimals of a km2 by which impacts are told apart: a thousandth is 1,000 m2."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What would be otherwise over the theatre's span if a claim were left out and all others stayed (leave-one-out): as if it were rejected.

    Copies that only repeat the claim go with it, and owe their ground to it: they have no impact of their own.
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


def impacts(view: View) -> Mapping[ClaimId, Impact]:
    """The impact of every claim of the view.

    Only the places that a claim names are told anew, and with them the settlements that follow those places by the space method in
    force; so the cost is one place's timeline and a few cells for each claim, not a map.
    """
    return {known.claim.id: _impact(view, known) for known in view.evidence.claims}


def _impact(view: View, known: KnownClaim) -> Impact:
    if known.claim.id in view.evidence.echoes or effect(known, view.theatre) is None:
        return NONE
    others = {place.place_id: [k for k in view.voices_of[place.place_id] if k is not known] for place in known.claim.places}
    found = contrast(view, view.retold(others))
    daily = found.moved_km2
    most = round(float(daily.max()), DIGITS)
    return Impact(
        km2_days=round(float(daily.sum()), DIGITS),
        km2=most,
        on=found.on[int(np.argmax(daily))] if most else None,
        days=int(np.count_nonzero(daily)),
        contested_km2_days=round(float(found.firmness_km2.sum()), DIGITS),
    )
