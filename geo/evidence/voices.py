"""One text is one voice, however many carry it: the claims of a copy that only repeat those of the text it carries."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from geo.evidence.shingles import words
from geo.interval import Interval
from geo.model import Claim, KnownClaim
from geo.units import ClaimId, ReportId


def echoes(claims: Iterable[KnownClaim], mirrors: Mapping[ReportId, ReportId]) -> dict[ClaimId, ClaimId]:
    """For each claim that repeats one of the text that its report carries, that claim; of a chain of copies the first.

    A claim repeats another that says the same (event, actor, places and how the ground lies to them, polarity) of the same days. Copies date what
    the text leaves undated by their own day, so days also agree that lie equally far before publication, and whatever the same sentence says.
    A recap never stands for what is told as news. The cost grows with the number of claims (times the copies in a chain), also where
    thousands of claims say the same.
    """
    of_report: dict[ReportId, list[KnownClaim]] = defaultdict(list)
    for known in claims:
        of_report[known.claim.report_id].append(known)
    said: dict[ReportId, _Said] = {}
    found: dict[ClaimId, ClaimId] = {}
    for report in of_report.keys() & mirrors.keys():
        carried = [earlier for earlier in _carried(report, mirrors) if earlier in of_report]
        for earlier in carried:
            if earlier not in said:
                said[earlier] = _Said(of_report[earlier])
        for known in of_report[report]:
            same = [other for earlier in carried if (other := said[earlier].repeated_by(known))]
            if same:
                found[known.claim.id] = min(same, key=lambda other: (other.claim.valid != known.claim.valid, _order(other))).claim.id
    return {claim: _first(repeated, found) for claim, repeated in found.items()}


def _carried(report: ReportId, mirrors: Mapping[ReportId, ReportId]) -> Iterator[ReportId]:
    """The report that this one carries, the one that that carries, and so on."""
    while report in mirrors:
        report = mirrors[report]
        yield report


def _first(claim: ClaimId, found: Mapping[ClaimId, ClaimId]) -> ClaimId:
    while claim in found:
        claim = found[claim]
    return claim


class _Said:
    """What one report says, ordered so that what a claim of a copy repeats is looked up and not searched for."""

    def __init__(self, claims: Iterable[KnownClaim]) -> None:
        self._shelves: dict[tuple[object, ...], _Shelf] = defaultdict(_Shelf)
        for known in sorted(claims, key=_order):
            self._shelves[_assertion(known.claim), True].add(known)
            if not known.claim.background:
                self._shelves[_assertion(known.claim), False].add(known)

    def repeated_by(self, copy: KnownClaim) -> KnownClaim | None:
        """What the claim repeats: of several the one of the very same days, then the earliest. News repeats no recap."""
        shelf = self._shelves.get((_assertion(copy.claim), copy.claim.background))
        return shelf.of_one_time(copy) if shelf else None


class _Shelf:
    """The claims of one report that assert one thing, the earliest first, each kind of agreement in time with the first claim that has it."""

    def __init__(self) -> None:
        self._exact: dict[Interval, KnownClaim] = {}
        self._lagging: dict[timedelta, KnownClaim] = {}
        self._worded: dict[tuple[str, ...], KnownClaim] = {}
        self._claims: list[KnownClaim] = []
        self._ends: list[datetime] = []
        """For each claim the latest end up to it, which never falls: the first claim that ends after an instant is found by halving."""

    def add(self, known: KnownClaim) -> None:
        """Put the next claim on the shelf; none of those on it comes later."""
        claim = known.claim
        self._exact.setdefault(claim.valid, known)
        self._lagging.setdefault(_lag(known), known)
        self._worded.setdefault(words(claim.text), known)
        self._claims.append(known)
        self._ends.append(max(claim.valid.end, self._ends[-1]) if self._ends else claim.valid.end)

    def of_one_time(self, copy: KnownClaim) -> KnownClaim | None:
        """The claim of the very same days, else the earliest whose days agree with those of the copy's claim."""
        if exact := self._exact.get(copy.claim.valid):
            return exact
        found = (self._meeting(copy.claim.valid), self._lagging.get(_lag(copy)), self._worded.get(words(copy.claim.text)))
        return min((known for known in found if known), key=_order, default=None)

    def _meeting(self, valid: Interval) -> KnownClaim | None:
        """The earliest claim whose days and these overlap: of those that end late enough the first begins the earliest."""
        place = bisect_right(self._ends, valid.start)
        if place == len(self._claims) or self._claims[place].claim.valid.start >= valid.end:
            return None
        return self._claims[place]


def _order(known: KnownClaim) -> tuple[datetime, datetime, ClaimId]:
    return known.known_at, known.claim.valid.start, known.claim.id


def _assertion(claim: Claim) -> tuple[object, ...]:
    return claim.event, claim.actor, claim.polarity, frozenset((p.place_id, p.relation, p.bearing_deg, p.distance_km) for p in claim.places)


def _lag(known: KnownClaim) -> timedelta:
    """How many days before publication the claim's last day lies."""
    return known.known_at.date() - known.claim.valid.last_day
