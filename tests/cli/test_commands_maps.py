"""export and map: layers for a GIS, and a page that needs nothing else."""

import csv
import io
import json

import pytest
from test_docs import COMMANDS

LAYERS = ("control", "front", "parts", "cells", "places", "claims", "changes")


def collection(result):
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


class TestExport:
    @pytest.mark.parametrize("layer", LAYERS)
    def test_every_layer_carries_where_it_comes_from(self, told, layer):
        answer = collection(told("export", layer, "--at", "2030-01-10", "--as-of", "2030-01-12"))
        assert (answer["type"], answer["theatre"]) == ("FeatureCollection", "miniland")
        assert (answer["at"], answer["as_of"]) == ("2030-01-10T23:59:59Z", "2030-01-12T23:59:59Z")
        assert (answer["licence"], answer["attribution"]) == ("CC0-1.0", ["Miniland is invented"])
        assert len(answer["digest"]) == 12
        assert answer["features"]

    @pytest.mark.parametrize("layer", LAYERS)
    def test_every_layer_as_csv_carries_at_as_of_and_digest(self, told, layer):
        rows = list(csv.DictReader(io.StringIO(told("export", layer, "--at", "2030-01-10", "--format", "csv").stdout)))
        digest = collection(told("export", layer, "--at", "2030-01-10"))["digest"]
        assert rows
        assert {(row["at"], row["as_of"], row["digest"]) for row in rows} == {("2030-01-10T23:59:59Z", "", digest)}

    def test_control_says_who_holds_how_much_and_since_when(self, told):
        # on 2 January Arland has taken its first village, of 1 km2; the next claims are of 3 January
        features = collection(told("export", "control", "--at", "2030-01-02"))["features"]
        found = {(f["properties"]["holder"], f["properties"]["level"]): f["properties"] for f in features}
        assert {key: round(p["area_km2"], 3) for key, p in found.items()} == {("AA", "held"): 1, ("BB", "held"): 11}
        arland = found["AA", "held"]
        assert (arland["valid_from"], arland["valid_to"]) == ("2030-01-02T00:00:00Z", "2030-01-03T00:00:00Z")
        assert arland["digest"] == collection(told("export", "control", "--at", "2030-01-02"))["digest"]

    def test_cells_carry_the_probability_of_each_side(self, told):
        rows = list(csv.DictReader(io.StringIO(told("export", "cells", "--at", "2030-01-09", "--format", "csv").stdout)))
        foskova = next(row for row in rows if row["place_id"] == "foskova")
        assert (foskova["holder"], foskova["level"], foskova["p_AA"], foskova["p_BB"], foskova["raion"]) == ("AA", "held", "0.94", "0.06", "Westmark")
        assert len(rows) == 12
        ages = {row["place_id"]: row["age_days"] for row in rows}
        assert (ages["foskova"], ages["arvona"], ages["belmora"], ages["corvina"]) == ("0", "7", "3", "")

    def test_parts_are_named_after_their_largest_settlement(self, told):
        # on 2 January Arland holds Arvona alone, in the corner at the border
        (part,) = collection(told("export", "parts", "--at", "2030-01-02"))["features"]
        assert (part["properties"]["name"], part["properties"]["kind"], part["properties"]["holder"]) == ("Arvona salient", "salient", "AA")
        assert part["properties"]["area_km2"] == pytest.approx(1, rel=1e-6)

    def test_claims_go_up_to_the_day_or_cover_a_span(self, told):
        up_to = collection(told("export", "claims", "--at", "2030-01-03"))
        assert [f["properties"]["place"] for f in up_to["features"]] == ["Arvona", *sorted(["Eldova", "Ivolna"], key=lambda n: _claim_id(up_to, n))]
        one = collection(told("export", "claims", "--from", "2030-01-02", "--to", "2030-01-02"))
        assert [f["properties"]["place"] for f in one["features"]] == ["Arvona"]
        assert (one["first_day"], one["last_day"]) == ("2030-01-02", "2030-01-02")

    def test_changes_are_those_of_the_days_asked_for(self, told):
        features = collection(told("export", "changes", "--from", "2030-01-03", "--to", "2030-01-03"))["features"]
        assert [(f["properties"]["name"], f["properties"]["before"], f["properties"]["after"]) for f in features] == [
            ("Eldova", "BB", "AA"),
            ("Ivolna", "BB", "AA"),
        ]

    def test_outside_the_span_it_is_empty_and_names_the_span(self, told):
        result = told("export", "control", "--at", "2035-01-01")
        assert collection(result)["features"] == []
        assert "2030-01-01 to 2030-03-31" in result.stderr

    def test_a_file_is_written_and_stdout_stays_clean(self, told, tmp_path):
        target = tmp_path / "control.geojson"
        result = told("export", "control", "--at", "2030-01-02", "-o", target)
        assert (result.exit_code, result.stdout) == (0, "")
        assert json.loads(target.read_text(encoding="utf-8"))["type"] == "FeatureCollection"

    def test_a_missing_folder_is_a_clear_error(self, told, tmp_path):
        result = told("export", "control", "-o", tmp_path / "nowhere" / "control.geojson")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "nowhere does not exist" in result.stderr

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("weather",), "control"),
            (("control", "--format", "shp"), "geojson"),
            (("control", "--from", "2030-01-01"), "--at"),
            (("claims", "--at", "2030-01-01", "--to", "2030-01-02"), "one of them"),
            (("control", "--at", "10/01/2030"), "YYYY-MM-DD"),
            (("control", "--as-of", "soon"), "YYYY-MM-DD"),
            (("control", "--at", ""), "YYYY-MM-DD"),
            (("claims", "--from", ""), "YYYY-MM-DD"),
        ],
    )
    def test_bad_usage_is_refused_with_the_remedy(self, told, arguments, words):
        result = told("export", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr


def _claim_id(answer, place):
    return next(f["properties"]["claim_id"] for f in answer["features"] if f["properties"]["place"] == place)


class TestMap:
    @pytest.mark.parametrize("arguments", [(), ("--at", "2030-01-10"), ("--from", "2030-01-05", "--to", "2030-01-10"), ("--delta", "2030-01-02", "2030-01-10")])
    def test_a_page_in_one_file_that_asks_nobody_for_anything(self, told, tmp_path, arguments):
        target = tmp_path / "map.html"
        result = told("map", *arguments, "-o", target)
        page = target.read_text(encoding="utf-8")
        assert (result.exit_code, result.stdout) == (0, "")
        assert page.lstrip().lower().startswith("<!doctype html>")
        assert 'src="http' not in page
        assert '<link rel="stylesheet" href="http' not in page

    def test_only_one_kind_of_map_at_a_time(self, told):
        result = told("map", "--at", "2030-01-10", "--delta", "2030-01-02", "2030-01-10")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Choose one" in result.stderr


WRITING = [path for path, command in COMMANDS.items() if any("-o" in parameter.opts for parameter in command.params)]
NEEDED = {"export": ("control",), "compare map": ("2030-01-02", "--layer", "desk")}


class TestFilesAreWhatTheirNamesSay:
    @pytest.mark.parametrize("ending", ["gpkg", "kml", "shp", "xlsx", "png", "pdf", "geojson.gz"])
    @pytest.mark.parametrize("path", WRITING)
    def test_no_command_writes_into_a_file_of_another_kind(self, told, tmp_path, path, ending):
        target = tmp_path / f"x.{ending}"
        result = told(*path.split(), *NEEDED.get(path, ()), "-o", target)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "such files are not written here. Choose " in result.stderr
        assert not target.exists()

    def test_those_that_write_files_are_known(self):
        assert set(WRITING) == {"export", "series", "map", "compare table", "compare map"}

    @pytest.mark.parametrize(("name", "begins"), [("x.csv", b"id,"), ("x.geojson", b"{"), ("x.json", b"{"), ("x", b"{")])
    def test_export_writes_what_the_name_says(self, told, tmp_path, name, begins):
        assert told("export", "places", "--at", "2030-01-02", "-o", tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(begins)

    def test_a_format_and_a_name_that_do_not_agree_are_refused(self, told, tmp_path):
        for command in (("export", "places", "--format", "csv"), ("series", "--format", "csv-excel")):
            result = told(*command, "-o", tmp_path / "x.json")
            assert (result.exit_code, result.stdout) == (2, "")
            assert "the format asked for is csv" in result.stderr

    def test_for_excel_a_byte_order_mark_comes_first(self, told, tmp_path):
        target = tmp_path / "places.csv"
        told("export", "places", "--at", "2030-01-02", "--format", "csv-excel", "-o", target)
        assert target.read_bytes().startswith(b"\xef\xbb\xbfid,place_id,name,name_ru,")
        assert told("series", "--format", "csv-excel").stdout.startswith("\ufeffdate,holder,")


class TestWithoutADay:
    """Arland's last village, Arvona, is recaptured on 20 March: the last front is that of the 19th."""

    def test_a_layer_shows_the_last_day_with_a_front_and_says_so(self, told):
        result = told("export", "front")
        answer = collection(result)
        assert (answer["at"], len(answer["features"])) == ("2030-03-19T23:59:59Z", 1)
        assert "this is 2030-03-19, the last day with a front" in result.stderr
        assert collection(told("export", "front", "--at", "2030-03-20"))["features"] == []

    def test_as_known_on_a_day_it_goes_no_further_than_what_was_known(self, told):
        assert collection(told("export", "control", "--as-of", "2030-01-06"))["at"] == "2030-01-06T23:59:59Z"

    def test_without_a_report_it_is_the_first_day(self, mini):
        assert collection(mini("export", "control"))["at"] == "2030-01-01T23:59:59Z"
