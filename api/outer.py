"""Where the public reaches this server: the one home of the address that every link, header and page is made from.

It is `SALIENT_URL` where that is set. Otherwise scheme, host and prefix are those that a trusted proxy tells (`X-Forwarded-Proto`, `-Host`,
`-Prefix`), and where none tells them the connection's scheme, its `Host` header and `SALIENT_ROOT_PATH`.

RFC 7239's `Forwarded` is not read: a proxy that sets `X-Forwarded-Host` passes a stranger's `Forwarded` on as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from api.proxies import Proxies
from geo.errors import InputError

SCHEMES = ("http", "https")
OWN_SEGMENTS = frozenset({"docs", "healthz", "openapi.json", "static", "theatres"})
"""First segments of our own addresses. Under a prefix that begins like one of them nobody could say whether a proxy has taken it off."""
LONGEST_ROOT = 200
"""Characters of a prefix: it stands in every link, and a page has hundreds."""
_HOST = re.compile(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?", re.ASCII)
_SEGMENT = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._~-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Outer:
    """An address in two parts: scheme with host, and the path under which all of ours stand (no slash at its end; empty at the top)."""

    origin: str
    root: str = ""

    @property
    def base(self) -> str:
        """Both together, without a slash at the end."""
        return self.origin + self.root


def read_root(text: str) -> str:
    """A path prefix with one slash before each segment and none at the end; empty for the top.

    Raises:
        InputError: it is no path of plain segments, or begins like an address of our own.
    """
    inner = text.removeprefix("/").removesuffix("/")
    segments = inner.split("/") if inner else []
    if len(text) > LONGEST_ROOT or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise InputError(f"{text[:100]!r} is no path prefix. Write it as /salient or /maps/salient, with letters, digits and . _ ~ -")
    if segments and segments[0] in OWN_SEGMENTS:
        raise InputError(f"{text[:100]!r} begins like an address of this server, /{segments[0]}. Choose another prefix.")
    return "".join(f"/{segment}" for segment in segments)


def read_outer(text: str) -> Outer:
    """The address in a URL such as https://maps.example/salient.

    Raises:
        InputError: it is no http address, or has more than a host and a path.
    """
    remedy = "Write the whole address without a query, for example https://maps.example or https://maps.example/salient."
    try:
        parts = urlsplit(text)
    except ValueError:
        raise InputError(f"{text[:100]!r} is no address. {remedy}") from None
    if parts.scheme not in SCHEMES or not _HOST.fullmatch(parts.netloc) or parts.query or parts.fragment:
        raise InputError(f"{text[:100]!r} is no address of a server. {remedy}")
    return Outer(f"{parts.scheme}://{parts.netloc}", read_root(parts.path))


def outer(request: Request) -> Outer:
    """The outer address of the server that a request came to."""
    found: Outer = request.state.outer
    return found


def root_path(request: Request) -> str:
    """Where this server stands under its host, empty at the top. A page links from there without naming the host, so it works under any."""
    return str(request.scope.get("root_path", ""))


def own_path(request: Request) -> str:
    """The path of a request below the root: what our own table of addresses has."""
    return _below(root_path(request), request.scope["path"])


@dataclass(frozen=True, slots=True)
class Addressing:
    """How the outer address of a request is found: the one that is set, else what trusted proxies and the connection tell."""

    fixed: Outer | None = None
    root: str = ""
    proxies: Proxies = field(default_factory=Proxies)

    def outer(self, scope: Scope) -> Outer:
        """The outer address of a request.

        Raises:
            InputError: a header that tells it cannot be right.
        """
        if self.fixed:
            return self.fixed
        root = self.root or scope.get("root_path", "")
        if not self.proxies.sent(scope):
            return Outer(reached(scope), root)
        headers = Headers(scope=scope)
        host, scheme, prefix = (told(headers, name) for name in ("x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix"))
        here_scheme, _, here_host = reached(scope).partition("://")
        origin = f"{_scheme(scheme) if scheme else here_scheme}://{_host('X-Forwarded-Host', host) if host else here_host}"
        return Outer(origin, _prefix(prefix) if prefix else root)


def reached(scope: Scope) -> str:
    """The origin as the connection tells it: its scheme, and the host that the client named.

    Raises:
        InputError: that is no host.
    """
    named = Headers(scope=scope).get("host", "")
    return f"{scope.get('scheme', SCHEMES[0])}://{_host('Host', named) if named else _bound(scope)}"


def place(scope: Scope, found: Outer) -> None:
    """Write the outer address, and the path below it, into a request: its root path is the public's, whether or not a proxy has taken it off.

    The request itself is changed, so that the handlers of failures around us see the same address.
    """
    path = _below(scope.get("root_path", ""), scope["path"])  # without what the server, or an application around us, stands under
    scope["root_path"], scope["path"] = found.root, found.root + (_below(found.root, path) or "/")
    scope.setdefault("state", {})["outer"] = found


def _below(root: str, path: str) -> str:
    return path.removeprefix(root) if path == root or path.startswith(f"{root}/") else path


def told(headers: Headers, name: str) -> str:
    """What the proxy at the other end says. Where proxies each add a value, the last is its own: those before may be anybody's."""
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip()


def _host(header: str, text: str) -> str:
    if not _HOST.fullmatch(text):
        raise InputError(f"{header}: {text[:100]!r} is no host. Send a name or an address, with its port where that is not the usual one.")
    return text


def _scheme(text: str) -> str:
    if text.lower() not in SCHEMES:
        raise InputError(f"X-Forwarded-Proto: {text[:100]!r} is neither {' nor '.join(SCHEMES)}. Let the proxy send the scheme that its client used.")
    return text.lower()


def _prefix(text: str) -> str:
    try:
        return read_root(text)
    except InputError as fault:
        raise InputError(f"X-Forwarded-Prefix: {fault}") from None


def _bound(scope: Scope) -> str:
    """The address that is listened on, for a client that names no host."""
    name, port = scope.get("server") or ("localhost", None)
    shown = f"[{name}]" if ":" in name else name
    return f"{shown}:{port}" if port else shown
