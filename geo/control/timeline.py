"""The last claim wins, weighted: each day's claims pull a place's status toward what they say.

This is the plain method and the yardstick. A claim takes effect at the start of the last day of its valid time; what several say on
one day is joined first. Before the first claim a place is held by the opening holder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from geo.control.algebra import update
from geo.control.effect import Effect, effect
from geo.interval import StepFunction, start_of_day
from geo.model import ControlStatus, Evidence
from geo.theatre import Theatre
from geo.units import PlaceId

Days = Mapping[date, list[Effect]]


def timelines(evidence: Evidence, theatre: Theatre) -> dict[PlaceId, StepFunction[ControlStatus]]:
    """Status over time of every place that some claim speaks about; a function of the set of claims, in which each text speaks once."""
    return {place: _timeline(days, theatre) for place, days in sorted(_by_place(evidence, theatre).items())}


def opening(theatre: Theatre) -> ControlStatus:
    """The status before any claim: held by the opening holder."""
    first = theatre.holder_index(theatre.opening)
    return ControlStatus(tuple(float(i == first) for i in range(len(theatre.holders))))


def _by_place(evidence: Evidence, theatre: Theatre) -> dict[PlaceId, Days]:
    grouped: dict[PlaceId, dict[date, list[Effect]]] = defaultdict(lambda: defaultdict(list))
    for known in sorted(evidence.voices, key=lambda k: k.claim.id):
        pull = effect(known, theatre)
        if pull is not None and pull.weight > 0.0:
            for place in known.claim.places:
                grouped[place.place_id][known.claim.valid.last_day].append(pull)
    return dict(grouped)


def _timeline(days: Days, theatre: Theatre) -> StepFunction[ControlStatus]:
    status = opening(theatre)
    steps = []
    for day in sorted(days):
        at = start_of_day(day)
        status = replace(update(status, days[day]), since=at)
        steps.append((at, status))
    return StepFunction(opening(theatre), steps)
