"""Places that a noun announces: "another village, X, was taken" is "X was taken"; "X is the last village held by ..." is "X is held by ..."."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.order.lists import is_place, list_end, list_start, mark
from geo.geoparse.tokens import Token

_NOUN = frozenset({"settlement_singular", "settlement_plural"})
_AMONG = frozenset({"among them", "including", "namely", "such as"})
_LAST = frozenset({"last", "latest", "next"})
_PHRASE = 8
"""So many tokens at most stand between a noun and the end of the phrase that says where it is."""


def without_nouns(tokens: list[Token]) -> list[Token]:
    """The tokens without nouns that the names behind them tell ("two villages - X and Y -")."""
    i = 0
    while i < len(tokens):
        if (not _NOUN.isdisjoint(tokens[i].tags) or _by_order(tokens, i)) and (named := _named(tokens, i)) is not None:
            start, first, end = named
            closing = end < len(tokens) and tokens[end].has("comma", "dash") and _verb_at(tokens, end + 1)
            tokens = [*tokens[:start], *tokens[first:end], *tokens[end + closing :]]
            i = start + end - first
        else:
            i += 1
    return tokens


def _by_order(tokens: Sequence[Token], i: int) -> bool:
    """Whether token i is "the second" of "the second, X, followed", or "them" of "the largest of them, X, ..."."""
    if tokens[i].text in {"them", "these"} and i > 1 and tokens[i - 1].text == "of" and i + 1 < len(tokens):
        return tokens[i + 1].has("comma", "dash")
    return "order" in tokens[i].tags and i + 1 < len(tokens) and tokens[i + 1].has("comma", "dash")


def _named(tokens: Sequence[Token], i: int) -> tuple[int, int, int] | None:
    """The noun at token i with the list that names it: where its phrase starts, where the list starts and ends."""
    start = _phrase_start(tokens, i)
    if start == i:
        return None
    behind = _behind_where(tokens, i)
    if behind >= len(tokens) or not tokens[behind].has("comma", "dash") or behind + 2 >= len(tokens):
        return None
    behind += tokens[behind + 1].text in _AMONG
    if not (is_place(tokens, behind + 1) or _described(tokens, behind + 1)):
        return None
    end = list_end(tokens, behind + 1)
    many = end is not None and sum(t.mention is not None for t in tokens[behind + 1 : end]) > 1
    if end is None or (many and "settlement_singular" in tokens[i].tags) or not _closed(tokens, end):
        return None
    return start, behind + 1, end


def _described(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].text == "the" and i + 1 < len(tokens) and "settlement_singular" in tokens[i + 1].tags


def _phrase_start(tokens: Sequence[Token], i: int) -> int:
    """Where the phrase of the noun at token i starts: at its article or number, over adjectives."""
    j = i - 1 if tokens[i].text in {"them", "these"} and tokens[i - 1].text == "of" else i
    while j > 0 and (tokens[j - 1].has("determiner", "number", "direction", "demonym", "held_by", "adjective") or tokens[j - 1].ordinary):
        j -= 1
        if tokens[j].has("determiner", "number") and not (j > 0 and tokens[j - 1].has("determiner", "number", "both")):
            return j
    return i


def _behind_where(tokens: Sequence[Token], i: int) -> int:
    """Behind the noun at token i and what says where it is ("in the district", "of Kursk Oblast"); not "of X", which is its name."""
    j = i + 1
    if j >= len(tokens) or not (tokens[j].has("near", "inside", "preposition") or "direction" in tokens[j].tags):
        return j
    for k in range(j + 1, min(len(tokens), j + _PHRASE)):
        if tokens[k].has("comma", "dash", "event", "be", "have", "say", "and", "actor", "status"):
            return k if tokens[k].has("comma", "dash") else j
        if (mention := tokens[k].mention) is not None:
            return j if tokens[j].text == "of" and mention.place_id else k + 1
    return j


def _closed(tokens: Sequence[Token], end: int) -> bool:
    """Whether the list ends a phrase: a comma, a dash or the sentence ends behind it, or a verb follows."""
    return end >= len(tokens) or tokens[end].has("comma", "dash", "semicolon", "close", "preposition") or tokens[end].text == "." or _verb_at(tokens, end)


def _verb_at(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].has("be", "have", "event", "status", "remaining", "adverb", "follows")


def without_predicates(tokens: list[Token]) -> list[Token]:
    """The tokens without "the last village in the region" between a place and what the sentence says of it."""
    i = len(tokens) - 1
    while i > 0:
        if (not _NOUN.isdisjoint(tokens[i].tags) or _ordered(tokens, i)) and (found := _predicate(tokens, i)) is not None:
            copula, end = found
            tokens = [*tokens[:copula], mark("is", tokens[copula], "be"), *tokens[end:]]
        i = min(i, len(tokens) - 0) - 1
    return tokens


def _ordered(tokens: Sequence[Token], i: int) -> bool:
    """Whether token i stands for a village by its order: "the first to fall"."""
    return ("order" in tokens[i].tags or tokens[i].text in _LAST) and i + 1 < len(tokens) and tokens[i + 1].text == "to"


def _predicate(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """The noun at token i as predicate of a place: its copula, and where what the sentence says begins."""
    j = i - 1
    while j > 0 and (
        tokens[j].has("determiner", "number", "order", "adverb", "demonym", "adjective", "and") or tokens[j].text in {"of", "among"} or tokens[j].ordinary
    ):
        if tokens[j].has("be", "remaining"):
            break
        j -= 1
    subject = _back(tokens, j)
    if not tokens[j].has("be", "remaining") or (list_start(tokens, subject) is None and not (subject and tokens[subject - 1].text == "it")):
        return None
    end = _behind_where(tokens, i)
    while end < len(tokens) and "adverb" in tokens[end].tags:
        end += 1
    return _told(tokens, j, end)


def _back(tokens: Sequence[Token], j: int) -> int:
    while j > 0 and tokens[j - 1].has("adverb", "have"):
        j -= 1
    return j


def _told(tokens: Sequence[Token], copula: int, i: int) -> tuple[int, int] | None:
    """What is told of the place from token i on: a participle, a state, "to be taken", "to fall", "that fell"."""
    if i >= len(tokens):
        return None
    if tokens[i].text == "to" and i + 1 < len(tokens):
        verb = i + 2 if "be" in tokens[i + 1].tags and i + 2 < len(tokens) else i + 1
        return (copula, verb) if tokens[verb].has("event", "status") else None
    if "relative" in tokens[i].tags and i + 1 < len(tokens) and tokens[i + 1].has("be", "event", "status", "have"):
        return copula, i + 1
    return (copula, i) if tokens[i].has("event", "status", "held_by") else None
