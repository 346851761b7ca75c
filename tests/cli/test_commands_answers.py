"""series, delta, explain, claims, figures, build: miniland's numbers, worked by hand in tests/atlas (a village is 1 km2)."""

import csv
import io
import json

import pytest


def areas(result, holder="AA"):
    return [(row["date"], *(round(row[f"{band}_km2"], 3) for band in ("low", "best", "high"))) for row in json.loads(result.stdout) if row["holder"] == holder]


class TestSeries:
    def test_json_has_a_row_for_each_day_and_holder(self, told):
        result = told("series", "--from", "2030-01-01", "--to", "2030-01-04")
        assert areas(result) == [("2030-01-01", 0, 0, 0), ("2030-01-02", 1, 1, 1), ("2030-01-03", 3, 3, 3), ("2030-01-04", 3, 3, 4)]
        assert areas(result, "BB")[0] == ("2030-01-01", 12, 12, 12)
        assert (result.exit_code, result.stderr) == (0, "")

    def test_csv_says_the_same(self, told):
        result = told("series", "--from", "2030-01-04", "--to", "2030-01-04", "--format", "csv")
        header, arland, _ = csv.reader(io.StringIO(result.stdout))
        assert header[:5] == ["date", "holder", "low_km2", "best_km2", "high_km2"]
        assert (arland[0], arland[1], *(round(float(v), 3) for v in arland[2:5])) == ("2030-01-04", "AA", 3, 3, 4)

    def test_as_of_leaves_out_what_was_not_yet_known(self, told):
        result = told("series", "--from", "2030-01-04", "--to", "2030-01-04", "--as-of", "2030-01-02")
        assert areas(result) == [("2030-01-04", 1, 1, 1)]
        assert json.loads(result.stdout)[0]["as_of"] == "2030-01-02T23:59:59Z"

    def test_the_whole_span_by_default(self, told):
        rows = json.loads(told("series").stdout)
        assert (rows[0]["date"], rows[-1]["date"], len(rows)) == ("2030-01-01", "2030-03-31", 2 * (31 + 28 + 31))

    def test_outside_the_span_is_empty_and_names_the_span(self, told):
        result = told("series", "--from", "2031-01-01", "--to", "2031-01-02")
        assert (result.exit_code, json.loads(result.stdout)) == (0, [])
        assert "2030-01-01 to 2030-03-31" in result.stderr

    def test_a_span_that_runs_backwards_is_refused(self, told):
        result = told("series", "--from", "2030-01-04", "--to", "2030-01-01")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "runs backwards" in result.stderr


def test_ground_of_settlements_is_not_bent_toward_figures(told):
    result = told("series", "--calibrate", "figures")
    assert result.exit_code == 2
    assert "only ground by the method kriging" in result.stderr


class TestDelta:
    def test_words_numbers_and_settlements(self, told):
        result = told("delta", "2030-01-02", "2030-01-03")
        assert "lost 0 km² and gained 2 km² in Miniland; 2 settlements changed hands." in result.stdout
        assert "Gained 2.0 km², lost 0.0 km², net +2.0 km²." in result.stdout
        assert "Eldova (" in result.stdout
        assert "Borland → Arland" in result.stdout

    def test_json(self, told):
        answer = json.loads(told("delta", "2030-01-02", "2030-01-03", "--json").stdout)
        assert (answer["gained_km2"], answer["lost_km2"], answer["net_km2"]) == (2, 0, 2)
        assert [s["place_id"] for s in answer["settlements"]] == ["eldova", "ivolna"]

    def test_one_day_is_compared_with_the_day_before(self, told):
        result = told("delta", "2030-01-12")
        assert result.stdout.startswith("Between 11 January 2030 and 12 January 2030 Arland lost 0 km² and gained 1 km²")
        assert "Note: One day was asked for; it is compared with the day before." in result.stderr

    def test_without_days_the_last_changes_are_shown(self, told):
        result = told("delta")
        assert result.stdout.startswith("Between 13 March 2030 and 20 March 2030 Arland lost 1 km²")
        assert "Note: No days were asked for" in result.stderr
        assert told("delta", "--as-of", "2030-01-20").stdout.startswith("Between 10 January 2030 and 17 January 2030")

    def test_a_day_with_itself_is_refused(self, told):
        for command in (("delta", "2030-01-12", "2030-01-12"), ("map", "--delta", "2030-01-12", "2030-01-12", "-o", "map.html")):
            result = told(*command)
            assert (result.exit_code, result.stdout) == (2, "")
            assert "Both days are 2030-01-12" in result.stderr

    def test_what_is_not_known_is_not_zero(self, told):
        result = told("delta", "2030-01-01")
        assert result.exit_code == 0
        assert "Gained" not in result.stdout
        assert "covers 2030-01-01 to 2030-03-31" in result.stderr
        assert json.loads(told("delta", "2030-01-01", "--json").stdout)["gained_km2"] is None

    def test_a_day_that_is_none_is_refused(self, told):
        result = told("delta", "2030-01-02", "yesterday")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "'yesterday' is not a date" in result.stderr


class TestExplain:
    def test_plain_words_come_first_and_then_the_claim_with_its_source(self, told):
        lines = told("explain", "--place", "Arvona", "--at", "2030-01-02").stdout.splitlines()
        assert lines[0].startswith("On 2 January 2030 Arvona")
        assert "held by Arland" in lines[0]
        rest = "\n".join(lines[1:])
        assert rest.index("2030-01-02: Arland captured Arvona (assessed; stated)") < rest.index("“Arlandish forces captured Arvona.”")
        assert "Atlas Desk, 2030-01-02, https://news.example/1" in rest
        assert "digest" in lines[-1]

    def test_before_any_claim_it_says_what_stands_in_for_it(self, told):
        text = told("explain", "--place", "Arvona", "--at", "2030-01-01").stdout
        assert "No report says who held it" in text
        assert "opening situation" in text

    def test_a_point_means_the_ground_it_lies_on(self, told):
        place = json.loads(told("gazetteer", "search", "Arvona", "--json").stdout)[0]
        found = json.loads(told("explain", "--lon", place["lon"], "--lat", place["lat"], "--at", "2030-01-02", "--json").stdout)
        assert (found["place"], found["holder"], found["level"]) == ("Arvona", "AA", "held")

    def test_a_place_and_a_point_at_once_are_refused(self, told):
        result = told("explain", "--place", "Arvona", "--lon", "30", "--lat", "50")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "not both" in result.stderr

    def test_nothing_to_explain_is_refused(self, told):
        result = told("explain", "--lon", "30")
        assert result.exit_code == 2
        assert "both lon and lat" in result.stderr

    def test_an_unknown_place_is_refused_with_what_comes_near(self, told):
        result = told("explain", "--place", "Arvina")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Arvona" in result.stderr


class TestLists:
    def test_claims_of_a_place(self, told):
        answer = json.loads(told("claims", "--place", "Belmora", "--to", "2030-01-06", "--json").stdout)
        assert [(row["valid_to"], row["event"]) for row in answer] == [("2030-01-04", "entered"), ("2030-01-06", "captured")]

    def test_claims_in_words(self, told):
        result = told("claims", "--from", "2030-01-02", "--to", "2030-01-02")
        assert "2030-01-02: Arland captured Arvona (assessed; stated) [Atlas Desk, 2030-01-02]" in result.stdout
        assert result.stderr == "1 claim.\n"

    def test_figures(self, told):
        rows = json.loads(told("figures", "--json").stdout)
        lines = told("figures").stdout.splitlines()
        assert len(rows) == len(lines) > 0
        assert all(row["date"] in line for row, line in zip(rows, lines, strict=True))

    def test_build_says_what_the_map_is_made_of(self, told):
        made = json.loads(told("build", "--json").stdout)
        assert (made["reports"], made["cells"], made["districts"], made["last_day"]) == (40, 12, 2, "2030-03-31")
        assert [(row["holder"], round(row["best_km2"], 3)) for row in made["areas"]] == [("AA", 0), ("BB", 12)]
        text = told("build").stdout
        assert "40 reports" in text
        assert "Borland held 12 km² (12–12)" in text


@pytest.mark.parametrize("command", [("series",), ("build",), ("claims",), ("figures",), ("explain", "--place", "Arvona"), ("export", "control")])
def test_an_empty_store_answers_and_says_how_to_fill_it(mini, command):
    result = mini(*command)
    assert result.exit_code == 0
    assert "holds no reports" in result.stderr
    assert "salient ingest --pack" in result.stderr


@pytest.mark.parametrize("command", [("series",), ("build",), ("delta", "2030-01-01", "2030-01-02"), ("explain", "--place", "Arvona"), ("ingest", "--pack")])
def test_an_unknown_theatre_is_refused_and_those_there_are_named(run, command):
    result = run(*command, "--theatre", "atlantis")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "atlantis" in result.stderr
    assert "miniland" in result.stderr


AHEAD = {
    ("series", "--as-of", "2030-01-03"): "2030-01-04 to 2030-03-31 lie after as-of 2030-01-03",
    ("series", "--from", "2030-01-20", "--to", "2030-01-20", "--as-of", "2030-01-03"): "2030-01-20 lies after as-of 2030-01-03",
    ("explain", "--place", "Arvona", "--at", "2030-01-20", "--as-of", "2030-01-03"): "2030-01-20 lies after as-of 2030-01-03",
    ("explain", "--place", "Arvona", "--at", "2030-01-03T18:00:00Z", "--as-of", "2030-01-03T12:00:00Z"): "lies after as-of 2030-01-03T12:00:00Z",
    ("delta", "2030-01-02", "2030-01-20", "--as-of", "2030-01-03"): "2030-01-04 to 2030-01-20 lie after as-of 2030-01-03",
    ("export", "control", "--at", "2030-01-20", "--as-of", "2030-01-03"): "2030-01-20 lies after as-of 2030-01-03",
    ("export", "changes", "--as-of", "2030-01-03"): "2030-01-04 to 2030-03-31 lie after as-of 2030-01-03",
}


@pytest.mark.parametrize("command", AHEAD, ids=" ".join)
def test_a_day_after_as_of_is_told_in_a_note(told, command):
    result = told(*command)
    assert result.exit_code == 0
    assert AHEAD[command] in result.stderr


def test_explain_as_json_carries_the_note(told):
    asked = ("explain", "--place", "Arvona", "--as-of", "2030-01-03", "--json")
    assert "2030-01-20 lies after as-of 2030-01-03" in json.loads(told(*asked, "--at", "2030-01-20").stdout)["note"]
    assert "note" not in json.loads(told(*asked).stdout)


def test_a_delta_to_a_later_day_gives_no_numbers(told):
    asked = ("delta", "2030-01-02", "2030-01-20", "--as-of", "2030-01-03")
    assert "not yet known" in told(*asked).stdout
    assert "Gained" not in told(*asked).stdout
    assert json.loads(told(*asked, "--json").stdout)["gained_km2"] is None
