"""How often a client may ask."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_network
from math import ceil
from threading import Lock

from api.errors import TooManyError
from api.proxies import address_of

WINDOW_S = 60.0
CLIENTS = 10_000
"""Clients remembered; beyond them the one seen longest ago is forgotten."""
SITE_BITS = 64
"""Who has one IPv6 address has its whole /64 network: at least so much is given to each connection (RFC 6177)."""


class Throttle:
    """At most `limit` requests a client in any minute."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def admit(self, client: str) -> None:
        """Count a request.

        Raises:
            TooManyError: the client has used up its minute.
        """
        now, client = self._clock(), _site(client)
        with self._lock:
            times = self._seen.pop(client, None) or deque(maxlen=self._limit)
            self._seen[client] = times
            if len(self._seen) > CLIENTS:
                del self._seen[next(iter(self._seen))]
            if len(times) == self._limit and now - times[0] < WINDOW_S:
                wait = ceil(WINDOW_S - (now - times[0]))
                raise TooManyError(
                    f"More than {self._limit} requests in a minute. Ask again in {wait} s, or use `salient extract` on your own machine.", retry_s=wait
                )
            times.append(now)


def _site(client: str) -> str:
    """What stands for a client: its IPv4 address, or the network of its IPv6 address."""
    address = address_of(client)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, SITE_BITS), strict=False))
    return str(address or client)
