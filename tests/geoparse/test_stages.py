"""Sentences, forms of verbs, language, and the lexicon's own checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import DataError
from geo.geoparse.inflect import verb_forms
from geo.geoparse.language import detect
from geo.geoparse.lexicon import lexicon_faults, load_lexicon
from geo.geoparse.segment import LONGEST, sentences

ABBREVIATIONS = {"st", "gen", "aug", "u.s"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell. They left.", ["It fell.", "They left."]),
        ("On Aug. 8 it fell. They left.", ["On Aug. 8 it fell.", "They left."]),
        ("The St. Nicholas monastery stood. It burned.", ["The St. Nicholas monastery stood.", "It burned."]),
        ("Gen. J. Smith said 2.7 km. He left.", ["Gen. J. Smith said 2.7 km.", "He left."]),
        ('"It fell." They left.', ['"It fell."', "They left."]),
        ("It fell (they say. Really) today. They left.", ["It fell (they say. Really) today.", "They left."]),
        ("A list\n\nIt fell", ["A list", "It fell"]),
        ("one line\nbroken here. Next.", ["one line\nbroken here.", "Next."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text, ABBREVIATIONS)] == expected


def test_no_sentence_is_endless() -> None:
    spans = sentences("word " * 10_000)
    assert max(b - a for a, b in spans) <= LONGEST
    assert sum(b - a for a, b in spans) == 10_000 * 5 - len(spans)


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("capture", {"capture", "captures", "captured", "capturing"}),
        ("seize", {"seize", "seizes", "seized", "seizing"}),
        ("take|took|taken back", {"take back", "takes back", "took back", "taken back", "taking back"}),
        ("repel|repelled|repelled", {"repel", "repels", "repelled", "repelling"}),
        ("push out", {"push out", "pushes out", "pushed out", "pushing out"}),
        ("win|won|won", {"win", "wins", "won", "winning"}),
        ("be|were|been in", {"be in", "is in", "was in", "been in", "being in", "are in", "were in"}),
    ],
)
def test_verb_forms(verb: str, forms: set[str]) -> None:
    assert set(verb_forms(verb)) == forms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army said that it was in the village.", "en"),
        ("Российские войска заняли село, сообщили в министерстве, эти бои идут.", "ru"),
        ("Російські війська зайняли село, повідомили в міністерстві її оборони.", "uk"),
        ("Die Armee hat das Dorf eingenommen und bleibt dort.", "und"),
        ("", "und"),
        ("Russian forces recaptured Berdin.", "en"),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert detect(text) == expected


def test_the_lexicon_says_all_its_faults_at_once() -> None:
    tables = dict(load_lexicon("en").tables)
    tables["events"] = [
        {"event": "eaten", "place": "object", "actor": "subject", "verbs": ["Eat"], "colour": 1},
        {"event": "captured", "place": "up", "actor": "me"},
    ]
    found = lexicon_faults(tables)
    assert len(found) == 5
    assert any("'eaten'" in f for f in found)
    assert any("'colour'" in f for f in found)


def test_a_missing_or_broken_lexicon_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"xx\.toml"):
        load_lexicon("xx", tmp_path)
    (tmp_path / "yy.toml").write_text("events = [", "utf-8")
    with pytest.raises(DataError, match=r"yy\.toml"):
        load_lexicon("yy", tmp_path)
    (tmp_path / "zz.toml").write_text("events = []", "utf-8")
    with pytest.raises(DataError, match="is missing"):
        load_lexicon("zz", tmp_path)
