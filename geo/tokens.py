"""Bearer tokens for writing. Only their SHA-256 is kept, one a line in the file `tokens` of SALIENT_HOME; a line that is deleted revokes one.

A token has 256 random bits, so a plain hash is enough: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from geo.errors import UnavailableError

FILE = "tokens"
BYTES = 32


def create_token(home: Path) -> str:
    """A new token that may write from now on. It is told once and cannot be read back.

    Raises:
        UnavailableError: the folder cannot be written.
    """
    token = secrets.token_urlsafe(BYTES)
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(home / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as file:
            file.write(f"{_hash(token)}\n")
    except OSError as fault:
        raise UnavailableError(f"Cannot keep a token in {home}: {fault.strerror}. Set SALIENT_HOME to a folder that you may write.") from None
    return token


def is_token(home: Path, token: str) -> bool:
    """Whether the token was made here and not revoked. Hashes are compared in constant time."""
    file = home / FILE
    stored = file.read_text(encoding="ascii", errors="replace").split() if file.is_file() else []
    given = _hash(token).encode()
    return any(hmac.compare_digest(given, line.encode()) for line in stored)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
