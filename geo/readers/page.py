"""HTML to text, in time that grows with the page and no faster, however the page is built.

Python's own parser needs minutes for 100 kB of unclosed tags, and a tree of a page nested a million deep does not fit into memory; a report is
hostile input, so the page is read as a stream of tags and words and no tree is made. Scripts, styles, templates and comments are left out; a
block element begins and ends a line. Character references become characters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK_NAMES = (
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre search section select summary "
    "table tbody td textarea tfoot th thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_NO_MARKUP = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title"})
"""Elements that end only at their own end tag, whatever stands before it."""
_DESCRIBING = frozenset({"html", "link", "meta"})
_ATTRIBUTES_LIMIT = 4_000

# Every alternative that starts with "<" either matches or fails before the next "<" outside quotes: no text is looked at again and again.
_TOKEN = re.compile(
    r"""(?P<comment><!--.*?(?:-->|\Z)|<(?:[!?]|/(?![a-z]))[^>]*+(?:>|\Z))"""
    r"""|<(?P<close>/?)(?P<name>[a-z][^\s/<>]*+)(?P<attributes>(?:=\s*+"[^"]*+"|=\s*+'[^']*+'|[^<>])*+)>"""
    r"""|(?P<words>(?:[^<]++|<(?![a-z/!?]))++|<)""",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""(?<![^\s"'])([^\s="']++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"']++))""")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}(?![0-9])|#x[0-9a-f]{1,8}(?![0-9a-f])|[a-z][0-9a-z]{1,31});?", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphen, zero-width space, word joiner, byte order mark: they say where a line may break, and would split a name."""


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a page and what it states about itself; empty strings where it states nothing."""

    text: str
    title: str = ""
    publisher: str = ""
    lang: str = ""
    published: str = ""
    url: str = ""


def read_page(markup: str) -> Page:
    """The text of an HTML page, one line a block, and its stated title, site, language, date of publication and address."""
    reader = _Reader()
    for piece in _tokens(markup):
        reader.take(piece)
    stated = reader.stated
    return Page(
        text=_tidy("".join(reader.pieces)),
        title=stated.get("og:title") or stated.get("title", ""),
        publisher=stated.get("og:site_name") or stated.get("publisher", ""),
        lang=stated.get("lang", ""),
        published=stated.get("article:published_time") or stated.get("datepublished", ""),
        url=stated.get("canonical") or stated.get("og:url", ""),
    )


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    closing: bool
    attributes: str
    inside: str | None = None
    """What stands up to the end tag, for elements whose content is not markup."""


def _tokens(markup: str) -> Iterator[_Tag | str]:
    position = 0
    while position < len(markup):
        found = _TOKEN.match(markup, position)
        if found is None:
            return
        position = found.end()
        name = (found["name"] or "").lower()
        if found["words"]:
            yield found["words"]
        elif name in _NO_MARKUP and not found["close"]:
            end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, position)
            stop = end.start() if end else len(markup)
            yield _Tag(name, closing=False, attributes="", inside=markup[position:stop])
            position = stop
        elif name:
            yield _Tag(name, bool(found["close"]), found["attributes"])


class _Reader:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.stated: dict[str, str] = {}
        self._templates = 0
        self._preformatted = 0

    def take(self, piece: _Tag | str) -> None:
        if isinstance(piece, str):
            self._add_words(piece)
            return
        if piece.name == "template":
            self._templates = max(0, self._templates + (-1 if piece.closing else 1))
        if self._templates:
            return
        if piece.name == "pre":
            self._preformatted = max(0, self._preformatted + (-1 if piece.closing else 1))
        elif piece.name in _DESCRIBING and not piece.closing and len(piece.attributes) <= _ATTRIBUTES_LIMIT:
            self._describe(piece)
        if piece.name in _BLOCKS:
            self.pieces.append("\n")
        if piece.name == "title":
            self._state("title", _decoded(piece.inside or ""))
        elif piece.name == "textarea":
            self._add_words(piece.inside or "")

    def _add_words(self, markup: str) -> None:
        if not self._templates:
            words = _decoded(markup)
            self.pieces.append(words if self._preformatted else re.sub(r"\s+", " ", words))

    def _describe(self, tag: _Tag) -> None:
        has = {m[1].lower(): _decoded(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag.attributes)}
        if tag.name == "html":
            self._state("lang", has.get("lang", ""))
        elif tag.name == "link" and has.get("rel", "").lower() == "canonical":
            self._state("canonical", has.get("href", ""))
        elif tag.name == "meta":
            self._state((has.get("property") or has.get("itemprop") or has.get("name", "")).lower(), has.get("content", ""))

    def _state(self, what: str, value: str) -> None:
        if value := " ".join(value.split()):
            self.stated.setdefault(what, value)


def _decoded(markup: str) -> str:
    """Character references replaced, one by one: a reference of a million digits is left as it stands."""
    return _INVISIBLE.sub("", _REFERENCE.sub(lambda found: html.unescape(found[0]), markup))


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in re.split(r"[\n\r]", text))
    return "\n".join(line for line in lines if line)
