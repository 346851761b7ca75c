from dataclasses import replace

import pytest

from geo.control.effect import effect
from geo.model import Basis, Certainty, Event, KnownClaim, Polarity, Relation
from geo.units import HolderId
from tests.miniland import world

ARVONA = world.claims(world.story()[0])[0]
A, B, NOBODY = (1.0, 0.0), (0.0, 1.0), (0.5, 0.5)


def known(publisher="Atlas Desk", **changes):
    relation = changes.pop("relation", Relation.IN)
    places = tuple(replace(p, relation=relation) for p in ARVONA.places)
    return KnownClaim(replace(ARVONA, places=places, **changes), world.report(world.story()[0]).known_at, publisher)


@pytest.mark.parametrize(
    ("event", "relation", "target"),
    [
        (Event.CAPTURED, Relation.IN, A),
        (Event.RECAPTURED, Relation.IN, A),
        (Event.HOLDS, Relation.IN, A),
        (Event.WITHDREW, Relation.IN, B),
        (Event.PUSHED_OUT, Relation.IN, B),
        (Event.ENTERED, Relation.IN, NOBODY),
        (Event.ADVANCED, Relation.PART, NOBODY),
        (Event.HOLDS, Relation.PART, NOBODY),
        (Event.ENTERED, Relation.OUTSKIRTS, NOBODY),
    ],
)
def test_what_says_who_holds_a_place(event, relation, target):
    assert effect(known(event=event, relation=relation), world.theatre()).target == target


@pytest.mark.parametrize(
    ("event", "relation"),
    [
        (Event.ATTACKED, Relation.IN),
        (Event.REPELLED, Relation.IN),
        (Event.ADVANCED, Relation.TOWARD),
        (Event.ADVANCED, Relation.OFFSET),
        (Event.ADVANCED, Relation.NEAR),
        (Event.CAPTURED, Relation.NEAR),
        (Event.HOLDS, Relation.LINE),
    ],
)
def test_what_tells_only_where_the_front_is(event, relation):
    assert effect(known(event=event, relation=relation), world.theatre()) is None


def test_denials_and_background_change_nothing():
    assert effect(known(polarity=Polarity.NEG), world.theatre()) is None
    assert effect(known(background=True), world.theatre()) is None


def test_fighting_has_no_side():
    assert effect(known(event=Event.CONTESTED, actor=None), world.theatre()).target == NOBODY
    assert effect(known(event=Event.CONTESTED, actor=None, relation=Relation.NEAR), world.theatre()) is None
    assert effect(known(event=Event.CAPTURED, actor=None), world.theatre()) is None


@pytest.mark.parametrize(
    ("changes", "weight"),
    [
        ({}, 0.9),
        ({"certainty": Certainty.HEDGED}, 0.45),
        ({"basis": Basis.CLAIMED, "claimants": ("Borland Ministry of Defence",)}, 0.4),
        ({"claimants": ("a passer-by", "Borland Ministry of Defence")}, 0.72),
        ({"publisher": "Nobody's Gazette"}, 0.45),
    ],
)
def test_weight_is_certainty_times_basis_times_reliability(changes, weight):
    assert effect(known(**changes), world.theatre()).weight == pytest.approx(weight)


def test_ground_lost_by_one_side_goes_to_the_others():
    assert effect(known(event=Event.WITHDREW, actor=HolderId("BB")), world.theatre()).target == A
