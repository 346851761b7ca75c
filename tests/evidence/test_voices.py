"""One text is one voice: what counts, as known when, and what verdicts do to it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.evidence import assemble, known
from geo.evidence.voices import echoes
from geo.interval import Interval, end_of_day
from geo.model import ClaimPlace, Event, KnownClaim, Polarity, Relation, Verdict
from geo.units import HolderId, PlaceId
from tests.evidence.samples import claim, instant, review
from tests.evidence.texts import SENTENCES, STORY, published

WIRE = published(STORY, "2030-01-10", "Arland Wire")
MIRROR = published(f"{STORY} Reprinted with permission.", "2030-01-12", "Vista News")
THIRD = published(STORY, "2030-01-14", "Third Herald")
OTHER = published("Arvona is lost, says a man who came from there, and nobody who was asked in the capital wanted to say when.", "2030-01-13", "Other Post")
ON_THE_NINTH = Interval.of_days(date(2030, 1, 9))


def said(report, place="arvona", *, span=(0, 30), **changes):
    return KnownClaim(claim(report, place, span=span, **changes), report.known_at, report.publisher)


def evidence(*claims, reviews=(), reports=(WIRE, MIRROR, THIRD, OTHER)):
    return assemble(claims, [], reports, reviews)


def ids(claims):
    return {item.claim.id for item in claims}


def count(*claims, as_of=None, reviews=()):
    return ids(known(evidence(*claims, reviews=reviews), as_of).voices)


def test_claims_of_copies_that_say_the_same_count_once_and_the_earliest_counts():
    claims = [said(report) for report in (THIRD, WIRE, MIRROR)]
    found = known(evidence(*claims), None)
    assert found.voices == (claims[1],)
    assert found.mirrors == {MIRROR.id: WIRE.id, THIRD.id: WIRE.id}
    assert found.echoes == {claims[0].claim.id: claims[1].claim.id, claims[2].claim.id: claims[1].claim.id}
    assert ids(found.claims) == ids(claims)  # nothing is lost: the echoes stay in the evidence


def test_another_report_that_says_the_same_is_a_second_voice():
    assert len(count(said(WIRE), said(OTHER))) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"event": Event.ENTERED},
        {"actor": HolderId("BB")},
        {"actor": None, "event": Event.CONTESTED},
        {"polarity": Polarity.NEG},
        {"places": (ClaimPlace(PlaceId("belmora"), "Belmora"),)},
        {"places": (ClaimPlace(PlaceId("arvona"), "Arvona", Relation.NEAR),)},
        {"places": (ClaimPlace(PlaceId("arvona"), "Arvona", Relation.IN, 90.0),)},
        {"valid": Interval.of_days(date(2030, 1, 7)), "span": (40, 70)},
    ],
    ids=["event", "actor", "nobody", "denied", "place", "relation", "bearing", "day"],
)
def test_what_a_copy_says_beyond_its_original_counts(changes):
    assert len(count(said(WIRE), said(MIRROR, **changes))) == 2


@pytest.mark.parametrize(
    ("valid", "span"),
    [
        (ON_THE_NINTH, (40, 70)),
        (Interval.of_days(date(2030, 1, 5), date(2030, 1, 9)), (40, 70)),
        (Interval.of_days(date(2030, 1, 11)), (40, 70)),
        (Interval.of_days(date(2030, 1, 12)), (0, 30)),
    ],
    ids=["that day", "a span with that day", "as long before publication", "the same sentence"],
)
def test_dates_that_the_day_of_the_copy_moved_are_the_same_dates(valid, span):
    # the wire of the 10th tells of the 9th, the mirror came out on the 12th
    assert count(said(WIRE), said(MIRROR, valid=valid, span=span)) == ids([said(WIRE)])


def test_what_certainty_basis_and_claimants_a_copy_gives_it_does_not_matter():
    assert count(said(WIRE), said(MIRROR, claimants=("Vista News",), certainty="hedged", basis="assessed")) == ids([said(WIRE)])


def test_a_recap_in_the_original_does_not_silence_the_news_in_a_copy():
    assert len(count(said(WIRE, background=True), said(MIRROR))) == 2
    assert count(said(WIRE), said(MIRROR, background=True)) == ids([said(WIRE)])


def test_of_two_claims_of_the_original_that_of_the_same_days_is_repeated():
    earlier, later = said(WIRE, valid=Interval.of_days(date(2030, 1, 1), date(2030, 1, 9))), said(WIRE)
    echo = said(MIRROR)
    assert known(evidence(earlier, later, echo), None).echoes == {echo.claim.id: later.claim.id}


def test_a_chain_of_copies_is_one_voice():
    teaser = published(" ".join(SENTENCES[:2]), "2030-01-09", "Teaser")
    claims = [said(report) for report in (teaser, WIRE, MIRROR)]
    found = known(evidence(*claims, reports=(teaser, WIRE, MIRROR)), None)
    assert found.mirrors == {WIRE.id: teaser.id, MIRROR.id: WIRE.id}
    assert set(found.echoes.values()) == {claims[0].claim.id}
    assert found.voices == (claims[0],)
    unread = known(evidence(claims[0], claims[2], reports=(teaser, WIRE, MIRROR)), None)
    assert unread.voices == (claims[0],)  # what was missed in the text between breaks no chain


@pytest.mark.parametrize(
    ("day", "expected"),
    [(9, set()), (11, {"Arland Wire"}), (12, {"Arland Wire"}), (13, {"Arland Wire"}), (15, {"Arland Wire"})],
)
def test_a_past_day_knows_only_the_copies_that_were_out(day, expected):
    found = known(evidence(said(WIRE), said(MIRROR), said(THIRD)), end_of_day(date(2030, 1, day)))
    assert {item.publisher for item in found.voices} == expected
    assert len(found.claims) == len([r for r in (WIRE, MIRROR, THIRD) if r.known_at.day <= day])


def test_an_original_that_is_found_later_takes_the_copys_place_on_every_day_on_which_it_was_public():
    alone = evidence(said(MIRROR), reports=(MIRROR,))
    both = evidence(said(MIRROR), said(WIRE), reports=(MIRROR, WIRE))
    assert [item.publisher for item in known(alone, None).voices] == ["Vista News"]
    assert [item.publisher for item in known(both, None).voices] == ["Arland Wire"]
    assert [item.publisher for item in known(both, instant(11)).voices] == ["Arland Wire"]


def test_a_verdict_on_the_claim_that_counts_settles_what_repeats_it():
    original, echo = said(WIRE), said(MIRROR)
    assert count(original, echo, reviews=[review(original.claim.id)]) == set()
    amended = known(evidence(original, echo, reviews=[review(original.claim.id, Verdict.AMEND, place="belmora")]), None)
    assert [(item.claim.id, item.claim.places[0].place_id) for item in amended.voices] == [(original.claim.id, "belmora")]
    assert count(original, echo, reviews=[review(original.claim.id, day=20)], as_of=instant(19)) == ids([original])


def test_a_verdict_on_a_copys_claim_is_about_that_claim():
    original, echo = said(WIRE), said(MIRROR)
    assert count(original, echo, reviews=[review(echo.claim.id)]) == ids([original])
    assert count(original, echo, reviews=[review(echo.claim.id, Verdict.ACCEPT)]) == ids([original])
    assert count(original, echo, reviews=[review(echo.claim.id, Verdict.AMEND, event="entered")]) == ids([original, echo])


def test_when_the_original_is_retracted_the_next_copy_speaks():
    claims = [said(WIRE), said(MIRROR), said(THIRD)]
    assert count(*claims, reviews=[review(WIRE.id)]) == ids([claims[1]])
    assert count(*claims, reviews=[review(WIRE.id), review(MIRROR.id)]) == ids([claims[2]])
    assert count(*claims, reviews=[review(MIRROR.id)]) == ids([claims[0]])


def test_what_is_known_of_copies_is_known_again():
    original, echo = said(WIRE), said(MIRROR)
    for verdict in (
        review(original.claim.id),
        review(original.claim.id, Verdict.AMEND, place="belmora"),
        review(echo.claim.id, Verdict.AMEND, event="entered"),
    ):
        once = known(evidence(original, echo, reviews=[verdict]), None)
        assert known(once, None) == once


CLAIMS = st.lists(
    st.builds(
        lambda report, place, day, event: said(report, place, event=event, valid=Interval.of_days(date(2030, 1, day))),
        st.sampled_from([WIRE, MIRROR, THIRD, OTHER]),
        st.sampled_from(["arvona", "belmora"]),
        st.integers(5, 14),
        st.sampled_from([Event.CAPTURED, Event.ENTERED]),
    ),
    max_size=10,
)


@given(CLAIMS, st.randoms(use_true_random=False), st.integers(9, 15))
@settings(max_examples=60, deadline=None)
def test_one_voice_is_a_matter_of_the_set(claims, rng, day):
    shuffled = evidence(*rng.sample(claims * 2, 2 * len(claims)), reports=rng.sample([WIRE, MIRROR, THIRD, OTHER], 4))
    assert known(shuffled, instant(day)) == known(evidence(*claims), instant(day))


@given(CLAIMS, st.integers(9, 15))
@settings(max_examples=60, deadline=None)
def test_what_comes_out_later_silences_nothing_on_a_past_day(claims, day):
    early = [report for report in (WIRE, MIRROR, THIRD, OTHER) if report.known_at <= instant(day)]
    then = evidence(*(item for item in claims if item.known_at <= instant(day)), reports=early)
    assert known(evidence(*claims), instant(day)).voices == known(then, None).voices


@given(CLAIMS)
@settings(max_examples=60, deadline=None)
def test_every_echo_stands_behind_a_voice_of_its_own_text(claims):
    found = known(evidence(*claims), None)
    by_id = {item.claim.id: item for item in found.claims}
    for echo, claim_id in found.echoes.items():
        assert claim_id not in found.echoes
        assert by_id[claim_id].known_at < by_id[echo].known_at
        assert by_id[claim_id].claim.report_id in {WIRE.id, MIRROR.id}
        assert replace(by_id[echo].claim, places=()).event is by_id[claim_id].claim.event


def by_comparing_all(claims, mirrors):
    """The echoes by holding every claim of a copy against every claim of the texts that it carries: nothing is ordered, nothing is looked up."""

    def asserts(known):
        return known.claim.event, known.claim.actor, known.claim.polarity, {(p.place_id, p.relation) for p in known.claim.places}

    def lag(known):
        return known.known_at.date() - known.claim.valid.last_day

    def agree(copy, original):
        ours, theirs = copy.claim.valid, original.claim.valid
        news_of_a_recap = original.claim.background and not copy.claim.background
        meet = ours.start < theirs.end and theirs.start < ours.end
        return not news_of_a_recap and (meet or lag(copy) == lag(original) or copy.claim.text.split() == original.claim.text.split())

    found = {}
    for copy in claims:
        carried, report = [], copy.claim.report_id
        while report in mirrors:
            report = mirrors[report]
            carried.append(report)
        same = [other for other in claims if other.claim.report_id in carried and asserts(other) == asserts(copy) and agree(copy, other)]
        if same:
            exact = [other for other in same if other.claim.valid == copy.claim.valid]
            found[copy.claim.id] = min(exact or same, key=lambda k: (k.known_at, k.claim.valid.start, k.claim.id)).claim.id
    for echo, original in found.items():
        first = original
        while first in found:
            first = found[first]
        found[echo] = first
    return found


MANY = st.lists(
    st.builds(
        lambda report, place, first, length, background, start: said(
            report,
            place,
            span=(start, start + 5),
            background=background,
            valid=Interval.of_days(date(2030, 1, first), date(2030, 1, min(first + length, 31))),
        ),
        st.sampled_from([WIRE, MIRROR, THIRD]),
        st.sampled_from(["arvona", "belmora"]),
        st.integers(1, 31),
        st.integers(0, 12),
        st.booleans(),
        st.integers(0, 60),
    ),
    max_size=40,
    unique_by=lambda item: item.claim.id,
)


@given(MANY)
@settings(max_examples=150, deadline=None)
def test_looking_up_finds_what_comparing_all_with_all_finds(claims):
    for mirrors in ({MIRROR.id: WIRE.id, THIRD.id: WIRE.id}, {MIRROR.id: WIRE.id, THIRD.id: MIRROR.id}):
        assert echoes(claims, mirrors) == by_comparing_all(claims, mirrors)
