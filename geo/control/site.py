"""Where claims put ground: a place, or a spot that lies from a place as the text says."""

from __future__ import annotations

from dataclasses import dataclass

from geo.crs import distance_m, offset
from geo.model import Claim, ClaimPlace, Relation
from geo.theatre import Theatre
from geo.units import M_PER_KM, PlaceId


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A spot that claims speak of: `place_id` itself, or what lies `bearing_deg` (from north) and `distance_km` from it, or half way to `other`.

    `lon`, `lat` in degrees; `err_km` how far off the spot may be: the place's own error, and for a direction the distance on top.
    """

    place_id: PlaceId
    bearing_deg: float
    distance_km: float
    other: str
    lon: float
    lat: float
    err_km: float

    @property
    def is_place(self) -> bool:
        """Whether the site is the place itself."""
        return self.distance_km == 0.0 and not self.other


def sites_of(claim: Claim, theatre: Theatre) -> list[tuple[Site, ClaimPlace]]:
    """The sites that a claim speaks of, each with the place as the claim names it: one a place, one between the two ends of a line."""
    if len(claim.places) > 1 and all(place.relation is Relation.LINE for place in claim.places):
        return [(_between(claim.places[0], claim.places[1], theatre), claim.places[0])]
    return [(_site(place, theatre), place) for place in claim.places]


def _site(named: ClaimPlace, theatre: Theatre) -> Site:
    place = theatre.gazetteer.get(named.place_id)
    if named.relation is not Relation.OFFSET or named.bearing_deg is None:
        return Site(place.id, 0.0, 0.0, "", place.lon, place.lat, place.err_km)
    far = theatre.parameters.kriging.away_km if named.distance_km is None else named.distance_km
    lon, lat = offset(place.lon, place.lat, named.bearing_deg, far * M_PER_KM)
    vague = far / 2.0 if named.distance_km is None else far / 4.0
    return Site(place.id, named.bearing_deg, far, "", lon, lat, place.err_km + vague)


def _between(one: ClaimPlace, two: ClaimPlace, theatre: Theatre) -> Site:
    a, b = theatre.gazetteer.get(one.place_id), theatre.gazetteer.get(two.place_id)
    apart = distance_m(a.lon, a.lat, b.lon, b.lat) / M_PER_KM
    return Site(a.id, 0.0, apart / 2.0, b.id, (a.lon + b.lon) / 2.0, (a.lat + b.lat) / 2.0, apart / 2.0)
