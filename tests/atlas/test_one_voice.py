"""What a copy does to the map: nothing. It is told beside the text that it carries."""

from datetime import date

import pytest

from geo.atlas import Atlas
from geo.evidence import assemble
from geo.export import records
from geo.interval import end_of_day
from geo.model import Event, KnownClaim
from geo.units import HolderId, PlaceId
from tests.evidence.samples import claim
from tests.evidence.texts import STORY, published
from tests.miniland import world

WIRE = published(STORY, "2030-01-10", "Atlas Desk")
RETAKEN = published("Borland has its flag on the town hall of Arvona again.", "2030-01-12", "Atlas Desk")
MIRROR = published(f"{STORY} Reprinted.", "2030-01-14", "Vista News")
LATE = end_of_day(date(2030, 1, 20))


def said(report, event=Event.CAPTURED, actor="AA"):
    made = claim(report, "arvona", span=(0, 30), event=event, actor=HolderId(actor), valid=world.Interval.of_days(report.known_at.date()), claimants=())
    return KnownClaim(made, report.known_at, report.publisher)


TAKEN, BACK, AGAIN = said(WIRE), said(RETAKEN, Event.RECAPTURED, "BB"), said(MIRROR)


def atlas(*claims):
    return Atlas.build(world.theatre(), assemble(claims, [], [WIRE, RETAKEN, MIRROR], []), world.atlas().tessellation)


@pytest.fixture(scope="module")
def carried():
    return atlas(TAKEN, BACK, AGAIN)


def held(map_, on=LATE):
    status = map_.view().status(PlaceId("arvona"), on)
    return world.theatre().holders[status.holder].id, status.since


def test_a_copy_that_comes_out_later_does_not_take_the_village_again(carried):
    assert held(carried) == held(atlas(TAKEN, BACK)) == ("BB", RETAKEN.known_at.date())
    assert held(carried, end_of_day(date(2030, 1, 11)))[0] == "AA"


def test_a_copy_neither_adds_weight_nor_renews_the_date():
    alone, twice = (map_.view().status(PlaceId("arvona"), LATE) for map_ in (atlas(TAKEN), atlas(TAKEN, AGAIN)))
    assert twice == alone


def test_an_independent_report_does_add_weight():
    other = published("A man from Arvona says that Arlandish soldiers sit in his kitchen.", "2030-01-10", "Atlas Desk")
    alone, evidence = assemble([said(WIRE)], [], [WIRE], []), assemble([said(WIRE), said(other)], [], [WIRE, other], [])
    one, both = (Atlas.build(world.theatre(), e, world.atlas().tessellation).view().status(PlaceId("arvona"), LATE) for e in (alone, evidence))
    assert both.probability[0] > one.probability[0]


def test_claims_are_listed_with_who_else_carries_them_and_whose_copies_they_are(carried):
    told = {row["claim_id"]: (row["copy_of"], row["carried_by"]) for row in records(carried.claims().drop(columns="geometry"))}
    assert told == {TAKEN.claim.id: (None, "Vista News"), BACK.claim.id: (None, ""), AGAIN.claim.id: (TAKEN.claim.id, "")}
    assert (carried.claims(as_of=end_of_day(date(2030, 1, 13))).carried_by == "").all()


def test_an_explanation_gives_each_text_once(carried):
    found = carried.explain(LATE, place="Arvona")
    assert {row["claim_id"]: row["carried_by"] for row in found.claims} == {TAKEN.claim.id: "Vista News", BACK.claim.id: ""}


def test_copies_do_not_queue_for_review_and_move_nothing(carried):
    assert set(carried.claims(unreviewed=True).claim_id) == {TAKEN.claim.id, BACK.claim.id}
    impacts = carried.impacts()
    assert (impacts[AGAIN.claim.id].km2_days, impacts[AGAIN.claim.id].contested_km2_days) == (0.0, 0.0)
    assert impacts[TAKEN.claim.id].km2_days > 0.0


def test_the_history_of_a_copys_claim_names_the_one_that_counts(carried):
    assert carried.claim_history(AGAIN.claim.id).copy_of == TAKEN.claim.id
    assert carried.claim_history(TAKEN.claim.id).copy_of is None
    assert carried.claim_history(AGAIN.claim.id, LATE).copy_of == TAKEN.claim.id
