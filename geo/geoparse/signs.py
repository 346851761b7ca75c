"""Finds the signs of a lexicon, and the names of a theatre's holders and sources, in a text: one automaton, longest match first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from geo.geoparse.lexicon import DEMONYM, FORCE, STATE, Lexicon, Tags
from geo.geoparse.sign import KEPT, Index, plain
from geo.geoparse.stems import StemIndex, stemmed
from geo.geoparse.tokens import Token
from geo.theatre import Holder, Theatre, Words
from geo.units import HolderId

SIDE = "{demonym}"
"""Stands in a phrase of the lexicon for each demonym of the theatre's sides ("under {demonym} control since")."""


class SignIndex:
    """All phrases to look for, in one automaton (its contiguous form: built fast, no blow-up)."""

    def __init__(self, signs: Mapping[str, Tags]) -> None:
        self._phrases = sorted(signs)
        self._tags = [signs[phrase] for phrase in self._phrases]
        self._wordy = [(_wordy(phrase[0]), _wordy(phrase[-1])) for phrase in self._phrases]
        self.words: Mapping[str, Tags] = {phrase: tags for phrase, tags in signs.items() if " " not in phrase}
        self._automaton = AhoCorasick(self._phrases, implementation=Implementation.ContiguousNFA)

    def scan(self, text: str) -> list[Token]:
        """The signs of a plain text in order, none overlapping: of two that overlap the longer, then the earlier."""
        best: dict[int, tuple[int, int]] = {}
        wordy = {"_", *filter(str.isalnum, set(text))}
        padded = f"{text} "  # so that the character before the first (index -1) and behind the last are no word's
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            opens, closes = self._wordy[number]
            if not (opens and padded[start - 1] in wordy) and not (closes and padded[end] in wordy):
                best[start] = (end, number)  # matches come by their end: of those that start here the longest is the last
        return self._longest(text, best)

    def _longest(self, text: str, best: Mapping[int, tuple[int, int]]) -> list[Token]:
        kept: list[Token] = []
        last_start = last_end = -1
        for start, (end, number) in sorted(best.items()):
            if start < last_end:
                if end - start <= last_end - last_start:
                    continue
                kept.pop()
            kept.append(Token(start, end, text[start:end], self._tags[number]))
            last_start, last_end = start, end
        return kept


def _wordy(char: str) -> bool:
    """Whether a character belongs to a word."""
    return char.isalnum() or char == "_"


def sign_index(lexicon: Lexicon, theatre: Theatre) -> Index:
    """The lexicon's signs together with the words of the theatre's holders and sources."""
    signs = {phrase: dict(tags) for phrase, tags in lexicon.signs.items() if SIDE not in phrase}
    by_order = lexicon.grammar == "order"
    words = theatre.words.get(lexicon.language, {})
    composed = _composed(lexicon, theatre)
    _add_sides(signs, words, theatre.holders if by_order or not words else (), composed, by_order=by_order)
    for phrase in [p for p in lexicon.signs if SIDE in p]:
        for side, holder in [(p, tags[DEMONYM]) for p, tags in signs.items() if DEMONYM in tags]:
            signs.setdefault(phrase.replace(SIDE, side), {}).update({**lexicon.signs[phrase], "sided": holder})
    _add_sources(signs, lexicon, theatre, composed)
    named = {phrase: tags for phrase, tags in signs.items() if phrase}
    return SignIndex(named) if by_order else StemIndex(named)


def _add_sides(
    signs: dict[str, dict[str, Any]], words: Mapping[HolderId, Words], holders: Sequence[Holder], composed: frozenset[str], *, by_order: bool
) -> None:
    """What the sides are called; `holders`: those whose name and aliases count as well, in a language of endings with any ending."""
    for holder, table in words.items():
        for tag, names in ((FORCE, table.forces), (STATE, table.states), (DEMONYM, table.demonyms), ("spokesman", table.sources)):
            for name in names:
                signs.setdefault(name, {})[tag] = holder
    for side in holders:
        for alias in {plain(a) for a in side.aliases} - composed:
            signs.setdefault(alias if by_order else stemmed(alias), {}).setdefault(FORCE, side.id)
        signs.setdefault(plain(side.adjective), {})[DEMONYM] = side.id
        signs.setdefault(plain(side.name), {})[STATE] = side.id
    for tags in signs.values():
        if STATE in tags or DEMONYM in tags:
            tags.pop(FORCE, None)


def _composed(lexicon: Lexicon, theatre: Theatre) -> frozenset[str]:
    """Names that the grammar puts together itself from a side and a noun ("Ukrainian forces"): they need no sign of their own."""
    return frozenset(f"{plain(h.adjective)} {noun}" for h in theatre.holders for noun in lexicon.tables["forces"]["nouns"])


def _add_sources(signs: dict[str, dict[str, Any]], lexicon: Lexicon, theatre: Theatre, composed: frozenset[str]) -> None:
    by_order = lexicon.grammar == "order"
    for source in theatre.sources:
        for name in {plain(n) for n in (source.name, *source.aliases)} - composed:
            kept = {tag: True for word in name.split() for tag in KEPT if tag in lexicon.signs.get(word, ())}
            signs.setdefault(name if by_order else stemmed(name), {}).update(kept | {"source": source})
