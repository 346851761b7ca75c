"""The same laws for the chain and kriging, on miniland in fine cells under random evidence, and two of inference: a claim for a side never lowers its
chance there, far evidence flips no cell."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.atlas import Atlas
from geo.control import infer
from geo.control.chain import HELD, Rates, States, posterior, potentials
from geo.control.observe import observations
from geo.export import geojson
from geo.interval import Interval, end_of_day
from geo.model import Event, KnownClaim
from geo.space import tessellate
from geo.units import ClaimId, HolderId
from tests.miniland import world
from tests.properties.test_laws import CLAIMS, DAYS, EVIDENCE, FIRST, NAMES

FINE = replace(world.theatre(), parameters=replace(world.theatre().parameters, control_method="chain", method="kriging", cell_km2=0.05))
TESSELLATION = tessellate(FINE)
STATES = States(1, 2)
BRINK = 0.6


def atlas_of(claims):
    return Atlas.build(FINE, world.evidence_of(claims, world.story()), TESSELLATION)


@given(EVIDENCE, DAYS)
@settings(max_examples=20, deadline=None)
def test_areas_sum_to_the_theatre_and_bands_are_ordered(claims, on):
    series = atlas_of(claims).series(on, on)
    assert series.best_km2.sum() == pytest.approx(12, rel=1e-6)
    assert (series.low_km2 <= series.best_km2).all()
    assert (series.best_km2 <= series.high_km2).all()


@given(EVIDENCE, DAYS)
@settings(max_examples=15, deadline=None)
def test_the_map_is_a_valid_coverage_that_fills_the_extent(claims, on):
    control = atlas_of(claims).control(end_of_day(on))
    assert shapely.coverage_is_valid(control.geometry.to_numpy())
    missed = shapely.union_all(control.geometry.to_numpy()).symmetric_difference(FINE.extent).area
    assert missed < 1e-5 * FINE.extent.area  # the edges of cells are straight in the plane, those of the extent in lon/lat
    assert control.area_km2.sum() == pytest.approx(12, rel=1e-6)


@given(EVIDENCE, DAYS, DAYS)
@settings(max_examples=15, deadline=None)
def test_files_hold_valid_coverages(claims, on, other):
    """Read back from the bytes, every layer of ground is valid and matched to the last digit."""
    atlas, at = atlas_of(claims), end_of_day(on)
    for table in (atlas.control(at), atlas.parts(at), atlas.cells(at), atlas.delta(on, other).areas):
        found = gpd.GeoDataFrame.from_features(orjson.loads(geojson(table))["features"], columns=["geometry"]).geometry.to_numpy()
        assert len(found) == len(table)
        assert shapely.is_valid(found).all()
        assert shapely.coverage_is_valid(found)


@given(EVIDENCE, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_history_depends_on_the_set_of_claims_not_on_their_order(claims, random):
    a, b = atlas_of(claims), atlas_of(random.sample(claims, len(claims)))
    assert np.array_equal(a.view().statuses.probability, b.view().statuses.probability)
    assert np.array_equal(a.view().codes, b.view().codes)


@given(EVIDENCE, DAYS, DAYS)
@settings(max_examples=20, deadline=None)
def test_what_is_known_later_changes_nothing_earlier(claims, on, clock):
    as_of, at = end_of_day(clock), end_of_day(on)
    whole, early = atlas_of(claims), atlas_of([c for c in claims if c.known_at <= as_of])
    assert np.array_equal(whole.view(as_of).frame(at).probability, early.view(as_of).frame(at).probability)


@given(EVIDENCE, DAYS)
@settings(max_examples=20, deadline=None)
def test_probabilities_sum_to_one(claims, on):
    view = atlas_of(claims).view()
    assert view.statuses.probability.sum(axis=2) == pytest.approx(np.ones(view.statuses.probability.shape[:2]))
    assert view.frame(end_of_day(on)).probability.sum(axis=1) == pytest.approx(np.ones(len(TESSELLATION.cells)), abs=1e-5)


@given(st.lists(CLAIMS, max_size=8), st.sampled_from([Event.CAPTURED, Event.RECAPTURED, Event.HOLDS, Event.WITHDREW]), st.sampled_from(["AA", "BB"]), DAYS)
@settings(max_examples=150, deadline=None)
def test_a_claim_for_a_side_never_lowers_its_chance_there_that_day(claims, event, actor, on):
    """For one place, with the rates held: what is learnt from all places together may move a little with every claim."""
    here = [replace(k, claim=replace(k.claim, places=tuple(replace(p, place_id=NAMES[0]) for p in k.claim.places))) for k in claims]
    extra = KnownClaim(replace(of_arvona(on), event=event, actor=HolderId(actor), id=ClaimId("")), end_of_day(on), "Atlas Desk")
    before, after = ([o for k in told for o in observations(k, FINE)] for told in (here, [*here, extra]))
    day, p = (on - FIRST).days, FINE.parameters.chain
    rates = Rates(np.full((90, 1), 0.05), np.full((90, 1), 0.02))
    held = [posterior(potentials([seen], STATES, 90, 89, p), rates, STATES, p)[0, day, HELD] for seen in (before, after)]
    for_arland = (actor == "AA") != (event is Event.WITHDREW)
    assert (held[1] - held[0]) * (1 if for_arland else -1) >= -1e-9


def of_arvona(on):
    first = world.claims(world.story()[0])[0]
    return replace(first, places=(replace(first.places[0], place_id=NAMES[0]),), valid=Interval.of_days(on))


@given(EVIDENCE, DAYS, DAYS, st.sampled_from(["AA", "BB"]))
@settings(max_examples=25, deadline=None)
def test_far_evidence_flips_no_cell_that_was_not_on_the_brink(claims, on, seen, actor):
    """Arvona lies six ranges from the far corner; only the rates, which all places share, can carry anything there."""
    near = replace(FINE, parameters=replace(FINE.parameters, kriging=replace(FINE.parameters.kriging, range_km=0.5, neighbours=4)))
    extra = KnownClaim(replace(of_arvona(on), event=Event.CAPTURED, actor=HolderId(actor), id=ClaimId("")), end_of_day(on), "Atlas Desk")
    before, after = (
        Atlas.build(near, world.evidence_of(told, world.story()), TESSELLATION).view().frame(end_of_day(seen)) for told in (claims, [*claims, extra])
    )
    far = np.hypot(*(TESSELLATION.xy - TESSELLATION.xy[TESSELLATION.cell_of[NAMES[0]]]).T) > 3000.0
    sure = far & (before.probability.max(axis=1) > BRINK)
    assert sure.any()
    assert (before.holder[sure] == after.holder[sure]).all()


def test_a_claim_that_nobody_trusts_moves_nothing():
    untrusted = replace(FINE, parameters=replace(FINE.parameters, reliability=dict.fromkeys("ABCDEF", 0.0)))
    assert infer(world.evidence(), untrusted).sites == ()
