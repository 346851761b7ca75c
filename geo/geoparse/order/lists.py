"""Lists of places, token by token: where one begins and ends, and how it is said again at another point of the sentence."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.tokens import Token

_DESCRIBES = ("determiner", "settlement_singular", "settlement_plural", "number", "both", "held_by")
_JOINS = ("and", "comma")
_BRACKET = 24


def is_place(tokens: Sequence[Token], i: int) -> bool:
    """Whether token i names a place."""
    return 0 <= i < len(tokens) and tokens[i].mention is not None


def list_start(tokens: Sequence[Token], end: int) -> int | None:
    """Where the list of places begins that ends right before `end` ("the village of A, B (north of C) and D"); None where there is none."""
    start = _one_start(tokens, end)
    while start is not None:
        j = start
        while j > 0 and tokens[j - 1].has(*_JOINS):
            j -= 1
        before = _one_start(tokens, j) if j < start else None
        if before is None:
            return start
        start = before
    return None


def _one_start(tokens: Sequence[Token], end: int) -> int | None:
    """Where the description of the place begins that ends right before `end`."""
    j = _before_brackets(tokens, end - 1)
    if not is_place(tokens, j):
        return None
    while j > 0 and (
        tokens[j - 1].has(*_DESCRIBES) or (tokens[j - 1].text == "of" and j > 1 and tokens[j - 2].has("settlement_singular", "settlement_plural"))
    ):
        j -= 1
    return j


def _before_brackets(tokens: Sequence[Token], j: int) -> int:
    """The token before a bracket that ends at j, else j itself."""
    if j < 0 or "close" not in tokens[j].tags:
        return j
    return next((k - 1 for k in range(j, max(-1, j - _BRACKET), -1) if "open" in tokens[k].tags), j)


def list_end(tokens: Sequence[Token], start: int) -> int | None:
    """Behind the list of places that begins at `start`; None where there is none."""
    end = _one_end(tokens, start)
    while end is not None:
        j = end
        while j < len(tokens) and tokens[j].has(*_JOINS):
            j += 1
        after = _one_end(tokens, j) if j > end else None
        if after is None:
            return end
        end = after
    return None


def _one_end(tokens: Sequence[Token], start: int) -> int | None:
    j = start
    while j < len(tokens) and (tokens[j].has(*_DESCRIBES) or (tokens[j].text == "of" and j > start)):
        j += 1
    return j + 1 if is_place(tokens, j) else None


def again(said: Sequence[Token], at: Token) -> list[Token]:
    """Tokens said once more right behind another token: they take its position, so that dates beside it count for them."""
    return [t._replace(start=at.end, end=at.end) for t in said]


def mark(text: str, at: Token, *tags: str) -> Token:
    """A word that the sentence leaves out, right behind a token."""
    return Token(at.end, at.end, text, dict.fromkeys(tags, True))


def border(at: Token) -> Token:
    """Where a clause that is spelled out begins: a semicolon that the text does not have."""
    return mark("", at, "semicolon")
