"""Bytes into files: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geo.errors import InputError


def write_bytes(path: Path, content: bytes) -> None:
    """Put the content into the file, whole or not at all: a reader sees the old file or the new one.

    Raises:
        InputError: the folder is missing, or the file cannot be written there.
    """
    try:
        _put(path.resolve(), content)
    except OSError as fault:
        raise InputError(f"Cannot write {path}: {fault.strerror}. Choose a file that you may write.") from None


def _put(target: Path, content: bytes) -> None:
    if not target.parent.is_dir():
        raise InputError(f"Cannot write {target.name}: the folder {target.parent} does not exist. Create it first.")
    if target.is_dir():
        raise InputError(f"Cannot write {target}: it is a folder. Give the name of a file.")
    if target.exists() and not target.is_file():
        target.write_bytes(content)  # a device or a pipe is written to, never replaced
    else:
        _replace(target, content)


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".salient-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, or of a new one; a temporary file would be closed to others."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0o022)
    os.umask(mask)
    return 0o666 & ~mask
