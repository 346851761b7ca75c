"""Under which names this server answers.

A page that a browser shows can point its own name at this machine (DNS rebinding) and would then read the server as its own; the `Host` that the
browser sends is still that page's name, and a name that is not the server's gets no answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ECHO, problem
from api.outer import told
from api.proxies import Proxies, address_of
from api.settings import ANY_HOST, Settings, host_name

LOCALHOST = "localhost"


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that are the server's beside those of the loopback; `*.example.org` stands for every name below, `*` for any."""

    names: frozenset[str]
    proxies: Proxies

    @classmethod
    def of(cls, settings: Settings) -> Hosts:
        """Those of the settings, and the one of the address that the public knows."""
        public = urlsplit(settings.url or "").hostname
        return cls(frozenset((*settings.hosts, *([host_name(public)] if public else ()))), settings.proxies)

    def unknown(self, scope: Scope) -> str | None:
        """The first name in a request that is not the server's; a trusted proxy must pass on one that is, too.

        Browsers always name a host. A request without one comes from a program, such as an old check of health, and is no danger.
        """
        headers = Headers(scope=scope)
        given = headers.getlist("host")
        if self.proxies.sent(scope) and (passed_on := told(headers, "x-forwarded-host")):
            given.append(passed_on)
        server = scope.get("server")
        return next((name for name in given if not self._known(bare(name), server[0] if server else "")), None)

    def _known(self, name: str, reached_at: str) -> bool:
        """Whether a name is the server's. `reached_at` is its end of the connection: an address is no name that somebody could point elsewhere."""
        address = address_of(name)
        if name == LOCALHOST or (address is not None and (address.is_loopback or address == address_of(reached_at))):
            return True
        return ANY_HOST in self.names or name in self.names or any(f"*.{above}" in self.names for above in _above(name))


def bare(host: str) -> str:
    """The name or address in a Host header, without port, brackets and the dot of the root."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0].rstrip(".")


def _above(name: str) -> Iterable[str]:
    """The domains that a name lies in, the nearest first."""
    while name := name.partition(".")[2]:
        yield name


class HostCheck:
    """Refuses a request for a name that is not the server's."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or (unknown := self.hosts.unknown(scope)) is None:
            return await self.app(scope, receive, send)
        return await problem(Request(scope), HTTPStatus.MISDIRECTED_REQUEST, _refusal(unknown))(scope, receive, send)


def _refusal(host: str) -> str:
    name = bare(host)[:ECHO]
    return (
        f"This server does not answer as {name!r}. Who runs it can let it: start it with SALIENT_HOSTS={name or 'NAME'} (several with commas between), "
        "or with its public address in SALIENT_URL."
    )
