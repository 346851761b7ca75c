"""Who holds each cell at an instant: a cell has the status of its settlement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from geo.crs import Floats
from geo.interval import StepFunction
from geo.model import CellState, ControlStatus, Level
from geo.space.tessellation import Tessellation
from geo.theatre import Parameters
from geo.units import PlaceId

Timelines = Mapping[PlaceId, StepFunction[ControlStatus]]


@dataclass(frozen=True)
class Frame:
    """One instant. `probability` has shape (cells, holders); `holder` is the likeliest one; `contested` and `evidenced` are flags; all (cells,)."""

    probability: Floats
    holder: npt.NDArray[np.int64]
    contested: npt.NDArray[np.bool_]
    evidenced: npt.NDArray[np.bool_]


def allocate(tessellation: Tessellation, timelines: Timelines, at: datetime, parameters: Parameters) -> Frame:
    """The frame at an instant; `timelines` has one for every settlement of the tessellation."""
    found = [timelines[place].at(at) for place in tessellation.place_ids]
    probability = np.array([status.probability for status in found])
    return Frame(probability, probability.argmax(axis=1), probability.max(axis=1) < parameters.held, np.array([status.evidenced for status in found]))


def cell_states(tessellation: Tessellation, timelines: Timelines, parameters: Parameters) -> tuple[StepFunction[CellState], ...]:
    """What each cell looks like over time."""

    def state(status: ControlStatus) -> CellState:
        firm = max(status.probability) >= parameters.held
        return CellState(status.holder, Level.HELD if firm else Level.CONTESTED, status.evidenced)

    return tuple(timelines[place].map(state) for place in tessellation.place_ids)
