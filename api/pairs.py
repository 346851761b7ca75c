"""The two days that an address compares, found before the answer is: the days decide its digest and its tag."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends

from api.answers import Reading, ReadingAsKnown
from api.deferred import Lanes
from api.memo import Memo
from api.spans import AsOf, PairOfDays
from geo.atlas import TwoDays

KEPT = 1000
"""Findings kept, a few bytes each: one for each moment of knowledge that somebody asks about."""


async def _compared(reading: ReadingAsKnown, span: PairOfDays, as_of: AsOf) -> TwoDays:
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
    """The last days with changes, looked for once for all who ask meanwhile."""
    state, atlas = reading.request.app.state, reading.atlas
    lanes: Lanes = state.lanes
    found: Memo[TwoDays] = state.last_changes
    key = f"{reading.theatre.id} {atlas.evidence.digest} {atlas.as_recorded} {as_of}"
    return await found.get(key, lambda: atlas.two_days(as_of=as_of), lanes.quick)


def last_changes_memo() -> Memo[TwoDays]:
    """A table for what is found."""
    return Memo[TwoDays](KEPT, lambda _: 1)


ComparedDays = Annotated[TwoDays, Depends(_compared)]
"""The days to compare, and how they were come by."""
