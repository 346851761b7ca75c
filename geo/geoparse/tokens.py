"""A sentence as tokens: words, punctuation, signs of the lexicon, and toponyms; then actors and claimants joined from several."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from geo.geoparse.lexicon import Tags
from geo.model import Mention, Span

_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:['-]\w+)*|'s\b|[^\w\s]")
_NAMES = {",": "comma", ";": "semicolon", ":": "colon", "(": "open", ")": "close", "[": "open", "]": "close", "-": "dash", '"': "quote"}
_PUNCTUATION: Mapping[str, Mapping[str, Any]] = {mark: MappingProxyType({name: True}) for mark, name in _NAMES.items()}
_START = itemgetter(0)
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
        "follows",
        "same",
        "claiming",
        "supposed",
        "citing",
        "hearing",
        "also",
        "town",
        "agrees",
        "branding",
        "date",
    ]
)
"""Tags that leave a word what it is: an ordinary word."""
NONE: Mapping[str, Any] = MappingProxyType({})
_OUTSIDE = frozenset({"country", "city", "unresolved"})
_ACTORS = frozenset({"state", "demonym", "force", "source", "spokesman", "event", "force_noun"})
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


def tokenise(plain: str, start: int, end: int, signs: Sequence[Token], mentions: Sequence[Mention], known: Mapping[str, Tags]) -> list[Token]:  # noqa: PLR0917 - the parts of a sentence
    """The tokens of the sentence [start, end) of a plain text; toponyms win over signs, signs over single words.

    `known` has the tags of words that stand alone because a longer sign overlapped theirs.
    """
    tokens: list[Token] = []
    at = start
    for piece in _merged(signs, mentions):
        begin = piece.start
        if at < begin and not plain[at:begin].isspace():
            tokens += _words(plain, at, begin, known)
        tokens.append(piece)
        at = piece.end
    return [*tokens, *_words(plain, at, end, known)]


def _merged(signs: Sequence[Token], mentions: Sequence[Mention]) -> list[Token]:
    """Signs and toponyms in order. A state or capital that signs know as an actor stays a sign, though the world knows it as a place."""
    kept = [m for m in mentions if m.place_id is not None or m.kind not in _OUTSIDE or not _actor_at(signs, m)]
    pieces: list[Token] = []
    done = 0
    for mention in kept:
        start, end = mention.span
        while done < len(signs) and signs[done].end <= start:
            pieces.append(signs[done])
            done += 1
        while done < len(signs) and signs[done].start < end:
            done += 1
        pieces.append(Token(start, end, mention.surface.lower(), _PLACE, mention))
    return [*pieces, *signs[done:]]


def _actor_at(signs: Sequence[Token], mention: Mention) -> bool:
    start, end = mention.span
    return any(s.start <= start and s.end >= end and not _ACTORS.isdisjoint(s.tags) for s in signs)


def _words(plain: str, start: int, end: int, known: Mapping[str, Tags]) -> list[Token]:
    return [Token(*found.span(), word := found.group(), _PUNCTUATION.get(word) or known.get(word, NONE)) for found in _WORD.finditer(plain, start, end)]


def dated(tokens: list[Token], dates: Sequence[Span]) -> list[Token]:
    """The tokens, those inside a date (its span in the text) tagged `date`."""
    if not dates:
        return tokens
    found = list(tokens)
    for start, end in dates:
        for i in range(bisect_left(tokens, start, key=_START), len(tokens)):
            token = tokens[i]
            if token.end > end:
                break
            found[i] = token._replace(tags={**token.tags, "date": True})
    return found


def kinds_of(tokens: Sequence[Token]) -> set[str]:
    """Every tag that one of the tokens has."""
    return set[str]().union(*[t.tags for t in tokens])


Joiner = Callable[[Sequence[Token], int], tuple[int, Mapping[str, Any]] | None]


def joined(tokens: Sequence[Token], joiner: Joiner, plain: str, opening: frozenset[str]) -> list[Token]:
    """The tokens, with each run that the joiner recognises (its length and tags) made one token. One pass, left to right.

    A run opens with a token that has one of the tags `opening`.
    """
    openers = [i for i, token in enumerate(tokens) if not opening.isdisjoint(token.tags)]
    if not openers:
        return list(tokens)
    result: list[Token] = []
    done = 0
    for i in openers:
        if i < done or (found := joiner(tokens, i)) is None:
            continue
        length, tags = found
        result += tokens[done:i]
        done = i + length
        start, end = tokens[i].start, tokens[done - 1].end
        result.append(Token(start, end, plain[start:end], tags))
    return [*result, *tokens[done:]]
