"""ingest, extract, retract over miniland."""

import json

import pytest

ONE = {"id": "a", "published_at": "2030-01-02", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Arvona."}
TWO = {"id": "b", "published_at": "2030-01-03", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Eldova."}
UNDATED = {"id": "c", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Ivolna."}


def best(mini, on):
    rows = json.loads(mini("series", "--from", on, "--to", on).stdout)
    return next(round(row["best_km2"], 3) for row in rows if row["holder"] == "AA")


class TestIngest:
    def test_reports_go_in_and_the_map_follows(self, mini, batch):
        result = mini("ingest", batch(ONE, TWO))
        assert result.exit_code == 0
        assert "Read 2 reports: 2 new, 0 already there." in result.stdout
        assert "2 claims" in result.stdout
        assert (best(mini, "2030-01-02"), best(mini, "2030-01-03")) == (1, 2)

    def test_the_same_file_twice_adds_nothing(self, mini, batch):
        path = batch(ONE, TWO)
        mini("ingest", path)
        summary = json.loads(mini("ingest", path, "--json").stdout)
        assert (summary["read"], summary["added"], summary["already"]) == (2, 0, 2)

    def test_what_is_refused_is_listed_and_the_rest_goes_in(self, mini, batch):
        result = mini("ingest", batch(ONE, UNDATED))
        assert result.exit_code == 0
        assert "1 new" in result.stdout
        assert "Refused" in result.stderr
        assert "batch.jsonl:2 (c)" in result.stderr
        assert "no date" in result.stderr

    def test_strict_takes_in_nothing(self, mini, batch):
        result = mini("ingest", batch(ONE, UNDATED), "--strict")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "batch.jsonl:2 (c)" in result.stderr
        assert json.loads(mini("build", "--json").stdout)["reports"] == 0

    def test_a_batch_of_which_nothing_can_be_read_is_bad_input(self, mini, batch):
        assert mini("ingest", batch(UNDATED)).exit_code == 2

    def test_a_date_given_by_hand_makes_up_for_a_missing_one(self, mini, batch):
        assert mini("ingest", batch(UNDATED), "--date", "2030-01-05").exit_code == 0
        assert (best(mini, "2030-01-04"), best(mini, "2030-01-05")) == (0, 1)

    def test_dry_run_tells_and_stores_nothing(self, mini, batch):
        result = mini("ingest", batch(ONE), "--dry-run")
        assert "1 would be new" in result.stdout
        assert json.loads(mini("build", "--json").stdout)["reports"] == 0

    def test_the_pack_goes_in_once(self, mini):
        first, second = (json.loads(mini("ingest", "--pack", "--json").stdout) for _ in range(2))
        assert (first["read"], first["added"], second["added"], second["already"]) == (40, 40, 0, 40)

    def test_names_without_a_place_are_listed_with_their_counts(self, mini, batch):
        result = mini("ingest", batch(ONE | {"text": "Arlandish forces captured Arvona. France and Japan watched. France kept silent."}))
        assert "France, country (2), Japan, country (1)" in result.stdout

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ((), "--pack"),
            (("nowhere.txt",), "nowhere.txt"),
            (("--pack", "nowhere.txt"), "--pack"),
            (("--pack", "--date", "2030-01-01"), "--date"),
            (("--pack", "--strict"), "--strict"),
        ],
    )
    def test_bad_usage_is_refused_with_the_remedy(self, mini, arguments, words):
        result = mini("ingest", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"", "no text"), (b"\x00\x01\x02\xff" * 50, "binary"), ("Arvona fiel gestern, Grüße".encode("utf-16"), "UTF-8"), (b"x" * 2_000_001, "2,000,000")],
    )
    def test_a_file_that_is_no_report_is_a_clear_refusal(self, mini, tmp_path, content, words):
        path = tmp_path / "report.txt"
        path.write_bytes(content)
        result = mini("ingest", path, "--date", "2030-01-02")
        assert result.exit_code == 2
        assert "report.txt" in result.stderr
        assert words in result.stderr

    def test_a_date_outside_the_theatre_is_refused_and_the_span_named(self, mini, batch):
        result = mini("ingest", batch(ONE | {"published_at": "2024-08-06"}))
        assert result.exit_code == 2
        assert "2030-01-01" in result.stderr
        assert "2030-03-31" in result.stderr

    def test_what_a_report_smuggles_in_does_not_reach_the_terminal(self, mini, batch):
        result = mini("ingest", batch(UNDATED | {"id": "x\x1b[31my"}))
        assert "\x1b" not in result.stderr


class TestExtract:
    def test_jsonl_gives_one_object_a_line_and_stores_nothing(self, mini, batch, home):
        result = mini("extract", batch(ONE, TWO), "--json")
        first, second = (json.loads(line) for line in result.stdout.splitlines())
        assert (first["id"], second["id"]) == ("a", "b")
        claim = first["claims"][0]
        assert (claim["event"], claim["actor"], claim["places"][0]["place_id"]) == ("captured", "AA", "arvona")
        assert claim["valid"]["end"] == "2030-01-02"
        assert not home.exists()

    def test_offsets_index_the_text_as_it_was_read(self, mini, batch):
        text = "Überblick: Arlandish forces\ncaptured Arvona."
        answer = json.loads(mini("extract", batch(ONE | {"text": text}), "--json").stdout)
        assert [text[m["start"] : m["end"]] for m in answer["mentions"] if m["place_id"]] == ["Arvona"]

    def test_a_text_takes_its_date_from_the_option(self, mini, tmp_path):
        path = tmp_path / "note.txt"
        path.write_text("The Arlandish forces have captured the village of Arvona.\n", encoding="utf-8")
        answer = json.loads(mini("extract", path, "--date", "2030-01-07", "--json").stdout)
        assert answer["claims"][0]["valid"] == {"start": "2030-01-07", "end": "2030-01-07"}

    def test_html_brings_its_text_along(self, mini, tmp_path):
        path = tmp_path / "note.html"
        path.write_text(
            "<html><body><script>Borland captured Keldova.</script><p>The Arlandish forces have captured the village of Arvona.</p></body></html>",
            encoding="utf-8",
        )
        answer = json.loads(mini("extract", path, "--date", "2030-01-07", "--json").stdout)
        (mention,) = (m for m in answer["mentions"] if m["place_id"])
        assert answer["text"][mention["start"] : mention["end"]] == "Arvona"
        assert "Keldova" not in answer["text"]

    def test_without_json_it_reads_as_words(self, mini, batch):
        result = mini("extract", batch(ONE))
        assert result.stdout.splitlines()[:2] == ["a (Atlas Desk, 2030-01-02)", "  2030-01-02: Arland captured Arvona (assessed; stated)"]

    def test_what_is_refused_goes_to_stderr(self, mini, batch):
        result = mini("extract", batch(UNDATED, ONE), "--json")
        assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
        assert "batch.jsonl:1 (c)" in result.stderr

    def test_nothing_readable_is_bad_input(self, mini, batch):
        assert mini("extract", batch(UNDATED), "--json").exit_code == 2


class TestRetract:
    def test_a_retracted_report_leaves_the_map(self, mini, batch):
        mini("ingest", batch(ONE, TWO))
        result = mini("retract", "b", "--why", "a hoax")
        assert result.exit_code == 0
        assert "a hoax" in result.stdout
        assert best(mini, "2030-01-03") == 1

    def test_an_unknown_report_is_refused(self, mini):
        result = mini("retract", "nothing", "--why", "a hoax")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "nothing" in result.stderr

    def test_a_reason_is_needed(self, mini):
        assert mini("retract", "b").exit_code == 2


def test_a_text_of_another_year_can_be_looked_at(run, tmp_path):
    path = tmp_path / "later.txt"
    path.write_text("Arlandish forces captured Arvona.", encoding="utf-8")
    shown = run("extract", str(path), "--date", "2031-05-01", "--json", "--theatre", "miniland")
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)["id"]
    assert "2031-05-01 lies outside the theatre's days" in shown.stderr
