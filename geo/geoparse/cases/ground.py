"""Place phrases by preposition: "в районе А и Б", "севернее В", "на западной окраине Г", "в 3 км от Д"; with the names that only locate others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo.geoparse.phrases import Group, Item
from geo.geoparse.resolve import bearing_deg
from geo.geoparse.tokens import Token
from geo.model import Relation
from geo.theatre import Theatre

AREAS = frozenset({"district", "oblast", "country"})
_AGREE_DEG = 50.0
_REACH = 10
_LINK_REACH = 9
_UNKNOWN_WORDS = 2
_FILLERS = ("determiner", "settlement_singular", "settlement_plural", "number", "both", "adverb", "possessive", "adjective", "quote", "demonym")
_RELATED = {"outskirts": Relation.OUTSKIRTS, "part": Relation.PART, "direction": Relation.PART, "toward": Relation.TOWARD, "near": Relation.NEAR}
_BEFORE = ("offset", "direction", "near", "toward", "outskirts", "part", "ground")
_ENDS_OF_A_LINE = 2


@dataclass(slots=True)
class _Lead:
    """What stands before a toponym and says how the ground lies to it."""

    start: int
    bearings: list[float] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    preposition: str = ""
    distance_km: float | None = None
    between: bool = False


def place_groups(tokens: Sequence[Token], theatre: Theatre, distances: Mapping[int, float]) -> list[Group]:
    """The place phrases of a sentence in order. `distances`: km of the length that ends at the token of this index."""
    groups: list[Group] = []
    for i, token in enumerate(tokens):
        if token.mention is None:
            continue
        lead = _lead(tokens, i, groups[-1].last if groups else -1, distances)
        item = _item(tokens, i, lead)
        last = groups[-1] if groups else None
        if last is not None and _is_gloss(tokens, last, item, lead.start, theatre):
            groups[-1] = last._replace(last=i, glosses=(*last.glosses, item.mention))
        elif last is not None and _only_locates(last, item, lead.start):
            groups[-1] = Group(last.first, i, (item,), not item.explicit, item.preposition, tuple(g.mention for g in last.items))
        elif last is not None and (link := _link(tokens, last, item, lead.start)):
            groups[-1] = _extended(last, item, link)
        else:
            groups.append(Group(lead.start, i, (item,), not item.explicit, item.preposition))
    return [_as_line(tokens, g) for g in groups]


def _lead(tokens: Sequence[Token], i: int, floor: int, distances: Mapping[int, float]) -> _Lead:
    """The words before token i that belong to its phrase, down to the token behind `floor`."""
    lead = _Lead(i)
    unknown, j = 0, i - 1
    while j > floor and i - j <= _REACH:
        token = tokens[j]
        if token.has(*_BEFORE):
            lead.tags |= dict.fromkeys(tag for tag in _BEFORE if tag in token.tags)
            lead.bearings = [float(token.tags["offset"]), *lead.bearings] if "offset" in token.tags else lead.bearings
            lead.preposition = token.text
        elif j in distances and lead.bearings and lead.distance_km is None:
            lead.distance_km = distances[j]
        elif token.has("inside", "preposition") and not token.has("event", "status"):
            lead.preposition = lead.preposition if lead.tags.keys() & {"offset", "near", "toward"} else token.text
            lead.between = "between" in token.tags
            lead.tags["inside"] = None
            lead.start = j
            break
        elif _between_words(tokens, j, floor, lead):
            pass
        elif not token.has(*_FILLERS) or token.has("clause", "contrast", "relative"):
            unknown += 1
            if not token.ordinary or token.text.isdigit() != bool(lead.distance_km) or unknown > _UNKNOWN_WORDS or not _noun_between(tokens, j, i, lead):
                break
        lead.start = j
        j -= 1
    return lead


def _between_words(tokens: Sequence[Token], j: int, floor: int, lead: _Lead) -> bool:
    """Whether token j only stands between words of the phrase: the "и" of "севернее и западнее", the stop of "с. Гуево"."""
    if j - 1 <= floor:
        return False
    return ("and" in tokens[j].tags and bool(lead.bearings) and "offset" in tokens[j - 1].tags) or (
        tokens[j].text == "." and "settlement_singular" in tokens[j - 1].tags
    )


def _noun_between(tokens: Sequence[Token], j: int, i: int, lead: _Lead) -> bool:
    """Whether an unknown word belongs to the phrase: a number before its length, or an adjective before "село"."""
    return bool(lead.distance_km) or any(t.has("settlement_singular", "settlement_plural") for t in tokens[j + 1 : i])


def _item(tokens: Sequence[Token], i: int, lead: _Lead) -> Item:
    mention = tokens[i].mention
    if mention is None:
        raise ValueError(i)
    explicit = bool(lead.tags.keys() & {"inside", "offset", "near", "toward", "outskirts"})
    item = Item(mention, Relation.IN, explicit=explicit, preposition=lead.preposition, index=i)
    if lead.between:
        return item._replace(relation=Relation.LINE)
    if lead.bearings:
        return item._replace(relation=Relation.OFFSET, bearings=tuple(lead.bearings), distance_km=lead.distance_km)
    nearest = next((tag for tag in lead.tags if tag in _RELATED), "")
    return item._replace(relation=_RELATED.get("toward" if "toward" in lead.tags else nearest, Relation.IN))


def _is_gloss(tokens: Sequence[Token], group: Group, item: Item, start: int, theatre: Theatre) -> bool:
    """Whether the toponym only tells where the one before it lies: "(севернее Суджи)", "Курской области", ", что западнее Суджи"."""
    phrase = tokens[group.last + 1 : item.index]
    if item.mention.kind in AREAS:
        return group.items[-1].mention.kind not in AREAS and all(
            t.has("inside", "comma", "open", "adjective", "demonym", "determiner", "close") for t in phrase
        )
    if not phrase:
        return False
    if sum("open" in t.tags for t in phrase) > sum("close" in t.tags for t in phrase):
        return "open" in phrase[0].tags
    if item.relation is not Relation.OFFSET or group.items[-1].relation is not Relation.IN or any(t.has("and", "event") for t in phrase):
        return False
    return start == group.last + 1 or ("comma" in phrase[0].tags and group.bare and _lies_so(group, item, theatre))


def _lies_so(group: Group, item: Item, theatre: Theatre) -> bool:
    """Whether the place before really lies in the direction given, so that the words locate it rather than go on with the list."""
    own, other = group.items[-1].mention.place_id, item.mention.place_id
    if own is None or other is None:
        return False
    true = bearing_deg(theatre.gazetteer.get(other), theatre.gazetteer.get(own))
    return min(abs((true - b + 180.0) % 360.0 - 180.0) for b in item.bearings) <= _AGREE_DEG


def _only_locates(group: Group, item: Item, start: int) -> bool:
    """Such as "к югу от Глушково в районе X": the first phrase only says where the second one lies."""
    return (
        start == group.last + 1
        and item.explicit
        and bool(item.mention.place_id)
        and all(i.relation is Relation.OFFSET for i in group.items)
        and item.relation is not Relation.OFFSET
    )


def _link(tokens: Sequence[Token], group: Group, item: Item, start: int) -> str:
    """How an item goes on with the list of a group: "and", "-", or "" where it opens a phrase of its own."""
    between = tokens[group.last + 1 : start]
    if len(between) == 1 and "dash" in between[0].tags:
        return "-"
    inner = [t for t in between if not t.has("close", "quote")]
    if not inner or len(between) > _LINK_REACH or not inner[0].has("comma", "and", "dash") or not all(_joins(t) for t in inner):
        return ""
    return "and" if not item.explicit or not group.bare else ""


def _joins(token: Token) -> bool:
    return token.has("comma", "and", *_FILLERS) and not token.has("clause", "contrast", "relative")


def _extended(group: Group, item: Item, link: str) -> Group:
    last = group.items[-1]
    if link == "-":
        item = item._replace(relation=last.relation, preposition="-")
    elif not item.explicit and item.relation is Relation.IN:
        item = item._replace(relation=last.relation, bearings=last.bearings, distance_km=last.distance_km, explicit=last.explicit)
    return group._replace(last=item.index, items=(*group.items, item))


def _as_line(tokens: Sequence[Token], group: Group) -> Group:
    """Such as "между А и Б", "на участке А - Б": the two ends are one line."""
    if group.items[0].relation is Relation.LINE:
        return group if len(group.items) == _ENDS_OF_A_LINE else group._replace(items=tuple(i._replace(relation=Relation.NEAR) for i in group.items))
    joined = [n for n, i in enumerate(group.items) if i.preposition == "-"]
    if not joined:
        return group
    first, last = joined[0] - 1, joined[-1]
    start, end = group.items[first].index, group.items[last].index
    if not any("line_word" in t.tags for t in [*tokens[max(0, start - 3) : start], *tokens[end + 1 : end + 3]]):
        return group
    ends = (group.items[n]._replace(relation=Relation.LINE) for n in (first, last))
    return group._replace(items=(*group.items[:first], *ends, *group.items[last + 1 :]), bare=False)
