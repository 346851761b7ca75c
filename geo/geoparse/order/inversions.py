"""Sentences that put what is told before the place: "among the villages retaken by Russian forces are X and Y", "also retaken were X and Y"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.order.lists import is_place, list_end, mark
from geo.geoparse.tokens import Token

_NOUN = ("settlement_singular", "settlement_plural")
_NAMING = frozenset({"include", "includes", "included", "comprise", "comprises"})


def upright(tokens: list[Token]) -> list[Token]:
    """The tokens, a sentence that names its subject last turned round."""
    copulas = [i for i, t in enumerate(tokens) if i and (t.has("be", "remaining") or t.text in _NAMING)]
    copula = next((i for i in copulas if _names(tokens, i)), None)
    if copula is None:
        return tokens
    first = _behind(tokens, copula)
    end = list_end(tokens, first)
    if end is None or not _ends(tokens, end):
        return tokens
    start = max((i + 1 for i in range(copula) if tokens[i].has("comma", "semicolon", "colon")), default=0)
    told = _told(tokens, start, copula)
    if told is None:
        return tokens
    return [*tokens[:start], *tokens[first:end], *told, *tokens[end:]]


def _behind(tokens: Sequence[Token], copula: int) -> int:
    """Behind a verb and its adverbs ("are now", "remain only")."""
    i = copula + 1
    while i < len(tokens) and "adverb" in tokens[i].tags:
        i += 1
    return i


def _names(tokens: Sequence[Token], i: int) -> bool:
    """Whether only places are named behind the verb at token i."""
    first = _behind(tokens, i)
    described = first < len(tokens) and tokens[first].has("both", *_NOUN, "determiner")
    return (is_place(tokens, first) or described) and not is_place(tokens, i - 1)


def _ends(tokens: Sequence[Token], end: int) -> bool:
    return end >= len(tokens) or tokens[end].has("comma", "semicolon") or tokens[end].text == "."


def _told(tokens: Sequence[Token], start: int, copula: int) -> list[Token] | None:
    """What is told of the places, as it follows them: the participle that opens the sentence, or what describes its noun."""
    opens = [t for t in tokens[start:copula] if "adverb" not in t.tags]
    if opens and all("event" in t.tags for t in opens):
        return [mark("were", tokens[copula], "be"), *opens]
    if opens and "status" in opens[0].tags and any("control_noun" in t.tags for t in opens):
        return [mark("are", tokens[copula], "be"), *opens]
    noun = next((i for i in range(start, copula) if tokens[i].has(*_NOUN)), None)
    if noun is None:
        return None
    rest = list(tokens[noun + 1 : copula])
    if rest and "relative" in rest[0].tags:
        return [mark(",", tokens[copula], "comma"), mark("which", rest[0], "relative"), *rest[1:]] if any("event" in t.tags for t in rest) else None
    return [mark("are", tokens[copula], "be"), *rest] if rest and rest[0].has("event", "status", "held_by", "adverb") else None


def without_heading(tokens: list[Token]) -> list[Token]:
    """The tokens of "X: fighting goes on" as those of "in X fighting goes on"."""
    end = list_end(tokens, 0)
    if end is None or end + 1 >= len(tokens) or "colon" not in tokens[end].tags or list_end(tokens, end + 1) is not None:
        return tokens
    told = tokens[end + 1].has("event", "status", "be") and not any("noun" in r.roles for r in tokens[end + 1].tags.get("event", ()))
    lead = [] if told else [mark("in", tokens[0], "inside", "preposition")]
    return [*lead, *tokens[:end], *tokens[end + 1 :]]
