"""What changes over time, per cell and per place, as short lists of (day, what holds from then on)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from geo.atlas.view import View
from geo.interval import StepFunction, end_of_day
from geo.model import CellState, ControlStatus, Level
from geo.units import ClaimId, PlaceId

EVIDENCED, CONTESTED, HOLDER = 1, 2, 4
"""A class of ground as one number: holder x 4 + contested x 2 + evidenced."""
PlaceStep = list[object]
T = TypeVar("T")


def code(state: CellState) -> int:
    """The class of ground of a cell's state."""
    return state.holder * HOLDER + (state.level is Level.CONTESTED) * CONTESTED + state.evidenced * EVIDENCED


def sampled(function: StepFunction[T], instants: Sequence[datetime]) -> list[tuple[int, T]]:
    """(index, value) at the first instant, and at each later one whose value is another than at the one before."""
    if len(function.values) == 1:
        return [(0, function.values[0])]
    values = [function.at(instant) for instant in instants]
    return [(n, value) for n, value in enumerate(values) if n == 0 or value != values[n - 1]]


def cell_steps(cell: StepFunction[CellState], on: Sequence[date]) -> list[int]:
    """[code, day, code, day, code, ...]: the class at the end of the first day, then each day at whose end it is another one."""
    found = sampled(cell.map(code), [end_of_day(day) for day in on])
    return [found[0][1], *(number for step in found[1:] for number in step)]


def beyond(view: View, on: Sequence[date]) -> bool:
    """Whether all of the days lie outside the theatre's span."""
    return not any(view.theatre.covers(day) for day in on)


def all_cell_steps(view: View, on: Sequence[date]) -> list[list[int]]:
    """The steps of every cell. Days outside the theatre's span show the opening situation: nothing is known of them."""
    if beyond(view, on):
        resting = view.theatre.holder_index(view.theatre.opening) * HOLDER
        return [[resting] for _ in view.history.cells]
    return [cell_steps(cell, on) for cell in view.history.cells]


class StatusBook:
    """The statuses of places as steps: [day, [probability per holder], [[claim, share], ...], place it is inferred from or null].

    A step begins where claims speak of the place, or of the one that stands in for it; the shares are only given for its own claims.
    """

    def __init__(self, view: View, on: Sequence[date], place_index: Mapping[PlaceId, int], claim_index: Mapping[ClaimId, int]) -> None:
        self._view, self._places, self._claims = view, place_index, claim_index
        self._instants = [] if beyond(view, on) else [end_of_day(day) for day in on]

    def steps(self, place: PlaceId) -> list[PlaceStep]:
        """The steps of a settlement that owns ground; empty where nothing but the opening situation is known of it."""
        if not self._instants:
            return []
        return [self._step(day, status) for day, status in sampled(self._view.ground[place], self._instants) if status.evidence]

    def _step(self, day: int, status: ControlStatus) -> PlaceStep:
        chances = [round(p, 3) for p in status.probability]
        if status.inferred_from is not None:
            return [day, chances, [], self._places.get(status.inferred_from)]
        shares = [[self._claims[claim], round(share, 3)] for claim, share in status.evidence if claim in self._claims]
        return [day, chances, shares, None]
