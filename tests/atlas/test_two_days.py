"""Which two days are compared when not both are asked for; miniland's days are worked by hand in test_atlas.py."""

from datetime import date

import pytest

from geo.atlas import Atlas, Chosen, TwoDays
from geo.errors import InputError
from geo.interval import days, end_of_day
from tests.miniland import world


@pytest.fixture(scope="module")
def atlas():
    return world.atlas()


def told(*entries):
    """The atlas of some reports of the story."""
    return Atlas.build(world.theatre(), world.evidence(list(entries)), world.atlas().tessellation)


def test_without_days_it_is_the_week_up_to_the_last_change(atlas):
    """Arvona, the last village, is lost on 20 March; nothing changes after."""
    found = atlas.two_days()
    assert found == TwoDays(date(2030, 3, 13), date(2030, 3, 20), Chosen.LAST_CHANGES)
    assert atlas.delta(found.first, found.last).lost_km2 == pytest.approx(1, rel=1e-6)
    assert "No days were asked for" in found.note


def test_as_known_earlier_it_is_the_last_change_known_then(atlas):
    """On 20 January: Galdova taken on the 12th, Ivolna lost on the 16th, Jorvina on the 17th. What is lost on the 21st is not known yet."""
    as_of = end_of_day(date(2030, 1, 20))
    found = atlas.two_days(as_of=as_of)
    assert (found.first, found.last) == (date(2030, 1, 10), date(2030, 1, 17))
    assert {s.name for s in atlas.delta(found.first, found.last, as_of).settlements} == {"Galdova", "Ivolna"}


def test_a_week_that_ends_as_it_began_gives_its_last_day():
    """Arvona is taken on 2 January and, here, lost again on the 5th."""
    found = told(world.story()[0], {**world.story()[39], "published_at": "2030-01-05"}).two_days()
    assert (found.first, found.last) == (date(2030, 1, 4), date(2030, 1, 5))


def test_a_week_does_not_reach_before_the_span():
    assert told(world.story()[0]).two_days() == TwoDays(date(2030, 1, 1), date(2030, 1, 2), Chosen.LAST_CHANGES)


@pytest.mark.parametrize("reports", range(1, 41, 3))
def test_whatever_is_known_what_is_shown_has_changed(reports):
    """And nothing changes afterwards, up to the last day of the evidence."""
    known = told(*world.story()[:reports])
    found = known.two_days()
    change = known.delta(found.first, found.last)
    assert (found.chosen, change.gained_km2 + change.lost_km2 > 0) == (Chosen.LAST_CHANGES, True)
    after = [known.delta(found.last, on) for on in days(found.last, known.last_day())]
    assert all(later.gained_km2 + later.lost_km2 == 0 for later in after)


def test_where_nothing_ever_changed_it_is_the_whole_span():
    found = told().two_days()
    assert found == TwoDays(date(2030, 1, 1), date(2030, 3, 31), Chosen.NO_CHANGE)
    assert "No days were asked for" in found.note


def test_one_day_is_compared_with_the_day_before(atlas):
    found = atlas.two_days(date(2030, 1, 12))
    assert found == TwoDays(date(2030, 1, 11), date(2030, 1, 12), Chosen.DAY_BEFORE)
    assert atlas.delta(found.first, found.last).gained_km2 == pytest.approx(1, rel=1e-6)
    with pytest.raises(InputError, match="0001-01-01 has no day before"):
        atlas.two_days(date.min)


def test_two_days_are_those_asked_for_in_their_order(atlas):
    assert atlas.two_days(date(2030, 1, 26), date(2030, 1, 12)) == TwoDays(date(2030, 1, 26), date(2030, 1, 12))
    assert atlas.two_days(date(2030, 1, 12), date(2030, 1, 26)).note == ""


def test_a_day_with_itself_is_refused_inside_the_span(atlas):
    with pytest.raises(InputError, match="Both days are 2030-01-12"):
        atlas.two_days(date(2030, 1, 12), date(2030, 1, 12))
    assert atlas.two_days(date(2040, 1, 12), date(2040, 1, 12)).note == ""


def test_what_is_not_known_is_not_zero(atlas):
    unknown = atlas.delta(date(2029, 12, 31), date(2030, 1, 1))
    assert (unknown.as_dict()["gained_km2"], unknown.as_dict()["net_km2"]) == (None, None)
    assert "2030-01-01 to 2030-03-31" in unknown.note
    assert atlas.delta(date(2030, 2, 2), date(2030, 2, 5)).as_dict()["net_km2"] == 0
