"""The answers that are tables with geometry, ready for export: control, front, places, claims, changes. lon/lat, WGS 84."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.atlas.impact import Impact
from geo.atlas.sentences import reading
from geo.crs import WGS84, line_length_m, offset
from geo.interval import format_instant
from geo.model import ClaimPlace, KnownClaim, Level, Place
from geo.space import Codes, contested, holder, part_shapes
from geo.space import parts as space_parts
from geo.space.allocate import MAY_HOLD
from geo.units import M2_PER_KM2, M_PER_KM, ClaimId, PlaceId

from geo.atlas.view import View  # isort: skip

CONTROL = ("holder", "level", "area_km2", "valid_from", "valid_to")
FRONT = ("holder_a", "holder_b", "length_km", "valid_from", "valid_to")
PARTS = ("part", "name", "kind", "holder", "place_id", "area_km2", "valid_from", "valid_to")
PLACES = (
    *("place_id", "name", "name_ru", "name_uk", "kind", "raion", "population", "err_km"),
    *("holder", "level", "probability", "evidenced", "since", "claims"),
)
CLAIMS = (
    *("claim_id", "report_id", "publisher", "published_at", "recorded_at", "place_id", "place", "raion", "actor", "event", "relation", "bearing_deg"),
    *("distance_km", "valid_from", "valid_to", "certainty", "basis", "claimants", "polarity", "background", "reading", "text", "title", "url", "kind"),
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
    return table(
        ({"holder": holders[h].id, "level": str(level), "area_km2": m2 / M2_PER_KM2, **span, "geometry": shape} for h, level, shape, m2 in view.pieces(at)),
        CONTROL,
    )


def front(view: View, at: datetime) -> gpd.GeoDataFrame:
    """Front lines by pair of holders."""
    span = _standing(view, at)
    holders = view.theatre.holders
    return table(
        (
            {"holder_a": holders[a].id, "holder_b": holders[b].id, "length_km": line_length_m(line) / M_PER_KM, **span, "geometry": line}
            for (a, b), line in view.fronts(at).items()
        ),
        FRONT,
    )


def _standing(view: View, at: datetime) -> dict[str, str | None]:
    """When the map as it is at an instant began and when it ends (not included); None where it is open."""
    return {name: format_instant(found) if found else None for name, found in zip(("valid_from", "valid_to"), view.standing(at), strict=True)}


def parts(view: View, at: datetime) -> gpd.GeoDataFrame:
    """Salients and pockets: the connected ground of each side but the main body of the opening holder's, named after its largest settlement.

    `part` counts from the largest.
    """
    frame, holders, span = view.frame(at), view.theatre.holders, _standing(view, at)
    found = space_parts(view.tessellation, frame, view.theatre)
    shapes = part_shapes(view.tessellation, frame, found)
    rows = (
        {
            "part": n,
            "name": part.name,
            "kind": str(part.kind),
            "holder": holders[part.holder].id,
            "place_id": part.place_id,
            "area_km2": part.area_m2 / M2_PER_KM2,
            **span,
            "geometry": shape,
        }
        for n, (part, shape) in enumerate(zip(found, shapes, strict=True), start=1)
    )
    return table(rows, PARTS)


def cells(view: View, at: datetime) -> gpd.GeoDataFrame:
    """Every cell with the probability of each holder, p_<holder>, the age of its evidence, its nearest settlement and its district."""
    frame, holders, tessellation = view.frame(at), view.theatre.holders, view.tessellation
    levels = (str(Level.HELD), str(Level.CONTESTED))
    columns: dict[str, Any] = {
        "cell": np.arange(len(tessellation.cells)),
        "holder": [holders[h].id for h in frame.holder],
        "level": [levels[int(doubt)] for doubt in frame.contested],
        **{f"p_{holder.id}": np.round(frame.probability[:, h].astype(float), 4) for h, holder in enumerate(holders)},
        "evidenced": frame.evidenced,
        "age_days": pd.array(view.ages(view.day(at)), dtype="Int64"),
        "place_id": [tessellation.settlement_at(cell) for cell in range(len(tessellation.cells))],
        "raion": [view.theatre.districts[d].name for d in tessellation.districts],
        "area_km2": tessellation.area_m2 / M2_PER_KM2,
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(tessellation.cells, crs=WGS84))


def places(view: View, at: datetime) -> gpd.GeoDataFrame:
    """Every settlement of the extent with its status."""
    return table((_place_row(view, place, at) for place in view.tessellation.settlements), PLACES).astype({"population": "Int64"})


def _place_row(view: View, place_id: PlaceId, at: datetime) -> dict[str, Any]:
    place, status = view.theatre.gazetteer.get(place_id), view.status(place_id, at)
    return {
        **{name: getattr(place, name) for name in ("name", "name_ru", "name_uk", "kind", "raion", "population", "err_km")},
        "place_id": place_id,
        "holder": view.theatre.holders[status.holder].id,
        "level": str(view.level(status.probability)),
        "probability": round(max(status.probability), 4),
        "evidenced": status.evidenced,
        "since": status.since.isoformat() if status.since else None,
        "claims": sum(known.claim.valid.first_day <= at.date() for known in view.claims_of.get(place_id, ())),
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
    recorded = view.evidence.recorded.get(report.id)
    place = view.theatre.gazetteer.get(at_place.place_id)
    return {
        "claim_id": claim.id,
        "report_id": claim.report_id,
        "publisher": known.publisher,
        "published_at": report.known_at.date().isoformat(),
        "recorded_at": format_instant(recorded) if recorded else None,
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
        "reading": reading(claim, view.theatre),
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
    """Every change of the holder or level of the ground of a settlement that takes effect on the days from first to last, both included."""
    shown = view.codes[:, list(view.tessellation.cell_of.values())] % MAY_HOLD
    days, settlement = np.nonzero(shown[1:] != shown[:-1])
    ids = list(view.tessellation.cell_of)
    rows = [_change_row(view, ids[n], view.on(int(d) + 1), shown[d : d + 2, n]) for d, n in zip(days, settlement, strict=True)]
    return table(sorted((row for row in rows if first <= row.pop("on") <= last), key=lambda row: (row["day"], row["place_id"])), CHANGES)


def _change_row(view: View, place_id: PlaceId, on: date, pair: Codes) -> dict[str, Any]:
    place, sides = view.theatre.gazetteer.get(place_id), [view.theatre.holders[h].id for h in holder(pair)]
    levels = [str(Level.CONTESTED if doubt else Level.HELD) for doubt in contested(pair)]
    return {
        "on": on,
        "day": on.isoformat(),
        "place_id": place.id,
        "name": place.name,
        "raion": place.raion,
        "before": sides[0],
        "before_level": levels[0],
        "after": sides[1],
        "after_level": levels[1],
        "geometry": shapely.Point(place.lon, place.lat),
    }
