"""How far maps agree with those that others drew by hand. Hand-drawn maps agree with each other only in part: that, not 1, is the yardstick."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from geo.compare import LightTable
from geo.fit.measure import Band
from geo.fit.reference import Reference
from tests.measure.methods import Drawn

SETTLED = (date(2024, 9, 1), date(2025, 3, 8))
"""First and last day of the months in which the mappers themselves do not lag (Kursk)."""
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Day:
    """One method on one day: areas in km2, the mappers' span, IoU with each mapper (None where neither shows ground)."""

    day: date
    method: str
    low_km2: float
    best_km2: float
    high_km2: float
    span_low_km2: float
    span_high_km2: float
    iou: dict[str, float | None]

    @property
    def band(self) -> Band:
        """The areas, ours and theirs."""
        return Band(self.low_km2, self.best_km2, self.high_km2, self.span_low_km2, self.span_high_km2)

    def as_dict(self) -> dict[str, Any]:
        """One row of the table of days."""
        areas = {name: round(getattr(self, name), 1) for name in ("low_km2", "best_km2", "high_km2", "span_low_km2", "span_high_km2")}
        ious = {f"iou_{mapper}": rounded(value) for mapper, value in self.iou.items()}
        return {"day": self.day.isoformat(), "method": self.method, **areas, "inside": self.band.inside, "bracket": self.band.bracket, **ious}


def score(method: str, day: date, found: Drawn, reference: Reference, light: LightTable) -> Day:
    """A method's map of a day against the mappers."""
    low, high = reference.span_km2(day)
    held = reference.on(day)
    iou = {mapper: light.overlap(found.best, held[mapper]).iou if mapper in held else None for mapper in reference.held}
    return Day(day, method, found.low.km2, found.best.km2, found.high.km2, low, high, iou)


def among_mappers(reference: Reference, light: LightTable) -> list[float | None]:
    """IoU of all pairs of mappers on all days."""
    return [light.overlap(a, b).iou for day in reference.days for a, b in combinations(reference.on(day).values(), 2)]


def measures(days: Sequence[Day]) -> dict[str, float | None]:
    """What a method's days come to."""
    mappers = list(days[0].iou) if days else []
    every = [value for day in days for value in day.iou.values()]
    settled = [value for day in days for value in day.iou.values() if SETTLED[0] <= day.day <= SETTLED[1]]
    return {
        "days": len(days),
        "median_iou": median(every),
        "p10_iou": tenth(every),
        "settled_median_iou": median(settled),
        **{f"median_iou_{mapper}": median(day.iou[mapper] for day in days) for mapper in mappers},
        "inside_span": share(day.band.inside for day in days),
        "bracket": share(day.band.bracket for day in days),
    }


def median(values: Iterable[float | None]) -> float | None:
    """The median of those that there are."""
    found = [value for value in values if value is not None]
    return rounded(statistics.median(found)) if found else None


def tenth(values: Iterable[float | None]) -> float | None:
    """The value that a tenth of them lies below."""
    found = sorted(value for value in values if value is not None)
    return rounded(found[len(found) // 10]) if found else None


def share(flags: Iterable[bool]) -> float | None:
    """The share of those that hold."""
    found = list(flags)
    return rounded(sum(found) / len(found)) if found else None


def rounded(value: float | None) -> float | None:
    """To three decimals."""
    return None if value is None else round(value, DIGITS)
