"""Answers that are made when they are sent.

An endpoint that waited for a slow answer in its own thread would keep that thread from others: forty readers of a cold map would take all there are.
So an endpoint says what is to be made, gives its thread back, and the answer is waited for on the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import Response
from starlette.types import Receive, Scope, Send

from api.memo import Lane, Memo
from geo.interval import format_instant

SLOW, SLOW_WAITING = 2, 64
"""Pages take seconds of NumPy and Python each: more of them at once would not be ready sooner, and would slow down all else."""
QUICK, QUICK_WAITING = 16, 1000
"""The other answers take some milliseconds, the first of an edition some hundred."""


@dataclass(frozen=True)
class Lanes:
    """Where answers wait for a thread that makes them: the slow ones apart, so that they never keep the others waiting."""

    slow: Lane = field(default_factory=lambda: Lane(SLOW, SLOW_WAITING))
    quick: Lane = field(default_factory=lambda: Lane(QUICK, QUICK_WAITING))


NO_TIME = "0000-00-00T00:00:00Z"
"""Stands in an answer that is kept ready for the time at which it is given."""


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of an answer and the addresses that go into its Link header. `timed`: the first NO_TIME in it is to be the time of the answer."""

    body: bytes
    links: Mapping[str, str] = field(default_factory=dict)
    timed: bool = False

    def at(self, now: datetime) -> bytes:
        """The bytes to send at an instant."""
        return self.body.replace(NO_TIME.encode(), format_instant(now).encode(), 1) if self.timed else self.body


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: the key under which the memo keeps it, how, and in which lane it waits for a thread."""

    memo: Memo[Made]
    key: str
    make: Callable[[], Made]
    lane: Lane


class Deferred(Response):
    """The answer to one reader: the order's bytes, these headers, and the links that `link` writes. A fault in making is answered as an endpoint's is."""

    def __init__(self, order: Order, link: Callable[[Mapping[str, str]], str], headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(headers=headers, media_type=media_type)
        self._order, self._link = order, link

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait until it is made, and send it; nothing is sent to who is gone by then."""
        order = self._order
        made = order.memo.kept(order.key) or await _unless_gone(order.memo.get(order.key, order.make, order.lane), receive)
        if made is None:
            return
        self.body = made.at(datetime.now(UTC))
        self.headers["Content-Length"] = str(len(self.body))
        self.headers["Link"] = self._link(made.links)
        await super().__call__(scope, receive, send)


async def _unless_gone(getting: Awaitable[Made], receive: Receive) -> Made | None:
    """What is waited for; None when the reader has gone before it came."""
    got, gone = asyncio.ensure_future(getting), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({got, gone}, return_when=asyncio.FIRST_COMPLETED)
        if got.done():
            return got.result()
        gone.result()
        return None
    finally:
        got.cancel()
        gone.cancel()
        gone.add_done_callback(lambda task: task.cancelled() or task.exception())  # looked at: it matters no more


async def _gone(receive: Receive) -> None:
    """Return when the reader has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass
