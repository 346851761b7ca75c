"""What is said of each shape: its day, its holder, its level.

By a rule first, else by a property of the file, else by the user for all; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from geo.errors import InputError
from geo.readers.layer.days import Moment, day_of
from geo.readers.layer.drawing import Shape
from geo.readers.layer.rules import property_of
from geo.readers.layer.sorting import Meaning
from geo.sheets import SheetLevel
from geo.theatre import Theatre
from geo.units import HolderId

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Aspect:
    """Something that may be said of each shape: by a property, the first of these that does, or by the user."""

    what: str
    names: tuple[str, ...]

    def told(self, shapes: Sequence[Shape], read: Callable[[Any], V], given: V | None, meant: Sequence[Any] = ()) -> list[V | None]:
        """What is said of each shape, once for a file without any; None where nothing is said.

        Args:
            shapes: the shapes.
            read: what a value means.
            given: what the user says of all.
            meant: what a rule says of each shape, which counts before the rest; None where none does.

        Raises:
            InputError: the file says several things, and the user one.
        """
        raw = [property_of(shape.properties, *self.names) for shape in shapes] or [None]
        ruled = list(meant) or [None] * len(raw)
        open_values = [value for value, rule in zip(raw, ruled, strict=True) if rule is None]
        several = {str(value) for value in open_values if value is not None}
        if given is not None and len(several) > 1:
            listed = ", ".join(sorted(several))[:120]
            raise InputError(f"The file says several {self.what}s ({listed}), and --{self.names[0]} would make them one. Leave it out.")
        return [self._one(value, rule, read, given) for value, rule in zip(raw, ruled, strict=True)]

    @staticmethod
    def _one(value: Any, rule: Any, read: Callable[[Any], V], given: V | None) -> V | None:
        if rule is not None:
            return read(rule)
        if given is not None or value is None:
            return given
        return read(value)


_DAY = _Aspect("day", ("date", "day", "at", "valid_from"))
_HOLDER, _LEVEL = _Aspect("holder", ("holder",)), _Aspect("level", ("level",))


def days_of(shapes: Sequence[Shape], named: Moment | None, theatre: Theatre, given: date | None) -> list[date]:
    """The day of each shape, once for a file without any.

    `named` is the day in the file's name, which counts where no shape has one.

    Raises:
        InputError: a shape has no day, or one outside the theatre's span; or the file has several and one is given.
    """
    found = _DAY.told(shapes, lambda value: day_of(value, theatre), given)
    if None in found:
        if named is None or any(found):
            raise InputError(_no_day(found, len(shapes)))
        found = [named.on] * len(found)
    days = [on for on in found if on]
    for on in sorted(set(days)):
        theatre.require_inside(on)
    return days


def _no_day(found: Sequence[date | None], shapes: int) -> str:
    some = f"{found.count(None)} of its {shapes} shapes have no day" if any(found) else "It has no day"
    return f"{some}. Give one with --date YYYY-MM-DD (over HTTP date=), as a property `date` of each shape, or in the name of the file."


def holders_of(shapes: Sequence[Shape], meanings: Sequence[Meaning], theatre: Theatre, given: str | None) -> list[HolderId]:
    """The holder of each shape, once for a file without any; the side in focus where nobody says.

    Raises:
        InputError: a holder is none of the theatre's; or the file has several and one is given.
    """
    stated = find_holder(given, theatre) if given else None
    found = _HOLDER.told(shapes, lambda name: find_holder(str(name), theatre), stated, [meaning.holder for meaning in meanings])
    return [holder or theatre.focus for holder in found]


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


def levels_of(shapes: Sequence[Shape], meanings: Sequence[Meaning], given: str | None) -> list[SheetLevel]:
    """The level of each shape, once for a file without any; held where nobody says.

    Raises:
        InputError: a level is none; or the file has several and one is given.
    """
    stated = find_level(given) if given else None
    found = _LEVEL.told(shapes, find_level, stated, [meaning.level for meaning in meanings])
    return [level or SheetLevel.HELD for level in found]


def find_level(value: Any) -> SheetLevel:
    """The level of this name, in any case.

    Raises:
        InputError: it is none.
    """
    try:
        return SheetLevel(str(value).strip().lower())
    except ValueError:
        raise InputError(f"{str(value)[:40]!r} is no level of ground. It is {', '.join(SheetLevel)}; --level LEVEL says it in place of the file.") from None
