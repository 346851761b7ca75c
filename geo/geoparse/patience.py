"""How long a reading may take. Whoever has no time sets an end; the readers look at it between sentences, as a thread cannot be stopped from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import NamedTuple

from geo.errors import TooLargeError


class _End(NamedTuple):
    at_s: float
    words: str


_end: ContextVar[_End | None] = ContextVar("end", default=None)


@contextmanager
def within(seconds: float, words: str) -> Iterator[None]:
    """Within the block, and in this thread, what reads gives up when the seconds are over; `words` tell the user what happened and what to do."""
    token = _end.set(_End(monotonic() + seconds, words))
    try:
        yield
    finally:
        _end.reset(token)


def check() -> None:
    """Go on, where there is time left or no end is set.

    Raises:
        TooLargeError: the time is over.
    """
    end = _end.get()
    if end is not None and monotonic() > end.at_s:
        raise TooLargeError(end.words)
