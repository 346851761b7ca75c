"""The answers that are tables with geometry, ready for export: control, front, places, claims, changes. lon/lat, WGS 84."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.atlas.impact import Impact
from geo.crs import WGS84, line_length_m, offset
from geo.interval import BEGINNING, end_of_day, format_instant
from geo.model import ClaimPlace, KnownClaim, Level, Place
from geo.space import coverage, front_lines
from geo.units import M2_PER_KM2, M_PER_KM, ClaimId, PlaceId

from geo.atlas.view import View  # isort: skip

CONTROL = ("holder", "level", "area_km2", "valid_from", "valid_to")
FRONT = ("holder_a", "holder_b", "length_km", "valid_from", "valid_to")
PLACES = (
    *("place_id", "name", "name_ru", "name_uk", "kind", "raion", "population", "err_km"),
    *("holder", "level", "probability", "evidenced", "since", "claims"),
)
CLAIMS = (
    *("claim_id", "report_id", "publisher", "published_at", "place_id", "place", "raion", "actor", "event", "relation", "bearing_deg"),
    *("distance_km", "valid_from", "valid_to", "certainty", "basis", "claimants", "polarity", "background", "text", "title", "url", "kind"),
    *("method", "copy_of", "carried_by", "verdict"),
)
CHANGES = ("day", "place_id", "name", "raion", "before", "before_level", "after", "after_level")


def table(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> gpd.GeoDataFrame:
    """A GeoDataFrame in lon/lat with these columns, also when there are no rows."""
    rows = list(rows)
    geometry = np.array([row["geometry"] for row in rows], dtype=object)
    data = {column: [row[column] for row in rows] for column in columns}
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(geometry, crs=WGS84), columns=[*columns, "geometry"])


def control(view: View, at: datetime) -> gpd.GeoDataFrame:
    """Polygons of each holder and level."""
    span = _standing(view, at)
    holders = view.theatre.holders
    pieces = coverage(view.tessellation, view.frame(at))
    return table(
        ({"holder": holders[h].id, "level": str(level), "area_km2": m2 / M2_PER_KM2, **span, "geometry": shape} for h, level, shape, m2 in pieces),
        CONTROL,
    )


def front(view: View, at: datetime) -> gpd.GeoDataFrame:
    """Front lines by pair of holders."""
    span = _standing(view, at)
    holders = view.theatre.holders
    lines = front_lines(view.tessellation.topology, view.frame(at))
    return table(
        (
            {"holder_a": holders[a].id, "holder_b": holders[b].id, "length_km": line_length_m(line) / M_PER_KM, **span, "geometry": line}
            for (a, b), line in lines.items()
        ),
        FRONT,
    )


def _standing(view: View, at: datetime) -> dict[str, str | None]:
    """When the map as it is at an instant began and when it ends (not included); None where it is open."""
    before = [t for t in view.change_instants if t <= at]
    after = [t for t in view.change_instants if t > at]
    return {"valid_from": format_instant(before[-1]) if before else None, "valid_to": format_instant(after[0]) if after else None}


def places(view: View, at: datetime) -> gpd.GeoDataFrame:
    """Every settlement of the extent with its status."""
    return table((_place_row(view, place, at) for place in view.tessellation.place_ids), PLACES).astype({"population": "Int64"})


def _place_row(view: View, place_id: PlaceId, at: datetime) -> dict[str, Any]:
    place, status = view.theatre.gazetteer.get(place_id), view.status(place_id, at)
    return {
        **{name: getattr(place, name) for name in ("name", "name_ru", "name_uk", "kind", "raion", "population", "err_km")},
        "place_id": place_id,
        "holder": view.theatre.holders[status.holder].id,
        "level": str(Level.HELD if max(status.probability) >= view.theatre.parameters.held else Level.CONTESTED),
        "probability": round(max(status.probability), 4),
        "evidenced": status.evidenced,
        "since": status.since.date().isoformat() if status.since else None,
        "claims": sum(known.claim.valid.start <= at for known in view.claims_of.get(place_id, ())),
        "geometry": shapely.Point(place.lon, place.lat),
    }


def claims(view: View, first: date | None, last: date | None) -> gpd.GeoDataFrame:
    """Claims whose valid time touches the days from first to last (both included), one row a claim and place."""
    chosen = [k for k in sorted(view.evidence.claims, key=lambda k: (k.claim.valid.end, k.claim.id)) if _touches(k, first, last)]
    return table((claim_row(view, known, place) for known in chosen for place in known.claim.places), CLAIMS)


def _touches(known: KnownClaim, first: date | None, last: date | None) -> bool:
    valid = known.claim.valid
    return (first is None or valid.last_day >= first) and (last is None or valid.first_day <= last)


def claim_row(view: View, known: KnownClaim, at_place: ClaimPlace) -> dict[str, Any]:
    """One claim at one of its places, with the report it comes from."""
    claim, report = known.claim, view.evidence.reports[known.claim.report_id]
    place = view.theatre.gazetteer.get(at_place.place_id)
    return {
        "claim_id": claim.id,
        "report_id": claim.report_id,
        "publisher": known.publisher,
        "published_at": report.known_at.date().isoformat(),
        "place_id": place.id,
        "place": place.name,
        "raion": place.raion,
        "actor": claim.actor,
        **{name: str(getattr(claim, name)) for name in ("event", "certainty", "basis", "polarity")},
        "relation": str(at_place.relation),
        "bearing_deg": at_place.bearing_deg,
        "distance_km": at_place.distance_km,
        "valid_from": claim.valid.first_day.isoformat(),
        "valid_to": claim.valid.last_day.isoformat(),
        "claimants": "; ".join(claim.claimants),
        "background": claim.background,
        "text": claim.text,
        "title": report.title,
        "url": report.urls[0] if report.urls else "",
        "kind": report.kind,
        "method": claim.method,
        "copy_of": view.evidence.echoes.get(claim.id),
        "carried_by": "; ".join(view.carried_by.get(claim.id, ())),
        "verdict": str(view.verdicts[claim.id].verdict) if claim.id in view.verdicts else None,
        "geometry": shapely.Point(_spot(place, at_place)),
    }


def ranked(claims: gpd.GeoDataFrame, impacts: Mapping[ClaimId, Impact]) -> gpd.GeoDataFrame:
    """The claims with their impact in columns impact_..., the greatest first, equal ones in the order they had."""
    found = [impacts[claim] for claim in claims["claim_id"]]
    columns = {f"impact_{field.name}": [_day(getattr(impact, field.name)) for impact in found] for field in fields(Impact)}
    order = sorted(range(len(found)), key=lambda n: found[n].rank)
    return claims.assign(**columns).iloc[order]


def _day(value: float | date | None) -> float | str | None:
    return value.isoformat() if isinstance(value, date) else value


def _spot(place: Place, at_place: ClaimPlace) -> tuple[float, float]:
    """Where the claim points: away from the place where the text gives a direction and a distance, else the place."""
    if at_place.bearing_deg is None or at_place.distance_km is None:
        return place.lon, place.lat
    return offset(place.lon, place.lat, at_place.bearing_deg, at_place.distance_km * M_PER_KM)


def changes(view: View, first: date, last: date) -> gpd.GeoDataFrame:
    """Every change of a settlement's holder or level that takes effect on the days from first to last, both included."""
    rows = [row for cell in range(len(view.tessellation.place_ids)) for row in _cell_changes(view, cell, first, last)]
    return table(sorted(rows, key=lambda row: (row["day"], row["place_id"])), CHANGES)


def _cell_changes(view: View, cell: int, first: date, last: date) -> Iterable[dict[str, Any]]:
    place = view.theatre.gazetteer.get(view.tessellation.place_ids[cell])
    holders = view.theatre.holders
    for (_, before), (start, after) in pairwise(view.history.cells[cell].steps()):
        changed = (before.holder, before.level) != (after.holder, after.level)
        if changed and start != BEGINNING and first <= start.date() and start <= end_of_day(last):
            yield {
                "day": start.date().isoformat(),
                "place_id": place.id,
                "name": place.name,
                "raion": place.raion,
                "before": holders[before.holder].id,
                "before_level": str(before.level),
                "after": holders[after.holder].id,
                "after_level": str(after.level),
                "geometry": shapely.Point(place.lon, place.lat),
            }
