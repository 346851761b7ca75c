"""JSON Lines: one report a line. A line that cannot be read is refused alone."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from geo.errors import InputError
from geo.readers.document import Document, Refusal, spot
from geo.readers.record import document_of, reference
from geo.readers.text import check_text, decode

LINE_FACTOR = 8
"""A line may have this many times the bytes of the largest text: JSON may write each character as six."""
_SAMPLE = 8_192


def read_jsonl(path: Path, limit_bytes: int) -> Iterator[Document | Refusal]:
    """The documents of a file, one a line, blank lines left out. Memory stays bounded however long a line is.

    Raises:
        InputError: the file is empty, binary or in UTF-16.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        _check_start(file.read(_SAMPLE))
        file.seek(0)
        for number, raw in enumerate(_lines(file, LINE_FACTOR * limit_bytes), 1):
            if raw is None:
                yield Refusal(spot(str(path), number), f"The line has more than {LINE_FACTOR * limit_bytes:,} bytes. Write one report a line.")
            elif raw.strip():
                yield _read_line(str(path), number, raw, limit_bytes)


def _check_start(sample: bytes) -> None:
    """Refuse as a whole what would otherwise be refused line by line."""
    if not sample.strip():
        raise InputError("It is empty. Write one JSON object a line.")
    if b"\x00" in sample or sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decode(sample)


def _lines(file: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The lines of a file; None for one over the limit (bytes)."""
    while raw := file.readline(limit + 1):
        if len(raw) <= limit or raw.endswith(b"\n"):
            yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = file.readline(limit)
        yield None


def _read_line(path: str, number: int, raw: bytes, limit_bytes: int) -> Document | Refusal:
    ref = ""
    try:
        record = _record(raw)
        ref = reference(record)
        text = _text(record)
        check_text(text, limit_bytes)
        return document_of(path, number, text, record)
    except InputError as fault:
        return Refusal(spot(path, number, ref), str(fault))


def _text(record: Mapping[str, Any]) -> str:
    text = record.get("text")
    if not isinstance(text, str):
        raise InputError("It has no 'text' (as text). Write the report's words there.")
    return text


def _record(raw: bytes) -> Mapping[str, Any]:
    try:
        record = orjson.loads(decode(raw).strip())
    except orjson.JSONDecodeError as fault:
        raise InputError(f"It is not JSON: {fault}. Write one JSON object a line.") from None
    if not isinstance(record, dict):
        raise InputError(f"It is JSON, but no object: {type(record).__name__}. Write one JSON object a line, with 'text'.")
    return record
