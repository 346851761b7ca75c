"""Reading what strangers send: few reports at once, each for a bounded time, and never in the threads of those who write."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request
from starlette.requests import ClientDisconnect

from api.errors import TooManyError
from api.memo import Lane
from api.settings import Settings
from geo.geoparse import patience

V = TypeVar("V")

STRANGERS_WAITING = 4
"""Extractions that may wait for one that runs; most take a second, and who would be the fifth may as well ask again."""
REMEDY = "or read it with `salient extract` on your own machine; with a token there is no such limit"


async def strangers_turn(request: Request, work: Callable[[], V]) -> V:
    """Do the work for one who bears no token, when it is its turn.

    Raises:
        TooManyError: too many wait already, or its turn does not come.
        TooLargeError: it took too long.
        ClientDisconnect: nobody waits for it any more.
    """
    settings: Settings = request.app.state.settings
    lane: Lane = request.app.state.strangers
    if lane.is_full:
        raise _too_many(lane, settings)
    lane.enter()
    try:
        await _come_up(lane, settings)
        try:
            if await request.is_disconnected():
                raise ClientDisconnect
            return await run_sync(lambda: _bounded(work, settings.extract_s), limiter=CapacityLimiter(1))  # the lane has counted it
        finally:
            lane.threads.release()
    finally:
        lane.leave()


async def _come_up(lane: Lane, settings: Settings) -> None:
    """Wait for a thread, no longer than reading one report may take."""
    try:
        with anyio.fail_after(settings.extract_s):
            await lane.threads.acquire()
    except TimeoutError:
        raise _too_many(lane, settings) from None


def _too_many(lane: Lane, settings: Settings) -> TooManyError:
    wait = math.ceil(settings.extract_s)
    return TooManyError(f"{lane.taken} reports are being read or wait for it. Ask again in {wait} s, {REMEDY}.", retry_s=wait)


def _bounded(work: Callable[[], V], seconds: float) -> V:
    with patience.within(seconds, f"Reading this report took more than {seconds:g} s and was given up. Send it in parts, {REMEDY}."):
        return work()
