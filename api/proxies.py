"""Whom to believe about a request that came through a proxy: the addresses that the operator named, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from geo.errors import InputError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The networks whose `X-Forwarded-*` headers are believed; none believes nobody, as anyone can send such a header."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def read(cls, names: Iterable[str]) -> Proxies:
        """The proxies named by addresses (127.0.0.1, ::1) and networks (10.0.0.0/8).

        Raises:
            InputError: a name is neither.
        """
        return cls(tuple(_network(name) for name in names))

    def trust(self, host: str) -> bool:
        """Whether an address is that of a trusted proxy; what is no address (a socket file, a test client) is not."""
        address = address_of(host)
        return address is not None and any(address in network for network in self.networks)

    def sent(self, scope: Scope) -> bool:
        """Whether a trusted proxy sent this request: it is the one at the other end of the connection."""
        client = scope.get("client")
        return client is not None and self.trust(client[0])

    def client(self, scope: Scope) -> str:
        """Who asks: the other end of the connection, or where that is a trusted proxy the nearest address behind it that is none.

        Each proxy writes at the end of `X-Forwarded-For` who asked it. What a stranger wrote before that is not believed.
        """
        client = scope.get("client")
        found = str(client[0]) if client else ""
        if not self.trust(found):
            return found
        said = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
        for hop in reversed(said.split(",")):
            address = address_of(_without_port(hop.strip()))
            if address is None:
                return found
            found = str(address)
            if not self.trust(found):
                return found
        return found


def _without_port(hop: str) -> str:
    """An address as some proxies write it: 192.0.2.7:50000, [2001:db8::7]:50000."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _network(name: str) -> Network:
    try:
        return ip_network(name)
    except ValueError as fault:
        raise InputError(f"{name[:100]!r} is no address or network of a proxy ({fault}). Write 127.0.0.1, ::1 or 10.0.0.0/8.") from None


def address_of(host: str) -> Address | None:
    """The address that a host name spells; None where it is a name. A socket open to IPv4 and IPv6 gives IPv4 clients as ::ffff:127.0.0.1."""
    try:
        found = ip_address(host)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
