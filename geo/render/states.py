"""What changes over time, of ground and of settlements, as short lists of (day, what holds from then on)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.atlas.view import View
from geo.space import contested, holder
from geo.space.mesh import Ints
from geo.space.patches import patches, without_specks
from geo.units import PlaceId

EVIDENCED, CONTESTED, HOLDER = 1, 2, 4
"""A class of ground as one number: holder x 4 + contested x 2 + evidenced."""
FEW = 2
"""So many days are coloured alone; for more, all days of the span are, which other answers need as well."""
BLOCK = 32
"""Days whose probabilities are taken at a time: 23,000 cells of them are some six MiB."""
PERCENT = 100
SOURCES = 3
"""Settlements that are named where one is inferred."""

Classes = npt.NDArray[np.uint8]
Steps = list[int]
PlaceStep = list[object]


@dataclass(frozen=True)
class Faces:
    """Ground with one history: `of` (cells,) is the face of each cell, `steps` the history of each face as it is drawn.

    Steps read [class, day, class, day, class, ...]: the class at the end of the first day, then each day at whose end it is another one.
    `counted` has the history of faces that numbers count otherwise: specks, which are drawn as what surrounds them.
    """

    of: Ints
    steps: list[Steps]
    counted: dict[int, Steps]


def beyond(view: View, on: Sequence[date]) -> bool:
    """Whether all of the days lie outside the theatre's span; so it is where there are none."""
    return not any(view.theatre.covers(day) for day in on)


@dataclass(frozen=True)
class Ground:
    """The class of each cell at the end of each day, shapes (days, cells): as a map draws it, and (without `evidenced`) as areas count it."""

    drawn: Classes
    counted: Classes


def bare(view: View, days: int = 1) -> Ground:
    """The opening situation on so many days, of which nothing is known."""
    resting = view.theatre.holder_index(view.theatre.opening) * HOLDER
    paper = np.full((days, len(view.tessellation.cells)), resting, dtype=np.uint8)
    return Ground(paper, paper)


def classes(view: View, on: Sequence[date]) -> Ground:
    """The classes of cells on days. A map draws no specks.

    Ground that the opening holder holds is paper, whatever is said of it. Days outside the theatre's span show the opening situation: nothing is known of them.
    """
    if beyond(view, on):
        return bare(view, len(on))
    resting = view.theatre.holder_index(view.theatre.opening) * HOLDER
    days = np.array([view.day(day) for day in on])
    codes = view.codes[days] if len(days) > FEW else view.ground.codes(days)
    kinds = np.asarray(2 * holder(codes) + contested(codes))
    drawn = _without_specks(view, kinds) * CONTESTED
    evidenced = (view.evidenced_from <= days[:, None]) & (drawn != resting)
    return Ground(np.asarray(drawn + evidenced * EVIDENCED, dtype=np.uint8), np.asarray(kinds * CONTESTED, dtype=np.uint8))


def _without_specks(view: View, found: Ints) -> Ints:
    """The kind (holder x 2 + contested) of each cell on each day, specks taken as what surrounds them; shape (days, cells)."""
    drawn = np.empty_like(found)
    for n, kinds in enumerate(found):
        as_before = n > 0 and np.array_equal(kinds, found[n - 1])
        drawn[n] = drawn[n - 1] if as_before else without_specks(view.tessellation, patches(view.tessellation, kinds)).labels
    return drawn


def faces(ground: Ground) -> Faces:
    """Cells with the same classes on all days as one face, numbered in the order of their histories."""
    columns = np.ascontiguousarray(np.concatenate([ground.drawn, ground.counted]).T)
    _, first, of = np.unique(columns.view(np.dtype((np.void, columns.shape[1]))).ravel(), return_index=True, return_inverse=True)
    steps = [_steps(ground.drawn[:, cell]) for cell in first]
    specks = (ground.counted[:, first] // CONTESTED != ground.drawn[:, first] // CONTESTED).any(axis=0)
    counted = {int(face): _steps(ground.counted[:, first[face]]) for face in np.flatnonzero(specks)}
    return Faces(of.ravel().astype(np.int64), steps, counted)


def _steps(history: Classes) -> Steps:
    days = np.flatnonzero(history[1:] != history[:-1]) + 1
    return [int(history[0]), *(int(number) for day in days for number in (day, history[day]))]


class StatusBook:
    """The statuses of settlements on the days of a page: how they change, and whence they come."""

    def __init__(self, view: View, on: Sequence[date]) -> None:
        self._view = view
        self._index = {place: i for i, place in enumerate(view.tessellation.settlements)}
        self._days = np.array([] if beyond(view, on) else [view.day(day) for day in on], dtype=np.int64)

    @cached_property
    def _percent(self) -> Ints:
        """Probability per holder, day and settlement in whole percent, shape (holders, days, settlements)."""
        cells = [self._view.tessellation.cell_of[place] for place in self._index]
        blocks = np.array_split(self._days, max(1, -(-len(self._days) // BLOCK)))
        found = np.concatenate([self._view.ground.probability(block)[:, :, cells] for block in blocks], axis=1)
        return np.asarray(np.round(PERCENT * found), dtype=np.int64)

    @cached_property
    def _opening(self) -> Ints:
        """Probability per holder in percent where nothing is known but the opening situation."""
        theatre = self._view.theatre
        return np.where(np.arange(len(theatre.holders)) == theatre.holder_index(theatre.opening), PERCENT, 0)

    def steps(self, place: PlaceId) -> list[PlaceStep]:
        """[day, [probability per holder], whether claims name it by then (0 or 1)], from each day on which one of these is another.

        Before the first step the settlement is as the opening situation left it, and no claim names it.
        """
        if not len(self._days):
            return []
        chances, named = self._percent[:, :, self._index[place]].T, self._named(place)
        rows = np.column_stack([chances, named])
        before = np.vstack([np.append(self._opening, 0), rows[:-1]])
        return [[int(n), [int(p) / PERCENT for p in chances[n]], int(named[n])] for n in np.flatnonzero((rows != before).any(axis=1))]

    def _named(self, place: PlaceId) -> npt.NDArray[np.bool_]:
        samples = self._view.samples
        return np.asarray(self._days >= samples.since[samples.of_place[place]]) if place in samples.of_place else np.zeros(len(self._days), dtype=bool)

    def sources(self, place: PlaceId) -> list[PlaceStep]:
        """[day, [[settlement, percent], ...]]: what a settlement's ground takes its status from, itself included, from each day on which that is another."""
        cell = self._view.tessellation.cell_of[place]
        found: list[PlaceStep] = []
        for n in self._turns:
            heaviest = self._heaviest(cell, int(self._days[n]))
            if heaviest != (found[-1][1] if found else []):
                found.append([n, heaviest])
        return found

    @cached_property
    def _turns(self) -> list[int]:
        """The days on which what settlements take their status from may be another: the weights of kriging are the same on all."""
        if self._view.theatre.parameters.method == "kriging":
            return list(range(len(self._days)))[:1]
        return np.flatnonzero(np.isin(self._days, self._view.samples.since) | (np.arange(len(self._days)) == 0)).tolist()

    def _heaviest(self, cell: int, day: int) -> list[list[int]]:
        sites = self._view.statuses.sites
        weighed = [(sites[sample], weight) for sample, weight in self._view.ground.sources(cell, day)]
        named = [[self._index[site.place_id], round(PERCENT * weight)] for site, weight in weighed if site.is_place and site.place_id in self._index]
        return [pair for pair in named if pair[1] > 0][:SOURCES]
