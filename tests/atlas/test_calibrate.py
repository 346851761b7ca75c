"""`--calibrate figures`: claimed areas bend the map, and only when asked to."""

from dataclasses import replace
from datetime import date

import pytest

from geo.atlas import Atlas
from geo.errors import InputError
from geo.interval import Interval, end_of_day
from geo.model import Figure, Measure
from geo.theatre import Kriging
from geo.units import HolderId
from tests.miniland import world

FINE = replace(
    world.theatre(),
    parameters=replace(world.theatre().parameters, control_method="chain", method="kriging", cell_km2=0.05, kriging=Kriging(range_km=0.7)),
)
ON = date(2030, 1, 20)
REPORT = world.report(world.story()[0])


def claimed(km2, measure=Measure.HELD, actor="AA"):
    said = {"approx": False, "measure": measure, "actor": HolderId(actor), "region": "Miniland", "claimants": (), "method": "by-hand/1"}
    return Figure(REPORT.id, (0, 1), "x", km2, km2, km2, "km2", km2, valid=Interval.of_days(ON), **said)


def area(figures, calibrate, on=ON):
    evidence = replace(world.evidence(), figures=tuple(figures))
    atlas = Atlas.build(FINE, evidence).tuned(replace(FINE.parameters, calibrate=calibrate))
    return atlas.summary(end_of_day(on)).best_km2


def test_a_claimed_area_is_a_check_unless_it_is_asked_for():
    assert area([claimed(9.0)], "none") == area([], "none")


@pytest.mark.parametrize("km2", [1.0, 9.0])
def test_the_map_moves_toward_the_claimed_area_and_not_beyond(km2):
    plain, bent = area([], "none"), area([claimed(km2)], "figures")
    assert min(plain, km2) <= bent <= max(plain, km2)
    assert abs(bent - km2) < abs(plain - km2)


def test_many_voices_move_it_further_than_one_and_time_wears_it_off():
    one, many = (area([claimed(9.0 + n / 1000) for n in range(count)], "figures") for count in (1, 8))
    assert many > one > area([], "none")
    later = date(2030, 3, 20)
    assert area([claimed(9.0)], "figures", later) == pytest.approx(area([], "none", later), abs=0.3)


@pytest.mark.parametrize("figure", [claimed(9.0, Measure.LOST), claimed(9.0, actor="BB")])
def test_only_what_the_side_in_focus_is_said_to_hold_counts(figure):
    assert area([figure], "figures") == area([], "none")


def test_an_answer_that_is_bent_says_so_and_has_another_digest():
    plain = Atlas.build(FINE, world.evidence())
    bent = plain.tuned(replace(FINE.parameters, calibrate="figures"))
    assert "bent toward claimed areas" in bent.summary(end_of_day(ON)).citation
    assert "bent" not in plain.summary(end_of_day(ON)).citation
    assert bent.digest != plain.digest


def test_cells_of_settlements_cannot_be_bent():
    theatre = world.theatre()
    with pytest.raises(InputError, match="only ground by the method kriging"):
        world.atlas().tuned(replace(theatre.parameters, calibrate="figures")).summary(end_of_day(ON))
