"""Which ground hangs together with home: held ground that is cut off from its own side is in doubt.

A side's home is where its own land begins: for the opening holder the outline of the extent away from the state border, for who comes from across it
the border.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.space.tessellation import Tessellation
from geo.theatre import Theatre

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

KEPT = 3000
"""Pictures whose cut-off ground is remembered: a campaign has one a day, and a new report changes few of them."""


@dataclass(frozen=True)
class Ties:
    """`neighbours` (m, 2) cells that share an edge; `home` (cells, holders) where each holder's own land begins. A holder without any is never cut off."""

    neighbours: Ints
    home: Flags
    _seen: OrderedDict[bytes, tuple[Ints, Ints]] = field(default_factory=OrderedDict, compare=False, repr=False)

    @classmethod
    def of(cls, tessellation: Tessellation, theatre: Theatre) -> Ties:
        """The ties of a tessellation; the same object each time."""
        found = _TIES.get(tessellation.digest)
        if found is None:
            opening = theatre.holder_index(theatre.opening)
            home = [tessellation.on_rim if h == opening else tessellation.on_border for h in range(len(theatre.holders))]
            found = _TIES.setdefault(tessellation.digest, cls(tessellation.neighbours, np.column_stack(home)))
        return found

    def adrift(self, holder: Ints) -> tuple[Ints, Ints]:
        """The cells that their likeliest holder (cells,) cannot reach from home, and that holder of each."""
        key = blake2b(np.asarray(holder, dtype=np.uint8).tobytes(), digest_size=16).digest()
        found = self._seen.get(key)
        if found is None:
            cells = self._adrift(holder)
            found = self._seen[key] = cells, holder[cells]
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return found

    def _adrift(self, holder: Ints) -> Ints:
        a, b = self.neighbours.T
        same = holder[a] == holder[b]
        n = len(holder)
        start = np.concatenate([[0], np.cumsum(np.bincount(a[same], minlength=n))])  # the pairs are sorted by their first cell
        links = csr_array((np.ones(int(start[-1]), dtype=np.int8), b[same], start), shape=(n, n))
        parts, part = connected_components(links, directed=False)
        own = np.zeros(n, dtype=bool)
        for h in np.flatnonzero(self.home.any(axis=0)):
            mine, tied = holder == h, np.zeros(parts, dtype=bool)
            tied[part[mine & self.home[:, h]]] = True
            own |= mine & ~tied[part]
        return np.flatnonzero(own)


_TIES: dict[str, Ties] = {}
