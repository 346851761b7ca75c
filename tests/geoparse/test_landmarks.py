"""Landmarks are places of their own, told by a noun and a settlement; villages are told from the towns of the same name."""

from __future__ import annotations

import pytest

from tests.geoparse.conftest import Read
from tests.geoparse.test_constructions import told

MONASTERY = "ru-kursk-sudzhansky-gornal-monastery"


@pytest.mark.parametrize(
    ("text", "surface", "place"),
    [
        ("Russian troops retook the monastery in Gornal.", "monastery in Gornal", MONASTERY),
        ("Russian troops retook the monastery near the village of Gornal.", "monastery near the village of Gornal", MONASTERY),
        ("Russian troops retook Gornal's monastery.", "Gornal's monastery", MONASTERY),
        ("Ukrainian troops hold the Sudzha gas hub.", "Sudzha gas hub", "ru-kursk-sudzhansky-sudzha-gas-metering-station"),
        ("The checkpoint near Sudzha was stormed.", "checkpoint near Sudzha", "ru-kursk-sudzhansky-sudzha-border-checkpoint"),
        ("Troops went to the selo of Korenevo.", "Korenevo", "ru-kursk-korenevsky-korenevo-selo"),
        ("The town of Korenevo was shelled.", "Korenevo", "ru-kursk-korenevsky-korenevo"),
        ("They took Obukhovka and Petrovskoye in the west of Glushkovo district.", "Obukhovka", "ru-kursk-glushkovsky-obukhovka"),
    ],
)
def test_the_place(read: Read, text: str, surface: str, place: str) -> None:
    assert [(m.surface, m.place_id) for m in read(text).mentions if m.surface == surface] == [(surface, place)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russian forces retook the St. Nicholas Monastery, in the village of Gornal.", {"RU recaptured Gornal monastery"}),
        ("All roads to the monastery in Gornal are shelled. Assault groups are fighting for the monastery.", {"- contested Gornal monastery"}),
        ("Ukrainian troops hold Gornal; the monastery at Gornal is in Russian hands.", {"UA holds Gornal", "RU holds Gornal monastery"}),
        ("The village of Gornal has been captured by Russian forces.", {"RU captured Gornal"}),
    ],
)
def test_claims_go_to_the_landmark_only(read: Read, text: str, expected: set[str]) -> None:
    assert {told(claim) for claim in read(text).claims} == expected
