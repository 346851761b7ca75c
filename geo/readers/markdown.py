"""The head of a Markdown file: `key: value` lines between two lines of `---`."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEAD = re.compile(r"---[ \t]*\r?\n(?P<lines>(?:(?!---)[^\n]*\n){0,100}?)---[ \t]*(?:\r?\n|\Z)")
_ENTRY = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*:(?P<value>.*)")
_LOOSE = re.compile(r"\s*(?:#.*|-\s.*|)")
"""Lines that a head may hold beside entries: comments, items of a list, empty ones."""


def split_head(text: str) -> tuple[Mapping[str, str], str]:
    """What the head states, by lower-case key, and the text with the head blanked.

    Blanked, not cut: offsets into the text stay offsets into the file. Without a head the text comes back as it is.
    """
    head = _HEAD.match(text)
    entries = _entries(head["lines"]) if head else None
    if head is None or entries is None:
        return {}, text
    return entries, re.sub(r"[^\r\n]", " ", head[0]) + text[head.end() :]


def _entries(lines: str) -> Mapping[str, str] | None:
    """The entries of a head, or None where the lines are prose between two rules."""
    entries: dict[str, str] = {}
    for line in lines.splitlines():
        if entry := _ENTRY.fullmatch(line):
            entries[entry["key"].lower()] = entry["value"].strip().strip("\"'").strip()
        elif not _LOOSE.fullmatch(line):
            return None
    return entries or None
