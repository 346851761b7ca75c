"""Who acts in a language of endings: the subject in the nominative, the agent in the instrumental, the owner of a noun in the genitive."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.cases.sides import Cases
from geo.geoparse.caster import Caster
from geo.geoparse.lexicon import Frame
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.geoparse.trigger import Role, Trigger
from geo.model import Event
from geo.units import HolderId

_SIDE_REACH = 5
_OWNER_REACH = 3
_DOERS = ("actor", "subject_pronoun")
_TAKEN = frozenset({Event.CAPTURED, Event.RECAPTURED})


def actor_of(scene: Scene, trigger: Trigger, frame: Frame, caster: Caster, cases: Cases, last: HolderId | None) -> HolderId | None:  # noqa: PLR0917 - what a role is told by
    """The holder that acts, as the frame and the role of the event word say where to look; `last` acted in the deed before."""
    before, behind = _doers(scene, trigger.start, trigger.index, cases), _doers(scene, trigger.index + 1, trigger.stop, cases)
    if frame.actor == "from":
        own = last if any("possessive" in t.tags for t in scene.tokens[trigger.index : trigger.index + _OWNER_REACH]) else None
        return _side_behind(scene, trigger, caster) or own or (caster.guess(frame.event) if frame.event in _TAKEN else None)
    if frame.actor == "other":
        return caster.other(side_of_noun(scene, trigger, caster))
    if frame.actor == "patient":
        return _patient(trigger, before, behind, caster, cases)
    if trigger.role is Role.PASSIVE:
        return _agent(before, behind, caster, cases) or caster.guess(frame.event)
    if trigger.role is Role.NOUN:
        own = side_of_noun(scene, trigger, caster) or _first([t for t in behind if cases.instrumental(t)], caster)
        return own or _subject(before, (), caster, cases) or last or caster.guess(frame.event)
    told = _subject(before, behind, caster, cases) or (_first(before, caster) if _impersonal(scene, trigger) else None)
    return told or last or caster.guess(frame.event)


def _doers(scene: Scene, start: int, end: int, cases: Cases) -> list[Token]:
    """The forces, pronouns and adjectives of a side used as a noun ("украинские атакуют") of a stretch."""
    return [t for t in scene.tokens[start:end] if t.has(*_DOERS) or ("demonym" in t.tags and cases.nominative(t))]


def _first(tokens: Sequence[Token], caster: Caster) -> HolderId | None:
    return next((side for t in tokens if (side := caster.of(t))), None)


def _impersonal(scene: Scene, trigger: Trigger) -> bool:
    """Such as "украинским войскам не удалось войти": the doer stands in the dative."""
    return any(t.has("success", "failure", "attempt") for t in scene.tokens[trigger.start : trigger.index])


def repeller_of(scene: Scene, trigger: Trigger, caster: Caster, cases: Cases, attack: int) -> HolderId | None:
    """Who beats an attack off: the subject of the verb or the agent of the passive, on their side of the attack at token `attack`."""
    low, high = (trigger.start, attack) if attack > trigger.index else (trigger.index, trigger.stop)
    before, behind = _doers(scene, low, trigger.index, cases), _doers(scene, trigger.index + 1, high, cases)
    return _agent(before, behind, caster, cases) if trigger.role is Role.PASSIVE else _subject(before, behind, caster, cases)


def attacker_of(scene: Scene, attack: Trigger, caster: Caster, cases: Cases) -> HolderId | None:
    """Whose attack it is that is beaten off: "атаки ВСУ", "попытки противника прорваться"."""
    tried = _doers(scene, attack.start, attack.index, cases) if attack.role is Role.ACTIVE else []
    return side_of_noun(scene, attack, caster) or _first(list(reversed(tried)), caster)


def subject_in(scene: Scene, start: int, end: int, caster: Caster, cases: Cases) -> HolderId | None:
    """The first force of a stretch that may be a subject."""
    return _first([t for t in _doers(scene, start, end, cases) if not cases.oblique(t) and not cases.instrumental(t)], caster)


def _subject(before: Sequence[Token], behind: Sequence[Token], caster: Caster, cases: Cases) -> HolderId | None:
    """The nearest force that may be a subject: before the verb, else behind it."""
    fitting = [t for t in (*reversed(before), *behind) if not cases.oblique(t)]
    return _first(fitting, caster)


def _agent(before: Sequence[Token], behind: Sequence[Token], caster: Caster, cases: Cases) -> HolderId | None:
    """By whom: the force in the instrumental, else one whose ending does not tell ("освобожден ВС РФ")."""
    every = [*behind, *reversed(before)]
    fitting = [*(t for t in every if cases.instrumental(t)), *(t for t in behind[:1] if not cases.nominative(t) and not cases.oblique(t))]
    return _first(fitting, caster)


def _patient(trigger: Trigger, before: Sequence[Token], behind: Sequence[Token], caster: Caster, cases: Cases) -> HolderId | None:
    """Who is driven out: the object of the verb, the subject of a passive, or the other side of who drives."""
    agents = [t for t in (*before, *behind) if cases.instrumental(t)]
    every = [t for t in (*behind, *reversed(before)) if t not in agents]
    if trigger.role is Role.PASSIVE:
        return _first([*(t for t in reversed(before) if t not in agents), *every], caster) or caster.other(_first(agents, caster))
    objects = [t for t in every if cases.oblique(t)] or (list(behind) if before else [t for t in every if not cases.nominative(t)])
    return _first(objects, caster) or caster.other(_first(every, caster))


def _side_behind(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """The side of "под контролем ВСУ", "в руках украинских войск"."""
    behind = scene.tokens[trigger.index : trigger.index + 1 + _SIDE_REACH]
    return next((side for t in behind if (side := _told(t, caster))), None)


def _told(token: Token, caster: Caster) -> HolderId | None:
    """The side that a word of a state names, or that stands inside its phrase ("под украинским контролем")."""
    if token.has("actor", "demonym", "state") and (side := caster.of(token)):
        return side
    return next((HolderId(token.tags[tag]) for tag in ("sided", "force") if tag in token.tags), None)


def side_of_noun(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """Whose deed a noun names: "наступление ВСУ", "украинские атаки", "атака силами украинских войск"."""
    behind = scene.tokens[trigger.index + 1 : min(trigger.stop, trigger.index + 1 + _OWNER_REACH)]
    owner = next((t for t in behind if t.has("actor", "demonym", "state") or t.mention is not None), None)
    if owner is not None and owner.mention is None and (side := caster.of(owner)):
        return side
    ahead = [t for t in scene.tokens[max(trigger.start, trigger.index - _OWNER_REACH) : trigger.index] if "demonym" in t.tags]
    return caster.of(ahead[-1]) if ahead else None
