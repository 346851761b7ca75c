"""The access log: one line a request, when it is switched on.

    2025-01-10T18:00:00Z 192.0.2.7 GET /theatres/kursk/series?datetime&f 200 5120 12

Time (UTC), client, method, path with the names of its known parameters, status, bytes of the body as it was sent, milliseconds. What a reader looks up
and what a link carries stays out of it: no value of a parameter, no name that is not ours, no header, no body.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from http import HTTPStatus
from time import perf_counter
from urllib.parse import parse_qsl, quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.proxies import Proxies
from api.surface import surface
from geo.interval import format_instant

LOGGER = "salient.access"
LONGEST = 300
"""Characters of a path that are written: any of ours is shorter, and who tries others should not fill the disk."""
NONE = "-"
"""Stands for what there is not: the address of a client on a socket file, the status of what was never answered."""


class AccessLog:
    """Writes a line for each request, with the client that trusted proxies name."""

    def __init__(self, app: ASGIApp, proxies: Proxies) -> None:
        self.app, self.proxies, self.log = app, proxies, _logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, asked = perf_counter(), f"{self.proxies.client(scope) or NONE} {scope['method']} {_address(scope)}"
        status, size = NONE, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = str(message["status"])
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        except Exception:
            status = str(HTTPStatus.INTERNAL_SERVER_ERROR.value)  # answered outside of here
            raise
        finally:
            now = format_instant(datetime.now(UTC).replace(microsecond=0))
            self.log.info("%s %s %s %d %d", now, asked, status, size, round((perf_counter() - began) * 1000))


def _address(scope: Scope) -> str:
    """The path, and the names of those parameters that some address of ours has."""
    known = surface(scope["app"]).names
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    names = [name for name in dict.fromkeys(name for name, _ in given) if name in known]
    path = quote(scope["path"], safe="/:@!$&'()*+,;=~")[:LONGEST]
    return f"{path}?{'&'.join(names)}" if names else path


def _logger() -> logging.Logger:
    """The logger, which writes to stderr where the operator has not told it to write elsewhere."""
    log = logging.getLogger(LOGGER)
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
        log.propagate = False
    log.setLevel(logging.INFO)
    return log
