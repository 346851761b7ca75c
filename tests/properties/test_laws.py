"""Laws of the map, on miniland under random evidence. Numbers as in the house style: (1) areas sum, (2) valid coverage, (3) a set, not a
sequence, (5) later knowledge changes nothing, (7) deltas telescope, (8) series equals polygons, (9) far evidence leaves a cell alone."""

from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.atlas import Atlas
from geo.evidence import known
from geo.interval import Interval, end_of_day
from geo.model import Basis, Certainty, Claim, ClaimPlace, Event, KnownClaim, Polarity, Relation
from geo.units import HolderId, PlaceId
from tests.miniland import world

FIRST = date(2030, 1, 1)
NAMES = [p.id for p in world.theatre().gazetteer.places]
REPORTS = [world.report(e) for e in world.story()]

DAYS = st.integers(0, 80).map(lambda n: FIRST + timedelta(days=n))
CLAIMS = st.builds(
    lambda event, actor, place, relation, on, late, certainty, basis, polarity, background: KnownClaim(
        Claim(
            REPORTS[0].id,
            (0, 1),
            "x",
            None if event is Event.CONTESTED else HolderId(actor),
            event,
            (ClaimPlace(PlaceId(place), place, relation),),
            Interval.of_days(on),
            certainty,
            basis,
            (),
            polarity,
            background,
            "random/1",
        ),
        end_of_day(on + timedelta(days=late)),
        "Atlas Desk",
    ),
    st.sampled_from(Event),
    st.sampled_from(["AA", "BB"]),
    st.sampled_from(NAMES),
    st.sampled_from([Relation.IN, Relation.IN, Relation.PART, Relation.NEAR, Relation.TOWARD]),
    DAYS,
    st.integers(0, 9),
    st.sampled_from(Certainty),
    st.sampled_from(Basis),
    st.sampled_from([Polarity.POS, Polarity.POS, Polarity.NEG]),
    st.booleans(),
)
EVIDENCE = st.lists(CLAIMS, max_size=30)
TESSELLATION = world.atlas().tessellation


def atlas_of(claims):
    return Atlas.build(world.theatre(), world.evidence_of(claims, world.story()), TESSELLATION)


@given(EVIDENCE, DAYS)
@settings(max_examples=40, deadline=None)
def test_areas_sum_to_the_theatre_and_bands_are_ordered(claims, on):
    series = atlas_of(claims).series(on, on)
    assert series.best_km2.sum() == pytest.approx(12, rel=1e-6)
    assert (series.low_km2 <= series.best_km2).all()
    assert (series.best_km2 <= series.high_km2).all()


@given(EVIDENCE, DAYS)
@settings(max_examples=25, deadline=None)
def test_the_map_is_a_valid_coverage_with_the_areas_of_the_series(claims, on):
    atlas = atlas_of(claims)
    control = atlas.control(end_of_day(on))
    assert shapely.coverage_is_valid(control.geometry.to_numpy())
    best = control.groupby("holder").area_km2.sum()
    for row in atlas.series(on, on).itertuples():
        assert best.get(row.holder, 0.0) == pytest.approx(row.best_km2, abs=1e-9)


@given(EVIDENCE, st.randoms(use_true_random=False), DAYS)
@settings(max_examples=40, deadline=None)
def test_the_history_depends_on_the_set_of_claims_not_on_their_order(claims, random, on):
    shuffled = random.sample(claims, len(claims))
    a, b = atlas_of(claims), atlas_of(shuffled)
    assert np.array_equal(a.view().codes, b.view().codes)
    assert a.summary(end_of_day(on)).sentence == b.summary(end_of_day(on)).sentence


@given(EVIDENCE, DAYS, DAYS)
@settings(max_examples=40, deadline=None)
def test_what_is_known_later_changes_nothing_earlier(claims, on, clock):
    as_of = end_of_day(clock)
    whole = atlas_of(claims)
    early = atlas_of([c for c in claims if c.known_at <= as_of])
    at = end_of_day(on)
    assert np.array_equal(whole.view(as_of).frame(at).probability, early.view().frame(at).probability)


@given(EVIDENCE)
@settings(max_examples=40, deadline=None)
def test_knowing_twice_is_knowing_once(claims):
    evidence = world.evidence_of(claims, world.story())
    as_of = end_of_day(FIRST + timedelta(days=30))
    once = known(evidence, as_of)
    assert known(once, as_of).claims == once.claims


@given(EVIDENCE, DAYS, DAYS, DAYS)
@settings(max_examples=40, deadline=None)
def test_deltas_turn_around_and_telescope(claims, a, b, c):
    atlas = atlas_of(claims)
    there, back = atlas.delta(a, b), atlas.delta(b, a)
    assert (there.gained_km2, there.lost_km2) == (back.lost_km2, back.gained_km2)
    assert there.net_km2 + atlas.delta(b, c).net_km2 == pytest.approx(atlas.delta(a, c).net_km2, abs=1e-9)
    best = atlas.series(FIRST, date(2030, 3, 31)).query("holder == 'AA'").set_index("date").best_km2
    assert there.net_km2 == pytest.approx(best[b.isoformat()] - best[a.isoformat()], abs=1e-9)


@given(EVIDENCE, CLAIMS, DAYS)
@settings(max_examples=40, deadline=None)
def test_evidence_about_one_village_leaves_the_others_alone(claims, extra, on):
    at = end_of_day(on)
    before, after = atlas_of(claims).view().frame(at), atlas_of([*claims, extra]).view().frame(at)
    elsewhere = np.array([p != extra.claim.places[0].place_id for p in TESSELLATION.place_ids])
    assert np.array_equal(before.probability[elsewhere], after.probability[elsewhere])


@given(EVIDENCE, st.sampled_from(NAMES), DAYS, DAYS)
@settings(max_examples=40, deadline=None)
def test_one_more_capture_never_lowers_the_captors_chance_there(claims, place, on, seen):
    capture = Claim(
        REPORTS[1].id,
        (0, 1),
        "x",
        HolderId("AA"),
        Event.CAPTURED,
        (ClaimPlace(PlaceId(place), place),),
        Interval.of_days(on),
        Certainty.STATED,
        Basis.ASSESSED,
        (),
        Polarity.POS,
        background=False,
        method="random/1",
    )
    extra = KnownClaim(capture, end_of_day(on), "Atlas Desk")
    cell, at = TESSELLATION.place_ids.index(place), end_of_day(seen)
    before, after = atlas_of(claims).view().frame(at), atlas_of([*claims, extra]).view().frame(at)
    assert after.probability[cell, 0] >= before.probability[cell, 0] - 1e-12
