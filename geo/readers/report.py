"""A document to a report: the date is settled and what would not make a report is refused. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from geo.errors import InputError
from geo.interval import parse_instant
from geo.model import Report
from geo.readers.document import KINDS, MAX_TEXT_BYTES, Document
from geo.readers.text import check_text, one_line
from geo.theatre import Theatre

MAX_FIELD = 2_000
"""Characters in a title, a publisher, a reference or an address."""
MAX_URLS = 100
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9_-]*)?", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def to_report(document: Document, theatre: Theatre, *, date: str | None, any_day: bool = False) -> Report:
    """The report that a document is, for a theatre. `date` (a date or an instant) wins over the document's own; a bare date is the end of that UTC day.

    With `any_day` a date outside the theatre's span is let through: such a report can be looked at, not kept.

    Raises:
        TooLargeError: the text is over the limit for one report.
        InputError: there is no date, it is none or lies outside the theatre's span; the text is empty or binary; a field cannot be right.
    """
    check_text(document.text, MAX_TEXT_BYTES)
    known_at = _known_at(date or document.published)
    if not any_day:
        theatre.require_inside(known_at.date())
    if document.kind not in KINDS:
        raise InputError(f"The kind {document.kind!r} is unknown. It is {' or '.join(KINDS)}.")
    fields = _fields({"title": document.title, "publisher": document.publisher, "id": document.ref})
    return Report(
        publisher=fields["publisher"],
        known_at=known_at,
        lang=_language(document.lang),
        title=fields["title"],
        text=document.text,
        urls=_addresses(document.urls),
        ref=fields["id"],
        kind=document.kind,
    )


def _known_at(date: str | None) -> datetime:
    if not date or not date.strip():
        raise InputError(
            "It has no date. Give one with --date YYYY-MM-DD, or state it in the document: 'published_at' in JSON, "
            "'date:' between --- lines at the head of Markdown."
        )
    return parse_instant(date)


def _fields(fields: Mapping[str, str]) -> Mapping[str, str]:
    """The fields in one line each, without characters that do not print."""
    cleaned = {name: one_line(value) for name, value in fields.items()}
    if long := [name for name, value in cleaned.items() if len(value) > MAX_FIELD]:
        raise InputError(f"The {long[0]} has {len(cleaned[long[0]]):,} characters; the limit is {MAX_FIELD:,}. Shorten it.")
    return cleaned


def _language(lang: str) -> str:
    """The primary subtag, lower-case; empty where nothing is stated."""
    found = _LANGUAGE.fullmatch(lang.strip())
    if lang.strip() and not found:
        raise InputError(f"The language {lang[:40]!r} is no language code. Write one such as en, ru or uk, or leave it out.")
    return found[1].lower() if found else ""


def _addresses(urls: tuple[str, ...]) -> tuple[str, ...]:
    if len(urls) > MAX_URLS:
        raise InputError(f"It has {len(urls)} addresses; the limit is {MAX_URLS}. Give the ones that matter.")
    for url in urls:
        if len(url) > MAX_FIELD or one_line(url) != url or (":" in url.split("/", 1)[0] and not _WEB.match(url)):
            raise InputError(f"The address {url[:60]!r} is none of the web. Write one that begins with https:// and has at most {MAX_FIELD:,} characters.")
    return urls
