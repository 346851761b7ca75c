"""Contradictory claims of one day, by hand."""

import pytest

from geo.control.clash import versions
from geo.control.observe import Kind, Observation
from geo.control.site import Site
from geo.units import ClaimId, PlaceId
from tests.work import calls

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


@pytest.mark.parametrize("sides", [(A,), (A, B), (A, B, A | B)])
def test_twice_the_sentences_of_a_day_are_twice_the_work(sides):
    def said(times):
        return [seen(one, 3, weight=(k + 1) / times) for k in range(times) for one in sides]

    few, many = said(300), said(600)
    once, twice = calls(lambda: versions(few)), calls(lambda: versions(many))
    assert twice < 2.3 * once + 100
