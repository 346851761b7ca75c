"""The grammar of word order, as the reader of a language uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.geoparse.caster import Caster
from geo.geoparse.deed import Deed
from geo.geoparse.discourse import Discourse
from geo.geoparse.order.actors import join_actors, join_dates
from geo.geoparse.order.deeds import deeds
from geo.geoparse.order.groups import place_groups
from geo.geoparse.order.triggers import find_triggers
from geo.geoparse.order.unfold import unfold
from geo.geoparse.scene import Scene
from geo.geoparse.tokens import Token
from geo.theatre import Theatre


class WordOrder:
    """Subject, verb, object: the grammar of English."""

    def __init__(self, theatre: Theatre) -> None:
        self._theatre = theatre

    def join(self, tokens: Sequence[Token], plain: str) -> list[Token]:
        """The tokens with each force and each claimant made one token."""
        return join_actors(join_dates(tokens, plain), plain)

    def scene(self, tokens: Sequence[Token], distances: Mapping[int, float]) -> Scene:
        """The sentence taken apart; `distances`: km of the length that ends at the token of this index."""
        ends = {tokens[i].end: km for i, km in distances.items()}
        tokens = unfold(list(tokens))
        distances = {i: ends[t.end] for i, t in enumerate(tokens) if t.end in ends} if ends else {}
        groups = place_groups(tokens, self._theatre, distances)
        return Scene(tokens, groups, find_triggers(tokens, groups))

    def deeds(self, scene: Scene, memory: Discourse, caster: Caster) -> list[Deed]:
        """The deeds of a sentence, in order."""
        return deeds(scene, memory, caster)
