"""What a verdict or a report does to miniland's map, worked by hand. A village is 1 km2; assessed claims of the Atlas Desk weigh 0.9, a ministry's own 0.4."""

from dataclasses import replace
from datetime import date

import pytest

from geo.atlas import Atlas, Impact
from geo.model import Extraction, Review, Verdict
from tests.atlas.reviewing import claim, reviewed
from tests.evidence.samples import instant
from tests.miniland import world


@pytest.fixture(scope="module")
def atlas():
    return world.atlas()


def per_holder(found):
    return {a.holder: tuple(round(v, 3) for v in (a.before_km2, a.after_km2, a.gained_km2, a.lost_km2)) for a in found.areas}


def test_a_rejected_capture_gives_the_village_back_until_other_claims_name_it(atlas):
    """Arvona is captured on 2 January and said to be still held on 5 March: without the first, Borland has it for the days between."""
    found = atlas.change(reviewed(atlas, "mini-01"), date(2030, 1, 2))
    assert per_holder(found) == {"AA": (1, 0, 0, 1), "BB": (11, 12, 1, 0)}
    assert [(s.name, s.before, s.after) for s in found.settlements] == [("Arvona", "AA", "BB")]
    assert (found.first_day, found.last_day) == (date(2030, 1, 2), date(2030, 3, 4))
    assert found.sentence == (
        "On the map of 2 January 2030 Arland loses 1.0 km² and Borland gains 1.0 km²; 1 settlement changes hands; "
        "the map differs from 2 January 2030 to 4 March 2030"
    )
    assert (found.digest_before, found.digest) == (atlas.digest_at(None, None), reviewed(atlas, "mini-01").digest_at(None, None))


def test_the_other_way_round_every_sign_is_turned(atlas):
    found = reviewed(atlas, "mini-01").change(atlas, date(2030, 1, 2))
    assert per_holder(found) == {"AA": (0, 1, 1, 0), "BB": (12, 11, 0, 1)}
    assert "Arland gains 1.0 km² and Borland loses 1.0 km²" in found.sentence


def test_a_claim_moved_to_another_village_takes_here_and_gives_there(atlas):
    found = atlas.change(reviewed(atlas, "mini-01", Verdict.AMEND, place="belmora", place_name="Belmora"), date(2030, 1, 2), would=True)
    assert per_holder(found) == {"AA": (1, 1, 1, 1), "BB": (11, 11, 1, 1)}
    assert {(s.name, s.before, s.after) for s in found.settlements} == {("Arvona", "AA", "BB"), ("Belmora", "BB", "AA")}
    assert found.sentence == (
        "On the map of 2 January 2030 Arland would gain 1.0 km² and lose 1.0 km², Borland would gain 1.0 km² and lose 1.0 km²; "
        "2 settlements would change hands; the map would differ from 2 January 2030 to 4 March 2030"
    )


def test_what_only_makes_ground_surer_is_told_as_that(atlas):
    """13 January: a ministry claims Galdova back (0.9 falls to 0.54, contested); on 15 January it is still held (0.95)."""
    found = atlas.change(reviewed(atlas, "mini-12"), date(2030, 1, 13))
    assert per_holder(found) == {"AA": (7, 7, 0, 0), "BB": (5, 5, 0, 0)}
    assert (round(found.contested_before_km2, 3), round(found.contested_after_km2, 3), found.settlements) == (1, 0, ())
    assert found.sentence == (
        "On the map of 13 January 2030 no ground changes hands, but 1.0 km² less is contested; the map differs from 13 January 2030 to 14 January 2030"
    )


def test_a_change_on_one_day_or_to_the_end_is_told_as_that(atlas):
    """25 January: Dastrova may be recaptured (0.9 x 0.5 leaves 0.495 for Arland); 26 January: it is. 20 March: Borland takes Arvona, and keeps it."""
    assert atlas.change(reviewed(atlas, "mini-22"), date(2030, 1, 25)).sentence.endswith("the map differs on 25 January 2030 only")
    assert atlas.change(reviewed(atlas, "mini-40"), date(2030, 3, 20)).sentence.endswith("the map differs from 20 March 2030 on")


def test_what_moves_nothing_says_so(atlas):
    """A repelled attack leaves the holder as it was."""
    found = atlas.change(reviewed(atlas, "mini-04"), date(2030, 1, 5))
    assert (found.moves, found.first_day, found.last_day, found.settlements) == (False, None, None, ())
    assert found.sentence == "The map stays as it is on every day"
    assert atlas.change(reviewed(atlas, "mini-04"), date(2030, 1, 5), would=True).sentence == "The map would stay as it is on every day"


@pytest.mark.parametrize(("asked", "told"), [(date(1943, 7, 5), date(2030, 1, 1)), (date(2031, 1, 1), date(2030, 3, 31))])
def test_a_day_outside_the_span_stands_for_the_nearest_inside(atlas, asked, told):
    assert atlas.change(reviewed(atlas, "mini-01"), asked).on == told


def test_the_areas_are_those_of_the_series(atlas):
    """The change is worked out for the touched villages alone; the series adds up the whole map."""
    after = reviewed(atlas, "mini-21")
    for day in (date(2030, 1, 23), date(2030, 1, 24), date(2030, 2, 20), date(2030, 3, 31)):
        found = atlas.change(after, day)
        for which, side in (("before_km2", atlas), ("after_km2", after)):
            expected = side.series(day, day).set_index("holder").best_km2.to_dict()
            assert {a.holder: getattr(a, which) for a in found.areas} == pytest.approx(expected, rel=1e-9)


def test_readings_that_are_tried_are_those_that_would_be_stored(atlas):
    """With the first three reports stored, the fifth (Belmora captured) adds a village."""
    few = Atlas.build(world.theatre(), world.evidence(world.story()[:3]), atlas.tessellation)
    entry = world.story()[4]
    tried = few.with_readings([Extraction(world.report(entry), (), tuple(world.claims(entry)), (), world.METHOD)])
    assert per_holder(few.change(tried, date(2030, 1, 6)))["AA"] == (3, 4, 1, 0)
    assert len(few.evidence.claims) == 4
    assert few.with_readings([]).view().evidence.claims == few.view().evidence.claims


def test_by_name_a_change_is_plain_and_rounded(atlas):
    found = atlas.change(reviewed(atlas, "mini-01"), date(2030, 1, 2)).as_dict()
    arland = found["areas"][0]
    assert arland == {"holder": "AA", "before_km2": 1.0, "after_km2": 0.0, "gained_km2": 0.0, "lost_km2": 1.0, "change_km2": -1.0}
    assert (found["on"], found["first_day"], found["last_day"]) == ("2030-01-02", "2030-01-02", "2030-03-04")
    assert found["settlements"] == [{"place_id": "arvona", "name": "Arvona", "raion": "Westmark", "before": "AA", "after": "BB"}]


# Copies: one text is one voice


def copied():
    """The first three reports, and the first one again in another paper a day later."""
    return [*world.story()[:3], world.story()[0] | {"id": "copy-1", "publisher": "Other Desk", "published_at": "2030-01-03"}]


def test_a_copy_would_change_nothing(atlas):
    few = Atlas.build(world.theatre(), world.evidence(copied()[:3]), atlas.tessellation)
    entry = copied()[3]
    tried = few.with_readings([Extraction(world.report(entry), (), tuple(world.claims(entry)), (), world.METHOD)])
    assert len(tried.view().evidence.claims) == len(few.view().evidence.claims) + 1
    assert not few.change(tried, date(2030, 1, 3)).moves


def test_when_the_original_is_retracted_its_copy_speaks(atlas):
    """The copy dates the capture of Arvona to its own day, and the word of an unknown paper weighs 0.9 x 0.5: from 3 January the village is contested."""
    before = Atlas.build(world.theatre(), world.evidence(copied()), atlas.tessellation)
    given = Review(world.report(copied()[0]).id, Verdict.REJECT, "desk", "withdrawn", instant(20))
    after = Atlas.build(before.theatre, replace(before.evidence, reviews=(given,), digest=given.id), atlas.tessellation)
    contested = {day: before.change(after, date(2030, 1, day)) for day in (2, 3)}
    assert {day: round(found.contested_after_km2, 3) for day, found in contested.items()} == {2: 0, 3: 1}
    assert {round(found.contested_before_km2, 3) for found in contested.values()} == {0}
    assert per_holder(contested[3]) == {"AA": (3, 2, 0, 1), "BB": (9, 10, 1, 0)}


def test_a_rejected_claim_takes_its_copies_with_it(atlas):
    before = Atlas.build(world.theatre(), world.evidence(copied()), atlas.tessellation)
    found = before.change(reviewed(before, "mini-01"), date(2030, 1, 3))
    assert per_holder(found)["AA"] == (3, 2, 0, 1)
    assert (found.first_day, found.last_day) == (date(2030, 1, 2), date(2030, 3, 31))
    impacts = before.impacts()
    assert impacts[claim("mini-01").id].days == 30 + 28 + 31
    assert impacts[world.claims(copied()[3])[0].id] == Impact()
