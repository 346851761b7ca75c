"""Salients and pockets: the connected ground of each holder, named as the field names it, after its largest settlement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from geo.crs import Floats, projection
from geo.space.allocate import Frame
from geo.space.coverage import dissolve, drawn, drawn_kinds
from geo.space.mesh import Ints
from geo.space.patches import patches
from geo.space.tessellation import Bools, Tessellation
from geo.theatre import Theatre
from geo.units import PlaceId


class PartKind(StrEnum):
    """What connected ground of a holder is: joined to the holder's home across the border, cut off from its home, or neither, where the border is not known."""

    SALIENT = "salient"
    POCKET = "pocket"
    GROUND = "ground"


@dataclass(frozen=True, slots=True)
class Part:
    """Connected ground of one holder: its index in the theatre's order, the cells by index, their area in square metres, the settlement it is named after."""

    holder: int
    cells: Ints
    area_m2: float
    kind: PartKind
    place_id: PlaceId | None
    name: str


def parts(tessellation: Tessellation, frame: Frame, theatre: Theatre) -> tuple[Part, ...]:
    """The salients and pockets of an instant as the map draws them, the largest first; held and contested ground counts alike.

    The home of the holder that held everything at first is the outline away from the border; what reaches it is no part. That of every other
    holder is the border. In a theatre without a border line only ground that is enclosed on all sides is a pocket.
    """
    holder = drawn_kinds(tessellation, frame).labels // 2
    part = patches(tessellation, holder).of
    opening = theatre.holder_index(theatre.opening)
    found = []
    for cells in np.split(np.argsort(part, kind="stable"), np.cumsum(np.bincount(part))[:-1]):
        side = int(holder[cells[0]])
        if side != opening or not tessellation.on_rim[cells].any():
            found.append(_part(tessellation, theatre, side, cells, _kind(tessellation, side == opening, cells)))
    return tuple(sorted(found, key=lambda p: (-round(p.area_m2), p.holder, int(p.cells[0]))))


def part_shapes(tessellation: Tessellation, frame: Frame, found: Sequence[Part]) -> list[shapely.MultiPolygon]:
    """The parts of a frame as they are drawn, in lon/lat: unions of the polygons that `coverage` gives, so with the edges that the front has."""
    polygons, patch = drawn(tessellation, frame, smooth=True).polygons, drawn_kinds(tessellation, frame).of
    return [dissolve(polygons[np.unique(patch[part.cells])]) for part in found]


def _kind(tessellation: Tessellation, at_home: bool, cells: Ints) -> PartKind:
    border, rim = tessellation.on_border, tessellation.on_rim
    if at_home:
        return PartKind.POCKET
    if border[cells].any():
        return PartKind.SALIENT
    return PartKind.GROUND if rim[cells].any() and not border.any() else PartKind.POCKET


def _part(tessellation: Tessellation, theatre: Theatre, holder: int, cells: Ints, kind: PartKind) -> Part:
    area = tessellation.area_m2[cells]
    centre = np.average(tessellation.xy[cells], axis=0, weights=area)
    inside = np.zeros(len(tessellation.cells), dtype=bool)
    inside[cells] = True
    place = _largest(tessellation, theatre, inside, centre)
    if place:
        return Part(holder, cells, float(area.sum()), kind, place, f"{theatre.gazetteer.get(place).name} {kind}")
    near = _nearest(tessellation, cells, centre)
    name = f"{kind} near {theatre.gazetteer.get(near).name}" if near else f"{kind} without a settlement"
    return Part(holder, cells, float(area.sum()), kind, None, name)


def _largest(tessellation: Tessellation, theatre: Theatre, inside: Bools, centre: Floats) -> PlaceId | None:
    """The settlement with most inhabitants, of equals the nearest to the centre (to the metre), then the first id."""
    places = [theatre.gazetteer.get(place) for place, cell in tessellation.cell_of.items() if inside[cell]]
    if not places:
        return None
    xy = projection(theatre.crs).points_to_metres([p.lon for p in places], [p.lat for p in places])
    away = np.round(np.hypot(xy[:, 0] - centre[0], xy[:, 1] - centre[1]))
    ranked = sorted((-(place.population or 0), metres, place.id) for place, metres in zip(places, away.tolist(), strict=True))
    return ranked[0][2]


def _nearest(tessellation: Tessellation, cells: Ints, centre: Floats) -> PlaceId | None:
    """The settlement that the cell in the middle is nearest to."""
    middle = cells[np.hypot(*(tessellation.xy[cells] - centre).T).argmin()]
    return tessellation.settlement_at(int(middle))
