"""Toponym recognition: names of the gazetteer, the theatre's districts and rivers, and places elsewhere, each at its span."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from geo.gazetteer import Haystack, fold_name
from geo.geoparse.landmarks import Landmarks
from geo.geoparse.lexicon import Lexicon
from geo.geoparse.stems import alternation
from geo.geoparse.world import World, world
from geo.theatre import Theatre
from geo.units import PlaceId

_REACH = 40
_KINDS = ("river", "district", "oblast", "direction", "landmark")
_CAPITAL = r"[^\W\d_a-zа-яёіїєґ]"
_NEVER = re.compile(r"(?!)")


class Toponym(NamedTuple):
    """A name at [start, end).

    `candidates` are the places of the gazetteer that it may mean, the likeliest first; `kind` says what it is where it is none of
    them (country, city, district, oblast, river, direction ...).
    """

    start: int
    end: int
    surface: str
    kind: str
    candidates: tuple[PlaceId, ...] = ()
    name: str | None = None
    lon: float | None = None
    lat: float | None = None
    reason: str = ""
    country: str = ""


class Recogniser:
    """Finds the toponyms of a text. Built once for a theatre and a lexicon."""

    def __init__(self, theatre: Theatre, lexicon: Lexicon) -> None:
        self._theatre = theatre
        self._articles = frozenset(lexicon.tables["words"]["determiner"])
        self._region_key = fold_name(theatre.region.split()[0])
        tables = lexicon.tables["toponyms"]
        city = alternation(tables["city"])
        self._city_before = re.compile(rf"\b(?:{city})[ \t]+(?:of[ \t]+)?\Z", re.IGNORECASE)
        self._city_behind = re.compile(rf"[ \t]+(?:{city})\b", re.IGNORECASE)
        self._landmarks = Landmarks(theatre, tables.get("landmarks", {}), tables.get("landmark_joins", []))
        self._world: World = world(tuple(sorted(theatre.towns.items())), tuple(sorted(tables["world"].items())))
        self._kinds = [(re.compile(alternation([word])), kind) for kind in _KINDS for word in sorted(tables[kind], key=len, reverse=True)]
        self._after = re.compile(rf"[ \t]+(?:border[ \t]+)?({alternation(w for kind in _KINDS for w in tables[kind])})\b", re.IGNORECASE)
        self._before_river = re.compile(rf"\b(?:{alternation(tables['before_river'])})[ \t]+(?:the[ \t]+)?\Z", re.IGNORECASE)
        areas = alternation([*tables["district"], *tables["oblast"]])
        self._area = re.compile(rf"\b({_CAPITAL}[\w'’-]{{2,30}})[ \t]+(?:border[ \t]+)?({areas})\b")
        plural = alternation(w for kind in ("district", "oblast", "river") for w in tables[kind] if w.endswith("s"))
        self._shared_area = (
            re.compile(rf"(?:,[ \t]+[A-Z][\w'’-]+){{0,4}},?[ \t]+and[ \t]+[A-Z][\w'’-]+[ \t]+(?:border[ \t]+)?({plural})\b") if plural else _NEVER
        )
        firsts, joins = alternation(tables["first_words"]), alternation(tables["joins"])
        self._head = re.compile(rf"\b({firsts})(?:,[ \t]*(?:{firsts}))*,?[ \t]+(?:{joins}|,)[ \t]+\Z", re.IGNORECASE)
        self._first = re.compile(rf"\b(?:{firsts})\b", re.IGNORECASE)

    def scan(self, text: str) -> list[Toponym]:
        """The toponyms in order of the text, none overlapping; of two that overlap the longer stays, then the theatre's own."""
        straw = Haystack(text)
        own = [*self._gazetteer(text, straw), *self._features(text, straw)]
        return _longest([*own, *self._shared_heads(text, own), *self._areas(text), *self._elsewhere(text)])

    def _gazetteer(self, text: str, straw: Haystack) -> Iterator[Toponym]:
        for hit in self._theatre.gazetteer.names.scan(text, straw):
            yield self._kind(text, Toponym(hit.start, hit.end, hit.surface, "settlement", hit.place_ids, reason="gazetteer name"))

    def _kind(self, text: str, found: Toponym) -> Toponym:
        """The toponym, or the district, river or direction that the words beside it make of it."""
        if mark := self._landmarks.beside(text, found.start, found.end, found.candidates):
            (start, end), place = mark
            return found._replace(start=start, end=end, surface=text[start:end], candidates=(place,), reason="a landmark by its settlement")
        if shared := self._shared_area.match(text, found.end, found.end + _REACH):
            return _other(found, text, found.end, self._kind_of(shared.group(1)))
        following = self._after.match(text, found.end, found.end + _REACH)
        if following:
            kind = self._kind_of(following.group(1))
            if kind != "direction" or not (following.group(1)[0].isupper() or text[max(0, found.start - 1) : found.start] in set("-–—")):
                return _other(found, text, following.end(), kind)
        if self._region(text, found):
            return _other(found, text, found.end, "oblast")
        if self._before_river.search(text[max(0, found.start - _REACH) : found.start]) and self._names_river(found):
            return _other(found, text, found.end, "river")
        return found

    def _kind_of(self, word: str) -> str:
        """What a word beside a name makes of it: river, district, oblast, direction or landmark."""
        return next(kind for form, kind in self._kinds if form.fullmatch(word.lower()))

    def _region(self, text: str, found: Toponym) -> bool:
        """Whether the name is the theatre's region, which bare means the region and not the city of that name."""
        if fold_name(found.surface) != self._region_key:
            return False
        return not self._city_before.search(text[max(0, found.start - _REACH) : found.start]) and not self._city_behind.match(text, found.end)

    def _names_river(self, found: Toponym) -> bool:
        names = {found.surface, *(self._theatre.gazetteer.get(i).name for i in found.candidates)}
        index, features = self._theatre.hazards.index, self._theatre.hazards.features
        return any(features[i].kind == "river" for name in names for spelling in (name, f"{name} River") for i in index.lookup(spelling))

    def _features(self, text: str, straw: Haystack) -> Iterator[Toponym]:
        features = self._theatre.hazards.features
        for hit in self._theatre.hazards.index.scan(text, straw):
            feature = features[hit.place_ids[0]]
            yield Toponym(hit.start, hit.end, hit.surface, feature.kind, name=None, reason=f"{feature.kind} {feature.name}")

    def _areas(self, text: str) -> Iterator[Toponym]:
        for found in self._area.finditer(text):
            if found.group(1).lower() in self._articles:
                continue
            yield Toponym(found.start(), found.end(), found.group(), self._kind_of(found.group(2)), reason="name of an area")

    def _elsewhere(self, text: str) -> Iterator[Toponym]:
        for hit in self._world.scan(text):
            place = hit.place
            yield Toponym(
                hit.start,
                hit.end,
                text[hit.start : hit.end],
                place.kind,
                lon=place.lon,
                lat=place.lat,
                reason=f"{place.name}, {place.kind} elsewhere ({place.country})",
                country=place.country,
            )

    def _shared_heads(self, text: str, own: Iterable[Toponym]) -> Iterator[Toponym]:
        """The first halves of "1st and 2nd Knyazhy": names that share the head of the one that follows."""
        for found in own:
            head = found.surface.partition(" ")[2]
            before = self._head.search(text[max(0, found.start - _REACH) : found.start]) if head and found.candidates else None
            for word in self._first.finditer(before.group()) if before else ():
                places = self._theatre.gazetteer.named(f"{word.group()} {head}")
                start = max(0, found.start - _REACH) + before.start() + word.start() if before else 0
                if places:
                    yield Toponym(
                        start, start + len(word.group()), word.group(), "settlement", tuple(p.id for p in places), reason=f"shares the head of {found.surface}"
                    )


def _other(found: Toponym, text: str, end: int, kind: str) -> Toponym:
    return found._replace(end=end, surface=text[found.start : end], kind=kind, candidates=(), reason=f"names a {kind}, not the settlement")


def _longest(found: list[Toponym]) -> list[Toponym]:
    """Non-overlapping toponyms in order: of two that overlap the longer, then the one given first."""
    kept: list[Toponym] = []
    for toponym in sorted(found, key=lambda t: t.start):
        if not kept or toponym.start >= kept[-1].end:
            kept.append(toponym)
        elif toponym.end - toponym.start > kept[-1].end - kept[-1].start:
            kept[-1] = toponym
    return kept
