"""The query parameters of time: `datetime`, `as-of`, `at`. Each is read once; what an address cannot answer truly is refused with what can be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator

from api.surface import REPEATABLE
from geo.atlas import Atlas
from geo.errors import InputError
from geo.interval import end_of_day, exact_instant, parse_date, parse_instant, start_of_day
from geo.theatre import Theatre

V = TypeVar("V")

SPAN_HELP = (
    "Days a/b, both included; `../b` and `a/..` are open, `../..` is the whole span, one date is that day. A date is a UTC day, and the state shown for it "
    "is that at its end. A single instant such as 2025-01-10T18:00:00Z is taken as it is; of a span between instants, every day that it touches. "
    "It may be given several times, as GDAL does for filters by time: rows then touch each of them."
)
DAYS_HELP = "Days a/b (UTC), both included; `../b` and `a/..` are open, `../..` is the whole span, one date is that day. Instants are no days."
TWO_DAYS_HELP = (
    "Two days a/b (UTC): the end of the first is compared with the end of the second. `../..` is the whole span; one date is compared with the day before; "
    "without any, the last week in which ground changed hands is shown."
)
AS_OF_HELP = "What the public could have known by then: a date (its end, UTC) or an instant. Everything known otherwise."
AS_RECORDED_HELP = (
    "What this store held by then, by its own clock: a date (its end, UTC) or an instant. Everything it holds otherwise. "
    "It goes with as-of, which asks what the public knew."
)
AT_HELP = "Date (its end, UTC) or instant. The last day with a front otherwise, or where there is none with a report."
OPEN = ("", "..")
LONGEST, MOST = 100, 8
"""Characters of a span, and spans in one request: a connection gives one, and a filter of GDAL's one for each of its conditions."""
BARE_DATE = len("2025-01-10")
_OFFSET = re.compile(r"([T ]\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?) {1,2}(\d\d(?::?\d\d)?)(?=$|/)", re.ASCII | re.IGNORECASE)


def restore_plus(text: object) -> object:
    """The text with the plus before an offset: in a query `18:00:00+03:00` arrives as `18:00:00 03:00`, unless the plus was written %2B."""
    return _OFFSET.sub(r"\1+\2", text) if isinstance(text, str) else text


Written = Annotated[str | None, BeforeValidator(restore_plus)]
"""A time as it stands in a query."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days from first to last, both included, None where open. `at` is the end of the last day, or the instant that was given.

    `given`: there was a parameter, which open ends alone do not tell. `single`: it was one date or instant. `dated`: it has dates and open ends only.
    `whole`: it begins and ends where days do. `backwards`: it ends before it begins. `beside`: what rows must touch besides.
    """

    first: date | None = None
    last: date | None = None
    at: datetime | None = None
    text: str = ""
    single: bool = False
    dated: bool = True
    whole: bool = True
    backwards: bool = False
    beside: tuple[Span, ...] = ()

    @property
    def given(self) -> bool:
        """Whether there was a parameter."""
        return bool(self.text)

    @classmethod
    def of(cls, at: datetime) -> Span:
        """The span of one instant."""
        return cls(at.date(), at.date(), at, at.isoformat(), single=True, dated=False, whole=at == end_of_day(at.date()))

    def days(self, theatre: Theatre) -> tuple[date, date]:
        """First and last day, open ends closed by the theatre's span."""
        first = self.first or min(theatre.span.first_day, self.last or theatre.span.first_day)
        return first, self.last or max(theatre.span.last_day, first)

    def cited(self, atlas: Atlas, as_of: datetime | None) -> date:
        """The day that an answer cites: the last one of the span; without a parameter the one that is shown then."""
        return self.days(atlas.theatre)[1] if self.given else atlas.asked(None, None, as_of)

    def ordered(self) -> Span:
        """The span, refused when it ends before it begins.

        Raises:
            InputError: it does.
        """
        if self.backwards:
            raise InputError(f"datetime={self.text} ends before it begins. Give the earlier day first.")
        return self

    def in_days(self) -> Span:
        """The span, refused when it does not begin and end where days do: an answer by the day would be one to another question.

        Raises:
            InputError: it does not.
        """
        if not self.whole:
            raise self._finer()
        return self

    def in_dates(self) -> Span:
        """The span, refused when it has instants: the ends of days are compared.

        Raises:
            InputError: it has.
        """
        if not self.dated:
            raise self._finer()
        return self

    def _finer(self) -> InputError:
        one_day = self.single or (self.first is not None and self.first == self.last)
        days = "/".join(".." if day is None else day.isoformat() for day in ((self.last,) if one_day else (self.first, self.last)))
        return InputError(f"datetime={self.text} has hours, and this address answers by whole days (UTC). Write datetime={days}.")


def read_span(text: str) -> Span:
    """Read `a/b`, `../b`, `a/..` or a single date or instant.

    Raises:
        InputError: a part is no date or instant, or there are more than two.
    """
    if "/" not in text:
        one = _undone(text.strip())
        return replace(Span.of(parse_instant(one)), text=text, dated=_is_date(one))
    first, last = _halves(text)
    begins, ends = _bound(first, start_of_day), _bound(last, end_of_day)
    at = ends and ends.replace(microsecond=0)
    return Span(
        begins and begins.date(),
        at and at.date(),
        at,
        text,
        dated=all(part in OPEN or _is_date(part) for part in (first, last)),
        whole=(begins is None or begins == start_of_day(begins.date())) and (at is None or at == end_of_day(at.date())),
        backwards=begins is not None and ends is not None and ends < begins,
    )


def _undone(text: str) -> str:
    """The text without the T that GDAL leaves at the end of a bare date (2025-01-07T)."""
    return text[:BARE_DATE] if len(text) == BARE_DATE + 1 and text.endswith("T") else text


def _halves(text: str) -> tuple[str, str]:
    parts = [_undone(part.strip()) for part in text.split("/")]
    if len(parts) != len(("first", "last")):
        raise InputError(f"{text[:100]!r} is not a span of time. Write it as 2024-09-01/2025-01-07, with two dots for an open end.")
    return parts[0], parts[1]


def _bound(text: str, of_day: Callable[[date], datetime]) -> datetime | None:
    if text in OPEN:
        return None
    return of_day(parse_date(text)) if _is_date(text) else exact_instant(text)


def _is_date(text: str) -> bool:
    return len(text.strip()) <= BARE_DATE


def last_instant(span: Span, at: datetime | None, otherwise: date) -> datetime:
    """The instant that a request is about: `at`, else the end of its span, else the end of the day given."""
    return at or span.at or end_of_day(otherwise)


def _read(name: str, text: str, parse: Callable[[str], V]) -> V:
    try:
        return parse(text)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _span(text: str | None) -> Span:
    return _read("datetime", text, read_span) if text is not None else Span()


def _ordered(
    request: Request,
    text: Annotated[Written, Query(alias="datetime", description=SPAN_HELP, max_length=LONGEST, json_schema_extra=REPEATABLE)] = None,
) -> Span:
    several = request.query_params.getlist("datetime")
    if len(several) <= 1:
        return _span(text).ordered()
    if len(several) > MOST or any(len(one) > LONGEST for one in several):
        raise InputError(f"datetime is given {len(several)} times; the limit is {MOST}, of {LONGEST} characters each. Give one span that they share.")
    return joined([_span(str(restore_plus(one))).ordered() for one in several])


def joined(spans: Sequence[Span]) -> Span:
    """Spans of which rows touch each. What is shown is the one day among them, else the last: the one that stands in the address of a connection."""
    shown = next((span for span in spans if span.single), spans[-1])
    return replace(shown, beside=tuple(span for span in spans if span is not shown))


def _days(text: Annotated[Written, Query(alias="datetime", description=DAYS_HELP, max_length=100)] = None) -> Span:
    return _span(text).ordered().in_days()


def _pair(text: Annotated[Written, Query(alias="datetime", description=TWO_DAYS_HELP, max_length=100)] = None) -> Span:
    return _span(text).in_dates()


def _as_of(text: Annotated[Written, Query(alias="as-of", description=AS_OF_HELP, max_length=100)] = None) -> datetime | None:
    return _read("as-of", text, parse_instant) if text is not None else None


def _as_recorded(text: Annotated[Written, Query(alias="as-recorded", description=AS_RECORDED_HELP, max_length=100)] = None) -> datetime | None:
    return _read("as-recorded", text, parse_instant) if text is not None else None


def _at(text: Annotated[Written, Query(alias="at", description=AT_HELP, max_length=100)] = None) -> datetime | None:
    return _read("at", text, parse_instant) if text is not None else None


OrderedSpan = Annotated[Span, Depends(_ordered)]
"""A span in which instants may stand: rows that touch it."""
DaySpan = Annotated[Span, Depends(_days)]
"""A span of whole days."""
PairOfDays = Annotated[Span, Depends(_pair)]
"""Days whose ends are compared, the later one first where the sign is to be turned."""
AsOf = Annotated[datetime | None, Depends(_as_of)]
AsRecorded = Annotated[datetime | None, Depends(_as_recorded)]
At = Annotated[datetime | None, Depends(_at)]
CONNECTION = (Depends(_ordered), Depends(_as_of), Depends(_as_recorded))
"""Taken by every address that a GIS asks on its way to features: what stands in the address of a connection, such as the day, it sends with each request."""
