"""The server's own plain pages. Every text that is put into one is escaped here; the map's pages come from `geo.render`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from api.static import own_address

HTML = "text/html"
HEAD = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
"""Begins every head. The empty icon keeps a browser from asking for one at the top of the host, which may not be ours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that leads somewhere: where, its name, and what is there."""

    href: str
    name: str
    words: str = ""


def page(root: str, title: str, *parts: str) -> bytes:
    """A page of ready parts under its title; `root` is where the server stands under its host."""
    style = escape(root + own_address("page.css"))
    head = f"{HEAD}<title>{escape(title)} - Salient</title>"
    body = "".join(parts)
    return f'<!doctype html><html lang="en"><head>{head}<link rel="stylesheet" href="{style}"></head><body><main>{body}</main></body></html>'.encode()


def heading(text: str) -> str:
    """The title of the page."""
    return f"<h1>{escape(text)}</h1>"


def paragraph(text: str) -> str:
    """A paragraph of plain words."""
    return f"<p>{escape(text)}</p>"


def section(title: str, entries: Iterable[Entry]) -> str:
    """A titled list of places to go."""
    lines = "".join(f'<dt><a href="{escape(e.href)}">{escape(e.name)}</a></dt><dd>{escape(e.words)}</dd>' for e in entries)
    return f"<h2>{escape(title)}</h2><dl>{lines}</dl>"


def footer(lines: Iterable[str]) -> str:
    """Sources and licence."""
    return f"<footer>{'<br>'.join(escape(line) for line in lines)}</footer>"


def error_page(root: str, status: int, title: str, detail: str) -> bytes:
    """What went wrong and what to do, for a reader in a browser."""
    back = section("From here", [Entry(f"{root}/", "The map"), Entry(f"{root}/theatres", "Theatres"), Entry(f"{root}/docs", "Every address")])
    return page(root, f"{status} {title}", heading(title), paragraph(detail), back)


def docs_page(root: str) -> bytes:
    """Swagger UI on the server's OpenAPI document, from its own files."""
    style, bundle, start = (escape(root + own_address(name)) for name in ("swagger-ui/swagger-ui.css", "swagger-ui/swagger-ui-bundle.js", "docs.js"))
    head = f"{HEAD}<title>Salient: every address</title>"
    body = f'<div id="docs" data-document="{escape(root)}/openapi.json"></div><script src="{bundle}"></script><script src="{start}"></script>'
    return f'<!doctype html><html lang="en"><head>{head}<link rel="stylesheet" href="{style}"></head><body>{body}</body></html>'.encode()
