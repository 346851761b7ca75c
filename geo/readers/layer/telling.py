"""What a file says of status or side where nobody told how to read it: found, and put to the user. Nothing is passed over, and nothing is guessed."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import shapely

from geo.errors import InputError
from geo.readers.layer.layouts import Preset, layouts, words_of
from geo.readers.layer.rules import ANYTHING, plain, property_of
from geo.readers.layer.sorting import HOLDER, LEVEL, Sorting
from geo.readers.layer.whereabouts import Ground
from geo.readers.text import one_line
from geo.sheets import SheetLevel
from geo.theatre import Theatre

MOST_VALUES, MOST_PROPERTIES = 12, 3
"""How many values of a property, and properties, a message lists."""
Row = Mapping[str, Any]
"""Properties, folded."""
LONG = 80
"""A longer text is a description, no word for a status."""
SHOWN, IN_OPTION = 60, 40
NOTHING = "(nothing)"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Told:
    """A shape in the theatre: its properties, whether something was said of it, and its ground; how much of that lies there is asked for a message only."""

    properties: Row
    named: bool
    ground: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Property:
    """The values of a property, each with how many shapes have it and their area in the theatre."""

    name: str
    values: Mapping[str, tuple[int, float]]

    @classmethod
    def of(cls, name: str, shapes: Sequence[Told], place: Ground) -> Property:
        """The values of a property of these shapes, those of most ground first; `NOTHING` for a shape without one."""
        found: dict[str, tuple[str, int, float]] = {}
        for shape in shapes:
            value = property_of(shape.properties, name)
            text = NOTHING if value is None else one_line(str(value))
            first, times, km2 = found.get(plain(text), (text, 0, 0.0))
            found[plain(text)] = (first, times + 1, km2 + place.inside_km2(shape.ground))
        ranked = sorted(found.values(), key=lambda value: (-value[2], value[0]))
        return cls(name, {text: (times, km2) for text, times, km2 in ranked})

    def lines(self) -> list[str]:
        """A line for each value."""
        shown = [
            f"  {self.name} = {_cut(text, SHOWN)}: {times} {'shape' if times == 1 else 'shapes'}, {km2:,.1f} km² in the theatre"
            for text, (times, km2) in list(self.values.items())[:MOST_VALUES]
        ]
        rest = len(self.values) - len(shown)
        return [*shown, f"  and {rest} more values of {self.name}"] if rest > 0 else shown


def refuse_unsettled(shapes: Sequence[Told], sorting: Sorting, place: Ground, *, holder: str | None, level: str | None) -> None:
    """Stop where shapes say things of status or side that nobody told how to read.

    Args:
        shapes: those that lie in the theatre.
        sorting: how they are told apart.
        place: the theatre, whose sides may be named.
        holder: whose ground they show, where that was stated for all.
        level: how surely, likewise.

    Raises:
        InputError: they do; the message lists the values found, with count and area, and the options that would say which is which.
    """
    if sorting.as_one or not shapes:
        return
    if sorting.tells:
        if left := [shape for shape in shapes if not shape.named]:
            there = [name for name in sorting.properties if any(property_of(shape.properties, name) is not None for shape in left)]
            _stop("Of some shapes nothing is said", there or sorting.properties, left, place)
        return
    rows = [shape.properties for shape in shapes]
    found = open_question(rows, place.theatre, asked=[condition.key for condition in sorting.where], holder=holder, level=level)
    if found is not None:
        _stop(_WHY[found.why], found.names, shapes, place, found.preset)


class Why(StrEnum):
    """Why a file is not read unasked: its layout is known and no preset was named, its shapes differ, or all say otherwise than they would be stored."""

    LAYOUT = "layout"
    DIFFER = "differ"
    OTHERWISE = "otherwise"


_WHY = {
    Why.LAYOUT: "It says which ground is whose, and nothing tells how to read that",
    Why.DIFFER: "Its shapes say different things of status or side, and nothing tells which is which",
    Why.OTHERWISE: "It would be stored as what the side in focus held, and says otherwise",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What a file leaves open: the properties that speak of it, most telling first, and the preset that reads its layout."""

    why: Why
    names: tuple[str, ...]
    preset: Preset | None = None


def open_question(rows: Sequence[Row], theatre: Theatre, *, asked: Sequence[str] = (), holder: str | None = None, level: str | None = None) -> Question | None:
    """What shapes with these properties leave open; None where nothing is. The page asks the same of a dropped file (layouts.js).

    Args:
        rows: the properties of each shape in the theatre.
        theatre: whose sides may be named.
        asked: properties by which shapes were chosen; these are told, and looks and layout no longer count.
        holder: whose ground they show, where that was stated for all.
        level: how surely, likewise.
    """
    telling = _telling(rows, theatre, looks=not asked)
    differing = tuple(name for name in telling if name not in asked and _differ(name, rows))
    preset = None if asked else layouts().recognise(rows)
    if preset:
        known = {condition.key for condition in preset.known_by}
        return Question(Why.LAYOUT, differing or tuple(name for name in _names_of(rows) if name in known), preset)
    if differing:
        return Question(Why.DIFFER, differing)
    otherwise = None if asked else _otherwise(rows, theatre, holder=holder, level=level)
    return Question(Why.OTHERWISE, (otherwise,)) if otherwise else None


def refuse_unchosen(every: Sequence[Row], sorting: Sorting) -> None:
    """Say why a choice leaves nothing.

    Raises:
        InputError: always; the message lists the values that there are.
    """
    lines = [line for name in dict.fromkeys(condition.name for condition in sorting.where) for line in _counts(name, every)]
    asked = ", ".join(str(condition) for condition in sorting.where)
    raise InputError("\n".join([f"No shape has {asked[:200]}. There is:", *lines]))


def _counts(name: str, every: Sequence[Row]) -> list[str]:
    times = Counter(one_line(str(value)) for properties in every if (value := property_of(properties, name)) is not None)
    if not times:
        return [f"  no property {name}; the shapes have {', '.join(sorted({key for properties in every for key in properties}))[:200] or 'none'}"]
    shown = [f"  {name} = {_cut(text, SHOWN)}: {count} {'shape' if count == 1 else 'shapes'}" for text, count in times.most_common(MOST_VALUES)]
    rest = len(times) - len(shown)
    return [*shown, f"  and {rest} more values of {name}"] if rest > 0 else shown


def _names_of(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _telling(rows: Sequence[Row], theatre: Theatre, *, looks: bool) -> list[str]:
    """Names of the properties that speak of status or side, most telling first; looks only where no words differ.

    Where every shape says its holder and its level in so many words, nothing else counts; where it says its holder, names are mere names.
    """
    telling = layouts().telling
    says_holder, says_level = (all(property_of(row, word) is not None for row in rows) for word in (HOLDER, LEVEL))
    if says_holder and says_level:
        return []
    names = [name for name in _names_of(rows) if name not in {HOLDER, LEVEL}]
    of_status = [name for name in names if telling.of_status(name)]
    of_names = [name for name in names if telling.of_name(name)]
    of_looks = sorted((name for name in names if name in telling.looks), key=telling.looks.index)
    others = [name for name in names if name not in {*of_status, *of_names, *of_looks} and _speaks(name, rows, theatre)]
    words = [*of_status, *([] if says_holder else of_names), *others]
    settled = says_holder or says_level or any(_differ(name, rows) for name in words)
    return words if settled or not looks else [*words, *of_looks[:1]]


def _speaks(name: str, rows: Sequence[Row], theatre: Theatre) -> bool:
    """Whether some value of a property that could be anything speaks of status, or names a side."""
    texts = {value for row in rows if isinstance(value := property_of(row, name), str)}
    return any(len(text) <= LONG and (layouts().telling.speaks(text) or sides_in(text, theatre)) for text in texts)


def _differ(name: str, rows: Sequence[Row]) -> bool:
    """Whether the shapes differ in a property. Names that differ in numbers alone (Polygon 1, Polygon 2) are alike."""
    values = {NOTHING if (value := property_of(row, name)) is None else plain(value) for row in rows}
    if layouts().telling.of_name(name):
        values = {value if value.isdigit() else _DIGITS.sub("#", value) for value in values}
    return len(values) > 1


def sides_in(text: str, theatre: Theatre) -> set[str]:
    """The ids of the holders that a text names, by id, name, adjective or other name, in any case."""
    words = f" {' '.join(words_of(text))} "
    named = {holder.id: (holder.id, holder.name, holder.adjective, *holder.aliases) for holder in theatre.holders}
    return {side for side, names in named.items() if any(f" {' '.join(words_of(name))} " in words for name in names)}


def _otherwise(rows: Sequence[Row], theatre: Theatre, *, holder: str | None, level: str | None) -> str | None:
    """The property by which shapes that all say the same say something else than they would be stored as: the other side's ground, or of another level.

    Of a property that speaks of status its words count; of a name, only where a word for a side or level is all of it.
    """
    telling, row = layouts().telling, rows[0]
    says_holder = holder or property_of(row, HOLDER) is not None
    says_level = level or property_of(row, LEVEL) is not None
    for name in _names_of(rows):
        text = "" if (value := property_of(row, name)) is None else str(value)
        counts = telling.of_status(name) or (telling.of_name(name) and len(words_of(text)) == 1)
        if name in {HOLDER, LEVEL} or not counts or len(text) > LONG:
            continue
        sides, said = sides_in(text, theatre), telling.level(text)
        if (len(sides) == 1 and not says_holder and theatre.focus not in sides) or (said and not says_level):
            return name
    return None


def _stop(what: str, names: Sequence[str], shapes: Sequence[Told], place: Ground, preset: Preset | None = None) -> None:
    found = [Property.of(name, shapes, place) for name in names[:MOST_PROPERTIES]]
    layout = [f"It is laid out like {preset.title}, which --preset {preset.id} reads."] if preset else []
    raise InputError("\n".join([f"{what}:", *(line for one in found for line in one.lines()), *layout, *_remedy(found[0], place.theatre)]))


def _remedy(found: Property, theatre: Theatre) -> list[str]:
    """How to say which is which: an option for each value, complete where the value itself names its side or level."""
    options = [_option(found.name, text, theatre) for text in list(found.values)[:MOST_VALUES] if text != NOTHING]
    sides = " or ".join(holder.id for holder in theatre.holders)
    return [
        "Say what each means, and take only some with --where:",
        f"  salient compare import … {' '.join(options)}",
        f"HOLDER is {sides}; a level is {', '.join(SheetLevel)}. --as-one takes all alike.",
        "Over HTTP these are preset=, where=, holder-from=, level-from= and as-one=true.",
    ]


def _option(name: str, text: str, theatre: Theatre) -> str:
    short = text if len(text) <= IN_OPTION else f"{text[:IN_OPTION].rstrip()}{ANYTHING}"
    sides, level = sides_in(text, theatre), layouts().telling.level(text)
    if level:
        return f"--level-from {shlex.quote(f'{name}={short}:{level}')}"
    side = sides.pop() if len(sides) == 1 else "HOLDER"
    return f"--holder-from {shlex.quote(f'{name}={short}:{side}')}"


def _cut(text: str, length: int) -> str:
    return repr(text if len(text) <= length else f"{text[: length - 1]}…")
