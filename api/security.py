"""Who may write, and who sees what is not for everybody: the bearer of a token that `salient token` made, or of the one in SALIENT_TOKEN."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import ForbiddenError, UnauthorisedError
from api.settings import Settings
from geo.tokens import hash_of, is_among, stored_hashes

REMEDY = "Make one with `salient token`, and send it as `Authorization: Bearer ...`."
OPTIONAL: dict[str, Any] = {"security": [{}]}
"""For `openapi_extra` of an address that answers without a token too; FastAPI adds it to the token that it finds."""

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token from `salient token`.")
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def require_token(request: Request, given: Given) -> None:
    """Let only the bearer of a token pass.

    Raises:
        ForbiddenError: no token exists, so nobody can.
        UnauthorisedError: none is given, or it is not known.
    """
    if not _hashes(request.app.state.settings):
        raise ForbiddenError(f"Nothing can be written here yet: this server has no token. {REMEDY}")
    if not bears_token(request, given):
        raise UnauthorisedError(f"Writing needs a token. {REMEDY}")


def bears_token(request: Request, given: Given) -> bool:
    """Whether the request bears a token; one without is a stranger's.

    Raises:
        UnauthorisedError: it bears one that is not known: who holds a token that was revoked should not take a stranger's answer for the whole.
    """
    if given is None:
        return False
    if not is_among(given.credentials, _hashes(request.app.state.settings)):
        raise UnauthorisedError(f"This token is not known here; it may have been revoked. {REMEDY}")
    return True


def _hashes(settings: Settings) -> tuple[str, ...]:
    """The hashes of every token that is good now."""
    configured = (hash_of(settings.token.get_secret_value()),) if settings.token else ()
    return (*stored_hashes(settings.home), *configured)


Writer = Depends(require_token)
Trusted = Annotated[bool, Depends(bears_token)]
"""Whether the request bears a token."""
