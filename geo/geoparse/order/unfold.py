"""Folded sentences spelled out before they are read, token by token: every clause then has its own subject, verb and places.

"X, which Russian forces took on Sunday, lies ..." holds two sentences, "another village, X, was taken" only one place, "X was taken on
Monday, Y on Tuesday" two verbs. What is said again stands at the offset where it is left out; the text itself stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable

from geo.geoparse.order.appositions import without_nouns, without_predicates
from geo.geoparse.order.asides import without_asides
from geo.geoparse.order.ellipsis import with_commas, with_verbs
from geo.geoparse.order.existence import with_presence
from geo.geoparse.order.inversions import upright, without_heading
from geo.geoparse.order.lists import again, is_place, list_start, mark
from geo.geoparse.order.relatives import with_relatives, without_opening, without_participles, without_relatives, without_superlatives
from geo.geoparse.tokens import Token, kinds_of

_IT, _THEM = "it", "them"
_AUXILIARY, _COUNTING = frozenset({"be", "have"}), frozenset({"both", "number"})
_GOVERNS = ("near", "toward", "outskirts", "part", "inside", "preposition")


def unfold(tokens: list[Token]) -> list[Token]:
    """The tokens of a sentence, spelled out; what it says without naming a place needs less of it."""
    kinds = kinds_of(tokens)
    if "quote" in kinds:
        tokens = [t for t in tokens if "quote" not in t.tags]
    for wanted, step in _STEPS if "place" in kinds else _STEPS[:1]:
        if all(not kinds.isdisjoint(tags) for tags in wanted):
            tokens = step(tokens)
    return tokens


def _with_nouns(tokens: list[Token]) -> list[Token]:
    """The tokens, with the noun that "all three were", "both have" leave out."""
    i = len(tokens) - 2
    while i >= 0:
        if (
            tokens[i].has("both", "number")
            and tokens[i + 1].has("be", "have")
            and ("both" in tokens[i].tags or (i and tokens[i - 1].has("determiner", "both")))
        ):
            tokens = [*tokens[: i + 1], mark("villages", tokens[i], "settlement_plural"), *tokens[i + 1 :]]
        i = min(i, len(tokens) - 1) - 1
    return tokens


def _without_pronouns(tokens: list[Token]) -> list[Token]:
    """The tokens, each "it" or "them" behind a preposition said as the places named before it in the sentence ("the fields south of it")."""
    if not any(t.text in {_IT, _THEM} for t in tokens):
        return tokens
    found: list[Token] = []
    for token in tokens:
        meant = _meant(found, token) if token.text in {_IT, _THEM} and found and found[-1].has(*_GOVERNS) else []
        found += again(meant, token) or [token]
    return found


def _meant(before: list[Token], pronoun: Token) -> list[Token]:
    """The last list of places before the pronoun: one place for "it", several for "them"."""
    last, depth = None, 0
    for n in range(len(before) - 1, -1, -1):
        depth += ("close" in before[n].tags) - ("open" in before[n].tags)
        if is_place(before, n) and depth == 0:
            last = n
            break
    start = list_start(before, last + 1) if last is not None else None
    if last is None or start is None:
        return []
    places = [t for t in before[start : last + 1] if t.mention is not None or t.has("and", "comma")]
    several = sum(t.mention is not None for t in places) > 1
    return places if several == (pronoun.text == _THEM) else []


_ANY_TOLD = frozenset({"event", "status"})
_STEPS: tuple[tuple[tuple[frozenset[str], ...], Callable[[list[Token]], list[Token]]], ...] = (
    ((_AUXILIARY, _COUNTING), _with_nouns),
    ((frozenset({"be", "say"}), frozenset({"actor"})), with_presence),
    ((frozenset({"colon"}),), without_heading),
    ((frozenset({"semicolon"}),), with_commas),
    ((frozenset({"say"}), frozenset({"comma"})), without_asides),
    ((frozenset({"be", "remaining", "settlement_plural"}),), upright),
    ((frozenset({"settlement_singular", "settlement_plural", "order", "pronoun"}),), without_nouns),
    ((frozenset({"settlement_singular", "settlement_plural", "order"}),), without_predicates),
    ((frozenset({"subject_pronoun", "pronoun"}),), _without_pronouns),
    ((frozenset({"settlement_plural"}),), with_relatives),
    ((frozenset({"comma"}), frozenset({"event"})), without_opening),
    ((frozenset({"comma"}), frozenset({"event"})), without_participles),
    ((frozenset({"relative"}),), without_superlatives),
    ((frozenset({"relative"}),), without_relatives),
    ((_ANY_TOLD,), with_verbs),
)
"""What is spelled out, in order, each where the sentence has a token of each of these kinds."""
