"""The Atlas: a theatre with all its evidence, frozen. It is replaced whole when evidence is added."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

from geo.atlas import change as _change
from geo.atlas import delta as _delta
from geo.atlas import explain as _explain
from geo.atlas import tables
from geo.atlas.horizon import ahead, not_yet
from geo.atlas.impact import Impact, impacts
from geo.atlas.ledger import ledger
from geo.atlas.sentences import Summary, cite, held, long_date, unread
from geo.atlas.view import View, keep
from geo.evidence import ClaimHistory, claim_history, known, reread, ruled
from geo.interval import day_end, days, end_of_day, format_instant
from geo.model import Evidence, Extraction, Review, digest
from geo.series import area_series
from geo.space import Tessellation, tessellate
from geo.theatre import Parameters, Theatre
from geo.units import ClaimId

Table = TypeVar("Table", bound=pd.DataFrame)
SHORT = 12
"""Hex digits of a digest that people see; enough to tell apart every map that will ever be made of a theatre."""
VIEWS = 12
"""Moments of knowledge kept ready; the oldest is dropped."""


@dataclass(frozen=True)
class Atlas:
    """Answers for any day (`at`), and as known on any day (`as_of`; None means everything known), from what a store held (`as_recorded`).

    Instants are aware UTC datetimes; tables come in lon/lat (WGS 84) and carry `at`, `as_of` and `digest`. A day outside the theatre's
    span gives an empty table. `note` has the words for days outside it and for days after `as_of`; tables have them in `attrs["note"]`.
    """

    theatre: Theatre
    evidence: Evidence
    tessellation: Tessellation
    _views: dict[int, View] = field(default_factory=dict, repr=False, compare=False)
    _impacts: dict[str, Mapping[ClaimId, Impact]] = field(default_factory=dict, repr=False, compare=False)
    _default_days: dict[tuple[str, date], date] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, theatre: Theatre, evidence: Evidence, tessellation: Tessellation | None = None) -> Atlas:
        """An atlas of this evidence; a tessellation of the same theatre may be handed on, as it depends on the theatre alone."""
        return cls(theatre, evidence, tessellation or tessellate(theatre))

    def tuned(self, parameters: Parameters) -> Atlas:
        """The atlas of the same evidence with other parameters, on the same cells; its digest is another."""
        return Atlas(self.theatre.tuned(parameters), self.evidence, self.tessellation)

    @property
    def digest(self) -> str:
        """Digest (hex) of everything known, the cells and the parameters."""
        return self.view().digest

    def digest_at(self, at: datetime | date | None, as_of: datetime | None) -> str:
        """Short digest of an answer about a UTC day: the provenance in every export, and the beginning of the ETag.

        It follows from what was known by then, and from nothing that became known later. One day has one digest: its
        date and every instant of it give the same, as the map of a day is that at its end. None stands for the day that
        is shown where none is asked for (see `asked`).
        """
        end = day_end(self.default_day(as_of) if at is None else at)
        return digest(self.view(as_of).digest, format_instant(end), _instant(as_of))[:SHORT]

    def asked(self, first: date | None, last: date | None, as_of: datetime | None) -> date:
        """The day that an answer over days cites: its last one; where that is open, the last of the theatre's span.

        Where no day is asked for, the one that a layer shows then.
        """
        if last is not None:
            return last
        return self.default_day(as_of) if first is None else max(first, self.theatre.span.last_day)

    def outside(self, first: date, last: date | None = None) -> str | None:
        """What to tell the reader when some of the days asked for lie outside the theatre's span; None when all lie inside."""
        span = self.theatre.span
        if span.first_day <= first and (last or first) <= span.last_day:
            return None
        asked = first.isoformat() if last in (None, first) else f"{first.isoformat()} to {last}"
        return f"The theatre {self.theatre.id} covers {span.first_day} to {span.last_day}; {asked} is not wholly inside, and nothing is known outside."

    def note(self, first: date | datetime, last: date | datetime | None = None, as_of: datetime | None = None) -> str | None:
        """What to tell the reader of days, or of an instant, that lie outside the theatre's span or after `as_of`; None when none does."""
        until = first if last is None else last
        found = (self.outside(_day(first), _day(until)), ahead(first, until, as_of))
        return " ".join(words for words in found if words) or None

    @cached_property
    def _moments(self) -> tuple[datetime, ...]:
        evidence = self.evidence
        clocks = {known.known_at for known in evidence.claims} | {report.known_at for report in evidence.reports.values()}
        clocks |= {at for review in evidence.reviews for at in (review.since, review.known_at)}
        return tuple(sorted(clocks))

    def _moment(self, as_of: datetime | None) -> int:
        """How many of the moments at which something became known had come by then."""
        return len(self._moments) if as_of is None else bisect_right(self._moments, as_of)

    def is_worked_out(self, as_of: datetime | None = None) -> bool:
        """Whether the map as known at a moment is at hand. Where it is not, the first answer takes about a second longer."""
        view = self._views.get(self._moment(as_of))
        return view is not None and view.is_worked_out

    def work_out(self, as_of: datetime | None = None) -> date:
        """Have the map as known at a moment at hand, with the areas of its days; the day that is shown where none is asked for."""
        day = self.default_day(as_of)
        self.summary(end_of_day(day), as_of)
        return day

    def view(self, as_of: datetime | None = None) -> View:
        """What was known at a moment; moments between two reports share one view."""
        moment = self._moment(as_of)
        view = self._views.get(moment)
        if view is None:
            view = View(self.theatre, self.tessellation, known(self.evidence, as_of))
            keep(self._views, moment, view, VIEWS)
        return view

    @property
    def as_recorded(self) -> datetime | None:
        """The instant of the store's clock up to which its rows count; None means all of them."""
        return self.evidence.as_recorded

    def with_equal(self, evidence: Evidence) -> Atlas:
        """The atlas of evidence with the same digest; whatever one of the two works out serves both."""
        return replace(self, evidence=evidence)

    def with_readings(self, extractions: Iterable[Extraction]) -> Atlas:
        """The atlas as it will be when these readings are stored."""
        return Atlas.build(self.theatre, reread(self.evidence, extractions), self.tessellation)

    def with_verdicts(self, reviews: Iterable[Review]) -> Atlas:
        """The atlas as it will be when these verdicts are given."""
        return Atlas.build(self.theatre, ruled(self.evidence, reviews), self.tessellation)

    def change(self, after: Atlas, on: date, *, would: bool = False) -> _change.Change:
        """What differs between this atlas and a later one of the same theatre, told for a day; `would` words it as what is not stored yet."""
        found = _change.change(self.view(), after.view(), on)
        words = _change.in_words(found, self.theatre, would=would)
        return replace(found, sentence=words, digest_before=self.digest_at(None, None), digest=after.digest_at(None, None))

    def moved(self, after: Atlas, on: date) -> gpd.GeoDataFrame:
        """The ground whose likeliest holder is another in a later atlas of the same theatre at the end of a day, by holder `before` and `holder` after."""
        return _change.ground(self.view(), after.view(), on)

    def control(self, at: datetime, as_of: datetime | None = None) -> gpd.GeoDataFrame:
        """Polygons by holder and level (held, contested) at an instant, a valid coverage of the extent, with geodesic area_km2."""
        return self._stamp(tables.control(self.view(as_of), at), at, as_of)

    def front(self, at: datetime, as_of: datetime | None = None) -> gpd.GeoDataFrame:
        """Front lines between holders at an instant, with geodesic length_km."""
        return self._stamp(tables.front(self.view(as_of), at), at, as_of)

    def parts(self, at: datetime, as_of: datetime | None = None) -> gpd.GeoDataFrame:
        """Salients and pockets at an instant: connected ground of one side, named after its largest settlement, with geodesic area_km2."""
        return self._stamp(tables.parts(self.view(as_of), at), at, as_of)

    def cells(self, at: datetime, as_of: datetime | None = None) -> gpd.GeoDataFrame:
        """Every cell at an instant with its probability of each holder (p_<holder>), its nearest settlement and its district."""
        return self._stamp(tables.cells(self.view(as_of), at), at, as_of)

    def places(self, at: datetime, as_of: datetime | None = None) -> gpd.GeoDataFrame:
        """Every settlement of the extent with its status at an instant."""
        return self._stamp(tables.places(self.view(as_of), at), at, as_of)

    def claims(
        self, first: date | None = None, last: date | None = None, as_of: datetime | None = None, *, unreviewed: bool = False, by_impact: bool = False
    ) -> gpd.GeoDataFrame:
        """Claims whose valid time touches the days from first to last, both included; open where None.

        `unreviewed`: only those on which no verdict was given, without echoes, as a verdict on the claim that counts settles them. `by_impact`: those
        first that move the most ground, with their impact in five more columns (see `Impact`).
        """
        frame = tables.claims(self.view(as_of), first, last)
        if unreviewed:
            frame = frame[frame["verdict"].isna() & frame["copy_of"].isna()]
        if by_impact:
            frame = tables.ranked(frame, self.impacts(as_of))
        return self._cited(frame, first, last, as_of)

    def impacts(self, as_of: datetime | None = None) -> Mapping[ClaimId, Impact]:
        """How much of the map over the theatre's whole span hangs on each claim; some milliseconds for each."""
        view = self.view(as_of)
        found = self._impacts.get(view.evidence.digest)
        if found is None:
            found = impacts(view)
            keep(self._impacts, view.evidence.digest, found, VIEWS)
        return found

    def claim_history(self, claim_id: str, as_of: datetime | None = None) -> ClaimHistory:
        """A claim as extracted, the verdicts on it, and the reading that counts.

        Raises:
            NotFoundError: no claim has this id, or it was not public by then.
        """
        found = claim_history(self.evidence, claim_id, as_of)
        return replace(found, copy_of=self.view(as_of).evidence.echoes.get(found.known.claim.id))

    def changes(self, first: date | None = None, last: date | None = None, as_of: datetime | None = None) -> gpd.GeoDataFrame:
        """Settlements that changed holder or level on the days from first to last, both included; open where None."""
        span = self.theatre.span
        frame = tables.changes(self.view(as_of), first or span.first_day, last or span.last_day)
        return self._cited(frame, first, last, as_of)

    def series(self, first: date, last: date, as_of: datetime | None = None) -> pd.DataFrame:
        """Low, best and high area in km2 of each holder at the end of each day from first to last, both included, inside the span."""
        span, view = self.theatre.span, self.view(as_of)
        on = days(max(first, span.first_day), min(last, span.last_day))
        start = (on[0] - span.first_day).days if on else 0
        table = area_series(on, [h.id for h in self.theatre.holders], view.areas[start : start + len(on)])
        return _noted(table, self.note(first, last, as_of))

    def two_days(self, *asked: date, as_of: datetime | None = None) -> _delta.TwoDays:
        """The days whose ends are compared: the two asked for, or the one and the day before it, or without any the last with changes.

        Raises:
            InputError: both are the same day of the theatre's span.
        """
        match asked:
            case ():
                return _delta.last_changes(self.view(as_of), self.last_day(as_of))
            case (on,):
                return _delta.day_before(on)
            case (first, last) if self.outside(*sorted(asked)):
                return _delta.TwoDays(first, last)
        return _delta.two_days(*asked)

    def delta(self, first: date, last: date, as_of: datetime | None = None) -> _delta.Delta:
        """What the side in focus gained and lost between the ends of two days; where one of them lies after `as_of`, nothing is counted."""
        earlier, later = sorted((first, last))
        found, name = _delta.delta(self.view(as_of), first, last, self.note(earlier, later, as_of)), self.digest_at(last, as_of)
        sentence = found.sentence if self.outside(earlier, later) else not_yet(self.theatre, later, as_of) or found.sentence
        cited = self._cite(sentence, as_of, name)
        return replace(found, sentence=sentence, citation=cited, digest=name, **self._clocks(as_of))

    def explain(
        self, at: datetime, *, place: str | None = None, lon: float | None = None, lat: float | None = None, as_of: datetime | None = None
    ) -> _explain.Explanation:
        """Why the ground at a place or point is coloured as it is; an instant after `as_of` is answered with a note that says so.

        Raises:
            InputError: neither a place nor a whole point is given.
            NotFoundError: no place of that name.
        """
        found = _explain.explain(self.view(as_of), at, self.outside(at.date()), place=place, lon=lon, lat=lat)
        name, later = self.digest_at(at, as_of), None if self.outside(at.date()) else ahead(at, at, as_of)
        sentence = f"{later} {found.sentence}" if later else found.sentence
        citation, note = self._cite(sentence.rstrip("."), as_of, name), self.note(at, as_of=as_of)
        return replace(found, sentence=sentence, note=note, citation=citation, digest=name, **self._clocks(as_of))

    def figures(self, as_of: datetime | None = None) -> list[dict[str, Any]]:
        """Every figure in the reports; areas held stand beside low, best and high of their day, with ratio and verdict."""
        return ledger(self.view(as_of))

    def summary(self, at: datetime, as_of: datetime | None = None) -> Summary:
        """The headline of a day: the area of the side in focus in km2, and the sentence.

        Of a day after `as_of` the sentence says that it was not yet known; the areas carry forward what was.
        """
        name, on = self.digest_at(at, as_of), at.date()
        if self.outside(on):
            sentence = f"Nothing is known of {self.theatre.region} on {long_date(on)}"
            return Summary(0.0, 0.0, 0.0, sentence, self._cite(sentence, as_of, name), name)
        later = not_yet(self.theatre, at, as_of)
        if not self.view(as_of).evidence.reports:
            sentence = later or unread(self.theatre)
            return Summary(0.0, 0.0, 0.0, sentence, self._cite(sentence, as_of, name), name)
        low, best, high = (float(v) for v in self.view(as_of).area_on(on)[self.theatre.holder_index(self.theatre.focus)])
        sentence = held(self.theatre, (low, best, high))
        told = later or f"On {long_date(on)} {sentence}"
        return Summary(low, best, high, later or sentence, self._cite(told, as_of, name), name)

    def last_day(self, as_of: datetime | None = None) -> date:
        """The last day that evidence reaches, inside the span: up to when the map can be read."""
        return self.view(as_of).last_day

    def _cited(self, frame: gpd.GeoDataFrame, first: date | None, last: date | None, as_of: datetime | None) -> gpd.GeoDataFrame:
        """Rows that belong to days, with what an answer over these days cites."""
        return frame.assign(**self._clocks(as_of), digest=self.digest_at(self.asked(first, last, as_of), as_of))

    def default_day(self, as_of: datetime | None = None) -> date:
        """The day that a layer shows where none is asked for: of those that evidence reaches, the last with a front; the last of all where none has one.

        A campaign that is over so shows its end, and not the empty ground that it left.
        """
        view, last = self.view(as_of), self.last_day(as_of)
        key = (view.evidence.digest, last)
        if key not in self._default_days:
            keep(self._default_days, key, view.last_with_front(last) or last, VIEWS)
        return self._default_days[key]

    def _stamp(self, frame: gpd.GeoDataFrame, at: datetime, as_of: datetime | None) -> gpd.GeoDataFrame:
        if self.outside(at.date()):
            frame = frame.iloc[:0]
        stamped = frame.assign(at=format_instant(at), **self._clocks(as_of), digest=self.digest_at(at, as_of))
        return _noted(stamped, self.note(at, as_of=as_of))

    def _clocks(self, as_of: datetime | None) -> dict[str, Any]:
        """What was known and what was recorded by when, as every answer carries it."""
        return {"as_of": _instant(as_of), "as_recorded": _instant(self.as_recorded)}

    def _cite(self, sentence: str, as_of: datetime | None, digest: str) -> str:
        return cite(sentence, self.theatre, as_of, digest, as_recorded=self.as_recorded)


def _noted(table: Table, note: str | None) -> Table:
    if note:
        table.attrs["note"] = note
    return table


def _day(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def _instant(at: datetime | None) -> str | None:
    return format_instant(at) if at else None
