"""A sentence, taken apart: its tokens, place phrases and event words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from geo.geoparse.phrases import Group
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Trigger


@dataclass(frozen=True)
class Scene:
    """A sentence, taken apart."""

    tokens: Sequence[Token]
    groups: Sequence[Group]
    triggers: Sequence[Trigger]

    @cached_property
    def _tagged(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for i, token in enumerate(self.tokens):
            for tag in token.tags:
                found[tag].append(i)
        return found

    def at(self, tag: str) -> Sequence[int]:
        """Where the sentence has tokens with the tag."""
        return self._tagged.get(tag, ())

    @cached_property
    def doers(self) -> Sequence[int]:
        """Where forces, sides and pronouns stand, and the semicolons that part them."""
        return sorted({i for tag in ("actor", "demonym", "subject_pronoun", "semicolon") for i in self.at(tag)})

    @cached_property
    def speaks_on(self) -> bool:
        """Such as "..., it said": somebody named before goes on speaking."""
        saying = set(self.at("say"))
        return any(i - 1 in saying or i + 1 in saying for i in self.at("subject_pronoun"))
