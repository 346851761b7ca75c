"""Verdicts on miniland's claims. A village is 1 km2; "arvona" is captured by Arland on 2 January."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from geo.errors import InputError, NotFoundError
from geo.gazetteer import Gazetteer
from geo.intake import Intake
from geo.intake import intake as intake_module
from geo.interval import end_of_day
from geo.model import Extraction, Verdict
from tests.evidence.samples import line
from tests.miniland import world

CLAIM = world.claims(world.story()[0])[0]
WHO = {"who": "A. Analyst", "why": "read again"}


def held(intake, day=2):
    frame = intake.atlas().places(end_of_day(date(2030, 1, day)))
    return {place for place, holder in zip(frame.place_id, frame.holder, strict=True) if holder == "AA"}


def amend(intake, **changes):
    return intake.review(CLAIM.id, Verdict.AMEND, changes=changes, **WHO)


def test_a_rejected_claim_leaves_the_map_at_once_and_an_accepted_one_comes_back(intake):
    assert held(intake) == {"arvona"}
    before = datetime.now(UTC).replace(microsecond=0)
    first = intake.review(CLAIM.id, Verdict.REJECT, **WHO)
    assert (first.target, first.who, first.why, first.changes) == (CLAIM.id, "A. Analyst", "read again", ())
    assert first.known_at >= before
    assert held(intake) == set()
    second = intake.review(CLAIM.id, Verdict.ACCEPT, **WHO)
    assert second.known_at > first.known_at
    assert held(intake) == {"arvona"}
    assert intake.store.reviews() == (first, second)


def test_what_was_known_before_a_verdict_stays_as_it_was(intake, monkeypatch):
    monkeypatch.setattr(intake_module, "after", lambda _newest: datetime(2030, 2, 1, 12, tzinfo=UTC))
    intake.review(CLAIM.id, Verdict.REJECT, **WHO)
    shown = {day: round(intake.atlas().summary(end_of_day(date(2030, 1, 2)), end_of_day(day)).best_km2, 3) for day in (date(2030, 1, 31), date(2030, 2, 1))}
    assert shown == {date(2030, 1, 31): 1, date(2030, 2, 1): 0}


def test_the_same_verdict_twice_is_once(intake):
    assert intake.review(CLAIM.id, Verdict.REJECT, **WHO) == intake.review(f" {CLAIM.id} ", Verdict.REJECT, who=" A. Analyst ", why="read\nagain")
    assert len(intake.store.reviews()) == 1
    intake.review(CLAIM.id, Verdict.REJECT, who="A. Analyst", why="on second thoughts")
    assert len(intake.store.reviews()) == 2


@pytest.mark.parametrize(
    ("changes", "stored"),
    [
        ({"place": "Belmora"}, {"place": "belmora", "place_name": "Belmora"}),
        ({"place": "belmora"}, {"place": "belmora", "place_name": "Belmora"}),
        ({"place": " BELMORA "}, {"place": "belmora", "place_name": "Belmora"}),
        ({"actor": "BB"}, {"actor": "BB"}),
        ({"actor": "borland"}, {"actor": "BB"}),
        ({"actor": ""}, {"actor": ""}),
        ({"actor": "nobody"}, {"actor": ""}),
        ({"event": "entered"}, {"event": "entered"}),
        ({"event": "Pushed out"}, {"event": "pushed_out"}),
        ({"date": "2030-01-05"}, {"date": "2030-01-05"}),
        ({"date": "2030-01-05 / 2030-01-07"}, {"date": "2030-01-05/2030-01-07"}),
        ({"event": "holds", "actor": "BB"}, {"actor": "BB", "event": "holds"}),
    ],
)
def test_what_is_amended_is_kept_in_the_store_s_own_words(intake, changes, stored):
    assert dict(amend(intake, **changes).changes) == stored


@pytest.mark.parametrize(
    ("changes", "day", "expected"),
    [
        ({"place": "Lumova"}, 2, {"lumova"}),
        ({"event": "attacked"}, 2, set()),
        ({"actor": "Borland"}, 2, set()),
        ({"date": "2030-01-05"}, 4, {"eldova", "ivolna"}),
        ({"date": "2030-01-05"}, 5, {"arvona", "eldova", "ivolna"}),
        ({"date": "2030-01-01/2030-01-03"}, 3, {"arvona", "eldova", "ivolna"}),
    ],
)
def test_an_amended_claim_counts_as_it_was_amended(intake, changes, day, expected):
    amend(intake, **changes)
    assert held(intake, day) == expected


def test_an_amendment_replaces_the_one_before_and_does_not_add_to_it(intake):
    amend(intake, place="Lumova")
    amend(intake, event="holds")
    assert held(intake) == {"arvona"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "place, actor, event, date"),
        ({"village": "Lumova"}, "'village'"),
        ({"place_name": "Lumova"}, "'place_name'"),
        ({"place": "Lumovo"}, "'Lumovo'.*Did you mean Lumova"),
        ({"place": " "}, "place is empty"),
        ({"place": "Lumova|Arvona"}, "1 place"),
        ({"actor": "Poland"}, r"'Poland'.*AA \(Arland\), BB \(Borland\)"),
        ({"event": "conquered"}, "'conquered'.*captured, recaptured, entered"),
        ({"event": ""}, "''.*captured, recaptured"),
        ({"date": "yesterday"}, "'yesterday'.*YYYY-MM-DD"),
        ({"date": "2029-12-31"}, "2029-12-31.*2030-01-01 to 2030-03-31"),
        ({"date": "2030-03-30/2030-04-01"}, "2030-04-01.*2030-01-01 to 2030-03-31"),
        ({"date": "2030-01-07/2030-01-05"}, "backwards"),
        ({"date": "2030-01-05/"}, "YYYY-MM-DD"),
        ({"place": "Arvona", "event": "captured"}, "was read so"),
        ({"date": "2030-01-02", "actor": "Arland"}, "was read so"),
    ],
)
def test_an_amendment_that_cannot_be_made_is_refused_and_nothing_is_stored(intake, changes, words):
    with pytest.raises(InputError, match=words):
        amend(intake, **changes)
    assert intake.store.reviews() == ()


@pytest.mark.parametrize("verdict", [Verdict.ACCEPT, Verdict.REJECT])
def test_changes_go_with_an_amendment_alone(intake, verdict):
    with pytest.raises(InputError, match=f"{verdict} takes no changes.*event"):
        intake.review(CLAIM.id, verdict, changes={"event": "entered"}, **WHO)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"who": "", "why": "x"}, "--by"),
        ({"who": " \x00\n", "why": "x"}, "--by"),
        ({"who": "x", "why": ""}, "--reason"),
        ({"who": "x", "why": "\udcff"}, "--reason"),
        ({"who": "x" * 2001, "why": "x"}, "2,001.*2,000"),
        ({"who": "x", "why": "x" * 2001}, "2,001.*2,000"),
    ],
)
def test_who_and_why_are_needed_and_have_a_limit(intake, said, words):
    with pytest.raises(InputError, match=words):
        intake.review(CLAIM.id, Verdict.REJECT, **said)
    assert intake.store.reviews() == ()


def test_an_unknown_claim_is_refused_with_what_comes_near(intake):
    with pytest.raises(NotFoundError, match=CLAIM.id):
        intake.review(CLAIM.id[:-1], Verdict.REJECT, **WHO)


def test_a_line_has_two_ends_and_both_are_named(intake):
    entry = world.story()[5]
    ends = line(world.report(entry))
    intake.store.append(Extraction(world.report(entry), (), (ends,), (), world.METHOD))
    with pytest.raises(InputError, match="2 places"):
        intake.review(ends.id, Verdict.AMEND, changes={"place": "Lumova"}, **WHO)
    given = intake.review(ends.id, Verdict.AMEND, changes={"place": "Lumova | Arvona"}, **WHO)
    assert dict(given.changes) == {"place": "lumova|arvona", "place_name": "Lumova|Arvona"}


def twins(intake, *others):
    """The intake with further places called Lumova in its gazetteer, the map as it was."""
    theatre = intake.theatre
    lumova = theatre.gazetteer.get("lumova")
    extra = [replace(lumova, id=name, raion="Farmark", zone="adjacent", settlement=settlement) for name, settlement in others]
    return Intake(replace(theatre, gazetteer=Gazetteer([*theatre.gazetteer.places, *extra])), intake.store)


def test_of_homonyms_the_one_on_the_map_is_meant(intake):
    both = twins(intake, ("lumova-far", False))
    assert dict(amend(both, place="Lumova").changes)["place"] == "lumova"
    assert dict(amend(both, place="lumova-far").changes)["place"] == "lumova-far"


def test_a_name_of_two_villages_on_the_map_is_not_guessed(intake):
    both = twins(intake, ("lumova-2", True))
    with pytest.raises(InputError, match=r"2 places.*lumova \(Lumova, Eastmark\); lumova-2 \(Lumova, Farmark\)"):
        amend(both, place="Lumova")
    assert dict(amend(both, place="Lumova (Farmark district)").changes)["place"] == "lumova-2"


def test_a_claim_of_a_retracted_report_can_be_reviewed_and_still_does_not_count(intake):
    intake.retract("mini-01", why="a hoax")
    intake.review(CLAIM.id, Verdict.ACCEPT, **WHO)
    assert held(intake) == set()
    assert intake.atlas().claim_history(CLAIM.id).effective is None
