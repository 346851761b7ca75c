"""What the values of a property mean: whose ground such shapes are, and how surely it is held.

The words in which a user says so, or a preset.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import InputError
from geo.readers.text import one_line

ANYTHING = "*"
MAX_RULES = 200
"""Conditions of one import; each is tried on every shape."""
SHOWN = 60


def is_blank(value: Any) -> bool:
    """Nothing, an empty text, or a missing value of a table: those alone differ from themselves."""
    return value is None or bool(value != value) or not str(value).strip()  # noqa: PLR0124


def folded(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties by their names in small letters; of two that then are one the last that says something.

    Of a property that holds properties itself, as some programs write them, these count after those beside it.
    """
    nested = [inside for inside in properties.values() if isinstance(inside, Mapping)]
    found: dict[str, Any] = {}
    for name, value in [pair for inside in nested for pair in inside.items()] + list(properties.items()):
        key = str(name).casefold()
        if key not in found or not is_blank(value):
            found[key] = value
    return found


def property_of(properties: Mapping[str, Any], *names: str) -> Any:
    """The first of these (folded) properties that is not blank; None for none."""
    for name in names:
        value = properties.get(name.casefold())
        if not is_blank(value):
            return value
    return None


def plain(value: Any) -> str:
    """A value as it is compared: one line, single spaces, small letters; a whole number without decimals."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()).casefold()


@dataclass(frozen=True, slots=True)
class Condition:
    """That the property `name` has a value, in any case of letters; `*` in it stands for any text."""

    name: str
    value: str

    @property
    def key(self) -> str:
        """The name of the property as it is compared."""
        return self.name.casefold()

    def holds(self, properties: Mapping[str, Any]) -> bool:
        """Whether a shape with these properties meets it."""
        found = property_of(properties, self.name)
        return found is not None and fits(plain(found), self.value)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


def fits(text: str, pattern: str) -> bool:
    """Whether a plain text is what a pattern says, in any case.

    It takes linear time: each piece between two `*` is looked for once, from left to right.
    """
    first, *pieces = plain(pattern).split(ANYTHING)
    if not pieces:
        return text == first
    last = pieces.pop()
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in pieces:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """What a condition means: whose ground, at which level (None: it does not say), or that it is left out."""

    when: Condition
    holder: str | None = None
    level: str | None = None
    leave_out: bool = False


def parse_condition(text: str) -> Condition:
    """Read PROPERTY=VALUE.

    Raises:
        InputError: it is none.
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if not name or not equals or not value:
        raise InputError(
            f"{shown(text)} is no PROPERTY=VALUE. Write for example 'status=occupied', or 'name=*occupied*', * standing for any text.",
        )
    return Condition(name, value)


def parse_meanings(texts: Sequence[str], what: str) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Read PROPERTY=VALUE:MEANING, or PROPERTY alone for one whose values are meanings themselves.

    Args:
        texts: what was given.
        what: `holder` or `level`.

    Returns:
        The rules, and the names of such properties.

    Raises:
        InputError: one is neither.
    """
    rules: list[Rule] = []
    names: list[str] = []
    for text in texts:
        if "=" not in text:
            names.append(text.strip())
            continue
        condition, colon, meaning = text.rpartition(":")
        if not colon or "=" not in condition or not meaning.strip():
            example = "'status=occupied:RU'" if what == "holder" else "'status=unclear:unknown'"
            raise InputError(
                f"{shown(text)} does not say which {what}. Write PROPERTY=VALUE:{what.upper()}, for example {example}.",
            )
        when, meant = parse_condition(condition), meaning.strip()
        rules.append(Rule(when, holder=meant) if what == "holder" else Rule(when, level=meant))
    if "" in names:
        raise InputError(f"A property without a name says no {what}. Write PROPERTY=VALUE:{what.upper()}.")
    return tuple(rules), tuple(names)


def shown(value: Any) -> str:
    """A value of a file or a user in a message: in one line, cut, in quotation marks."""
    text = one_line(str(value))
    return repr(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")
