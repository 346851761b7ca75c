"""What a reader hands on: a document, or a refusal that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model import DIGEST, REPORT

MAX_TEXT_BYTES = 2_000_000
"""Size of one report's text, in bytes of UTF-8. An archive is many reports."""

KINDS = (REPORT, DIGEST)


@dataclass(frozen=True, slots=True)
class Document:
    """A text with what its file says about it. `published` is the date as written there, not yet read; empty strings where it says nothing."""

    path: str
    line: int | None
    ref: str
    text: str
    title: str = ""
    publisher: str = ""
    lang: str = ""
    published: str | None = None
    urls: tuple[str, ...] = ()
    kind: str = REPORT

    @property
    def where(self) -> str:
        """Where it was found: `reports.jsonl:12 (its id)`."""
        return spot(self.path, self.line, self.ref)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken, and why."""

    where: str
    reason: str


def spot(path: str, line: int | None = None, ref: str = "") -> str:
    """The name of a place in the input. Bytes of a file name that are no UTF-8 are shown as escapes."""
    shown = path.encode("utf-8", "backslashreplace").decode()
    return f"{shown}{'' if line is None else f':{line}'}{f' ({ref})' if ref else ''}"
