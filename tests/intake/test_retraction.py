"""The kinds of retraction, and their undoing, over miniland: verdicts are given on 1 February 2030 and after."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from geo.atlas import Atlas
from geo.errors import ConflictError, InputError, NotFoundError
from geo.evidence import Store, claim_history
from geo.intake import Intake
from geo.intake import intake as intake_module
from geo.interval import end_of_day, parse_instant
from geo.model import Extraction, Verdict
from geo.units import ReportId
from tests.miniland import world

STORY = world.story()
TAKEN = world.report(STORY[0])  # Arlandish forces captured Arvona, 2 January 2030
CLAIM = world.claims(STORY[0])[0]
GIVEN = datetime(2030, 2, 1, 12, tzinfo=UTC)
JANUARY = [date(2030, 1, 2) + timedelta(days=n) for n in range(30)]


@pytest.fixture
def intake(tmp_path, monkeypatch):
    """The first three reports of the story, and a clock that stands at noon of 1 February."""
    monkeypatch.setattr(intake_module, "after", lambda newest: newest.known_at + timedelta(seconds=1) if newest else GIVEN)
    with Store.open(str(tmp_path / "store.sqlite"), "miniland") as store:
        for entry in STORY[:3]:
            store.append(Extraction(world.report(entry), (), tuple(world.claims(entry)), (), world.METHOD))
        yield Intake(world.theatre(), store)


def arvona(intake, as_of=None):
    """Who holds Arvona at the end of January."""
    return intake.atlas().explain(end_of_day(date(2030, 1, 31)), place="arvona", as_of=as_of).holder


def in_force(intake, as_of):
    return TAKEN.id in intake.atlas().view(as_of).evidence.reports


def digests(intake):
    """What answers as of each day of January cite."""
    atlas = intake.atlas()
    return [atlas.digest_at(date(2030, 1, 31), end_of_day(day)) for day in JANUARY]


def test_a_plain_retraction_counts_from_its_own_instant(intake):
    before = digests(intake)
    intake.retract("mini-01", why="withdrawn")
    assert digests(intake) == before
    assert [in_force(intake, as_of) for as_of in (end_of_day(JANUARY[0]), GIVEN - timedelta(seconds=1), GIVEN, None)] == [True, True, False, False]


def test_what_is_void_is_out_of_answers_as_of_every_day_and_stays_on_record(intake):
    review = intake.retract("mini-01", why="a hoax", who="desk", void=True)
    assert (review.verdict, review.known_at, review.changes) == (Verdict.VOID, GIVEN, ())
    assert [arvona(intake, end_of_day(day)) for day in JANUARY] == ["BB"] * len(JANUARY)
    assert arvona(intake) == "BB"
    evidence = intake.store.snapshot()
    assert (TAKEN.id in evidence.reports, evidence.reviews) == (True, (review,))
    history = claim_history(evidence, CLAIM.id, end_of_day(JANUARY[0]))
    assert (history.effective, history.retraction, history.report_reviews) == (None, review, (review,))


def test_the_map_is_that_of_a_store_that_never_had_the_void_report(intake):
    intake.retract("mini-01", why="a hoax", void=True)
    never = Atlas.build(world.theatre(), world.evidence(STORY[1:3]))
    for as_of in (*map(end_of_day, JANUARY[:3]), None):
        assert intake.atlas().series(JANUARY[0], JANUARY[-1], as_of).equals(never.series(JANUARY[0], JANUARY[-1], as_of))
        assert intake.atlas().last_day(as_of) == never.last_day(as_of)


def test_a_report_withdrawn_on_a_day_is_in_answers_as_of_the_days_before_it(intake):
    before, since = digests(intake), date(2030, 1, 20)
    review = intake.retract("mini-01", why="the paper withdrew it", since=end_of_day(since))
    assert (review.verdict, review.known_at, review.changes) == (Verdict.REJECT, GIVEN, (("from", "2030-01-20T23:59:59Z"),))
    kept = [day < since for day in JANUARY]
    assert [in_force(intake, end_of_day(day)) for day in JANUARY] == kept
    assert [now == then for now, then in zip(digests(intake), before, strict=True)] == kept


@pytest.mark.parametrize("kind", [{"void": True}, {"since": end_of_day(date(2030, 1, 20))}])
def test_undoing_brings_back_the_answers_as_they_were(intake, kind):
    before = digests(intake)
    retraction = intake.retract("mini-01", why="a hoax", **kind)
    undone = intake.restore("mini-01", why="no hoax at all", who="desk")
    assert (undone.verdict, undone.known_at) == (Verdict.ACCEPT, GIVEN + timedelta(seconds=1))
    assert digests(intake) == before
    assert [in_force(intake, as_of) for as_of in (GIVEN, undone.known_at, None)] == [False, True, True]
    assert intake.store.reviews() == (retraction, undone)


def test_another_day_takes_the_place_of_the_first(intake):
    intake.retract("mini-01", why="withdrawn", since=end_of_day(date(2030, 1, 10)))
    intake.retract("mini-01", why="withdrawn, but later", since=end_of_day(date(2030, 1, 20)))
    assert [in_force(intake, end_of_day(date(2030, 1, day))) for day in (9, 10, 19, 20)] == [True, True, True, False]


def test_the_same_verdict_again_adds_nothing(intake):
    since = end_of_day(date(2030, 1, 20))
    assert intake.retract("mini-01", why="withdrawn", since=since) == intake.retract("mini-01", why="withdrawn", since=since)
    assert intake.retract("mini-01", why="hoax", void=True) == intake.retract("mini-01", why="hoax", void=True)
    assert intake.restore("mini-01", why="no hoax") == intake.restore("mini-01", why="no hoax")
    assert len(intake.store.reviews()) == 3


def test_from_the_day_on_which_it_is_given_is_from_now_on(intake):
    assert intake.retract("mini-01", why="withdrawn", since=parse_instant("2030-02-01")).changes == ()


def test_what_is_void_stays_out_when_it_is_handed_in_again(intake):
    assert intake.retract("mini-01", why="hoax", void=True).rejects
    assert not intake.store.append(Extraction(TAKEN, (), (CLAIM,), (), world.METHOD))
    assert not in_force(intake, None)


@pytest.mark.parametrize("kind", [{}, {"void": True}])
def test_a_report_whose_name_another_has_taken_is_not_restored(intake, kind):
    """What is retracted leaves its name free for the right text; then the two may not both count."""
    retraction = intake.retract("mini-01", why="the wrong text", **kind)
    right = replace(TAKEN, text="Arlandish forces captured Belmora.", id=ReportId(""))
    assert intake.store.append(Extraction(right, (), (), (), world.METHOD))
    with pytest.raises(ConflictError, match=f"mini-01 cannot count again.*{right.id}"):
        intake.restore(TAKEN.id, why="it was right")
    assert intake.store.reviews() == (retraction,)
    intake.retract(right.id, why="wrong, too")
    intake.restore(TAKEN.id, why="it was right")
    assert in_force(intake, None)


def test_a_report_that_was_replaced_is_not_restored_but_handed_in_again(intake):
    newer = replace(TAKEN, text="Arlandish forces captured Belmora.", id=ReportId(""))
    intake.store.append(Extraction(newer, (), (), (), world.METHOD), replace=True)
    with pytest.raises(ConflictError, match="--replace"):
        intake.restore(TAKEN.id, why="it was right")
    intake.retract(TAKEN.id, why="a hoax", void=True)
    with pytest.raises(ConflictError, match="--replace"):
        intake.restore(TAKEN.id, why="no hoax")
    assert [in_force(intake, as_of) for as_of in (end_of_day(JANUARY[0]), None)] == [False, False]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ({"since": end_of_day(date(2030, 1, 1))}, "from 2030-01-01T23:59:59Z on: it was published at 2030-01-02T23:59:59Z"),
        ({"since": end_of_day(date(2030, 2, 2))}, "from 2030-02-02T23:59:59Z on: that is yet to come"),
        ({"since": end_of_day(date(2030, 1, 20)), "void": True}, "one of the two"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_stored(intake, kind, words):
    with pytest.raises(InputError, match=words):
        intake.retract("mini-01", why="withdrawn", **kind)
    assert intake.store.reviews() == ()


def test_only_what_is_retracted_is_restored(intake):
    with pytest.raises(InputError, match="mini-01 is not retracted"):
        intake.restore("mini-01", why="by mistake")
    with pytest.raises(NotFoundError):
        intake.restore("mini-99", why="by mistake")
    intake.retract("mini-01", why="hoax")
    with pytest.raises(InputError, match="reason"):
        intake.restore("mini-01", why=" ")
    intake.restore("mini-01", why="no hoax")
    with pytest.raises(InputError, match="not retracted"):
        intake.restore("mini-01", why="once more")


def test_a_claim_that_is_void_was_never_made(intake):
    said = {"who": "A. Analyst", "why": "the machine misread it"}
    intake.review(CLAIM.id, Verdict.REJECT, **said)
    assert arvona(intake, end_of_day(JANUARY[5])) == "AA"
    intake.review(CLAIM.id, Verdict.VOID, **said)
    assert [arvona(intake, end_of_day(day)) for day in JANUARY] == ["BB"] * len(JANUARY)
    intake.review(CLAIM.id, Verdict.ACCEPT, **said)
    assert {arvona(intake, end_of_day(day)) for day in JANUARY} == {"AA"}
