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


LIVE = {"id": "live", "published_at": "2030-01-05", "publisher": "Atlas Desk", "language": "en", "text": "Arlandish forces captured Arvona."}
CORRECTED = LIVE | {"published_at": "2030-01-08", "text": "Arlandish forces captured Eldova, not Arvona."}
PAGE = {name: value for name, value in LIVE.items() if name != "id"} | {"url": "https://news.example/live"}


def holders(mini, *options):
    rows = json.loads(mini("export", "places", "--at", "2030-01-31", *options).stdout)["features"]
    return {row["properties"]["place_id"] for row in rows if row["properties"]["holder"] == "AA"}


class TestNames:
    def test_another_text_under_a_known_id_is_bad_input_and_changes_nothing(self, mini, batch):
        mini("ingest", batch(LIVE))
        result = mini("ingest", batch(CORRECTED))
        assert result.exit_code == 2
        assert "Read 0 reports" in result.stdout
        assert all(words in result.stderr for words in ("batch.jsonl:1 (live)", "'live'", "its date and text differ", "--replace"))
        assert holders(mini) == {"arvona"}

    def test_with_replace_it_stands_in_for_the_old_one(self, mini, batch):
        mini("ingest", batch(LIVE))
        result = mini("ingest", "--replace", batch(CORRECTED))
        assert result.exit_code == 0
        assert "1 report stands in for an older text, which is kept and no longer counts:\n  live: " in result.stdout
        assert holders(mini) == {"eldova"}
        assert holders(mini, "--as-of", "2030-01-07") == {"arvona"}

    def test_handed_in_again_the_old_one_stays_out_until_it_is_told_to_come_back(self, mini, batch):
        mini("ingest", batch(LIVE))
        mini("ingest", "--replace", batch(CORRECTED))
        again = mini("ingest", batch(LIVE))
        assert (again.exit_code, "replaced earlier, so still out of the map (--replace puts them back)" in again.stdout) == (0, True)
        assert holders(mini) == {"eldova"}
        mini("ingest", "--replace", batch(LIVE))
        assert holders(mini) == {"arvona"}

    def test_a_page_without_an_id_is_known_by_its_address(self, mini, batch, tmp_path):
        mini("ingest", batch(PAGE))
        saved = tmp_path / "saved.html"
        saved.write_text(
            '<html lang="en"><link rel="canonical" href="https://news.example/live"><meta property="og:site_name" content="Atlas Desk">'
            '<meta property="article:published_time" content="2030-01-08">'
            "<p>Arlandish forces captured Eldova.</p></html>"
        )
        result = mini("ingest", saved)
        assert result.exit_code == 2
        assert all(words in result.stderr for words in ("saved.html", "'https://news.example/live'", "--replace"))
        assert mini("ingest", "--replace", saved).exit_code == 0
        assert holders(mini) == {"eldova"}

    def test_within_one_file_too_one_text_counts_under_one_id(self, mini, batch):
        result = mini("ingest", batch(LIVE, TWO, CORRECTED))
        assert result.exit_code == 0
        assert "2 new" in result.stdout
        assert "batch.jsonl:3 (live)" in result.stderr
        assert holders(mini) == {"arvona", "eldova"}

    def test_strict_takes_in_nothing_where_a_name_is_taken(self, mini, batch):
        mini("ingest", batch(LIVE))
        result = mini("ingest", "--strict", batch(ONE, CORRECTED))
        assert (result.exit_code, "'live'" in result.stderr) == (2, True)
        assert json.loads(mini("build", "--json").stdout)["reports"] == 1

    @pytest.mark.parametrize("days", [(8,), (8, 11), (8, 3), (8, 11, 3)], ids=str)
    def test_a_dry_run_tells_what_replacing_would_do_and_does_nothing(self, mini, batch, days):
        mini("ingest", batch(LIVE))
        path = batch(*(CORRECTED | {"published_at": f"2030-01-{day:02d}", "text": f"Arlandish forces captured Ivolna ({day})."} for day in days))
        told = json.loads(mini("ingest", "--dry-run", "--replace", path, "--json").stdout)
        assert {found["report"] for found in told["replaced"]} == {"live"}
        assert "would stand in for an older text" in mini("ingest", "--dry-run", "--replace", path).stdout
        assert holders(mini) == {"arvona"}
        done = json.loads(mini("ingest", "--replace", path, "--json").stdout)
        assert (done["replaced"], done["change"]["digest"]) == (told["replaced"], told["change"]["digest"])

    def test_a_trial_of_a_newer_text_lays_it_in_place_of_the_old_one(self, mini, batch):
        mini("ingest", batch(LIVE))
        told = mini("extract", "--change", batch(CORRECTED)).stdout
        assert "with this report in place of the one stored as live" in told
        assert "Arvona (" in told

    def test_reports_with_ids_of_their_own_may_share_an_address(self, mini, batch):
        lines = [PAGE | {"id": f"n{n}", "text": f"Note {n}: {LIVE['text']}"} for n in range(3)]
        result = mini("ingest", batch(*lines))
        assert (result.exit_code, result.stderr) == (0, "")
        assert "3 new" in result.stdout
        assert "at the address of another report under another id: 3 reports, for example n0 and n" in result.stdout
        assert mini("ingest", batch(*lines)).stdout.count("address") == 0

    def test_retracting_by_an_id_means_the_text_that_counts(self, mini, batch):
        mini("ingest", batch(LIVE))
        mini("ingest", "--replace", batch(CORRECTED))
        assert mini("retract", "live", "--why", "a hoax").exit_code == 0
        assert holders(mini) == set()
        assert mini("ingest", batch(LIVE | {"text": "Arlandish forces captured Ivolna."})).exit_code == 0
