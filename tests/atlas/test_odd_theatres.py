"""Theatres and evidence at the edges: an honest wide band or a clear message, never a crash."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely

from geo.atlas import Atlas
from geo.errors import DataError
from geo.interval import end_of_day
from geo.model import ClaimPlace, Event, KnownClaim, Relation
from geo.theatre import Kriging
from geo.units import HolderId, PlaceId
from tests.miniland import world

NEAR = Kriging(range_km=0.7, nugget=0.05)
"""Miniland's villages lie 1 km apart, and where they lie is known well."""
FINE = replace(world.theatre(), parameters=replace(world.theatre().parameters, control_method="chain", method="kriging", cell_km2=0.05, kriging=NEAR))
AT = end_of_day(date(2030, 1, 10))
ARVONA = world.claims(world.story()[0])[0]


def with_places(*ids, **moved):
    """Miniland with some of its villages; `moved` gives a village the position of another."""
    places = {place.id: place for place in FINE.gazetteer.places}
    chosen = [replace(places[i], lon=places[moved[i]].lon, lat=places[moved[i]].lat) if i in moved else places[i] for i in ids]
    return replace(FINE, gazetteer=type(FINE.gazetteer)(chosen))


def told(*claims):
    return world.evidence_of([KnownClaim(claim, end_of_day(claim.valid.last_day), "Atlas Desk") for claim in claims], world.story())


def of(place, event=Event.CAPTURED, actor="AA", **changes):
    places = (ClaimPlace(PlaceId(place), place.title(), *changes.pop("lies", (Relation.IN,))),)
    return replace(ARVONA, places=places, event=event, actor=HolderId(actor), id="", **changes)


def shown(theatre, evidence):
    """The map of a day: it fills the extent and its numbers add up."""
    atlas = Atlas.build(theatre, evidence)
    control = atlas.control(AT)
    assert shapely.coverage_is_valid(control.geometry.to_numpy())
    assert control.area_km2.sum() == pytest.approx(12, rel=1e-6)
    low, best, high = atlas.view().area_on(AT.date())[0]
    assert 0 <= low <= best <= high <= 12.001
    return atlas


def test_no_village_at_all_is_the_opening_situation():
    atlas = shown(with_places(), told())
    assert atlas.summary(AT).best_km2 == 0
    place = world.theatre().gazetteer.get("foskova")
    found = atlas.explain(AT, lon=place.lon, lat=place.lat)
    assert (found.place, found.holder) == (None, "BB")
    assert "inferred from the opening situation" in found.sentence


def test_no_village_at_all_is_refused_where_villages_own_the_ground():
    theatre = with_places()
    with pytest.raises(DataError, match="has no settlement inside its extent"):
        Atlas.build(replace(theatre, parameters=replace(theatre.parameters, method="voronoi")), told())


def test_one_village_alone_colours_what_lies_around_it():
    atlas = shown(with_places("foskova"), told(of("foskova"), of("foskova", Event.HOLDS)))
    assert atlas.explain(AT, place="Foskova").holder == "AA"
    assert atlas.front(AT).length_km.sum() >= 0


def test_two_villages_at_one_point_that_claims_tell_apart_leave_their_ground_in_doubt():
    theatre = with_places("foskova", "galdova", galdova="foskova")
    atlas = shown(theatre, told(of("foskova", Event.HOLDS), of("galdova", Event.HOLDS, "BB")))
    assert atlas.explain(AT, place="Foskova").probability["AA"] == atlas.explain(AT, place="Galdova").probability["AA"]
    assert atlas.explain(AT, place="Foskova").level == "contested"


@pytest.mark.parametrize(("one", "other"), [(Event.HOLDS, Event.HOLDS), (Event.CAPTURED, Event.RECAPTURED)])
def test_contradictory_claims_of_one_day_leave_the_place_contested(one, other):
    """Neither cancels the other, as if nobody had spoken; the order in which they are told does not count. Elsewhere villages change hands that day."""
    beside, told_so, denied = [of("eldova"), of("ivolna"), of("belmora")], of("arvona", one), of("arvona", other, "BB")
    plain, torn, turned = (shown(FINE, told(*beside, *claims)) for claims in ((told_so,), (told_so, denied), (denied, told_so)))
    on = torn.view().day(ARVONA.valid.last_day)
    place = torn.view().statuses.of_place["arvona"]
    sure, unsure, again = (atlas.view().statuses.probability[place, on, 0] for atlas in (plain, torn, turned))
    assert sure > 0.8
    assert 0.2 < unsure < 0.8
    assert unsure == again
    assert torn.explain(end_of_day(ARVONA.valid.last_day), place="Arvona").level == "contested"


def test_evidence_outside_the_extent_moves_nothing_inside():
    far = of("arvona", lies=(Relation.OFFSET, 270.0, 40.0), event=Event.ADVANCED)
    empty, beyond = (shown(FINE, told(*claims)).view().codes for claims in ((), (far,)))
    assert np.array_equal(empty, beyond)


def test_what_only_later_reports_tell_of_a_place_is_told_as_such():
    before = shown(FINE, told(of("arvona"))).explain(end_of_day(FINE.span.first_day), place="Arvona")
    assert not before.evidenced
    assert "No report up to that day says who held it; this is inferred from later reports about Arvona" in before.sentence
    beside = shown(FINE, told(of("eldova"))).explain(AT, place="Arvona")
    assert "No report says who held it; this is inferred from Eldova (1.0 km)" in beside.sentence


def test_more_neighbours_than_places_are_no_fault():
    many = replace(FINE, parameters=replace(FINE.parameters, kriging=Kriging(neighbours=128)))
    shown(many, told(of("foskova")))
