"""Declension: the case forms of Russian and Ukrainian names of places, made by rule.

Running text declines names: в Судже, під Поповкою, из Погребков. The forms are made from the ending of each word (`endings`); the words of
a name agree ("Малую Локню"), numbers may be words ("Первого Княжего") and the first part of a hyphenated name may stay as it is. There is no
dictionary behind it, so some forms are made that nobody uses; whoever looks for them treats them as weaker than an attested spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from geo.compiled import code
from geo.gazetteer import endings, transliteration
from geo.gazetteer.endings import HEADS, MODIFIERS, NOUNS, ORDINALS
from geo.gazetteer.transliteration import ukrainian
from geo.model import Place

VERSION = 1
"""Raised when the forms of a name change: what was read with others is read anew."""
RULES = code(__file__, str(endings.__file__), str(transliteration.__file__))
"""The digest of the code that makes the forms, for what is compiled from them."""
LANGUAGES = ("ru", "uk")
"""ISO 639-1 codes of the languages whose names are declined."""

_WORD = re.compile(r"\d+-\w+|[^\s-]+")
_UNDECLINED = re.compile(r"[.()]|\b\w*[A-ZА-ЯЁІЇЄҐ]{2}")
"""Abbreviations ("им.", "МАПП") and bracketed remarks: such names are left alone."""
_UKRAINIAN = re.compile(r"[іїєґ'’ʼ]|[сцз]ьк", re.IGNORECASE)
_RUSSIAN = re.compile(r"[ыэъё]|[сц]к|[аояеи][яе]\b", re.IGNORECASE)
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")

_OWN_SPELLING = "UA"
"""In this country Ukrainian names are the official ones, and no Russian name is respelled."""

Cases = tuple[tuple[str, ...], ...]
"""Of each oblique case the endings, or the words, that it may have."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of `endings`; `last` when no row below it speaks for the same word."""

    pattern: re.Pattern[str]
    gender: str
    cases: Cases
    last: bool


@cache
def _rows(table: str) -> tuple[_Row, ...]:
    return tuple(_row(line) for line in table.splitlines() if line)


def _row(line: str) -> _Row:
    ending, gender, *cases = line.split()
    context, _, tail = ending.lstrip("+").partition(":")
    pattern = re.compile(rf"{context.replace('(', '(?:')}({tail})\Z")
    return _Row(pattern, gender, tuple(tuple(case.split("/")) for case in cases), not ending.startswith("+"))


def written_in(name: str) -> tuple[str, ...]:
    """The languages whose letters a Cyrillic name is written in: both where it has no letter of one alone; none when it is not Cyrillic."""
    if not _CYRILLIC.search(name):
        return ()
    only = [language for language, sign in zip(LANGUAGES, (_RUSSIAN, _UKRAINIAN), strict=True) if sign.search(name)]
    return tuple(only) if len(only) == 1 else LANGUAGES


def forms(name: str, language: str) -> frozenset[str]:
    """The case forms of a name, and its other spelling where a number is in it; without the name itself.

    Args:
        name: a place's name in the nominative, in Cyrillic script.
        language: "ru" or "uk"; another language has no forms.
    """
    if language not in LANGUAGES or _UNDECLINED.search(name) or not _CYRILLIC.search(name):
        return frozenset()
    return frozenset(form for spelled in _spellings(name, language) for form in (spelled, *_declined(spelled, language))) - {name}


def case_forms(name: str) -> frozenset[str]:
    """The case forms of a name in the languages that it may be written in."""
    return frozenset(form for language in written_in(name) for form in forms(name, language))


def place_forms(place: Place) -> frozenset[str]:
    """What running text may call a place beside its names: their case forms, and what Ukrainian makes of a Russian name."""
    respelled = ukrainian(place.name_ru) if place.name_ru and place.country != _OWN_SPELLING else frozenset()
    ukrainian_names = {place.name_uk, *respelled} if place.name_uk else respelled
    made = forms(place.name_ru, "ru").union(respelled, *(forms(name, "uk") for name in ukrainian_names))
    others = (variant for variant in place.variants if variant not in made)
    return made.union(*map(case_forms, others)).difference(place.names)


def _spellings(name: str, language: str) -> Iterator[str]:
    """The name, and with its ordinal number written the other way: "1-й Княжий", "Первый Княжий"."""
    yield name
    for number, word in enumerate(ORDINALS[language], 1):
        for one, other in ((f"{number}-й", word), (word, f"{number}-й")):
            if name.startswith(f"{one} "):
                yield other + name[len(one) :]


def _declined(name: str, language: str) -> Iterator[str]:
    words, gaps = _WORD.findall(name), _WORD.split(name)
    readings = _readings(words, gaps, language) if words else []
    for reading in readings:
        for case in zip(*reading, strict=True):
            for choice in product(*case):
                yield "".join(gap + word for gap, word in zip(gaps, choice, strict=False)) + gaps[-1]


def _readings(words: Sequence[str], gaps: Sequence[str], language: str) -> list[list[Cases]]:
    """The ways to decline the words together, each a list of the cases of every word."""
    before: list[Cases] = []
    genders: set[str] = set()
    for word, gap in zip(words[:-1], gaps[1:], strict=False):
        adjectives = [] if gap == "-" else _paradigms(word, MODIFIERS[language])
        genders |= {gender for gender, _ in adjectives[:1]}
        before.append(_merged(word, [cases for _, cases in adjectives] or [c for _, c in _nouns(word, gap, language)], fixed=gap == "-"))
    heads = [cases for gender, cases in _paradigms(words[-1], HEADS[language]) if not genders or gender in genders]
    return [[*before, cases] for cases in heads or [_fixed(words[-1])] if before or heads]


def _nouns(word: str, gap: str, language: str) -> list[tuple[str, Cases]]:
    """A noun before another; what a hyphen joins to it in -о stays as it is ("Николаево-Дарьино")."""
    return [] if gap == "-" and word.endswith("о") else _paradigms(word, NOUNS[language])


def _paradigms(word: str, table: str) -> list[tuple[str, Cases]]:
    """The gender of a word and its oblique cases, for each row that speaks for it."""
    found = []
    for row in _rows(table):
        if match := row.pattern.search(word.lower()):
            found.append((row.gender, _inflected(word, match, row.cases)))
            if row.last:
                break
    return found


def _inflected(word: str, match: re.Match[str], cases: Cases) -> Cases:
    stem = word[: match.start(1)]
    return tuple(tuple(word if e == "=" else stem + ("" if e == "0" else match.expand(e)) for e in endings) for endings in cases)


def _fixed(word: str) -> Cases:
    return ((word,),) * 5


def _merged(word: str, paradigms: Sequence[Cases], *, fixed: bool) -> Cases:
    """Of each case the words of all paradigms; with `fixed`, or without any, also the word as it is."""
    found = [*paradigms, *([_fixed(word)] if fixed or not paradigms else [])]
    return tuple(tuple(dict.fromkeys(form for cases in found for form in cases[n])) for n in range(5))
