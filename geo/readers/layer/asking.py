"""What a file leaves open is put to the user: the values found, with count and area, and the options that say what they mean."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely

from geo.errors import InputError
from geo.readers.layer.layouts import Preset, layouts
from geo.readers.layer.rules import ANYTHING, plain, property_of
from geo.readers.layer.sorting import Sorting
from geo.readers.layer.telling import NOTHING, Row, Why, has, names_of, open_question, sides_in
from geo.readers.layer.whereabouts import Ground
from geo.readers.text import one_line
from geo.sheets import SheetLevel
from geo.theatre import Theatre

MOST_VALUES, MOST_PROPERTIES = 12, 3
"""How many values of a property, and properties, a message lists."""
SHOWN, IN_OPTION = 60, 40
"""Letters of a value in a line, and in an option."""

_WHY = {
    Why.LAYOUT: "It says which ground is whose, and nothing tells how to read that",
    Why.DIFFER: "Its shapes say different things of status or side, and nothing tells which is which",
    Why.OTHERWISE: "It would be stored as what the side in focus held, and says otherwise",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A shape in the theatre: its properties, whether something was said of it, and its ground."""

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
        """The values of a property, those of most ground first; `NOTHING` for shapes without one."""
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
        lines = [f"  {self.name} = {_cut(text)}: {_shapes(times)}, {km2:,.1f} km² in the theatre" for text, (times, km2) in self.values.items()]
        return _first_of(lines, self.name)


def refuse_unsettled(
    shapes: Sequence[Told],
    sorting: Sorting,
    place: Ground,
    *,
    holder: str | None,
    level: str | None,
) -> None:
    """Stop where shapes say things of status or side that nobody told how to read.

    Args:
        shapes: those that lie in the theatre.
        sorting: how they are told apart.
        place: the theatre, whose sides may be named.
        holder: whose ground they show, where that was stated for all.
        level: how surely, likewise.

    Raises:
        InputError: they do; the message lists the values found, with count and area, and the options that would say
            which is which.
    """
    if sorting.as_one or not shapes:
        return
    if sorting.tells:
        if left := [shape for shape in shapes if not shape.named]:
            there = [name for name in sorting.properties if any(has(shape.properties, name) for shape in left)]
            _stop("Of some shapes nothing is said", there or sorting.properties, left, place)
        return
    rows = [shape.properties for shape in shapes]
    asked = [condition.key for condition in sorting.where]
    found = open_question(rows, place.theatre, asked=asked, holder=holder, level=level)
    if found is not None:
        _stop(_WHY[found.why], found.names, shapes, place, found.preset)


def refuse_unchosen(every: Sequence[Row], sorting: Sorting) -> None:
    """Say why a choice leaves nothing.

    Raises:
        InputError: always; the message lists the values that there are.
    """
    names = dict.fromkeys(condition.name for condition in sorting.where)
    lines = [line for name in names for line in _counts(name, every)]
    asked = ", ".join(str(condition) for condition in sorting.where)
    raise InputError("\n".join([f"No shape has {asked[:200]}. There is:", *lines]))


def _counts(name: str, every: Sequence[Row]) -> list[str]:
    times = Counter(one_line(str(property_of(row, name))) for row in every if has(row, name))
    if not times:
        listed = ", ".join(sorted(names_of(every)))[:200]
        return [f"  no property {name}; the shapes have {listed or 'none'}"]
    return _first_of([f"  {name} = {_cut(text)}: {_shapes(count)}" for text, count in times.most_common()], name)


def _first_of(lines: list[str], name: str) -> list[str]:
    """As many lines on the values of a property as a message lists."""
    rest = len(lines) - MOST_VALUES
    return [*lines[:MOST_VALUES], f"  and {rest} more values of {name}"] if rest > 0 else lines


def _shapes(times: int) -> str:
    return f"{times} {'shape' if times == 1 else 'shapes'}"


def _stop(
    what: str,
    names: Sequence[str],
    shapes: Sequence[Told],
    place: Ground,
    preset: Preset | None = None,
) -> None:
    found = [Property.of(name, shapes, place) for name in names[:MOST_PROPERTIES]]
    layout = [f"It is laid out like {preset.title}, which --preset {preset.id} reads."] if preset else []
    values = [line for one in found for line in one.lines()]
    raise InputError("\n".join([f"{what}:", *values, *layout, *_remedy(found[0], place.theatre)]))


def _remedy(found: Property, theatre: Theatre) -> list[str]:
    """How to say which is which: an option for each value, complete where it names its side or level itself."""
    texts = [text for text in found.values if text != NOTHING]
    options = [_option(found.name, text, theatre) for text in texts[:MOST_VALUES]]
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


def _cut(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")
