"""Finding names in running text with an Aho-Corasick automaton over folded names."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from geo.gazetteer.context import may_be_form, tells_little
from geo.gazetteer.folding import fold_name, folded_piece, pieces
from geo.gazetteer.nametable import NameTable, has_case
from geo.units import PlaceId

Name = tuple[PlaceId, str]
_STRETCH = 6
"""A name written with so many invisible characters or spaces that it is longer than this many times its key is no name."""

_PREFIXES = frozenset(
    fold_name(p) for p in ("Novo", "Staro", "Verkhne", "Nizhne", "Sredne", "Malo", "Bolshe", "Velyko", "Krasno", "Nikolo", "Yuzhno", "Severo")
)


_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name found in a text: half-open offsets in code points, the text between them, and the places so named.

    The likeliest place comes first: whose main name is spelled exactly so, then of whom some name is, then the others.
    """

    start: int
    end: int
    surface: str
    place_ids: tuple[PlaceId, ...]


class Haystack:
    """A folded text without its spaces, which the automaton of a name index searches; it knows where each of its characters comes from."""

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self._starts: list[int] = []
        self._pieces: list[tuple[int, Sequence[int]]] = []
        self.folded = "".join(self._fold(text))

    def _fold(self, text: str) -> Iterator[str]:
        done = reached = 0
        for start, piece in pieces(text):
            folded, origin = folded_piece(piece)
            if not folded:
                continue
            if done != start and _breaks(text[done:start]):
                self._starts.append(reached)
                self._pieces.append((done, (0,)))
                reached += 1
                yield "\n"
            self._starts.append(reached)
            self._pieces.append((start, origin))
            reached += len(folded)
            done = start + len(piece)
            yield folded

    def source(self, n: int) -> int:
        """Where in the text the character n of the folded text comes from; the end of the text behind its last."""
        if n >= len(self.folded):
            return self._size
        k = bisect_right(self._starts, n) - 1
        start, origin = self._pieces[k]
        return start + origin[n - self._starts[k]]


def _breaks(gap: str) -> bool:
    """Whether no name reaches across the gap: a paragraph ends, or a line right there."""
    return gap == "\n" or gap.count("\n") > 1


class NameIndex:
    """An immutable automaton over names.

    Args:
        names: (id, spelling) pairs, the better candidate of equal names first.
        main: (id, spelling) pairs of main names; written exactly so, a name means these places before any other.
        forms: (id, case form) pairs, generated and not attested. They are sought in Cyrillic text only, say less than any name, and nothing
            where a name is spelled so.
        tables: the tables of the names and of the forms, where they are known already; the forms are then not looked at.
    """

    def __init__(
        self, names: Iterable[Name], main: Iterable[Name] = (), *, forms: Iterable[Name] = (), tables: tuple[NameTable, NameTable] | None = None
    ) -> None:
        given = list(names)
        self.tables = tables or (NameTable.of(given), NameTable.of(forms))
        self._names, self._forms = self.tables
        self._main = frozenset((place_id, name.casefold()) for place_id, name in main)
        self._spelled = {(place_id, name.casefold()) for place_id, name in given}
        self._spellings = {spelling for _, spelling in self._spelled}
        self._automaton, self._form_automaton = (_automaton(table) for table in self.tables)

    def keys(self) -> Iterator[tuple[str, tuple[PlaceId, ...]]]:
        """Each folded name with its places."""
        yield from self._names.places.items()

    def lookup(self, name: str) -> tuple[PlaceId, ...]:
        """The places of this name in any script and spelling, the likeliest first; case forms are no names."""
        return self._ranked(fold_name(name), name.strip())

    def declined(self, form: str) -> tuple[PlaceId, ...]:
        """The places of which this may be a case form, or a Ukrainian respelling; names as they stand in the gazetteer do not count."""
        return self._forms.places.get(fold_name(form), ())

    def scan(self, text: str, straw: Haystack | None = None) -> list[NameHit]:
        """The names in a text, in order, none overlapping another: of two that overlap the longer wins, then the earlier.

        Args:
            text: the text.
            straw: its haystack, where several indexes scan one text.
        """
        straw = straw or Haystack(text)
        hits = self._hits(text, straw, self._names, self._automaton)
        if not self._forms.sought or not _CYRILLIC.search(text):
            return _longest(hits)
        forms = self._hits(text, straw, self._forms, self._form_automaton)
        return _with_support(_longest([*forms, *hits]), {h.start for h in forms if tells_little(text, h.start, h.surface)})

    def _hits(self, text: str, straw: Haystack, table: NameTable, automaton: AhoCorasick) -> list[NameHit]:
        matches = automaton.find_matches_as_indexes(straw.folded, overlapping=True)
        return [hit for match in matches if (hit := self._hit(text, straw, table, match))]

    def _hit(self, text: str, straw: Haystack, table: NameTable, match: tuple[int, int, int]) -> NameHit | None:
        key, first, last = table.sought[match[0]], match[1], match[2]
        start = straw.source(first)
        if text[start - 1 : start].isalnum() and has_case(key):
            return None
        end = _trim(text, start, straw.source(last))
        surface = text[start:end]
        if has_case(key) and not (_starts_name(text, start) and _ends_name(text, end) and _capital(surface)):
            return None
        if len(surface) > _STRETCH * len(key) or (key not in table.gaps and any(c.isspace() for c in surface)):
            return None
        if table is self._forms and not self._is_form(text, start, surface):
            return None
        found = self._ranked(key, surface)
        return NameHit(start, end, surface, found if table is self._names else (*found, *(i for i in table.places[key] if i not in found)))

    def _is_form(self, text: str, start: int, surface: str) -> bool:
        """Whether what looks like a case form may be one: in Cyrillic, no name as it stands, and in its grammatical place."""
        return bool(_CYRILLIC.search(surface)) and surface.casefold() not in self._spellings and may_be_form(text, start, surface)

    def _ranked(self, key: str, surface: str) -> tuple[PlaceId, ...]:
        """The places of a key: whose main name is spelled like the surface, then of whom some name is, then the others."""
        spelling = surface.casefold()
        return tuple(sorted(self._names.places.get(key, ()), key=lambda p: ((p, spelling) not in self._main, (p, spelling) not in self._spelled)))


def _automaton(table: NameTable) -> AhoCorasick:
    return AhoCorasick(table.sought, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)


def _capital(surface: str) -> bool:
    return any(c.isupper() or c.istitle() for c in surface) or (surface[0].isdigit() and not any(c.islower() for c in surface))


def _mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me", "Cf"}


def _trim(text: str, start: int, end: int) -> int:
    """The end without what follows the last letter, digit, or mark that belongs to it."""
    while end > start + 1 and not text[end - 1].isalnum() and not unicodedata.combining(text[end - 1]):
        end -= 1
    return end


def _starts_name(text: str, start: int) -> bool:
    i = start - 1
    while i >= 0 and _mark(text[i]):
        i -= 1
    if i >= 0 and text[i] in "'’ʼ" and i > 0 and text[i - 1].isalnum():
        return False
    if i >= 0 and text[i] in "-‐‑":
        return fold_name(_word_before(text, i)) not in _PREFIXES
    return i < 0 or not text[i].isalnum()


def _word_before(text: str, end: int) -> str:
    start = end
    while start > 0 and end - start < 12 and text[start - 1].isalpha():  # noqa: PLR2004 - no prefix is longer
        start -= 1
    return text[start:end]


def _ends_name(text: str, end: int) -> bool:
    i = end
    while i < len(text) and _mark(text[i]):
        i += 1
    if i < len(text) and text[i] in "'’ʼ":
        tail = text[i + 1 : i + 3]
        return not (len(tail) > 1 and tail.isalpha())
    return i >= len(text) or not text[i].isalnum()


def _with_support(hits: list[NameHit], weak: set[int]) -> list[NameHit]:
    """The hits, of those that start at a weak place only those whose places the text names elsewhere too."""
    sure = {place_id for hit in hits if hit.start not in weak for place_id in hit.place_ids}
    return [hit for hit in hits if hit.start not in weak or not sure.isdisjoint(hit.place_ids)]


def _longest(hits: list[NameHit]) -> list[NameHit]:
    """Non-overlapping hits in order of the text, longest first, then earliest."""
    chosen: list[NameHit] = []
    best: NameHit | None = None
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if best is None or hit.start >= best.end:
            chosen += [best] if best else []
            best = hit
        elif hit.end - hit.start > best.end - best.start:
            best = hit
    return [*chosen, best] if best else chosen
