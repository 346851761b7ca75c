"""How effects join. Commutative and associative within a day, so the order in which reports arrive changes nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geo.control.effect import Effect, Probability


def join(effects: Sequence[Effect]) -> tuple[Probability, float]:
    """The common pull of one day: the weighted mean of the targets, and the chance that at least one effect is to be trusted."""
    total = math.fsum(e.weight for e in effects)
    holders = range(len(effects[0].target))
    target = tuple(math.fsum(e.weight * e.target[i] for e in effects) / total for i in holders)
    return target, 1.0 - math.prod(sorted(1.0 - e.weight for e in effects))


def update(probability: Probability, effects: Sequence[Effect]) -> Probability:
    """The status after a day's effects: pulled from where it was toward the common target by the common weight."""
    target, pull = join(effects)
    return tuple(p + pull * (t - p) for p, t in zip(probability, target, strict=True))
