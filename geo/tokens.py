"""Bearer tokens for writing. Only their SHA-256 is kept, one a line in the file `tokens` of SALIENT_HOME; a line that is deleted revokes one.

A token has 256 random bits, so a plain hash is enough: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from geo.errors import UnavailableError

FILE = "tokens"
BYTES = 32
_LINE = re.compile(r"([0-9a-f]{64})(?:[ \t].*)?")
"""A line that counts begins with a whole hash; words behind it are a note. Any other line, such as one that begins with # or a blank, is none."""


def create_token(home: Path) -> str:
    """A new token that may write from now on. It is told once and cannot be read back.

    Raises:
        UnavailableError: the folder cannot be written.
    """
    token = secrets.token_urlsafe(BYTES)
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(home / FILE, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab+") as file:
            file.write(_line_break(file) + f"{hash_of(token)}\n".encode("ascii"))
    except OSError as fault:
        raise UnavailableError(f"Cannot keep a token in {home}: {fault.strerror}. Set SALIENT_HOME to a folder that you may write.") from None
    return token


def _line_break(file: BinaryIO) -> bytes:
    """What ends the last line, where an editor left it open; a hash written behind another would be none, and both would be lost."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 1))
    return b"" if file.read(1) in {b"", b"\n"} else b"\n"


def stored_hashes(home: Path) -> tuple[str, ...]:
    """The hashes (hex) of the tokens that were made here and not revoked.

    Raises:
        UnavailableError: the file cannot be read.
    """
    file = home / FILE
    try:
        lines = file.read_text(encoding="ascii", errors="replace").split("\n") if file.is_file() else []
    except OSError as fault:
        raise UnavailableError(f"Cannot read the tokens in {file}: {fault.strerror}. Let the server's user read it.") from None
    found = (_LINE.fullmatch(line) for line in lines)
    return tuple(line[1] for line in found if line)


def is_among(token: str, hashes: Iterable[str]) -> bool:
    """Whether one of the hashes is the token's: the whole of it, compared with each in constant time."""
    given, found = hash_of(token), False
    for known in hashes:  # all of them, so that how long it takes does not tell which one it is
        found |= hmac.compare_digest(given, known)
    return found


def is_token(home: Path, token: str) -> bool:
    """Whether the token was made here and not revoked."""
    return is_among(token, stored_hashes(home))


def hash_of(token: str) -> str:
    """The SHA-256 (hex) by which a token is known."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
