from datetime import date, timedelta

import pytest

from geo.errors import InputError
from geo.evidence import assemble, known, standing
from geo.evidence.reviews import amended
from geo.interval import Interval
from geo.model import Event, KnownClaim, Relation, Verdict
from tests.evidence.samples import claim, extraction, figure, instant, line, report, review

EARLY, LATE = report(1, "2030-01-10"), report(2, "2030-01-20")
CLAIM = claim(EARLY)


def evidence(*reviews):
    claims = [KnownClaim(c, r.known_at, r.publisher) for r in (EARLY, LATE) for c in (claim(r), claim(r, "belmora"), line(r))]
    return assemble(claims, [figure(EARLY), figure(LATE)], [EARLY, LATE], reviews)


def of(found):
    """How many claims of the early and of the late report, then figures, then reports."""
    sides = [sum(k.claim.report_id == r.id for k in found.claims) for r in (EARLY, LATE)]
    return (*sides, len(found.figures), len(found.reports))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (None, (3, 3, 2, 2)),
        (instant(10), (0, 0, 0, 0)),
        (EARLY.known_at - timedelta(seconds=1), (0, 0, 0, 0)),
        (EARLY.known_at, (3, 0, 1, 1)),
        (instant(20), (3, 0, 1, 1)),
        (LATE.known_at, (3, 3, 2, 2)),
    ],
)
def test_what_was_published_by_then_was_known(as_of, expected):
    assert of(known(evidence(), as_of)) == expected


def test_everything_known_and_nothing_reviewed_is_the_same_evidence():
    assert known(evidence(), None) == evidence()


def test_the_order_of_the_parts_changes_nothing():
    forward = evidence(review(CLAIM.id), review(LATE.id))
    turned = assemble(forward.claims[::-1], forward.figures[::-1], [LATE, EARLY], forward.reviews[::-1])
    assert turned == forward
    assert list(turned.reports) == list(forward.reports) == [EARLY.id, LATE.id]
    assert [k.known_at for k in turned.claims] == sorted(k.known_at for k in turned.claims)


def test_the_digest_names_the_content():
    whole = evidence()
    others = [
        known(whole, EARLY.known_at),
        evidence(review(CLAIM.id)),
        known(evidence(review(CLAIM.id, Verdict.AMEND, actor="BB")), None),
        known(evidence(review(CLAIM.id, Verdict.AMEND, actor="")), None),
        assemble(whole.claims, whole.figures[:1], whole.reports.values(), ()),
        assemble(whole.claims, (), whole.reports.values(), ()),
        assemble((), whole.figures, whole.reports.values(), ()),
        assemble((), (), (), ()),
    ]
    assert len({whole.digest, *(e.digest for e in others)}) == 1 + len(others)


def test_a_set_has_each_member_once():
    whole = evidence(review(CLAIM.id))
    assert assemble(whole.claims * 2, whole.figures * 2, [*whole.reports.values()] * 2, whole.reviews * 2) == whole


def test_what_is_learnt_later_changes_nothing_before():
    with_later = evidence(review(CLAIM.id, day=15), review(EARLY.id, day=25))
    without = assemble([k for k in with_later.claims if k.known_at == EARLY.known_at], [figure(EARLY)], [EARLY], with_later.reviews[:1])
    assert known(with_later, instant(16)) == known(without, instant(16))


@pytest.mark.parametrize(
    ("reviews", "as_of", "expected"),
    [
        ([review(CLAIM.id, day=15)], None, (2, 3, 2, 2)),
        ([review(CLAIM.id, day=15)], instant(15), (2, 0, 1, 1)),
        ([review(CLAIM.id, day=15)], instant(14), (3, 0, 1, 1)),
        ([review(EARLY.id, day=15)], None, (0, 3, 1, 1)),
        ([review(EARLY.id, day=15)], instant(14), (3, 0, 1, 1)),
        ([review(EARLY.id, day=15), review(EARLY.id, Verdict.ACCEPT, day=16)], None, (3, 3, 2, 2)),
        ([review(EARLY.id, day=15), review(EARLY.id, Verdict.ACCEPT, day=16)], instant(15), (0, 0, 0, 0)),
        ([review(EARLY.id, Verdict.ACCEPT, day=15), review(EARLY.id, day=16)], None, (0, 3, 1, 1)),
        ([review(EARLY.id, day=15), review(CLAIM.id, Verdict.ACCEPT, day=16)], None, (0, 3, 1, 1)),
        ([review(CLAIM.id, Verdict.AMEND, day=15, actor="BB"), review(CLAIM.id, day=16)], None, (2, 3, 2, 2)),
    ],
)
def test_the_newest_verdict_by_then_decides(reviews, as_of, expected):
    for order in (reviews, reviews[::-1]):
        assert of(known(evidence(*order), as_of)) == expected


@pytest.mark.parametrize(("first", "second", "kept"), [(Verdict.REJECT, Verdict.ACCEPT, 3), (Verdict.ACCEPT, Verdict.REJECT, 0)])
def test_time_comes_before_the_id(first, second, kept):
    pairs = [(review(EARLY.id, first, 15, why=str(n)), review(EARLY.id, second, 16, why=str(n))) for n in range(20)]
    assert {a.id < b.id for a, b in pairs} == {True, False}
    assert {of(known(evidence(*pair), None))[0] for pair in pairs} == {kept}


def test_of_two_verdicts_in_one_second_the_greater_id_decides():
    pair = [review(EARLY.id, why="a"), review(EARLY.id, Verdict.ACCEPT, why="b")]
    newest = max(pair, key=lambda r: r.id)
    assert standing(pair) == standing(pair[::-1]) == {EARLY.id: newest}
    assert of(known(evidence(*pair), None))[0] == (0 if newest.verdict is Verdict.REJECT else 3)


def test_the_reviews_known_by_then_stay_listed():
    given = [review(CLAIM.id, day=15), review(LATE.id, day=25)]
    assert known(evidence(*given), instant(20)).reviews == (given[0],)


def changed(target, **changes):
    found = known(evidence(review(target.id, Verdict.AMEND, **changes)), None)
    return next(k for k in found.claims if k.claim.id == target.id)


def test_an_amended_claim_has_the_new_reading_under_its_old_id():
    item = changed(CLAIM, place="dastrova", place_name="Dastrova", actor="BB", event="withdrew", date="2030-01-03/2030-01-04")
    now = item.claim
    assert (now.id, now.report_id, now.text, now.claimants, now.method) == (CLAIM.id, CLAIM.report_id, CLAIM.text, CLAIM.claimants, CLAIM.method)
    assert [(p.place_id, p.name, p.relation) for p in now.places] == [("dastrova", "Dastrova", Relation.IN)]
    assert (now.actor, now.event, now.valid) == ("BB", Event.WITHDREW, Interval.of_days(date(2030, 1, 3), date(2030, 1, 4)))
    assert now.reason == "amended in review: wrong"
    assert (item.known_at, item.publisher) == (EARLY.known_at, "Atlas Desk")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"actor": ""}, ("arvona", None, Event.CAPTURED, date(2030, 1, 9))),
        ({"event": "attacked"}, ("arvona", "AA", Event.ATTACKED, date(2030, 1, 9))),
        ({"date": "2030-01-05"}, ("arvona", "AA", Event.CAPTURED, date(2030, 1, 5))),
        ({"place": "lumova"}, ("lumova", "AA", Event.CAPTURED, date(2030, 1, 9))),
        ({"place_name": "Old Arvona"}, ("arvona", "AA", Event.CAPTURED, date(2030, 1, 9))),
    ],
)
def test_an_amendment_leaves_the_rest(changes, expected):
    now = changed(CLAIM, **changes).claim
    assert (now.places[0].place_id, now.actor, now.event, now.valid.last_day) == expected


def test_both_ends_of_a_line_are_amended_together():
    now = changed(line(EARLY), place="arvona | lumova", place_name="Arvona|Lumova").claim
    assert [(p.place_id, p.name, p.bearing_deg) for p in now.places] == [("arvona", "Arvona", 12.5), ("lumova", "Lumova", None)]
    with pytest.raises(InputError, match="2 place"):
        amended(line(EARLY), review(line(EARLY).id, Verdict.AMEND, place="arvona"))


def test_the_newest_amendment_replaces_the_earlier_one():
    first, second = review(CLAIM.id, Verdict.AMEND, 15, actor="BB"), review(CLAIM.id, Verdict.AMEND, 16, event="holds")
    now = next(k.claim for k in known(evidence(first, second), None).claims if k.claim.id == CLAIM.id)
    assert (now.actor, now.event) == ("AA", Event.HOLDS)


def test_accepting_an_amended_claim_restores_it():
    given = review(CLAIM.id, Verdict.AMEND, 15, actor="BB"), review(CLAIM.id, Verdict.ACCEPT, 16)
    assert CLAIM in [k.claim for k in known(evidence(*given), None).claims]


def test_what_is_known_is_known_again():
    given = review(CLAIM.id, Verdict.AMEND, 15, actor="BB"), review(LATE.id, day=25)
    for as_of in (None, instant(16), instant(31)):
        once = known(evidence(*given), as_of)
        assert known(once, as_of) == once


def test_the_store_and_the_parts_make_the_same_evidence(store):
    for n, on in ((2, "2030-01-20"), (1, "2030-01-10")):
        store.append(extraction(n, on))
    store.review(review(CLAIM.id))
    read = [extraction(1, "2030-01-10"), extraction(2, "2030-01-20")]
    claims = [KnownClaim(c, e.report.known_at, e.report.publisher) for e in read for c in e.claims]
    figures = [f for e in read for f in e.figures]
    assert store.snapshot() == assemble(claims, figures, [e.report for e in read], [review(CLAIM.id)])
