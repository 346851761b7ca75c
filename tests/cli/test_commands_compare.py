"""salient compare: layers made of miniland's squares. On 5 January Arland holds Arvona, Eldova and Ivolna, on 6 January Belmora as well."""

import csv
import io
import json
import shutil

import pytest
import shapely

from tests.miniland.ground import ground, layer_file


@pytest.fixture
def filled(mini, home, story_home):
    """`salient ... --theatre miniland` over a copy of the forty reports, to which layers can be added."""
    shutil.copytree(story_home, home)
    return mini


@pytest.fixture
def maps(tmp_path):
    """Two days of the layer desk, one of the layer other."""
    layer_file(tmp_path / "maps" / "2030-01-05.geojson", "arvona", "eldova", "belmora", "foskova")
    layer_file(tmp_path / "maps" / "2030-01-06.geojson", "arvona", "belmora")
    layer_file(tmp_path / "other" / "2030-01-05.geojson", "arvona", "belmora")
    return tmp_path


@pytest.fixture
def compared(filled, maps):
    for name, folder in (("desk", "maps"), ("other", "other")):
        assert filled("compare", "import", maps / folder, "--name", name).exit_code == 0
    return filled


def told(folder, *features):
    """A file of features, each as its villages, none for a point, and its properties."""
    rows = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": json.loads(shapely.to_geojson(ground(*names.split()) if names else shapely.Point(30, 50))),
        }
        for names, properties in features
    ]
    path = folder / "told.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
    return path


class TestImport:
    def test_says_what_went_in(self, filled, maps):
        result = filled("compare", "import", maps / "maps", "--name", "desk")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.splitlines() == [
            "desk 2030-01-05: AA held 4.0 km² in the theatre from 2030-01-05.geojson, added",
            "desk 2030-01-06: AA held 2.0 km² in the theatre from 2030-01-06.geojson, added",
        ]
        assert "unchanged" in filled("compare", "import", maps / "maps", "--name", "desk").stdout

    def test_json(self, filled, maps):
        answer = json.loads(filled("compare", "import", maps / "maps" / "2030-01-06.geojson", "--name", "desk", "--level", "unknown", "--json").stdout)
        assert answer == {
            "layer": "desk",
            "sheets": [{"day": "2030-01-06", "holder": "AA", "level": "unknown", "area_km2": 2, "source": "2030-01-06.geojson", "filed": "added"}],
            "repaired": [],
        }

    def test_a_repair_is_told(self, filled, tmp_path):
        bow = {"type": "Polygon", "coordinates": [[[29.99, 49.99], [30.01, 50.01], [30.01, 49.99], [29.99, 50.01], [29.99, 49.99]]]}
        path = tmp_path / "bow.geojson"
        path.write_text(json.dumps(bow), encoding="utf-8")
        result = filled("compare", "import", path, "--name", "desk", "--date", "2030-01-05", "--holder", "Borland")
        assert "desk 2030-01-05: BB held" in result.stdout
        assert "bow.geojson: 1 of 1 shape was invalid and was repaired; the area changed by +" in result.stderr

    def test_points_beside_polygons_are_noted(self, filled, tmp_path):
        result = filled("compare", "import", told(tmp_path, ("arvona", {}), ("", {"name": "label"})), "--name", "desk", "--date", "2030-01-05")
        assert "desk 2030-01-05: AA held 1.0 km² in the theatre from told.geojson, added" in result.stdout
        assert result.stderr == "told.geojson: 1 Point left out: points and lines hold no ground.\n"

    def test_what_it_says_of_status_stops_it_and_the_options_say_which_is_which(self, filled, tmp_path):
        path = told(tmp_path, ("arvona belmora", {"name": "taken / зайнято"}), ("corvina", {"name": "unclear"}), ("dastrova", {"name": "theirs: Borland"}))
        day = ("--name", "desk", "--date", "2030-01-05")
        result = filled("compare", "import", path, *day)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "  name = 'taken / зайнято': 1 shape, 2.0 km² in the theatre\n" in result.stderr
        options = ("--holder-from", "name=taken*:AA", "--holder-from", "name=*borland:BB", "--level-from", "name=unclear:unknown")
        lines = filled("compare", "import", path, *day, *options).stdout.splitlines()
        assert [line.split()[2:5] for line in lines] == [["AA", "held", "2.0"], ["AA", "unknown", "1.0"], ["BB", "held", "1.0"]]
        assert "AA held 2.0 km²" in filled("compare", "import", path, *day, "--where", "name=taken*").stdout
        assert "AA held 4.0 km²" in filled("compare", "import", path, *day, "--as-one").stdout

    def test_a_property_of_holders_and_one_of_levels(self, filled, tmp_path):
        path = told(tmp_path, ("arvona", {"controller": "Arland", "sure": "held"}), ("corvina", {"controller": "Borland", "sure": "contested"}))
        result = filled("compare", "import", path, "--name", "desk", "--date", "2030-01-05", "--holder-from", "controller", "--level-from", "sure")
        assert [line.split()[2:5] for line in result.stdout.splitlines()] == [["AA", "held", "1.0"], ["BB", "contested", "1.0"]]

    def test_a_preset_speaks_of_sides_that_the_theatre_must_have(self, filled, tmp_path):
        path = told(tmp_path, ("arvona", {"type": "losses"}), ("belmora", {"type": "gains"}))
        result = filled("compare", "import", path, "--name", "desk", "--date", "2030-01-05", "--preset", "nzz")
        assert (result.exit_code, "is no holder of the theatre miniland" in result.stderr) == (2, True)

    def test_a_series_goes_on_past_a_bad_file(self, filled, maps):
        (maps / "maps" / "20300107.geojson").write_text("nothing", encoding="utf-8")
        result = filled("compare", "import", maps / "maps", "--name", "desk")
        assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2)
        assert result.stderr.startswith("Refused ")
        assert "20300107.geojson: It is in no format that is read." in result.stderr
        answer = json.loads(filled("compare", "import", maps / "maps", "--name", "desk", "--json").stdout)
        assert ([sheet["filed"] for sheet in answer["sheets"]], len(answer["refused"])) == (["unchanged"] * 2, 1)
        strict = filled("compare", "import", maps / "maps", "--name", "other", "--strict")
        assert (strict.exit_code, strict.stdout) == (2, "")
        assert "1 of 3 files cannot be taken, so nothing was." in strict.stderr
        assert "other" not in filled("compare", "list").stdout

    def test_a_long_list_of_refused_files_is_cut(self, filled, tmp_path):
        layer_file(tmp_path / "many" / "2030-01-05.geojson", "arvona")
        for n in range(50):
            (tmp_path / "many" / f"{n}.geojson").write_text("nothing", encoding="utf-8")
        lines = filled("compare", "import", tmp_path / "many", "--name", "desk").stderr.splitlines()
        assert (len(lines), lines[-1]) == (41, "10 more files were refused; --json lists them all.")

    def test_that_nothing_was_held_is_said_with_a_flag(self, filled, tmp_path):
        assert (
            "desk 2030-01-07: AA held 0.0 km² in the theatre, added" in filled("compare", "import", "--name", "desk", "--date", "2030-01-07", "--empty").stdout
        )
        (tmp_path / "e.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
        result = filled("compare", "import", tmp_path / "e.geojson", "--name", "desk", "--date", "2030-01-07")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--empty" in result.stderr

    @pytest.mark.parametrize(("arguments", "words"), [
        (["--name", "desk"], "Nothing is named to import"),
        (["nowhere.geojson", "--name", "desk"], "There is no nowhere.geojson"),
        (["maps", "--name", "ours"], "the map of this theatre itself"),
        (["maps/2030-01-05.geojson", "--name", "desk", "--date", "5 January"], "is not a date"),
        (["maps/2030-01-05.geojson", "--name", "desk", "--date", "2031-01-05"], "2030-01-01 to 2030-03-31"),
        (["maps/2030-01-05.geojson", "--name", "desk", "--holder", "CC"], "'CC' is no holder"),
        (["maps/2030-01-05.geojson", "--name", "desk", "--level", "high"], "'high' is no level"),
        (["maps"], "--name"),
        (["maps", "--name", "desk", "--preset", "isw"], "There is deepstate"),
        (["maps", "--name", "desk", "--where", "held"], "'held' is no PROPERTY=VALUE"),
        (["maps", "--name", "desk", "--holder-from", "a=b"], "does not say which holder"),
        (["maps", "--name", "desk", "--level-from", "a=b:c", "--as-one"], "Give one or the other"),
    ])  # fmt: skip
    def test_bad_input_is_refused(self, filled, maps, arguments, words):
        result = filled("compare", "import", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr


class TestList:
    def test_one_line_a_layer(self, compared):
        lines = compared("compare", "list").stdout.splitlines()
        assert lines == ["desk: 2 days, 2030-01-05 to 2030-01-06; AA; held", "other: 1 day, 2030-01-05; AA; held"]

    def test_json_has_the_sheets(self, compared):
        rows = json.loads(compared("compare", "list", "--json").stdout)
        assert [(row["name"], [sheet["area_km2"] for sheet in row["sheets"]]) for row in rows] == [("desk", [4, 2]), ("other", [2])]

    def test_it_can_be_that_of_an_earlier_instant(self, compared):
        result = compared("compare", "list", "--as-recorded", "2020-01-01")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "No layer was stored by then." in result.stderr

    def test_without_layers_it_says_how_to_add_one(self, filled):
        result = filled("compare", "list")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "salient compare import" in result.stderr


class TestRemove:
    def test_what_is_removed_counts_no_more(self, compared):
        assert compared("compare", "remove", "desk", "--date", "2030-01-05").stdout == "desk: 1 sheet of 1 day no longer counted.\n"
        assert json.loads(compared("compare", "remove", "desk", "--json").stdout) == [
            {"layer": "desk", "day": "2030-01-06", "holder": "AA", "level": "held", "source": "2030-01-06.geojson"}
        ]
        assert compared("compare", "list").stdout == "other: 1 day, 2030-01-05; AA; held\n"

    def test_what_is_not_there_is_told(self, compared):
        result = compared("compare", "remove", "dusk")
        assert (result.exit_code, "There is desk, other" in result.stderr) == (2, True)


class TestTable:
    def test_text(self, compared):
        result = compared("compare", "table")
        rows = [line.split() for line in result.stdout.splitlines()]
        assert rows[1] == ["2030-01-05", "ours", "/", "desk", "3.0", "4.0", "-1.0", "2.0", "0.40"]
        assert rows[-4] == ["2030-01-06", "desk", "/", "other", "2.0", "unknown", "unknown", "unknown", "-"]
        assert result.stdout.splitlines()[-3] == "Median IoU of ours / desk: 0.45 (2 days)"
        assert "other ends on 2030-01-05: what it would show later is unknown, not zero." in result.stderr

    def test_json_says_the_same_and_what_it_rests_on(self, compared):
        answer = json.loads(compared("compare", "table", "--layer", "desk", "--from", "2030-01-05", "--to", "2030-01-05", "--json").stdout)
        assert [(row["a"], row["b"], row["iou"], row["both_km2"]) for row in answer["rows"]] == [("ours", "desk", 0.4, 2)]
        assert answer["medians"] == [{"a": "ours", "b": "desk", "days": 1, "median_iou": 0.4}]
        assert (answer["holder"], answer["as_of"], answer["within_days"], len(answer["digest"]), len(answer["layers_digest"])) == ("AA", None, 0, 12, 12)

    def test_csv(self, compared, tmp_path):
        compared("compare", "table", "--format", "csv", "-o", tmp_path / "t.csv")
        rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"))))
        assert len(rows) == 6
        assert (rows[0]["iou"], rows[4]["iou"], rows[4]["b_km2"]) == ("0.4", "", "")

    def test_as_of_and_holder(self, compared):
        day = ("--layer", "desk", "--from", "2030-01-05", "--to", "2030-01-05", "--json")
        known = json.loads(compared("compare", "table", *day, "--as-of", "2030-01-02").stdout)
        assert (known["rows"][0]["iou"], known["as_of"]) == (0.25, "2030-01-02T23:59:59Z")
        other = json.loads(compared("compare", "table", *day, "--holder", "borland").stdout)
        assert (other["rows"][0]["a_km2"], other["rows"][0]["b_km2"]) == (9, None)

    def test_within_lets_a_layer_stand_for_later_days(self, compared):
        rows = json.loads(compared("compare", "table", "--layer", "desk", "--from", "2030-01-08", "--to", "2030-01-08", "--within", "2", "--json").stdout)[
            "rows"
        ]
        assert [(row["b_on"], row["b_km2"]) for row in rows] == [("2030-01-06", 2)]

    @pytest.mark.parametrize(("arguments", "words"), [
        (["--layer", "dusk"], "No layer is called 'dusk'"),
        (["--holder", "CC"], "is no holder"),
        (["--within", "400"], "0 to 365"),
        (["--from", "2030-01-06", "--to", "2030-01-05"], "runs backwards"),
    ])  # fmt: skip
    def test_bad_input_is_refused(self, compared, arguments, words):
        result = compared("compare", "table", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr

    def test_without_layers_it_is_empty_and_says_why(self, filled):
        result = filled("compare", "table")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "no layer shows ground of AA" in result.stderr

    def test_our_own_export_as_a_layer_agrees_wholly(self, filled, tmp_path):
        """Also where ground is contested, as Foskova is on 8 January: it is its likelier holder's in both."""
        path = tmp_path / "control.geojson"
        filled("export", "control", "--at", "2030-01-08", "-o", path)
        assert [line.split()[2:4] for line in filled("compare", "import", path, "--name", "copy").stdout.splitlines()] == [
            ["AA", "held"], ["BB", "contested"], ["BB", "held"]
        ]  # fmt: skip
        for holder in ("AA", "BB"):
            (row,) = json.loads(filled("compare", "table", "--holder", holder, "--json").stdout)["rows"]
            assert (row["day"], row["iou"]) == ("2030-01-08", pytest.approx(1, abs=1e-3))


class TestMap:
    def test_polygons_of_a_disagreement(self, compared, tmp_path):
        result = compared("compare", "map", "2030-01-05", "--layer", "desk", "-o", tmp_path / "d.geojson")
        assert result.exit_code == 0
        document = json.loads((tmp_path / "d.geojson").read_text(encoding="utf-8"))
        areas = {row["properties"]["shown_by"]: round(row["properties"]["area_km2"], 6) for row in document["features"]}
        assert areas == {"ours_only": 1, "theirs_only": 2, "both": 2}
        assert (document["at"], document["layer"], document["layer_on"], document["iou"]) == ("2030-01-05T23:59:59Z", "desk", "2030-01-05", 0.4)
        assert "whoever drew it" in document["terms"]

    def test_two_layers_against_each_other(self, compared):
        document = json.loads(compared("compare", "map", "2030-01-05", "--layer", "desk", "--against", "other").stdout)
        assert {row["properties"]["shown_by"]: round(row["properties"]["area_km2"], 6) for row in document["features"]} == {"desk_only": 2, "both": 2}
        result = compared("compare", "map", "2030-01-06", "--layer", "desk", "--against", "other")
        assert "The layer other does not say what AA held on 2030-01-06" in result.stderr

    def test_a_layer_that_ended_gives_nothing_and_a_reason(self, compared):
        result = compared("compare", "map", "2030-01-09", "--layer", "desk")
        assert (result.exit_code, json.loads(result.stdout)["features"]) == (0, [])
        assert "unknown, not zero. The nearest days that it has: 2030-01-06." in result.stderr


class TestJumps:
    def test_ours_too(self, compared):
        lines = compared("compare", "jumps", "--from", "2030-01-02", "--to", "2030-01-02").stdout.splitlines()
        assert lines == ["2030-01-02 ours: 0.0 → 1.0 km² (+1.0) since 2030-01-01, 1.0 km² a day, where 0.1 would be the most to expect"]

    def test_exactly_the_planted_jump_of_a_layer(self, filled, tmp_path):
        for day in range(3, 12):
            layer_file(tmp_path / "p" / f"2030-01-{day:02}.geojson", *(["arvona"] if day != 8 else ["arvona", "belmora", "corvina"]))
        filled("compare", "import", tmp_path / "p", "--name", "planted")
        rows = json.loads(filled("compare", "jumps", "--layer", "planted", "--json").stdout)
        assert [(row["day"], row["change_km2"]) for row in rows if row["map"] == "planted"] == [("2030-01-08", 2), ("2030-01-09", -2)]
