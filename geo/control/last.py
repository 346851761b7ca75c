"""The plain method, and the yardstick: the last claim wins, by its weight.

Each day's claims pull a place's status toward what they say. A claim takes effect on the last day of its valid time; what several say on one day is
joined first. Before the first claim a place is held by the opening holder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from geo.control.algebra import update
from geo.control.effect import Effect, effect
from geo.crs import Floats
from geo.model import KnownClaim
from geo.theatre import Theatre


def speaks(known: KnownClaim, theatre: Theatre) -> bool:
    """Whether the plain method lets a claim count: it says who holds its place, and has weight."""
    pull = effect(known, theatre)
    return pull is not None and pull.weight > 0.0


def opening(theatre: Theatre) -> tuple[float, ...]:
    """The probability per holder before any claim: held by the opening holder."""
    first = theatre.holder_index(theatre.opening)
    return tuple(float(i == first) for i in range(len(theatre.holders)))


def history(claims: Sequence[KnownClaim], theatre: Theatre, days: int) -> Floats:
    """Probability per day of the theatre's span and holder, shape (days, holders), of the place that these claims speak of."""
    status, found, reached = opening(theatre), np.empty((days, len(theatre.holders))), 0
    for on, effects in sorted(_by_day(claims, theatre).items()):
        day = min(max((on - theatre.span.first_day).days, 0), days)
        found[reached:day] = status
        status, reached = update(status, effects), max(reached, day)
    found[reached:] = status
    return found


def _by_day(claims: Sequence[KnownClaim], theatre: Theatre) -> Mapping[date, list[Effect]]:
    grouped: dict[date, list[Effect]] = defaultdict(list)
    for known in sorted(claims, key=lambda k: k.claim.id):
        pull = effect(known, theatre)
        if pull is not None and pull.weight > 0.0:
            grouped[known.claim.valid.last_day].append(pull)
    return grouped
