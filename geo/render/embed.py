"""Putting data and scripts into a page so that nothing in them can break out, and telling the browser to run nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import Any

import orjson

POLICY_MARK = "content-security-policy-goes-here"
_BREAKOUTS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def json_text(value: Any) -> str:
    """JSON that may stand inside a script element: no character that HTML or an old JavaScript reads as more than text."""
    text = orjson.dumps(value).decode()
    for character, escape in _BREAKOUTS.items():
        text = text.replace(character, escape)
    return text


def json_block(element_id: str, value: Any) -> str:
    """A data block: a browser never runs it, a script reads its text."""
    return f'<script type="application/json" id="{element_id}">{json_text(value)}</script>'


def policy(html: str, *, linked: bool, images: Sequence[str] = ()) -> str:
    """The Content-Security-Policy of a page: its own inline scripts and styles by their hashes, linked ones from its own host, nothing else.

    `images` are hosts of whom the reader may ask for images.
    """
    own = ["'self'"] if linked else []
    scripts = [*own, *_hashes(_SCRIPT, html)]
    styles = [*own, *_hashes(_STYLE, html)]
    rules = {
        "default-src": ["'none'"],
        "script-src": scripts or ["'none'"],
        "style-src": styles or ["'none'"],
        "img-src": ["data:", *own, *(f"https://{host}" for host in images)],
        "connect-src": own or ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def _hashes(pattern: re.Pattern[str], html: str) -> list[str]:
    found = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in pattern.findall(html))
    return [f"'sha256-{digest}'" for digest in dict.fromkeys(found)]


def with_policy(html: str, *, linked: bool, images: Sequence[str] = ()) -> str:
    """The page with its policy written where the mark stands (the first one: it comes before any content)."""
    return html.replace(POLICY_MARK, policy(html, linked=linked, images=images), 1)
