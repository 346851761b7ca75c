"""A sentence as tokens: words, punctuation, signs of the lexicon, and toponyms; then actors and claimants joined from several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from geo.geoparse.lexicon import Tags
from geo.geoparse.sign import Sign
from geo.model import Mention, Span

_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:['-]\w+)*|'s\b|[^\w\s]")
_NAMES = {",": "comma", ";": "semicolon", ":": "colon", "(": "open", ")": "close", "[": "open", "]": "close", "-": "dash", '"': "quote"}
_PUNCTUATION: Mapping[str, Mapping[str, Any]] = {mark: MappingProxyType({name: True}) for mark, name in _NAMES.items()}
_START = attrgetter("start")
SOFT = frozenset(
    [
        "ground",
        "adjective",
        "line_word",
        "road_word",
        "linking",
        "positions",
        "remaining",
        "made",
        "contrast",
        "condition",
        "listing",
        "rumour",
        "order",
        "thing",
        "question",
        "asking",
        "aim",
        "landmark",
        "date",
    ]
)
"""Tags that leave a word what it is: an ordinary word."""
NONE: Mapping[str, Any] = MappingProxyType({})
_PLACE: Mapping[str, Any] = MappingProxyType({"place": True})


class Token(NamedTuple):
    """A piece of a sentence at [start, end) of the report's text; `text` is plain (lower case). `mention` is set for toponyms."""

    start: int
    end: int
    text: str
    tags: Mapping[str, Any] = NONE
    mention: Mention | None = None

    @property
    def ordinary(self) -> bool:
        """Whether the grammar knows no more of it than that it is a word."""
        return self.tags.keys() <= SOFT

    def has(self, *tags: str) -> bool:
        """Whether the token carries one of the tags."""
        own = self.tags
        return bool(own) and not own.keys().isdisjoint(tags)


def tokenise(plain: str, start: int, end: int, signs: Sequence[Sign], mentions: Sequence[Mention], known: Mapping[str, Tags]) -> list[Token]:  # noqa: PLR0917 - the parts of a sentence
    """The tokens of the sentence [start, end) of a plain text; toponyms win over signs, signs over single words.

    `known` has the tags of words that stand alone because a longer sign overlapped theirs.
    """
    taken = _merged(plain, signs, mentions)
    tokens: list[Token] = []
    at = start
    for piece in taken:
        if piece.start - at > 1 or not plain[at : piece.start].isspace():
            tokens += _words(plain, at, piece.start, known)
        tokens.append(piece)
        at = piece.end
    return [*tokens, *_words(plain, at, end, known)]


def _merged(plain: str, signs: Sequence[Sign], mentions: Sequence[Mention]) -> list[Token]:
    """Signs and toponyms in order. A state or capital that signs know as an actor stays a sign, though the world knows it as a place."""
    kept = [m for m in mentions if not (m.place_id is None and m.kind in {"country", "city", "unresolved"} and _actor_at(signs, m))]
    spans = [m.span for m in kept]
    pieces = [Token(m.span[0], m.span[1], m.surface.lower(), _PLACE, m) for m in kept]
    n = 0
    for sign in signs:
        while n < len(spans) and spans[n][1] <= sign.start:
            n += 1
        if n == len(spans) or sign.end <= spans[n][0]:
            pieces.append(Token(sign.start, sign.end, plain[sign.start : sign.end], sign.tags))
    return sorted(pieces, key=_START)


def _actor_at(signs: Sequence[Sign], mention: Mention) -> bool:
    return any(
        s.start <= mention.span[0] and s.end >= mention.span[1] and (s.tags.keys() & {"state", "demonym", "force", "source", "spokesman", "event", "force_noun"})
        for s in signs
    )


def _words(plain: str, start: int, end: int, known: Mapping[str, Tags]) -> list[Token]:
    return [
        Token(found.start(), found.end(), found.group(), _PUNCTUATION.get(found.group()) or known.get(found.group(), NONE))
        for found in _WORD.finditer(plain, start, end)
    ]


def dated(tokens: list[Token], dates: Sequence[Span]) -> list[Token]:
    """The tokens, those inside a date (its span in the text) tagged `date`."""
    if not dates:
        return tokens
    found, n = [], 0
    for token in tokens:
        while n < len(dates) and dates[n][1] <= token.start:
            n += 1
        inside = n < len(dates) and dates[n][0] <= token.start and token.end <= dates[n][1]
        found.append(token._replace(tags={**token.tags, "date": True}) if inside else token)
    return found


Joiner = Callable[[Sequence[Token], int], tuple[int, Mapping[str, Any]] | None]


def joined(tokens: Sequence[Token], joiner: Joiner, plain: str, opening: frozenset[str]) -> list[Token]:
    """The tokens, with each run that the joiner recognises (its length and tags) made one token. One pass, left to right.

    A run opens with a token that has one of the tags `opening`.
    """
    result: list[Token] = []
    done = 0
    for i, first in enumerate(tokens):
        if i < done or opening.isdisjoint(first.tags) or (found := joiner(tokens, i)) is None:
            continue
        length, tags = found
        result += tokens[done:i]
        done = i + length
        result.append(Token(first.start, tokens[done - 1].end, plain[first.start : tokens[done - 1].end], tags))
    return [*result, *tokens[done:]]
