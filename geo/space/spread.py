"""What happens to ground that no claim names: each settlement gets a status over time, its own or one that stands in for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from geo.crs import Floats, projection
from geo.interval import StepFunction
from geo.model import ControlStatus, Place
from geo.space.tessellation import Tessellation
from geo.theatre import Theatre
from geo.units import M_PER_KM, PlaceId

Timeline = StepFunction[ControlStatus]
Timelines = Mapping[PlaceId, Timeline]


def spread(
    tessellation: Tessellation, timelines: Timelines, opening: ControlStatus, theatre: Theatre, only: Collection[PlaceId] | None = None
) -> dict[PlaceId, Timeline]:
    """A timeline for every settlement of the tessellation, or for those named in `only`.

    Method `voronoi`: a settlement without claims stays as the opening situation left it. Method `nearest`: until claims name it, it is like
    the nearest settlement that they do name, up to `reach_km` away; the status then says which one.
    """
    resting: Timeline = StepFunction(opening)
    wanted = tessellation.place_ids if only is None else [place for place in tessellation.place_ids if place in only]
    found = {place: timelines.get(place, resting) for place in wanted}
    if theatre.parameters.method == "nearest":
        sources = _sources(tessellation, timelines, theatre, found)
        return {place: _stood_in(own, sources[place]) for place, own in found.items()}
    return found


def followers(tessellation: Tessellation, places: Collection[PlaceId], theatre: Theatre) -> frozenset[PlaceId]:
    """The settlements whose ground may look otherwise when claims about these places change: themselves, and with `nearest` those within reach."""
    ids = tessellation.place_ids
    given = [n for n, place in enumerate(ids) if place in places]
    if theatre.parameters.method != "nearest":
        return frozenset(ids[n] for n in given)
    xy, reach_m = _metres([theatre.gazetteer.get(place) for place in ids], theatre), theatre.parameters.reach_km * M_PER_KM
    return frozenset(ids[i] for n in given for i in np.flatnonzero(np.hypot(*(xy - xy[n]).T) <= reach_m))


def _sources(tessellation: Tessellation, timelines: Timelines, theatre: Theatre, wanted: Collection[PlaceId]) -> dict[PlaceId, list[Timeline]]:
    """What the settlements within reach that claims name have to say, per settlement, the nearest first; one of vaguer position than the reach is silent."""
    reach = theatre.parameters.reach_km
    places = [theatre.gazetteer.get(place) for place in tessellation.place_ids]
    named = [i for i, p in enumerate(places) if p.id in timelines and p.err_km <= reach]
    xy = _metres(places, theatre)
    near = {p.id: _near(xy, n, named, reach * M_PER_KM) for n, p in enumerate(places) if p.id in wanted}
    marked = {i: _marked(timelines[places[i].id], places[i].id) for i in {i for found in near.values() for i in found}}
    return {place: [marked[i] for i in found] for place, found in near.items()}


def _metres(places: Sequence[Place], theatre: Theatre) -> Floats:
    return projection(theatre.crs).points_to_metres([p.lon for p in places], [p.lat for p in places])


def _near(xy: Floats, settlement: int, named: list[int], reach_m: float) -> list[int]:
    distance = np.hypot(*(xy[named] - xy[settlement]).T)
    order = np.argsort(distance, kind="stable")
    return [named[i] for i in order if distance[i] <= reach_m and named[i] != settlement]


def _stood_in(own: Timeline, sources: list[Timeline]) -> Timeline:
    """The settlement's own timeline from its first claim on, before that the nearest one that has claims by then."""
    found = own
    for timeline in reversed(sources):
        found = timeline.combine(found, lambda near, far: near if near.evidence else far)
    return own.combine(found, lambda mine, near: mine if mine.evidence else near)


def _marked(timeline: Timeline, source: PlaceId) -> Timeline:
    return timeline.map(lambda status: replace(status, inferred_from=source))
