"""Statuses become ground: from the spots that claims speak of to the probability of every cell.

Three methods. `kriging`: cells take the statuses of the spots around them, weighted by distance and by how far these repeat each other. `voronoi`: a
settlement's cell is as its own claims say. `nearest`: until claims name it, like the nearest settlement that they do name. The
weights hang on where the spots are, never on what is said there, so every cell can name what it is inferred from.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.crs import Floats, projection
from geo.space.allocate import Codes, codes, leading
from geo.space.kriging import Weights, weights
from geo.space.samples import Samples
from geo.space.tessellation import Tessellation
from geo.space.ties import Ties
from geo.theatre import Theatre
from geo.units import M_PER_KM

Ints = npt.NDArray[np.int64]
Sources = list[tuple[int, float]]


class Ground(ABC):
    """How the statuses of samples colour the cells of a tessellation. Days are indexes into the theatre's span."""

    @abstractmethod
    def probability(self, days: Ints) -> Floats:
        """Probability of each cell on some days, shape (holders, days, cells)."""

    @abstractmethod
    def codes(self, days: Ints) -> Codes:
        """The cells as numbers (`geo.space.codes`) on some days, shape (days, cells)."""

    @abstractmethod
    def sources(self, cell: int, day: int) -> Sources:
        """The samples that a cell takes its status from on a day, with their weights, the heaviest first; empty where none does."""

    @abstractmethod
    def heaviest(self, day: int) -> Ints:
        """The sample that counts most for each cell on a day, -1 where none does; shape (cells,)."""

    @abstractmethod
    def retold(self, cell: int, day: int, now: Floats, sample: int, status: Floats) -> Floats:
        """The probabilities (holders,) of a cell on a day, were this the status (holders,) of a sample; `now` are those it has."""

    @abstractmethod
    def varied(self, sample: int, statuses: Floats, since: int, days: Ints) -> tuple[Ints, Floats, Floats]:
        """The cells that a sample may colour, and their probabilities (holders, days, cells) as they are and as they were with other statuses of it.

        `statuses` (all days, holders) are those, `since` the day from which claims would speak of the sample, `days` the days to tell. What cuts ground
        off is left out on both sides.
        """


def ground(tessellation: Tessellation, samples: Samples, theatre: Theatre) -> Ground:
    """The ground of a tessellation by the theatre's method."""
    if theatre.parameters.method == "kriging":
        return Kriged(tessellation, samples, theatre, weights(tessellation, samples, theatre))
    return Settled(tessellation, samples, theatre)


@dataclass(frozen=True)
class Settled(Ground):
    """A cell is as its settlement's own claims say; method `nearest`: before there are any, as the nearest settlement within reach that claims name by then.

    A settlement whose position is vaguer than the reach stands in for none. Where nothing speaks, the opening situation stays.
    """

    tessellation: Tessellation
    samples: Samples
    theatre: Theatre

    @cached_property
    def _candidates(self) -> Ints:
        """The samples that may colour each cell, shape (cells, most), the first choice first: its own, then by distance; filled up with n (the silent)."""
        rows = [self._of_cell(cell) for cell in range(len(self.tessellation.place_ids))]
        found = np.full((len(rows), max((len(row) for row in rows), default=0) + 1), len(self.samples.place_ids), dtype=np.int64)
        for row, chosen in zip(found, rows, strict=True):
            row[: len(chosen)] = chosen
        return found

    def _of_cell(self, cell: int) -> list[int]:
        place = self.tessellation.place_ids[cell]
        own = [self.samples.of_place[place]] if place in self.samples.of_place else []
        if self.theatre.parameters.method != "nearest":
            return own
        named, at = self._standing_in
        home = self.theatre.gazetteer.get(place)
        distance = np.hypot(*(at - projection(self.theatre.crs).points_to_metres([home.lon], [home.lat])[0]).T)
        order = np.argsort(distance, kind="stable")
        near = named[order][distance[order] <= self.theatre.parameters.reach_km * M_PER_KM]
        return own + [int(i) for i in near if i not in own]

    @cached_property
    def _standing_in(self) -> tuple[Ints, Floats]:
        """The samples that may stand in for others, and where they are (metres)."""
        gazetteer, inside = self.theatre.gazetteer, set(self.tessellation.place_ids)
        precise = [i for place, i in self.samples.of_place.items() if place in inside and gazetteer.get(place).err_km <= self.theatre.parameters.reach_km]
        lonlat = self.samples.lonlat[precise]
        return np.array(precise, dtype=np.int64), projection(self.theatre.crs).points_to_metres(lonlat[:, 0], lonlat[:, 1])

    def _choice(self, candidates: Ints, days: Ints, since: Ints) -> Ints:
        """The sample that colours each cell on each day, n for none, shape (days, cells)."""
        ready = np.append(since, -1)[candidates][None] <= days[:, None, None]
        first = ready.argmax(axis=2)
        return np.asarray(np.take_along_axis(candidates[None], first[:, :, None], axis=2)[:, :, 0])

    def probability(self, days: Ints) -> Floats:
        """See `Ground.probability`."""
        return np.moveaxis(self.samples.known[self._choice(self._candidates, days, self.samples.since), days[:, None]], -1, 0)

    def codes(self, days: Ints) -> Codes:
        """See `Ground.codes`."""
        return codes(self.probability(days), self.theatre.parameters)

    def sources(self, cell: int, day: int) -> Sources:
        """The settlement that stands in for the cell's, or that one itself."""
        chosen = int(self._choice(self._candidates[[cell]], np.array([day]), self.samples.since)[0, 0])
        return [(chosen, 1.0)] if chosen < len(self.samples.place_ids) else []

    def heaviest(self, day: int) -> Ints:
        """See `Ground.heaviest`."""
        chosen = self._choice(self._candidates, np.array([day]), self.samples.since)[0]
        return np.where(chosen < len(self.samples.place_ids), chosen, -1)

    def retold(self, cell: int, day: int, now: Floats, sample: int, status: Floats) -> Floats:
        """See `Ground.retold`."""
        return status if sample in dict(self.sources(cell, day)) else now

    def varied(self, sample: int, statuses: Floats, since: int, days: Ints) -> tuple[Ints, Floats, Floats]:
        """See `Ground.varied`."""
        cells = np.flatnonzero((self._candidates == sample).any(axis=1))
        other, begin = self.samples.known.copy(), self.samples.since.copy()
        other[sample], begin[sample] = statuses, since
        chosen = [self._choice(self._candidates[cells], days, start) for start in (self.samples.since, begin)]
        return cells, np.moveaxis(self.samples.known[chosen[0], days[:, None]], -1, 0), np.moveaxis(other[chosen[1], days[:, None]], -1, 0)


@dataclass(frozen=True)
class Kriged(Ground):
    """A cell is the weighted mean of the spots around it (indicator kriging), sharpened; ground without a way home is doubted."""

    tessellation: Tessellation
    samples: Samples
    theatre: Theatre
    weights: Weights
    shift: Floats | None = None
    """What is added to the log-odds of the side in focus on each day, shape (days,)."""

    def shifted(self, shift: Floats) -> Kriged:
        """The same ground with the log-odds of the side in focus shifted by so much on each day, shape (days,)."""
        return replace(self, shift=shift)

    def probability(self, days: Ints) -> Floats:
        """See `Ground.probability`."""
        active = self._active(days)
        found = np.empty((len(active), len(days), len(self.tessellation.cells)), dtype=np.float32)
        found[:] = self._silent(days)[:, :, None]
        found[:, :, self.weights.cells] = active
        return np.asarray(found)

    def codes(self, days: Ints) -> Codes:
        """See `Ground.codes`; only the cells near samples are looked at one by one."""
        parameters = self.theatre.parameters
        found = np.repeat(codes(self._silent(days)[:, :, None], parameters), len(self.tessellation.cells), axis=1)
        found[:, self.weights.cells] = codes(self._active(days), parameters)
        return found

    def _silent(self, days: Ints) -> Floats:
        """The probabilities (holders, days) of ground that no claim is near: as the opening situation left it."""
        return chances(self.theatre.parameters.kriging.sharpness * self.samples.silent[days].T)

    def _active(self, days: Ints) -> Floats:
        """The probabilities (holders, days, a) of the cells near samples."""
        p = self.theatre.parameters.kriging
        odds = p.sharpness * self.weights.mean(self.samples.known[:, days], self._prior)
        if self.shift is not None:
            odds[self.theatre.holder_index(self.theatre.focus)] += self.shift[days][:, None].astype(np.float32)
        row = np.full(len(self.tessellation.cells), -1)
        row[self.weights.cells] = np.arange(len(self.weights.cells))
        everywhere = np.repeat(leading(self.samples.silent[days].T)[:, None], len(row), axis=1)
        everywhere[:, self.weights.cells] = leading(odds)
        for day, (cells, holder) in enumerate(self._ties.adrift(everywhere)):
            near = row[cells] >= 0
            odds[holder[near], day, row[cells[near]]] -= p.cut_off
        return chances(odds)

    @cached_property
    def _mean(self) -> Floats:
        """Kriged means of the active cells on all days, shape (holders, days, a)."""
        return self.weights.mean(self.samples.known, self._prior)

    @cached_property
    def _prior(self) -> Floats:
        """Mean probability per holder far from every spot."""
        theatre, prior = self.theatre, self.theatre.parameters.kriging.prior
        opening = theatre.holder_index(theatre.opening)
        return np.array([1.0 - prior if h == opening else prior / (len(theatre.holders) - 1) for h in range(len(theatre.holders))])

    @cached_property
    def _ties(self) -> Ties:
        return Ties.of(self.tessellation, self.theatre)

    def sources(self, cell: int, day: int) -> Sources:  # noqa: ARG002 - the weights are the same on every day
        """The spots around, with their kriging weights."""
        return self.weights.of_cell(cell)

    def heaviest(self, day: int) -> Ints:  # noqa: ARG002 - the weights are the same on every day
        """See `Ground.heaviest`."""
        found = np.full(len(self.tessellation.cells), -1, dtype=np.int64)
        found[self.weights.cells] = self.weights.heaviest
        return found

    def retold(self, cell: int, day: int, now: Floats, sample: int, status: Floats) -> Floats:
        """See `Ground.retold`."""
        weight = dict(self.sources(cell, day)).get(sample, 0.0)
        shift = self.theatre.parameters.kriging.sharpness * weight * (status - self.samples.probability[sample, day])
        return chances(np.log(now) + shift)

    def varied(self, sample: int, statuses: Floats, since: int, days: Ints) -> tuple[Ints, Floats, Floats]:  # noqa: ARG002 - only what is said counts here
        """See `Ground.varied`."""
        sharpness = self.theatre.parameters.kriging.sharpness
        cells, weight = self.weights.of_sample(sample)
        before = self._mean.take(np.searchsorted(self.weights.cells, cells), axis=2).take(days, axis=1)
        shift = (statuses - self.samples.probability[sample])[days].T.astype(np.float32)
        after = before + shift[:, :, None] * weight.astype(np.float32)
        return cells, chances(sharpness * before), chances(sharpness * after)


def chances(odds: Floats) -> Floats:
    """Probabilities from log-odds (holders, ...): exp, scaled to sum to 1 (softmax)."""
    found = np.exp(odds - odds.max(axis=0))
    found /= found.sum(axis=0)
    return np.asarray(found)
