"""What was known at one moment: the claims of that moment, the statuses that follow from them, and the ground they colour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import shapely

from geo.atlas.calibrate import calibrated
from geo.control import Statuses, infer
from geo.crs import Floats
from geo.evidence import standing
from geo.interval import end_of_day, format_instant, start_of_day
from geo.model import ControlStatus, Evidence, KnownClaim, Level, Review, digest
from geo.series import band
from geo.space import Codes, Frame, Ground, Samples, Tessellation, allocate, coverage, front_lines, ground, holder
from geo.theatre import Theatre
from geo.units import ClaimId, PlaceId

K = TypeVar("K")
V = TypeVar("V")
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BLOCK = 32
"""Days that are coloured at a time: 23,000 cells of them take some ten MiB."""
WORKERS = 2
"""Threads that colour them: most of the time goes into NumPy and SciPy, which let each other run."""
Piece = tuple[int, Level, shapely.MultiPolygon, float]
Lines = dict[tuple[int, int], shapely.MultiLineString]
DRAWN = 400
"""Days whose polygons and lines are kept, some 50 kB each: a campaign of a year in pages."""
RECENT = 4
"""Days whose probabilities are kept ready."""
UNSPOKEN = int(np.iinfo(np.int64).max)


def _by_place(claims: Iterable[KnownClaim]) -> Mapping[PlaceId, tuple[KnownClaim, ...]]:
    found: dict[PlaceId, list[KnownClaim]] = {}
    for known in sorted(claims, key=lambda k: (k.claim.valid.end, k.claim.id)):
        for place in dict.fromkeys(place.place_id for place in known.claim.places):
            found.setdefault(place, []).append(known)
    return {place: tuple(spoken) for place, spoken in found.items()}


@dataclass(frozen=True)
class View:
    """The theatre as one body of evidence tells it. Days are indexes into the theatre's span, each taken at its end (UTC)."""

    theatre: Theatre
    tessellation: Tessellation
    evidence: Evidence
    _recent: dict[int, Floats] = field(default_factory=dict, repr=False, compare=False)
    _pieces: dict[int, list[Piece]] = field(default_factory=dict, repr=False, compare=False)
    _fronts: dict[int, Lines] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def statuses(self) -> Statuses:
        """Who held each spot that claims speak of, over time."""
        return infer(self.evidence, self.theatre)

    @cached_property
    def samples(self) -> Samples:
        """The spots that claims speak of, as the ground takes them."""
        sites, first = self.statuses.sites, self.theatre.span.first_day
        return Samples(
            tuple(site.place_id for site in sites),
            np.array([site.is_place for site in sites], dtype=bool),
            np.array([(site.lon, site.lat) for site in sites]).reshape(-1, 2),
            np.array([site.err_km for site in sites]),
            np.array([spoken_from(claims, first) for claims in self.statuses.claims], dtype=np.int64),
            self.statuses.probability,
            self.statuses.silent,
        )

    @cached_property
    def ground(self) -> Ground:
        """How the statuses colour the cells."""
        found = ground(self.tessellation, self.samples, self.theatre)
        if self.theatre.parameters.calibrate == "figures":
            return calibrated(found, self.evidence.figures, self.theatre, self.tessellation.area_m2)
        return found

    @cached_property
    def evidenced_from(self) -> Ints:
        """The day from which claims name each cell's own settlement, shape (cells,)."""
        since = {place: int(self.samples.since[i]) for place, i in self.samples.of_place.items()}
        cells = range(len(self.tessellation.cells))
        return np.array([since.get(place, UNSPOKEN) if (place := self.tessellation.settlement_at(cell)) else UNSPOKEN for cell in cells], dtype=np.int64)

    @cached_property
    def codes(self) -> Codes:
        """Holder, level and who may hold it of each cell on each day, as one number (`geo.space.allocate`); shape (days, cells)."""
        blocks = np.array_split(np.arange(self.days), max(1, -(-self.days // BLOCK)))
        with ThreadPoolExecutor(WORKERS) as pool:
            return np.concatenate(list(pool.map(self.ground.codes, blocks)))

    @property
    def is_worked_out(self) -> bool:
        """Whether the cells are coloured already, which takes most of the time."""
        return "codes" in self.__dict__

    @cached_property
    def areas(self) -> Floats:
        """Low, best and high km2 for each day of the span and holder; shape (days, holders, 3)."""
        return band(self.codes, self.tessellation.area_m2, len(self.theatre.holders))

    @cached_property
    def change_days(self) -> Ints:
        """The days on which some cell is not as it was the day before."""
        return np.flatnonzero((self.codes[1:] != self.codes[:-1]).any(axis=1)) + 1

    @cached_property
    def change_instants(self) -> tuple[datetime, ...]:
        """The beginnings of those days (UTC)."""
        return tuple(start_of_day(self.on(int(day))) for day in self.change_days)

    @cached_property
    def claims(self) -> Mapping[ClaimId, KnownClaim]:
        """The claims by id."""
        return {known.claim.id: known for known in self.evidence.claims}

    @cached_property
    def claims_of(self) -> Mapping[PlaceId, tuple[KnownClaim, ...]]:
        """The claims by the places they name, by valid day, then id."""
        return _by_place(self.evidence.claims)

    @cached_property
    def counting(self) -> frozenset[ClaimId]:
        """The claims that say something about who holds ground."""
        return frozenset(known.claim.id for claims in self.statuses.claims for known in claims)

    @cached_property
    def carried_by(self) -> Mapping[ClaimId, tuple[str, ...]]:
        """Who else carries the text that a claim is from, by the claim that counts: the publishers of what repeats it, the earliest first."""
        found: dict[ClaimId, list[str]] = {}
        for echo in sorted((self.claims[echo] for echo in self.evidence.echoes), key=lambda k: (k.known_at, k.publisher)):
            found.setdefault(self.evidence.echoes[echo.claim.id], []).append(echo.publisher or "no publisher")
        return {claim: tuple(dict.fromkeys(publishers)) for claim, publishers in found.items()}

    @cached_property
    def verdicts(self) -> Mapping[str, Review]:
        """The verdict in force on each claim and report that was reviewed."""
        return standing(self.evidence.reviews)

    @cached_property
    def digest(self) -> str:
        """Digest (hex) of all that answers follow from: this evidence, the cells, the parameters."""
        return digest(self.evidence.digest, self.tessellation.digest, self.theatre.digest)

    @cached_property
    def recorded_digest(self) -> str:
        """Digest (hex) of when the store took in each report that was public, which rows of reports and claims tell."""
        return digest({report: format_instant(at) for report, at in self.evidence.recorded.items()})

    @cached_property
    def last_day(self) -> date:
        """The day of the newest report that counts, inside the span; the span's first where there is none."""
        span = self.theatre.span
        newest = max((report.known_at.date() for report in self.evidence.reports.values()), default=span.first_day)
        return min(max(newest, span.first_day), span.last_day)

    @property
    def days(self) -> int:
        """The number of days in the theatre's span."""
        return len(self.statuses.silent)

    def day(self, at: datetime | date) -> int:
        """The index of a day of the theatre's span; the span's nearest for one outside."""
        on = at.date() if isinstance(at, datetime) else at
        return min(max((on - self.theatre.span.first_day).days, 0), self.days - 1)

    def on(self, day: int) -> date:
        """The date of a day of the span."""
        return self.theatre.span.first_day + timedelta(days=day)

    def probability(self, day: int) -> Floats:
        """Probability of each cell on a day, shape (cells, holders); the last few days asked for are kept."""
        found = self._recent.get(day)
        if found is None:
            found = np.asarray(self.ground.probability(np.array([day]))[:, 0].T)
            keep(self._recent, day, found, RECENT)
        return found

    def frame(self, at: datetime) -> Frame:
        """Who holds each cell at an instant: on its day."""
        day = self.day(at)
        return allocate(self.probability(day), self.evidenced_from <= day, self.theatre.parameters)

    def ages(self, day: int) -> list[int | None]:
        """For each cell the days since the newest claim, up to a day, about the spot that counts most there; None where there is none."""
        first = self.theatre.span.first_day
        told = [max((d for known in claims if (d := (known.claim.valid.last_day - first).days) <= day), default=None) for claims in self.statuses.claims]
        return [None if sample < 0 or (on := told[sample]) is None else day - on for sample in self.ground.heaviest(day).tolist()]

    def pieces(self, at: datetime) -> list[Piece]:
        """(holder, level, multipolygon in lon/lat, area in square metres) of the day of an instant, drawn once: a span of days is asked for in pages."""
        day = self.day(at)
        if (found := self._pieces.get(day)) is None:
            found = coverage(self.tessellation, self.frame(at))
            keep(self._pieces, day, found, DRAWN)
        return found

    def fronts(self, at: datetime) -> Lines:
        """Front lines by pair of holders on the day of an instant, drawn once."""
        day = self.day(at)
        if (found := self._fronts.get(day)) is None:
            found = front_lines(self.tessellation, self.frame(at))
            keep(self._fronts, day, found, DRAWN)
        return found

    def last_with_front(self, until: date) -> date | None:
        """The last day up to `until` (included) on which ground of different holders meets, as the front is drawn; None where there is none."""
        one, other = self.tessellation.neighbours.T
        for day in range(self.day(until), -1, -1):
            side = holder(self.codes[day])
            if np.any(side[one] != side[other]) and self.fronts(end_of_day(self.on(day))):
                return self.on(day)
        return None

    def area_on(self, on: date) -> Floats:
        """Low, best and high km2 of each holder on a day of the span; shape (holders, 3)."""
        return np.asarray(self.areas[self.day(on)])

    def standing(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        """When the map as it is at an instant began and when it ends (not included); None where it is open."""
        n = bisect_right(self.change_instants, at)
        return self.change_instants[n - 1] if n else None, self.change_instants[n] if n < len(self.change_instants) else None

    def status(self, place: PlaceId, at: datetime) -> ControlStatus:
        """The status of a settlement on the day of an instant: that of the ground where it lies."""
        day = self.day(at)
        claims = self.statuses.claims[self.statuses.of_place[place]] if place in self.statuses.of_place else ()
        spoken = [known for known in claims if (known.claim.valid.last_day - self.theatre.span.first_day).days <= day]
        since = spoken[-1].claim.valid.last_day if spoken else None
        chances = tuple(float(p) for p in self.probability(day)[self.tessellation.cell_of[place]])
        return ControlStatus(chances, since)

    def level(self, probability: tuple[float, ...]) -> Level:
        """Whether ground of these probabilities is held or contested."""
        return Level.HELD if max(probability) >= self.theatre.parameters.held else Level.CONTESTED


def keep(cache: dict[K, V], key: K, value: V, most: int) -> None:
    """Keep the value and drop the oldest beyond the limit; other threads may be here too, and what one of them dropped is only made again."""
    while len(cache) >= most:
        cache.pop(next(iter(tuple(cache)), key), None)
    cache[key] = value


def spoken_from(claims: Sequence[KnownClaim], first: date) -> int:
    """The day (index) from which claims speak of a spot; later than any day where there are none."""
    return min(((known.claim.valid.last_day - first).days for known in claims), default=UNSPOKEN)
