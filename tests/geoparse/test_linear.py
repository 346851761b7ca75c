"""Hostile text costs work in proportion to its length. Work is counted (calls of functions), not timed."""

from __future__ import annotations

import pytest

from geo.gazetteer import Haystack, fold
from geo.geoparse.segment import LONGEST
from geo.geoparse.trigger import MOST
from tests.geoparse.conftest import Read
from tests.work import calls

SIZE = 12_000
UNITS = [
    "captured Sudzha and ",
    "(",
    "Sudzha, ",
    " and the",
    "Sudzha-",
    "Sudzha, which Russian forces captured, ",
    "1st and 2nd Knyazhy, ",
    "the first of the two villages ",
    "3 km north of Sudzha and ",
    "who captured whether ",
    "the ministry said ",
    "between 1 and 2 villages and ",
    "\u200b",
    "Sudzha\u202e captured \u202d",
    "\x00\x01Sudzha\x02 ",
    "a\u0301",
]


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_is_twice_the_work(read: Read, unit: str) -> None:
    text = unit * (SIZE // len(unit))
    read(text + text)  # what is remembered of short pieces is remembered for both measurements
    once, twice = calls(lambda: read(text)), calls(lambda: read(text + text))
    assert twice < 2.3 * once + 2_000


@pytest.mark.parametrize("unit", ["Суджа, ", "освободили Суджу и ", "севернее и ", "атаки ВСУ отбиты, ", "освободил", "который ", "«"])
def test_languages_of_endings_are_linear_too(read: Read, unit: str) -> None:
    text = unit * (SIZE // len(unit))
    read(text + text, lang="ru")
    once, twice = calls(lambda: read(text, lang="ru")), calls(lambda: read(text + text, lang="ru"))
    assert twice < 2.3 * once + 2_000


def test_a_line_without_end_is_read_in_bounded_pieces(read: Read) -> None:
    claims = read("captured Sudzha and " * 1_000).claims
    assert all(claim.span[1] - claim.span[0] <= LONGEST for claim in claims)


def test_a_sentence_has_a_bounded_number_of_deeds(read: Read) -> None:
    many = ", ".join(f"Russian forces captured Kositsa on {day} February" for day in range(1, 15))
    claims = read(f"{many}, {many}, {many}.").claims
    assert 0 < len(claims) <= MOST


@pytest.mark.parametrize("text", ["Гуево и Sudzha", "Bol'shoye  Soldatskoye\n\nKositsa", "a\u0301 \u200b b", "Novo-Ivanovka – Pogrebki", ""])
def test_a_haystack_is_the_folded_text_without_spaces(text: str) -> None:
    folded, offsets = fold(text)
    straw = Haystack(text)
    letters = [(char, offset) for char, offset in zip(folded, offsets, strict=True) if not char.isspace()]
    found = [(char, straw.source(n)) for n, char in enumerate(straw.folded) if not char.isspace()]
    assert found == letters
    assert straw.source(len(straw.folded)) == len(text)
