"""A table of answers kept ready, bounded by their size; the least used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """Values by key up to a total weight. Keys name their content (digests), so nothing in it is ever out of date."""

    def __init__(self, limit: int, weigh: Callable[[V], int]) -> None:
        self._limit, self._weigh = limit, weigh
        self._kept: OrderedDict[str, V] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], V]) -> V:
        """The value of a key, made when it is not there. Two callers at once may both make it; either is right."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()
        self._keep(key, value)
        return value

    def _keep(self, key: str, value: V) -> None:
        weight = self._weigh(value)
        with self._lock:
            if key in self._kept or weight > self._limit:
                return
            self._kept[key] = value
            self._weight += weight
            while self._weight > self._limit:
                self._weight -= self._weigh(self._kept.popitem(last=False)[1])
