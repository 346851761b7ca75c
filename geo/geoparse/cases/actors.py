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
    before = [t for t in scene.tokens[trigger.start : trigger.index] if t.has(*_DOERS)]
    behind = [t for t in scene.tokens[trigger.index + 1 : trigger.stop] if t.has(*_DOERS)]
    if frame.actor == "from":
        return _side_behind(scene, trigger, caster) or (caster.guess(frame.event) if frame.event in _TAKEN else None)
    if frame.actor == "other":
        return caster.other(_side_of_noun(scene, trigger, caster))
    if frame.actor == "patient":
        return _patient(trigger, before, behind, caster, cases)
    if trigger.role is Role.PASSIVE:
        return _agent(before, behind, caster, cases) or caster.guess(frame.event)
    if trigger.role is Role.NOUN:
        return _side_of_noun(scene, trigger, caster) or _subject(before, (), caster, cases) or last or caster.guess(frame.event)
    return _subject(before, behind, caster, cases) or last or caster.guess(frame.event)


def _subject(before: Sequence[Token], behind: Sequence[Token], caster: Caster, cases: Cases) -> HolderId | None:
    """The nearest force that may be a subject: before the verb, else behind it."""
    fitting = [t for t in (*reversed(before), *behind) if not cases.oblique(t)]
    return next((side for t in fitting if (side := caster.of(t))), None)


def _agent(before: Sequence[Token], behind: Sequence[Token], caster: Caster, cases: Cases) -> HolderId | None:
    """By whom: the force in the instrumental, else one whose ending does not tell ("освобожден ВС РФ")."""
    every = [*behind, *reversed(before)]
    fitting = [*(t for t in every if cases.instrumental(t)), *(t for t in behind[:1] if not cases.nominative(t) and not cases.oblique(t))]
    return next((side for t in fitting if (side := caster.of(t))), None)


def _patient(trigger: Trigger, before: Sequence[Token], behind: Sequence[Token], caster: Caster, cases: Cases) -> HolderId | None:
    """Who is driven out: the object of the verb, the subject of a passive, or the other side of who drives."""
    agents = [t for t in (*before, *behind) if cases.instrumental(t)]
    every = [t for t in (*behind, *reversed(before)) if t not in agents]
    if trigger.role is Role.PASSIVE:
        driven = next((side for t in every if (side := caster.of(t))), None)
        return driven or caster.other(next((side for t in agents if (side := caster.of(t))), None))
    objects = [t for t in every if not cases.nominative(t)]
    named = next((side for t in objects if (side := caster.of(t))), None)
    return named or caster.other(next((side for t in every if (side := caster.of(t))), None))


def _side_behind(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """The side of "под контролем ВСУ", "в руках украинских войск"."""
    behind = scene.tokens[trigger.index + 1 : trigger.index + 1 + _SIDE_REACH]
    return next((side for t in behind if t.has("actor", "demonym", "state", "force") and (side := _told(t, caster))), None)


def _told(token: Token, caster: Caster) -> HolderId | None:
    return caster.of(token) or (HolderId(token.tags["force"]) if token.has("force") else None)


def _side_of_noun(scene: Scene, trigger: Trigger, caster: Caster) -> HolderId | None:
    """Whose deed a noun names: "наступление ВСУ", "украинские атаки", "атака силами украинских войск"."""
    behind = scene.tokens[trigger.index + 1 : min(trigger.stop, trigger.index + 1 + _OWNER_REACH)]
    owner = next((t for t in behind if t.has("actor", "demonym", "state") or t.mention is not None), None)
    if owner is not None and owner.mention is None and (side := caster.of(owner)):
        return side
    ahead = [t for t in scene.tokens[max(trigger.start, trigger.index - _OWNER_REACH) : trigger.index] if t.has("demonym")]
    return caster.of(ahead[-1]) if ahead else None
