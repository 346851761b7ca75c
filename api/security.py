"""Who may write: the bearer of a token that `salient token` made, or of the one in SALIENT_TOKEN. Reading is open."""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import ForbiddenError, UnauthorisedError
from api.settings import Settings
from geo.tokens import FILE, is_token

REMEDY = "Make one with `salient token`, and send it as `Authorization: Bearer ...`."

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token from `salient token`.")


def require_token(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
    """Let only the bearer of a token pass.

    Raises:
        ForbiddenError: no token exists, so nobody can.
        UnauthorisedError: none is given, or it is not known.
    """
    settings: Settings = request.app.state.settings
    if not _any_token(settings):
        raise ForbiddenError(f"Nothing can be written here yet: this server has no token. {REMEDY}")
    if given is None:
        raise UnauthorisedError(f"Writing needs a token. {REMEDY}")
    if not _is_known(settings, given.credentials):
        raise UnauthorisedError(f"This token is not known here; it may have been revoked. {REMEDY}")


def _any_token(settings: Settings) -> bool:
    file = settings.home / FILE
    return settings.token is not None or (file.is_file() and file.stat().st_size > 0)


def _is_known(settings: Settings, token: str) -> bool:
    configured = settings.token is not None and hmac.compare_digest(_hash(settings.token.get_secret_value()), _hash(token))
    return configured or is_token(settings.home, token)


def _hash(token: str) -> bytes:
    """Equal lengths, so that the comparison takes the same time whatever is given."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


Writer = Depends(require_token)
