"""What was known at one moment: the claims of that moment, the statuses that follow from them, and the ground they colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np

from geo.control import timelines
from geo.control.timeline import opening
from geo.crs import Floats
from geo.evidence import standing
from geo.interval import BEGINNING, StepFunction, days
from geo.model import CellState, ControlStatus, Evidence, KnownClaim, Review
from geo.series import Thresholds, band, probabilities
from geo.space import Frame, Tessellation, allocate, cell_states, followers, spread
from geo.theatre import Theatre
from geo.units import ClaimId, PlaceId

Timeline = StepFunction[ControlStatus]


def _by_place(claims: Iterable[KnownClaim]) -> Mapping[PlaceId, tuple[KnownClaim, ...]]:
    found: dict[PlaceId, list[KnownClaim]] = {}
    for known in sorted(claims, key=lambda k: (k.claim.valid.end, k.claim.id)):
        for place in known.claim.places:
            found.setdefault(place.place_id, []).append(known)
    return {place: tuple(spoken) for place, spoken in found.items()}


@dataclass(frozen=True)
class History:
    """What each cell looks like over the theatre's span, first and last day included."""

    first: date
    last: date
    cells: tuple[StepFunction[CellState], ...]


@dataclass(frozen=True)
class View:
    """The theatre as one body of evidence tells it."""

    theatre: Theatre
    tessellation: Tessellation
    evidence: Evidence

    @cached_property
    def timelines(self) -> Mapping[PlaceId, StepFunction[ControlStatus]]:
        """Status over time of every place that claims speak about."""
        return timelines(self.evidence, self.theatre)

    @cached_property
    def ground(self) -> Mapping[PlaceId, StepFunction[ControlStatus]]:
        """Status over time of every settlement that owns ground: its own, or what stands in for it."""
        return spread(self.tessellation, self.timelines, self.opening, self.theatre)

    @cached_property
    def opening(self) -> ControlStatus:
        """The status before any claim."""
        return opening(self.theatre)

    @cached_property
    def history(self) -> History:
        """What each cell looks like over time."""
        states = cell_states(self.tessellation, self.ground, self.theatre.parameters)
        return History(self.theatre.span.first_day, self.theatre.span.last_day, states)

    @cached_property
    def claims(self) -> Mapping[ClaimId, KnownClaim]:
        """The claims by id."""
        return {known.claim.id: known for known in self.evidence.claims}

    @cached_property
    def claims_of(self) -> Mapping[PlaceId, tuple[KnownClaim, ...]]:
        """The claims by the places they name, by valid day, then id."""
        return _by_place(self.evidence.claims)

    @cached_property
    def voices_of(self) -> Mapping[PlaceId, tuple[KnownClaim, ...]]:
        """The claims that count, without those that only repeat another, by the places they name."""
        return _by_place(self.evidence.voices)

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
    def cell_of(self) -> Mapping[PlaceId, int]:
        """The cell that each settlement owns."""
        return {place: cell for cell, place in enumerate(self.tessellation.place_ids)}

    @cached_property
    def change_instants(self) -> tuple[datetime, ...]:
        """Every instant at which some cell changes, in order."""
        return tuple(sorted({start for cell in self.history.cells for start in cell.starts} - {BEGINNING}))

    @cached_property
    def areas(self) -> Floats:
        """Low, best and high km2 for each day of the span and holder; shape (days, holders, 3)."""
        on = days(self.theatre.span.first_day, self.theatre.span.last_day)
        sampled = probabilities(self.tessellation.place_ids, self.ground, on)
        limits = Thresholds(self.theatre.parameters.held, self.theatre.parameters.contested)
        return band(sampled, self.tessellation.area_m2, limits)

    def frame(self, at: datetime) -> Frame:
        """Who holds each cell at an instant."""
        return allocate(self.tessellation, self.ground, at, self.theatre.parameters)

    def area_on(self, on: date) -> Floats:
        """Low, best and high km2 of each holder on a day of the span; shape (holders, 3)."""
        return np.asarray(self.areas[(on - self.theatre.span.first_day).days])

    def status(self, place: PlaceId, at: datetime) -> ControlStatus:
        """The status of a settlement at an instant."""
        return self.ground[place].at(at)

    def retold(self, claims: Mapping[PlaceId, Sequence[KnownClaim]]) -> Mapping[PlaceId, Timeline]:
        """The ground as it would be if these claims counted about these places, and no others: only the settlements that may look otherwise."""
        told = dict(self.timelines)
        for place, spoken in claims.items():
            timeline = timelines(replace(self.evidence, claims=tuple(spoken), echoes={}), self.theatre).get(place)
            told.pop(place, None)
            told.update({} if timeline is None else {place: timeline})
        return spread(self.tessellation, told, self.opening, self.theatre, followers(self.tessellation, claims, self.theatre))
