"""Areas over time. Numbers never pass through polygons: cell areas are geodesic, computed once, and each day adds them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.crs import Floats
from geo.interval import StepFunction, end_of_day
from geo.model import ControlStatus
from geo.units import M2_PER_KM2, HolderId, PlaceId

SERIES_COLUMNS = ("date", "holder", "low_km2", "best_km2", "high_km2")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`held`: probability from which a cell counts as firmly held; `contested`: from which it may still be held (high area)."""

    held: float
    contested: float


def probabilities(place_ids: Sequence[PlaceId], timelines: Mapping[PlaceId, StepFunction[ControlStatus]], on: Sequence[date]) -> Floats:
    """Probability per day, cell and holder at the end of each UTC day; shape (days, cells, holders)."""
    ends = _ends(tuple(on))
    return np.stack([_sampled(timelines[place], ends) for place in place_ids], axis=1)


@lru_cache(maxsize=8)
def _ends(on: tuple[date, ...]) -> npt.NDArray[np.datetime64]:
    """The last seconds of the days; a theatre's span is asked for over and over."""
    return np.array([np.datetime64(end_of_day(day).replace(tzinfo=None)) for day in on])


def _sampled(timeline: StepFunction[ControlStatus], ends: npt.NDArray[np.datetime64]) -> Floats:
    starts = np.array([np.datetime64(start.replace(tzinfo=None)) for start in timeline.starts[1:]], dtype=ends.dtype)
    values = np.array([status.probability for _, status in timeline.steps()])
    return np.asarray(values[np.searchsorted(starts, ends, side="right")])


def band(probability: Floats, area_m2: Floats, thresholds: Thresholds) -> Floats:
    """Low, best and high area in km2 of each holder; shapes (days, cells, holders) and (cells,) to (days, holders, 3).

    low: held by it; best: it is the likeliest holder (the first of equals); high: best, and contested cells that it may hold.
    """
    likeliest = probability.argmax(axis=2)[..., None] == np.arange(probability.shape[2])
    held = (probability.max(axis=2) >= thresholds.held)[..., None]
    masks = (likeliest & held, likeliest, likeliest | (~held & (probability >= thresholds.contested)))
    return np.stack([np.einsum("dch,c->dh", mask, area_m2) for mask in masks], axis=2) / M2_PER_KM2


def area_series(on: Sequence[date], holders: Sequence[HolderId], areas: Floats) -> pd.DataFrame:
    """The table of a band: one row a day and holder, in that order; areas in km2."""
    rows = [(day.isoformat(), holder, *areas[d, h]) for d, day in enumerate(on) for h, holder in enumerate(holders)]
    return pd.DataFrame(rows, columns=list(SERIES_COLUMNS))
