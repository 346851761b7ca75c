"""What a file states about its text, by key: JSON objects and the heads of Markdown files use the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.errors import InputError
from geo.model import DIGEST, REPORT
from geo.readers.document import KINDS, Document

_DATE = ("report_date", "published_at", "date")
_LANGUAGE = ("language", "lang")
_PUBLISHER = ("publisher", "source")
_ADDRESS = ("urls", "url")


def document_of(path: str, line: int | None, text: str, record: Mapping[str, Any]) -> Document:
    """The document that a text and its record make. Where a record has two words for one thing, the first of them counts.

    Raises:
        InputError: a value has the wrong type, or the kind is unknown.
    """
    return Document(
        path=path,
        line=line,
        ref=reference(record),
        text=text,
        title=_words(record, "title"),
        publisher=_words(record, *_PUBLISHER),
        lang=_words(record, *_LANGUAGE),
        published=_words(record, *_DATE) or None,
        urls=_addresses(record),
        kind=_kind(record),
    )


def reference(record: Mapping[str, Any]) -> str:
    """The record's `id` as text; empty where it has none or something else than text or a whole number."""
    ref = record.get("id")
    return str(ref).strip() if isinstance(ref, str | int) and not isinstance(ref, bool) else ""


def _words(record: Mapping[str, Any], *keys: str) -> str:
    for key in keys:
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            raise InputError(f"{key!r} is {_shown(value)}, not text. Write it as text in quotation marks.")
        if value and value.strip():
            return value.strip()
    return ""


def _addresses(record: Mapping[str, Any]) -> tuple[str, ...]:
    key = next((key for key in _ADDRESS if record.get(key)), "urls")
    value = record.get(key) or []
    urls = [value] if isinstance(value, str) else value
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        raise InputError(f"{key!r} is {_shown(value)}, not an address or a list of addresses. Write it as text or a list of texts.")
    return tuple(dict.fromkeys(stripped for url in urls if (stripped := url.strip())))


def _kind(record: Mapping[str, Any]) -> str:
    kind = _words(record, "kind") or (DIGEST if "facts" in record else REPORT)
    if kind not in KINDS:
        raise InputError(f"'kind' is {_shown(kind)}. Write {' or '.join(KINDS)}, or leave it out.")
    return kind


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."  # noqa: PLR2004 - enough to find it again
