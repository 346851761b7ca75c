"""What the map owes to each claim: by hand on miniland, and against maps that are built anew without the claim."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geo.atlas import Atlas, Impact
from geo.interval import days, end_of_day
from geo.model import Verdict
from tests.atlas.reviewing import claim, reviewed
from tests.miniland import world

DAYS = days(date(2030, 1, 1), date(2030, 3, 31))


@pytest.fixture(scope="module")
def atlas():
    return world.atlas()


@pytest.mark.parametrize(
    ("entry_id", "expected"),
    [
        # Arvona is captured: 30 days of January, 28 of February, 4 of March, till it is still held on the 5th
        ("mini-01", Impact(62, 1, date(2030, 1, 2), 62, 0)),
        # Foskova: a ministry's word (0.4) leaves it with Borland but contested, on 8 January; on the 9th it is held anyway
        ("mini-07", Impact(0, 0, None, 0, 1)),
        # Foskova is held, 9 January to 23 February; before and without it 0.4, after the retreat of 24 February 0.04
        ("mini-08", Impact(46, 1, date(2030, 1, 9), 46, 0)),
        # Galdova: contested on 13 and 14 January, held without the ministry's word
        ("mini-12", Impact(0, 0, None, 0, 2)),
        # Arvona is lost from 20 to 31 March
        ("mini-40", Impact(12, 1, date(2030, 3, 20), 12, 0)),
        # neither a repelled attack nor a denial says who holds a village
        ("mini-04", Impact()),
        ("mini-13", Impact()),
    ],
)
def test_an_impact_is_what_a_hand_computes(atlas, entry_id, expected):
    """Impact(km2-days, most on one day, first such day, days, km2-days of doubt)."""
    found = atlas.impacts()[claim(entry_id).id]
    assert (found.on, found.days) == (expected.on, expected.days)
    assert (found.km2_days, found.km2) == pytest.approx((expected.km2_days, expected.km2), abs=0.01)
    assert found.contested_km2_days == pytest.approx(expected.contested_km2_days, abs=0.01)


def near(reach_km):
    theatre = world.theatre()
    parameters = replace(theatre.parameters, method="nearest", reach_km=reach_km) if reach_km else theatre.parameters
    return Atlas.build(replace(theatre, parameters=parameters), world.evidence(), world.atlas().tessellation)


def drawn(atlas):
    """The likeliest holder and the firmness of each cell at the end of each day, from whole frames; shapes (days, cells)."""
    frames = [atlas.view().frame(end_of_day(day)) for day in DAYS]
    return np.array([frame.holder for frame in frames]), np.array([frame.contested for frame in frames])


@pytest.mark.parametrize("reach_km", [None, 1.2, 2.5])
def test_every_impact_is_that_of_a_map_built_anew_without_the_claim(reach_km):
    atlas = near(reach_km)
    area = atlas.tessellation.area_m2 / 1e6
    holder, contested = drawn(atlas)
    assert len(atlas.impacts()) == len(atlas.evidence.claims) == 41
    for claim_id, found in atlas.impacts().items():
        without = world.evidence_of([k for k in atlas.evidence.claims if k.claim.id != claim_id], world.story())
        other_holder, other_contested = drawn(Atlas.build(atlas.theatre, without, atlas.tessellation))
        moved = (holder != other_holder) @ area
        firmness = ((holder == other_holder) & (contested != other_contested)) @ area
        expected = Impact(
            km2_days=round(moved.sum(), 3),
            km2=round(moved.max(), 3),
            on=DAYS[int(moved.argmax())] if moved.any() else None,
            days=int((moved > 0).sum()),
            contested_km2_days=round(firmness.sum(), 3),
        )
        assert found == expected


def test_claims_are_listed_by_what_hangs_on_them(atlas):
    """Five days or more in one village's hands outweigh a doubt; of claims with no impact at all the earlier comes first."""
    table = atlas.claims(by_impact=True)
    found = list(zip(table.impact_km2_days, table.impact_contested_km2_days, strict=True))
    assert found == sorted(found, reverse=True)
    assert found[0][0] > 0
    none = table[(table.impact_km2_days == 0) & (table.impact_contested_km2_days == 0)]
    assert none.valid_to.tolist() == sorted(none.valid_to)
    assert set(table.claim_id) == set(atlas.claims().claim_id)
    first = table.iloc[0]
    assert atlas.impacts()[first.claim_id].on.isoformat() == first.impact_on


def test_a_claim_of_the_span_s_middle_is_ranked_over_the_whole_span(atlas):
    """A choice of days chooses claims, not the days over which they count."""
    some = atlas.claims(date(2030, 1, 2), date(2030, 1, 2), by_impact=True)
    assert some.impact_km2_days.tolist() == pytest.approx([62], abs=0.01)


def test_what_was_reviewed_is_left_out_when_only_the_rest_is_asked_for(atlas):
    after = reviewed(atlas, "mini-01", Verdict.ACCEPT)
    wanted = claim("mini-01").id
    assert after.claims().set_index("claim_id").verdict[wanted] == "accept"
    assert wanted not in set(after.claims(unreviewed=True).claim_id)
    assert len(after.claims(unreviewed=True)) == len(after.claims()) - 1
    before = after.claims(as_of=end_of_day(date(2030, 1, 19)), unreviewed=True)
    assert wanted in set(before.claim_id)


def test_impacts_are_worked_out_once(atlas):
    assert atlas.impacts() is atlas.impacts()
    assert atlas.impacts(end_of_day(date(2030, 1, 3))) is not atlas.impacts()
