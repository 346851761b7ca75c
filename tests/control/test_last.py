from datetime import date

import pytest

from geo.control import infer
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


def status(statuses, place, on):
    """Arland's probability at the end of a day."""
    day = (date.fromisoformat(on) - statuses.theatre.span.first_day).days
    site = statuses.of_place.get(PlaceId(place))
    found = statuses.silent[day] if site is None else statuses.probability[site, day]
    assert found.sum() == pytest.approx(1.0)
    return found[0]


@pytest.mark.parametrize(("place", "on", "arland"), STATUS)
def test_the_last_claim_wins_by_its_weight(place, on, arland):
    assert status(infer(world.evidence(), world.theatre()), place, on) == pytest.approx(arland)


def test_places_that_no_claim_decides_are_silent():
    statuses = infer(world.evidence(), world.theatre())
    assert "lumova" not in statuses.of_place
    assert status(statuses, "lumova", "2030-03-31") == 0.0


def test_without_a_claim_a_place_is_as_if_it_had_not_been_made():
    """Foskova on 9 January: 0.4, then 0.9 of what is left; without the ministry 0.9, without the Atlas Desk 0.4."""
    statuses = infer(world.evidence(), world.theatre())
    site = statuses.of_place[PlaceId("foskova")]
    entries = {e["id"]: world.claims(e)[0].id for e in world.story() if e["expects"]}
    told = statuses.without([(site, entries["mini-07"]), (site, entries["mini-08"])])
    assert told[:, 8, 0] == pytest.approx([0.9, 0.4])
    assert status(statuses, "foskova", "2030-01-09") == pytest.approx(0.94)


def test_what_several_say_on_one_day_is_one_step():
    """0.9 and 0.4 for Arland, joined: 1 - 0.1 x 0.6 = 0.94."""
    entries = [world.story()[0], {**world.story()[6], "published_at": "2030-01-02"}]
    entries[1]["expects"] = [{**entries[1]["expects"][0], "place": "arvona"}]
    assert status(infer(world.evidence(entries), world.theatre()), "arvona", "2030-01-02") == pytest.approx(0.94)
