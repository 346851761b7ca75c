"""Sentences with their offsets, in one pass: linear in the text, whatever it holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from geo.model import Span

LONGEST = 1_500
"""A stretch without any end of sentence is cut after so many characters, so that nothing later grows with its square."""
BRACKET_REACH = 400
"""A full stop inside brackets ends no sentence, as long as the bracket opened at most so many characters before."""

_STOP = re.compile(r"[\n\r.!?…()]")
"""What a break starts with: found fast, and only there is a break looked for."""
_BREAK = re.compile(
    r"""
      (?P<paragraph>\n[ \t\r]*\n[ \t\r\n]*|\n(?=[ \t]*[-*•–—]\s)|(?<=[.!?…:"”»)])\r?\n)
    | (?P<end>[.!?…]{1,5}["'”’»)\]]{0,3})(?=\s|$)
    | (?P<open>\()
    | (?P<close>\))
    """,
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"[\w.]+\Z")
_WORD_REACH = 24


def sentences(text: str, abbreviations: Collection[str] = ()) -> list[Span]:
    """The spans of the sentences, in order, blank ones left out.

    A full stop ends no sentence after an abbreviation (`abbreviations`, lower case without the stop), after a single initial,
    before a lower-case letter, or inside brackets.
    """
    spans, start = [], 0
    for end in _ends(text, frozenset(abbreviations)):
        spans.append((start, end))
        start = end
    spans.append((start, len(text)))
    return [cut for span in spans for cut in _cut(text, *span)]


def _ends(text: str, abbreviations: frozenset[str]) -> Iterator[int]:
    opened = -1
    for found in _breaks(text):
        kind = found.lastgroup
        if kind == "open":
            opened = found.start() if opened < 0 else opened
        elif kind == "close":
            opened = -1
        elif kind == "paragraph" or ((opened < 0 or found.start() - opened > BRACKET_REACH) and _is_end(text, found, abbreviations)):
            opened = -1
            yield found.end()


def _breaks(text: str) -> Iterator[re.Match[str]]:
    """The breaks in order, none overlapping."""
    at = 0
    while (stop := _STOP.search(text, at)) is not None:
        found = _BREAK.match(text, stop.start())
        at = found.end() if found else stop.end()
        if found:
            yield found


def _is_end(text: str, found: re.Match[str], abbreviations: frozenset[str]) -> bool:
    """Whether the punctuation found ends a sentence."""
    following = text[found.end() : found.end() + 8].lstrip(" \t\"'“‘«(")
    if following[:1].islower() or (found.group() in {"…", "..."} and not following[:1].isupper()):
        return False
    if not found.group().startswith("."):
        return True
    before = _WORD_BEFORE.search(text[max(0, found.start() - _WORD_REACH) : found.start()])
    if before is None:
        return True
    word = before.group().rsplit("\n", 1)[-1]
    if word.lower() in abbreviations:
        return word.lower() in {"km", "no", "sq"} and following[:1].isupper()
    return not (len(word) == 1 and word.isalpha() and word.isupper())


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretch without its outer blanks, in pieces of bounded length."""
    while end - start > LONGEST:
        blank = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in (" ", "\n"))
        stop = blank if blank > start else start + LONGEST
        yield from _trimmed(text, start, stop)
        start = stop
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield start, end
