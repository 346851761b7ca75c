"""Hand-drawn maps on the cells of a tessellation: what maps are measured against. Only numbers ever leave this module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import projection
from geo.errors import InputError
from geo.space import Tessellation
from geo.theatre import Theatre
from geo.units import M2_PER_KM2

Flags = npt.NDArray[np.bool_]

HELD, UNKNOWN = "_held", "_unknown"


@dataclass(frozen=True)
class Days:
    """Reference days on the cells of a tessellation: for each day the cells of each mapper, and the least and greatest area that mappers give (km2)."""

    on: tuple[date, ...]
    masks: tuple[Mapping[str, Flags], ...]
    span_km2: tuple[tuple[float, float], ...]

    def only(self, chosen: Sequence[int]) -> Days:
        """Some of the days."""
        return Days(tuple(self.on[i] for i in chosen), tuple(self.masks[i] for i in chosen), tuple(self.span_km2[i] for i in chosen))


def read_days(folder: Path, tessellation: Tessellation, theatre: Theatre) -> Days:
    """The reference days in a folder of `<mapper>_held/<YYYY-MM-DD>.geojson`, with `<mapper>_unknown` beside it where a mapper marks ground as unclear.

    Raises:
        InputError: there is no such folder, or it holds no layers.
    """
    names = sorted(path.name for path in folder.glob(f"*{HELD}") if path.is_dir()) if folder.is_dir() else []
    dates = sorted({path.stem for name in names for path in (folder / name).glob("*.geojson")})
    if not dates:
        raise InputError(f"{folder} holds no reference maps. It should hold folders <mapper>{HELD} with files YYYY-MM-DD.geojson.")
    read = partial(_read, folder, theatre)
    found = [({name: shape for name in names if (shape := read(name, day)) is not None}, day) for day in dates]
    spans = [_span(shapes, {name: read(name.replace(HELD, UNKNOWN), day) for name in names}) for shapes, day in found]
    masks = [{name: _mask(shape, tessellation) for name, shape in shapes.items()} for shapes, _ in found]
    return Days(tuple(date.fromisoformat(day) for day in dates), tuple(masks), tuple(spans))


def _read(folder: Path, theatre: Theatre, name: str, day: str) -> shapely.Geometry | None:
    path = folder / name / f"{day}.geojson"
    if not path.exists():
        return None
    frame = gpd.read_file(path)
    if not len(frame):
        return shapely.Polygon()
    whole = shapely.union_all(shapely.make_valid(frame.to_crs(theatre.crs).geometry.values))
    return shapely.intersection(whole, projection(theatre.crs).to_metres(np.array([theatre.extent], dtype=object))[0])


def _span(shapes: Mapping[str, shapely.Geometry], unclear: Mapping[str, shapely.Geometry | None]) -> tuple[float, float]:
    held = [shape.area / M2_PER_KM2 for shape in shapes.values()]
    most = [(shapes[name].area + shape.area) / M2_PER_KM2 for name, shape in unclear.items() if shape is not None and name in shapes]
    return min(held), max(held + most)


def _mask(shape: shapely.Geometry, tessellation: Tessellation) -> Flags:
    shapely.prepare(shape)
    return np.asarray(shapely.contains_xy(shape, tessellation.xy[:, 0], tessellation.xy[:, 1]))
