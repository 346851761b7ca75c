"""A file of a reference layer becomes sheets: whose ground it shows, on which day, and how surely. What the file says is honoured; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import shapely

from geo.errors import InputError
from geo.interval import parse_instant
from geo.readers.layer.drawing import Drawing, Shape
from geo.readers.layer.formats import SUFFIXES, read_drawing, read_drawing_file
from geo.readers.layer.ground import Repair, check_whereabouts, lonlat, repaired
from geo.readers.text import one_line
from geo.sheets import NOTHING, Sheet, SheetLevel, check_name
from geo.theatre import Theatre
from geo.units import HolderId

V = TypeVar("V")

_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the user says of a file. What is said here wins over a property of the file, unless that has several values: then it would mix them up.

    `on`: the day; else as the file says, else as its name does (2025-01-07.geojson). `holder`: by id or name; else as the file says, else the side in
    focus. `level`: else as the file says, else held. `empty`: where the file shows no ground in the theatre, the holder held nothing there that day.
    """

    layer: str
    on: date | None = None
    holder: str | None = None
    level: str | None = None
    empty: bool = False


@dataclass(frozen=True, slots=True)
class LayerFile:
    """The sheets in a file, by day, holder and level, and what was repaired in it."""

    source: str
    sheets: tuple[Sheet, ...]
    repair: Repair


def layer_files(paths: Iterable[Path]) -> list[Path]:
    """The files meant: those named, and in folders those whose names end like a layer's, sorted.

    Raises:
        InputError: a path does not exist, or a folder has no such file.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no {path}. Name files or folders that exist.")
        inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and not p.name.startswith(".") and p.is_file()) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"The folder {path} holds no layer. Put files there that end in {', '.join(SUFFIXES)}.")
        found += inside
    return found


def read_layer(path: Path, theatre: Theatre, stated: Stated) -> LayerFile:
    """The sheets in a file (GeoJSON, KML, KMZ, GeoPackage, Shapefile, FlatGeobuf).

    Raises:
        TooLargeError: it is over a limit.
        InputError: it cannot be read; is empty, elsewhere, in [lat, lon] or no ground; has no day, or one outside the theatre's span; has a holder or
            level that is not known.
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


def _layer(drawing: Drawing, source: str, theatre: Theatre, stated: Stated) -> LayerFile:
    name = check_name(stated.layer)
    grounds, repair = repaired(lonlat(drawing), [shape.broken for shape in drawing.shapes])
    shapes = [Shape(shape.properties, ground) for shape, ground in zip(drawing.shapes, grounds, strict=True) if not shapely.is_empty(ground)]
    if shapes:
        check_whereabouts(grounds, theatre, may_be_elsewhere=stated.empty)
    elif not stated.empty:
        raise InputError("It holds no ground. If the layer shows that the holder held nothing that day, say so with --empty (over HTTP empty=true).")
    keys = list(zip(_days(shapes, source, theatre, stated), _holders(shapes, theatre, stated), _levels(shapes, stated), strict=True))
    grounds_of = {key: [shape.ground for shape, own in zip(shapes, keys, strict=False) if own == key] for key in sorted(set(keys))}
    sheets = tuple(Sheet(name, *key, shapely.union_all([*own, NOTHING]), one_line(source)[:200]) for key, own in grounds_of.items())
    return LayerFile(source, sheets, repair)


def _days(shapes: Sequence[Shape], source: str, theatre: Theatre, stated: Stated) -> list[date]:
    found = DAY.told(shapes, _day, stated.on)
    if None in found:
        named = _IN_NAME.findall(source)
        on = _day(named[0]) if len(named) == 1 and not any(found) else None
        if on is None:
            raise InputError(_no_day(found, len(shapes)))
        found = [on] * len(found)
    days = [on for on in found if on]
    for on in sorted(set(days)):
        theatre.require_inside(on)
    return days


def _no_day(found: Sequence[date | None], shapes: int) -> str:
    some = f"{found.count(None)} of its {shapes} shapes have no day" if any(found) else "It has no day"
    return f"{some}. Give one with --date YYYY-MM-DD (over HTTP date=), as a property `date` of each shape, or in the name of the file."


def _day(value: Any) -> date:
    """A day from a date, an instant (its day in UTC) or ISO 8601 text."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).date()
    return value if isinstance(value, date) else parse_instant(str(value).strip().replace("/", "-")[:40]).date()


def _holders(shapes: Sequence[Shape], theatre: Theatre, stated: Stated) -> list[HolderId]:
    given = find_holder(stated.holder, theatre) if stated.holder else None
    return [holder or theatre.focus for holder in HOLDER.told(shapes, lambda name: find_holder(str(name), theatre), given)]


def find_holder(name: str, theatre: Theatre) -> HolderId:
    """The holder of this id, name or other name, in any case.

    Raises:
        InputError: the theatre has no such holder.
    """
    wanted = name.strip().casefold()
    for holder in theatre.holders:
        if wanted in {word.casefold() for word in (holder.id, holder.name, holder.adjective, *holder.aliases)}:
            return holder.id
    listed = ", ".join(f"{holder.id} ({holder.name})" for holder in theatre.holders)
    raise InputError(f"{name[:60]!r} is no holder of the theatre {theatre.id}. It has {listed}.")


def _levels(shapes: Sequence[Shape], stated: Stated) -> list[SheetLevel]:
    given = _level(stated.level) if stated.level else None
    return [level or SheetLevel.HELD for level in LEVEL.told(shapes, _level, given)]


def _level(value: Any) -> SheetLevel:
    try:
        return SheetLevel(str(value).strip().lower())
    except ValueError:
        raise InputError(f"{str(value)[:40]!r} is no level of ground. It is {', '.join(SheetLevel)}; --level LEVEL says it in place of the file.") from None


@dataclass(frozen=True, slots=True)
class _Aspect:
    """Something that may be said of each shape: by these properties, the first that does counts, or by the user with an option."""

    what: str
    names: tuple[str, ...]

    def told(self, shapes: Sequence[Shape], read: Callable[[Any], V], given: V | None) -> list[V | None]:
        """What is said of each shape, once for a file without any; None where nothing is said.

        Raises:
            InputError: the file says several things, and the user one.
        """
        raw = [_property(shape, self.names) for shape in shapes] or [None]
        if given is None:
            return [None if value is None else read(value) for value in raw]
        if len(several := {str(value) for value in raw if value is not None}) > 1:
            listed = ", ".join(sorted(several))[:120]
            raise InputError(f"The file says several {self.what}s ({listed}), and --{self.names[0]} would make them one. Leave it out.")
        return [given] * len(raw)


DAY, HOLDER, LEVEL = _Aspect("day", ("date", "day", "at", "valid_from")), _Aspect("holder", ("holder",)), _Aspect("level", ("level",))


def _property(shape: Shape, names: Sequence[str]) -> Any:
    """The first of these properties that the shape has, in any case of letters; None for none."""
    lowered = {str(name).lower(): value for name, value in shape.properties.items()}
    return next((value for name in names if not _blank(value := lowered.get(name))), None)


def _blank(value: Any) -> bool:
    """Nothing, an empty text, or a missing value of a table: those alone differ from themselves."""
    return value is None or bool(value != value) or not str(value).strip()  # noqa: PLR0124
