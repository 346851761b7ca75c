"""A day as people type it into a page, for pages that run no script; `assets/typed.js` reads the same, and one table of tests holds both."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from geo.atlas.sentences import long_date
from geo.errors import InputError
from geo.interval import parse_date
from geo.render.assets import LANGUAGES, messages, say

MOST_LETTERS = 60
"""What is longer is no date."""
FEWEST_LETTERS = 3
"""Of a month: two would not tell June from July."""
SHOWN_LETTERS = 40
"""Of what was typed, in a message."""
FILLERS = frozenset({"of", "the", "го", "ого", "е", "г", "год", "года", "р", "рік", "року"})
"""What stands beside the numbers and the month: 10th of January; 10-го января 2025 г.; 10 січня 2025 року."""
_NUMBERS = re.compile(r"(\d+)([-/. ])(\d+)\2(\d+)", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_TWO_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field for a day, and what is wrong with it (empty: nothing)."""

    text: str
    fault: str = ""

    @classmethod
    def of(cls, text: str, first: date, last: date) -> Typed:
        """A text that somebody typed, read for a day from first to last (both included)."""
        try:
            read_day(text, first, last)
        except InputError as error:
            return cls(text, str(error))
        return cls(text)


class _Unreadable(Exception):  # noqa: N818 - it carries the key of a message and never leaves this module
    """The key of the message that says what is wrong."""


def read_day(text: str, first: date | None = None, last: date | None = None) -> date:
    """The day that a text names: 10 January 2025, January 10, 2025, 10.01.2025, 2025-01-10, months in English, Ukrainian or Russian.

    01/03/2025 is refused where both of its readings lie from `first` to `last` (both included; None: open), and taken where one does.

    Raises:
        InputError: it names none of those days, or may name two.
    """
    shown = text.strip()[:SHOWN_LETTERS]
    try:
        days = list(dict.fromkeys(day for day in _readings(text) if day))
    except _Unreadable as fault:
        raise InputError(say(str(fault), text=shown)) from None
    possible = [day for day in days if (first or day) <= day <= (last or day)]
    if len(possible) == 1:
        return possible[0]
    if possible:
        one, other = (long_date(day) for day in possible)
        raise InputError(say("date.ambiguous", text=shown, one=one, other=other))
    if not days:
        raise InputError(say("date.unread", text=shown))
    raise InputError(say("notice.no_such_day", text=shown, first=long_date(first or date.min), last=long_date(last or date.max)))


def _readings(text: str) -> list[date | None]:
    """What a text may mean; None for what is no day of the calendar.

    Raises:
        _Unreadable: it is no date.
    """
    clean = _plain(text)
    if len(clean) > MOST_LETTERS:
        raise _Unreadable("date.unread")
    if compact := _COMPACT.fullmatch(clean):
        return [_date(*compact.groups())]
    if numbers := _NUMBERS.fullmatch(clean):
        return _of_numbers(*numbers.groups())
    return [_of_words(clean)]


def _plain(text: str) -> str:
    """The text without what says nothing: case, spaces around separators, a full stop at the end, the word for year."""
    spaced = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    joined = re.sub(r"[.,]+$", "", re.sub(r" ?([-/.,]) ?", r"\1", spaced))
    return re.sub(r" (г|год|года|р|рік|року)$", "", joined)


def _of_numbers(a: str, separator: str, b: str, c: str) -> list[date | None]:
    """Three numbers; with a year in front, or with dots, there is one order only."""
    if _YEAR.fullmatch(a):
        return [_date(a, b, c)]
    if not _YEAR.fullmatch(c):
        raise _Unreadable("date.year" if max(len(a), len(c)) == _TWO_DIGITS else "date.unread")
    day_first = _date(c, b, a)
    return [day_first] if separator == "." else [day_first, _date(c, a, b)]


def _of_words(text: str) -> date | None:
    """Day, month and year in any order, the month as a word."""
    days, months, years = list[str](), list[str](), list[str]()
    for word in re.split(r"[-\s.,/]+", text):
        if not word or word in FILLERS:
            continue
        if _YEAR.fullmatch(word):
            years.append(word)
        elif day := _DAY.fullmatch(word):
            days.append(day.group(1))
        elif month := _month(word):
            months.append(month)
        else:
            raise _Unreadable("date.unread")
    if len(months) == 1 and days and not years:
        raise _Unreadable("date.year")
    if not len(days) == len(months) == len(years) == 1:
        raise _Unreadable("date.unread")
    return _date(years[0], months[0], days[0])


def _month(word: str) -> str | None:
    """The number of a month by its name, or the beginning of it, in any language of the page."""
    if len(word) < FEWEST_LETTERS:
        return None
    for language in LANGUAGES:
        for key in ("months", "months_named", "months_short"):
            for number, name in enumerate(messages(language)[key], start=1):
                if name.lower().startswith(word):
                    return str(number)
    return None


def _date(year: str, month: str, day: str) -> date | None:
    if not _YEAR.fullmatch(year):
        return None
    try:
        return parse_date(f"{year}-{month:0>2}-{day:0>2}")
    except InputError:
        return None
