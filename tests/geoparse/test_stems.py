"""Patterns of words: stems with any ending, phrases of several, the longest first."""

from __future__ import annotations

import re

import pytest

from geo.geoparse.sign import plain
from geo.geoparse.stems import StemIndex, alternation, stemmed

INDEX = StemIndex(
    {
        "освободил*": {"event": "freed"},
        "под контрол*": {"status": "held"},
        "населенн* пункт*": {"settlement": True},
        "населенн*": {"adjective": True},
        "украин*": {"state": "UA"},
        "украинск*": {"demonym": "UA"},
        "в": {"inside": True},
    }
)


def found(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[s.start : s.end], tuple(s.tags)) for s in INDEX.scan(plain(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Освободили, освободил.", [("Освободили", ("event",)), ("освободил", ("event",))]),
        ("три населённых пункта", [("населённых пункта", ("settlement",))]),
        ("населённая местность", [("населённая", ("adjective",))]),
        ("украинские и Украины", [("украинские", ("demonym",)), ("Украины", ("state",))]),
        ("под  контролем", [("под  контролем", ("status",))]),
        ("под, контролем", []),
        ("неосвободили", []),
        ("в В вв", [("в", ("inside",)), ("В", ("inside",))]),
        ("", []),
    ],
)
def test_patterns(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert found(text) == expected


def test_the_tags_of_a_single_word_come_from_its_longest_stem() -> None:
    assert INDEX.words["украинских"] == {"demonym": "UA"}
    assert INDEX.words.get("украина") == {"state": "UA"}
    assert INDEX.words.get("россия") is None


def test_a_name_is_declined_in_its_cyrillic_words_only() -> None:
    assert stemmed("институт изучения войны") == "институт* изучен* войны"
    assert stemmed("deepstate ua") == "deepstate ua"


def test_an_alternation_prefers_the_longer_and_opens_stems() -> None:
    pattern = re.compile(alternation(["кв. км", "км", "километр*"]))
    assert pattern.match("кв. км").group() == "кв. км"
    assert pattern.match("километрами").group() == "километрами"
    assert pattern.match("квx км") is None
