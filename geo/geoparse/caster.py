"""Which holder a word stands for, and who acts where the text names nobody."""

from __future__ import annotations

from collections.abc import Sequence

from geo.geoparse.deed import Deed
from geo.geoparse.discourse import Claimant, Discourse
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.model import Event
from geo.theatre import Theatre
from geo.units import HolderId

ENEMY = "enemy"
"""Stands for the other side of whoever speaks."""
OWN = "own"
"""Forces of whoever speaks or acts ("its troops")."""


class Caster:
    """Finds out who acts. One for each sentence: it knows the memory and who speaks."""

    def __init__(self, theatre: Theatre, memory: Discourse, said: Sequence[Claimant], publisher: HolderId | None) -> None:
        self._holders = [h.id for h in theatre.holders]
        self._opening = theatre.opening
        self._memory = memory
        self._told = any(c.side for c in said)
        self._side = next((c.side for c in said if c.side), None) or publisher
        self._focus = theatre.focus

    def other(self, holder: HolderId | None) -> HolderId | None:
        """The other side."""
        return next((h for h in self._holders if h != holder), None) if holder else None

    def of(self, token: Token | None) -> HolderId | None:
        """The holder that a token stands for; None where it cannot be told."""
        if token is None:
            return None
        for tag in ("actor", "demonym", "held_by", "state"):
            value = token.tags.get(tag)
            if value == ENEMY:
                return self.other(self._side) or token.tags.get("force") or self.other(self._focus)
            if value == OWN:
                return self._side or (self._focus if token.has("first_person") else None) or self._memory.actor or self._memory.speaker
            if isinstance(value, str) and value in self._holders:
                return HolderId(value)
        if token.has("subject_pronoun", "claimant", "possessive") or token.tags.get("actor") == "":
            unnamed = "first_person" in token.tags or (token.tags.get("actor") == "" and (self._memory.weak or self._told))
            own = (self._side, self._memory.actor) if unnamed else (self._memory.actor, self._side)
            return token.tags.get("side") or own[0] or own[1]
        return None

    def _gainer(self) -> HolderId | None:
        """Who took the ground that the text speaks of."""
        last = self._memory.deed
        return last.actor if isinstance(last, Deed) and last.event in {Event.CAPTURED, Event.RECAPTURED} else None

    def guess(self, event: Event | None) -> HolderId | None:
        """Who acts where the text names nobody: what was held at first is retaken by its first holder and captured by the other."""
        if event is Event.RECAPTURED:
            return self._opening
        if event is Event.REPELLED:
            return self._side or self.other(self._memory.attacker) or self._memory.actor
        if event in {Event.CAPTURED, Event.HOLDS}:
            comer = self._gainer() or self.other(self._opening)
            taking = event is Event.CAPTURED and not self._memory.weak and self._memory.actor == comer
            return comer if self._side is None or taking else self._side
        if event is Event.WITHDREW:
            return (self._memory.actor if not self._memory.weak else None) or self.other(self._opening)
        if event is Event.ATTACKED:
            return self.other(self._side) or self._memory.attacker or self.other(self._opening)
        return (self._side or self._memory.actor) if self._memory.weak else (self._memory.actor or self._side)


def token_at(scene: Scene, index: int | None) -> Token | None:
    """The token of an index that may be missing."""
    return None if index is None else scene.tokens[index]
