"""A file of a reference layer becomes sheets: whose ground it shows, on which day, and how surely.

What the file says is honoured; nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import shapely

from geo.crs import Geometries, geodesic_area_m2
from geo.errors import InputError
from geo.readers.layer.asking import Told, refuse_unchosen, refuse_unsettled
from geo.readers.layer.aspects import days_of, find_holder, find_level, holders_of, levels_of
from geo.readers.layer.days import Moment, moment_in_name
from geo.readers.layer.drawing import Drawing, Shape
from geo.readers.layer.formats import SUFFIXES, read_drawing, read_drawing_file
from geo.readers.layer.ground import Repair, lonlat, near, repaired
from geo.readers.layer.rules import folded
from geo.readers.layer.sorting import Meaning, Sorting
from geo.readers.layer.whereabouts import Ground, check_elsewhere, refuse_grazing
from geo.readers.text import one_line
from geo.sheets import NOTHING, Sheet, SheetLevel, check_name
from geo.theatre import Theatre
from geo.units import M2_PER_KM2, HolderId

MOST_LINKS = 3
"""Addresses that a message lists."""

Key = tuple[date, HolderId, SheetLevel]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the user says of a file. It wins over a property of the file, unless that has several values to mix up.

    `on`: the day; else as the file says, else as its name does (2025-01-07.geojson). `holder`: by id or name; else as
    the file says, else the side in focus. `level`: else as the file says, else held. `empty`: where the file shows no
    ground in the theatre, the holder held nothing there that day. `sorting`: which shapes are taken, and what their
    properties mean.
    """

    layer: str
    on: date | None = None
    holder: str | None = None
    level: str | None = None
    empty: bool = False
    sorting: Sorting = field(default_factory=Sorting)


@dataclass(frozen=True, slots=True)
class LayerFile:
    """The sheets in a file, by day, holder and level, its repairs, and notes on what was left out.

    `at`: the instant (UTC) that its name gives beside the day, if any.
    """

    source: str
    sheets: tuple[Sheet, ...]
    repair: Repair
    notes: tuple[str, ...] = ()
    at: datetime | None = None


def layer_files(paths: Iterable[Path]) -> list[Path]:
    """The files meant: those named, and in folders those whose names end like a layer's, sorted.

    Raises:
        InputError: a path does not exist, or a folder has no such file.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no {path}. Name files or folders that exist.")
        inside = sorted(file for file in path.iterdir() if _is_layer(file)) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"The folder {path} holds no layer. Put files there that end in {', '.join(SUFFIXES)}.")
        found += inside
    return found


def _is_layer(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()


def read_layer(path: Path, theatre: Theatre, stated: Stated) -> LayerFile:
    """The sheets in a file (GeoJSON, KML, KMZ, GeoPackage, Shapefile, FlatGeobuf).

    Raises:
        TooLargeError: it is over a limit.
        InputError: it cannot be read; is empty, elsewhere, in [lat, lon] or no ground; says of status or side what
            nobody told how to read; has no day, or one outside the theatre's span; has a holder or level that is
            not known.
    """
    return _layer(read_drawing_file(path), path.name, theatre, stated)


def read_layer_content(content: bytes, theatre: Theatre, stated: Stated, *, source: str = "") -> LayerFile:
    """The same for the content of a file; `source` is its name."""
    return _layer(read_drawing(content), source, theatre, stated)


def nothing_held(theatre: Theatre, stated: Stated) -> LayerFile:
    """The sheet that says that a holder held nothing on a day.

    Raises:
        InputError: no day is stated, or one outside the theatre's span; the holder or level is not known.
    """
    return _layer(Drawing(()), "", theatre, stated)


@dataclass(frozen=True, slots=True)
class _Meant:
    """A shape that counts: `ground` is its valid part near the theatre, `shape.ground` all of it as drawn."""

    shape: Shape
    ground: shapely.Geometry
    meaning: Meaning


def _layer(drawing: Drawing, source: str, theatre: Theatre, stated: Stated) -> LayerFile:
    name = check_name(stated.layer)
    _refuse_references(drawing)
    chosen = _chosen(drawing, stated.sorting)
    meant, repair = _meant(chosen, theatre, stated.sorting)
    place = Ground.of(theatre)
    local, slivers = _local(meant, place)
    if not local:
        _check_nothing(chosen, drawing, slivers, theatre, stated)
    told = [Told(one.shape.properties, one.meaning.named, one.ground) for one in local]
    refuse_unsettled(told, stated.sorting, place, holder=stated.holder, level=stated.level)
    moment = moment_in_name(_stem(source), theatre) if stated.on is None else None
    shown = _shown(local, moment, theatre, stated)
    if stated.empty:
        dated = [one.shape for one in local] or chosen
        shown = _nothing(days_of(dated, moment, theatre, stated.on), theatre, stated) | shown
    label = one_line(source)[:200]
    sheets = tuple(Sheet(name, *key, shown[key], label) for key in sorted(shown))
    notes = (*_left_out(drawing, len(chosen) - len(meant)), *_sliver_note(slivers, place))
    return LayerFile(source, sheets, repair, notes, moment.at if moment else None)


def _chosen(drawing: Drawing, sorting: Sorting) -> list[Shape]:
    """The shapes that are taken, in lon/lat."""
    grounds = lonlat(drawing)
    drawn = zip(drawing.shapes, grounds, strict=True)
    every = [Shape(folded(shape.properties), ground, shape.broken) for shape, ground in drawn]
    chosen = [shape for shape in every if sorting.takes(shape.properties)]
    if every and not chosen:
        refuse_unchosen([shape.properties for shape in every], sorting)
    return chosen


def _meant(chosen: Sequence[Shape], theatre: Theatre, sorting: Sorting) -> tuple[list[_Meant], Repair]:
    """The chosen shapes that count, valid as far as they lie near the theatre, and what was repaired."""
    told = [(shape, sorting.meaning(shape.properties)) for shape in chosen]
    found = [(shape, meaning) for shape, meaning in told if meaning is not None]
    grounds = near(np.array([shape.ground for shape, _ in found], dtype=object), theatre)
    grounds, repair = repaired(grounds, [shape.broken for shape, _ in found], theatre)
    made = zip(found, grounds, strict=True)
    return [_Meant(shape, ground, meaning) for (shape, meaning), ground in made], repair


def _local(shapes: Sequence[_Meant], place: Ground) -> tuple[list[_Meant], list[shapely.Geometry]]:
    """The shapes that lie in the theatre, with only their polygons that do; and the polygons that only graze it."""
    local: list[_Meant] = []
    slivers: list[shapely.Geometry] = []
    for one in shapes:
        parts = shapely.get_parts(one.ground)
        parts = parts[place.meets(parts)]
        grazing = np.array([place.grazes(part) for part in parts], dtype=bool)
        slivers += list(parts[grazing])
        if not grazing.all():
            local.append(replace(one, ground=shapely.MultiPolygon(list(parts[~grazing]))))
    return local, slivers


def _check_nothing(
    chosen: Sequence[Shape],
    drawing: Drawing,
    slivers: Sequence[shapely.Geometry],
    theatre: Theatre,
    stated: Stated,
) -> None:
    """Look at a file none of which counts in the theatre.

    Raises:
        InputError: it is not said to mean that nothing was held, or cannot mean it.
    """
    grounds: Geometries = np.array([shape.ground for shape in chosen if not shapely.is_empty(shape.ground)], dtype=object)
    if slivers and not stated.empty:
        refuse_grazing(_inside_km2(slivers, Ground.of(theatre)), _km2(grounds), theatre)
    elif len(grounds) and not slivers:
        check_elsewhere(grounds, theatre, may_be=stated.empty)
    elif not stated.empty:
        others = _kinds(drawing.others)
        only = f" Points and lines hold no ground, and the file has nothing else ({others})." if others else ""
        raise InputError(
            f"It holds no ground.{only} If the layer shows that the holder held nothing that day, say so with --empty (over HTTP empty=true).",
        )


def _shown(
    local: Sequence[_Meant],
    moment: Moment | None,
    theatre: Theatre,
    stated: Stated,
) -> dict[Key, shapely.Geometry]:
    """The ground of each sheet."""
    if not local:
        return {}
    shapes, meanings = [one.shape for one in local], [one.meaning for one in local]
    days = days_of(shapes, moment, theatre, stated.on)
    holders = holders_of(shapes, meanings, theatre, stated.holder)
    levels = levels_of(shapes, meanings, stated.level)
    grounds: dict[Key, list[shapely.Geometry]] = {}
    for key, one in zip(zip(days, holders, levels, strict=True), local, strict=True):
        grounds.setdefault(key, []).append(one.ground)
    return {key: own[0] if len(own) == 1 else shapely.union_all(own) for key, own in grounds.items()}


def _nothing(days: Sequence[date], theatre: Theatre, stated: Stated) -> dict[Key, shapely.Geometry]:
    """The sheets that say that nothing was held, of these days."""
    holder = find_holder(stated.holder, theatre) if stated.holder else theatre.focus
    level = find_level(stated.level) if stated.level else SheetLevel.HELD
    return {(on, holder, level): NOTHING for on in days}


def _sliver_note(slivers: Sequence[shapely.Geometry], place: Ground) -> list[str]:
    if not slivers:
        return []
    polygons = "polygon that only grazes" if len(slivers) == 1 else "polygons that only graze"
    lie_there = f"{_inside_km2(slivers, place):.2f} of {_km2(slivers):,.0f} km² lie there"
    return [f"{len(slivers)} {polygons} the theatre left out ({lie_there})"]


def _km2(grounds: Iterable[shapely.Geometry]) -> float:
    return sum(geodesic_area_m2(ground) for ground in grounds) / M2_PER_KM2


def _inside_km2(grounds: Iterable[shapely.Geometry], place: Ground) -> float:
    return sum(place.inside_km2(ground) for ground in grounds)


def _left_out(drawing: Drawing, by_preset: int) -> list[str]:
    """Notes on what of the file is no part of a sheet, whatever it says."""
    notes = []
    if drawing.others:
        notes.append(f"{_kinds(drawing.others)} left out: points and lines hold no ground")
    if by_preset:
        notes.append(f"{by_preset} {'shape' if by_preset == 1 else 'shapes'} left out by the preset")
    if drawing.links:
        notes.append(f"links to other files were not followed ({_listed(drawing.links)})")
    return notes


def _kinds(others: Sequence[str]) -> str:
    return ", ".join(f"{times:,} {kind}{'' if times == 1 else 's'}" for kind, times in sorted(Counter(others).items()))


def _listed(links: Sequence[str]) -> str:
    shown = ", ".join(one_line(link)[:100] for link in links[:MOST_LINKS])
    return f"{shown}, and {len(links) - MOST_LINKS} more" if len(links) > MOST_LINKS else shown


def _refuse_references(drawing: Drawing) -> None:
    """Refuse a file that does not contain its map: that nothing was held cannot be read from it.

    Raises:
        InputError: it has links or pictures alone.
    """
    if drawing.shapes:
        return
    if drawing.links:
        listed = _listed(drawing.links)
        raise InputError(
            f"It holds no map, only links to other files (NetworkLink: {listed}). Download what they lead to, and give that.",
        )
    if drawing.pictures:
        raise InputError(
            f"It holds no polygons, only pictures laid over the ground ({drawing.pictures}; GroundOverlay). Draw its outlines in a GIS first.",
        )


def _stem(source: str) -> str:
    """The name of a file without the ending of a layer."""
    ending = next((suffix for suffix in SUFFIXES if source.lower().endswith(suffix)), "")
    return source[: len(source) - len(ending)]
