"""Finds the signs of a lexicon, and the names of a theatre's holders and sources, in a text: one automaton, longest match first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from geo.geoparse.lexicon import DEMONYM, FORCE, STATE, Lexicon, Tags
from geo.theatre import Theatre

QUOTES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "–": "-",
        "—": "-",
        "‑": "-",
        "\n": " ",
        "\t": " ",
        "\r": " ",
    }
)


KEPT = ("geolocated", "doubt", "hedge", "rumour")
"""Tags of words that a claimant's name keeps: "geolocated footage" still says that it is geolocated."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A phrase found at [start, end) with its tags."""

    start: int
    end: int
    tags: Tags


def plain(text: str) -> str:
    """Lower case with plain quotes, dashes and blanks; every character keeps its place, so offsets stay valid."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lowered.translate(QUOTES)


class SignIndex:
    """All phrases to look for, in one automaton (its contiguous form: built fast, no blow-up)."""

    def __init__(self, signs: Mapping[str, Tags]) -> None:
        self._phrases = sorted(signs)
        self._tags = [signs[phrase] for phrase in self._phrases]
        self._wordy = [(_wordy(phrase[0]), _wordy(phrase[-1])) for phrase in self._phrases]
        self.words: Mapping[str, Tags] = {phrase: tags for phrase, tags in signs.items() if " " not in phrase}
        self._automaton = AhoCorasick(self._phrases, implementation=Implementation.ContiguousNFA)

    def scan(self, text: str) -> list[Sign]:
        """The signs of a plain text in order, none overlapping: of two that overlap the longer, then the earlier."""
        best: dict[int, tuple[int, int]] = {}
        padded = f"{text} "  # so that the character before the first (index -1) and behind the last are no word's
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            opens, closes = self._wordy[number]
            if (opens and _wordy(padded[start - 1])) or (closes and _wordy(padded[end])):
                continue
            if start not in best or end > best[start][0]:
                best[start] = (end, number)
        return self._longest(best)

    def _longest(self, best: Mapping[int, tuple[int, int]]) -> list[Sign]:
        signs: list[Sign] = []
        for start in sorted(best):
            end, number = best[start]
            if not signs or start >= signs[-1].end:
                signs.append(Sign(start, end, self._tags[number]))
            elif end - start > signs[-1].end - signs[-1].start:
                signs[-1] = Sign(start, end, self._tags[number])
        return signs


def _wordy(char: str) -> bool:
    """Whether a character belongs to a word."""
    return char.isalnum() or char == "_"


def sign_index(lexicon: Lexicon, theatre: Theatre) -> SignIndex:
    """The lexicon's signs together with the theatre's holders and sources."""
    signs: dict[str, dict[str, Any]] = {phrase: dict(tags) for phrase, tags in lexicon.signs.items()}
    composed = frozenset(f"{plain(h.adjective)} {noun}" for h in theatre.holders for noun in lexicon.tables["forces"]["nouns"])
    for holder in theatre.holders:
        for alias in holder.aliases:
            if plain(alias) not in composed:
                signs.setdefault(plain(alias), {}).setdefault(FORCE, holder.id)
        signs.setdefault(plain(holder.adjective), {})[DEMONYM] = holder.id
        signs.setdefault(plain(holder.name), {})[STATE] = holder.id
    for phrase, tags in signs.items():
        if STATE in tags or DEMONYM in tags:
            tags.pop(FORCE, None)
        signs[phrase] = tags
    for source in theatre.sources:
        for name in (source.name, *source.aliases):
            if plain(name) not in composed:
                kept = {tag: True for word in plain(name).split() for tag in KEPT if tag in lexicon.signs.get(word, ())}
                signs.setdefault(plain(name), {}).update(kept | {"source": source})
    return SignIndex({phrase: tags for phrase, tags in signs.items() if phrase})
