"""The formats that are written, and the endings of files that go with them. A file must be what its name says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geo.errors import InputError

SUFFIXES = {
    "geojson": (".geojson", ".json"),
    "csv": (".csv",),
    "csv-excel": (".csv",),
    "json": (".json",),
    "text": (".txt",),
    "html": (".html", ".htm"),
}
"""How the name of a file may end, by the format that is in it."""
LAYERS = ("geojson", "csv", "csv-excel")
"""The formats of a layer; `csv-excel` is CSV with the byte order mark that Excel needs."""


def form_of(path: Path | None, asked: str | None, *offered: str) -> str:
    """The format to write, of those offered: as asked, else as the name of the file says, else the first. A name without an ending says nothing.

    Raises:
        InputError: a file of that ending is not written, or its ending and the format asked for do not agree.
    """
    suffix = path.suffix.lower() if path else ""
    if path is None or not any(letter.isalpha() for letter in suffix):  # map.2025-01-10 has no ending
        return asked or offered[0]
    fitting = [form for form in offered if suffix in SUFFIXES[form]]
    if not fitting:
        raise InputError(f"{path.name} ends in {suffix}, and such files are not written here. Choose {_told(offered)}.")
    if asked is not None and asked not in fitting:
        raise InputError(f"{path.name} ends in {suffix}, but the format asked for is {asked}. Choose {_told((asked,))}, or another format.")
    return asked or fitting[0]


def _told(forms: Sequence[str]) -> str:
    return ", or ".join(f"{form} ({', '.join(SUFFIXES[form])})" for form in forms)
