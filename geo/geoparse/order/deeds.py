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
from geo.geoparse.order.reference import antecedents
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
    last = memory.deed
    for n in range(len(scene.triggers)):
        if n in consumed:
            continue
        deed = _repelled(scene, n, memory, caster, consumed, found) or _deed(scene, n, memory, caster, found)
        if deed is not None:
            found.append(deed)
    return found or _continued(scene, last)


def _continued(scene: Scene, last: object) -> list[Deed]:
    """A list that only names what the sentence before counted ("Ten villages were retaken. The list reads: A, B, C")."""
    if not isinstance(last, Deed) or not scene.tokens or len(scene.groups) == 0:
        return []
    opens = scene.tokens[0].has("subject_pronoun", "possessive", "source_again", "again") or scene.tokens[0].text in {"these", "the", "among", "of"}
    colon = next((i for i, t in enumerate(scene.tokens) if t.has("colon")), None)
    counted = (
        any(t.has("settlement_plural") for t in scene.tokens) or any(t.has("listing") for t in scene.tokens[:5]) or any(t.text == "list" for t in scene.tokens)
    )
    items = tuple(i for g in scene.groups if colon is None or g.first > colon for i in g.resolved)
    if scene.triggers or not items or not counted or (colon is None and not opens):
        return []
    trigger = Trigger(scene.groups[0].first, (), Role.NOUN, 0, stop=len(scene.tokens))
    return [replace(last, trigger=trigger, items=items, reason=f"continues the list: {last.reason}")]


def _repelled(scene: Scene, n: int, memory: Discourse, caster: Caster, consumed: set[int], found: list[Deed]) -> Deed | None:  # noqa: PLR0917 - the state of the walk
    """A beaten-off attack: "repelled attacks near X", "attacks toward X were repelled"."""
    trigger = scene.triggers[n]
    if not any(f.repel for f in trigger.frames):
        return None
    behind, ahead = n - 1, n + 1
    if trigger.role is not Role.ACTIVE and behind >= 0 and _is_attack(scene.triggers[behind]):
        consumed.add(behind)
        attack = scene.triggers[behind]
        found[:] = [d for d in found if d.trigger is not attack]
        items = (
            right_places(scene, attack, ATTEMPT_AROUND, memory)
            or left_places(scene, attack, memory)
            or right_places(scene, trigger, ATTEMPT_AROUND, memory)
            or _aside(scene, attack)
        )
    elif trigger.role is not Role.PASSIVE and ahead < len(scene.triggers) and _is_attack(scene.triggers[ahead]):
        consumed.add(ahead)
        attack = scene.triggers[ahead]
        items = right_places(scene, attack, ATTEMPT_AROUND, memory)
    else:
        return None
    if not items:
        return None
    agent = by_agent(scene, trigger) if trigger.role is Role.PASSIVE else token_at(scene, trigger.actor_at)
    attacker = token_at(scene, attack.actor_at) or by_agent(scene, attack)
    actor = (caster.other(caster.of(attacker)) if attacker is not None else None) or caster.of(agent) or caster.guess(Event.REPELLED)
    return Deed(trigger, Event.REPELLED, items, actor, attempt=False, reason=_reason(scene, trigger, "attack beaten off"))


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
            items = tuple(replace(i, relation=Relation(frame.relation)) if i.relation is Relation.IN else i for i in items)
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
    plural = next((i for i, t in enumerate(before) if t.has("settlement_plural")), None)
    if plural is not None and any(t.has("relative") for t in before[plural + 1 :]):
        return True
    return (trigger.noun_at is not None and scene.tokens[trigger.noun_at].has("settlement_plural")) or any(t.has("settlement_plural") for t in ahead)


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
            return tuple(replace(i, relation=relation, bearings=()) for i in _aside(scene, trigger) or memory.one())
        if trigger.role is Role.ACTIVE and frame.place == "object" and trigger.actor_at is not None and (trigger.antecedent or not _positions(scene, trigger)):
            return antecedents(scene, trigger, memory)
        return (
            _aside(scene, trigger, across=bool(frame.needs))
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
        return right_places(scene, trigger, frame, memory) or _aside(scene, trigger)
    return _shared(trigger, found)


def _edge(scene: Scene, trigger: Trigger) -> Relation | None:
    """Which part of a place the object is whose name stands elsewhere: "reached the northern outskirts", "took the centre"."""
    words = scene.tokens[trigger.index + 1 : trigger.stop]
    if not words or words[0].text not in {"the", "its"}:
        return None
    noun = next((t for t in words[1:4] if not t.has("direction", "adverb") and not t.has("adjective")), None)
    if noun is None or any(t.mention is not None for t in words[:6]):
        return None
    return Relation.OUTSKIRTS if noun.has("outskirts") else Relation.PART if noun.has("part") else None


def _aside(scene: Scene, trigger: Trigger, *, across: bool = False) -> tuple[Item, ...]:
    """Such as "In X fighting goes on": a place before the event, in its own clause, unless the event is told to be elsewhere."""
    behind = next((g for g in scene.groups if g.first > trigger.index), None)
    if behind is not None and behind.first <= trigger.index + _NEXT_VERB and not behind.bare and not behind.resolved and behind.first < trigger.stop:
        return ()
    before = [
        g
        for g in scene.groups
        if g.last < trigger.index
        and not g.bare
        and not any(
            t.has("semicolon", "event", "clause") or (t.has("and") and trigger.role is Role.NOUN) or (t.has("relative") and not across)
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


def _tried(event: Event, items: tuple[Item, ...]) -> tuple[Event, tuple[Item, ...]]:
    """What was only tried is an attack toward the place."""
    if event in _GROUND:
        return Event.ATTACKED, tuple(replace(i, relation=Relation.TOWARD) if i.relation is Relation.IN else i for i in items)
    return event, items


def _where_seen(frame: Frame, event: Event, items: tuple[Item, ...]) -> Event:
    """Who is seen near a place has come near and not into it."""
    beside = frame.presence and all(i.relation in {Relation.NEAR, Relation.OFFSET, Relation.TOWARD} for i in items)
    return Event.ADVANCED if beside else event


def _sensible(event: Event, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """An advance "toward" stays short of the place, whatever the verb; everything else as it stands."""
    return tuple(replace(i, relation=Relation.NEAR) if i.relation is Relation.TOWARD and event is Event.CONTESTED else i for i in items)


def _reason(scene: Scene, trigger: Trigger, what: str) -> str:
    return f"{scene.tokens[trigger.index].text!r} read as {trigger.role}: {what}"
