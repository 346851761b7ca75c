"""Where knowledge ends: what may be said of days that lie after the day as of which a map is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from geo.atlas.sentences import long_date
from geo.interval import end_of_day, format_instant
from geo.theatre import Theatre


def foreseen(at: datetime, as_of: datetime | None) -> bool:
    """Whether an instant lies after what was known.

    The day of `as_of` itself, taken at its end as every day is, does not: it is the last one of which anything was known.
    """
    return as_of is not None and at > as_of and at != end_of_day(as_of.date())


def days_known(on: Sequence[date], as_of: datetime | None) -> int:
    """How many of the days, counted from the first, were there by `as_of`."""
    unknown = (n for n, day in enumerate(on) if foreseen(end_of_day(day), as_of))
    return next(unknown, len(on))


def ahead(first: date | datetime, last: date | datetime, as_of: datetime | None) -> str | None:
    """What to tell the reader when some of what is asked for lies after `as_of`; None when nothing does. A date means the end of its day."""
    start, end = _instant(first), _instant(last)
    if as_of is None or not foreseen(end, as_of):
        return None
    begins = start if foreseen(start, as_of) else end_of_day(as_of.date() + timedelta(days=1))
    known = _written(as_of)
    if begins >= end:
        return f"{_written(end)} lies after as-of {known}: it was not yet known, and what is said of it only carries forward what was known then."
    days = f"{_written(begins)} to {_written(end)}"
    return f"{days} lie after as-of {known}: they were not yet known, and what is said of them only carries forward what was known then."


def not_yet(theatre: Theatre, at: date | datetime, as_of: datetime | None) -> str | None:
    """The sentence of a day after `as_of`, in place of any about ground; None where the day is none. A date means the end of its day."""
    asked = _instant(at)
    if as_of is None or not foreseen(asked, as_of):
        return None
    return f"On {long_date(as_of.date())} it was not yet known who would hold what of {theatre.region} on {long_date(asked.date())}"


def as_known(sentence: str, as_of: datetime | None) -> str:
    """The sentence with the day up to which reports were read."""
    return f"{sentence}, as known on {long_date(as_of.date())}" if as_of else sentence


def _instant(at: date | datetime) -> datetime:
    return at if isinstance(at, datetime) else end_of_day(at)


def _written(at: datetime) -> str:
    """The day of an instant, or the instant itself where it is not the end of one."""
    return at.date().isoformat() if at == end_of_day(at.date()) else format_instant(at)
