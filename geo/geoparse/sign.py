"""What is looked for in a text: signs, each a token: a phrase at its place with its tags; and the plain form of a text in which they are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from geo.geoparse.lexicon import Tags
from geo.geoparse.tokens import Token

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
        "ё": "е",
    }
)


KEPT = ("geolocated", "doubt", "hedge", "rumour")
"""Tags of words that a claimant's name keeps: "geolocated footage" still says that it is geolocated."""


def plain(text: str) -> str:
    """Lower case with plain quotes, dashes and blanks; every character keeps its place, so offsets stay valid."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lowered.translate(QUOTES)


class Index(Protocol):
    """Finds signs in plain text."""

    @property
    def words(self) -> Mapping[str, Tags]:
        """The tags of single words."""
        ...

    def scan(self, text: str) -> list[Token]:
        """The signs of a plain text in order, none overlapping."""
        ...
