"""The two days that an address compares, found before the answer is: the days decide its digest and its tag."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends

from api.answers import Reading, ReadingAsRecorded
from api.deferred import Lanes
from api.memo import Memo
from api.spans import AsOf, PairOfDays
from geo.atlas import TwoDays

KEPT = 1000
"""Findings kept, a few bytes each: one for each moment of knowledge that somebody asks about."""


async def _compared(reading: ReadingAsRecorded, span: PairOfDays, as_of: AsOf) -> TwoDays:
    """The days that are asked for, of one day that and the one before, of none the last with changes.

    Raises:
        InputError: the two days are one.
        BusyError: none are asked for, and too many answers wait to be made already.
    """
    atlas = reading.atlas
    if not span.given:
        return await _last_changes(reading, as_of)
    if span.single and span.last:
        return atlas.two_days(span.last)
    return atlas.two_days(*span.days(atlas.theatre))


async def _last_changes(reading: Reading, as_of: datetime | None) -> TwoDays:
    """The last days with changes. What was known at a moment that nobody has asked about yet takes a second to work out, and waits with the slow answers."""
    state, atlas = reading.request.app.state, reading.atlas
    lanes: Lanes = state.lanes
    found: Memo[TwoDays] = state.last_changes
    key = f"{reading.theatre.id} {atlas.evidence.digest} {as_of and as_of.isoformat()}"
    return await found.get(key, lambda: atlas.two_days(as_of=as_of), lanes.quick if atlas.is_worked_out(as_of) else lanes.slow)


def last_changes_memo() -> Memo[TwoDays]:
    """A table for what is found."""
    return Memo[TwoDays](KEPT, lambda _: 1)


ComparedDays = Annotated[TwoDays, Depends(_compared)]
"""The days to compare, and how they were come by."""
