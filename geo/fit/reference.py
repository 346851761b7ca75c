"""The reference maps, drawn by hand: what each mapper shows as held, and as of unknown status, on the days that there are.

They are read and measured, never written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from geo.compare import Ground, LightTable
from geo.errors import InputError
from geo.interval import parse_date
from geo.readers.layer import Stated, read_layer
from geo.space import Tessellation
from geo.theatre import Theatre

Flags = npt.NDArray[np.bool_]
Maps = Mapping[str, Mapping[date, Ground]]

HELD, UNKNOWN = "_held", "_unknown"


@dataclass(frozen=True, slots=True)
class Reference:
    """Ground by mapper and day: `held` is what the mapper says the side in focus holds, `unknown` what it leaves open. No entry means unknown, not zero."""

    held: Maps
    unknown: Maps

    @property
    def days(self) -> list[date]:
        """The days on which some mapper shows what is held."""
        return sorted({on for maps in self.held.values() for on in maps})

    def on(self, day: date) -> dict[str, Ground]:
        """What each mapper that has this day shows as held."""
        return {mapper: maps[day] for mapper, maps in self.held.items() if day in maps}

    def span_km2(self, day: date) -> tuple[float, float]:
        """The smallest area that a mapper shows as held, and the largest, ground of unknown status added where the mapper has it."""
        held = self.on(day)
        open_km2 = {mapper: maps[day].km2 for mapper, maps in self.unknown.items() if day in maps}
        return min(ground.km2 for ground in held.values()), max(ground.km2 + open_km2.get(mapper, 0.0) for mapper, ground in held.items())


def read_reference(folder: Path, theatre: Theatre) -> Reference:
    """The maps in `folder`/<mapper>_held/<YYYY-MM-DD>.geojson and <mapper>_unknown, clipped to the theatre.

    Raises:
        InputError: the folder is missing or holds no such maps.
    """
    found = Reference(_maps(folder, HELD, theatre), _maps(folder, UNKNOWN, theatre)) if folder.is_dir() else Reference({}, {})
    if not found.days:
        raise InputError(
            f"{folder} {'holds no reference maps' if folder.is_dir() else 'is no folder'}. Name one that holds <mapper>{HELD}/<YYYY-MM-DD>.geojson."
        )
    return found


def _maps(folder: Path, ending: str, theatre: Theatre) -> Maps:
    return {path.name.removesuffix(ending): _days(path, theatre) for path in sorted(folder.glob(f"*{ending}")) if path.is_dir()}


def _days(folder: Path, theatre: Theatre) -> dict[date, Ground]:
    light = LightTable.of(theatre)
    found = {}
    for path in sorted(folder.glob("*.geojson")):
        on = parse_date(path.stem)
        (sheet,) = read_layer(path, theatre, Stated(folder.name, on, holder=theatre.focus, level="held", empty=True)).sheets
        found[on] = light.ground([sheet.ground], on)
    return found


@dataclass(frozen=True)
class Days:
    """Reference days on the cells of a tessellation: for each day the cells of each mapper, and the least and greatest area that mappers give (km2)."""

    on: tuple[date, ...]
    masks: tuple[Mapping[str, Flags], ...]
    span_km2: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, reference: Reference, tessellation: Tessellation) -> Days:
        """The reference on these cells: a cell is a mapper's where its centre is."""
        masks = [{mapper: _mask(ground.shape, tessellation) for mapper, ground in reference.on(day).items()} for day in reference.days]
        return cls(tuple(reference.days), tuple(masks), tuple(reference.span_km2(day) for day in reference.days))

    def only(self, chosen: Sequence[int]) -> Days:
        """Some of the days."""
        return Days(tuple(self.on[i] for i in chosen), tuple(self.masks[i] for i in chosen), tuple(self.span_km2[i] for i in chosen))


def _mask(shape: shapely.Geometry, tessellation: Tessellation) -> Flags:
    shapely.prepare(shape)
    return np.asarray(shapely.contains_xy(shape, tessellation.xy[:, 0], tessellation.xy[:, 1]))
