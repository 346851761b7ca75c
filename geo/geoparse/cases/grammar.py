"""The grammar of case endings, as the reader of a language uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.geoparse.cases.deeds import deeds
from geo.geoparse.cases.events import find_triggers
from geo.geoparse.cases.ground import place_groups
from geo.geoparse.cases.sides import Cases, join_sides
from geo.geoparse.caster import Caster
from geo.geoparse.deed import Deed
from geo.geoparse.discourse import Discourse
from geo.geoparse.lexicon import Lexicon
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.theatre import Theatre


class Endings:
    """Words find their part by ending and preposition; each event word owns a stretch of its sentence."""

    def __init__(self, theatre: Theatre, lexicon: Lexicon) -> None:
        self._theatre = theatre
        self._cases = Cases(lexicon.tables["cases"])

    def join(self, tokens: Sequence[Token], plain: str) -> list[Token]:
        """The tokens with each force and each claimant made one token."""
        return join_sides(tokens, plain)

    def scene(self, tokens: Sequence[Token], distances: Mapping[int, float]) -> Scene:
        """The sentence taken apart; `distances`: km of the length that ends at the token of this index."""
        groups = place_groups(tokens, self._theatre, distances)
        return Scene(tokens, groups, find_triggers(tokens, groups, self._cases))

    def deeds(self, scene: Scene, memory: Discourse, caster: Caster) -> list[Deed]:
        """The deeds of a sentence, in order."""
        return deeds(scene, memory, caster, self._cases)
