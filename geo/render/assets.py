"""Scripts, styles and messages that the pages use: all of them in this package, none from another host.

A page either carries them (a file that works from a USB stick) or links to them under an address that changes with their content.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import orjson

from geo.errors import NotFoundError

BASE_SCRIPTS = (
    *("payload.js", "format.js", "typed.js", "words.js", "shapes.js", "scene.js", "labels.js", "canvas.js", "layer.js"),
    *("parts.js", "dress.js", "view.js", "panels.js"),
)
SCRIPTS = {
    "timeline": (
        *("geographiclib-geodesic.min.js", *BASE_SCRIPTS, "chart.js", "drawer.js", "search.js", "extract.js", "card.js", "layouts.js"),
        *("reference.js", "kml.js", "grid.js", "question.js", "compare.js", "share.js"),
        *("measure.js", "twin.js", "state.js", "paper.js", "headline.js", "timeline.js"),
    ),
    "delta": (*BASE_SCRIPTS, "card.js", "paper.js", "delta.js"),
    "review": (*BASE_SCRIPTS, "search.js", "door.js", "files.js", "marks.js", "verdicts.js", "overlay.js", "reading.js", "queue.js", "review.js"),
}
"""The scripts of each page, in the order in which they run."""
STYLES = ("style.css", "sizes.css", "paper.css")
REVIEW_STYLES = ("review.css",)
"""What the analyst's page has besides."""
LEAFLET_SCRIPTS = ("leaflet.js",)
LEAFLET_STYLES = ("leaflet.css",)
ENGLISH = "en"
LANGUAGES = (ENGLISH, "uk", "ru")
VERSION_LENGTH = 12


def _folder() -> Traversable:
    return resources.files("geo.render") / "assets"


@lru_cache(maxsize=1)
def manifest() -> list[dict[str, Any]]:
    """What is vendored: name, version, licence and source of each package; name, path and SHA-256 of each file."""
    found: list[dict[str, Any]] = orjson.loads((_folder() / "vendor" / "manifest.json").read_bytes())
    return found


@lru_cache(maxsize=1)
def _paths() -> dict[str, str]:
    """The path of each asset under the assets folder, by the name it is served under."""
    vendored = {file["name"]: f"vendor/{file['path']}" for package in manifest() for file in package["files"]}
    return {name: name for scripts in SCRIPTS.values() for name in scripts} | {name: name for name in (*STYLES, *REVIEW_STYLES)} | vendored


def asset_names() -> tuple[str, ...]:
    """Everything that can be served, sorted."""
    return tuple(sorted(_paths()))


@lru_cache(maxsize=64)
def asset(name: str) -> bytes:
    """The content of an asset.

    Raises:
        NotFoundError: there is no asset of that name.
    """
    if name not in _paths():
        raise NotFoundError(f"There is no asset {name!r}. There is {', '.join(asset_names())}.")
    return (_folder() / _paths()[name]).read_bytes()


def asset_text(name: str) -> str:
    """The content of a script or style sheet as a browser reads it inside a page, with plain line ends: their hash is taken of that.

    Raises:
        NotFoundError: there is no asset of that name.
    """
    return asset(name).decode().replace("\r\n", "\n")


@lru_cache(maxsize=1)
def asset_version() -> str:
    """Short digest (hex) of all assets together: part of the address that they are served under."""
    sums = [(name, hashlib.sha256(asset(name)).hexdigest()) for name in asset_names()]
    return hashlib.sha256(orjson.dumps(sums)).hexdigest()[:VERSION_LENGTH]


@lru_cache(maxsize=8)
def messages(language: str = ENGLISH) -> dict[str, Any]:
    """The interface text of a language by key.

    Raises:
        NotFoundError: there are no messages in that language.
    """
    if language not in LANGUAGES:
        raise NotFoundError(f"There is no interface text in {language!r}. There is {', '.join(LANGUAGES)}.")
    found: dict[str, Any] = orjson.loads((_folder() / "messages" / f"{language}.json").read_bytes())
    return found


def say(key: str, **values: object) -> str:
    """A message of the interface with its {names} filled in."""
    text = str(messages()[key])
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
