"""The styles and scripts of the server's own pages, versioned by their content."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from geo.errors import NotFoundError

NAMES = ("page.css", "docs.js", "swagger-ui/swagger-ui.css", "swagger-ui/swagger-ui-bundle.js")
SHORT = 12
"""Hex digits of the version in an address."""


@cache
def own_assets() -> dict[str, bytes]:
    """Every asset by name."""
    folder = files("api") / "assets"
    return {name: folder.joinpath(*name.split("/")).read_bytes() for name in NAMES}


@cache
def own_version() -> str:
    """Changes when any asset changes."""
    content = hashlib.sha256()
    for name, body in sorted(own_assets().items()):
        content.update(f"{name}\0{len(body)}\0".encode() + body)
    return content.hexdigest()[:SHORT]


def own_asset(name: str) -> bytes:
    """One asset.

    Raises:
        NotFoundError: there is none of that name.
    """
    if name not in own_assets():
        raise NotFoundError(f"No asset is called {name[:100]!r}.")
    return own_assets()[name]


def own_address(name: str) -> str:
    """Where an asset is served."""
    return f"/static/{own_version()}/{name}"
