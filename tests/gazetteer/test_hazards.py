from __future__ import annotations

import pytest

from geo.errors import DataError
from geo.gazetteer import Gazetteer, Hazards, hazard_faults, load_hazards
from geo.model import Place

TOML = """
[[words]]
name = "Mirny"
kind = "word"
also = "peaceful"
not_in = ["Novy Mirny"]

[[features]]
id = "river-oleshnya"
name = "Oleshnya River"
kind = "river"
names = ["River Oleshnya"]
place = "oleshnya"

[[groups]]
name = "Mirny-Oleshnya"
places = ["mirny", "oleshnya"]

[[preferences]]
name = "Mirnoye"
place = "mirny"
why = "test"
"""


def place(place_id, name):
    return Place(id=place_id, name=name, lon=35.0, lat=51.0, kind="village", country="RU", oblast="Kursk", raion="Sudzhansky")


@pytest.fixture
def hazards(tmp_path):
    (tmp_path / "hazards.toml").write_text(TOML, "utf-8")
    return load_hazards(tmp_path / "hazards.toml")


def test_hazards_are_found_in_any_spelling(hazards):
    assert hazards.word("Мирный").not_in == ("Novy Mirny",)
    assert hazards.word("Berdin") is None
    assert hazards.group("mirny oleshnya").places == ("mirny", "oleshnya")
    assert hazards.group("Berdin") is None
    assert list(hazards.preferences.values()) == ["mirny"]
    assert hazards.preferred == {"Mirnoye": "mirny"}


def test_features_are_found_in_text(hazards):
    (hit,) = hazards.index.scan("across the Oleshnya River toward Oleshnya")
    assert (hit.surface, hit.place_ids) == ("Oleshnya River", ("river-oleshnya",))
    assert hazards.features["river-oleshnya"].kind == "river"


def test_no_file_means_no_hazards(tmp_path):
    none = load_hazards(tmp_path / "hazards.toml")
    assert none.word("Mirny") is None
    assert none.index.scan("Mirny") == []


def test_sound_hazards_have_no_faults(hazards):
    assert hazard_faults(hazards, Gazetteer([place("mirny", "Mirny"), place("oleshnya", "Oleshnya")])) == []
    assert hazard_faults(Hazards(), Gazetteer([])) == []


def test_places_that_do_not_exist_are_faults(hazards):
    faults = hazard_faults(hazards, Gazetteer([place("berdin", "Berdin")]))
    assert len(faults) == 5
    for part in ("group 'Mirny-Oleshnya' names the place 'mirny'", "'oleshnya'", "preference 'Mirnoye'", "feature 'river-oleshnya'", "the word 'Mirny'"):
        assert any(part in fault for fault in faults)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[[words]]\nname = 'x'\n", ["words.0.kind", "words.0.also"]),
        ("[[words]]\nname = 'x'\nkind = 'odd'\nalso = 'y'\nmore = 1\n", ["words.0.kind", "words.0.more"]),
        ("[[groups", ["not TOML"]),
    ],
)
def test_broken_files_tell_every_fault(tmp_path, text, parts):
    (tmp_path / "hazards.toml").write_text(text, "utf-8")
    with pytest.raises(DataError) as fault:
        load_hazards(tmp_path / "hazards.toml")
    assert all(part in str(fault.value) for part in parts)
