from datetime import timedelta

import pytest

from geo.errors import NotFoundError
from geo.evidence import assemble, claim_history, find_claim, known, reread
from geo.model import KnownClaim, Verdict
from tests.evidence.samples import claim, extraction, instant, report, review

REPORT = report(1, "2030-01-10")
CLAIM = claim(REPORT)
OTHER = claim(REPORT, "belmora")


def evidence(*reviews):
    return assemble([KnownClaim(c, REPORT.known_at, REPORT.publisher) for c in (CLAIM, OTHER)], [], [REPORT], reviews)


REJECTED = review(CLAIM.id, day=15, why="no such battle")
AMENDED = review(CLAIM.id, Verdict.AMEND, day=16, event="entered")
ACCEPTED = review(CLAIM.id, Verdict.ACCEPT, day=17)
ELSEWHERE = review(OTHER.id, day=15)
RETRACTED = review(REPORT.id, day=18)
ALL = (REJECTED, AMENDED, ACCEPTED, ELSEWHERE, RETRACTED)


@pytest.mark.parametrize(
    ("day", "reviews", "event"),
    [(14, (), "captured"), (15, (REJECTED,), None), (16, (REJECTED, AMENDED), "entered"), (17, (REJECTED, AMENDED, ACCEPTED), "captured")],
)
def test_each_verdict_takes_the_place_of_the_one_before(day, reviews, event):
    found = claim_history(evidence(*ALL), CLAIM.id, instant(day))
    assert found.known.claim == CLAIM
    assert found.reviews == reviews
    assert found.standing == (reviews[-1] if reviews else None)
    assert (found.effective.event if found.effective else None) == event
    assert found.retraction is None


def test_a_retracted_report_overrules_the_verdicts_on_its_claims():
    found = claim_history(evidence(*ALL), CLAIM.id, None)
    assert (found.standing, found.retraction, found.effective) == (ACCEPTED, RETRACTED, None)
    restored = claim_history(evidence(*ALL, review(REPORT.id, Verdict.ACCEPT, day=19)), CLAIM.id, None)
    assert (restored.retraction, restored.effective) == (None, CLAIM)


@pytest.mark.parametrize("day", [14, 15, 16, 17, 18, 25])
@pytest.mark.parametrize("target", [CLAIM, OTHER])
def test_the_effective_reading_is_the_one_that_the_map_is_made_of(day, target):
    counted = {k.claim.id: k.claim for k in known(evidence(*ALL), instant(day)).claims}
    assert claim_history(evidence(*ALL), target.id, instant(day)).effective == counted.get(target.id)


def test_before_it_was_public_nobody_knew_the_claim():
    assert claim_history(evidence(), CLAIM.id, REPORT.known_at).effective == CLAIM
    with pytest.raises(NotFoundError, match=rf"{CLAIM.id} became public at 2030-01-10T23:59:59Z"):
        claim_history(evidence(), CLAIM.id, REPORT.known_at - timedelta(seconds=1))


@pytest.mark.parametrize("text", [CLAIM.id, f"  {CLAIM.id}\n", CLAIM.id.upper()])
def test_a_claim_is_found_by_its_id(text):
    assert find_claim(evidence(), text).claim == CLAIM


@pytest.mark.parametrize("text", [CLAIM.id[:4], CLAIM.id[:-1], CLAIM.id[:-1] + "zz", CLAIM.id[1:]])
def test_a_slip_in_the_id_is_answered_with_the_one_that_was_meant(text):
    with pytest.raises(NotFoundError, match=f"Did you mean .*{CLAIM.id}"):
        find_claim(evidence(), text)


@pytest.mark.parametrize("text", ["", "x", "Sudzha", "?" * 5000])
def test_what_is_nothing_like_an_id_is_sent_to_the_list(text):
    with pytest.raises(NotFoundError, match="`salient claims` lists") as refused:
        find_claim(evidence(), text)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("text", [REPORT.id, REPORT.ref])
def test_the_id_of_a_report_is_told_apart_and_its_claims_are_named(text):
    with pytest.raises(NotFoundError, match=f"{text!r} is a report.*{CLAIM.id}"):
        find_claim(evidence(), text)


@pytest.mark.parametrize(
    ("stored", "tried"),
    [
        ([], [extraction(1)]),
        ([extraction(1)], [extraction(2, "2030-01-12")]),
        ([extraction(1), extraction(2)], [extraction(1, method="hand/2")]),
        ([extraction(1)], [extraction(2), extraction(1, method="hand/2"), extraction(3)]),
    ],
)
def test_readings_tried_make_the_evidence_that_readings_stored_make(store, stored, tried):
    for reading in stored:
        store.append(reading)
    if stored:
        store.review(review(stored[0].report.id))
    before = store.snapshot()
    expected = reread(before, tried)
    assert store.snapshot() == before
    for reading in tried:
        store.append(reading)
    assert store.snapshot() == expected
