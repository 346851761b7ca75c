"""How often a client may ask."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from math import ceil
from threading import Lock

from api.errors import TooManyError

WINDOW_S = 60.0
CLIENTS = 10_000
"""Clients remembered; beyond them the one seen longest ago is forgotten."""


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
        now = self._clock()
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
