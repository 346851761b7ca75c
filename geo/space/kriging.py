"""Simple kriging of indicators: what each spot counts for in each cell.

The value of a cell is the mean plus the weighted deviations of the nearest spots from it. The weights solve (C + N) w = c: C is the covariance between spots,
c that between spots and cell, both exponential, exp(-d / range), and N the noise of each spot (Journel 1983; Chilès and Delfiner 2012,
chapters 3 and 6). A spot whose position may be off by e is exp(-e / 2 range) times as closely related to everything.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from geo.crs import Floats, projection
from geo.space.samples import Samples
from geo.space.tessellation import Tessellation
from geo.theatre import Kriging, Theatre
from geo.units import M_PER_KM

Ints = npt.NDArray[np.int64]
FAINT = 0.005
"""Weights below this share are not told as sources."""
BLOCK = 4096
"""Cells that are solved at a time: 32 neighbours of each are 32 MiB."""
SMALL = np.iinfo(np.uint16).max
REMEMBERED = 40
"""Sets of spots whose neighbours are remembered, at 1.5 MiB each for 23,000 cells."""
TESSELLATIONS = 4
"""Tessellations whose last weights are kept ready."""


@dataclass(frozen=True)
class Weights:
    """What n samples count for in the cells near them. `cells` (a,) are those that have a sample among their neighbours, in order.

    `column` (a, k) is the sample of each neighbour, n where it is a settlement that no claim names; `weight` (a, k) what it counts for. `spot` (a, k) names
    the neighbours and their noise, so that rows of another body of evidence can be taken over.
    """

    cells: Ints
    column: Ints
    weight: Floats
    spot: Ints
    samples: int

    @cached_property
    def _matrix(self) -> csr_array:
        rows = np.arange(0, self.column.size + 1, max(1, self.column.shape[1]))
        return csr_array((self.weight.ravel().astype(np.float32), self.column.ravel(), rows), shape=(len(self.cells), self.samples + 1))

    def mean(self, values: Floats, prior: Floats) -> Floats:
        """Kriged values of the active cells, shape (H, T, a), from those of the samples and of the silent, (n + 1, T, H), and the prior mean (H,)."""
        deviation = values - prior
        found = np.empty((len(prior), values.shape[1], len(self.cells)), dtype=np.float32)
        for h in range(1, len(prior)):
            found[h] = (self._matrix @ np.ascontiguousarray(deviation[:, :, h], dtype=np.float32)).T + prior[h]
        found[0] = 1.0 - found[1:].sum(axis=0)  # weights are the same for all holders, and deviations sum to nothing
        return np.asarray(found)

    def of_cell(self, cell: int) -> list[tuple[int, float]]:
        """The samples that count for a cell, with their weights, the heaviest first."""
        row = int(np.searchsorted(self.cells, cell))
        if row == len(self.cells) or self.cells[row] != cell:
            return []
        pairs = zip(self.column[row].tolist(), self.weight[row].tolist(), strict=True)
        return sorted(((s, w) for s, w in pairs if s < self.samples and abs(w) >= FAINT), key=lambda pair: (-abs(pair[1]), pair[0]))

    @cached_property
    def heaviest(self) -> Ints:
        """The sample that counts most for each active cell, -1 where only settlements that no claim names count; shape (a,)."""
        weight = np.where(self.column < self.samples, np.abs(self.weight), 0.0)
        first = np.arange(len(self.cells)), weight.argmax(axis=1) if weight.size else np.zeros(0, dtype=np.int64)
        return np.where(weight[first] >= FAINT, self.column[first], -1)

    def of_sample(self, sample: int) -> tuple[Ints, Floats]:
        """The cells for which a sample counts, and what it counts for in each."""
        row, neighbour = np.nonzero(self.column == sample)
        return self.cells[row], self.weight[row, neighbour]


@dataclass(frozen=True)
class _Spots:
    """All spots that may count: every settlement of the extent, and the samples that lie away from one. Arrays (m, ...), positions in metres."""

    xy: Floats
    column: Ints
    noise: Floats
    closeness: Floats
    name: Ints

    def only(self, chosen: Ints) -> _Spots:
        """Some of them."""
        return _Spots(self.xy[chosen], self.column[chosen], self.noise[chosen], self.closeness[chosen], self.name[chosen])


_LATEST: dict[tuple[str, Kriging], Weights] = {}


def weights(tessellation: Tessellation, samples: Samples, theatre: Theatre) -> Weights:
    """The weights of the samples in the cells.

    The cost grows with the cells near samples times the cube of `neighbours`, and not with the days. Cells whose neighbours are what they were at the last call
    for this tessellation are not solved again.
    """
    p, spots = theatre.parameters.kriging, _spots(tessellation, samples, theatre)
    k = min(p.neighbours, len(spots.xy))
    if k == 0 or not len(samples.place_ids):
        empty = np.zeros((0, k), dtype=np.int64)
        return Weights(empty[:, 0] if k else np.zeros(0, dtype=np.int64), empty, empty.astype(float), empty, len(samples.place_ids))
    neighbour = _neighbours(tessellation, spots.xy, k)
    cells = np.flatnonzero((spots.column[neighbour] < len(samples.place_ids)).any(axis=1))
    chosen = neighbour[cells]
    found, missing = _taken_over(cells, spots.name[chosen], _LATEST.get((tessellation.digest, p)))
    used, place = np.unique(chosen[missing], return_inverse=True)
    near = spots.only(used)
    covariance, place = _covariance(near, p), place.reshape(len(missing), k)
    for start in range(0, len(missing), BLOCK):
        rows = slice(start, start + BLOCK)
        found[missing[rows]] = _solve(tessellation.xy[cells[missing[rows]]], place[rows], near, covariance, p)
    made = Weights(cells, spots.column[chosen], found, spots.name[chosen], len(samples.place_ids))
    _LATEST[tessellation.digest, p] = made
    while len(_LATEST) > TESSELLATIONS:
        _LATEST.pop(next(iter(_LATEST)))
    return made


_NEAREST: OrderedDict[tuple[str, int, bytes], npt.NDArray[Any]] = OrderedDict()


def _neighbours(tessellation: Tessellation, spots: Floats, k: int) -> Ints:
    """The k spots (m, 2) nearest to each cell, the nearest first, shape (cells, k); remembered, as new evidence seldom speaks of new spots."""
    key = (tessellation.digest, k, blake2b(spots.tobytes(), digest_size=16).digest())
    found = _NEAREST.get(key)
    if found is None:
        found = _NEAREST[key] = cKDTree(spots).query(tessellation.xy, k=np.arange(1, k + 1))[1].astype(np.uint16 if len(spots) <= SMALL else np.uint32)
        if len(_NEAREST) > REMEMBERED:
            _NEAREST.popitem(last=False)
    return np.asarray(found, dtype=np.int64)


def _taken_over(cells: Ints, names: Ints, like: Weights | None) -> tuple[Floats, Ints]:
    """The weights found in `like`, and the rows that are not."""
    found = np.zeros(names.shape)
    if like is None or not len(like.cells) or like.spot.shape[1] != names.shape[1]:
        return found, np.arange(len(cells))
    row = np.minimum(np.searchsorted(like.cells, cells), len(like.cells) - 1)
    same = (like.cells[row] == cells) & (like.spot[row] == names).all(axis=1)
    found[same] = like.weight[row[same]]
    return found, np.flatnonzero(~same)


def _solve(cells: Floats, neighbour: Ints, spots: _Spots, covariance: Floats, p: Kriging) -> Floats:
    """Kriging weights (b, k) of the neighbours (b, k) of cells at (b, 2) metres; `covariance` (m, m) of all spots, with their noise."""
    apart = np.hypot(*np.moveaxis(spots.xy[neighbour] - cells[:, None], -1, 0))
    toward = np.exp(-apart / (p.range_km * M_PER_KM)) * spots.closeness[neighbour]
    among = covariance[neighbour[:, :, None], neighbour[:, None, :]]
    return np.asarray(np.linalg.solve(among, toward[:, :, None])[:, :, 0])


def _covariance(spots: _Spots, p: Kriging) -> Floats:
    """Covariance (m, m) between spots; the noise is on the diagonal."""
    x, y = spots.xy.T
    apart = np.hypot(x[:, None] - x[None], y[:, None] - y[None])
    found = np.exp(-apart / (p.range_km * M_PER_KM)) * np.outer(spots.closeness, spots.closeness)
    found[np.diag_indices(len(found))] = 1.0 + spots.noise
    return np.asarray(found)


def _spots(tessellation: Tessellation, samples: Samples, theatre: Theatre) -> _Spots:
    p, gazetteer, n = theatre.parameters.kriging, theatre.gazetteer, len(samples.place_ids)
    settlements = [gazetteer.get(place) for place in tessellation.settlements]
    of_place = samples.of_place
    own = [of_place.get(place.id, n) for place in settlements]
    inside = set(tessellation.settlements)
    away = [i for i, place in enumerate(samples.place_ids) if not samples.is_place[i] and place in inside and _covered(theatre, samples.lonlat[i])]
    lonlat = np.array([*((place.lon, place.lat) for place in settlements), *samples.lonlat[away]]).reshape(-1, 2)
    error = np.array([*(place.err_km for place in settlements), *samples.err_km[away]])
    column = np.array([*own, *away], dtype=np.int64)
    xy = projection(theatre.crs).points_to_metres(lonlat[:, 0], lonlat[:, 1])
    noise = np.where(column == n, p.nugget_silent, p.nugget)
    name = np.array([hash((*spot, spoken)) for spot, spoken in zip(np.column_stack([xy, error]).tolist(), (column != n).tolist(), strict=True)], dtype=np.int64)
    return _Spots(xy, column, noise, np.exp(-error / p.range_km / 2.0), name)


def _covered(theatre: Theatre, lonlat: Floats) -> bool:
    return bool(shapely.intersects_xy(theatre.extent, lonlat[0], lonlat[1]))
