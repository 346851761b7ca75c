"""Landmarks told by the settlement beside them: "the monastery in Gornal", "Gornal's monastery" name the monastery and not the village."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from geo.geoparse.stems import alternation
from geo.model import Span
from geo.theatre import Theatre
from geo.units import PlaceId

_REACH = 60
_KIND = "landmark"
_NAME = r"(?:[^\W\d_a-zа-яёіїєґ][\w.'’-]*[ \t]+)"
"""A word with a capital letter: "the Gornal St. Nicholas Monastery"."""


class Landmarks:
    """The landmarks of a theatre that bear the name of a settlement. Built once.

    `nouns`: what a landmark is called, by what its name adds to that of the settlement; `joins`: the words between the two.
    """

    def __init__(self, theatre: Theatre, nouns: Mapping[str, Sequence[str]], joins: Sequence[str]) -> None:
        self._places = dict(_by_settlement(theatre, nouns))
        self._settlements = frozenset(settlement for settlement, _ in self._places)
        said = alternation(word for words in nouns.values() for word in words)
        self._behind = re.compile(rf"(?:['’]s)?[ \t]+{_NAME}{{0,4}}(?P<noun>(?i:{said}))\b")
        self._before = re.compile(rf"\b(?P<noun>(?i:{said})),?[ \t]+(?:{alternation(joins)})[ \t]+(?:[\w-]+[ \t]+){{0,3}}\Z")

    def beside(self, text: str, start: int, end: int, candidates: Sequence[PlaceId]) -> tuple[Span, PlaceId] | None:
        """The span and the landmark that the words beside a settlement's name at [start, end) make of it; None where they make none."""
        settlement = next((c for c in candidates if c in self._settlements), None)
        if settlement is None:
            return None
        if found := self._behind.match(text, end, end + _REACH):
            return self._named(settlement, found.group("noun"), (start, found.end()))
        floor = max(0, start - _REACH)
        if found := self._before.search(text[floor:start]):
            return self._named(settlement, found.group("noun"), (floor + found.start(), end))
        return None

    def _named(self, settlement: PlaceId, noun: str, span: Span) -> tuple[Span, PlaceId] | None:
        place = self._places.get((settlement, noun.lower()))
        return None if place is None else (span, place)


def _by_settlement(theatre: Theatre, nouns: Mapping[str, Sequence[str]]) -> Iterator[tuple[tuple[PlaceId, str], PlaceId]]:
    """Each landmark by its settlement and each noun for it."""
    for place in theatre.gazetteer.places:
        for added, words in nouns.items() if place.kind == _KIND else ():
            if place.name.endswith(f" {added}"):
                for settlement in theatre.gazetteer.named(place.name.removesuffix(f" {added}")):
                    yield from (((settlement.id, word), place.id) for word in words)
