"""Connected ground of one kind, and specks of it that a map leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.crs import Floats
from geo.space.mesh import Ints
from geo.space.tessellation import Tessellation

Bools = npt.NDArray[np.bool_]

SPECK_CELLS = 1.99
"""Ground of one kind that is smaller than this many cells of the lattice is drawn as what surrounds it: no evidence is that sharp."""


@dataclass(frozen=True)
class Patches:
    """The patch that each cell belongs to, from 0, shape (cells,), and the label of each, shape (patches,); cells of a patch hang together by edges."""

    of: Ints
    label: Ints

    @property
    def labels(self) -> Ints:
        """The label of each cell."""
        return self.label[self.of]


def patches(tessellation: Tessellation, labels: Ints) -> Patches:
    """The patches of cells with these labels, numbered by first cell."""
    pairs = tessellation.neighbours
    of = _joined(pairs[labels[pairs[:, 0]] == labels[pairs[:, 1]]], len(labels))
    return Patches(of, labels[np.unique(of, return_index=True)[1]])


def _joined(pairs: Ints, count: int) -> Ints:
    """The number of the group that each thing is in, when the pairs (n, 2) are joined."""
    links = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def without_specks(tessellation: Tessellation, found: Patches) -> Patches:
    """The patches with specks like the ground they share the longest edge with (of equals the lowest label), and one with it.

    Ground with a settlement in it stays, and so does the largest ground of each label. Where settlements have one cell each, all stays.
    """
    if tessellation.cell_m2 is None:
        return found
    of, label = found.of, found.label.copy()
    seams = _Seams.between(tessellation, of)
    while True:
        speck = _specks(tessellation, of, label)
        hosts = seams.hosts(label, speck)
        if not hosts:
            return Patches(of, label)
        label[list(hosts)] = list(hosts.values())
        group = _joined(seams.sides[label[seams.sides[:, 0]] == label[seams.sides[:, 1]]], len(label))
        of, label = group[of], label[np.unique(group, return_index=True)[1]]
        seams = seams.joined(group)


def _specks(tessellation: Tessellation, of: Ints, label: Ints) -> Bools:
    area = np.asarray(np.bincount(of, weights=tessellation.area_m2), dtype=np.float64)
    speck = np.asarray(area < SPECK_CELLS * (tessellation.cell_m2 or 0.0))
    speck[of[list(tessellation.cell_of.values())]] = False
    speck[_largest(area, label)] = False
    return speck


def _largest(area: Floats, label: Ints) -> Ints:
    """The largest patch of each label, of equals the first."""
    order = np.lexsort((np.arange(len(area)), -area, label))
    return np.asarray(order[np.unique(label[order], return_index=True)[1]])


@dataclass(frozen=True)
class _Seams:
    """The edges between patches: those on its sides, shape (edges, 2), and the length of each in metres."""

    sides: Ints
    length_m: Floats

    @classmethod
    def between(cls, tessellation: Tessellation, of: Ints) -> _Seams:
        mesh = tessellation.mesh
        return cls(mesh.sides[~mesh.outer], mesh.length_m[~mesh.outer]).joined(of)

    def joined(self, group: Ints) -> _Seams:
        """The edges that are left when what was on the sides has become part of something else."""
        sides = group[self.sides]
        kept = sides[:, 0] != sides[:, 1]
        return _Seams(sides[kept], self.length_m[kept])

    def hosts(self, label: Ints, speck: Bools) -> dict[int, int]:
        """The label that each speck takes on; none for one with nothing but specks around it."""
        both, length = np.concatenate([self.sides, self.sides[:, ::-1]]), np.tile(self.length_m, 2)
        met = speck[both[:, 0]] & ~speck[both[:, 1]]
        pairs, group = np.unique(np.column_stack([both[met, 0], label[both[met, 1]]]), axis=0, return_inverse=True)
        shared = np.round(np.bincount(group.ravel(), weights=length[met]), 3)  # to the millimetre, so that equals are equal
        best = np.lexsort((-pairs[:, 1], shared))  # later ones overwrite: the longest edge wins, of equals the lowest label
        return {int(patch): int(host) for patch, host in pairs[best]}
