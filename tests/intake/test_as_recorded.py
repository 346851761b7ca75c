"""The Atlas of what a store held at an instant: the answers that were cited then, again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from geo.evidence import Store
from geo.evidence import store as store_module
from geo.intake import Intake
from geo.intake import atlases as atlases_module
from geo.interval import end_of_day
from geo.model import Extraction
from tests.miniland import world

STORY = world.story()
BEGUN = datetime(2025, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ON = date(2030, 1, 8)


def add(store, entry):
    store.append(Extraction(world.report(entry), (), tuple(world.claims(entry)), tuple(world.figures(entry)), world.METHOD))


@pytest.fixture
def days():
    """The days on which something was recorded."""
    return [BEGUN + n * DAY for n in range(4)]


@pytest.fixture
def intake(tmp_path, monkeypatch, days):
    """Reports of January, one taken in on each of four days of 2025: the last one first."""
    with Store.open(str(tmp_path / "store.sqlite"), "miniland") as store:
        for at, entry in zip(days, (STORY[4], STORY[0], STORY[2], STORY[1]), strict=True):
            monkeypatch.setattr(store_module, "_now", lambda at=at: at)
            add(store, entry)
        yield Intake(world.theatre(), store)


def cited(intake, by=None, as_of=None):
    """What an answer cites: sentence, day, digest."""
    atlas = intake.atlas(by)
    return atlas.summary(end_of_day(ON), as_of).sentence, atlas.digest_at(ON, as_of), atlas.digest_at(None, as_of), atlas.last_day(as_of)


def test_what_was_cited_on_a_day_is_had_again(tmp_path, monkeypatch):
    """Whatever was dated back, read again or withdrawn since; with the digest, though not the words that say as recorded when."""
    with Store.open(str(tmp_path / "store.sqlite"), "miniland") as store:
        intake, then, at = Intake(world.theatre(), store), {}, BEGUN
        for deed in (
            lambda: add(store, STORY[4]),
            lambda: add(store, STORY[0]),
            lambda: intake.retract("mini-01", why="a hoax", void=True),
            lambda: add(store, STORY[1]),
            lambda: intake.restore("mini-01", why="no hoax"),
        ):
            monkeypatch.setattr(store_module, "_now", lambda at=at: at)
            deed()
            then[at] = [cited(intake, as_of=as_of) for as_of in (None, end_of_day(date(2030, 1, 3)))]
            at += DAY
        for at, expected in then.items():
            assert [cited(intake, at, as_of) for as_of in (None, end_of_day(date(2030, 1, 3)))] == expected
        assert len({found[0][1] for found in then.values()}) == len(then)


def test_answers_say_as_recorded_when(intake, days):
    atlas = intake.atlas(days[1])
    at, known = end_of_day(ON), end_of_day(date(2030, 1, 31))
    words = "as of 31 January 2030, as recorded by this store on 2 March 2025, 00:00:00 UTC, digest"
    assert words in atlas.summary(at, known).citation
    assert words in atlas.delta(ON, date(2030, 1, 9), known).citation
    assert words in atlas.explain(at, place="arvona", as_of=known).citation
    assert "as recorded by this store on 2 March 2025, digest" in intake.atlas(end_of_day(date(2025, 3, 2))).summary(at).citation
    for table in (atlas.control(at), atlas.front(at), atlas.places(at), atlas.cells(at), atlas.parts(at), atlas.claims(), atlas.changes()):
        assert set(table["as_recorded"]) <= {"2025-03-02T00:00:00Z"}
    assert (atlas.delta(ON, ON).as_recorded, atlas.explain(at, place="arvona").as_recorded) == ("2025-03-02T00:00:00Z",) * 2
    assert "as recorded" not in intake.atlas().summary(at).citation
    assert set(intake.atlas().control(at)["as_recorded"]) == {None}


def test_claims_say_when_their_report_was_recorded(intake, days):
    rows = intake.atlas().claims().drop_duplicates("report_id").set_index("report_id")["recorded_at"].to_dict()
    recorded = dict(zip((4, 0, 2, 1), days, strict=True))
    assert rows == {world.report(STORY[n]).id: at.strftime("%Y-%m-%dT00:00:00Z") for n, at in recorded.items()}


def test_states_that_hold_the_same_share_what_was_worked_out(intake, days):
    newest = intake.atlas()
    assert intake.atlas(days[3]).view() is newest.view()
    assert intake.atlas(days[1]).view() is intake.atlas(days[1] + timedelta(hours=5)).view()
    assert intake.atlas(days[1]) is intake.atlas(days[1])
    assert intake.atlas(days[1]).view() is not newest.view()
    assert intake.atlas(days[1]).tessellation is newest.tessellation


def test_few_earlier_states_are_kept(intake, days):
    for at in days * 3:
        intake.atlas(at)
    assert len(intake._atlases._earlier) == atlases_module.EARLIER


def test_what_is_added_is_taken_up_by_an_instant_that_is_yet_to_come(intake, monkeypatch):
    ahead = datetime(2100, 1, 1, tzinfo=UTC)
    before = intake.atlas(ahead)
    monkeypatch.setattr(store_module, "_now", lambda: BEGUN + 9 * DAY)
    add(intake.store, STORY[6])
    assert len(intake.atlas(ahead).evidence.reports) == len(before.evidence.reports) + 1
    assert intake.atlas(ahead).digest == intake.atlas().digest


def test_before_the_first_row_there_is_nothing(intake):
    atlas = intake.atlas(BEGUN - DAY)
    assert atlas.evidence.reports == {}
    assert atlas.summary(end_of_day(ON)).sentence.startswith("No report is known")
