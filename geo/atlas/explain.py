"""From any point back to the sentences: who held it, how sure that is, on whose word, and what would change it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from geo.atlas.sentences import COMPASS, listed, long_date, reading
from geo.atlas.tables import claim_row
from geo.atlas.view import View
from geo.control import Site
from geo.crs import Floats, distance_m, require_lonlat
from geo.errors import InputError
from geo.interval import format_instant
from geo.model import ControlStatus, KnownClaim, Level, Place
from geo.theatre import Theatre
from geo.units import M_PER_KM, PlaceId

Row = dict[str, Any]
NEIGHBOURS = 8
"""Spots whose claims are weighed one by one; what lies beyond counts together for little."""
NAMED = 3
"""Spots that are named in a sentence."""
CERTAIN, FAIR = 0.95, 0.01
SLIGHT = 0.005
"""A weight below this is none."""


@dataclass(frozen=True)
class Explanation:
    """Why the ground at a point is coloured as it is. `probability` by holder id.

    `claims`: those that weigh most first; the `weight` of one is how much less likely the likeliest holder would be without it (negative: more likely),
    `from_km` how far its spot lies from the point. `sources`: the spots whose statuses make up this one, with their shares. `turning`: what one piece
    of evidence would change. `age_days` counts from the newest claim about the place.
    `note`: that the instant lies outside the theatre's span, or after `as_of`.
    """

    place: str | None
    place_id: str | None
    district: str | None
    lon: float
    lat: float
    at: str
    as_of: str | None
    holder: str | None
    level: str | None
    probability: dict[str, float]
    since: str | None
    age_days: int | None
    evidenced: bool
    sentence: str
    claims: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    inferred_from: list[str] = field(default_factory=list)
    turning: str = ""
    citation: str = ""
    digest: str = ""
    as_recorded: str | None = None
    note: str | None = None

    def as_dict(self) -> Row:
        """The fields by name; `note` only where there is one."""
        found = asdict(self)
        return found if self.note else {name: value for name, value in found.items() if name != "note"}


def explain(view: View, at: datetime, note: str | None, *, place: str | None, lon: float | None, lat: float | None) -> Explanation:
    """Explain a named place, or the ground at a point (degrees, WGS 84). A `note` that the day lies outside the span stands in for the status.

    Raises:
        InputError: neither a place nor a whole point is given, or the point is off the globe.
        NotFoundError: no place of that name.
    """
    if place is not None:
        found = view.theatre.gazetteer.find(place)
        spot = (found.lon, found.lat)
        if note:
            return _unknown(at, found, spot, note, [])
        cell = view.tessellation.cell_of.get(found.id)
        return _outside(view, at, spot, found) if cell is None else _of_cell(view, at, cell, found, spot)
    if lon is None or lat is None:
        raise InputError("Say what to explain: a place, or a point with both lon and lat in degrees.")
    require_lonlat(lon, lat)
    if note:
        return _unknown(at, None, (lon, lat), note, [])
    cell = view.tessellation.cell_at(lon, lat)
    if cell is None:
        return _outside(view, at, (lon, lat), None)
    settlement = view.tessellation.settlement_at(cell)
    return _of_cell(view, at, cell, view.theatre.gazetteer.get(settlement) if settlement else None, (lon, lat))


def _of_cell(view: View, at: datetime, cell: int, place: Place | None, point: tuple[float, float]) -> Explanation:
    day = view.day(at)
    chances = tuple(float(p) for p in view.probability(day)[cell])
    since = view.status(place.id, at).since if place else None
    status, holders = ControlStatus(chances, since), view.theatre.holders
    district = view.theatre.districts[view.tessellation.districts[cell]].name
    sources = _sources(view, cell, day, point)
    claims, turning = _weighed(view, (cell, day), status, place, point)
    where = f"{place.name} ({district} district)" if place else f"the point {point[0]:g}, {point[1]:g} ({district} district)"
    grounds = _grounds(view, place, day, sources)
    return Explanation(
        place=place.name if place else None,
        place_id=place.id if place else None,
        district=district,
        lon=point[0],
        lat=point[1],
        at=format_instant(at),
        as_of=None,
        holder=holders[status.holder].id,
        level=str(view.level(chances)),
        probability={h.id: round(p, 4) for h, p in zip(holders, chances, strict=True)},
        since=since.isoformat() if since else None,
        age_days=(at.date() - since).days if since else None,
        evidenced=status.evidenced,
        sentence=" ".join(part for part in (f"On {long_date(at.date())} {where} {_standing(view, status)}.", grounds, turning) if part),
        claims=claims,
        sources=sources,
        inferred_from=[] if status.evidenced else _inferred_from(view.theatre, place, sources),
        turning=turning,
    )


def _outside(view: View, at: datetime, point: tuple[float, float], place: Place | None) -> Explanation:
    where = place.name if place else f"The point {point[0]:g}, {point[1]:g}"
    sentence = f"{where} lies outside the ground that this map covers, so nothing is coloured there."
    return _unknown(at, place, point, sentence, [_claim(view, known, place.id, 0.0, 0.0) for known in _about(view, place, view.day(at))] if place else [])


def _unknown(at: datetime, place: Place | None, point: tuple[float, float], sentence: str, claims: list[Row]) -> Explanation:
    return Explanation(
        place=place.name if place else None,
        place_id=place.id if place else None,
        district=None,
        lon=point[0],
        lat=point[1],
        at=format_instant(at),
        as_of=None,
        holder=None,
        level=None,
        probability={},
        since=None,
        age_days=None,
        evidenced=False,
        sentence=sentence,
        claims=claims,
    )


def _standing(view: View, status: ControlStatus) -> str:
    """Was probably held by Ukraine (p = 0.84)."""
    holder, p = view.theatre.holders[status.holder].name, max(status.probability)
    if view.level(status.probability) is Level.CONTESTED:
        even = p <= 1.0 / len(status.probability) + FAIR
        return f"was contested{', with no side likelier' if even else f', more likely held by {holder} (p = {p:.2f})'}"
    return f"was {'almost certainly' if p >= CERTAIN else 'probably'} held by {holder} (p = {p:.2f})"


def _grounds(view: View, place: Place | None, day: int, sources: list[Row]) -> str:
    """What the status rests on, in words."""
    known = [k for k in _about(view, place, day) if k.claim.id in view.counting] if place else []
    if not known:
        until = " up to that day" if any(_is_own(row, place) for row in sources) else ""
        return f"No report{until} says who held it; this is inferred from {listed(_inferred_from(view.theatre, place, sources))}."
    newest = known[-1]
    who = newest.claim.claimants[0] if newest.claim.claimants else newest.publisher
    n = len(known)
    words = f"{n} claim{'' if n == 1 else 's'} about it count{'s' if n == 1 else ''}, the newest of {long_date(newest.claim.valid.last_day)}"
    return f"{words}: {reading(newest.claim, view.theatre)}, according to {who}."


def _about(view: View, place: Place | None, day: int) -> list[KnownClaim]:
    """The claims that name a place up to a day, each text once."""
    spoken = view.claims_of.get(place.id, ()) if place else ()
    return [known for known in spoken if known.claim.valid.first_day <= view.on(day) and known.claim.id not in view.evidence.echoes]


def _inferred_from(theatre: Theatre, place: Place | None, sources: list[Row]) -> list[str]:
    """What stands in for missing reports, in words."""
    named = [f"later reports about {row['spot']}" if _is_own(row, place) else f"{row['spot']} ({row['distance_km']:.1f} km)" for row in sources[:NAMED]]
    return named or [f"the opening situation, in which {theatre.holder(theatre.opening).name} held everything"]


def _is_own(source: Row, place: Place | None) -> bool:
    """Whether a source is the place itself; that stands in for reports which are missing only where they come later."""
    return place is not None and (source["place_id"], source["spot"]) == (place.id, place.name)


def _sources(view: View, cell: int, day: int, point: tuple[float, float]) -> list[Row]:
    """The spots that a cell takes its status from, with their shares, distances and own statuses."""
    return [_source(view, sample, weight, day, point) for sample, weight in view.ground.sources(cell, day)[:NEIGHBOURS]]


def _source(view: View, sample: int, weight: float, day: int, point: tuple[float, float]) -> Row:
    site, chances = view.statuses.sites[sample], view.statuses.probability[sample, day]
    holder = int(np.argmax(chances))
    return {
        "spot": spot(site, view.theatre),
        "place_id": site.place_id,
        "distance_km": round(_km(point, site), 1),
        "weight": round(weight, 3),
        "holder": view.theatre.holders[holder].id,
        "probability": round(float(chances[holder]), 4),
    }


def spot(site: Site, theatre: Theatre) -> str:
    """A site in words: Sudzha; 3 km northwest of Sudzha; half way between Giri and Spalnoye."""
    name = theatre.gazetteer.get(site.place_id).name
    if site.other:
        return f"half way between {name} and {theatre.gazetteer.get(PlaceId(site.other)).name}"
    if site.is_place:
        return name
    return f"{site.distance_km:g} km {COMPASS[round(site.bearing_deg / 45.0) % len(COMPASS)]} of {name}"


def _km(point: tuple[float, float], site: Site) -> float:
    return distance_m(point[0], point[1], site.lon, site.lat) / M_PER_KM


def _weighed(view: View, spot: tuple[int, int], status: ControlStatus, place: Place | None, point: tuple[float, float]) -> tuple[list[Row], str]:
    """The claims behind a status, the weightiest first, and what one of them turns; with them those about the place that weigh nothing."""
    cell, day = spot
    weights = _weights(view, cell, day, status.holder)
    rows, behind = [], set()
    for (sample, claim), (_, weight) in sorted(weights.items(), key=lambda item: (-abs(item[1][1]), item[0])):
        if abs(weight) >= SLIGHT and claim not in behind:
            behind.add(claim)
            rows.append(_claim(view, view.claims[claim], view.statuses.sites[sample].place_id, weight, _km(point, view.statuses.sites[sample])))
    rest = [known for known in _about(view, place, day) if known.claim.id not in behind]
    rows += [_claim(view, known, place.id, 0.0, 0.0) for known in reversed(rest)] if place else []
    return rows, _turning(view, status, weights)


def _weights(view: View, cell: int, day: int, holder: int) -> dict[tuple[int, Any], tuple[Floats, float]]:
    """For each claim at a spot around: the cell's probabilities without it, and how much of its likeliest holder's is owed to it."""
    samples = [sample for sample, _ in view.ground.sources(cell, day)[:NEIGHBOURS]]
    jobs = [(sample, known.claim.id) for sample in samples for known in view.statuses.claims[sample]]
    if not jobs:
        return {}
    now = view.probability(day)[cell].astype(float)
    without = [view.ground.retold(cell, day, now, sample, told[day]) for (sample, _), told in zip(jobs, view.statuses.without(jobs), strict=True)]
    return {job: (found, float(now[holder] - found[holder])) for job, found in zip(jobs, without, strict=True)}


def _turning(view: View, status: ControlStatus, weights: dict[tuple[int, Any], tuple[Floats, float]]) -> str:
    """Whether one claim decides, in a sentence; empty where nothing was said at all."""
    if not weights:
        return ""
    (_, claim), (without, _) = max(weights.items(), key=lambda item: (abs(item[1][1]), item[0]))
    known = view.claims[claim].claim
    then = ControlStatus(tuple(float(p) for p in without))
    same = then.holder == status.holder and view.level(then.probability) is view.level(status.probability)
    report = f"the report of {long_date(known.valid.last_day)} ({reading(known, view.theatre)})"
    if same:
        return f"No single report decides this: without the weightiest, {report}, it {_would(_standing(view, then))}."
    return f"One report decides this: without {report} it {_would(_standing(view, then))}."


def _would(standing: str) -> str:
    return f"would have been{standing.removeprefix('was')}"


def _claim(view: View, known: KnownClaim, place: PlaceId, weight: float, from_km: float) -> Row:
    at_place = next((p for p in known.claim.places if p.place_id == place), known.claim.places[0])
    row = claim_row(view, known, at_place)
    del row["geometry"]
    return row | {
        "weight": round(weight, 4),
        "from_km": round(from_km, 1),
        "says_who_holds": known.claim.id in view.counting,
    }
