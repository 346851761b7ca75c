"""A sentence as tokens: words, punctuation, signs of the lexicon, and toponyms; then actors and claimants joined from several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from geo.geoparse.lexicon import Tags
from geo.geoparse.signs import Sign
from geo.model import Mention

_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:['-]\w+)*|'s\b|[^\w\s]")
_NAMES = {",": "comma", ";": "semicolon", ":": "colon", "(": "open", ")": "close", "[": "open", "]": "close", "-": "dash", '"': "quote"}
_PUNCTUATION: Mapping[str, Mapping[str, Any]] = {mark: MappingProxyType({name: True}) for mark, name in _NAMES.items()}
SOFT = frozenset(
    ["ground", "adjective", "line_word", "positions", "remaining", "made", "contrast", "condition", "listing", "rumour", "order", "thing", "question", "asking"]
)
"""Tags that leave a word what it is: an ordinary word."""
NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence at [start, end) of the report's text; `text` is plain (lower case). `mention` is set for toponyms."""

    start: int
    end: int
    text: str
    tags: Mapping[str, Any] = field(default_factory=lambda: NONE)
    mention: Mention | None = None

    @property
    def ordinary(self) -> bool:
        """Whether the grammar knows no more of it than that it is a word."""
        return self.tags.keys() <= SOFT

    def has(self, *tags: str) -> bool:
        """Whether the token carries one of the tags."""
        return bool(self.tags) and not self.tags.keys().isdisjoint(tags)


def tokenise(plain: str, start: int, end: int, signs: Sequence[Sign], mentions: Sequence[Mention], known: Mapping[str, Tags]) -> list[Token]:  # noqa: PLR0917 - the parts of a sentence
    """The tokens of the sentence [start, end) of a plain text; toponyms win over signs, signs over single words.

    `known` has the tags of words that stand alone because a longer sign overlapped theirs.
    """
    taken = _merged(signs, mentions)
    tokens: list[Token] = []
    at = start
    for piece in taken:
        tokens += _words(plain, at, piece.start, known)
        tokens.append(piece)
        at = piece.end
    return [*tokens, *_words(plain, at, end, known)]


def _merged(signs: Sequence[Sign], mentions: Sequence[Mention]) -> list[Token]:
    """Signs and toponyms in order. A state or capital that signs know as an actor stays a sign, though the world knows it as a place."""
    kept = [m for m in mentions if not (m.place_id is None and m.kind in {"country", "city", "unresolved"} and _actor_at(signs, m))]
    spans = [m.span for m in kept]
    pieces = [Token(m.span[0], m.span[1], m.surface.lower(), {"place": True}, m) for m in kept]
    n = 0
    for sign in signs:
        while n < len(spans) and spans[n][1] <= sign.start:
            n += 1
        if n == len(spans) or sign.end <= spans[n][0]:
            pieces.append(Token(sign.start, sign.end, "", sign.tags))
    return sorted(pieces, key=lambda t: t.start)


def _actor_at(signs: Sequence[Sign], mention: Mention) -> bool:
    return any(
        s.start <= mention.span[0] and s.end >= mention.span[1] and (s.tags.keys() & {"state", "demonym", "force", "source", "event", "force_noun"})
        for s in signs
    )


def _words(plain: str, start: int, end: int, known: Mapping[str, Tags]) -> list[Token]:
    return [
        Token(found.start(), found.end(), found.group(), _PUNCTUATION.get(found.group()) or known.get(found.group(), NONE))
        for found in _WORD.finditer(plain, start, end)
    ]


def texts(plain: str, tokens: Sequence[Token]) -> list[Token]:
    """The same tokens with their plain text filled in."""
    return [t if t.text else Token(t.start, t.end, plain[t.start : t.end], t.tags, t.mention) for t in tokens]


Joiner = Callable[[Sequence[Token], int], tuple[int, Mapping[str, Any]] | None]


def joined(tokens: Sequence[Token], joiner: Joiner, plain: str) -> list[Token]:
    """The tokens, with each run that the joiner recognises (its length and tags) made one token. One pass, left to right."""
    result: list[Token] = []
    i = 0
    while i < len(tokens):
        found = joiner(tokens, i)
        if found is None:
            result.append(tokens[i])
            i += 1
            continue
        length, tags = found
        first, last = tokens[i], tokens[i + length - 1]
        result.append(Token(first.start, last.end, plain[first.start : last.end], tags))
        i += length
    return result
