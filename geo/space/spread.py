"""What happens to ground that no claim names: each settlement gets a status over time, its own or one that stands in for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from geo.crs import Floats, projection
from geo.interval import StepFunction
from geo.model import ControlStatus
from geo.space.tessellation import Tessellation
from geo.theatre import Theatre
from geo.units import M_PER_KM, PlaceId

Timeline = StepFunction[ControlStatus]
Timelines = Mapping[PlaceId, Timeline]


def spread(tessellation: Tessellation, timelines: Timelines, opening: ControlStatus, theatre: Theatre) -> dict[PlaceId, Timeline]:
    """A timeline for every settlement of the tessellation.

    Method `voronoi`: a settlement without claims stays as the opening situation left it. Method `nearest`: until claims name it, it is like
    the nearest settlement that they do name, up to `reach_km` away; the status then says which one.
    """
    resting: Timeline = StepFunction(opening)
    found = {place: timelines.get(place, resting) for place in tessellation.place_ids}
    if theatre.parameters.method == "nearest":
        return {place: _stood_in(found[place], sources) for place, sources in _sources(tessellation, timelines, theatre).items()}
    return found


def _sources(tessellation: Tessellation, timelines: Timelines, theatre: Theatre) -> dict[PlaceId, list[tuple[PlaceId, Timeline]]]:
    """The settlements within reach that claims name, per settlement, the nearest first; those whose own position is vaguer than the reach stand in for none."""
    reach = theatre.parameters.reach_km
    places = [theatre.gazetteer.get(place) for place in tessellation.place_ids]
    named = [i for i, p in enumerate(places) if p.id in timelines and p.err_km <= reach]
    xy = projection(theatre.crs).points_to_metres([p.lon for p in places], [p.lat for p in places])
    return {p.id: [(places[i].id, timelines[places[i].id]) for i in _near(xy, n, named, reach * M_PER_KM)] for n, p in enumerate(places)}


def _near(xy: Floats, settlement: int, named: list[int], reach_m: float) -> list[int]:
    distance = np.hypot(*(xy[named] - xy[settlement]).T)
    order = np.argsort(distance, kind="stable")
    return [named[i] for i in order if distance[i] <= reach_m and named[i] != settlement]


def _stood_in(own: Timeline, sources: list[tuple[PlaceId, Timeline]]) -> Timeline:
    """The settlement's own timeline from its first claim on, before that the nearest one that has claims by then."""
    found = own
    for source, timeline in reversed(sources):
        found = _marked(timeline, source).combine(found, lambda near, far: near if near.evidence else far)
    return own.combine(found, lambda mine, near: mine if mine.evidence else near)


def _marked(timeline: Timeline, source: PlaceId) -> Timeline:
    return timeline.map(lambda status: replace(status, inferred_from=source))
