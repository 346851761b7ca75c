"""Place phrases: lists of toponyms with the relation of each ("near A and B, in the west of C, 3 km north of D")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.geoparse.order.glosses import AREAS, is_gloss
from geo.geoparse.order.lines import with_lines
from geo.geoparse.phrases import Group, Item
from geo.geoparse.tokens import Token
from geo.model import Relation
from geo.theatre import Theatre

_FILLERS = (
    "determiner",
    "settlement_singular",
    "settlement_plural",
    "direction",
    "near",
    "toward",
    "outskirts",
    "part",
    "number",
    "both",
    "adverb",
    "inside",
    "preposition",
    "possessive",
    "held_by",
)
_LEFT_REACH = 14
_LINK_REACH = 9


def place_groups(tokens: Sequence[Token], theatre: Theatre, distances: Mapping[int, float]) -> list[Group]:
    """The place phrases of a sentence in order. `distances`: km of the length that ends at the token of this index."""
    items = [_item(tokens, i, distances) for i, t in enumerate(tokens) if t.mention is not None]
    groups: list[Group] = []
    for item, start in items:
        if groups and is_gloss(tokens, groups[-1], item, start, theatre):
            groups[-1] = groups[-1]._replace(last=item.index, glosses=(*groups[-1].glosses, item.mention))
        elif groups and _only_locates(groups[-1], item, start):
            groups[-1] = _located(groups[-1], item)
        elif groups and not _apart(tokens, groups[-1], item) and (link := _link(tokens, groups[-1], start)):
            groups[-1] = _extended(groups[-1], item, link)
        else:
            groups.append(Group(start, item.index, (item,), not item.explicit, item.preposition))
    return with_lines(tokens, groups)


def _apart(tokens: Sequence[Token], group: Group, item: Item) -> bool:
    """Whether a place behind a comma belongs to no list with the group: its region stands before it, or it opens a clause of its own.

    "villages in Kursk Oblast, X and Y"; "are inside X, and part of Y was taken".
    """
    between = tokens[group.last + 1 : item.index]
    if not between or "comma" not in between[0].tags:
        return False
    if group.items[-1].mention.kind in AREAS and item.mention.place_id:
        return not any(i.mention.place_id for i in group.items)
    following = tokens[item.index + 1] if item.index + 1 < len(tokens) else None
    clause = len(between) > 1 and "and" in between[1].tags and following is not None and following.has("be", "have", "success")
    return clause and not group.bare and not item.explicit


def _only_locates(group: Group, item: Item, start: int) -> bool:
    """Such as "east of Sudzha around X": the phrase before only says where the place lies."""
    apart = group.last + 1 < start and not (group.first == 0 and group.last + 2 == start)
    before = group.items[-1].relation is Relation.OFFSET and item.relation is not Relation.OFFSET
    return not apart and before and item.explicit and bool(item.mention.place_id)


def _located(group: Group, item: Item) -> Group:
    """The group with the item in the place of what only locates it."""
    located = [n for n, i in enumerate(group.items) if i.relation is Relation.OFFSET and i.mention == group.items[-1].mention]
    kept = group.items[: located[0]]
    glosses = (*group.glosses, group.items[-1].mention)
    if not kept:
        return Group(group.first, item.index, (item,), not item.explicit, item.preposition, glosses)
    return group._replace(last=item.index, items=(*kept, item), glosses=glosses)


def _item(tokens: Sequence[Token], i: int, distances: Mapping[int, float]) -> tuple[Item, int]:  # noqa: C901, PLR0911 - a ladder of readings, the likeliest first
    """The toponym at token i with the relation that the words before it give, and where its phrase starts."""
    mention = tokens[i].mention
    if mention is None:
        raise ValueError(i)
    j = _over_noun(tokens, i - 1, i)
    item = Item(mention, Relation.IN, index=i)
    token = tokens[j] if j >= 0 else None
    if token is None:
        return item, max(0, j + 1)
    if "direction" in token.tags and j == i - 1:
        return item._replace(relation=Relation.PART, explicit=_has_in(tokens, j - 1), preposition=_word(tokens, j - 1)), _start(tokens, j)
    if token.text == "of" and j and "direction" in tokens[j - 1].tags:
        return _offset(tokens, j - 1, item, distances)
    if token.text == "of" and j - 1 in distances and (within := _within(tokens, j - 1)) is not None:
        return item._replace(relation=Relation.TOWARD, explicit=True, preposition="within"), within
    if token.text == "of" and j and ("ground" in tokens[j - 1].tags or "part" in tokens[j - 1].tags):
        return item._replace(
            relation=Relation.PART if "part" in tokens[j - 1].tags else Relation.NEAR, explicit=True, preposition=_word(tokens, j - 1)
        ), _start(tokens, j - 1)
    for tag, relation in (("near", Relation.NEAR), ("toward", Relation.TOWARD), ("outskirts", Relation.OUTSKIRTS), ("part", Relation.PART)):
        if tag in token.tags:
            return _named(tokens, j, item, relation)
    if "governs" in token.tags:
        return item._replace(explicit=True, preposition="of"), j + 1
    if token.has("inside", "preposition"):
        return item._replace(explicit=True, preposition=token.text), j
    return item, j + 1


def _within(tokens: Sequence[Token], unit: int) -> int | None:
    """Where "(to) within three km of" starts whose unit is token `unit`."""
    start = next((k for k in range(unit - 1, max(-1, unit - 4), -1) if tokens[k].text == "within"), None)
    return start - 1 if start and tokens[start - 1].text == "to" else start


def _named(tokens: Sequence[Token], j: int, item: Item, relation: Relation) -> tuple[Item, int]:
    start = _start(tokens, j)
    explicit = relation is not Relation.PART or _has_in(tokens, start - 1)
    return item._replace(relation=relation, explicit=explicit, preposition=tokens[j].text), start


def _over_noun(tokens: Sequence[Token], j: int, i: int) -> int:
    """Leftwards over "the border village of" before the toponym at i."""
    if j > 0 and tokens[j].text == "of" and tokens[j - 1].has("settlement_singular", "settlement_plural"):
        j -= 2
    elif j >= 0 and tokens[j].has("settlement_singular", "settlement_plural") and tokens[j].text != "places":
        j -= 1
    while (
        j >= 0
        and i - j < _LEFT_REACH
        and (tokens[j].has("determiner", "both", "number", "held_by") or "adjective" in tokens[j].tags)
        and "direction" not in tokens[j].tags
    ):
        j -= 1
    return j


def _offset(tokens: Sequence[Token], j: int, item: Item, distances: Mapping[int, float]) -> tuple[Item, int]:
    """Such as "north and west of X", "to the north of X", "3 km north of X", "in the north of X" (a part)."""
    bearings: list[float] = []
    while j >= 0 and (tokens[j].has("direction", "and", "comma", "both") or tokens[j].text == "of"):
        bearings += [float(tokens[j].tags["direction"])] if "direction" in tokens[j].tags else []
        j -= 1
    while j + 1 < len(tokens) and "direction" not in tokens[j + 1].tags:
        j += 1
    before, article = _word(tokens, j), j >= 0 and tokens[j].text == "the"
    if article and _word(tokens, j - 1) != "to":
        inside = j > 0 and "inside" in tokens[j - 1].tags
        return item._replace(relation=Relation.PART, bearings=(), explicit=inside, preposition=_word(tokens, j - 1) if inside else ""), j - 1 if inside else j
    start = j - 1 if article and _word(tokens, j - 1) == "to" else j + 1
    unit = _before_bracket(tokens, start - 1)
    distance = distances.get(unit)
    start = _distance_start(tokens, unit - 1) if distance is not None else start
    while start > 0 and (tokens[start - 1].has("ground", "inside", "determiner")) and start > j - 4:
        start -= 1
    return item._replace(relation=Relation.OFFSET, bearings=tuple(reversed(bearings)), distance_km=distance, explicit=True, preposition=before), start


def _distance_start(tokens: Sequence[Token], j: int) -> int:
    """Where "about two km", "up to 3 km" starts whose number is token j."""
    while j > 0 and tokens[j - 1].has("adverb", "toward", "near", "determiner") and "direction" not in tokens[j - 1].tags:
        j -= 1
    return j


def _before_bracket(tokens: Sequence[Token], j: int) -> int:
    """The token before a bracket that ends at j ("3 km (2 miles) north of"), else j itself."""
    if j < 0 or "close" not in tokens[j].tags:
        return j
    return next((k - 1 for k in range(j, max(-1, j - 6), -1) if "open" in tokens[k].tags), j)


def _start(tokens: Sequence[Token], j: int) -> int:
    """Where "in the western part of" starts: over directions, articles and one preposition."""
    while (
        j > 0
        and (tokens[j - 1].has("direction", "determiner", "and", "part") or tokens[j - 1].text in {"of", "almost", "deeper", "deep"})
        and not ("and" in tokens[j - 1].tags and "direction" not in tokens[j - 2].tags)
    ):
        j -= 1
    if j > 0 and "inside" in tokens[j - 1].tags:
        j -= 1
    return j


def _has_in(tokens: Sequence[Token], j: int) -> bool:
    while j >= 0 and tokens[j].has("determiner", "direction"):
        j -= 1
    return j >= 0 and tokens[j].has("inside", "preposition")


def _word(tokens: Sequence[Token], j: int) -> str:
    return tokens[j].text if 0 <= j < len(tokens) else ""


def _link(tokens: Sequence[Token], group: Group, start: int) -> str:
    """The connectors between a group and an item that starts at `start`, or "" where they belong to different phrases."""
    between = tokens[group.last + 1 : start]
    if not between or len(between) > _LINK_REACH:
        return "-" if not between and "dash" in tokens[start].tags else ""
    if len(between) == 1 and "dash" in between[0].tags:
        return "-"
    inner = _behind_loser([t for t in between if not t.has("close", "quote") and t.text not in {"'s", "itself"}])
    if not inner or not inner[0].has("comma", "and", "dash"):
        return ""
    if all(t.has("comma", "and", *_FILLERS) or t.has("adjective", "ground", "date") or t.text == "of" for t in inner):
        return "and"
    return ""


def _behind_loser(words: Sequence[Token]) -> Sequence[Token]:
    """The words behind "from Ukrainian forces", which does not end a list of places taken."""
    return words[2:] if len(words) > 2 and words[0].text in {"from", "of"} and "actor" in words[1].tags else words  # noqa: PLR2004 - a preposition and a force


def _extended(group: Group, item: Item, link: str) -> Group:
    last = group.items[-1]
    if link == "-":
        return group._replace(
            last=item.index,
            items=(*group.items[:-1], last._replace(preposition=last.preposition), item._replace(relation=last.relation, preposition="-")),
        )
    if not item.explicit and item.relation is Relation.IN:
        item = item._replace(relation=last.relation, bearings=last.bearings, distance_km=last.distance_km, explicit=last.explicit)
    return group._replace(last=item.index, items=(*group.items, item))
