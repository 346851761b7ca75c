"""What claims let one observe: kinds, sides, days and spots."""

from dataclasses import replace
from datetime import date

import pytest

from geo.control import observations
from geo.control.observe import Kind
from geo.crs import distance_m
from geo.interval import Interval
from geo.model import ClaimPlace, Event, KnownClaim, Polarity, Relation
from geo.units import HolderId, PlaceId
from tests.miniland import world

ARVONA = world.claims(world.story()[0])[0]
A, B = frozenset({0}), frozenset({1})


def told(event=Event.CAPTURED, relation=Relation.IN, actor="AA", **changes):
    places = tuple(replace(p, relation=relation) for p in ARVONA.places)
    claim = replace(ARVONA, **{"places": places, "event": event, "actor": HolderId(actor) if actor else None} | changes)
    return observations(KnownClaim(claim, world.report(world.story()[0]).known_at, "Atlas Desk"), world.theatre())


@pytest.mark.parametrize(
    ("event", "relation", "actor", "kind", "sides"),
    [
        (Event.CAPTURED, Relation.IN, "AA", Kind.GAIN, A),
        (Event.RECAPTURED, Relation.IN, "BB", Kind.GAIN, B),
        (Event.WITHDREW, Relation.IN, "AA", Kind.GAIN, B),
        (Event.PUSHED_OUT, Relation.IN, "BB", Kind.GAIN, A),
        (Event.HOLDS, Relation.IN, "AA", Kind.HOLD, A),
        (Event.CAPTURED, Relation.PART, "AA", Kind.PRESENT, A),
        (Event.ENTERED, Relation.IN, "BB", Kind.PRESENT, B),
        (Event.ADVANCED, Relation.IN, "AA", Kind.NEAR, A),
        (Event.ADVANCED, Relation.NEAR, "BB", Kind.NEAR, B),
        (Event.ATTACKED, Relation.IN, "BB", Kind.ATTACK, B),
        (Event.REPELLED, Relation.NEAR, "AA", Kind.ATTACK, B),
        (Event.CONTESTED, Relation.IN, None, Kind.CONTESTED, frozenset()),
    ],
)
def test_what_a_claim_lets_one_observe(event, relation, actor, kind, sides):
    (found,) = told(event, relation, actor)
    assert (found.kind, found.sides, found.site.place_id, found.first, found.last) == (kind, sides, "arvona", 1, 1)
    assert found.weight == pytest.approx(0.9)


@pytest.mark.parametrize(
    "changes",
    [
        {"relation": Relation.TOWARD, "event": Event.ADVANCED},
        {"relation": Relation.NEAR, "event": Event.CONTESTED, "actor": None},
        {"polarity": Polarity.NEG},
        {"background": True},
        {"actor": None},
    ],
)
def test_what_says_nothing_about_ground(changes):
    assert told(**changes) == []


def test_days_outside_the_span_count_at_its_ends():
    (found,) = told(valid=Interval.of_days(date(2029, 12, 1), date(2030, 5, 1)))
    assert (found.first, found.last) == (0, 89)


def test_a_direction_puts_the_ground_away_from_the_place():
    place = world.theatre().gazetteer.get("arvona")
    (found,) = told(Event.ADVANCED, places=(ClaimPlace(PlaceId("arvona"), "Arvona", Relation.OFFSET, 90.0, 2.0),))
    assert distance_m(place.lon, place.lat, found.site.lon, found.site.lat) == pytest.approx(2000, abs=1)
    assert found.site.lon > place.lon
    assert (found.kind, found.site.is_place, found.site.err_km) == (Kind.PRESENT, False, pytest.approx(0.6))


def test_a_line_is_observed_half_way():
    ends = tuple(ClaimPlace(PlaceId(p), p.title(), Relation.LINE) for p in ("arvona", "corvina"))
    (found,) = told(Event.ADVANCED, places=ends)
    middle = world.theatre().gazetteer.get("belmora")
    assert distance_m(middle.lon, middle.lat, found.site.lon, found.site.lat) < 5
    assert found.site.err_km == pytest.approx(1.0, abs=0.01)
