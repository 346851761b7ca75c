from datetime import date

import pytest

from geo.control import timelines
from geo.interval import end_of_day, start_of_day
from geo.units import PlaceId
from tests.miniland import world

# Worked by hand: p moves toward its target by the weight; 0.9 for Atlas Desk, 0.4 for a ministry's own claim.
STATUS = [
    ("arvona", "2030-01-01", 0.0),
    ("arvona", "2030-01-02", 0.9),
    ("arvona", "2030-03-05", 0.99),
    ("arvona", "2030-03-20", 0.099),
    ("belmora", "2030-01-04", 0.45),
    ("belmora", "2030-01-06", 0.945),
    ("foskova", "2030-01-05", 0.0),
    ("foskova", "2030-01-08", 0.4),
    ("foskova", "2030-01-09", 0.94),
    ("galdova", "2030-01-13", 0.54),
    ("galdova", "2030-01-14", 0.54),
    ("galdova", "2030-01-15", 0.954),
    ("dastrova", "2030-01-25", 0.495),
    ("keldova", "2030-02-08", 0.54),
]


@pytest.mark.parametrize(("place", "on", "arland"), STATUS)
def test_the_last_claim_wins_by_its_weight(place, on, arland):
    status = timelines(world.evidence(), world.theatre())[PlaceId(place)].at(end_of_day(date.fromisoformat(on)))
    assert status.probability == (pytest.approx(arland), pytest.approx(1 - arland))


def test_places_that_no_claim_decides_have_no_timeline():
    assert "lumova" not in timelines(world.evidence(), world.theatre())


def test_a_status_names_the_claims_behind_it_and_their_share():
    status = timelines(world.evidence(), world.theatre())[PlaceId("foskova")].at(end_of_day(date(2030, 1, 9)))
    entries = {e["id"]: world.claims(e)[0].id for e in world.story() if e["expects"]}
    assert dict(status.evidence) == {entries["mini-07"]: pytest.approx(0.04), entries["mini-08"]: pytest.approx(0.9)}
    assert status.since == start_of_day(date(2030, 1, 9))
    assert status.evidenced


def test_what_several_say_on_one_day_is_one_step():
    """0.9 and 0.4 for Arland, joined: 1 - 0.1 x 0.6 = 0.94."""
    entries = [world.story()[0], {**world.story()[6], "published_at": "2030-01-02"}]
    entries[1]["expects"] = [{**entries[1]["expects"][0], "place": "arvona"}]
    status = timelines(world.evidence(entries), world.theatre())[PlaceId("arvona")].at(end_of_day(date(2030, 1, 2)))
    assert status.probability[0] == pytest.approx(0.94)
