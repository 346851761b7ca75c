"""The deeds of a sentence: each event word with the places of its stretch and its actor."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.cases.actors import actor_of, attacker_of, repeller_of, subject_in
from geo.geoparse.cases.sides import Cases
from geo.geoparse.caster import Caster
from geo.geoparse.deed import Deed
from geo.geoparse.discourse import Discourse
from geo.geoparse.lexicon import Frame
from geo.geoparse.modality import intended
from geo.geoparse.phrases import Group, Item
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Role, Trigger
from geo.model import Event, Relation
from geo.units import HolderId

_TAKEN = frozenset({Event.CAPTURED, Event.RECAPTURED})
_HOLDING = _TAKEN | {Event.HOLDS, Event.WITHDREW, Event.PUSHED_OUT}
_GROUND = _TAKEN | {Event.ENTERED, Event.ADVANCED}
_LEFT = frozenset({Event.PUSHED_OUT, Event.WITHDREW})
_WITHIN = frozenset({Relation.IN, Relation.PART, Relation.OUTSKIRTS})


def deeds(scene: Scene, memory: Discourse, caster: Caster, cases: Cases) -> list[Deed]:
    """The deeds of a sentence; an attack that is repelled is one deed, told by the repelling."""
    found: list[Deed] = []
    consumed: set[int] = set()
    last = memory.deed
    for n in range(len(scene.triggers)):
        if n not in consumed and (deed := _repelled(scene, n, caster, cases, consumed, found) or _deed(scene, n, memory, caster, cases, found)):
            found.append(deed)
    return found or _continued(scene, last)


def _continued(scene: Scene, last: object) -> list[Deed]:
    """A sentence that only names what the one before counted ("Освобождены три села. Это А, Б и В"), or denies it ("Киев назвал это ложью")."""
    if not isinstance(last, Deed) or scene.triggers:
        return []
    if last.items:
        denied = next(iter(scene.at("denial")), None)
        return [] if denied is None or scene.groups else [last._replace(trigger=_whole(scene, denied + 1), reason=f"denied one sentence later: {last.reason}")]
    items = tuple(i for g in scene.groups if g.bare for i in g.resolved)
    return [last._replace(trigger=_whole(scene, 0), items=items, reason=f"continues the list: {last.reason}")] if items else []


def _whole(scene: Scene, index: int) -> Trigger:
    """An event that the whole sentence tells."""
    return Trigger(min(index, len(scene.tokens) - 1), (), Role.NOUN, 0, stop=len(scene.tokens))


def _repelled(scene: Scene, n: int, caster: Caster, cases: Cases, consumed: set[int], found: list[Deed]) -> Deed | None:  # noqa: PLR0917 - the state of the walk
    """A beaten-off attack, or several: "отбили атаки в районе X и штурм Y", "атаки в направлении X отражены"."""
    trigger = scene.triggers[n]
    attacks = _attacks(scene, n, consumed) if any(f.repel for f in trigger.frames) else []
    if not attacks:
        return None
    told = [scene.triggers[m] for m in attacks]
    whole = trigger._replace(start=min(trigger.start, told[0].start), stop=max(trigger.stop, told[-1].stop))
    items = _every(scene, whole)
    if not items:
        return None
    consumed.update(attacks)
    found[:] = [d for d in found if d.trigger not in told]
    attacker = next((side for t in told if (side := attacker_of(scene, t, caster, cases))), None)
    repeller = repeller_of(scene, trigger, caster, cases, told[0].index)
    actor = (caster.other(attacker) if repeller in {None, attacker} else repeller) or caster.guess(Event.REPELLED)
    if actor is None:
        return None
    return Deed(whole, Event.REPELLED, items, actor, attempt=False, reason=_reason(scene, trigger, "attack beaten off"))


def _attacks(scene: Scene, n: int, consumed: set[int]) -> list[int]:
    """The attacks that an event word beats off: those that follow one another behind it, else the one before it."""
    behind: list[int] = []
    for m in range(n + 1, len(scene.triggers)):
        if m in consumed or not _is_attack(scene.triggers[m]) or (behind and scene.triggers[m].role is not Role.NOUN):
            break
        behind.append(m)
    ahead = [n - 1] if n and n - 1 not in consumed and _is_attack(scene.triggers[n - 1]) else []
    return behind or ahead


def _is_attack(trigger: Trigger) -> bool:
    return trigger.attempt or any(f.attempt or (f.event is Event.ADVANCED and trigger.role is Role.NOUN) for f in trigger.frames)


def _deed(scene: Scene, n: int, memory: Discourse, caster: Caster, cases: Cases, found: Sequence[Deed]) -> Deed | None:  # noqa: PLR0917 - the state of the walk
    trigger = scene.triggers[n]
    for frame in sorted(trigger.frames, key=lambda f: not f.needs):
        if frame.event is None or frame.repel or not _fulfilled(scene, trigger, frame):
            continue
        if not trigger.attempt and (_only_thought(scene, trigger) or intended(scene, trigger)):
            continue
        last = _shared_subject(scene, n, caster, cases) or (found[-1].actor if found and trigger.start > found[-1].trigger.index else None)
        actor = None if frame.actor == "none" else actor_of(scene, trigger, frame, caster, cases, last)
        if actor is None and frame.actor != "none":
            continue
        event, items = _places(scene, trigger, frame, memory, found)
        deed = Deed(trigger, event, items, actor, trigger.attempt, _reason(scene, trigger, frame.event))
        if not items:
            memory.deed = deed if event in _HOLDING and _counts(scene, trigger) else memory.deed
            continue
        return _tried(deed) if trigger.attempt else deed
    return None


def _shared_subject(scene: Scene, n: int, caster: Caster, cases: Cases) -> HolderId | None:
    """The subject of the verb before, which this one goes on with: "российские бойцы перешли границу и заняли X"."""
    before = scene.triggers[n - 1] if n else None
    return subject_in(scene, before.start, scene.triggers[n].start, caster, cases) if before is not None and before.role in {Role.ACTIVE, Role.NOUN} else None


def _only_thought(scene: Scene, trigger: Trigger) -> bool:
    """Whether an infinitive stands without a verb that says it was done ("удалось занять")."""
    return not trigger.finite and not any(t.has("success", "failure") for t in scene.tokens[trigger.start : trigger.index])


def _fulfilled(scene: Scene, trigger: Trigger, frame: Frame) -> bool:
    """Whether a word that the frame needs stands in the stretch; a need that ends in * is a stem."""
    stretch = scene.tokens[trigger.start : trigger.stop]
    return not frame.needs or any(_fits(t.text, need) for need in frame.needs for t in stretch)


def _fits(text: str, need: str) -> bool:
    return text.startswith(need[:-1]) if need.endswith("*") else text == need


def _own(scene: Scene, trigger: Trigger) -> list[Group]:
    return [g for g in scene.groups if trigger.start <= g.last < trigger.stop and g.resolved]


def _every(scene: Scene, trigger: Trigger) -> tuple[Item, ...]:
    """All places of a stretch but those that something comes from ("из A")."""
    groups = _own(scene, trigger)
    return tuple(_toward(scene, i) for g in groups if not _away(scene, g) for i in g.resolved)


def _away(scene: Scene, group: Group) -> bool:
    return group.items[0].relation is Relation.IN and "away" in scene.tokens[group.first].tags


def _toward(scene: Scene, item: Item) -> Item:
    """Such as "наступление на X": the preposition says that X is the aim."""
    lead = scene.tokens[max(0, item.index - 6) : item.index]
    aimed = item.relation is Relation.IN and item.explicit and any(t.text == item.preposition and "onto" in t.tags for t in lead)
    return item._replace(relation=Relation.TOWARD) if aimed else item


def _places(scene: Scene, trigger: Trigger, frame: Frame, memory: Discourse, found: Sequence[Deed]) -> tuple[Event, tuple[Item, ...]]:
    """The places of an event, and the event itself where they change it: positions taken near a village are an advance."""
    event = frame.event or Event.ADVANCED
    if frame.place == "around":
        items = _every(scene, trigger)
        if event is not Event.ATTACKED:
            items = tuple(i._replace(relation=Relation.NEAR) if i.relation is Relation.TOWARD and event is Event.CONTESTED else i for i in items)
        return event, _marked(items, frame) or _named_before(scene, trigger, memory)
    objects = tuple(i for g in _own(scene, trigger) if _is_object(scene, trigger, g, frame) for i in g.resolved)
    if objects:
        return event, _marked(objects, frame)
    explicit = tuple(i for g in _own(scene, trigger) if not _away(scene, g) for i in g.resolved)
    if explicit and any(t.has("positions", "ground") for t in scene.tokens[trigger.start : trigger.stop]):
        return (Event.ADVANCED if event in _TAKEN else event), explicit
    if frame.place == "subject" and explicit:
        return event, explicit
    return event, () if explicit else _named_before(scene, trigger, memory) or _antecedent(scene, trigger, found)


def _is_object(scene: Scene, trigger: Trigger, group: Group, frame: Frame) -> bool:
    """Whether a group is what the event acts on: bare, or behind the preposition that the verb asks for ("выбивают из X", "вошли в X")."""
    if group.bare:
        return not _of_thing(scene, group)
    if frame.event in _LEFT:
        return "away" in scene.tokens[group.first].tags
    governed = "governs" in scene.tokens[trigger.index].tags and group.first == trigger.index + 1
    return (
        governed
        or group.items[0].preposition in frame.needs
        or (frame.event is Event.ENTERED and group.items[0].relation in _WITHIN and "into" in scene.tokens[group.first].tags)
    )


def _marked(items: tuple[Item, ...], frame: Frame) -> tuple[Item, ...]:
    return tuple(i._replace(relation=Relation(frame.relation)) if frame.relation and i.relation is Relation.IN else i for i in items)


def _of_thing(scene: Scene, group: Group) -> bool:
    """Whether the place only qualifies a thing or people ("жителей Суджи")."""
    before = scene.tokens[group.first - 1] if group.first else None
    return before is not None and "thing" in before.tags


def _named_before(scene: Scene, trigger: Trigger, memory: Discourse) -> tuple[Item, ...]:
    """The places that "село", "оба села", "её" or "там" mean."""
    stretch = scene.tokens[trigger.start : trigger.stop]
    nouns = [t for t in stretch if t.has("settlement_singular", "settlement_plural")]
    if nouns and any("both" in t.tags for t in stretch):
        return tuple(i._replace(relation=Relation.IN, bearings=()) for i in memory.several(2))
    single = any("settlement_singular" in t.tags and not _counted(scene, t) for t in nouns)
    if single or any(t.has("there", "object_pronoun") for t in stretch):
        earlier = [g for g in scene.groups if g.last < trigger.start and g.resolved]
        return tuple(i._replace(relation=Relation.IN, bearings=()) for i in (earlier[-1].resolved[:1] if earlier else memory.one()))
    return _other_part(scene, trigger) if any("direction" in t.tags for t in stretch) else ()


def _other_part(scene: Scene, trigger: Trigger) -> tuple[Item, ...]:
    """Such as "западная часть X под контролем ..., восточную держат ...": another part of the place before."""
    parts = [i for g in scene.groups if g.last < trigger.start for i in g.resolved if i.relation is Relation.PART]
    return tuple(parts[-1:])


def _counted(scene: Scene, noun: Token) -> bool:
    """Such as "одно село", "еще одно село": none that was named before."""
    n = scene.tokens.index(noun)
    return any("number" in t.tags or t.text.isdigit() for t in scene.tokens[max(0, n - 2) : n])


def _antecedent(scene: Scene, trigger: Trigger, found: Sequence[Deed]) -> tuple[Item, ...]:
    """The place before a relative clause ("X, который был занят, освобожден"), or that the deed before named ("X атакован и занят")."""
    before = [g for g in scene.groups if g.last < trigger.index and g.resolved]
    related = before and any("relative" in t.tags for t in scene.tokens[before[-1].last + 1 : trigger.index][:3])
    if related:
        return tuple(i._replace(relation=Relation.IN, bearings=()) for i in before[-1].resolved)
    if trigger.role not in {Role.PASSIVE, Role.STATE}:
        return ()
    bare = [g for g in before if g.bare and g.last < trigger.start]
    return bare[-1].resolved if bare else found[-1].items if found else ()


def _counts(scene: Scene, trigger: Trigger) -> bool:
    return any("settlement_plural" in t.tags for t in scene.tokens[trigger.start : trigger.stop])


def _tried(deed: Deed) -> Deed:
    """What was only tried is an attack toward the place."""
    if deed.event not in _GROUND:
        return deed
    return deed._replace(event=Event.ATTACKED, items=tuple(i._replace(relation=Relation.TOWARD) if i.relation is Relation.IN else i for i in deed.items))


def _reason(scene: Scene, trigger: Trigger, what: object) -> str:
    return f"{scene.tokens[trigger.index].text!r} read as {trigger.role}: {what}"
