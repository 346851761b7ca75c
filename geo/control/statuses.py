"""Claims become statuses: who held each site on each day of the theatre's span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.control import last
from geo.control.chain import Potentials, States, learnt, posterior, potentials
from geo.control.clash import Version, versions
from geo.control.observe import Observation, observations
from geo.control.site import Site, sites_of
from geo.crs import Floats
from geo.model import Evidence, KnownClaim
from geo.theatre import Theatre
from geo.units import ClaimId, PlaceId

Judge = Callable[[Sequence[tuple[Site, Sequence[KnownClaim]]]], Floats]
"""Probabilities (n, days, holders) of sites from the claims about each, with all that was learnt from the whole evidence held fixed."""


@dataclass(frozen=True)
class Statuses:
    """Who held what, as one body of evidence tells it: `probability` (sites, days, holders) at the end of each day of the span, summing to 1.

    `silent` (days, holders) stands for a settlement that no claim names: as the opening situation left it. `claims` are those that count for each
    site, by last day of their valid time, then id. Nothing is judged beyond `horizon`, the day (index) of the newest report: from then on all stays as it is.
    """

    theatre: Theatre
    sites: tuple[Site, ...]
    claims: tuple[tuple[KnownClaim, ...], ...]
    probability: Floats
    silent: Floats
    horizon: int
    judge: Judge

    @cached_property
    def of_place(self) -> Mapping[PlaceId, int]:
        """The index of each place that claims name."""
        return {site.place_id: i for i, site in enumerate(self.sites) if site.is_place}

    def without(self, dropped: Sequence[tuple[int, ClaimId]]) -> Floats:
        """Probabilities (n, days, holders) of sites (by index), each as it would be without one claim; the learnt rates stay as they are."""
        kept = [(self.sites[i], [known for known in self.claims[i] if known.claim.id != claim]) for i, claim in dropped]
        return self.judge(kept)


def days_of(theatre: Theatre) -> int:
    """The number of days in the theatre's span."""
    return (theatre.span.last_day - theatre.span.first_day).days + 1


def infer(evidence: Evidence, theatre: Theatre) -> Statuses:
    """The statuses that follow from the claims that count, by the theatre's method; a function of their set, in which each text speaks once."""
    method = _chain if theatre.parameters.control_method == "chain" else _last
    spoken = sorted(evidence.voices, key=lambda k: (k.claim.valid.end, k.claim.id))
    return method(spoken, theatre, _horizon(evidence, theatre))


def _horizon(evidence: Evidence, theatre: Theatre) -> int:
    newest = max((report.known_at.date() for report in evidence.reports.values()), default=theatre.span.first_day)
    return min(max((newest - theatre.span.first_day).days, 0), days_of(theatre) - 1)


def _last(spoken: Sequence[KnownClaim], theatre: Theatre, horizon: int) -> Statuses:
    grouped: dict[Site, list[KnownClaim]] = defaultdict(list)
    for known in spoken:
        if last.speaks(known, theatre):
            for site in dict.fromkeys(site for site, _ in sites_of(known.claim, theatre)):
                grouped[site].append(known)
    days = days_of(theatre)

    def judge(asked: Sequence[tuple[Site, Sequence[KnownClaim]]]) -> Floats:
        found = [last.history(claims, theatre, days) for _, claims in asked]
        return np.array(found).reshape(len(found), days, len(theatre.holders))

    return _statuses(grouped, theatre, horizon, judge)


def _chain(spoken: Sequence[KnownClaim], theatre: Theatre, horizon: int) -> Statuses:
    seen = {known.claim.id: observations(known, theatre) for known in spoken}
    grouped: dict[Site, list[KnownClaim]] = defaultdict(list)
    for known in spoken:
        for site in dict.fromkeys(observation.site for observation in seen[known.claim.id]):
            grouped[site].append(known)
    p, days = theatre.parameters.chain, days_of(theatre)
    states = States(theatre.holder_index(theatre.opening), len(theatre.holders))
    belongs = states.holder[:, None] == np.arange(states.holders)

    def of_site(site: Site, claims: Sequence[KnownClaim]) -> list[Observation]:
        return [observation for known in claims for observation in seen[known.claim.id] if observation.site == site]

    def observed(told: Sequence[Sequence[Version]]) -> Potentials:
        return potentials([version for own in told for _, version in own], states, days, horizon, p)

    def judge(asked: Sequence[tuple[Site, Sequence[KnownClaim]]]) -> Floats:
        told = [versions(of_site(site, claims)) for site, claims in asked]
        found = np.zeros((len(told), days, states.holders))
        row = np.repeat(np.arange(len(told)), [len(own) for own in told])
        weight = np.array([w for own in told for w, _ in own])
        np.add.at(found, row, weight[:, None, None] * (posterior(observed(told), rates, states, p) @ belongs))
        return found

    rates = learnt(observed([[(1.0, of_site(site, claims))] for site, claims in sorted(grouped.items())]), states, p)
    return _statuses(grouped, theatre, horizon, judge)


def _statuses(grouped: Mapping[Site, list[KnownClaim]], theatre: Theatre, horizon: int, judge: Judge) -> Statuses:
    named = sorted(grouped.items())
    probability = judge(named)
    silent = np.tile(last.opening(theatre), (days_of(theatre), 1))
    return Statuses(theatre, tuple(site for site, _ in named), tuple(tuple(claims) for _, claims in named), probability, silent, horizon, judge)
