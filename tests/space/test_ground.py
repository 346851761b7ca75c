"""Method `nearest` on miniland, villages 1 km apart: until claims name a village, the nearest named one within reach stands in."""

from dataclasses import replace
from datetime import date

import pytest

from geo.atlas import Atlas
from geo.interval import end_of_day
from tests.miniland import world


def atlas(reach_km, entries=None):
    theatre = world.theatre()
    nearest = replace(theatre, parameters=replace(theatre.parameters, method="nearest", reach_km=reach_km))
    return Atlas.build(nearest, world.evidence(entries))


def on(text):
    return end_of_day(date.fromisoformat(text))


def told(found, place, day):
    """Arland's probability on a village's ground, and the place that it is inferred from."""
    view = found.view()
    cell, at = view.tessellation.cell_of[place], view.day(on(day))
    sources = [view.statuses.sites[sample].place_id for sample, _ in view.ground.sources(cell, at)]
    return view.probability(at)[cell, 0], sources


def test_the_neighbours_of_the_first_village_are_inferred_from_it():
    """2 January: Arvona is captured. Belmora and Eldova are 1 km away, Foskova 1.41 km."""
    found = atlas(1.2)
    assert found.summary(on("2030-01-02")).best_km2 == pytest.approx(3, rel=1e-6)
    assert told(found, "belmora", "2030-01-02") == (pytest.approx(0.9), ["arvona"])
    assert told(found, "foskova", "2030-01-02") == (0.0, [])
    assert atlas(1.5).summary(on("2030-01-02")).best_km2 == pytest.approx(4, rel=1e-6)
    assert atlas(0.5).summary(on("2030-01-02")).best_km2 == pytest.approx(1, rel=1e-6)


def test_a_villages_own_claim_ends_the_standing_in():
    """4 January: Arlandish forces enter Belmora; its own 0.45 replaces what Arvona's 0.9 stood in for."""
    assert told(atlas(1.2), "belmora", "2030-01-04") == (pytest.approx(0.45), ["belmora"])


def test_a_nearer_village_takes_over_when_claims_name_it():
    """Foskova, reach 1.5 km: from 2 January Arvona (1.41 km) stands in; from 3 January Eldova (1 km), which is named that day."""
    found = atlas(1.5, world.story()[:2])
    assert told(found, "foskova", "2030-01-02")[1] == ["arvona"]
    assert told(found, "foskova", "2030-01-03")[1] == ["eldova"]


def test_explain_says_what_it_is_inferred_from():
    found = atlas(1.2).explain(on("2030-01-02"), place="Eldova")
    assert found.inferred_from == ["Arvona (1.0 km)"]
    assert "No report says who held it; this is inferred from Arvona (1.0 km)." in found.sentence
    assert [c["text"] for c in found.claims] == ["Arlandish forces captured Arvona."]
    assert found.claims[0]["weight"] == pytest.approx(0.9)


def test_a_village_of_vague_position_stands_in_for_none():
    theatre = world.theatre()
    vague = tuple(replace(p, err_km=5.0) if p.id == "arvona" else p for p in theatre.gazetteer.places)
    nearest = replace(theatre, parameters=replace(theatre.parameters, method="nearest", reach_km=1.2), gazetteer=type(theatre.gazetteer)(vague))
    assert Atlas.build(nearest, world.evidence()).summary(on("2030-01-02")).best_km2 == pytest.approx(1, rel=1e-6)


def test_the_age_of_ground_is_that_of_the_spot_that_counts_most():
    """2 January: Arvona is captured and stands in for what lies within 1.2 km; on the 4th that claim is two days old, and Belmora has one of its own."""
    view = atlas(1.2).view()
    ages = dict(zip(view.tessellation.place_ids, view.ages(view.day(on("2030-01-04"))), strict=True))
    assert (ages["arvona"], ages["belmora"], ages["eldova"], ages["lumova"]) == (2, 0, 1, None)
    theatre = world.theatre()
    fine = replace(theatre.parameters, method="kriging", control_method="chain", cell_km2=0.1, kriging=replace(theatre.parameters.kriging, range_km=0.7))
    kriged = Atlas.build(replace(theatre, parameters=fine), world.evidence()).view()
    day = kriged.day(on("2030-01-04"))
    for cell, sample in enumerate(kriged.ground.heaviest(day).tolist()):
        weights = dict(kriged.ground.sources(cell, day))
        assert (sample < 0) == (not weights)
        assert not weights or abs(weights[sample]) == max(abs(w) for w in weights.values())
