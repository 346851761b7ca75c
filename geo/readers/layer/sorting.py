"""Which shapes of a file are taken, and what is said of each: by the user, by a preset, or by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import InputError
from geo.readers.layer.layouts import Preset, layouts
from geo.readers.layer.rules import (
    MAX_RULES,
    Condition,
    Rule,
    is_blank,
    parse_condition,
    parse_meanings,
    property_of,
)

HOLDER, LEVEL = "holder", "level"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is said of a shape: whose ground, at which level (None: it is not said).

    `named`: something was said of it, if not all.
    """

    holder: Any = None
    level: Any = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Sorting:
    """How the shapes of a file are told apart.

    `where`: only shapes that meet these are taken; of several for one property any suffices. `rules`: the first
    that fits a shape and says its holder counts, and likewise the level. `holder_in`, `level_in`: properties whose
    values are holders or levels. `as_one`: all are alike, whatever they say.
    """

    where: tuple[Condition, ...] = ()
    rules: tuple[Rule, ...] = ()
    holder_in: tuple[str, ...] = ()
    level_in: tuple[str, ...] = ()
    preset: Preset | None = None
    as_one: bool = False

    @classmethod
    def parse(
        cls,
        where: Sequence[str] = (),
        holder_from: Sequence[str] = (),
        level_from: Sequence[str] = (),
        *,
        preset: str | None = None,
        as_one: bool = False,
    ) -> Sorting:
        """Read PROPERTY=VALUE for `where`, PROPERTY=VALUE:MEANING or PROPERTY for the others.

        Args:
            where: what shapes are taken.
            holder_from: whose ground they are.
            level_from: at which level.
            preset: the id of a preset.
            as_one: take all shapes alike.

        Raises:
            InputError: one is none of these; there are too many; or all are to be alike, and told apart too.
        """
        given = len(where) + len(holder_from) + len(level_from)
        if given > MAX_RULES:
            raise InputError(
                f"{given} conditions are given; the limit is {MAX_RULES}. Let * stand for a part of the values.",
            )
        if as_one and (holder_from or level_from or preset):
            raise InputError(
                "--as-one takes all shapes alike, and --preset, --holder-from and --level-from tell them apart. Give one or the other.",
            )
        holders, holder_in = parse_meanings(holder_from, HOLDER)
        levels, level_in = parse_meanings(level_from, LEVEL)
        known = layouts().preset(preset) if preset else None
        return cls(tuple(map(parse_condition, where)), (*holders, *levels), holder_in, level_in, known, as_one)

    @property
    def tells(self) -> bool:
        """Whether it says what shapes mean, not only which are taken."""
        return bool(self.rules or self.holder_in or self.level_in or self.preset)

    @property
    def properties(self) -> list[str]:
        """The properties that it goes by, in the order in which they are named."""
        of_preset = self.preset.rules if self.preset else ()
        of_rules = [rule.when.name for rule in (*self.rules, *of_preset)]
        chosen_by = [condition.name for condition in self.where]
        return list(dict.fromkeys([*of_rules, *self.holder_in, *self.level_in, *chosen_by]))

    def takes(self, properties: Mapping[str, Any]) -> bool:
        """Whether a shape is chosen."""
        asked: dict[str, bool] = {}
        for condition in self.where:
            asked[condition.key] = asked.get(condition.key, False) or condition.holds(properties)
        return all(asked.values())

    def meaning(self, properties: Mapping[str, Any]) -> Meaning | None:
        """What is said of a shape; None where the preset leaves it out."""
        own = [rule for rule in self.rules if rule.when.holds(properties)]
        of_preset = self.preset.rules if self.preset else ()
        preset = next((rule for rule in of_preset if rule.when.holds(properties)), None)
        if preset and preset.leave_out and not own:
            return None
        fitting = [*own, *([preset] if preset else [])]
        holder = next((rule.holder for rule in fitting if rule.holder is not None), None)
        level = next((rule.level for rule in fitting if rule.level is not None), None)
        holder = property_of(properties, *self.holder_in) if holder is None else holder
        level = property_of(properties, *self.level_in) if level is None else level
        return Meaning(holder, level, named=bool(fitting) or not is_blank(holder) or not is_blank(level))
