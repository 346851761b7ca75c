"""What reports would change on miniland's map before anything is stored. A village is 1 km2; the desk's word weighs 0.9."""

import json
from datetime import date

from geo.model import Extraction
from geo.readers import Document
from tests.miniland import world


def batch(tmp_path, *texts):
    path = tmp_path / "batch.jsonl"
    records = [{"id": f"r{n}", "text": text, "date": on, "publisher": "Atlas Desk", "language": "en"} for n, (on, text) in enumerate(texts, 1)]
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    return path


def arland(change):
    return next((round(a.before_km2, 3), round(a.after_km2, 3)) for a in change.areas if a.holder == "AA")


BATCH = (
    ("2030-01-06", "Arlandish forces captured Belmora."),
    ("2030-01-10", "Arlandish forces captured Belmora and Lumova."),
    ("2030-01-08", "Borlandish forces recaptured Arvona."),
    ("2030-01-09", "Nothing happened."),
)


def test_a_dry_run_tells_what_each_report_would_change_by_itself_and_all_together(intake, tmp_path):
    """Together, on 10 January: Belmora and Lumova gained, Arvona lost, so 3 km2 become 4."""
    summary = intake.ingest([batch(tmp_path, *BATCH)], dry_run=True)
    alone = {found.report.ref: found.change for found in summary.changes}
    assert {ref: arland(change) for ref, change in alone.items()} == {"r1": (3, 4), "r2": (3, 5), "r3": (3, 2), "r4": (3, 3)}
    assert [alone[ref].on for ref in alone] == [date(2030, 1, day) for day in (6, 10, 8, 9)]
    assert alone["r1"].sentence == (
        "On the map of 6 January 2030 Arland would gain 1.0 km² and Borland would lose 1.0 km²; 1 settlement would change hands; "
        "the map would differ from 6 January 2030 on"
    )
    assert not alone["r4"].moves
    assert (summary.change.on, arland(summary.change)) == (date(2030, 1, 10), (3, 4))
    assert {s.place_id for s in summary.change.settlements} == {"arvona", "belmora", "lumova"}
    assert (summary.change.first_day, summary.change.last_day) == (date(2030, 1, 6), date(2030, 3, 31))
    assert intake.store.revision() == 3


def test_what_a_dry_run_foretells_is_what_comes_to_pass(intake, tmp_path):
    path = batch(tmp_path, *BATCH)
    told, before = intake.ingest([path], dry_run=True), intake.atlas()
    intake.ingest([path])
    after = intake.atlas()
    assert told.change.digest == after.digest_at(None, None)
    assert before.change(after, told.change.on, would=True) == told.change


def test_reports_that_are_there_already_would_change_nothing(intake, tmp_path):
    path = batch(tmp_path, *BATCH)
    intake.ingest([path])
    summary = intake.ingest([path], dry_run=True)
    assert (summary.added, summary.changes, summary.change, summary.last_day) == (0, (), None, None)


def test_without_a_dry_run_the_summary_names_the_newest_day(intake, tmp_path):
    summary = intake.ingest([batch(tmp_path, *BATCH)])
    assert (summary.last_day, summary.changes, summary.change) == (date(2030, 1, 10), (), None)


def document(text="Arlandish forces captured Lumova.", on="2030-01-10"):
    return Document("", None, "r9", text, publisher="Atlas Desk", lang="en", published=on)


def test_a_preview_can_be_rehearsed(intake):
    assert arland(intake.rehearse(intake.preview(document()))) == (3, 4)
    assert intake.store.revision() == 3


def test_a_report_that_is_stored_already_would_change_nothing(intake):
    found, _ = intake.add(document())
    change = intake.rehearse(found)
    assert (arland(change), change.moves) == ((4, 4), False)
    assert change.sentence.startswith("This report is stored already")


def test_a_retracted_report_that_is_read_anew_would_change_nothing(intake):
    found, _ = intake.add(document())
    intake.retract("r9", why="a hoax")
    newer = Extraction(found.report, (), found.claims, (), "another-method/1")
    assert not intake.rehearse(newer).moves


def test_another_reading_of_a_stored_report_takes_the_place_of_the_first(intake):
    """The first report read as nothing at all: Arvona would be lost."""
    entry = world.story()[0]
    change = intake.rehearse(Extraction(world.report(entry), (), (), (), "another-method/1"))
    assert (arland(change), [s.place_id for s in change.settlements]) == ((1, 0), ["arvona"])


def test_a_report_from_outside_the_days_has_no_change_to_tell(intake):
    assert intake.rehearse(intake.preview(document(on="2031-01-10"))) is None
