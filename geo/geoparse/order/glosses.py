"""Toponyms that only tell where the place before them lies: "(north of Sudzha)", ", a village near Sudzha"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.phrases import Group, Item
from geo.geoparse.resolve import bearing_deg
from geo.geoparse.tokens import Token
from geo.model import Mention, Relation
from geo.theatre import Theatre

_AGREE_DEG = 50.0
AREAS = frozenset({"district", "oblast", "country"})
_AREA_REACH = 4
_WITHIN = frozenset({"in", "at"})


def is_gloss(tokens: Sequence[Token], group: Group, item: Item, start: int, theatre: Theatre) -> bool:  # noqa: C901, PLR0911 - a ladder of readings, the likeliest first
    """Whether the toponym only tells where the one before it lies: "(north of Sudzha)", ", a village near Sudzha"."""
    between = list(tokens[group.last + 1 : start])
    if item.mention.kind in AREAS and _only_in(tokens[group.last + 1 : item.index]):
        return group.items[-1].mention.kind not in AREAS
    if group.items[-1].mention.kind == "landmark" and item.relation is Relation.IN and item.preposition in _WITHIN:
        return True
    if group.glosses and len(between) == 1 and "and" in between[0].tags and _between(tokens, group.last):
        return True
    if not between:
        return False
    opened = sum("open" in t.tags for t in tokens[group.last + 1 : item.index])
    closed = sum("close" in t.tags for t in tokens[group.last + 1 : item.index])
    if opened > closed:
        return "open" in between[0].tags
    phrase = tokens[group.last + 1 : item.index]
    if "direction" in phrase[0].tags or (phrase[0].text.replace(".", "").isdigit() and item.relation is Relation.OFFSET):
        return True
    if "comma" not in phrase[0].tags or any(t.has("and", "event", "say", "actor") and not _joins_directions(phrase, n) for n, t in enumerate(phrase)):
        return False
    if _describes(phrase):
        return True
    if item.preposition == "from" or item.distance_km is not None:
        return True
    if item.relation in {Relation.OFFSET, Relation.OUTSKIRTS, Relation.NEAR}:
        if group.items[-1].relation is not Relation.IN and _goes_on(tokens, item):
            return False
        return group.items[-1].relation is Relation.IN or _lies_so(group.items[-1].mention, item, theatre)
    return False


def _between(tokens: Sequence[Token], last: int) -> bool:
    """Whether "between" stands before the place at token `last`: a second end follows ("a hamlet between A and B")."""
    return any(t.text == "between" for t in tokens[max(0, last - 2) : last])


def _describes(phrase: Sequence[Token]) -> bool:
    """Whether the words between two places describe the first: ", a village near"; not ", the village of"."""
    noun = any("settlement_singular" in t.tags for t in phrase[:4]) and len(phrase) > 1 and phrase[1].text in {"a", "an", "the", "another"}
    return noun and not (phrase[-1].text == "of" and "settlement_singular" in phrase[-2].tags)


def _joins_directions(phrase: Sequence[Token], n: int) -> bool:
    """The "and" of "north and west of"."""
    return "and" in phrase[n].tags and 0 < n < len(phrase) - 1 and "direction" in phrase[n - 1].tags and "direction" in phrase[n + 1].tags


def _goes_on(tokens: Sequence[Token], item: Item) -> bool:
    """Whether a list goes on behind the item (", and along ...")."""
    following = tokens[item.index + 1 : item.index + 4]
    return len(following) > 1 and "comma" in following[0].tags and "and" in following[1].tags


def _only_in(phrase: Sequence[Token]) -> bool:
    """Whether nothing but "in the neighbouring", a comma or a bracket stands between a place and the area that it lies in."""
    return 0 < len(phrase) <= _AREA_REACH and all(
        t.has("inside", "comma", "open", "determiner", "demonym", "direction") or "adjective" in t.tags for t in phrase
    )


def _lies_so(mention: Mention, item: Item, theatre: Theatre) -> bool:
    """Whether the place really lies in the direction given, so that the words locate it rather than go on with the list."""
    if mention.place_id is None or item.mention.place_id in {None, mention.place_id} or not item.bearings:
        return False
    true = bearing_deg(theatre.gazetteer.get(item.mention.place_id), theatre.gazetteer.get(mention.place_id))
    return min(abs((true - b + 180.0) % 360.0 - 180.0) for b in item.bearings) <= _AGREE_DEG
