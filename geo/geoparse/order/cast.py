"""Who acts in a language whose word order tells it: from the words around an event to a holder."""

from __future__ import annotations

from bisect import bisect_left

from geo.geoparse.caster import OWN, Caster, token_at
from geo.geoparse.lexicon import Frame
from geo.geoparse.order.arguments import by_agent, force_behind
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Role, Trigger
from geo.model import Event
from geo.units import HolderId

_STAYS_REACH = 6
_STATE_REACH = 6
_NEXT_PARTICIPLE = 4


def actor_of(scene: Scene, trigger: Trigger, frame: Frame, caster: Caster, last: HolderId | None) -> HolderId | None:
    """The holder that acts, as the frame and the role of the event word say where to look; `last` acted in the deed before."""
    if trigger.role is Role.HELD:
        return HolderId(trigger.holder)
    if frame.actor == "from":
        return _of_state(scene, trigger, frame, caster)
    if frame.actor == "patient":
        return _patient(scene, trigger, caster)
    if trigger.role is Role.PASSIVE:
        return _passive_actor(scene, trigger, frame, caster)
    if trigger.role is Role.NOUN:
        return _noun_actor(scene, trigger, frame, caster, last)
    return _active_actor(scene, trigger, frame, caster, last)


def _patient(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """The force that is driven out: named, or the other side of who drives it."""
    at = trigger.actor_at
    subject = None if at is None else _pronoun(scene, at, caster) or caster.of(scene.tokens[at])
    if trigger.role is Role.PASSIVE:
        return subject or caster.other(caster.of(by_agent(scene, trigger))) or _subject_behind(scene, trigger, caster)
    return caster.of(force_behind(scene, trigger)) or caster.other(subject)


def _noun_actor(scene: Scene, trigger: Trigger, frame: Frame, caster: Caster, last: HolderId | None) -> HolderId | None:
    """Such as "Ukrainian attacks", "attacks by Ukrainian troops"; of a bare "attacks" that somebody reports, the other side."""
    own = caster.of(token_at(scene, trigger.actor_at))
    if frame.actor == "other":
        return caster.other(own)
    own = own or caster.of(by_agent(scene, trigger))
    if own is None and trigger.start and "say" in scene.tokens[trigger.start - 1].tags:
        own = caster.guess(frame.event)
    own = own or _claiming_subject(scene, trigger, caster) or _subject_before(scene, trigger, caster, last) or _possessor(scene, trigger, frame, caster)
    if own is None and frame.event is Event.ATTACKED and _answers(scene, trigger):
        return caster.guess(Event.RECAPTURED)
    if own is None and frame.event is Event.ATTACKED and (holder := _holder_named(scene, caster)) is not None:
        return caster.other(holder)
    return own if own or frame.event is Event.HOLDS else caster.guess(frame.event)


def _claiming_subject(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """Such as "the Kremlin claims to have control of X": whoever claims it for itself."""
    i = trigger.start - 1
    if i < 1 or not scene.tokens[i].text.endswith(" have"):
        return None
    return caster.of(scene.tokens[i - 1]) if scene.tokens[i - 1].has("claimant", "actor") else None


def _holder_named(scene: Scene, caster: Caster) -> HolderId | None:
    """The side that the sentence says holds the ground ("... and the village stays Ukrainian"): the other one attacks."""
    state = next((t for t in scene.triggers if t.role in {Role.STATE, Role.HELD}), None)
    if state is None:
        return None
    return HolderId(state.holder) if state.role is Role.HELD else _side_behind(scene, state, caster)


def _possessor(scene: Scene, trigger: Trigger, frame: Frame, caster: Caster) -> HolderId | None:
    """The force right before "in possession of" ("puts Russian forces in possession of X"), or with which control "remains"."""
    if frame.event is not Event.HOLDS:
        return None
    near = range(max(1, trigger.start - 1), min(len(scene.tokens) - 1, trigger.index + _STAYS_REACH))
    for i in near:
        word, force = scene.tokens[i], scene.tokens[i - 1 if i < trigger.index else i + 1]
        if "actor" in force.tags and (word.text == "in" if i < trigger.index else "status" in word.tags and word.text.endswith(" with")):
            return caster.of(force)
    return None


def _answers(scene: Scene, trigger: Trigger) -> bool:
    """Whether ground was won back in the attack ("retaken in the counterattack at X"): whoever retakes attacks."""
    if not trigger.start or "preposition" not in scene.tokens[trigger.start - 1].tags:
        return False
    return any(f.event is Event.RECAPTURED for t in scene.triggers if t.index < trigger.index for f in t.frames)


def _active_actor(scene: Scene, trigger: Trigger, frame: Frame, caster: Caster, last: HolderId | None) -> HolderId | None:
    if trigger.actor_at is not None and scene.tokens[trigger.actor_at].text not in {"who", "which"}:
        return _pronoun(scene, trigger.actor_at, caster) or caster.of(scene.tokens[trigger.actor_at])
    if (shared := _shared_subject(scene, trigger, caster)) is not None:
        return shared
    if (behind := _subject_behind(scene, trigger, caster)) is not None:
        return behind
    if _stranger(scene, trigger):
        return None
    return _subject_before(scene, trigger, caster, last) or (caster.guess(frame.event) if frame.event is Event.ATTACKED else None)


def _stranger(scene: Scene, trigger: Trigger) -> bool:
    """Whether the verb has a subject that is no force ("rescuers entered X", "residents who left X")."""
    words = list(scene.tokens[trigger.start : trigger.index])
    last = next((t for t in reversed(scene.triggers) if t.index < trigger.index), None)
    leaves = any(f.event is Event.WITHDREW for f in trigger.frames)
    if leaves and last is not None and last.role is Role.NOUN and not scene.within(last.index, trigger.index, "actor", "comma", "and", "clause"):
        return True
    if trigger.start > 1 and "relative" in scene.tokens[trigger.start - 1].tags:
        words = [scene.tokens[trigger.start - 2]]
    return trigger.finite and any("thing" in t.tags or (not t.tags and t.text.isalpha() and not t.text.endswith("ly")) for t in words)


def _subject_behind(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """Such as "after taking X, Russian forces ...", "having left X, the Ukrainians ...": the subject of the clause that follows."""
    i = trigger.start
    leads = i > 0 and scene.tokens[i - 1].has("clause", "by", "preposition")
    opens = i == 0 or scene.tokens[i - 1].has("comma", "semicolon")
    passive = trigger.role is Role.PASSIVE and not any(t.has("be", "have") for t in scene.tokens[i : trigger.index])
    having = scene.tokens[i].text == "having"
    if not (having or ((passive or not trigger.finite) and (leads or opens))):
        return None
    comma = next((k for k in range(trigger.index + 1, len(scene.tokens)) if scene.tokens[k].has("comma", "semicolon")), len(scene.tokens))
    for token in scene.tokens[comma + 1 : comma + 5]:
        if token.has("actor", "subject_pronoun"):
            return caster.of(token)
        if token.has("event", "be", "have", "comma", "semicolon", "claimant"):
            return None
    return None


def _pronoun(scene: Scene, index: int, caster: Caster) -> HolderId | None:
    """What "it" or "they" means where the same sentence names a side before: "the army said that it withdrew"."""
    if "first_person" in scene.tokens[index].tags:
        return None
    if not (scene.tokens[index].has("subject_pronoun", "possessive") or scene.tokens[index].tags.get("actor") == OWN):
        return None
    for token in reversed(scene.tokens[:index]):
        if token.tags.get("side") or ("actor" in token.tags and token.tags["actor"] not in {"", OWN}):
            return HolderId(token.tags["side"]) if token.tags.get("side") else caster.of(token)
    return None


def _shared_subject(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """Such as "Russian forces beat off an attack and retook X": the subject of the verb before."""
    if not trigger.start or not scene.tokens[trigger.start - 1].has("and", "comma"):
        return None
    before = [t for t in scene.triggers if t.index < trigger.index and t.role is Role.ACTIVE and t.actor_at is not None]
    return caster.of(scene.tokens[before[-1].actor_at]) if before and before[-1].actor_at is not None else None


def _passive_actor(scene: Scene, trigger: Trigger, frame: Frame, caster: Caster) -> HolderId | None:
    agent = caster.of(by_agent(scene, trigger)) or caster.of(_shared_agent(scene, trigger))
    if agent is not None:
        return agent
    if frame.event is Event.WITHDREW and (winner := _receiver(scene, trigger, caster)) is not None:
        return caster.other(winner)
    for i, t in enumerate(scene.tokens[trigger.index + 1 : trigger.stop], start=trigger.index + 1):
        near = t.text == "from" or (t.text == "of" and i == trigger.index + 1)
        if near and (loser := next((x for x in scene.tokens[i + 1 : i + 3] if x.tags.get("actor") or "demonym" in x.tags), None)):
            return caster.other(caster.of(loser))
    own = token_at(scene, trigger.actor_at) if trigger.actor_at is not None else None
    if frame.attempt and own is not None:
        return caster.of(own)
    return caster.guess(frame.event)


def _shared_agent(scene: Scene, trigger: Trigger) -> Token | None:
    """The agent that a participle shares with the next one: "captured and cleared by Ukrainian forces"."""
    following = next((t for t in scene.triggers if t.index > trigger.index), None)
    if following is None or following.index - trigger.index > _NEXT_PARTICIPLE or not scene.within(trigger.index + 1, following.index, "and"):
        return None
    return by_agent(scene, following) if not scene.within(trigger.index + 1, following.index, "place", "comma", "actor") else None


def _receiver(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """The side to which ground is lost ("was lost to Russian forces")."""
    behind = scene.tokens[trigger.index + 1 : trigger.index + 4]
    return caster.of(next((t for t in behind if t.has("actor", "demonym")), None)) if behind and behind[0].text == "to" else None


def _of_state(scene: Scene, trigger: Trigger, frame: Frame, caster: Caster) -> HolderId | None:
    """The side of "under Ukrainian control", "in Russian hands", "remains Ukrainian", "fell to Russian forces"."""
    if sided := scene.tokens[trigger.index].tags.get("sided"):
        return HolderId(sided)
    side = _side_behind(scene, trigger, caster)
    if side is not None:
        return side
    return caster.guess(frame.event) if frame.event in {Event.CAPTURED, Event.RECAPTURED, Event.ATTACKED} else None


def _side_behind(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """The side that a state names behind it, or that its "its" means."""
    for i in range(trigger.index + 1, min(trigger.stop, trigger.index + 1 + _STATE_REACH)):
        token = scene.tokens[i]
        if "possessive" in token.tags:
            return _pronoun(scene, i, caster) or caster.of(token)
        if token.has("actor", "demonym", "held_by", "state"):
            return caster.of(token)
        if token.has("semicolon", "say"):
            return None
    return None


def _is_object(scene: Scene, i: int) -> bool:
    """Whether the force at token i is what something happens to ("lost six vehicles", "by Russian troops")."""
    while i and scene.tokens[i - 1].has("number", "determiner", "adjective"):
        i -= 1
    if i > 1 and scene.tokens[i - 1].text == "of" and scene.tokens[i - 2].has("determiner", "number", "both"):
        return False
    return i > 0 and scene.tokens[i - 1].has("event", "by", "preposition")


def _subject_before(scene: Scene, trigger: Trigger, caster: Caster, last: HolderId | None) -> HolderId | None:
    """The subject that a verb shares with the one before it, or that stands before a relative ("who then took X")."""
    attack = next((t for t in reversed(scene.triggers) if t.index < trigger.index and t.role is Role.NOUN and t.actor_at is not None), None)
    unnamed: Token | None = None
    for i in reversed(scene.doers[: bisect_left(scene.doers, trigger.index)]):
        token = scene.tokens[i]
        if "semicolon" in token.tags:
            break
        if attack is not None and i == attack.actor_at:
            return caster.of(token)
        if _is_object(scene, i):
            continue
        if "subject_pronoun" in token.tags and (meant := _pronoun(scene, i, caster)) is not None:
            return meant
        if "actor" in token.tags and token.tags["actor"] not in {"", OWN} and "claimant" not in token.tags:
            return caster.of(token)
        if "subject_pronoun" in token.tags or token.tags.get("actor") == OWN:
            return caster.of(token)
        unnamed = token if token.tags.get("actor") == "" and unnamed is None else unnamed
    return (caster.of(unnamed) if unnamed is not None else None) or last
