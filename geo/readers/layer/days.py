"""Days as files write them, in names and in properties.

ISO dates, digits alone, the day or the month first, names of months (English, Russian, Ukrainian), Unix time. Nothing is guessed: where the order of
day and month is open, the theatre's span settles it, or nothing does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from geo.errors import InputError
from geo.interval import parse_instant
from geo.readers.layer.rules import shown
from geo.theatre import Theatre

MONTHS = (
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    ("січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру"),
)
"""How months begin, in English, Russian and Ukrainian."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years beyond these are numbers of something else."""
MS = 1000

_NUMBERS = {word: number for names in MONTHS for number, word in enumerate(names, start=1)} | {"май": 5}
_MONTH = rf"(?:{'|'.join(_NUMBERS)})[^\W\d_]{{0,7}}"
_START, _END = r"(?<!\d)", r"(?!\d)"
"""No digit stands beside a date; a letter may: `map20250107`, `AO07JAN2025`."""
_TIME = r"(?:t(?P<time>\d{2}[:_-]?\d{2}(?:[:_-]?\d{2})?)z?)?"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(_START + pattern + _TIME + _END, re.IGNORECASE), order)
    for pattern, order in (
        (r"(?P<y>\d{4})(?P<s>[-_./ ])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})", "ymd"),
        (r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", "ymd"),
        (r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", "ymd"),  # with points the day always stands first
        (r"(?P<a>\d{1,2})(?P<s>[-_/ ])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})", "either"),
        (r"(?P<a>\d{2})(?P<b>\d{2})(?P<y>\d{4})", "either"),
        (rf"(?P<d>\d{{1,2}})[-_. ]*(?P<word>{_MONTH})[-_., ]*(?P<y>\d{{4}})", "word"),
        (rf"(?P<word>{_MONTH})[-_. ]*(?P<d>\d{{1,2}})[-_., ]+(?P<y>\d{{4}})", "word"),
        (rf"(?P<word>{_MONTH})(?P<d>\d{{2}})(?P<y>\d{{4}})", "word"),
        (rf"(?P<y>\d{{4}})[-_. ]*(?P<word>{_MONTH})[-_. ]*(?P<d>\d{{1,2}})", "word"),
    )
)
_UNIX = re.compile(rf"{_START}(\d{{10}}|\d{{13}}){_END}")
_WITH_TIME = re.compile(rf"{_START}(\d{{8}})(\d{{6}}){_END}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (UTC), and the instant on it where one is told."""

    on: date
    at: datetime | None = None


def day_of(value: Any, theatre: Theatre) -> date:
    """The day (UTC) that a property gives: a date, an instant, Unix time in s or ms, or text in any of the forms.

    Raises:
        InputError: it is none, or day and month may be meant in either order.
    """
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()[:60]
    moment = _one(list(_moments(text, _whole)), text, theatre)
    return moment.on if moment else parse_instant(text[:40]).date()


def moment_in_name(name: str, theatre: Theatre) -> Moment | None:
    """The day in the name of a file, in any of the forms.

    None where it has none, or several that the theatre's span does not settle.

    Raises:
        InputError: it may be read with the day or the month first, and both readings lie in the span.
    """
    return _one(list(_moments(name, _anywhere)), name, theatre)


def _one(found: list[tuple[Moment, ...]], text: str, theatre: Theatre) -> Moment | None:
    """The one moment meant by what was found, each as its possible readings."""
    readings = {moment.on: moment for possible in found for moment in possible}
    inside = [moment for moment in readings.values() if theatre.covers(moment.on)]
    if len(readings) == 1:
        return next(iter(readings.values()))
    if len(inside) == 1:
        return inside[0]
    if len(found) == 1 and readings:
        if not inside:
            return next(iter(readings.values()))  # outside either way, which is told as for any day
        both = " and ".join(str(on) for on in sorted(readings))
        raise InputError(
            f"{shown(text)} may be {both}: day and month can be read in either order. Write it as YYYY-MM-DD, or give the day with --date.",
        )
    return None


_Found = Callable[[re.Pattern[str], str], Iterator[re.Match[str]]]


def _whole(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    if match := pattern.fullmatch(text):
        yield match


def _anywhere(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return pattern.finditer(text)


def _moments(text: str, matches: _Found) -> Iterator[tuple[Moment, ...]]:
    """Each date in a text as its possible readings."""
    for pattern, order in _SHAPES:
        for match in matches(pattern, text):
            if readings := tuple(_readings(match, order)):
                yield readings
    for match in matches(_UNIX, text):
        in_ms = len(match[1]) > len("1736208000")
        yield from _instants(datetime.fromtimestamp(int(match[1]) / (MS if in_ms else 1), UTC))
    for match in matches(_WITH_TIME, text):
        try:
            yield from _instants(datetime.strptime(match[0], "%Y%m%d%H%M%S").replace(tzinfo=UTC))
        except ValueError:
            continue


def _instants(at: datetime) -> Iterator[tuple[Moment, ...]]:
    if FIRST_YEAR <= at.year <= LAST_YEAR:
        yield (Moment(at.date(), at.replace(microsecond=0)),)


def _readings(match: re.Match[str], order: str) -> Iterator[Moment]:
    part = match.groupdict()
    year = int(part["y"])
    if order == "either":
        one, other = int(part["a"]), int(part["b"])
        pairs = {(other, one), (one, other)}  # month and day: the day stands first, or second
    elif order == "word":
        pairs = {(_NUMBERS[part["word"][:3].casefold()], int(part["d"]))}
    else:
        pairs = {(int(part["m"]), int(part["d"]))}
    for month, day in sorted(pairs):
        try:
            on = date(year, month, day)
        except ValueError:
            continue
        if FIRST_YEAR <= year <= LAST_YEAR:
            yield Moment(on, _at(on, part["time"]))


def _at(on: date, time: str | None) -> datetime | None:
    digits = re.sub(r"\D", "", time or "").ljust(6, "0")
    try:
        return datetime.strptime(f"{on:%Y%m%d}{digits}", "%Y%m%d%H%M%S").replace(tzinfo=UTC) if time else None
    except ValueError:
        return None
