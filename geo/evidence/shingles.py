"""What two texts share: runs of four words, and the names and numbers that differ in what is otherwise the same sentence."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from geo.gazetteer import fold_name

SIZE = 4
"""Words of a shingle."""
LONGEST = 15
"""Words of the longest run that counts as one slot of a sentence."""
EDGE = 2
"""Words on either side by which a slot is known again."""
Shingles = npt.NDArray[np.uint64]
Frame = tuple[tuple[str, ...], tuple[str, ...]]

_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
"""Accents, soft hyphens, zero-width and direction marks."""
_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = rf"[{_HAN}]|[^\W_{_HAN}]+"
"""A run of letters and digits; of scripts that are written without spaces, each sign."""
_WORDS = re.compile(_WORD)
_PIECES = re.compile(rf"([\W_]*)({_WORD})")
_STOP = re.compile(r"[.!?:…\n]")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def words(text: str) -> tuple[str, ...]:
    """The words of a text; case, accents, punctuation, quotes, white space and invisible characters do not matter."""
    return tuple(_WORDS.findall(_seen(text).casefold()))


@lru_cache(maxsize=1 << 14)
def shingles(text: str) -> Shingles:
    """The set of runs of four words, each as a 64-bit number, in ascending order; the same on every machine. Empty below four words."""
    numbers = np.fromiter(map(_number, words(text)), dtype=np.uint64)
    count = max(len(numbers) - SIZE + 1, 0)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(SIZE):
        mixed = mixed * _FACTOR + numbers[place : place + count]
    found = np.unique(mixed)
    found.setflags(write=False)
    return found


def shared(a: Shingles, b: Shingles) -> int:
    """How many shingles two texts have in common."""
    return len(np.intersect1d(a, b, assume_unique=True))


@lru_cache(maxsize=1 << 16)
def refilled(a: str, b: str) -> int:
    """How many slots of shared sentences hold other names or numbers in one text than in the other.

    So two bulletins of one form differ ("repelled 7 attacks near Berdin", "repelled 9 attacks near Sudzha"); a copy, in which sentences were
    cut, added or smoothed, has next to none. What stands before the first and behind the last shared words (a dateline, a credit) is no slot.
    """
    common = set(_runs(a)) & set(_runs(b))
    ours, theirs = _slots(a, common), _slots(b, common)
    pairs = {(ours[frame], theirs[frame]) for frame in ours.keys() & theirs.keys()}
    return sum(mine.isdisjoint(other) for mine, other in pairs)


@lru_cache(maxsize=1 << 17)
def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _seen(text: str) -> str:
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKD", text))


@lru_cache(maxsize=256)
def _pieces(text: str) -> list[tuple[str, str]]:
    """The words in order, each with what stands before it."""
    return _PIECES.findall(_seen(text))


@lru_cache(maxsize=256)
def _runs(text: str) -> list[tuple[str, ...]]:
    plain = [word.casefold() for _, word in _pieces(text)]
    return list(zip(*(plain[place:] for place in range(SIZE)), strict=False))


def _slots(text: str, common: set[tuple[str, ...]]) -> dict[Frame, frozenset[str]]:
    """The names and numbers in each run of words that no shared run covers, by the words around it."""
    runs = _runs(text)
    places = [place for place, run in enumerate(runs) if run in common]
    gaps = [(start, end) for start, end in pairwise(places) if SIZE < end - start <= SIZE + LONGEST]
    found = {(runs[start][-EDGE:], runs[end][:EDGE]): _particulars(_pieces(text)[start + SIZE : end]) for start, end in gaps}
    return {frame: particulars for frame, particulars in found.items() if particulars}


def _particulars(pieces: list[tuple[str, str]]) -> frozenset[str]:
    """The numbers, and the names, which begin with a capital where no sentence begins; folded, so that two spellings of a name are one."""
    named = [word for before, word in pieces if any(map(str.isdigit, word)) or (word[0].isupper() and not _STOP.search(before))]
    return frozenset(map(fold_name, named))
