"""What an event word is about: the places it names and the force that acts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geo.geoparse.discourse import Discourse
from geo.geoparse.lexicon import Frame
from geo.geoparse.order.reference import RELATION_TAGS, antecedents, counted, list_behind, named_by, pronoun_place
from geo.geoparse.phrases import Group, Item
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Role, Trigger
from geo.model import Event, Relation

_GAP = 14
_CLOSE = (
    "determiner",
    "settlement_singular",
    "settlement_plural",
    "number",
    "both",
    "adverb",
    "direction",
    "part",
    "outskirts",
    "near",
    "toward",
    "and",
    "quote",
    "hedge",
    "state",
    "demonym",
    "adjective",
    "possessive",
)
_COUNTED = ("settlement_singular", "settlement_plural", "thing")
_AWAY = frozenset({"to", "into", "for", "with", "through", "off"})
_HELD = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.HOLDS, Event.WITHDREW})
_ARRIVES = frozenset({Event.ENTERED, Event.ADVANCED, Event.ATTACKED})
_TAKES = frozenset({Event.CAPTURED, Event.RECAPTURED})
_GROUND = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.HOLDS})
_LEAVES = frozenset({Event.WITHDREW, Event.PUSHED_OUT})
_INNER = frozenset({"in", "at", "inside", "within", "on"})


def right_places(scene: Scene, trigger: Trigger, frame: Frame, memory: Discourse) -> tuple[Item, ...]:
    """The places behind an event word that fit its frame; empty where there are none."""
    ahead = [g for g in scene.groups if trigger.index < g.first < trigger.stop]
    for n, group in enumerate(ahead):
        gap = scene.tokens[trigger.index + 1 : group.first]
        if len(gap) > _GAP or not _passable(gap, frame, _counted_before(scene, trigger)):
            break
        if _is_source(group, frame) or (not group.resolved and n + 1 < len(ahead) and _leads_on(scene.tokens[group.last + 1 : ahead[n + 1].first])):
            continue
        if frame.place == "object" and (_only_where(gap, group) or _no_object(gap, group, trigger, frame)):
            return ()
        items = _related(gap, _towards_end(group, frame), frame)
        return (*_with_list(scene, group, items), *_further(scene, ahead[n:], frame))
    return counted(scene, trigger, memory, patient=frame.actor == "patient" or (bool(frame.needs) and frame.event is Event.WITHDREW))


def _is_source(group: Group, frame: Frame) -> bool:
    """Such as "attacked from X": where the event starts is not where it takes place."""
    return group.preposition == "from" and frame.event in {*_ARRIVES, Event.CONTESTED} and group.items[0].relation is not Relation.LINE


def _leads_on(words: Sequence[Token]) -> bool:
    """Whether the words only lead on from a region to the places in it ("in the region, near", "in the region: the village of")."""
    if any(t.has("event", "say", "actor", "clause", "relative", "semicolon", "linking", "road_word") for t in words):
        return False
    return any("colon" in t.tags for t in words[-1:]) or not any(not t.tags and t.text.isalpha() for t in words)


def _no_object(gap: Sequence[Token], group: Group, trigger: Trigger, frame: Frame) -> bool:
    """Whether what is behind the verb is no ground that it could take: a road, a direction of retreat, or where people are taken prisoner."""
    if any("road_word" in t.tags for t in gap):
        return True
    if frame.event in _GROUND and frame.actor != "patient" and group.preposition != "from" and _people(gap):
        return True
    first = group.items[0]
    if frame.event is Event.WITHDREW:
        return first.relation is Relation.TOWARD or group.preposition == "to" or any(t.text == "to" for t in gap)
    beside = first.relation in {Relation.NEAR, Relation.TOWARD, Relation.OFFSET} and first.explicit
    return beside and not gap and trigger.role is Role.ACTIVE and frame.event in _TAKES


def _people(gap: Sequence[Token]) -> bool:
    """Whether a force is what the verb takes ("captured two soldiers near X"), not whom it is taken from."""
    at = next((n for n, t in enumerate(gap) if "actor" in t.tags and "state" not in t.tags), None)
    return at is not None and not any(t.has("preposition", "by", "and", "comma") for t in gap[:at])


def _towards_end(group: Group, frame: Frame) -> Group:
    """The group; of "withdrew from A to B" only A."""
    if group.preposition != "from" or len(group.items) == 1 or frame.event not in _LEAVES or any(i.relation is not Relation.LINE for i in group.items):
        return group
    return group._replace(items=(group.items[0]._replace(relation=Relation.IN),))


def _further(scene: Scene, groups: Sequence[Group], frame: Frame) -> tuple[Item, ...]:
    """More places of an event near places: "one toward A, the other toward B"."""
    found: list[Item] = []
    for one, two in pairwise(groups):
        between = scene.tokens[one.last + 1 : two.first]
        if (
            frame.place != "around"
            or two.bare
            or two.items[0].relation is Relation.IN
            or any(t.has("event", "semicolon", "say", "actor", "clause", "relative") for t in between)
            or not any(t.has("and", "comma") for t in between)
        ):
            break
        found += two.resolved
    return tuple(found)


def _without_asides(gap: Sequence[Token]) -> Sequence[Token]:
    """The words without ", the authors write,"."""
    commas = [i for i, t in enumerate(gap) if "comma" in t.tags]
    if len(commas) > 1 and any("say" in t.tags for t in gap[commas[0] : commas[1]]):
        return [*gap[: commas[0]], *gap[commas[1] + 1 :]]
    return gap


def _counted_before(scene: Scene, trigger: Trigger) -> bool:
    """Whether villages were counted before the event, so that a colon behind it lists them ("two villages that it has retaken: X, Y")."""
    return any(i < trigger.index for i in scene.at("settlement_plural"))


def _passable(words: Sequence[Token], frame: Frame, counted_before: bool) -> bool:  # noqa: PLR0911 - a ladder of readings, the likeliest first
    gap = _without_asides(words)
    if any("semicolon" in t.tags or ("say" in t.tags and not (n and "be" in gap[n - 1].tags)) for n, t in enumerate(gap)):
        return False
    if frame.place != "object":
        return not any("relative" in t.tags for t in gap) and not (len(gap) > 1 and "comma" in gap[0].tags and "and" in gap[1].tags)
    if any("thing" in t.tags for t in gap):
        return False
    if frame.weak:
        if frame.event is Event.ADVANCED and gap and ("number" in gap[0].tags or gap[0].text[0].isdigit()) and not any(t.has(*_COUNTED) for t in gap):
            return True
        if any("positions" in t.tags for t in gap) or (gap and gap[0].text == "that"):
            return any("positions" in t.tags for t in gap)
        return all(t.has(*_CLOSE) or t.text in {"of", "over", "in", "full", "to"} for t in gap) and not (gap and gap[0].text in {"in", "to"})
    return not (gap and "colon" in gap[0].tags and not counted_before and not any("settlement_plural" in t.tags for t in gap)) and not any(
        "relative" in t.tags for t in gap[:-1]
    )


def _only_where(gap: Sequence[Token], group: Group) -> bool:
    """Such as "two villages near X", "a village outside X": the place only says where the object lies."""
    counted = any("settlement_plural" in t.tags or ("settlement_singular" in t.tags and gap[0].text in {"a", "another", "one"}) for t in gap)
    return counted and not group.bare and not any("colon" in t.tags for t in gap) and group.preposition != "of"


def _related(gap: Sequence[Token], group: Group, frame: Frame) -> tuple[Item, ...]:
    """The items of a group, with the relation that words before a counted list give ("near four villages: A, B")."""
    items = group.resolved
    first = group.items[0]
    for tag, relation in RELATION_TAGS if first.relation is Relation.IN and not first.explicit else ():
        if any(tag in t.tags for t in gap):
            return tuple(i._replace(relation=relation) if not i.explicit else i for i in items)
    if (
        frame.place == "object"
        and not frame.needs
        and first.explicit
        and first.relation is Relation.IN
        and first.preposition in _AWAY
        and frame.event not in _ARRIVES
    ):
        return ()
    if frame.place == "object" and frame.event in _HELD and first.explicit and first.relation is Relation.IN and first.preposition in _INNER:
        content = [t for t in gap if t.ordinary]
        return tuple(i._replace(relation=Relation.PART) for i in items) if content and frame.event is not Event.WITHDREW else ()
    return items


def _with_list(scene: Scene, group: Group, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items, or those of a list behind a colon or in brackets where the group only says in which region it lies."""
    if items:
        return items
    for later in scene.groups:
        if later.first > group.last and any(t.has("colon", "open") for t in scene.tokens[group.last + 1 : later.first]):
            return later.resolved
    return ()


def left_places(scene: Scene, trigger: Trigger, memory: Discourse) -> tuple[Item, ...]:
    """The places that are the subject of a passive or of a state."""
    if trigger.group is not None:
        return (*(trigger.group.resolved or _apposed(scene, trigger) or _named_behind(scene, trigger.group)), *_added(scene, trigger))
    if trigger.noun_at is not None:
        return named_by(scene, trigger, scene.tokens[trigger.noun_at], memory)
    if trigger.actor_at is not None and scene.tokens[trigger.actor_at].text == "it":
        return pronoun_place(scene, trigger, memory)
    if trigger.actor_at is not None and scene.tokens[trigger.actor_at].text == "they":
        return memory.several() if any(f.event in _HELD for f in trigger.frames) else ()
    return antecedents(scene, trigger, memory) or list_behind(scene, trigger)


def _apposed(scene: Scene, trigger: Trigger) -> tuple[Item, ...]:
    """Such as "X, the largest town in the region under Ukrainian control": the place that the words between only describe."""
    before = [g for g in scene.groups if g.bare and g.resolved and g.last < trigger.index]
    if trigger.role is not Role.STATE or not before:
        return ()
    between = scene.tokens[before[-1].last + 1 : trigger.index]
    described = bool(between) and "comma" in between[0].tags and not any(t.has("event", "clause", "relative", "be", "and") for t in between)
    return before[-1].resolved if described else ()


def _named_behind(scene: Scene, group: Group) -> tuple[Item, ...]:
    """Such as "two villages of Kursk Oblast, X and Y, were taken": the places that a comma names behind their region."""
    comma = scene.tokens[group.last + 1 : group.last + 2]
    named = next((g for g in scene.groups if g.first == group.last + 2), None)
    return named.resolved if named is not None and comma and "comma" in comma[0].tags else ()


def _added(scene: Scene, trigger: Trigger) -> tuple[Item, ...]:
    """Such as "... were taken, as well as X": a place that the sentence adds behind a passive or a state."""
    after = next((g for g in scene.groups if g.first > trigger.index), None)
    if after is None or not after.bare or any(t.group is after for t in scene.triggers):
        return ()
    between = [t for t in scene.tokens[trigger.index + 1 : after.first] if not t.has("control_noun", "demonym", "actor", "by", "determiner")]
    plain = bool(between) and "and" in between[-1].tags and all(t.has("and", "comma", "adverb") for t in between)
    return after.resolved if plain else ()


def held_places(scene: Scene, trigger: Trigger, memory: Discourse) -> tuple[Item, ...]:
    """The places of "Russian-held X" and "the Ukrainian-occupied town of X"; of "X is Russian-held"."""
    if (attributed := _attributed(scene, trigger)) is not None:
        return (attributed,) if attributed.mention.place_id else ()
    before = scene.tokens[trigger.index - 1] if trigger.index else None
    if before is None or not (before.has("be", "adverb", "event", "preposition", "clause") or before.text in {"stays", "remains"}):
        return ()
    if trigger.noun_at is not None:
        return named_by(scene, trigger, scene.tokens[trigger.noun_at], memory)
    if trigger.group is not None:
        return trigger.group.resolved
    if trigger.actor_at is not None and scene.tokens[trigger.actor_at].text == "it":
        return pronoun_place(scene, trigger, memory)
    return antecedents(scene, trigger, memory)


def _attributed(scene: Scene, trigger: Trigger) -> Item | None:
    """The place right behind "Ukrainian-occupied (town of)"."""
    for i in range(trigger.index + 1, min(len(scene.tokens), trigger.index + 6)):
        token = scene.tokens[i]
        if token.mention is not None:
            return Item(token.mention, Relation.IN, index=i)
        if not ("settlement_singular" in token.tags or token.text in {"of", "the"} or token.ordinary):
            return None
    return None


def by_agent(scene: Scene, trigger: Trigger) -> Token | None:
    """The force behind "by" in a passive, or named between the event and the places ("attacks by Russian troops on X")."""
    for i in range(trigger.index + 1, min(trigger.stop, trigger.index + _GAP)):
        if "by" in scene.tokens[i].tags:
            return next((t for t in scene.tokens[i + 1 : i + 5] if t.has("actor", "demonym", "claimant")), None)
        if scene.tokens[i].has("comma", "semicolon") and i > trigger.index + 2:
            return None
    return None


def force_behind(scene: Scene, trigger: Trigger, reach: int = 8) -> Token | None:
    """The force that stands behind the event: its patient ("drove the Ukrainians out"), or the side in "under Ukrainian control"."""
    for t in scene.tokens[trigger.index + 1 : min(trigger.stop, trigger.index + 1 + reach)]:
        if t.has("actor", "demonym", "held_by", "state"):
            return t
        if t.has("semicolon", "say"):
            return None
    return None


def role_is_left(trigger: Trigger, frame: Frame) -> bool:
    """Whether the places stand before the event word."""
    if trigger.role is Role.PASSIVE:
        return True
    return frame.place == "subject" and trigger.role in {Role.ACTIVE, Role.STATE}
