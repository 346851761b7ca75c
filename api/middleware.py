"""What holds for every request: its outer address, the size of a body, HEAD, the tag of a compressed answer, and headers that keep a page to itself."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from api.outer import Addressing, place, reached
from geo.errors import InputError

COMPRESSED = "-gz"
"""Ends the entity tag of a compressed answer: its bytes differ from the plain one's, and a strong tag stands for bytes."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""A page may load what this server serves and nothing else. Styles may stand inline (Leaflet places its panes so), scripts may not."""

FRAME_OPTIONS = "X-Frame-Options"
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    FRAME_OPTIONS: "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class OuterAddress:
    """Gives each request the address under which the public reached this server (`api.outer`)."""

    def __init__(self, app: ASGIApp, addressing: Addressing) -> None:
        self.app, self.addressing = app, addressing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        try:
            here, found = reached(scope), self.addressing.outer(scope)
        except InputError as fault:
            return await problem(Request(scope), HTTPStatus.BAD_REQUEST, str(fault))(scope, receive, send)
        place(scope, found)

        async def led(message: Message) -> None:
            """Send on; a redirect that the framework made from the connection leads to the outer address."""
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if (to := headers.get("location", "")).startswith(f"{here}/"):
                    headers["location"] = found.origin + to.removeprefix(here)
            await send(message)

        return await self.app(scope, receive, led)


class BodyLimit:
    """Refuses a body over the limit (bytes): at once when its length is announced, else when the byte too many arrives."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > self.limit:
            return await self._refusal(scope)(scope, receive, send)
        return await self.app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, self._message())
            return message

        return counted

    def _refusal(self, scope: Scope) -> ASGIApp:
        return problem(Request(scope), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, self._message(), {"Connection": "close"})

    def _message(self) -> str:
        return f"The body is over the limit of {self.limit:,} bytes. Send reports one at a time, or read an archive with `salient ingest`."


class Head:
    """Answers HEAD as GET without the body, on every address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        return await self.app({**scope, "method": "GET"}, receive, without_body)


class AnswerHeaders:
    """Adds the headers of every answer, and gives a compressed answer its own entity tag."""

    def __init__(self, app: ASGIApp, names: Sequence[tuple[str, str]] = tuple(HEADERS.items())) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, dressed if scope["type"] == "http" else send)

    def _dress(self, headers: MutableHeaders) -> None:
        framed = "frame-ancestors" in headers.get("content-security-policy", "")
        for name, value in self.names:
            if not (framed and name == FRAME_OPTIONS):  # it knows no list of origins, and would overrule the policy in old browsers
                headers.setdefault(name, value)
        if headers.get("content-encoding") == "gzip" and (tag := headers.get("etag", "")).endswith('"'):
            headers["ETag"] = f'{tag[:-1]}{COMPRESSED}"'
