"""Who acts and who says, told by stems and endings: "российские войска", "подразделения ВСУ", "Минобороны РФ", "украинские аналитики"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.geoparse.caster import ENEMY, OWN
from geo.geoparse.joining import Found, named_source, noun_after
from geo.geoparse.sign import KEPT
from geo.geoparse.tokens import Token, joined

_GENITIVE_REACH = 2
_SAYING = frozenset({"source", "spokesman", "demonym", "source_again", "source_noun"})
_ACTING = frozenset({"enemy", "force", "demonym", "state", "possessive", "force_noun"})
_SIDES = ("force", "state", "demonym")
_NO_PART = (
    "comma", "semicolon", "colon", "open", "close", "place", "source", "spokesman", "clause", "relative", "say", "preposition", "inside",
    "and", "event", "status", "near", "toward", "be", "have", "offset",
)  # fmt: skip
_VERBAL = ("event", "status", "say", "be", "have", "negation", "success", "attempt", "intent", "failure")


class Cases:
    """What an ending says of a word's case. Endings of one language, from the section [cases] of its lexicon."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._nominative = tuple(table["nominative"])
        self._instrumental = tuple(table["instrumental"])
        self._oblique = tuple(table["oblique"])
        self._infinitive = tuple(table["infinitive"])

    def nominative(self, token: Token) -> bool:
        """Whether the first word can only be a subject's."""
        return _first(token).endswith(self._nominative)

    def instrumental(self, token: Token) -> bool:
        """Whether a word of it names by whom something is done ("украинской армией")."""
        return any(word.endswith(self._instrumental) for word in token.text.split())

    def oblique(self, token: Token) -> bool:
        """Whether the first word can be no subject's."""
        return not self.nominative(token) and (self.instrumental(token) or _first(token).endswith(self._oblique))

    def infinitive(self, token: Token) -> bool:
        """Whether the verb is an infinitive, which tells a deed only where another verb says that it was done."""
        return token.text.split()[0].endswith(self._infinitive)


def _first(token: Token) -> str:
    return token.text.split()[0] if token.text else ""


def join_sides(tokens: Sequence[Token], plain: str) -> list[Token]:
    """The tokens with each force and each claimant made one token.

    A force carries `actor` (a holder's id, "enemy", "own", or "" for unnamed troops), a claimant `claimant` (its name or True) and `side`.
    """
    return joined(joined(tokens, _claimant, plain, _SAYING), _force, plain, _ACTING)


def _noun_after(tokens: Sequence[Token], i: int, tag: str) -> int | None:
    return noun_after(tokens, i, tag, may_pass=_plain_between)


def _plain_between(token: Token) -> bool:
    return not token.has(*_NO_PART, *_SIDES)


def _owner(tokens: Sequence[Token], i: int, *, noun: str) -> tuple[int, str] | None:
    """The side that stands in the genitive behind a noun ("войска РФ", "бойцы украинской армии"): where it ends, and its id."""
    for j in range(i, min(len(tokens), i + _GENITIVE_REACH + 1)):
        token = tokens[j]
        if "demonym" in token.tags:
            end = _noun_after(tokens, j + 1, noun)
            return None if end is None else (end, token.tags["demonym"])
        if token.has("force", "state"):
            following = j + 1 if j + 1 < len(tokens) and "force" in token.tags and "state" in tokens[j + 1].tags else j
            return following, token.tags.get("force") or token.tags["state"]
        if token.has(*_NO_PART) or not token.ordinary:
            return None
    return None


def _claimant(tokens: Sequence[Token], i: int) -> Found | None:
    token = tokens[i]
    if "source" in token.tags:
        return named_source(token)
    if "spokesman" in token.tags:
        owner = _owner(tokens, i + 1, noun="force_noun") if i + 1 < len(tokens) and tokens[i + 1].has("force", "state") else None
        return (owner[0] if owner else i) - i + 1, {"claimant": True, "side": token.tags["spokesman"]} | _kept(token)
    if "demonym" in token.tags:
        end, force = _noun_after(tokens, i + 1, "source_noun"), _noun_after(tokens, i + 1, "force_noun")
        return None if end is None or (force is not None and force < end) else (end - i + 1, {"claimant": True, "side": token.tags["demonym"]})
    if "source_again" in token.tags:
        return 1, {"claimant": True, "side": None, "again": True}
    if "source_noun" in token.tags:
        owner = _owner(tokens, i + 1, noun="force_noun")
        end, side = owner or (i, None)
        return end - i + 1, {"claimant": True, "side": side} | _kept(token)
    return None


def _kept(token: Token) -> dict[str, Any]:
    """What a claimant's noun says besides: an office may speak for the side named last."""
    return {tag: True for tag in (*KEPT, "office") if tag in token.tags}


def _force(tokens: Sequence[Token], i: int) -> Found | None:  # noqa: PLR0911 - a ladder of readings, the likeliest first
    token = tokens[i]
    if token.has("enemy", "possessive"):
        end = _noun_after(tokens, i + 1, "force_noun")
        if "enemy" in token.tags:
            return (1 if end is None else end - i + 1), {"actor": ENEMY} | ({"force": token.tags["force"]} if "force" in token.tags else {})
        return None if end is None else (end - i + 1, {"actor": OWN})
    if "force" in token.tags:
        more = i + 1 < len(tokens) and tokens[i + 1].has("state", "force_noun")
        return (2 if more else 1), {"actor": token.tags["force"]}
    if "demonym" in token.tags:
        end = _noun_after(tokens, i + 1, "force_noun")
        return None if end is None else (end - i + 1, {"actor": token.tags["demonym"]})
    if "state" in token.tags:
        return (1, {"actor": token.tags["state"], "state": token.tags["state"]}) if _state_acts(tokens, i) else None
    if "force_noun" in token.tags and "place" not in token.tags:
        owner = _owner(tokens, i + 1, noun="force_noun")
        return (1, {"actor": ""}) if owner is None else (owner[0] - i + 1, {"actor": owner[1]})
    return None


def _state_acts(tokens: Sequence[Token], i: int) -> bool:
    """A state acts at the head of a clause or before a verb, unless it is where something is ("в Украине")."""
    before = tokens[i - 1] if i else None
    if before is not None and before.has("preposition", "inside", "near", "toward", "settlement_singular", "settlement_plural"):
        return False
    following = next((t for t in tokens[i + 1 : i + 4] if "adverb" not in t.tags), None)
    heads = before is None or before.has("comma", "and", "clause", "relative", "dash", "quote", "colon", "contrast", "event")
    return heads or (following is not None and following.has(*_VERBAL))
