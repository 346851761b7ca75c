"""Forces that are told to be somewhere: "there are still Ukrainian soldiers in X", "Russian troops are not in X"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.lexicon import Frame, Reading
from geo.geoparse.order.lists import is_place, list_end
from geo.geoparse.tokens import Token
from geo.model import Event

_PRESENT = Reading(Frame(event=Event.ENTERED, place="object", actor="subject"), frozenset({"past"}))
_STAYING = Reading(Frame(event=Event.HOLDS, place="object", actor="subject"), frozenset({"past"}))
_REACH = 6
_STILL = frozenset({"still"})


def with_presence(tokens: list[Token]) -> list[Token]:
    """The tokens, "are in" behind a force made one verb, and "there are" moved behind the force it speaks of."""
    i = len(tokens) - 2
    while i >= 0:
        if tokens[i].has("inside") and tokens[i].text in {"in", "inside"} and _names_place(tokens, i + 1):
            tokens = _there(tokens, i) or _are(tokens, i) or _shown(tokens, i) or tokens
        i = min(i, len(tokens) - 1) - 1
    return tokens


def _names_place(tokens: Sequence[Token], i: int) -> bool:
    while i < len(tokens) and tokens[i].has("determiner", "part", "direction"):
        i += 1
    return is_place(tokens, i) or (i < len(tokens) and tokens[i].has("settlement_singular"))


def _verb(tokens: Sequence[Token], place: int, still: bool) -> Token:
    """The verb that "are in" makes before a place."""
    return tokens[place]._replace(text="are in", tags={"event": (_STAYING if still else _PRESENT,), "governs": True})


def _there(tokens: list[Token], place: int) -> list[Token] | None:
    """Such as "there are (still, no) Russian soldiers (left) in X"."""
    start = next((k for k in range(place - 1, max(-1, place - _REACH), -1) if tokens[k].has("there")), None)
    if start is None or not tokens[start + 1].has("be"):
        return None
    words = tokens[start + 2 : place]
    force = next((n for n, t in enumerate(words) if t.has("actor")), None)
    if force is None or any(t.has("comma", "place", "preposition") or (t.has("event") and t.text != "left") for t in words):
        return None
    kept = [t for t in words if t.text != "left"]
    return [*tokens[:start], *kept, _verb(tokens, place, any(t.text in _STILL for t in words)), *tokens[place + 1 :]]


def _are(tokens: list[Token], place: int) -> list[Token] | None:
    """Such as "Russian troops are (not, still) in X"."""
    j = place - 1
    while j > 0 and tokens[j].has("adverb", "negation"):
        j -= 1
    if not tokens[j].has("be") or j < 1 or not tokens[j - 1].has("actor"):
        return None
    between = tokens[j + 1 : place]
    return [*tokens[:j], *between, _verb(tokens, place, any(t.text in _STILL for t in between)), *tokens[place + 1 :]]


def _shown(tokens: list[Token], place: int) -> list[Token] | None:
    """Such as "maps show Russian troops in X", with nothing behind it."""
    j = place - 1
    while j > 0 and tokens[j].has("adverb", "hedge"):
        j -= 1
    if "actor" not in tokens[j].tags or not j or "say" not in tokens[j - 1].tags or not tokens[j - 1].text.startswith("show"):
        return None
    end = list_end(tokens, place + 1)
    if end is None or not (end >= len(tokens) or tokens[end].has("comma", "semicolon", "close") or tokens[end].text == "."):
        return None
    return [*tokens[:place], _verb(tokens, place, still=False), *tokens[place + 1 :]]
