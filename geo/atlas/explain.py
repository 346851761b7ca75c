"""From any point back to the sentences: who held it, how sure that is, and on whose word."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from geo.atlas.sentences import long_date, reading
from geo.atlas.tables import claim_row
from geo.atlas.view import View
from geo.control.effect import effect
from geo.crs import distance_m, require_lonlat
from geo.errors import InputError
from geo.interval import format_instant
from geo.model import ControlStatus, KnownClaim, Level, Place
from geo.theatre import Theatre
from geo.units import M_PER_KM, PlaceId

Row = dict[str, Any]
NEARBY = 3
CERTAIN, FAIR = 0.95, 0.01


@dataclass(frozen=True)
class Explanation:
    """Why the ground at a point is coloured as it is. `probability` by holder id; claims newest and weightiest first.

    `inferred_from` says what stands in for missing reports; `nearby` are the nearest places that reports do name.
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
    evidenced: bool
    sentence: str
    claims: list[Row] = field(default_factory=list)
    inferred_from: list[str] = field(default_factory=list)
    nearby: list[Row] = field(default_factory=list)
    citation: str = ""
    digest: str = ""

    def as_dict(self) -> Row:
        """The fields by name."""
        return asdict(self)


def explain(view: View, at: datetime, note: str | None, *, place: str | None, lon: float | None, lat: float | None) -> Explanation:
    """Explain a named place, or the ground at a point (degrees, WGS 84). A `note` that the day lies outside the span stands in for the status.

    Raises:
        InputError: neither a place nor a whole point is given, or the point is off the globe.
        NotFoundError: no place of that name.
    """
    if place is not None:
        found = view.theatre.gazetteer.find(place)
        spot = (found.lon, found.lat)
        return _unknown(at, found, spot, note, []) if note else _of_place(view, at, found, spot)
    if lon is None or lat is None:
        raise InputError("Say what to explain: a place, or a point with both lon and lat in degrees.")
    require_lonlat(lon, lat)
    if note:
        return _unknown(at, None, (lon, lat), note, [])
    cell = view.tessellation.cell_at(lon, lat)
    if cell is None:
        return _outside(view, at, (lon, lat), None)
    return _of_place(view, at, view.theatre.gazetteer.get(view.tessellation.place_ids[cell]), (lon, lat))


def _of_place(view: View, at: datetime, place: Place, point: tuple[float, float]) -> Explanation:
    if place.id not in view.cell_of:
        return _outside(view, at, point, place)
    status = view.status(place.id, at)
    district = view.theatre.districts[view.tessellation.districts[view.cell_of[place.id]]].name
    holders = view.theatre.holders
    return Explanation(
        place=place.name,
        place_id=place.id,
        district=district,
        lon=point[0],
        lat=point[1],
        at=format_instant(at),
        as_of=None,
        holder=holders[status.holder].id,
        level=str(_level(status, view.theatre)),
        probability={h.id: round(p, 4) for h, p in zip(holders, status.probability, strict=True)},
        since=status.since.date().isoformat() if status.since else None,
        evidenced=status.evidenced,
        sentence=f"{_sentence(view.theatre, place, district, status, at)} {_grounds(view, place, status)}",
        claims=_claims(view, place.id, status, at),
        inferred_from=_inferred_from(view, place, status),
        nearby=[] if status.evidenced else _nearby(view, place, at),
    )


def _outside(view: View, at: datetime, point: tuple[float, float], place: Place | None) -> Explanation:
    where = place.name if place else f"The point {point[0]:g}, {point[1]:g}"
    sentence = f"{where} lies outside the ground that this map covers, so nothing is coloured there."
    return _unknown(at, place, point, sentence, _claims(view, place.id, None, at) if place else [])


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
        evidenced=False,
        sentence=sentence,
        claims=claims,
    )


def _level(status: ControlStatus, theatre: Theatre) -> Level:
    return Level.HELD if max(status.probability) >= theatre.parameters.held else Level.CONTESTED


def _sentence(theatre: Theatre, place: Place, district: str, status: ControlStatus, at: datetime) -> str:
    where = f"On {long_date(at.date())} {place.name} ({district} district)"
    holder, p = theatre.holders[status.holder].name, max(status.probability)
    if _level(status, theatre) is Level.CONTESTED:
        even = p <= 1.0 / len(status.probability) + FAIR
        return f"{where} was contested{', with no side likelier' if even else f', more likely held by {holder} (p = {p:.2f})'}."
    how = "almost certainly" if p >= CERTAIN else "probably"
    return f"{where} was {how} held by {holder} (p = {p:.2f})."


def _grounds(view: View, place: Place, status: ControlStatus) -> str:
    if not status.evidenced:
        return f"No report says who held it; this is inferred from {_inferred_from(view, place, status)[0]}."
    claim = view.claims[status.evidence[-1][0]]
    who = f", according to {claim.claim.claimants[0]}" if claim.claim.claimants else f", according to {claim.publisher}"
    n = len(status.evidence)
    rest = f"It rests on {n} claim{'' if n == 1 else 's'}"
    return f"{rest}, the newest of {long_date(claim.claim.valid.last_day)}: {reading(claim.claim, view.theatre)}{who}."


def _inferred_from(view: View, place: Place, status: ControlStatus) -> list[str]:
    """What stands in for missing reports, in words; empty where claims name the place."""
    if status.evidenced:
        return []
    if status.inferred_from is None:
        return [_opening(view.theatre)]
    source = view.theatre.gazetteer.get(status.inferred_from)
    km = distance_m(place.lon, place.lat, source.lon, source.lat) / M_PER_KM
    return [f"{source.name} ({km:.1f} km)"]


def _opening(theatre: Theatre) -> str:
    return f"the opening situation, in which {theatre.holder(theatre.opening).name} held everything"


def _claims(view: View, place: PlaceId, status: ControlStatus | None, at: datetime) -> list[Row]:
    """Claims about the place up to the instant, and those that stand in for it, the weightiest first, then the newest; each text once."""
    shares = dict(status.evidence) if status else {}
    behind = [view.claims[claim] for claim in shares]
    told = shares.keys() | view.evidence.echoes.keys()
    about = [known for known in view.claims_of.get(place, ()) if known.claim.valid.start <= at and known.claim.id not in told]
    rows = [_claim(view, known, place, shares.get(known.claim.id, 0.0)) for known in (*behind, *about)]
    return sorted(rows, key=lambda row: (row["weight"], row["valid_to"], row["claim_id"]), reverse=True)


def _claim(view: View, known: KnownClaim, place: PlaceId, share: float) -> Row:
    at_place = next((p for p in known.claim.places if p.place_id == place), known.claim.places[0])
    row = claim_row(view, known, at_place)
    del row["geometry"]
    pull = effect(known, view.theatre)
    return row | {"weight": round(share, 4), "says_who_holds": pull is not None, "reading": reading(known.claim, view.theatre)}


def _nearby(view: View, place: Place, at: datetime) -> list[Row]:
    """The nearest places that reports name, with their status and distance."""
    named = [view.theatre.gazetteer.get(p) for p in view.timelines if p in view.cell_of and view.status(p, at).evidenced]
    nearest = sorted((distance_m(place.lon, place.lat, p.lon, p.lat) / M_PER_KM, p.id, p.name) for p in named)[:NEARBY]
    return [
        {"place": name, "place_id": pid, "distance_km": round(km, 1), "holder": view.theatre.holders[view.status(PlaceId(pid), at).holder].id}
        for km, pid, name in nearest
    ]
