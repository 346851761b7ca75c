"""Contradictory claims of one day, by hand."""

import pytest

from geo.control.clash import versions
from geo.control.observe import Kind, Observation
from geo.control.site import Site
from geo.units import ClaimId, PlaceId

HERE = Site(PlaceId("arvona"), 0.0, 0.0, "", 30.0, 50.0, 0.0)
A, B = frozenset({0}), frozenset({1})


def seen(sides, day, kind=Kind.HOLD, weight=1.0, first=None):
    return Observation(HERE, kind, sides, day if first is None else first, day, weight, ClaimId(f"{sorted(sides)}{day}{kind}{weight}"))


def test_where_nobody_contradicts_all_is_one_version():
    said = [seen(A, 3), seen(B, 4, Kind.GAIN), seen(B, 3, Kind.NEAR), seen(B, 3, Kind.ATTACK)]
    assert versions(said) == [(1.0, said)]


def test_each_side_is_believed_by_the_weight_of_its_strongest_word():
    ours, theirs, again, before = seen(A, 3, weight=0.9), seen(B, 3, Kind.GAIN, weight=0.3), seen(A, 3, Kind.GAIN, weight=0.2), seen(B, 1)
    assert versions([ours, theirs, again, before]) == [(pytest.approx(0.75), [ours, again, before]), (pytest.approx(0.25), [theirs, before])]


def test_claims_of_vague_date_contradict_nobody():
    said = [seen(A, 3, first=1), seen(B, 3)]
    assert versions(said) == [(1.0, said)]


def test_who_agrees_with_both_is_in_both_versions():
    ours, theirs, either = seen(A, 3), seen(B, 3), seen(A | B, 3)
    assert versions([ours, theirs, either])[0][1] == [ours, either]
    assert versions([ours, theirs, either])[1][1] == [theirs, either]
