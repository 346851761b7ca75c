"""Compiled files: what is slow to derive from data that rarely change, kept between runs as plain JSON.

A file is named by a digest of everything that it was derived from and carries a digest of its own content, so that a stale, cut or damaged one is
never used. It is a convenience: where no file can be read or written, the thing is made anew, and nobody is told.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson

from geo.release import salient_version

T = TypeVar("T")
FORMAT = 1
"""Raised when the layout of a file changes."""
KEPT = 6
"""Files of one kind that stay; of more, the oldest go."""


def recall(kind: str, source: str, build: Callable[[], T], *, dump: Callable[[T], Any], load: Callable[[Any], T]) -> T:
    """The thing, from its compiled file where there is a sound one, else built and kept.

    Args:
        kind: what it is, part of the file's name.
        source: names everything that it is derived from: data by their digest, code by `code`.
        build: makes it.
        dump: its JSON form.
        load: it, from that form; a LookupError, TypeError or ValueError means that the file does not fit.
    """
    folder = cache_folder()
    path = folder / f"{kind}-{_key(source)}.json" if folder else None
    stored = _read(path) if path else None
    if stored is not None:
        try:
            return load(stored)
        except (LookupError, TypeError, ValueError):
            pass
    made = build()
    if path:
        _write(path, orjson.dumps(dump(made)), kind)
    return made


def code(*files: str) -> str:
    """The digest of source files: what their code derives is made anew after a change to it."""
    whole = hashlib.sha256()
    for file in files:
        try:
            whole.update(Path(file).read_bytes())
        except OSError:  # inside an archive: the version must do
            whole.update(file.encode())
    return whole.hexdigest()


def cache_folder() -> Path | None:
    """Where compiled files are kept: `cache` in SALIENT_HOME where that is set, else `salient` in the platform's cache; None where there is no home."""
    if home := os.environ.get("SALIENT_HOME"):
        return Path(home).expanduser() / "cache"
    if base := _platform_cache():
        return Path(base) / "salient"
    return None


def _platform_cache() -> str | None:
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA")
    own = "~/Library/Caches" if sys.platform == "darwin" else os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    path = os.path.expanduser(own)  # noqa: PTH111 - pathlib raises where there is no home
    return path if os.path.isabs(path) else None  # noqa: PTH117


def _key(source: str) -> str:
    return hashlib.sha256(repr((FORMAT, salient_version(), source)).encode()).hexdigest()[:32]


def _read(path: Path) -> Any | None:
    """The content of a file; None when there is none or it is not as it was written."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        return orjson.loads(body) if head == _seal(body) else None
    except (OSError, ValueError):
        return None


def _seal(body: bytes) -> bytes:
    return f"salient {FORMAT} {hashlib.sha256(body).hexdigest()}".encode()


def _write(path: Path, body: bytes, kind: str) -> None:
    """Write the file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{kind}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_seal(body) + b"\n" + body)
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
        _prune(path, kind)
    except OSError:
        return


def _prune(newest: Path, kind: str) -> None:
    found = sorted(newest.parent.glob(f"{kind}-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in [p for p in found if p != newest][KEPT - 1 :]:
        path.unlink(missing_ok=True)
