"""Folding: one key for the many spellings of a name.

A village near Sudzha is written Гуево, Guyevo, Guevo, Gujewo. Folding maps letters of Latin and Cyrillic script to one alphabet
and closes the known families of transliteration, so that all of these give the same key. It keeps apart what differs in
Russian too (Popovka and Popivka, Vesyoloye and Vesele). One pass over the characters and one regular expression that never
backtracks beyond three of them: time grows linearly with the text, whatever is in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_CYRILLIC = {
    **dict(zip("абвгґдезийклмнопрстуфцыэіјѕ", ["a", "b", "v", "g", "g", "d", "e", "z", "i", "y", *"klmnoprstuf", "ts", "i", "e", "i", "y", "z"], strict=True)),
    **dict.fromkeys("ъь", ""),
    **dict(zip("ёєїжхчшщюяў", ["e", "ye", "yi", "ž", "ħ", "č", "š", "š", "yu", "ya", "u"], strict=True)),
}
_LATIN = {"ż": "ž", "ž": "ž", "š": "š", "č": "č", "ß": "s", "w": "v", "x": "ks", "ł": "l", "ı": "i", "đ": "d", "ø": "o"}
_ALPHABET: dict[str, str] = {**_CYRILLIC, **_LATIN}
_APOSTROPHES = frozenset("'’‘ʼʹʺ`´′″\"“”ˈ")
_HYPHENS = frozenset("-‐‑‒–—―−_")
_LOOKALIKE = dict(zip("авекмнорстухіјѕһԁԛԝο", "abekmhopctyxijshdqwo", strict=True))
_FROM_LATIN = {latin: cyrillic for cyrillic, latin in _LOOKALIKE.items() if cyrillic in "авекмнорстухі"}

_SPELLING = re.compile(
    r"""
      (?P<gap>[ \n]{2,})                          # a run of spaces: one space, or one newline where a paragraph ends
    | (?P<hush>shch|schch|sch|sh)                 # щ and ш
    | (?P<ch>tsch|tch|ch)
    | (?P<zh>zh)
    | (?P<kh>kh)
    | (?P<ye>[iyj]{1,3}e|[iyj]o)                # -oye -oie -oje -oe; ye je; yo io (ё)
    | (?P<ya>[iyj]{1,3}(?=[au]))                  # Loknya, Loknia, Lyubimovka, Junakivka
    | (?P<i>[iyj]+)                               # -y -iy -yi -ii -i
    | (?P<g>h)                                    # Hlushkovo: the Ukrainian г
    | (?P<double>(?P<one>[bcdfgklmnprstvz])(?P=one))
    """,
    re.VERBOSE,
)
_FOLDED = {"hush": "š", "ch": "č", "zh": "ž", "kh": "ħ", "ye": "e", "ya": "i", "i": "i", "g": "g"}


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    """What one source character becomes before the spelling rules; empty for what is not seen (accents, apostrophes, zero width)."""
    if char in _APOSTROPHES:
        return ""
    if char in _HYPHENS or char in "\t\r":
        return " "
    return "".join(map(_lower, unicodedata.normalize("NFKC", char).casefold()))


def _lower(char: str) -> str:
    known = _ALPHABET.get(char)
    if known is not None:
        return known
    if char.isspace():
        return "\n" if char == "\n" else " "
    if unicodedata.category(char) in {"Mn", "Me", "Cf", "Lm"}:
        return ""
    base = "".join(c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) != "Mn")
    return base if base == char else "".join(map(_lower, base))


def _words(text: str) -> list[tuple[int, int]]:
    """Spans of letters, with the marks and invisible characters among them."""
    spans, start = [], -1
    for i, char in enumerate(text):
        inside = char.isalpha() or (start >= 0 and unicodedata.category(char) in {"Mn", "Cf"})
        if inside and start < 0:
            start = i
        elif not inside and start >= 0:
            spans.append((start, i))
            start = -1
    return [*spans, (start, len(text))] if start >= 0 else spans


def _one_script(text: str) -> str:
    """The text with look-alike letters of another script put back into the script of their word; the length stays."""
    if text.isascii() or not _MIXED.search(text):
        return text
    chars = list(text)
    for start, end in _words(text):
        word = text[start:end]
        latin = len(_LATIN_LETTER.findall(word))
        foreign = len(_OTHER_LETTER.findall(word))
        if latin and foreign:
            table = _LOOKALIKE if latin >= foreign else _FROM_LATIN
            chars[start:end] = [_swap(c, table) for c in word]
    return "".join(chars)


_LATIN_LETTER = re.compile(r"[A-Za-z]")
_OTHER_LETTER = re.compile(r"[\u0370-\u052f]")
_MIXED = re.compile(r"[\u0370-\u052f]")


def _swap(char: str, table: dict[str, str]) -> str:
    other = table.get(char.lower())
    if other is None:
        return char
    return other.upper() if char.isupper() else other


def fold(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the offset in `text` of the character that it comes from.

    Runs of spaces and hyphens become one space (a newline where a paragraph ends); punctuation stays; apostrophes, accents,
    soft signs and zero-width characters vanish. The list is as long as the folded text and never decreases.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    for found in _PIECE.finditer(text):
        start = found.start()
        folded, origin = _fold_gap(found.group()) if found.lastgroup == "gap" else _fold_piece(found.group())
        pieces.append(folded)
        offsets += [start + i for i in origin]
    whole = "".join(pieces)
    return _fold_letters(text) if _TWO_GAPS.search(whole) else (whole, offsets)


_GAP = r"\s‐‑‒–—―−_-"
_PIECE = re.compile(rf"(?P<gap>[{_GAP}]+(?:[{re.escape(''.join(_APOSTROPHES))}]+[{_GAP}]+)*)|[^{_GAP}]+")
"""No rule of spelling reaches across a space or hyphen, so a text is folded piece by piece, and a piece met before is remembered."""
_SOLID = re.compile(rf"[^{_GAP}]+")
_TWO_GAPS = re.compile(r"[ \n]{2}")
"""Something invisible stood alone between two gaps: then the text must be folded as one piece."""
_LONGEST_KEPT = 40


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The stretches of a text between spaces and hyphens, each with its start; no rule of folding reaches out of one."""
    return ((found.start(), found.group()) for found in _SOLID.finditer(text))


@lru_cache(maxsize=65_536)
def _short_piece(piece: str) -> tuple[str, tuple[int, ...]]:
    folded, origin = _fold_letters(piece)
    return folded.replace(" ", ""), tuple(o for c, o in zip(folded, origin, strict=True) if c != " ")


def folded_piece(piece: str) -> tuple[str, tuple[int, ...]]:
    """A piece folded, without spaces, and where in it each character comes from; short ones are remembered."""
    return _short_piece(piece) if len(piece) <= _LONGEST_KEPT else _short_piece.__wrapped__(piece)


def _fold_gap(gap: str) -> tuple[str, list[int]]:
    if len(gap) == 1:
        return (gap if gap == "\n" else " "), [0]
    return ("\n" if gap.count("\n") > 1 else " "), [0]


def _fold_piece(piece: str) -> tuple[str, list[int]]:
    return _kept_piece(piece) if len(piece) <= _LONGEST_KEPT else _fold_letters(piece)


def _fold_letters(text: str) -> tuple[str, list[int]]:
    letters: list[str] = []
    offsets: list[int] = []
    for i, char in enumerate(_one_script(text)):
        for letter in _letter(char):
            letters.append(letter)
            offsets.append(i)
    return _spell("".join(letters), offsets)


_kept_piece = lru_cache(maxsize=65_536)(_fold_letters)


def _spell(letters: str, offsets: list[int]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    origin: list[int] = []
    done = 0
    for match in _SPELLING.finditer(letters):
        start, end = match.span()
        piece = _replacement(match)
        pieces += [letters[done:start], piece]
        origin += offsets[done:start]
        origin += [offsets[start]] * len(piece)
        done = end
    pieces.append(letters[done:])
    origin += offsets[done:]
    return "".join(pieces), origin


def _replacement(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    if kind == "gap":
        return "\n" if match.group().count("\n") > 1 else " "
    return match.group()[0] if kind == "double" else _FOLDED[kind]


def fold_name(name: str) -> str:
    """The key of a name: folded, with nothing but letters and digits left."""
    return _short_key(name) if len(name) <= _SHORT else _key(name)


def _key(name: str) -> str:
    return "".join(c for c in fold(name)[0] if c.isalnum())


_SHORT = 64
_short_key = lru_cache(maxsize=32_768)(_key)
