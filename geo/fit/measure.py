"""How near a map comes to the hand-drawn ones, and how far its probabilities can be believed.

IoU of the best map with each mapper; `inside` the share of days whose best area lies within the mappers' areas; `bracket` the share whose low..high holds these
areas without being more than twice as wide; `calibration` the mean gap between p and the share of such cells that the mappers' majority holds, by tenths of
p among the cells within 10 km of the front.

Counts of days are steps that no search can climb, so `nearly_inside` and `nearly_bracket` say how nearly a day counts: exp(-missed / TOLERANCE), with what is
missing or too much as a share of the mappers' span.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geo.atlas.view import View
from geo.crs import Floats
from geo.evidence import known
from geo.fit.reference import Days
from geo.interval import end_of_day
from geo.model import Evidence
from geo.space import Tessellation, codes, contested, holder
from geo.theatre import Parameters, Theatre
from geo.units import M2_PER_KM2, M_PER_KM

Flags = npt.NDArray[np.bool_]
Row = dict[str, float]

SLACK_KM2 = 0.5
WIDEST = 2.0
"""Times the mappers' span that a band may be wide to count as bracketing it."""
IN_PLAY_KM = 10.0
TOLERANCE = 0.15
"""Share of the mappers' span by which a day that misses still counts for 1/e."""
DAILY = ("inside", "bracket", "nearly_inside", "nearly_bracket")
TENTHS = 10
LEAST_SHARE = 0.02
"""Share of the cells in play below which a tenth says nothing."""
HALF = 0.5
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Band:
    """Our areas on a day, and the least and greatest that mappers give; km2."""

    low: float
    best: float
    high: float
    least: float
    most: float

    @property
    def inside(self) -> bool:
        """Whether the best area lies in the mappers' span."""
        return self.least - SLACK_KM2 <= self.best <= self.most + SLACK_KM2

    @property
    def bracket(self) -> bool:
        """Whether low..high holds the mappers' span without being much wider."""
        holds = self.low <= self.least + SLACK_KM2 and self.high >= self.most - SLACK_KM2
        return holds and self.high - self.low <= WIDEST * (self.most - self.least)

    @property
    def nearly_inside(self) -> float:
        """1 inside the span, falling with the distance from it."""
        return self._nearly(self.least - self.best, self.best - self.most)

    @property
    def nearly_bracket(self) -> float:
        """1 where low..high brackets the span, falling with what is missing or too wide."""
        return self._nearly(self.low - self.least, self.most - self.high, self.high - self.low - WIDEST * (self.most - self.least))

    def _nearly(self, *missed_km2: float) -> float:
        missed = sum(max(0.0, km2 - SLACK_KM2) for km2 in missed_km2)
        return math.exp(-missed / (TOLERANCE * max(self.most - self.least, SLACK_KM2)))


@dataclass(frozen=True)
class Setting:
    """What is fitted to: a theatre on its cells, bodies of evidence by name, reference days."""

    theatre: Theatre
    tessellation: Tessellation
    evidence: Mapping[str, Evidence]
    days: Days

    def view(self, parameters: Parameters, evidence: Evidence, on: date | None) -> View:
        """The theatre with other parameters; as known on a day, or with everything known."""
        as_of = end_of_day(on) if on else None
        return View(replace(self.theatre, parameters=parameters), self.tessellation, known(evidence, as_of))


def chances(setting: Setting, parameters: Parameters, evidence: Evidence, *, live: bool) -> list[Floats]:
    """Probabilities (holders, cells) on each reference day: with everything known, or as known on the day itself."""
    views = [setting.view(parameters, evidence, on if live else None) for on in (setting.days.on if live else setting.days.on[:1])]
    if not live:
        found = views[0].ground.probability(np.array([views[0].day(on) for on in setting.days.on]))
        return list(np.moveaxis(found, 1, 0))
    return [view.ground.probability(np.array([view.day(on)]))[:, 0] for view, on in zip(views, setting.days.on, strict=True)]


def measures(setting: Setting, parameters: Parameters, found: Sequence[Floats]) -> Row:
    """Median, mean and tenth percentile of IoU, shares of days inside the mappers' areas and bracketing them, and the gap of calibration."""
    focus = setting.theatre.holder_index(setting.theatre.focus)
    area = setting.tessellation.area_m2 / M2_PER_KM2
    ious: list[float] = []
    bands: list[Band] = []
    for chance, masks, (least, most) in zip(found, setting.days.masks, setting.days.span_km2, strict=True):
        code = codes(chance[:, None], parameters)[0]
        best, doubt = holder(code) == focus, contested(code)
        low, middle, high = (float(area[mask].sum()) for mask in (best & ~doubt, best, best | doubt))
        ious += [float(area[best & mask].sum() / max(area[best | mask].sum(), TINY)) for mask in masks.values()]
        bands.append(Band(low, middle, high, least, most))
    ious.sort()
    share = {name: float(np.mean([getattr(band, name) for band in bands])) for name in DAILY}
    gaps = _gaps(calibration(setting, found))
    return {
        "median": float(np.median(ious)),
        "mean": float(np.mean(ious)),
        "p10": ious[len(ious) // 10],
        **share,
        "gap": float(np.mean(gaps)),
        "widest_gap": max(gaps),
    }


@dataclass(frozen=True, slots=True)
class Tenth:
    """The cells in play that are given p in a tenth, over all days: their mean p, the share of their area that most mappers show as held, km2 times days."""

    p: float
    held: float
    km2_days: float


def calibration(setting: Setting, found: Sequence[Floats]) -> list[Tenth]:
    """Whether probabilities mean what they say, a row for each tenth of p."""
    focus, area = setting.theatre.holder_index(setting.theatre.focus), setting.tessellation.area_m2 / M2_PER_KM2
    total, inside, chance_sum = np.zeros(TENTHS), np.zeros(TENTHS), np.zeros(TENTHS)
    for chance, masks in zip(found, setting.days.masks, strict=True):
        near = _in_play(chance[focus] >= HALF, setting.tessellation)
        majority = np.mean(list(masks.values()), axis=0) > HALF
        tenth = np.minimum((chance[focus][near] * TENTHS).astype(int), TENTHS - 1)
        total += np.bincount(tenth, weights=area[near], minlength=TENTHS)
        inside += np.bincount(tenth, weights=area[near] * majority[near], minlength=TENTHS)
        chance_sum += np.bincount(tenth, weights=area[near] * chance[focus][near], minlength=TENTHS)
    filled = np.maximum(total, TINY)
    return [Tenth(*row) for row in zip((chance_sum / filled).tolist(), (inside / filled).tolist(), total.tolist(), strict=True)]


def _in_play(held: Flags, tessellation: Tessellation) -> Flags:
    """The cells within 10 km of the front: of the edges between held and other cells."""
    a, b = tessellation.neighbours.T
    edge = np.unique(np.concatenate([a[held[a] != held[b]], b[held[a] != held[b]]]))
    if not len(edge):
        return np.zeros(len(held), dtype=bool)
    return np.asarray(cKDTree(tessellation.xy[edge]).query(tessellation.xy, distance_upper_bound=IN_PLAY_KM * M_PER_KM)[0] < np.inf)


def _gaps(tenths: Sequence[Tenth]) -> list[float]:
    whole = sum(tenth.km2_days for tenth in tenths)
    return [abs(tenth.p - tenth.held) for tenth in tenths if tenth.km2_days and tenth.km2_days >= LEAST_SHARE * whole] or [1.0]
