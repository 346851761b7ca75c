"""The reference maps: what each mapper shows as held, and as of unknown status, on the days that there are. They are read and measured, never written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geo.compare import Ground, LightTable
from geo.errors import InputError
from geo.interval import parse_date
from geo.readers.layer import Stated, read_layer
from geo.theatre import Theatre

HELD, UNKNOWN = "_held", "_unknown"

Maps = Mapping[str, Mapping[date, Ground]]


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
    if not folder.is_dir():
        raise InputError(f"REFERENCE={folder} is no folder. Name one that holds <mapper>_held/<YYYY-MM-DD>.geojson.")
    found = Reference(_maps(folder, HELD, theatre), _maps(folder, UNKNOWN, theatre))
    if not found.days:
        raise InputError(f"REFERENCE={folder} holds no maps. Name a folder that holds <mapper>_held/<YYYY-MM-DD>.geojson.")
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
