"""What a file says of status or side where nobody told how to read it. Nothing is passed over, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geo.readers.layer.layouts import Preset, layouts, words_of
from geo.readers.layer.rules import plain, property_of
from geo.readers.layer.sorting import HOLDER, LEVEL
from geo.theatre import Theatre

Row = Mapping[str, Any]
"""Properties, folded."""
LONG = 80
"""A longer text is a description, no word for a status."""
NOTHING = "(nothing)"
"""Stands for the value of a shape without one."""
_DIGITS = re.compile(r"\d+")
_TAG = re.compile(r"<[^<>]*>")
"""What a description in HTML has around its words."""


class Why(StrEnum):
    """Why a file is not read unasked.

    Its layout is known and no preset was named, its shapes differ, or all say otherwise than they would be stored.
    """

    LAYOUT = "layout"
    DIFFER = "differ"
    OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Question:
    """What a file leaves open: the properties that speak of it, most telling first, and the preset that reads it."""

    why: Why
    names: tuple[str, ...]
    preset: Preset | None = None


def open_question(
    rows: Sequence[Row],
    theatre: Theatre,
    *,
    asked: Sequence[str] = (),
    holder: str | None = None,
    level: str | None = None,
) -> Question | None:
    """What shapes with these properties leave open; None where nothing is.

    The page asks the same of a dropped file (layouts.js).

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
        told = tuple(name for name in names_of(rows) if name in known)
        return Question(Why.LAYOUT, differing or told, preset)
    if differing:
        return Question(Why.DIFFER, differing)
    otherwise = None if asked else _otherwise(rows, theatre, holder=holder, level=level)
    return Question(Why.OTHERWISE, (otherwise,)) if otherwise else None


def names_of(rows: Sequence[Row]) -> list[str]:
    """The names of all properties, in the order in which they come."""
    return list(dict.fromkeys(name for row in rows for name in row))


def has(row: Row, name: str) -> bool:
    """Whether a property says something."""
    return property_of(row, name) is not None


def _telling(rows: Sequence[Row], theatre: Theatre, *, looks: bool) -> list[str]:
    """Names of the properties that speak of status or side, most telling first; looks only where no words differ.

    Where every shape says its holder and its level in so many words, nothing else counts; where it says its holder,
    names are mere names.
    """
    telling = layouts().telling
    says_holder, says_level = (all(has(row, word) for row in rows) for word in (HOLDER, LEVEL))
    if says_holder and says_level:
        return []
    names = [name for name in names_of(rows) if name not in {HOLDER, LEVEL}]
    of_status = [name for name in names if telling.of_status(name)]
    of_names = [name for name in names if telling.of_name(name)]
    of_looks = sorted((name for name in names if name in telling.looks), key=telling.looks.index)
    rest = [name for name in names if name not in {*of_status, *of_names, *of_looks}]
    others = [name for name in rest if _speaks(name, rows, theatre)]
    words = [*of_status, *([] if says_holder else of_names), *others]
    settled = says_holder or says_level or any(_differ(name, rows) for name in words)
    return words if settled or not looks else [*words, *of_looks[:1]]


def _speaks(name: str, rows: Sequence[Row], theatre: Theatre) -> bool:
    """Whether some value of a property that could be anything speaks of status, or names a side."""
    texts = {_TAG.sub(" ", value).strip() for row in rows if isinstance(value := property_of(row, name), str)}
    short = [text for text in texts if len(text) <= LONG]
    return any(layouts().telling.speaks(text) or sides_in(text, theatre) for text in short)


def _differ(name: str, rows: Sequence[Row]) -> bool:
    """Whether shapes differ in a property. Names that differ in numbers alone (Polygon 1, Polygon 2) are alike."""
    values = {NOTHING if (value := property_of(row, name)) is None else plain(value) for row in rows}
    if layouts().telling.of_name(name):
        values = {value if value.isdigit() else _DIGITS.sub("#", value) for value in values}
    return len(values) > 1


def sides_in(text: str, theatre: Theatre) -> set[str]:
    """The ids of the holders that a text names, by id, name, adjective or other name, in any case."""
    words = _spaced(text)
    found = set()
    for holder in theatre.holders:
        names = (holder.id, holder.name, holder.adjective, *holder.aliases)
        if any(_spaced(name) in words for name in names):
            found.add(str(holder.id))
    return found


def _spaced(text: str) -> str:
    """The words of a text with a space on either side of each, so that whole words can be looked for."""
    return f" {' '.join(words_of(text))} "


def _otherwise(rows: Sequence[Row], theatre: Theatre, *, holder: str | None, level: str | None) -> str | None:
    """The property by which shapes that all say the same say something else than they would be stored as.

    That is the other side's ground, or another level. Of a property that speaks of status its words count; of a name,
    only where a word for a side or level is all of it.
    """
    telling, row = layouts().telling, rows[0]
    says_holder, says_level = holder or has(row, HOLDER), level or has(row, LEVEL)
    for name in names_of(rows):
        text = "" if (value := property_of(row, name)) is None else str(value)
        counts = telling.of_status(name) or (telling.of_name(name) and len(words_of(text)) == 1)
        if name in {HOLDER, LEVEL} or not counts or len(text) > LONG:
            continue
        sides, said = sides_in(text, theatre), telling.level(text)
        if (len(sides) == 1 and not says_holder and theatre.focus not in sides) or (said and not says_level):
            return name
    return None
