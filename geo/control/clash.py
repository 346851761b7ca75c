"""Claims of one day that contradict each other: one side holds or gained a place, and so did another.

Multiplied, such claims would cancel, and what was likely before would stand as if nobody had spoken; of a place taken and retaken within a day the later hand
would be certain. So the place is judged once by each side's word, as if the other had been silent on those days, and the judgements are averaged by the weight
of what was said (a linear opinion pool: Stone 1961). The place is then contested, which is what a reader should be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from geo.control.observe import Kind, Observation

FULL = frozenset({Kind.GAIN, Kind.HOLD})

Version = tuple[float, list[Observation]]


def versions(seen: Sequence[Observation]) -> list[Version]:
    """What each side would have one believe of a site, with its weight in 0..1; everything as it is, where nobody contradicts anybody."""
    by_day: dict[int, list[Observation]] = defaultdict(list)
    for o in seen:
        if o.kind in FULL and o.first == o.last:
            by_day[o.last].append(o)
    torn = dict.fromkeys(o for said in by_day.values() for o in _contradicted(said))
    if not torn:
        return [(1.0, list(seen))]
    weight: dict[frozenset[int], float] = defaultdict(float)
    for o in torn:
        weight[o.sides] = max(weight[o.sides], o.weight)
    whole = sum(weight.values())
    return [(w / whole, [o for o in seen if o not in torn or o.sides & sides]) for sides, w in sorted(weight.items(), key=lambda item: sorted(item[0]))]


def _contradicted(said: Sequence[Observation]) -> list[Observation]:
    """Those of a day that somebody contradicts. Sides are few and sentences may be thousands, as in one long report, so sides are compared."""
    spoken = {o.sides for o in said}
    torn = {sides for sides in spoken if any(sides.isdisjoint(other) for other in spoken)}
    return [o for o in said if o.sides in torn]
