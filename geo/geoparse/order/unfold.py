"""Folded sentences spelled out before they are read, token by token: every clause then has its own subject, verb and places.

"X, which Russian forces took on Sunday, lies ..." holds two sentences, "another village, X, was taken" only one place, "X was taken on
Monday, Y on Tuesday" two verbs. What is said again stands at the offset where it is left out; the text itself stays as it is.
"""

from __future__ import annotations

from geo.geoparse.order.appositions import without_nouns, without_predicates
from geo.geoparse.order.asides import without_asides
from geo.geoparse.order.ellipsis import with_commas, with_verbs
from geo.geoparse.order.existence import with_presence
from geo.geoparse.order.inversions import upright
from geo.geoparse.order.lists import again, is_place, list_start, mark
from geo.geoparse.order.relatives import with_relatives, without_participles, without_relatives, without_superlatives
from geo.geoparse.tokens import Token, kinds_of

_IT, _THEM = "it", "them"
_AUXILIARY, _COUNTING = frozenset({"be", "have"}), frozenset({"both", "number"})
_GOVERNS = ("near", "toward", "outskirts", "part", "inside", "preposition")


def unfold(tokens: list[Token]) -> list[Token]:  # noqa: C901 - one step for each kind of folding
    """The tokens of a sentence, spelled out; a sentence without a place as it is."""
    kinds = kinds_of(tokens)
    if "quote" in kinds:
        tokens = [t for t in tokens if "quote" not in t.tags]
    if not kinds.isdisjoint(_AUXILIARY) and not kinds.isdisjoint(_COUNTING):
        tokens = _with_nouns(tokens)
    if "place" not in kinds:
        return tokens
    if "be" in kinds and "actor" in kinds:
        tokens = with_presence(tokens)
    if "semicolon" in kinds:
        tokens = with_commas(tokens)
    if "say" in kinds and "comma" in kinds:
        tokens = without_asides(tokens)
    if "be" in kinds or "settlement_plural" in kinds:
        tokens = upright(tokens)
    if not kinds.isdisjoint({"settlement_singular", "settlement_plural", "order"}):
        tokens = without_predicates(without_nouns(tokens))
    if "subject_pronoun" in kinds or "pronoun" in kinds:
        tokens = _without_pronouns(tokens)
    if "settlement_plural" in kinds:
        tokens = with_relatives(tokens)
    if "comma" in kinds and "event" in kinds:
        tokens = without_participles(tokens)
    if "relative" in kinds:
        tokens = without_relatives(without_superlatives(tokens))
    return with_verbs(tokens) if "event" in kinds or "status" in kinds else tokens


def _with_nouns(tokens: list[Token]) -> list[Token]:
    """The tokens, with the noun that "all three were", "both have" leave out."""
    for i in range(len(tokens) - 2, -1, -1):
        if (
            tokens[i].has("both", "number")
            and tokens[i + 1].has("be", "have")
            and ("both" in tokens[i].tags or (i and tokens[i - 1].has("determiner", "both")))
        ):
            tokens = [*tokens[: i + 1], mark("villages", tokens[i], "settlement_plural"), *tokens[i + 1 :]]
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
