"""Following what other programs write to the stores: another worker of this server, or `salient ingest` beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from api.desk import Desk, Desks
from geo.errors import GeoError

_log = logging.getLogger("salient.api")


@asynccontextmanager
async def following(desks: Desks, every_s: float) -> AsyncIterator[None]:
    """Look at each store every so many seconds while the block lasts; 0 never looks."""
    tasks = [asyncio.create_task(_follow(desk, every_s)) for desk in desks] if every_s else []
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(desk: Desk, every_s: float) -> None:
    """Keep one theatre up with its store. It has a thread of its own: neither readers nor another theatre's store can keep it from looking."""
    thread, fault = CapacityLimiter(1), ""
    while True:
        await asyncio.sleep(every_s)
        before, fault = fault, await run_sync(_look, desk, limiter=thread)
        if fault and fault != before:
            _log.warning("The store of %s cannot be looked at: %s", desk.theatre.id, fault)
        if before and not fault:
            _log.warning("The store of %s can be looked at again.", desk.theatre.id)


def _look(desk: Desk) -> str:
    """Take up what is new; what went wrong, in words, empty where nothing did."""
    try:
        desk.refresh()
    except GeoError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not end the following: the next look may go well
        _log.exception("The evidence of %s could not be taken up", desk.theatre.id)
        return repr(error)
    return ""
