"""Which ground hangs together with home: held ground that is cut off from its own side is in doubt.

A side's home is where its own land begins: for the opening holder the outline of the extent away from the state border, for who comes from across it
the border.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.space.tessellation import Tessellation
from geo.theatre import Theatre

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Picture = npt.NDArray[np.uint8]
Cut = tuple[Ints, Picture]

KEPT = 3000
"""Pictures whose cut-off ground is remembered: a campaign has one a day, and a new report changes few of them."""


@dataclass(frozen=True)
class Ties:
    """`neighbours` (m, 2) cells that share an edge; `home` (cells, holders) where each holder's own land begins. A holder without any is never cut off."""

    neighbours: Ints
    home: Flags
    _seen: OrderedDict[bytes, Cut] = field(default_factory=OrderedDict, compare=False, repr=False)

    @classmethod
    def of(cls, tessellation: Tessellation, theatre: Theatre) -> Ties:
        """The ties of a tessellation; the same object each time."""
        found = _TIES.get(tessellation.digest)
        if found is None:
            opening = theatre.holder_index(theatre.opening)
            home = [tessellation.on_rim if h == opening else tessellation.on_border for h in range(len(theatre.holders))]
            found = _TIES.setdefault(tessellation.digest, cls(tessellation.neighbours, np.column_stack(home)))
        return found

    def adrift(self, holder: npt.NDArray[np.integer[Any]]) -> list[Cut]:
        """For each picture of likeliest holders, (pictures, cells), the cells that their holder cannot reach from home, and that holder of each."""
        pictures = np.asarray(holder, dtype=np.uint8)
        keys = [blake2b(row, digest_size=16).digest() for row in pictures]
        found = {key: cells for key in keys if (cells := self._seen.get(key)) is not None}
        new = {key: n for n, key in enumerate(keys) if key not in found}
        found |= zip(new, self._cut_off(pictures[list(new.values())]), strict=True)
        for key in new:
            self._seen[key] = found[key]
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return [found[key] for key in keys]

    def _cut_off(self, holder: Picture) -> Iterator[Cut]:
        """The cells adrift in each picture. What hangs together in all of them is one piece, so that each costs little more than what varies."""
        if not len(holder):
            return
        (a, b), steady = self.neighbours.T, (holder == holder[0]).all(axis=0)
        within = steady[a] & steady[b] & (holder[0][a] == holder[0][b])
        pieces, piece = _joined(a[within], b[within], holder.shape[1])
        cell = np.zeros(pieces, dtype=np.int64)
        cell[piece] = np.arange(len(piece))
        loose = ~(steady[a] & steady[b])
        ends = np.divmod(np.unique(piece[a[loose]].astype(np.int64) * pieces + piece[b[loose]]), pieces)
        home = np.zeros((pieces, self.home.shape[1]), dtype=bool)
        for h in range(home.shape[1]):
            home[piece[self.home[:, h]], h] = True
        for row, lost in zip(holder, _apart(holder[:, cell], ends, home), strict=True):
            cells = np.flatnonzero(lost[piece])
            yield cells, row[cells]


def _joined(a: Ints, b: Ints, n: int) -> tuple[int, Ints]:
    """The connected components of n nodes with links from a, in order, to b: their number, and that of each node."""
    start = np.concatenate([[0], np.cumsum(np.bincount(a, minlength=n))])
    links = csr_array((np.ones(len(b), dtype=np.int8), b, start), shape=(n, n))
    count, component = connected_components(links, directed=False)
    return int(count), np.asarray(component)


def _apart(holder: Picture, ends: tuple[Ints, Ints], home: Flags) -> Flags:
    """Which pieces their holder (pictures, pieces) cannot reach from home, over the pairs of pieces that touch, in order; one graph for all."""
    pieces = holder.shape[1]
    a, b = ends
    picture, pair = np.nonzero(holder[:, a] == holder[:, b])
    parts, part = _joined(a[pair] + picture * pieces, b[pair] + picture * pieces, holder.size)
    found, part = np.zeros(holder.shape, dtype=bool), part.reshape(holder.shape)
    for h in np.flatnonzero(home.any(axis=0)):
        mine, tied = holder == h, np.zeros(parts, dtype=bool)
        tied[part[mine & home[:, h]]] = True
        found |= mine & ~tied[part]
    return found


_TIES: dict[str, Ties] = {}
