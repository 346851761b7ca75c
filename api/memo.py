"""A table of answers kept ready, bounded by their size; the least used goes first. What several ask for at once is made once."""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from api.errors import BusyError

V = TypeVar("V")

WAIT_S = 10
"""After so many seconds it is worth asking again: several pages are made in that time."""


class Lane:
    """How many things may be made at once, each in a thread, and how many more may wait for one of these threads."""

    def __init__(self, threads: int, waiting: int) -> None:
        self.threads = CapacityLimiter(threads)
        self.taken, self._most = 0, threads + waiting

    @property
    def is_full(self) -> bool:
        """Whether as many are in it as may be."""
        return self.taken >= self._most

    def enter(self) -> None:
        """Count one in."""
        self.taken += 1

    def leave(self) -> None:
        """Count one out."""
        self.taken -= 1


@dataclass
class _Making(Generic[V]):
    """Something that is being made: by which task, how many wait for it, and whether a thread works on it."""

    begun: bool = False
    waiting: int = 0
    task: asyncio.Task[V] = field(init=False)


class Memo(Generic[V]):
    """Values by key up to a total weight. Keys name their content (digests), so nothing in it is ever out of date.

    It belongs to one event loop and is used there alone; what it makes is made in threads.
    """

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        self._limit, self._weigh = limit, weigh
        self._kept: OrderedDict[str, V] = OrderedDict()
        self._weight = 0
        self._making: dict[str, _Making[V]] = {}
        self._started = CapacityLimiter(math.inf)

    def kept(self, key: str) -> V | None:
        """The value of a key where it is at hand."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    async def get(self, key: str, make: Callable[[], V], lane: Lane) -> V:
        """The value of a key. One that is not at hand is made, once for all who ask meanwhile; while they wait they take up no thread.

        Who is cancelled waits no more. With the last who waits goes what no thread has begun; what is begun is finished and kept. An error reaches
        all who wait for it, and whoever asks next tries again.

        Raises:
            BusyError: it would have to be made, and too many things wait to be made already.
            Exception: whatever `make` raises.
        """
        if (found := self.kept(key)) is not None:
            return found
        making = self._making.get(key) or self._begin(key, make, lane)
        making.waiting += 1
        try:
            return await asyncio.shield(making.task)
        finally:
            making.waiting -= 1
            if not making.waiting and not making.begun:
                self._drop(key, making)

    def _begin(self, key: str, make: Callable[[], V], lane: Lane) -> _Making[V]:
        if lane.is_full:
            raise BusyError(f"The server is busy: {lane.taken} answers are being made or waited for. Ask again in {WAIT_S} s.", retry_s=WAIT_S)
        lane.enter()
        making = _Making[V]()
        making.task = asyncio.create_task(self._make(key, make, lane, making))
        making.task.add_done_callback(lambda task: self._end(key, making, lane, task))
        self._making[key] = making
        return making

    async def _make(self, key: str, make: Callable[[], V], lane: Lane, making: _Making[V]) -> V:
        async with lane.threads:
            making.begun = True
            value = await run_sync(make, limiter=self._started)  # the lane has counted it
        self._keep(key, value)
        return value

    def _end(self, key: str, making: _Making[V], lane: Lane, task: asyncio.Task[V]) -> None:
        lane.leave()
        self._forget(key, making)
        if not task.cancelled():
            task.exception()  # looked at here too: nobody may be left to whom it matters

    def _drop(self, key: str, making: _Making[V]) -> None:
        self._forget(key, making)  # at once: who asks from now on must not wait for what is cancelled
        making.task.cancel()

    def _forget(self, key: str, making: _Making[V]) -> None:
        if self._making.get(key) is making:
            del self._making[key]

    def _keep(self, key: str, value: V) -> None:
        weight = self._weigh(value)
        if key in self._kept or weight > self._limit:
            return
        self._kept[key] = value
        self._weight += weight
        while self._weight > self._limit:
            self._weight -= self._weigh(self._kept.popitem(last=False)[1])
