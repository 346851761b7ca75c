"""What is measured: our own map, in hindsight and as it was known on the day, and the plain methods that it has to beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

import numpy as np
import shapely

from geo.atlas import Atlas
from geo.compare import Ground, LightTable
from geo.interval import end_of_day
from geo.model import Evidence
from geo.theatre import Parameters, Theatre

OURS, LIVE = "ours", "ours_live"
HULL, NEAREST, VORONOI = "convex_hull", "nearest", "voronoi"
BASELINES = (HULL, NEAREST, VORONOI)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The ground of the side in focus on a day: `low` what it surely holds, `best` where it is the likelier one, `high` with all contested ground."""

    low: Ground
    best: Ground
    high: Ground


Method = Callable[[date], Drawn]


def methods(theatre: Theatre, evidence: Evidence) -> Mapping[str, Method]:
    """Every method by name. They share the evidence."""
    ours = Atlas.build(theatre, evidence)
    nearest, voronoi = (Atlas.build(plain(theatre, method), evidence) for method in (NEAREST, VORONOI))
    return {
        OURS: lambda day: drawn(ours, day),
        LIVE: lambda day: drawn(ours, day, end_of_day(day)),
        HULL: lambda day: hull(voronoi, day),
        NEAREST: lambda day: drawn(nearest, day),
        VORONOI: lambda day: drawn(voronoi, day),
    }


def plain(theatre: Theatre, method: str) -> Theatre:
    """The theatre with a plain method: the last claim wins, and ground is as its settlement or the nearest named one."""
    wanted = {"method": method, "control_method": "last"}
    known = {field.name for field in fields(Parameters)}
    return replace(theatre, parameters=replace(theatre.parameters, **{name: value for name, value in wanted.items() if name in known}))


def drawn(atlas: Atlas, day: date, as_of: datetime | None = None) -> Drawn:
    """The map of an atlas at the end of a day, as it is exported."""
    light, control = LightTable.of(atlas.theatre), atlas.control(end_of_day(day), as_of)
    mine, contested = control["holder"] == atlas.theatre.focus, control["level"] == "contested"
    low, best, high = (light.ground(control.geometry[chosen], day) for chosen in (mine & ~contested, mine, mine | contested))
    return Drawn(low, best, high)


def hull(atlas: Atlas, day: date) -> Drawn:
    """The convex hull of the settlements that the side in focus holds."""
    light, places = LightTable.of(atlas.theatre), atlas.places(end_of_day(day))
    held = places[places["holder"] == atlas.theatre.focus]
    spots = light.plane.points_to_metres(held.geometry.x, held.geometry.y)
    found = light.ground(light.plane.to_lonlat(np.array([shapely.MultiPoint(spots).convex_hull], dtype=object)), day)
    return Drawn(found, found, found)
