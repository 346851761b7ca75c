"""Who holds each cell: probabilities turned into a holder and a level, for one instant or for all days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.crs import Floats
from geo.theatre import Parameters

Codes = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.bool_]

CONTESTED, HOLDER, MAY_HOLD = 1, 2, 256
"""A cell on a day as one number: contested + 2 x likeliest holder + 256 x (a bit for each holder that may hold it)."""


@dataclass(frozen=True)
class Frame:
    """One instant. `probability` has shape (cells, holders); `holder` is the likeliest one; `contested` and `evidenced` are flags; all (cells,)."""

    probability: Floats
    holder: npt.NDArray[np.int64]
    contested: Flags
    evidenced: Flags


def allocate(probability: Floats, evidenced: Flags, parameters: Parameters) -> Frame:
    """The frame that follows from probabilities (cells, holders); `evidenced` says where claims name the cell's own settlement."""
    return Frame(probability, probability.argmax(axis=1), probability.max(axis=1) < parameters.held, evidenced)


def leading(chances: Floats) -> npt.NDArray[np.uint8]:
    """The index of the greatest along the first axis, of equals the first; several times faster than argmax where that axis is short."""
    found = np.zeros(chances.shape[1:], dtype=np.uint8)
    most = chances[0]
    for h in range(1, len(chances)):
        found[chances[h] > most] = h
        most = np.maximum(most, chances[h])
    return found


def codes(probability: Floats, parameters: Parameters) -> Codes:
    """Cells as numbers, shape (days, cells), from probabilities (holders, days, cells): likeliest holder, level, and who may hold them."""
    found = (probability.max(axis=0) < parameters.held).astype(np.uint16)
    found += leading(probability).astype(np.uint16) * HOLDER
    for h, chance in enumerate(probability):
        found += (chance >= parameters.contested).astype(np.uint16) * np.uint16(MAY_HOLD << h)
    return np.asarray(found)


def holder(found: Codes) -> npt.NDArray[np.int64]:
    """The likeliest holder in each number."""
    return np.asarray((found % MAY_HOLD) // HOLDER, dtype=np.int64)


def contested(found: Codes) -> Flags:
    """Whether the cell is contested."""
    return np.asarray(found % HOLDER, dtype=bool)


def may_hold(found: Codes, index: int) -> Flags:
    """Whether a holder may hold the cell: its probability reaches the lower threshold."""
    return np.asarray(found // MAY_HOLD >> index & 1, dtype=bool)
