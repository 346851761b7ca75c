"""One table from errors to answers. Every error leaves as problem details (RFC 9457); a browser that asks for a page gets the same words as a page."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.html import error_page
from api.outer import own_path, root_path
from api.surface import surface
from geo.errors import ConflictError, DataError, GeoError, InputError, NotFoundError, TooLargeError, UnavailableError
from geo.export import to_json

PROBLEM = "application/problem+json"
ECHO = 200
"""Characters of what was sent that an error repeats: enough to recognise it, too few to flood a log."""

_log = logging.getLogger("salient.api")


class BodyError(InputError):
    """The body was understood as JSON or text but cannot be used. HTTP 422."""


class ParameterError(InputError):
    """A parameter does not go with the body. HTTP 400."""


class MediaTypeError(InputError):
    """The body is of a kind that is not read here. HTTP 415."""


class UnauthorisedError(GeoError):
    """A token is needed, or the one given is not known. HTTP 401."""


class ForbiddenError(GeoError):
    """Nobody may do this here. HTTP 403."""


class TooManyError(GeoError):
    """The client asks too often. HTTP 429; `retry_s` seconds from now it may ask again."""

    def __init__(self, message: str, *, retry_s: int) -> None:
        super().__init__(message)
        self.retry_s = retry_s


class BusyError(GeoError):
    """The server has more to do than it can. HTTP 503; `retry_s` seconds from now one may ask again."""

    def __init__(self, message: str, *, retry_s: int) -> None:
        super().__init__(message)
        self.retry_s = retry_s


STATUS: Mapping[type[GeoError], int] = {
    TooLargeError: 413,
    BodyError: 422,
    ParameterError: 400,
    MediaTypeError: 415,
    InputError: 400,
    NotFoundError: 404,
    ConflictError: 409,
    UnauthorisedError: 401,
    ForbiddenError: 403,
    TooManyError: 429,
    BusyError: 503,
    DataError: 500,
    UnavailableError: 503,
    GeoError: 500,
}
"""The nearest class in the error's ancestry decides."""


def status_of(error: GeoError) -> int:
    """The HTTP status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


@contextmanager
def reading_body() -> Iterator[None]:
    """Turn "this input is not usable" into "this body is not usable", inside the block."""
    try:
        yield
    except InputError as error:
        if type(error) is not InputError:
            raise
        raise BodyError(str(error)) from None


def body_faults(error: ValidationError) -> BodyError:
    """All faults of a JSON body in one message."""
    return BodyError(f"The body cannot be used. {_sentences(error.errors(include_url=False))}")


def problem(request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to a request that failed: problem details, or a page where a browser asks for one."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept", **(headers or {})}
    title = HTTPStatus(status).phrase
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return Response(error_page(root_path(request), status, title, detail), status, headers, "text/html")
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": request.scope["path"]}
    return Response(to_json(content), status, headers, PROBLEM)


def install(app: FastAPI) -> None:
    """Give the app its table of errors."""
    app.add_exception_handler(GeoError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)


async def _domain(request: Request, error: Exception) -> Response:
    if not isinstance(error, GeoError):  # pragma: no cover - starlette hands over what was registered
        raise error
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s %s: %s", request.method, request.scope["path"], error)
    return problem(request, status, str(error), _headers(error))


def _headers(error: GeoError) -> dict[str, str]:
    match error:
        case UnauthorisedError():
            return {"WWW-Authenticate": 'Bearer realm="salient"'}
        case TooManyError() | BusyError():
            return {"Retry-After": str(error.retry_s)}
        case UnavailableError():
            return {"Retry-After": "10"}
    return {}


async def _validation(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else ()
    in_body = any(fault["loc"][:1] == ("body",) for fault in faults)
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY if in_body else HTTPStatus.BAD_REQUEST, _sentences(faults))


def _sentences(faults: Sequence[Any]) -> str:
    return " ".join(_sentence(fault) for fault in faults)


def _sentence(fault: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in fault["loc"] if part not in {"query", "path", "body"})
    given = fault.get("input")
    value = f"={str(given)[:ECHO]!r}" if isinstance(given, str | int | float) else ""
    message = fault["msg"].removeprefix("Value error, ")
    return f"{where}{value}: {message}." if where else f"{message}."


async def _http(request: Request, error: Exception) -> Response:
    status, headers = (error.status_code, dict(error.headers or {})) if isinstance(error, HTTPException) else (500, {})
    if status == HTTPStatus.NOT_FOUND:
        where = f"The theatres are listed at {root_path(request)}/theatres, every address at {root_path(request)}/docs."
        return problem(request, status, f"There is nothing at {request.scope['path'][:ECHO]}. {where}")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = surface(request.app).methods(own_path(request)) or headers.get("Allow", "GET, HEAD")
        return problem(request, status, f"{request.method} is not possible at {request.scope['path'][:ECHO]}. Use {allowed}.", {"Allow": allowed})
    detail = error.detail if isinstance(error, HTTPException) else ""
    return problem(request, status, str(detail), headers)


async def _gone(_request: Request, _error: Exception) -> Response:
    """The answer to a client that hung up while its request was read: nobody gets it, and nothing is wrong here."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _unexpected(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return problem(request, 500, "Something went wrong here, not with your request. The server's log has the details.")
