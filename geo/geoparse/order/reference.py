"""What "the village", "both villages", "it", "which" and "three villages:" stand for."""

from __future__ import annotations

from geo.geoparse.discourse import TOWNS, Discourse
from geo.geoparse.phrases import Group, Item
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Trigger
from geo.model import Relation

_LEAVING = frozenset({"out of", "from", "back from", "away from"})
RELATION_TAGS = (("near", Relation.NEAR), ("toward", Relation.TOWARD), ("outskirts", Relation.OUTSKIRTS), ("part", Relation.PART))


def named_by(scene: Scene, trigger: Trigger, noun: Token, memory: Discourse) -> tuple[Item, ...]:
    """The places that a noun stands for: a list behind a colon for "three villages", else those named before."""
    if "landmark" in noun.tags:
        return _landmark(scene, trigger, memory)
    if (order := _order(scene, noun)) is not None:
        before = [i for g in scene.groups if g.last < trigger.start for i in g.resolved]
        listed = before if len(before) > 1 else memory.several()
        return tuple(i._replace(relation=Relation.IN, bearings=()) for i in listed[order : order + 1])
    if "settlement_plural" in noun.tags:
        return _several(scene, trigger, noun, memory)
    return (
        tuple(_placed(scene, noun, i) for i in _of_kind(noun, pronoun_place(scene, trigger, memory), memory))
        if "there" in noun.tags or _definite(scene, noun)
        else ()
    )


def _of_kind(noun: Token, items: tuple[Item, ...], memory: Discourse) -> tuple[Item, ...]:
    """The items, or the town named last where "the town" cannot mean a village."""
    town = "town" in noun.tags and memory.town is not None and not any(i.mention.kind in TOWNS for i in items)
    return (memory.town,) if town and memory.town is not None else items


def _landmark(scene: Scene, trigger: Trigger, memory: Discourse) -> tuple[Item, ...]:
    """What "the monastery" means: the landmark named last."""
    before = [i for g in scene.groups if g.last < trigger.start for i in g.items if i.mention.kind == "landmark"]
    meant = before[-1] if before else memory.landmark
    return () if meant is None else (Item(meant.mention, Relation.IN),)


def _several(scene: Scene, trigger: Trigger, noun: Token, memory: Discourse) -> tuple[Item, ...]:
    """The places that "the villages" stand for: a list behind them, the names that count among them, or those named before."""
    n = scene.tokens.index(noun)
    listed = list_behind(scene, trigger, n) or _counting_among(scene, n)
    if listed or not _definite(scene, noun):
        return listed
    return tuple(i._replace(relation=_relation_before(scene, noun), bearings=(), distance_km=None) for i in memory.several())


def _counting_among(scene: Scene, n: int) -> tuple[Item, ...]:
    """Such as "X and Y appear among the settlements that ...", "... figure in the list of settlements that ..."."""
    if not any(t.text in {"among", "list", "lists"} for t in scene.tokens[max(0, n - 3) : n]):
        return ()
    before = [g for g in scene.groups if g.last < n and g.bare]
    return before[-1].resolved if before else ()


def _placed(scene: Scene, noun: Token, item: Item) -> Item:
    """The place that a noun stands for, as the words before the noun place it: "the south of the village", "east of the town"."""
    n = scene.tokens.index(noun)
    while n > 0 and "determiner" in scene.tokens[n - 1].tags:
        n -= 1
    if n > 1 and scene.tokens[n - 1].text == "of" and "direction" in scene.tokens[n - 2].tags:
        inside = n > 2 and scene.tokens[n - 3].text == "the" and not (n > 3 and scene.tokens[n - 4].text == "to")  # noqa: PLR2004 - "the south of the"
        bearing = float(scene.tokens[n - 2].tags["direction"])
        return item._replace(relation=Relation.PART if inside else Relation.OFFSET, bearings=() if inside else (bearing,), distance_km=None)
    return item._replace(relation=_relation_before(scene, noun), bearings=(), distance_km=None)


def _relation_before(scene: Scene, noun: Token) -> Relation:
    n = scene.tokens.index(noun)
    around = [*scene.tokens[max(0, n - 3) : n], *(t for t in scene.tokens[n + 1 : n + 3] if scene.tokens[n + 1].text == "'s")]
    return next((relation for tag, relation in RELATION_TAGS if any(tag in t.tags for t in around)), Relation.IN)


def _order(scene: Scene, noun: Token) -> int | None:
    """0 for "the first (village)", 1 for "the second"; None for other nouns."""
    n = scene.tokens.index(noun)
    for k in range(n, max(-1, n - 5), -1):
        if "order" in scene.tokens[k].tags and (k >= n - 1 or scene.tokens[k + 1].text == "of"):
            return int(scene.tokens[k].tags["order"])
    return None


def _definite(scene: Scene, noun: Token) -> bool:
    n = scene.tokens.index(noun)
    while n > 0 and (
        scene.tokens[n - 1].has("number", "settlement_singular", "demonym")
        or scene.tokens[n - 1].ordinary
        or scene.tokens[n - 1].text in {"two", "three", "four", "last", "of"}
    ):
        n -= 1
    return n > 0 and scene.tokens[n - 1].text.split()[-1] in {"the", "both", "these", "this", "those", "all"}


def list_behind(scene: Scene, trigger: Trigger, after: int | None = None) -> tuple[Item, ...]:
    """The list that a colon, a bracket or "namely" opens behind the event, or behind the noun at token `after`."""
    floor = trigger.index if after is None else min(after, trigger.index)
    for group in scene.groups:
        before = scene.tokens[max(floor + 1, group.first - 6) : group.first]
        if group.first > floor and group.resolved and any(t.has("colon", "open") or t.text in {"namely", "naming", "including"} for t in before):
            return group.resolved
        if after is not None and floor < group.first and group.last < trigger.index and len(group.resolved) > 1 and before and "comma" in before[-1].tags:
            return group.resolved
    return ()


def pronoun_place(scene: Scene, trigger: Trigger, memory: Discourse) -> tuple[Item, ...]:
    """What "it" means: the last place before in the sentence, else the first of the sentence before."""
    earlier = [g for g in scene.groups if g.last < trigger.start and g.resolved]
    return earlier[-1].resolved[:1] if earlier else memory.one()


def antecedents(scene: Scene, trigger: Trigger, memory: Discourse) -> tuple[Item, ...]:
    """The places before "which" or "that": "X, which Ukrainian forces took", "three villages that were taken: A, B, C"."""
    if isinstance(trigger.antecedent, Group):
        return _referred(trigger.antecedent)
    return () if trigger.antecedent is None else named_by(scene, trigger, scene.tokens[trigger.antecedent], memory)


def _referred(group: Group) -> tuple[Item, ...]:
    """What "which" behind a place phrase means: the gloss that ends it ("X, south of Y, which"), all of a plain list, else its last place."""
    if group.glosses and group.items[-1].index < group.last:
        return (Item(group.glosses[-1], Relation.IN),) if group.glosses[-1].place_id else ()
    items = group.resolved
    return items if group.bare else tuple(i._replace(relation=Relation.IN, bearings=()) for i in items[-1:])


def _part_follows(scene: Scene, its: Token) -> bool:
    n = scene.tokens.index(its)
    return any(t.has("direction", "outskirts", "part") or t.text in {"part", "parts", "centre", "center", "side"} for t in scene.tokens[n + 1 : n + 4])


def counted(scene: Scene, trigger: Trigger, memory: Discourse, *, patient: bool = False) -> tuple[Item, ...]:
    """The places that "the village", "both villages", "it" or "there" behind the event mean; `patient`: forces may stand before them."""
    for t in scene.tokens[trigger.index + 1 : min(trigger.stop, trigger.index + 8)]:
        if t.has("settlement_singular", "settlement_plural", "there", "landmark"):
            return named_by(scene, trigger, t, memory) if not patient or _out_of(scene, t) else ()
        if t.text == "it":
            return tuple(i._replace(relation=Relation.IN, bearings=(), distance_km=None) for i in pronoun_place(scene, trigger, memory))
        if t.text == "its" and _part_follows(scene, t):
            return tuple(i._replace(relation=Relation.PART, bearings=()) for i in pronoun_place(scene, trigger, memory))
        if (
            not t.ordinary
            and not (patient and (t.has("actor", "demonym") or t.text == "them"))
            and not t.has(
                "determiner", "both", "number", "preposition", "inside", "outskirts", "near", "part", "direction", "adverb", "toward", "light", "be", "success"
            )
        ):
            break
    return ()


def _out_of(scene: Scene, noun: Token) -> bool:
    """Whether a preposition of leaving stands before a noun and its article."""
    n = scene.tokens.index(noun)
    return any(t.text in _LEAVING for t in scene.tokens[max(0, n - 3) : n])


def aside_noun(scene: Scene, trigger: Trigger, memory: Discourse) -> tuple[Item, ...]:
    """What "in the latter", "near the village" before the event mean, where its clause names no place."""
    for i in range(trigger.index - 1, 0, -1):
        token = scene.tokens[i]
        if token.has("semicolon", "clause", "event", "relative", "place"):
            return ()
        if token.has("settlement_singular", "settlement_plural", "order", "landmark") and _led(scene, i):
            return named_by(scene, trigger, token, memory)
    return ()


def _led(scene: Scene, i: int) -> bool:
    """Whether a preposition stands before the noun at token i and its article."""
    j = i - 1
    while j > 0 and scene.tokens[j].has("determiner", "both", "number", "direction", "outskirts", "part"):
        j -= 1
    return scene.tokens[j].has("inside", "near", "outskirts")
