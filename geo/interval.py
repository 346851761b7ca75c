"""Time: half-open intervals in UTC and values that change in steps.

Every instant is an aware `datetime` in UTC with whole seconds. A bare date means the end of that UTC day (23:59:59); the
conversion is made here and nowhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeVar

from geo.errors import InputError

T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")

DAY = timedelta(days=1)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d|\d{8})[T ](\d\d)(?::?(\d\d)(?::?(\d\d)([.,]\d+)?)?)? ?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII | re.IGNORECASE)
"""Python's own reader takes any character between date and time, so that 2025-01-10+03:00 would be three in the morning."""
_REMEDY = "Write 2025-01-10 or 2025-01-10T18:00:00Z."
FARTHEST_OFFSET = timedelta(hours=14)
"""The clocks of Kiritimati; none is farther behind."""
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def start_of_day(on: date) -> datetime:
    """The first instant of the UTC day."""
    return datetime.combine(on, time.min, tzinfo=UTC)


def end_of_day(on: date) -> datetime:
    """The last whole second of the UTC day: what a bare date stands for."""
    return datetime.combine(on, time(23, 59, 59), tzinfo=UTC)


def day_end(at: datetime | date) -> datetime:
    """The end of the UTC day of a date or an instant: the one form of both where days are compared."""
    return end_of_day(at.astimezone(UTC).date() if isinstance(at, datetime) else at)


def parse_date(text: str) -> date:
    """Read `YYYY-MM-DD`.

    Raises:
        InputError: the text is no such date.
    """
    try:
        return date.fromisoformat(text.strip() if _DATE.fullmatch(text.strip()) else "")
    except ValueError:
        raise InputError(f"{text!r} is not a date. Write it as YYYY-MM-DD, for example 2025-01-10.") from None


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant or a bare date (the end of that UTC day). An instant without an offset is taken as UTC.

    Fractions of a second are dropped: nothing here is dated finer than to the second.

    Raises:
        InputError: the text is neither.
    """
    return exact_instant(text).replace(microsecond=0)


def exact_instant(text: str) -> datetime:
    """The same with its fraction of a second, for two instants that are to be in order.

    Raises:
        InputError: the text is neither an instant nor a date.
    """
    text = text.strip()
    if len(text) <= len("2025-01-10"):
        return end_of_day(parse_date(text))
    found = _INSTANT.fullmatch(text)
    if not found:
        raise InputError(f"{text!r} is not an instant. {_REMEDY}")
    on, hour, minute, second, fraction, offset = found.groups(default="")
    if hour == "24":
        raise InputError(f"{text!r} is the border of two days. Write {on} for the end of the one, or 00:00 of the other.")
    if second == "60":
        raise InputError(f"{text!r} is a leap second, which the calendar here does not have. Write 59 for the seconds.")
    try:
        value = datetime.fromisoformat(f"{on}T{hour}:{minute or '00'}:{second or '00'}{fraction}{offset.upper() or 'Z'}")
    except ValueError:
        raise InputError(f"{text!r} is not an instant. {_REMEDY}") from None
    if abs(value.utcoffset() or timedelta()) > FARTHEST_OFFSET:
        raise InputError(f"{text!r} is farther from UTC than any clock on earth. Write an offset from -14:00 to +14:00.")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise InputError(f"{text!r} lies outside the calendar in UTC. Write a date such as 2025-01-10.") from None


def format_instant(at: datetime) -> str:
    """ISO 8601 in UTC with a trailing Z."""
    return f"{at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"  # strftime writes the year 1 as 1


def days(first: date, last: date) -> list[date]:
    """The days from first to last, both included; empty when last is before first."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The span [start, end): the start belongs to it, the end does not. Both are aware UTC instants, start before end."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise InputError(f"The interval {self.start} .. {self.end} has no time zone. Give instants in UTC.")
        if self.end <= self.start:
            raise InputError(f"The interval {self.start} .. {self.end} is empty: its end must come after its start.")

    @classmethod
    def of_days(cls, first: date, last: date | None = None) -> Interval:
        """Whole UTC days, first and last both included (one day when last is absent)."""
        return cls(start_of_day(first), start_of_day(last or first) + DAY)

    @property
    def first_day(self) -> date:
        """The UTC day of the start."""
        return self.start.date()

    @property
    def last_day(self) -> date:
        """The last UTC day that the interval touches."""
        return (self.end - timedelta(seconds=1)).date()

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


class StepFunction(Generic[T]):
    """A value that holds from one instant up to (not including) the next; defined for all time, always coalesced.

    Coalesced: neighbouring steps with equal values are one step, so equal functions compare equal.
    """

    __slots__ = ("starts", "values")

    def __init__(self, initial: T, steps: Iterable[tuple[datetime, T]] = ()) -> None:
        starts, values = [BEGINNING], [initial]
        for start, value in sorted(steps, key=lambda s: s[0]):
            if start == starts[-1]:
                values[-1] = value
            else:
                starts.append(start)
                values.append(value)
        keep = [i for i in range(len(values)) if i == 0 or values[i] != values[i - 1]]
        self.starts: tuple[datetime, ...] = tuple(starts[i] for i in keep)
        self.values: tuple[T, ...] = tuple(values[i] for i in keep)

    def at(self, instant: datetime) -> T:
        """The value in force at the instant (a step that starts there counts)."""
        return self.values[bisect_right(self.starts, instant) - 1]

    def steps(self) -> Iterator[tuple[datetime, T]]:
        """The (start, value) pairs in time order; the first starts at the beginning of time."""
        return zip(self.starts, self.values, strict=True)

    def map(self, change: Callable[[T], U]) -> StepFunction[U]:
        """The function of changed values, coalesced again."""
        return StepFunction(change(self.values[0]), [(s, change(v)) for s, v in list(self.steps())[1:]])

    def combine(self, other: StepFunction[U], join: Callable[[T, U], V]) -> StepFunction[V]:
        """Pointwise join of two functions."""
        starts = sorted({*self.starts, *other.starts})
        values = [(s, join(self.at(s), other.at(s))) for s in starts]
        return StepFunction(values[0][1], values[1:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StepFunction) and self.starts == other.starts and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.starts, self.values))

    def __repr__(self) -> str:
        return f"StepFunction({', '.join(f'{s:%Y-%m-%d}: {v!r}' for s, v in self.steps())})"
