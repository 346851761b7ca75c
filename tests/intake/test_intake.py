import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from geo.errors import ConflictError, InputError, NotFoundError
from geo.evidence import Store, Unresolved
from geo.intake import Intake, home, open_intake, opening
from geo.intake import intake as intake_module
from geo.interval import Interval, end_of_day
from geo.model import Basis, Certainty, Claim, ClaimPlace, Event, Extraction, Mention, Polarity, Verdict
from geo.readers import Document
from tests.miniland import world

DAY = end_of_day(date(2030, 3, 31))


class Words:
    """Reads "AA took arvona" as a claim, and every word with a capital that is no place as a name without one."""

    id = "words/1"

    def __init__(self):
        self.read = []

    def extract(self, report):
        self.read.append(report.ref)
        claims = [self.claim(report, found) for found in re.finditer(r"(AA|BB) took (\w+)", report.text)]
        mentions = [self.mention(found) for found in re.finditer(r"\b[A-Z][a-z]+\b", report.text)]
        return Extraction(report, tuple(mentions), tuple(claims), (), self.id, "" if report.lang == "en" else f"language {report.lang}: mentions only")

    def claim(self, report, found):
        place = ClaimPlace(found[2], found[2].title())
        valid = Interval.of_days(report.known_at.date())
        return Claim(
            report.id, found.span(), found[0], found[1], Event.CAPTURED, (place,), valid, Certainty.STATED, Basis.ASSESSED, (), Polarity.POS,
            background=False, method=self.id,
        )  # fmt: skip

    def mention(self, found):
        kind = "country" if found[0].endswith("land") else "unresolved"
        return Mention(found.span(), found[0], None, None, kind, None, None, 0.0, "not in the gazetteer")


@pytest.fixture
def words():
    return Words()


@pytest.fixture
def intake(tmp_path, words):
    with Store.open(str(tmp_path / "home" / "store.sqlite"), "miniland") as store:
        yield Intake(world.theatre(), store, extractor=words)


@pytest.fixture
def lines(tmp_path):
    def write(*records, name="reports.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
        return path

    return write


def record(n=1, text="AA took arvona.", on="2030-01-10", **more):
    return {"id": f"r{n}", "text": text, "date": on, "publisher": "Atlas Desk", "language": "en", "title": f"Note {n}"} | more


def holder(intake, place, as_of=None):
    frame = intake.atlas().places(DAY, as_of).set_index("place_id")
    return frame.loc[place, "holder"]


def test_a_batch_goes_in_and_moves_the_map(intake, lines):
    assert holder(intake, "arvona") == "BB"
    summary = intake.ingest([lines(record(1), record(2, "AA took belmora. AA took corvina."))])
    assert (summary.read, summary.added, summary.already, summary.claims, summary.figures) == (2, 2, 0, 3, 0)
    assert summary.refused == ()
    assert holder(intake, "arvona") == "AA"
    assert holder(intake, "dastrova") == "BB"


def test_the_same_batch_twice_adds_nothing_and_is_not_read_again(intake, lines, words):
    path = lines(record(1), record(2))
    intake.ingest([path])
    before, seen = intake.store.snapshot(), list(words.read)
    summary = intake.ingest([path])
    assert (summary.read, summary.added, summary.already, summary.claims) == (2, 0, 2, 0)
    assert intake.store.snapshot() == before
    assert words.read == seen


def test_a_report_that_stands_twice_in_a_batch_is_one(intake, lines):
    summary = intake.ingest([lines(record(1), record(1)), lines(record(1), name="again.jsonl")])
    assert (summary.read, summary.added, summary.already) == (3, 1, 2)


def test_another_extractor_reads_the_stored_reports_again(intake, lines):
    path = lines(record(1))
    intake.ingest([path])
    newer = Words()
    newer.id = "words/2"
    assert Intake(intake.theatre, intake.store, extractor=newer).ingest([path]).added == 1
    assert {k.claim.method for k in intake.store.snapshot().claims} == {"words/2"}


def test_a_verdict_on_a_claim_that_is_no_longer_made_is_told(intake, lines):
    path = lines(record(1))
    intake.ingest([path])
    (known,) = intake.store.snapshot().claims
    intake.review(known.claim.id, Verdict.REJECT, who="desk", why="no such battle")
    newer = Words()
    newer.id, newer.claim = "words/2", lambda report, found: replace(Words.claim(newer, report, found), event=Event.ENTERED, id="")
    summary = Intake(intake.theatre, intake.store, extractor=newer).ingest([path])
    assert summary.notes == (f"reviewed, but read otherwise since, so that the verdict has nothing to act on: {known.claim.id}",)
    assert intake.ingest([lines(record(2))]).notes == summary.notes


BAD = (record(3, " "), record(4, on=None), record(5, on="2031-01-01"), record(6, on="tomorrow"), {"id": "r7"}, [1])


def test_what_is_refused_is_listed_with_its_reason_and_the_rest_goes_in(intake, lines, tmp_path):
    path = lines(record(1), *BAD, record(2))
    (tmp_path / "x.pdf").write_bytes(b"x")
    summary = intake.ingest([path, tmp_path / "x.pdf"])
    assert (summary.read, summary.added) == (2, 2)
    found = {r.where.rpartition("/")[2]: r.reason for r in summary.refused}
    # what a reader refuses and what makes no report stand in the order of the files
    assert list(found) == [
        "reports.jsonl:2 (r3)",
        "reports.jsonl:3 (r4)",
        "reports.jsonl:4 (r5)",
        "reports.jsonl:5 (r6)",
        "reports.jsonl:6 (r7)",
        "reports.jsonl:7",
        "x.pdf",
    ]
    words = ("no text", "no date", "2030-01-01 to 2030-03-31", "YYYY-MM-DD", "'text'", "no object", "are not read")
    assert all(word in reason for word, reason in zip(words, found.values(), strict=True))


@pytest.mark.parametrize("bad", BAD)
def test_strict_takes_in_all_or_nothing(intake, lines, words, bad):
    with pytest.raises(InputError, match=r"1 refused, 2 fine: nothing was taken in(.|\n)*reports\.jsonl:2"):
        intake.ingest([lines(record(1), bad, record(2))], strict=True)
    assert intake.store.snapshot().reports == {}
    assert words.read == []


def test_strict_takes_in_what_is_all_fine(intake, lines):
    assert intake.ingest([lines(record(1), record(2))], strict=True).added == 2


def test_a_date_given_wins_over_the_file_s_own(intake, lines, tmp_path):
    (tmp_path / "note.txt").write_text("AA took arvona")
    intake.ingest([lines(record(1, on="2031-01-01")), tmp_path / "note.txt"], date="2030-02-02")
    assert {r.known_at for r in intake.store.snapshot().reports.values()} == {end_of_day(date(2030, 2, 2))}


def test_a_dry_run_tells_what_would_be_added_and_stores_nothing(intake, lines):
    path = lines(record(1), record(1), record(2))
    summary = intake.ingest([path], dry_run=True)
    assert (summary.read, summary.added, summary.already, summary.claims) == (3, 2, 1, 2)
    assert intake.store.snapshot().reports == {}
    intake.ingest([path])
    assert intake.ingest([path], dry_run=True).added == 0


def test_a_missing_path_takes_in_nothing(intake, lines):
    with pytest.raises(InputError, match="nowhere"):
        intake.ingest([lines(record(1)), Path("nowhere")])
    assert intake.store.snapshot().reports == {}


def test_progress_is_told_report_by_report(intake, lines):
    steps = []
    intake.ingest([lines(record(1), record(2, " "), record(3))], progress=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 2), (1, 2), (2, 2)]


def test_names_that_lead_nowhere_are_counted_over_the_batch(intake, lines):
    batch = record(1, "Zzyzx and Qom, Borland."), record(2, "Zzyzx, Abba; Borland and Arland; Borland.")
    for expected in (2, 0):
        summary = intake.ingest([lines(*batch)])
        assert summary.added == expected
        assert summary.unresolved == (("Zzyzx", 2), ("Abba", 1), ("Qom", 1))
        assert summary.elsewhere == (Unresolved("Borland", 3, "country"), Unresolved("Arland", 1, "country"))
    other = intake.ingest([lines(record(3, "Abba"), batch[0])])
    assert other.unresolved == (("Abba", 1), ("Qom", 1), ("Zzyzx", 1))


def test_what_the_extractor_remarks_is_told_with_how_often(intake, lines):
    summary = intake.ingest([lines(record(1), *(record(n, lang, language=lang) for n, lang in enumerate(("de", "de", "fr"), 2)))])
    assert summary.read == 4
    assert summary.notes == ("language de: mentions only (2 reports)", "language fr: mentions only (1 report)")


def test_the_pack_is_read_with_the_standard_rules(tmp_path):
    with Store.open(str(tmp_path / "store.sqlite"), "miniland") as store:
        intake = Intake(world.theatre(), store)
        steps = []
        summary = intake.ingest_pack(progress=lambda done, total: steps.append((done, total)))
        assert (summary.read, summary.added, summary.refused) == (len(world.story()), len(world.story()), ())
        assert steps[-1] == (summary.read, summary.read)
        assert set(store.snapshot().reports) == {world.report(entry).id for entry in world.story()}
        assert intake.ingest_pack().already == summary.read


DOCUMENT = Document("", None, "api-1", "AA took arvona.", "Note", "Atlas Desk", "en", "2030-01-10")


def test_one_report_can_be_added(intake):
    extraction, added = intake.add(DOCUMENT)
    assert added
    assert [c.places[0].place_id for c in extraction.claims] == ["arvona"]
    assert intake.add(DOCUMENT) == (extraction, False)
    with pytest.raises(ConflictError, match=r"'api-1'.*its date differs"):
        intake.add(DOCUMENT, date="2030-01-11")
    assert intake.add(replace(DOCUMENT, ref="api-2"), date="2030-01-11")[1]
    assert len(intake.store.snapshot().reports) == 2


def test_a_preview_stores_nothing(intake):
    assert len(intake.preview(DOCUMENT).claims) == 1
    assert intake.store.revision() == 0


def test_a_preview_of_another_year_is_read_and_said_to_be_no_report_of_the_theatre(intake):
    found = intake.preview(DOCUMENT, date="2031-05-01")
    assert len(found.claims) == 1
    assert "2031-05-01 lies outside the theatre's days, 2030-01-01 to 2030-03-31" in found.note
    with pytest.raises(InputError, match="2031-05-01 lies outside"):
        intake.add(DOCUMENT, date="2031-05-01")


@pytest.mark.parametrize("deed", ["add", "preview"])
def test_one_report_without_a_date_is_refused(intake, deed):
    with pytest.raises(InputError, match="no date"):
        getattr(intake, deed)(Document("", None, "", "AA took arvona."))


# Retraction


def test_a_retracted_report_leaves_the_map_from_then_on(intake, lines):
    intake.ingest([lines(record(1))])
    before = datetime.now(UTC).replace(microsecond=0)
    review = intake.retract("r1", why=" It was\na hoax. ", who="desk")
    (report,) = intake.store.snapshot().reports.values()
    assert (review.target, review.verdict, review.who, review.why, review.changes) == (report.id, Verdict.REJECT, "desk", "It was a hoax.", ())
    assert review.known_at >= before
    assert holder(intake, "arvona") == "BB"
    assert report.id in intake.store.snapshot().reports


def test_what_was_known_before_a_retraction_stays_as_it_was(intake, lines, monkeypatch):
    intake.ingest([lines(record(1, on="2030-01-10"))])
    monkeypatch.setattr(intake_module, "after", lambda newest: datetime(2030, 2, 1, 12, tzinfo=UTC))
    intake.retract("r1", why="hoax")
    expected = {9: "BB", 10: "AA", 31: "AA", 32: "BB"}
    found = {day: holder(intake, "arvona", end_of_day(date(2030, 1, 1) + timedelta(days=day - 1))) for day in expected}
    assert found == expected


def test_a_report_is_retracted_by_its_id_too(intake, lines):
    intake.ingest([lines(record(1))])
    (report_id,) = intake.store.snapshot().reports
    assert intake.retract(report_id, why="hoax").target == report_id


def test_retracting_twice_for_one_reason_is_once(intake, lines):
    intake.ingest([lines(record(1))])
    assert intake.retract("r1", why="hoax") == intake.retract("r1", why="hoax")
    assert len(intake.store.reviews()) == 1


def test_a_later_verdict_is_later_even_within_one_second(intake, lines):
    intake.ingest([lines(record(1))])
    first, second = intake.retract("r1", why="hoax"), intake.retract("r1", why="a hoax, it turned out")
    assert second.known_at > first.known_at
    assert intake.store.reviews() == (first, second)


def test_a_retracted_report_that_is_handed_in_again_stays_out_and_is_told(intake, lines):
    path = lines(record(1), record(2))
    intake.ingest([path])
    review = intake.retract("r1", why="hoax")
    assert intake.ingest([path]).notes == (f"retracted earlier and still out of the map: {review.target}",)


@pytest.mark.parametrize("why", ["", "  \n", "\x00\udcff"])
def test_a_retraction_needs_a_reason(intake, lines, why):
    intake.ingest([lines(record(1))])
    with pytest.raises(InputError, match="--why"):
        intake.retract("r1", why=why)


@pytest.mark.parametrize("text", [{"why": "a" * 2001}, {"why": "a", "who": "b" * 2001}])
def test_a_reason_has_a_limit(intake, lines, text):
    intake.ingest([lines(record(1))])
    with pytest.raises(InputError, match=r"2,001.*2,000"):
        intake.retract("r1", **text)


def test_what_is_not_there_cannot_be_retracted(intake):
    with pytest.raises(NotFoundError, match="'r9'"):
        intake.retract("r9", why="hoax")


# The atlas


def test_the_atlas_is_made_anew_only_when_something_was_added(intake, lines):
    first = intake.atlas()
    assert intake.atlas() is first
    intake.ingest([lines(record(1))])
    second = intake.atlas()
    assert second is not first
    assert second.tessellation is first.tessellation
    intake.ingest([lines(record(1))])
    assert intake.atlas() is second
    intake.retract("r1", why="hoax")
    assert intake.atlas() is not second


def test_the_atlas_sees_what_another_program_wrote(intake, lines, tmp_path, words):
    first = intake.atlas()
    with Store.open(str(tmp_path / "home" / "store.sqlite"), "miniland") as other:
        Intake(world.theatre(), other, extractor=words).ingest([lines(record(1))])
    assert intake.atlas() is not first
    assert len(intake.atlas().evidence.claims) == 1


def test_what_is_added_while_the_atlas_is_made_is_in_the_next_one(intake, monkeypatch):
    snapshot = intake.store.snapshot

    def late():
        found = snapshot()
        if not found.reports:
            intake.add(DOCUMENT)
        return found

    monkeypatch.setattr(intake.store, "snapshot", late)
    assert not intake.atlas().evidence.reports
    assert len(intake.atlas().evidence.reports) == 1


def test_threads_get_one_atlas(intake):
    found = []
    threads = [Thread(target=lambda: found.append(intake.atlas())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(atlas) for atlas in found}) == 1
    assert len(found) == 6


# Where the store lies


def test_home_is_in_the_working_directory_unless_told(monkeypatch, tmp_path):
    monkeypatch.delenv("SALIENT_HOME", raising=False)
    assert home() == Path(".salient")
    monkeypatch.setenv("SALIENT_HOME", "")
    assert home() == Path(".salient")
    monkeypatch.setenv("SALIENT_HOME", str(tmp_path))
    assert home() == tmp_path


@pytest.fixture
def pack(monkeypatch, tmp_path):
    """Miniland among the data that ships, and a home in the test's folder."""
    monkeypatch.setattr(opening, "load_theatre", lambda theatre_id: world.theatre() if theatre_id == "miniland" else missing(theatre_id))
    monkeypatch.setenv("SALIENT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SALIENT_STORE", raising=False)


def missing(theatre_id):
    raise NotFoundError(theatre_id)


def test_the_store_lies_at_home(pack, tmp_path):
    opened = open_intake("miniland")
    opened.store.close()
    assert opened.theatre is world.theatre()
    assert [p.name for p in (tmp_path / "home").iterdir()] == ["miniland.sqlite"]


@pytest.mark.parametrize("location", ["{folder}/x.sqlite", "sqlite:///{folder}/x.sqlite"])
def test_the_store_lies_where_it_is_told(pack, monkeypatch, tmp_path, location):
    monkeypatch.setenv("SALIENT_STORE", location.replace("{folder}", str(tmp_path)))
    open_intake("miniland").store.close()
    assert [p.name for p in tmp_path.iterdir()] == ["x.sqlite"]


def test_one_setting_can_name_the_stores_of_all_theatres(pack, monkeypatch, tmp_path):
    monkeypatch.setenv("SALIENT_STORE", f"{tmp_path}/stores/{{theatre}}.db")
    open_intake("miniland").store.close()
    assert [p.name for p in (tmp_path / "stores").iterdir()] == ["miniland.db"]


def test_an_unknown_theatre_makes_no_store(pack, tmp_path):
    with pytest.raises(NotFoundError):
        open_intake("atlantis")
    assert list(tmp_path.iterdir()) == []
