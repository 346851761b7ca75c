"""Dates in words, relative to the report: "on Monday", "the night of 8-9 August", "mid-February", "three days ago".

Every reading is an interval of whole UTC days whose last day is the best single date; none ends after the report's own day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from geo.geoparse.lexicon import Lexicon
from geo.geoparse.stems import ahead
from geo.interval import Interval

_MAY = 5
_MARCH = 3
_AHEAD = timedelta(days=45)
_LEAD = 24


class DateMark(NamedTuple):
    """A date in words at [start, end). `vague`: a month or a stretch rather than a day; `since`: it only begins there."""

    start: int
    end: int
    first: date
    last: date
    vague: bool = False
    since: bool = False

    @property
    def interval(self) -> Interval:
        """The days meant."""
        return Interval.of_days(self.first, self.last)


Reader = Callable[[re.Match[str], date], tuple[date, date, bool] | None]


class DateReader:
    """Finds dates in plain text. Built once for a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        tables = lexicon.tables["dates"]
        self._months = {form: n for names in (tables["months"], tables["months_short"]) for n, name in enumerate(names, start=1) for form in name.split("|")}
        self._weekdays = {form: n for n, name in enumerate(tables["weekdays"]) for form in name.split("|")}
        self._parts: dict[str, list[int]] = tables["parts"]
        self._relative: dict[str, list[int]] = tables["relative"]
        self._later: dict[str, int] = tables.get("later", {})
        self._numbers: dict[str, int] = lexicon.tables["figures"]["numbers"]
        self._units = {form: unit for unit, forms in tables["units"].items() for form in forms}
        self._pattern = re.compile(self._forms(tables), re.VERBOSE)
        words = 2 if tables["month_first"] else 0  # "since the night of"; a preposition of endings belongs to the word behind it
        self._since = re.compile(rf"\b(?:{_any(tables['since'])})(?:\s\w+){{0,{words}}}\s?\Z")
        self._night = re.compile(rf"\b(?:{_any(tables['night_to'])})\s\Z") if tables["night_to"] else None

    def _forms(self, tables: Mapping[str, Any]) -> str:
        """The regular expression of every way to write a date, from the words of the language."""
        month, nth = _any(self._months), rf"(?:{_any(tables['ordinal'])})?"
        to, of = rf"[ ]?(?:-|{_any(tables['range'])})[ ]?", rf"(?:(?:{_any(tables['of'])})[ ])?" if tables["of"] else ""
        year = rf"(?:[ ](?:{_any(tables['year'])})\b)?" if tables["year"] else ""
        bare = rf"(?P<bmonth>{month})\b(?![ ]\d{{1,2}}(?!\d))"
        forms = [
            r"(?P<iso>\d{4}-\d\d-\d\d)",
            rf"(?P<part>{_any(self._parts)})[- ]{of}(?P<pmonth>{month})\b\.?(?:[ ](?P<pyear>20\d\d))?{year}",
            rf"(?P<day>\d{{1,2}}){nth}(?:{to}(?P<day2>\d{{1,2}}){nth})?[ ]{of}(?P<month>{month})\b\.?(?:,?[ ](?P<year>20\d\d))?{year}",
            rf"(?P<weekday>{_any(self._weekdays)})(?P<lastweek>[ ](?:{_any(tables['last_week'])}))?",
            rf"(?P<relative>{_any(self._relative)})",
            *([rf"(?P<later>{_any(self._later)})"] if self._later else []),
            rf"(?P<count>\d{{1,2}}|{_any(n for n in self._numbers if ' ' not in n)})[ ](?P<unit>{_any(self._units)})[ ](?:{_any(tables['ago'])})",
            rf"(?:(?P<since>{_any(tables['since'])})[ ]|(?:{_any(tables['month_after'])})[ ]){bare}(?:,?[ ](?P<byear>20\d\d))?{year}",
        ]
        if tables["month_first"]:
            amonth = rf"(?P<amonth>{month})\.?[ ](?P<aday>\d{{1,2}})(?!\d|[,.]?\d){nth}(?:{to}(?P<aday2>\d{{1,2}})(?!\d))?(?:,?[ ]?(?P<ayear>20\d\d))?"
            forms.insert(3, amonth)
        else:
            forms.insert(1, r"(?P<dotted>\d{1,2}\.\d{2}\.20\d\d)")
        words = (self._parts, self._months, self._weekdays, self._relative, self._later, self._numbers, tables["since"], tables["month_after"])
        return rf"\b{ahead(chain.from_iterable(words))}(?:{'|'.join(forms)})(?!\w)"

    def scan(self, plain: str, report: date) -> list[DateMark]:
        """The dates of a plain text in order."""
        marks: list[DateMark] = []
        for found in self._pattern.finditer(plain):
            days = self._following(found, marks) if found.lastgroup == "later" else self._days(found, report)
            if days is None:
                continue
            first, last, vague = days
            last = min(last, report)
            before = plain[max(0, found.start() - _LEAD) : found.start()]
            since = bool(found.group("since")) or (not found.group("day2") and bool(self._since.search(before)))
            first = first - timedelta(days=1) if self._night is not None and self._night.search(before) else first
            marks.append(DateMark(found.start(), found.end(), min(first, last), last, vague, since))
        return marks

    def _following(self, found: re.Match[str], marks: Sequence[DateMark]) -> tuple[date, date, bool] | None:
        """Days after the date before ("a day later"); None where the text has none."""
        if not marks:
            return None
        on = marks[-1].last + timedelta(days=self._later[found.group("later")])
        return on, on, False

    def _days(self, found: re.Match[str], report: date) -> tuple[date, date, bool] | None:  # noqa: PLR0911 - a ladder of readings, the likeliest first
        group = found.group
        if group("iso"):
            return _iso(group("iso"))
        if "dotted" in found.re.groupindex and group("dotted"):
            return _iso("-".join(reversed(group("dotted").zfill(10).split("."))))
        if group("part"):
            return self._part(group("part"), self._months[group("pmonth")], _year(group("pyear")), report)
        if group("month"):
            return self._day(report, self._months[group("month")], (group("day"), group("day2")), _year(group("year")))
        if "amonth" in found.re.groupindex and group("amonth"):
            return self._day(report, self._months[group("amonth")], (group("aday"), group("aday2")), _year(group("ayear")))
        if group("weekday"):
            return self._weekday(report, self._weekdays[group("weekday")], last_week=bool(group("lastweek")))
        if group("relative"):
            back = self._relative[group("relative")]
            return report - timedelta(days=back[0]), report - timedelta(days=back[1]), back[0] - back[1] > 1
        if group("count"):
            return self._ago(report, group("count"), group("unit"))
        return self._month(report, self._months[group("bmonth")], _year(group("byear")))

    def _day(self, report: date, month: int, days: tuple[str, str | None], year: int | None) -> tuple[date, date, bool] | None:
        numbers = [int(d) for d in days if d]
        last = _latest(report, month, numbers[-1], year)
        if last is None:
            return None
        first = _latest(last, month, numbers[0], None) if len(numbers) > 1 else last
        return first or last, last, False

    def _weekday(self, report: date, weekday: int, *, last_week: bool) -> tuple[date, date, bool]:
        monday = report - timedelta(days=report.weekday())
        on = monday - timedelta(days=7 - weekday) if last_week else report - timedelta(days=(report.weekday() - weekday) % 7)
        return on, on, False

    def _ago(self, report: date, count: str, unit: str) -> tuple[date, date, bool]:
        n = int(count) if count.isdigit() else self._numbers[count]
        back = {"day": relativedelta(days=n), "week": relativedelta(weeks=n), "month": relativedelta(months=n)}[self._units[unit]]
        on = report - back
        return on, on, self._units[unit] == "month"

    def _part(self, part: str, month: int, year: int | None, report: date) -> tuple[date, date, bool] | None:
        low, high = self._parts[part]
        first = _latest(report, month, low, year)
        if first is None:
            return None
        high = min(high, calendar.monthrange(first.year, first.month)[1])
        return first, first.replace(day=high), True

    def _month(self, report: date, month: int, year: int | None) -> tuple[date, date, bool] | None:
        if month in {_MAY, _MARCH} and year is None and report.month not in range(month, month + 4):
            return None
        first = _latest(report, month, 1, year)
        if first is None:
            return None
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), True


def _any(words: Iterable[str]) -> str:
    """A regular expression for any of these words, longest first; in a verbose pattern, so blanks are escaped."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _iso(text: str) -> tuple[date, date, bool] | None:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on, on, False


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _soon(report: date, month: int, day: int) -> bool:
    """Whether the day comes within the next weeks: the text then looks ahead ("on January 20")."""
    for year in (report.year, report.year + 1):
        if 1 <= day <= calendar.monthrange(year, month)[1] and timedelta(0) < date(year, month, day) - report <= _AHEAD:
            return True
    return False


def _latest(report: date, month: int, day: int, year: int | None) -> date | None:
    """The latest day of this month and day not after the report; of the given year where there is one. None: no such day."""
    years: Sequence[int] = [year] if year else [report.year, report.year - 1]
    if year is None and _soon(report, month, day):
        return None
    for candidate in years:
        if 1 <= day <= calendar.monthrange(candidate, month)[1]:
            on = date(candidate, month, day)
            if on <= report or year:
                return on
    return None
