"""Files and folders to documents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from geo.errors import InputError
from geo.readers.document import MAX_TEXT_BYTES, Document, Refusal, spot
from geo.readers.jsonl import read_jsonl
from geo.readers.markdown import split_head
from geo.readers.page import read_page
from geo.readers.record import document_of
from geo.readers.text import check_text, decode, too_large

Reader = Callable[[Path, int], Iterator[Document | Refusal]]
PAGE_FACTOR = 5
"""A page may have this many times the bytes of the largest text: most of a page is markup."""


def read_documents(paths: Sequence[Path], *, limit_bytes: int = MAX_TEXT_BYTES) -> Iterator[Document | Refusal]:
    """The documents of files (.txt, .md, .jsonl, .html, .htm) and folders, sorted by name within each folder, folders inside folders included.

    Names that begin with a dot are passed over inside folders. Offsets into the text of a .txt, .md or .jsonl document are offsets into what the
    file holds, behind a byte order mark. A text may have `limit_bytes` bytes of UTF-8.

    Raises:
        InputError: a path does not exist. What exists and cannot be read is yielded as a Refusal.
    """
    missing = [spot(str(path)) for path in paths if not os.path.lexists(path)]
    if missing:
        raise InputError(f"There is no {', '.join(missing)}. Name files or folders that exist.")
    return _documents(paths, limit_bytes)


def _documents(paths: Sequence[Path], limit_bytes: int) -> Iterator[Document | Refusal]:
    for path in paths:
        found = False
        for file in _files(path):
            found = True
            yield from _read(file, limit_bytes)
        if not found:
            yield Refusal(spot(str(path)), f"The folder holds no files. Put reports there ({', '.join(_READERS)}).")


def _files(path: Path) -> Iterator[Path]:
    """The files at or under a path, and folders that cannot be opened; each folder once, so that links in a circle end."""
    seen: set[str] = set()
    waiting = [path]
    while waiting:
        found = waiting.pop()
        real = os.path.realpath(found)
        if not found.is_dir() or not os.access(found, os.R_OK | os.X_OK):
            yield found
        elif real not in seen:
            seen.add(real)
            waiting += sorted((p for p in found.iterdir() if not p.name.startswith(".")), reverse=True)


def _read(path: Path, limit_bytes: int) -> Iterator[Document | Refusal]:
    try:
        yield from _reader(path)(path, limit_bytes)
    except InputError as fault:
        yield Refusal(spot(str(path)), str(fault))
    except OSError as fault:
        yield Refusal(spot(str(path)), f"It cannot be read: {fault.strerror or fault}.")


def _reader(path: Path) -> Reader:
    reader = _READERS.get(path.suffix.lower())
    if path.is_dir():
        raise InputError("The folder cannot be opened. Give yourself the right to read it.")
    if reader is None:
        raise InputError(f"Files that end in {path.suffix!r} are not read. Give {', '.join(_READERS)}.")
    if not path.is_file():
        raise InputError("It is no file (a broken link, or a device). Give a file that can be read.")
    return reader


def _read_text(path: Path, limit_bytes: int) -> Iterator[Document]:
    text = _content(path, limit_bytes)
    check_text(text, limit_bytes)
    yield document_of(str(path), None, text, {})


def _read_markdown(path: Path, limit_bytes: int) -> Iterator[Document]:
    head, text = split_head(_content(path, limit_bytes))
    check_text(text, limit_bytes)
    yield document_of(str(path), None, text, head)


def _read_html(path: Path, limit_bytes: int) -> Iterator[Document]:
    page = read_page(_content(path, PAGE_FACTOR * limit_bytes))
    check_text(page.text, limit_bytes)
    yield Document(str(path), None, "", page.text, page.title, page.publisher, page.lang, page.published or None, (page.url,) if page.url else ())


def _content(path: Path, limit: int) -> str:
    """The text of a file of at most `limit` bytes; a larger one is not even read."""
    size = path.stat().st_size
    if size > limit:
        raise InputError(too_large(size, limit))
    return decode(path.read_bytes())


_READERS: Mapping[str, Reader] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".jsonl": read_jsonl,
    ".html": _read_html,
    ".htm": _read_html,
}
