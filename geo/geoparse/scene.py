"""A sentence, taken apart: its tokens, place phrases and event words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from geo.geoparse.phrases import Group
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Trigger


class Scene:
    """A sentence, taken apart."""

    def __init__(self, tokens: Sequence[Token], groups: Sequence[Group], triggers: Sequence[Trigger]) -> None:
        self.tokens = tokens
        self.groups = groups
        self.triggers = triggers
        self._tagged = _by_tag(tokens)

    def at(self, tag: str) -> Sequence[int]:
        """Where the sentence has tokens with the tag."""
        return self._tagged.get(tag, ())

    def within(self, start: int, stop: int, *tags: str) -> bool:
        """Whether a token of [start, stop) has one of the tags."""
        tagged = self._tagged
        for tag in tags:
            for i in tagged.get(tag, ()):
                if start <= i < stop:
                    return True
        return False

    @cached_property
    def _starts(self) -> Mapping[int, int]:
        return {t.start: i for i, t in enumerate(self.tokens) if t.end > t.start}

    def where(self, start: int) -> int:
        """The token that starts at this offset of the text, or the last one before it; tokens may stand in another order than in the text."""
        if (found := self._starts.get(start)) is not None:
            return found
        return max((i for i, t in enumerate(self.tokens) if t.start <= start), default=0)

    @cached_property
    def doers(self) -> Sequence[int]:
        """Where forces, sides and pronouns stand, and the semicolons that part them."""
        return sorted({i for tag in ("actor", "demonym", "subject_pronoun", "semicolon") for i in self.at(tag)})

    @property
    def speaks_on(self) -> bool:
        """Such as "..., it said": somebody named before goes on speaking."""
        saying = set(self.at("say"))
        return bool(saying) and any(i - 1 in saying or i + 1 in saying for i in self.at("subject_pronoun"))


def _by_tag(tokens: Sequence[Token]) -> Mapping[str, list[int]]:
    """Where the tokens of each tag stand."""
    found: dict[str, list[int]] = defaultdict(list)
    for i, token in enumerate(tokens):
        for tag in token.tags:
            found[tag].append(i)
    return found
