"""Relative clauses as sentences of their own: "X, which Russian forces took on Sunday, lies ..." is "X lies ...; Russian forces took X on Sunday"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.geoparse.order.lists import again, border, is_place, list_end, list_start, mark
from geo.geoparse.tokens import Token

_PIED = ("preposition", "inside")
_SHARE = ("part", "both")
_SKIP = ("adverb", "hedge", "background")
_VERBAL = ("be", "have", "do", "say", "status", "remaining", "negation", "intent", "attempt", "success", "failure", "light")
_PRONOUNS = frozenset({"which", "who", "where", "whom"})
_OBJECT = frozenset({"whom"})


@dataclass(frozen=True, slots=True)
class _Relative:
    """A relative clause: its words are tokens (word, end), its comma is token `comma`; `meant` is what it speaks of, `lead` stands before its word."""

    comma: int
    word: int
    end: int
    meant: Sequence[Token]
    lead: Sequence[Token]


_BEFORE_WHICH = 2
"""A superlative has at least so many words before its "which"."""


def without_relatives(tokens: list[Token]) -> list[Token]:
    """The tokens, each clause that a comma and a relative word open moved behind the sentence, with what it speaks of in its place."""
    i = len(tokens) - 1
    while i > 0:
        if "relative" in tokens[i].tags and tokens[i].text in _PRONOUNS and (found := _relative(tokens, i)) is not None:
            tokens = _moved(tokens, found)
        i = min(i, len(tokens) - 0) - 1
    return tokens


def _relative(tokens: Sequence[Token], i: int) -> _Relative | None:
    k = i - 1
    while k > 0 and (tokens[k].has(*_PIED, *_SHARE, "number", "determiner")) and tokens[k].mention is None:
        k -= 1
    if k < 1 or "comma" not in tokens[k].tags:
        return None
    meant = _meant(tokens, k, plural=any(t.has("both", "number") or t.text == "all" for t in tokens[k + 1 : i]))
    return _Relative(k, i, _end(tokens, i), meant, tokens[k + 1 : i]) if meant else None


def _meant(tokens: Sequence[Token], comma: int, *, plural: bool) -> Sequence[Token]:
    """What a relative word behind this comma speaks of: the list of places before it, its last place behind a preposition, or the force before it."""
    start = list_start(tokens, comma)
    if start is None:
        return tokens[comma - 1 : comma] if "actor" in tokens[comma - 1].tags else ()
    explicit = start > 0 and tokens[start - 1].has("inside", "preposition", "near", "toward", "outskirts", "part", "direction", "of")
    places = [t for t in tokens[start:comma] if t.has("and", "comma") or t.mention is not None]
    return places[-1:] if explicit and not plural else places


def _end(tokens: Sequence[Token], i: int) -> int:
    """Where the clause of the relative word at token i ends: at the comma behind its verb that opens no further place, else with the sentence."""
    verb = False
    for j in range(i + 1, len(tokens)):
        if tokens[j].has("semicolon", "colon") or tokens[j].text == ".":
            return j
        if "comma" in tokens[j].tags and verb and not _list_goes_on(tokens, j):
            return j
        verb = verb or tokens[j].has("event", *_VERBAL) or (tokens[j].ordinary and j == i + 1)
    return len(tokens)


def _list_goes_on(tokens: Sequence[Token], comma: int) -> bool:
    j = comma + 1
    while j < len(tokens) and tokens[j].has("and", "determiner", "settlement_singular", "near", "direction"):
        j += 1
    return is_place(tokens, j) or (comma + 1 < len(tokens) and "date" in tokens[comma + 1].tags)


def _moved(tokens: list[Token], found: _Relative) -> list[Token]:
    """The tokens with the clause behind them."""
    comma = tokens[found.comma]
    clause = _clause(tokens[found.word + 1 : found.end], found, tokens[found.word])
    closing = found.end + 1 if found.end < len(tokens) and "comma" in tokens[found.end].tags else found.end
    return [*tokens[: found.comma], *tokens[closing:], border(comma), *clause]


def _clause(body: list[Token], found: _Relative, word: Token) -> list[Token]:
    """The clause with what it speaks of where it belongs: as subject, behind its verb, or where the clause takes place."""
    share = [t for t in found.lead if "part" in t.tags]
    meant = [*share, *again(found.meant, word)]
    if word.text == "where":
        return [mark("in", word, "inside", "preposition"), *meant, *body]
    pied = [t for t in found.lead if t.has(*_PIED) and "part" not in t.tags]
    if pied and not any("both" in t.tags for t in found.lead) and not share:
        return [*body, *pied, *meant]
    gap = 0 if word.text not in _OBJECT and _is_subject(body) else _gap(body)
    return [*body[:gap], *meant, *body[gap:]]


def _is_subject(body: Sequence[Token]) -> bool:
    """Whether the relative word is the subject: a verb follows, or a word that can only be one."""
    first = next((t for t in body if not t.has(*_SKIP)), None)
    return first is not None and not first.has("actor", "claimant", "determiner", "subject_pronoun", "possessive", "demonym", "state", "settlement_plural")


def _gap(body: Sequence[Token]) -> int:
    """Where the object belongs: before the verb that a word of saying introduces ("which officials say was retaken"), else behind the first verb."""
    for n, token in enumerate(body):
        if "say" in token.tags and n + 1 < len(body) and body[n + 1].has("be", "have"):
            return n + 1
        if "event" in token.tags:
            return n + 1
    return next((n + 1 for n in range(len(body) - 1, -1, -1) if "say" in body[n].tags), len(body))


def without_superlatives(tokens: list[Token]) -> list[Token]:
    """The tokens with "five villages, the largest of which is X" as "five villages, including X"."""
    i = len(tokens) - 2
    while i > _BEFORE_WHICH:
        if tokens[i].text == "which" and tokens[i - 1].text == "of" and "be" in tokens[i + 1].tags and list_end(tokens, i + 2) is not None:
            comma = next((k for k in range(i - 2, max(-1, i - 6), -1) if "comma" in tokens[k].tags), None)
            if comma is not None:
                tokens = [*tokens[: comma + 1], mark("including", tokens[comma], "and"), *tokens[i + 2 :]]
        i = min(i, len(tokens) - 1) - 1
    return tokens


def without_participles(tokens: list[Token]) -> list[Token]:
    """The tokens, ", earlier seized by Ukraine," between a place and its verb moved behind the sentence."""
    i = len(tokens) - 3
    while i > 0:
        if tokens[i].has("comma") and (end := _participle_end(tokens, i)) is not None:
            start = list_start(tokens, i)
            if start is not None:
                places = [t for t in tokens[start:i] if t.mention is not None or t.has("and", "comma")]
                clause = [*again(places, tokens[i]), mark("was", tokens[i], "be"), *tokens[i + 1 : end]]
                tokens = [*tokens[:i], *tokens[end + 1 :], border(tokens[i]), *clause]
        i = min(i, len(tokens) - 2) - 1
    return tokens


def without_opening(tokens: list[Token]) -> list[Token]:
    """The tokens, the participle that opens "Taken by Ukraine in August, X was ..." behind its sentence with its place as subject."""
    i = next((n for n, t in enumerate(tokens) if not t.has("adverb", "background", "hedge")), len(tokens))
    comma = next((n for n in range(i, len(tokens)) if "comma" in tokens[n].tags), None)
    if comma is None or not any("participle" in r.roles for r in tokens[i].tags.get("event", ())):
        return tokens
    end = list_end(tokens, comma + 1)
    if end is None or end >= len(tokens) or not tokens[end].has("be", "have", "event", "status", "remaining"):
        return tokens
    if any(is_place(tokens, n) for n in range(i, comma)):
        return tokens
    places = [t for t in tokens[comma + 1 : end] if t.mention is not None or t.has("and", "comma")]
    return [*tokens[comma + 1 :], border(tokens[comma]), *places, mark("was", tokens[0], "be"), *tokens[:comma]]


def _participle_end(tokens: Sequence[Token], comma: int) -> int | None:
    """The comma that closes a participle opened by the one at `comma`, where the verb of the sentence follows."""
    i = comma + 1
    while i < len(tokens) and tokens[i].has("adverb", "background", "hedge", "date"):
        i += 1
    if i >= len(tokens) or not any("participle" in r.roles for r in tokens[i].tags.get("event", ())):
        return None
    end = next((j for j in range(i + 1, len(tokens)) if tokens[j].has("comma", "semicolon", "colon", "place")), None)
    if end is None or not tokens[end].has("comma") or end + 1 >= len(tokens):
        return None
    return end if tokens[end + 1].has("be", "have", "status", "remaining") or (tokens[end + 1].has("event") and not tokens[end + 1].has("and")) else None


def with_relatives(tokens: list[Token]) -> list[Token]:
    """The tokens with the "that" which "the villages (that) it had retaken" leaves out."""
    i = len(tokens) - 3
    while i >= 0:
        if "settlement_plural" in tokens[i].tags and tokens[i + 1].has("actor", "subject_pronoun") and _verb_follows(tokens, i + 2):
            tokens = [*tokens[: i + 1], mark("that", tokens[i], "relative"), *tokens[i + 1 :]]
        i = min(i, len(tokens) - 2) - 1
    return tokens


def _verb_follows(tokens: Sequence[Token], i: int) -> bool:
    while i < len(tokens) and tokens[i].has("have", "adverb", "say", "success", "be"):
        i += 1
    return i < len(tokens) and "event" in tokens[i].tags
