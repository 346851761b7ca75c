"""Places elsewhere, in Latin and in declined Cyrillic names."""

from __future__ import annotations

import pytest

from geo.geoparse.world import COUNTRIES, WORDS, Towns, World, world

TOWNS = (("BY", 15_000), ("RU", 15_000), ("UA", 5_000))


@pytest.fixture(scope="module")
def known() -> World:
    return world(TOWNS, (("Захар Беркут", "Kyiv"), ("Нова Земля", "Nowhere")))


def found(known: World, text: str) -> list[tuple[str, str]]:
    return [(text[h.start : h.end], h.place.name) for h in known.scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under Pokrovsk and Chasiv Yar", [("Pokrovsk", "Pokrovsk"), ("Chasiv Yar", "Chasiv Yar")]),
        ("Бои у Покровска, в Донецке и под Харьковом", [("Покровска", "Pokrovsk"), ("Донецке", "Donetsk"), ("Харьковом", "Kharkiv")]),
        ("в Торецке, из Угледара, за Часовым Яром", [("Торецке", "Toretsk"), ("Угледара", "Vuhledar"), ("Часовым Яром", "Chasiv Yar")]),
        ("біля Торецька, у Харкові, з Києва", [("Торецька", "Toretsk"), ("Харкові", "Kharkiv"), ("Києва", "Kyiv")]),
        ("з Куп'янська, Куп’янську, Купʼянськом", [("Куп'янська", "Kupyansk"), ("Куп’янську", "Kupyansk"), ("Купʼянськом", "Kupyansk")]),
        ("в России, з Росії, у Польщі, из США", [("России", "Russia"), ("Росії", "Russia"), ("Польщі", "Poland"), ("США", "United States")]),
        ("В Москве и Пекине", [("Москве", "Moscow"), ("Пекине", "Beijing")]),
        ("вышли из Орла и Орёл", [("Орла", "Orël"), ("Орёл", "Orël")]),
        ("о Захаре Беркуте", [("Захаре Беркуте", "Kyiv")]),
    ],
)
def test_places_elsewhere_are_known_in_their_case_forms(known: World, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(known, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "у покровска, харькова",
        "на Покровском направлении, в Донецком районе",
        "Владимира Зеленского, Анну, Пушкина, Схід, Северного флота, Мирного",
        "Тихоокеанского флота, Таганского района",
        "Покровскаястрана",
        "in Good Reading, West and Nice",
        "Новой Земле",
    ],
)
def test_words_and_persons_are_no_places_elsewhere(known: World, text: str) -> None:
    assert found(known, text) == []


def test_the_longest_name_wins_and_none_overlap(known: World) -> None:
    assert found(known, "до Нижнего Новгорода и Новгорода") == [("Нижнего Новгорода", "Nizhniy Novgorod"), ("Новгорода", "Velikiy Novgorod")]


def test_further_spellings_are_added_and_the_rest_is_shared() -> None:
    assert found(world(TOWNS), "о Захаре Беркуте") == []
    assert world(TOWNS) is world(TOWNS)
    assert world(TOWNS, (("Нова Земля", "Nowhere"),)) is world(TOWNS)
    assert found(world(TOWNS, (("Покровск", "Kyiv"),)), "у Покровска и Харькова") == [("Покровска", "Kyiv"), ("Харькова", "Kharkiv")]


@pytest.mark.parametrize(
    ("towns", "expected"),
    [
        ((), ["Homs", "Beirut"]),
        ((("SY", 15_000),), ["Nubl", "Homs", "Beirut"]),
        ((("SY", 5_000),), ["Nubl", "Homs", "Beirut", "Tremseh"]),
    ],
)
def test_a_theatre_says_whose_towns_are_known_beside_capitals_and_cities(towns: Towns, expected: list[str]) -> None:
    assert [name for _, name in found(world(towns), "from Nubl to Homs, Beirut and Tremseh")] == expected


def test_the_countries_named_in_cyrillic_exist(known: World) -> None:
    for names in COUNTRIES.values():
        for name in names.split(", "):
            assert [h.place.kind for h in known.scan(f"о стране {name} пишут")] == ["country"], name


def test_no_name_of_a_place_is_an_everyday_word() -> None:
    assert WORDS.isdisjoint(world(TOWNS).names.spellings)
