"""Place phrases that name a line or a road by its ends: "between A and B", "the A - B line", "from A to B", "the road linking A with B"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.phrases import Group, Item
from geo.geoparse.tokens import Token
from geo.model import Relation

_BOTH_ENDS = 2
_LEADS = ("preposition", "inside", "toward", "determiner", "direction")
_ON = frozenset({"along", "on", "down", "up"})
_TO = frozenset({"to", "and", "with"})
_NEAR_WORD = 6


def with_lines(tokens: Sequence[Token], groups: Sequence[Group]) -> list[Group]:
    """The groups, those that name the two ends of a line or a road as such."""
    found: list[Group] = []
    for group in groups:
        if found and (line := _joined(tokens, found[-1], group)) is not None:
            found[-1] = line
        else:
            found.append(_as_line(tokens, group))
    return [_as_road(tokens, g) for g in found]


def _joined(tokens: Sequence[Token], one: Group, two: Group) -> Group | None:
    """The line "from A to B", or the ends of "the road linking A with B"; None where the two groups are none."""
    apart = tokens[one.last + 1 : two.first + 1]
    if len(one.items) > 1 or len(two.items) > 1 or not apart or apart[0].text not in _TO or len(apart) > _BOTH_ENDS:
        return None
    linked = one.preposition == "from" and apart[0].text == "to"
    if not linked and _road_before(tokens, one) is None:
        return None
    ends = tuple(_end(i) for i in (*one.items, *two.items))
    return one._replace(last=two.last, items=ends, bare=False, glosses=(*one.glosses, *two.glosses))


def _end(item: Item) -> Item:
    return item._replace(relation=Relation.LINE, bearings=(), explicit=True)


def _as_line(tokens: Sequence[Token], group: Group) -> Group:
    """Such as "between A and B", "the A - B line": the two ends are one line."""
    if len(group.items) == _BOTH_ENDS and _between(tokens, group):
        return group._replace(items=tuple(_end(i) for i in group.items), bare=False, preposition="between")
    joined = [n for n, i in enumerate(group.items) if i.preposition == "-"]
    if not joined:
        return group
    first, last = joined[0] - 1, joined[-1]
    start, end = group.items[first].index, group.items[last].index
    named = any(t.has("line_word", "road_word") for t in [*tokens[max(0, start - 3) : start], *tokens[end + 1 : end + 3]])
    if named or _texts(tokens, start - 3, start) & {"along", "from"}:
        ends = (_end(group.items[n]) for n in (first, last))
        return group._replace(items=(*group.items[:first], *ends, *group.items[last + 1 :]))
    return group


def _between(tokens: Sequence[Token], group: Group) -> bool:
    return "between" in _texts(tokens, group.first - 3, group.first + 1)


def _as_road(tokens: Sequence[Token], group: Group) -> Group:
    """The group, marked where it names a road and no ground; what goes on along the road is ground."""
    lines = [i for i in group.items if i.relation is Relation.LINE]
    behind = group.last + 1 if lines else None
    at = _road_before(tokens, group)
    if at is None and behind is not None and any("road_word" in t.tags for t in tokens[behind : behind + 2]):
        at = group.first
    if at is None:
        return group
    on = _texts(tokens, at - 3, at + 1) & _ON
    return group if on and lines else group._replace(road=True)


def _road_before(tokens: Sequence[Token], group: Group) -> int | None:
    """The road that the group leads on from: "the road from A to B", "roads leading to A"; not "the road near A"."""
    if not group.items[0].explicit and group.items[0].relation is not Relation.LINE and not _linking(tokens, group):
        return None
    if group.items[0].relation in {Relation.NEAR, Relation.OFFSET, Relation.OUTSKIRTS, Relation.PART} or group.preposition in {"in", "at", "near", "on"}:
        return None
    for i in range(group.items[0].index - 1, max(-1, group.items[0].index - _NEAR_WORD), -1):
        if "road_word" in tokens[i].tags:
            return i
        if not (tokens[i].has(*_LEADS) or tokens[i].text == "between" or tokens[i].ordinary) or "comma" in tokens[i].tags:
            return None
    return None


def _linking(tokens: Sequence[Token], group: Group) -> bool:
    return group.first > 0 and "linking" in tokens[group.first - 1].tags


def _texts(tokens: Sequence[Token], start: int, end: int) -> set[str]:
    return {t.text for t in tokens[max(0, start) : end]}
