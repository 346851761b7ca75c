"""Recognition and resolution: homonyms, words that are names too, areas, rivers and places elsewhere."""

from __future__ import annotations

import pytest

from geo.model import Mention
from tests.geoparse.conftest import Read


def mention(read: Read, text: str, surface: str) -> Mention:
    found = [m for m in read(text).mentions if m.surface == surface]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "surface", "place"),
    [
        ("Russian forces captured Viktorovka in Korenevo district.", "Viktorovka", "ru-kursk-korenevsky-viktorovka"),
        ("Russian forces captured Viktorovka (Sudzha district).", "Viktorovka", "ru-kursk-sudzhansky-viktorovka"),
        ("Russian forces captured Viktorovka and Malaya Loknya.", "Viktorovka", "ru-kursk-sudzhansky-viktorovka"),
        ("Russian forces captured Malaya Loknya.", "Malaya Loknya", "ru-kursk-sudzhansky-malaya-loknya"),
        ("Russian forces captured Nikolayevo-Darino.", "Nikolayevo-Darino", "ru-kursk-sudzhansky-nikolayevo-darino"),
        ("Russian forces captured Guevo.", "Guevo", "ru-kursk-sudzhansky-guyevo"),
        ("Russian forces captured Суджа.", "Суджа", "ru-kursk-sudzhansky-sudzha"),
        ("Russian forces captured the hamlet of Pravda.", "Pravda", "ru-kursk-sudzhansky-pravda"),
        ("Russian forces captured Lyubimovka, Korenevo district.", "Lyubimovka", "ru-kursk-korenevsky-lyubimovka"),
    ],
)
def test_the_right_place(read: Read, text: str, surface: str, place: str) -> None:
    found = mention(read, text, surface)
    assert found.place_id == place
    assert found.reason
    assert found.score > 0


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("He met officials in Berlin.", "Berlin", "city"),
        ("Talks were held in Washington.", "Washington", "city"),
        ("Aid came from Poland.", "Poland", "country"),
        ("Fighting was reported in Donetsk.", "Donetsk", "city"),
        ("Troops crossed into the Sudzha district.", "Sudzha district", "district"),
        ("They hold parts of Kursk.", "Kursk", "oblast"),
        ("The Kremlin spoke of Pokrovsk.", "Pokrovsk", "city"),
    ],
)
def test_what_is_no_village_of_the_theatre(read: Read, text: str, surface: str, kind: str) -> None:
    found = mention(read, text, surface)
    assert found.place_id is None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("General Kolmakov said that all was quiet.", None),
        ("Ivan Kolmakov arrived on Monday.", None),
        ("Russian forces entered Kolmakov.", "ru-kursk-sudzhansky-kolmakov"),
        ("Russian forces left Orlovka.", "ru-kursk-sudzhansky-orlovka"),
        ("Near Donetsk Russian forces left Orlovka.", None),
    ],
)
def test_surnames_and_famous_namesakes(read: Read, text: str, place: str | None) -> None:
    assert [m.place_id for m in read(text).mentions if m.surface in {"Kolmakov", "Orlovka"}] == [place]


def test_a_newspaper_is_no_hamlet(read: Read) -> None:
    assert all(m.place_id is None for m in read("Ukrainska Pravda spoke to officials.").mentions)


def test_shared_heads_are_two_mentions(read: Read) -> None:
    text = "Novaya and Staraya Sorochina were quiet."
    found = [(m.surface, m.place_id) for m in read(text).mentions]
    assert found == [("Novaya", "ru-kursk-sudzhansky-novaya-sorochina"), ("Staraya Sorochina", "ru-kursk-sudzhansky-staraya-sorochina")]


def test_districts_that_share_their_noun(read: Read) -> None:
    assert all(m.place_id is None for m in read("Residents left the Sudzha and Korenevo districts.").mentions)


def test_other_languages_give_mentions_and_say_so(read: Read) -> None:
    extraction = read("Russische Truppen haben Sudscha und Darino zurückerobert.", lang="de")
    assert {m.place_id for m in extraction.mentions if m.place_id} >= {"ru-kursk-sudzhansky-darino"}
    assert extraction.claims == ()
    assert extraction.note == "language de: mentions only"
