"""The layouts that maps of others have, as reviewed data.

Which properties speak of status or side, and presets that say what their values mean.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from geo.errors import InputError
from geo.readers.layer.rules import Condition, Rule, parse_condition

MEMBER = "member"
"""The property that says from which member of its file a ring came, where a file is lists of rings."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Preset:
    """What the values of a known layout mean.

    `known_by`: a shape that meets one of these has the layout. `rules`: the first that fits a shape counts.
    `wrapper` is a member of the file that holds its collection; `rings` are members that are lists of rings of
    [lat, lon], each ring with its member's name as property `member`.
    """

    id: str
    title: str
    known_by: tuple[Condition, ...]
    rules: tuple[Rule, ...]
    wrapper: str = ""
    rings: tuple[str, ...] = ()

    def knows(self, properties: Mapping[str, Any]) -> bool:
        """Whether a shape with these properties has the layout."""
        return any(condition.holds(properties) for condition in self.known_by)


@dataclass(frozen=True, slots=True)
class Telling:
    """How properties speak of status or side.

    `status` and `names` begin or end a word in the name of one that does, `looks` are whole names; `words` and
    `levels` begin a word in its values.
    """

    status: tuple[str, ...]
    names: tuple[str, ...]
    looks: tuple[str, ...]
    words: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]

    def of_status(self, name: str) -> bool:
        """Whether a property of this name speaks of status or side."""
        return _has(name, self.status)

    def of_name(self, name: str) -> bool:
        """Whether it names its shape, or what it is."""
        return _has(name, self.names) and not self.of_status(name)

    def speaks(self, text: str) -> bool:
        """Whether a text speaks of status."""
        return any(word.startswith(self.words) for word in words_of(text))

    def level(self, text: str) -> str | None:
        """The level of which a text speaks; None for none, or for several."""
        words = words_of(text)
        found = {level for level, starts in self.levels.items() if any(word.startswith(starts) for word in words)}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Layouts:
    """All that is known of layouts."""

    telling: Telling
    presets: tuple[Preset, ...]

    def preset(self, preset_id: str) -> Preset:
        """The preset of this id.

        Raises:
            InputError: there is none; the message lists those that there are.
        """
        for preset in self.presets:
            if preset.id == preset_id.strip().casefold():
                return preset
        listed = ", ".join(f"{preset.id} ({preset.title})" for preset in self.presets)
        raise InputError(f"There is no preset {preset_id[:40]!r}. There is {listed}.")

    def recognise(self, every: Iterable[Mapping[str, Any]]) -> Preset | None:
        """The preset whose layout shapes with these properties have; None where they have none, or several."""
        rows = list(every)
        found = [preset for preset in self.presets if any(preset.knows(row) for row in rows)]
        return found[0] if len(found) == 1 else None

    def as_dict(self) -> dict[str, Any]:
        """The same in plain values, as the page reads it."""
        return {"telling": asdict(self.telling), "presets": [asdict(preset) for preset in self.presets]}


def words_of(text: str) -> list[str]:
    """The words of a name or value, in small letters; digits and `_` part them."""
    return [word.casefold() for word in _WORD.findall(text)]


def _has(name: str, words: tuple[str, ...]) -> bool:
    return any(word.startswith(words) or word.endswith(words) for word in words_of(name))


@cache
def layouts() -> Layouts:
    """The layouts that ship."""
    text = (resources.files("geo.readers.layer") / "layouts.toml").read_text(encoding="utf-8")
    return read_layouts(tomllib.loads(text))


def read_layouts(table: Mapping[str, Any]) -> Layouts:
    """Layouts from their TOML.

    Raises:
        InputError: a condition is none.
        TypeError, KeyError: the table has other members than it should.
    """
    told = table["telling"]
    telling = Telling(
        status=tuple(told["status"]),
        names=tuple(told["names"]),
        looks=tuple(told["looks"]),
        words=tuple(told["words"]),
        levels={level: tuple(words) for level, words in told["levels"].items()},
    )
    return Layouts(telling, tuple(_preset(row) for row in table["preset"]))


def _preset(row: Mapping[str, Any]) -> Preset:
    return Preset(
        row["id"],
        row["title"],
        tuple(parse_condition(text) for text in row["known_by"]),
        tuple(Rule(**{**rule, "when": parse_condition(rule["when"])}) for rule in row["rules"]),
        row.get("wrapper", ""),
        tuple(row.get("rings", ())),
    )
