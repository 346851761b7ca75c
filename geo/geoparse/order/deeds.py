"""The deeds of a sentence: each event word with its places and its actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.geoparse.caster import Caster, token_at
from geo.geoparse.deed import Deed
from geo.geoparse.discourse import Discourse
from geo.geoparse.lexicon import Frame
from geo.geoparse.modality import intended
from geo.geoparse.order.arguments import by_agent, held_places, left_places, right_places, role_is_left
from geo.geoparse.order.cast import actor_of
from geo.geoparse.order.continued import continued
from geo.geoparse.order.reference import antecedents, aside_noun
from geo.geoparse.phrases import Item
from geo.geoparse.scene import Scene
from geo.geoparse.trigger import ATTEMPT, Role, Trigger
from geo.model import Event, Relation

_GROUND = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.ENTERED, Event.ADVANCED})
_HOLDING = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.HOLDS, Event.WITHDREW})
_NEXT_VERB = 3
_OWN_NOUN = 4
"""So near behind a verb its noun stands ("saw heavy fighting"), even where that is an event word of its own."""
_POSITIONAL = frozenset({Event.HOLDS, Event.ENTERED})
_AT_THE_FRONT = frozenset({Event.CONTESTED, Event.ATTACKED})


def deeds(scene: Scene, memory: Discourse, caster: Caster) -> list[Deed]:
    """The deeds of a sentence; an attack that is repelled is one deed, told by the repelling."""
    found: list[Deed] = []
    consumed: set[int] = set()
    for n in range(len(scene.triggers)):
        if n in consumed:
            continue
        deed = _repelled(scene, n, memory, caster, consumed, found) or _deed(scene, n, memory, caster, found)
        if deed is not None:
            found.append(deed)
    return [*found, *continued(scene, memory, found)]


def _repelled(scene: Scene, n: int, memory: Discourse, caster: Caster, consumed: set[int], found: list[Deed]) -> Deed | None:  # noqa: PLR0917 - the state of the walk
    """A beaten-off attack: "repelled attacks near X", "attacks toward X were repelled"."""
    trigger = scene.triggers[n]
    if not any(f.repel for f in trigger.frames):
        return None
    behind, ahead = n - 1, n + 1
    if trigger.role is not Role.ACTIVE and behind >= 0 and _is_attack(scene.triggers[behind]):
        consumed.add(behind)
        attack = scene.triggers[behind]._replace(stop=trigger.index)
        found[:] = [d for d in found if d.trigger.index != attack.index]
        items = (
            right_places(scene, attack, ATTEMPT_AROUND, memory)
            or right_places(scene, trigger, ATTEMPT_AROUND, memory)
            or left_places(scene, attack, memory)
            or _aside(scene, attack)
            or aside_noun(scene, attack, memory)
        )
    elif trigger.role is not Role.PASSIVE and ahead < len(scene.triggers) and _is_attack(scene.triggers[ahead]):
        consumed.add(ahead)
        attack = scene.triggers[ahead]
        items = right_places(scene, attack, ATTEMPT_AROUND, memory) or (_aside(scene, trigger) if trigger.actor_at is not None else ())
    else:
        return _forced_back(scene, trigger, memory, caster)
    if not items:
        return None
    agent = by_agent(scene, trigger) if trigger.role is Role.PASSIVE else token_at(scene, trigger.actor_at)
    attacker = token_at(scene, attack.actor_at) or by_agent(scene, attack)
    actor = (caster.other(caster.of(attacker)) if attacker is not None else None) or caster.of(agent) or caster.guess(Event.REPELLED)
    return Deed(trigger, Event.REPELLED, items, actor, attempt=False, reason=_reason(scene, trigger, "attack beaten off"))


def _forced_back(scene: Scene, trigger: Trigger, memory: Discourse, caster: Caster) -> Deed | None:
    """Such as "drove back Russian assault groups near X": it is the attackers who are named."""
    if trigger.role is not Role.ACTIVE:
        return None
    words = scene.tokens[trigger.index + 1 : trigger.index + _OWN_NOUN]
    attacker = caster.of(next((t for t in words if t.has("actor", "demonym")), None))
    own = caster.of(token_at(scene, trigger.actor_at))
    items = right_places(scene, trigger, ATTEMPT_AROUND, memory) if attacker is not None and attacker != own else ()
    if not items:
        return None
    return Deed(trigger, Event.REPELLED, items, caster.other(attacker), attempt=False, reason=_reason(scene, trigger, "attackers forced back"))


ATTEMPT_AROUND = replace(ATTEMPT, place="around")


def _is_attack(trigger: Trigger) -> bool:
    return trigger.attempt or any(f.attempt or (f.event is Event.ADVANCED and trigger.role is Role.NOUN) for f in trigger.frames)


def _deed(scene: Scene, n: int, memory: Discourse, caster: Caster, found: Sequence[Deed]) -> Deed | None:
    trigger = scene.triggers[n]
    for frame in sorted(trigger.frames, key=lambda f: not f.needs):
        if frame.event is None or frame.repel or not _fulfilled(scene, trigger, frame):
            continue
        items = _places(scene, trigger, frame, memory, found)
        if not items and frame.event in _HOLDING and _counts(scene, trigger) and not _of_people(trigger) and not intended(scene, trigger):
            memory.deed = Deed(
                trigger,
                frame.event,
                (),
                actor_of(scene, trigger, frame, caster, found[-1].actor if found else None),
                attempt=False,
                reason=_reason(scene, trigger, frame.event),
            )
        if not items or (intended(scene, trigger) and not trigger.attempt):
            continue
        actor = None if frame.actor == "none" else actor_of(scene, trigger, frame, caster, found[-1].actor if found else None)
        if frame.relation:
            items = tuple(i._replace(relation=Relation(frame.relation)) if i.relation is Relation.IN else i for i in items)
        event, items = _tried(frame.event, items) if trigger.attempt else (frame.event, items)
        if actor is None and frame.actor != "none":
            continue
        event = _where_seen(frame, event, items)
        return Deed(trigger, event, _sensible(event, items), actor, trigger.attempt, _reason(scene, trigger, frame.event))
    return None


def _of_people(trigger: Trigger) -> bool:
    """Such as "The soldiers were captured near X": people, not ground."""
    return trigger.role is Role.PASSIVE and trigger.actor_at is not None and trigger.group is None


def _counts(scene: Scene, trigger: Trigger) -> bool:
    """Whether the event speaks of several villages without naming them."""
    ahead = scene.tokens[trigger.index + 1 : trigger.index + 8]
    before = scene.tokens[: trigger.index]
    plural = next((i for i, t in enumerate(before) if "settlement_plural" in t.tags), None)
    if plural is not None and any("relative" in t.tags for t in before[plural + 1 :]):
        return True
    return (trigger.noun_at is not None and "settlement_plural" in scene.tokens[trigger.noun_at].tags) or any("settlement_plural" in t.tags for t in ahead)


def _fulfilled(scene: Scene, trigger: Trigger, frame: Frame) -> bool:
    """Whether the words that the frame needs follow ("pushed ... out of")."""
    if not frame.needs:
        return True
    own = scene.tokens[trigger.index].text.split()
    around = scene.tokens[trigger.index + 1 : max(trigger.stop, trigger.index + _OWN_NOUN)]
    if trigger.role is Role.NOUN:
        around = [*scene.tokens[max(0, trigger.start - 3) : trigger.index], *around]
    return any(t.text in frame.needs for t in around) or bool(frame.needs & set(own[1:]))


def _places(scene: Scene, trigger: Trigger, frame: Frame, memory: Discourse, found: Sequence[Deed]) -> tuple[Item, ...]:  # noqa: PLR0911 - a ladder of readings, the likeliest first
    if trigger.role is Role.HELD:
        return held_places(scene, trigger, memory)
    if frame.actor == "patient" or trigger.role is Role.NOUN or not role_is_left(trigger, frame):
        items = right_places(scene, trigger, frame, memory)
        if items or frame.actor == "patient":
            return items
        if (relation := _edge(scene, trigger)) is not None:
            return tuple(i._replace(relation=relation, bearings=()) for i in _aside(scene, trigger) or memory.one())
        if frame.event is Event.WITHDREW and (left := _left_from(scene, trigger)):
            return left
        if trigger.role is Role.ACTIVE and frame.place == "object" and trigger.actor_at is not None and (trigger.antecedent or not _positions(scene, trigger)):
            return antecedents(scene, trigger, memory)
        return (
            _aside(scene, trigger, across=bool(frame.needs)) or aside_noun(scene, trigger, memory)
            if frame.place == "around"
            or frame.event in _AT_THE_FRONT
            or frame.event is Event.ADVANCED
            or (frame.event in _POSITIONAL and _positions(scene, trigger))
            else ()
        )
    items = left_places(scene, trigger, memory)
    if items:
        return items
    if frame.place == "around" or frame.event is Event.CONTESTED:
        items = right_places(scene, trigger, frame, memory) or _aside(scene, trigger)
    return items or _shared(trigger, found) or _joined_to(scene, trigger, memory)


def _left_from(scene: Scene, trigger: Trigger) -> tuple[Item, ...]:
    """Such as "from X they have withdrawn", "in X they withdrew"."""
    places = _aside(scene, trigger)
    return places if any(g.preposition in {"from", "in", "at"} and g.resolved == places for g in scene.groups) else ()


def _edge(scene: Scene, trigger: Trigger) -> Relation | None:
    """Which part of a place the object is whose name stands elsewhere: "reached the northern outskirts", "took the centre"."""
    words = scene.tokens[trigger.index + 1 : trigger.stop]
    words = words[1:] if trigger.role is Role.NOUN and words and "inside" in words[0].tags else words
    if not words or words[0].text not in {"the", "its"}:
        return None
    noun = next((t for t in words[1:4] if not t.has("direction", "adverb") and "adjective" not in t.tags), None)
    if noun is None or any(t.mention is not None for t in words[:6]):
        return None
    return Relation.OUTSKIRTS if "outskirts" in noun.tags else Relation.PART if "part" in noun.tags else None


def _aside(scene: Scene, trigger: Trigger, *, across: bool = False) -> tuple[Item, ...]:
    """Such as "In X fighting goes on": a place before the event, in its own clause, unless the event is told to be elsewhere."""
    if trigger.role is Role.NOUN and trigger.start and "by" in scene.tokens[trigger.start - 1].tags:
        return ()
    behind = next((g for g in scene.groups if g.first > trigger.index), None)
    if behind is not None and behind.first <= trigger.index + _NEXT_VERB and not behind.bare and not behind.resolved and behind.first < trigger.stop:
        return ()
    before = [
        g
        for g in scene.groups
        if g.last < trigger.index
        and not g.bare
        and not any(t.role is Role.NOUN and t.index == g.first - 1 for t in scene.triggers)
        and not any(
            t.has("semicolon", "event", "clause") or ("and" in t.tags and trigger.role is Role.NOUN) or ("relative" in t.tags and not across)
            for t in scene.tokens[g.last + 1 : trigger.index]
        )
    ]
    return before[-1].resolved if before and trigger.index - before[-1].last < 12 else ()  # noqa: PLR2004 - the same clause


def _positions(scene: Scene, trigger: Trigger) -> bool:
    """Whether what is held or gained are positions or a foothold, whose place stands before."""
    return any(t.has("positions", "ground") for t in scene.tokens[trigger.index : trigger.index + 5])


def _shared(trigger: Trigger, found: Sequence[Deed]) -> tuple[Item, ...]:
    """Such as "was attacked and captured": the subject of the verb before."""
    last = found[-1] if found else None
    if last is None or not trigger.finite or trigger.actor_at is not None or trigger.index - last.trigger.index > _NEXT_VERB:
        return ()
    return last.items if last.trigger.role in {Role.PASSIVE, Role.STATE} else ()


def _joined_to(scene: Scene, trigger: Trigger, memory: Discourse) -> tuple[Item, ...]:
    """Such as "X was shelled and stormed": the subject of the participle before, which tells nothing itself."""
    last = next((t for t in reversed(scene.triggers) if t.index < trigger.index), None)
    near = last is not None and last.role is Role.PASSIVE and trigger.index - last.index <= _NEXT_VERB
    if last is None or not near or trigger.actor_at is not None or not scene.within(last.index, trigger.index, "and"):
        return ()
    return left_places(scene, last, memory)


def _tried(event: Event, items: tuple[Item, ...]) -> tuple[Event, tuple[Item, ...]]:
    """What was only tried is an attack toward the place."""
    if event in _GROUND:
        return Event.ATTACKED, tuple(i._replace(relation=Relation.TOWARD) if i.relation is Relation.IN else i for i in items)
    return event, items


def _where_seen(frame: Frame, event: Event, items: tuple[Item, ...]) -> Event:
    """Who is seen near a place has come near and not into it."""
    beside = frame.presence and all(i.relation in {Relation.NEAR, Relation.OFFSET, Relation.TOWARD} for i in items)
    return Event.ADVANCED if beside else event


def _sensible(event: Event, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """An advance "toward" stays short of the place, whatever the verb; everything else as it stands."""
    return tuple(i._replace(relation=Relation.NEAR) if i.relation is Relation.TOWARD and event is Event.CONTESTED else i for i in items)


def _reason(scene: Scene, trigger: Trigger, what: str) -> str:
    return f"{scene.tokens[trigger.index].text!r} read as {trigger.role}: {what}"
