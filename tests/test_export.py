"""Export: RFC 7946, hostile spreadsheets, files whole or not at all, and the JSON of an extraction."""

import csv as csv_format
import io
import json
import math
import os
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pytest
import shapely

from geo.errors import DataError, InputError
from geo.export import as_dict, csv, geojson, ids, layer, to_json, write_bytes
from geo.forms import LAYERS, form_of
from geo.interval import Interval
from geo.model import (
    Basis,
    Certainty,
    Claim,
    ClaimPlace,
    Event,
    Extraction,
    Figure,
    Measure,
    Mention,
    Polarity,
    Relation,
    Report,
)
from geo.schemas import CHANGES, CONTROL
from geo.units import HolderId, PlaceId


def frame(*shapes, crs="OGC:CRS84", **columns):
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(list(shapes), crs=crs))


def written(*shapes, crs="OGC:CRS84", **columns):
    return orjson.loads(geojson(frame(*shapes, crs=crs, **columns)))


def coordinates(shape):
    return written(shape)["features"][0]["geometry"]["coordinates"]


def rows(content):
    return list(csv_format.reader(io.StringIO(content.decode())))


class TestGeojson:
    def test_longitude_comes_first_and_six_decimals_are_kept(self):
        assert coordinates(shapely.Point(35.12345649, 51.12345651)) == [35.123456, 51.123457]

    def test_another_crs_is_brought_to_lonlat(self):
        # Web Mercator: x = R * lon in radians; latitude 0 is y = 0; R = 6378137 m
        x = 6378137.0 * math.radians(35.0)
        assert written(shapely.Point(x, 0.0), crs="EPSG:3857")["features"][0]["geometry"]["coordinates"] == [35.0, 0.0]

    def test_outer_rings_run_counter_clockwise_and_holes_clockwise(self):
        clockwise = [(0, 0), (0, 4), (4, 4), (4, 0)]
        hole_counter_clockwise = [(1, 1), (2, 1), (2, 2), (1, 2)]
        outer, hole = coordinates(shapely.Polygon(clockwise, [hole_counter_clockwise]))
        assert outer == [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
        assert hole == [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]

    def test_a_ring_already_right_stays(self):
        ring = [(0, 0), (4, 0), (4, 4), (0, 0)]
        assert coordinates(shapely.Polygon(ring)) == [[list(p) for p in ring]]

    def test_no_position_repeats_after_rounding(self):
        assert coordinates(shapely.LineString([(0, 0), (0.0000004, 0), (1, 1)])) == [[0, 0], [1, 1]]
        assert coordinates(shapely.Polygon([(0, 0), (1, 0), (1.0000002, 0.0000001), (1, 1)])) == [[[0, 0], [1, 0], [1, 1], [0, 0]]]

    def test_a_sliver_thinner_than_the_rounding_leaves_no_spike(self):
        needle = [(0, 0), (1, 0), (1, 0.5), (3, 0.5), (1, 0.5000001), (1, 1), (0, 1)]
        (ring,) = coordinates(shapely.Polygon(needle))
        assert shapely.Polygon(ring).normalize() == shapely.Polygon([(0, 0), (1, 0), (1, 0.5), (1, 1), (0, 1)]).normalize()

    def test_a_spike_at_the_seam_of_the_ring_goes_too(self):
        seam = [(3, 0.5), (1, 0.5000001), (1, 1), (0, 1), (0, 0), (1, 0), (1, 0.5)]
        assert set(map(tuple, coordinates(shapely.Polygon(seam))[0])) == {(1, 0.5), (1, 1), (0, 1), (0, 0), (1, 0)}

    def test_a_polygon_that_vanishes_is_null_and_a_part_that_vanishes_is_dropped(self):
        tiny = shapely.box(5, 5, 5.0000001, 5.0000001)
        assert written(tiny)["features"][0]["geometry"] is None
        assert written(shapely.MultiPolygon([tiny, shapely.box(0, 0, 1, 1)]))["features"][0]["geometry"] == {
            "type": "MultiPolygon",
            "coordinates": [[[[1, 0], [1, 1], [0, 1], [0, 0], [1, 0]]]],
        }

    @pytest.mark.parametrize("shape", [None, shapely.Point(), shapely.Polygon()])
    def test_a_missing_geometry_is_null(self, shape):
        assert written(shapely.Point(0, 0), shape)["features"][1]["geometry"] is None

    def test_neighbours_stay_matched(self):
        rng = np.random.default_rng(7)
        seeds = shapely.MultiPoint(rng.uniform(35, 36, (60, 2)))
        cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(34, 34, 37, 37)))
        assert shapely.coverage_is_valid(cells)
        back = gpd.GeoDataFrame.from_features(written(*cells)["features"]).geometry.to_numpy()
        assert shapely.is_valid(back).all()
        assert shapely.coverage_is_valid(back)

    def test_instants_are_iso_8601_in_utc_and_what_is_missing_is_null(self):
        columns = {
            "at": [datetime(2025, 1, 10, 18, tzinfo=UTC)],
            "local": [pd.Timestamp("2025-01-10T20:00:00+02:00")],
            "on": [date(2025, 1, 10)],
            "naive": [pd.Timestamp("2025-01-10T18:00:00")],
            "nat": [pd.NaT],
            "nan": [math.nan],
            "none": [None],
            "flag": [True],
            "count": [3],
            "probability": [{"UA": 0.75, "RU": 0.25}],
            "event": [Event.CAPTURED],
        }
        assert written(shapely.Point(0, 0), **columns)["features"][0]["properties"] == {
            "at": "2025-01-10T18:00:00Z",
            "local": "2025-01-10T18:00:00Z",
            "on": "2025-01-10",
            "naive": "2025-01-10T18:00:00Z",
            "nat": None,
            "nan": None,
            "none": None,
            "flag": True,
            "count": 3,
            "probability": {"UA": 0.75, "RU": 0.25},
            "event": "captured",
        }

    def test_members_stand_at_the_top(self):
        members = {"at": datetime(2025, 1, 10, tzinfo=UTC), "as_of": None, "digest": "3fa9c1", "licence": "ODbL-1.0", "attribution": ("a", "b")}
        document = orjson.loads(geojson(frame(shapely.Point(0, 0)), **members))
        assert list(document) == ["type", "at", "as_of", "digest", "licence", "attribution", "features"]
        assert (document["at"], document["as_of"], document["attribution"]) == ("2025-01-10T00:00:00Z", None, ["a", "b"])

    @pytest.mark.parametrize("member", ["type", "features", "coordinates"])
    def test_a_member_never_hides_one_of_geojson(self, member):
        with pytest.raises(DataError, match=member):
            geojson(frame(shapely.Point(0, 0)), **{member: "mine"})

    def test_an_empty_table_is_an_empty_collection(self):
        assert written()["features"] == []

    def test_geometry_without_crs_is_refused(self):
        with pytest.raises(DataError, match="CRS"):
            geojson(frame(shapely.Point(0, 0), crs=None))

    def test_a_geometry_of_another_kind_is_refused(self):
        with pytest.raises(DataError, match="GeometryCollection"):
            geojson(frame(shapely.GeometryCollection([shapely.Point(0, 0)])))


class TestCsv:
    def test_points_become_columns(self):
        assert rows(csv(frame(shapely.Point(35.27, 51.19), name=["Sudzha"]))) == [["name", "lon", "lat"], ["Sudzha", "35.27", "51.19"]]

    def test_other_geometry_is_left_out(self):
        assert rows(csv(frame(shapely.box(0, 0, 1, 1), holder=["UA"]))) == [["holder"], ["UA"]]

    @pytest.mark.parametrize("text", ["=1+1", "+7 4712", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
    def test_no_cell_runs_as_a_formula(self, text):
        assert rows(csv(pd.DataFrame({"text": [text]})))[1][0].startswith("'")

    def test_a_column_name_is_guarded_too(self):
        assert rows(csv(pd.DataFrame({"=1+1": [1]})))[0] == ["'=1+1"]

    def test_numbers_stay_as_they_are(self):
        table = pd.DataFrame({"whole": [-7], "part": [-35.5], "mixed": pd.Series([-2.25], dtype=object)})
        assert rows(csv(table))[1] == ["-7", "-35.5", "-2.25"]

    def test_commas_quotes_and_line_breaks_survive(self):
        text = 'Rybar: "Berdin, again"\nretaken'
        assert rows(csv(pd.DataFrame({"text": [text]})))[1] == [text]

    def test_what_is_missing_is_empty_and_the_rest_is_text(self):
        table = pd.DataFrame({"none": [None], "nan": [math.nan], "flag": [False], "at": [datetime(2025, 1, 10, tzinfo=UTC)], "tags": [["a", "b"]]})
        assert rows(csv(table))[1] == ["", "", "false", "2025-01-10T00:00:00Z", '["a","b"]']

    def test_provenance_becomes_columns_and_licence_does_not(self):
        content = csv(pd.DataFrame({"holder": ["UA"], "digest": ["own"]}), at="2025-01-10", as_of=None, digest="other", licence="ODbL-1.0")
        assert rows(content) == [["holder", "digest", "at", "as_of"], ["UA", "own", "2025-01-10", ""]]

    def test_an_empty_table_keeps_its_header(self):
        assert rows(csv(frame(holder=[])))[0][0] == "holder"


ROWS = {"day": ["2025-01-10", "2025-01-11"], "place_id": ["berdin", "sudzha"], "name": ["Berdin", "Суджа"], "digest": ["3fa9c1"] * 2}


class TestLayers:
    """Changes stand for all layers of points, control for those of ground."""

    def changes(self):
        return frame(shapely.Point(35.5123456789, 51.2), shapely.Point(35.27, 51.19), **ROWS)

    def test_features_have_ids_that_name_them(self):
        features = orjson.loads(layer(self.changes(), CHANGES, "geojson", digest="3fa9c1"))["features"]
        assert [feature["id"] for feature in features] == ["2025-01-10.berdin", "2025-01-11.sudzha"]

    def test_a_state_is_named_by_the_instant_on_which_it_began_or_as_the_opening(self):
        shapes = frame(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), holder=["RU", "UA"], level=["held"] * 2, valid_from=[None, "2024-08-07T00:00:00Z"])
        assert ids(shapes, CONTROL) == ["RU.held.opening", "UA.held.20240807T000000Z"]

    def test_a_table_of_points_begins_with_ids_and_ends_with_lon_and_lat(self):
        found = rows(layer(self.changes(), CHANGES, "csv", digest="other"))
        assert found[0] == ["id", "day", "place_id", "name", "digest", "lon", "lat"]
        assert found[1] == ["2025-01-10.berdin", "2025-01-10", "berdin", "Berdin", "3fa9c1", "35.512346", "51.2"]

    def test_an_empty_table_has_the_columns_of_a_full_one(self):
        assert rows(layer(self.changes().iloc[:0], CHANGES, "csv"))[0] == rows(layer(self.changes(), CHANGES, "csv"))[0]
        ground = frame(shapely.box(0, 0, 1, 1), holder=["RU"], level=["held"], valid_from=[None])
        assert rows(layer(ground.iloc[:0], CONTROL, "csv")) == [["id", "holder", "level", "valid_from"]]

    def test_for_excel_a_byte_order_mark_stands_before_the_same_table(self):
        plain, marked = (layer(self.changes(), CHANGES, form) for form in ("csv", "csv-excel"))
        assert marked == b"\xef\xbb\xbf" + plain
        assert not plain.startswith(b"\xef")
        assert "Суджа" in marked.decode("utf-8-sig")

    def test_an_unknown_format_is_refused(self):
        with pytest.raises(InputError, match=r"shp.*geojson, csv, csv-excel"):
            layer(self.changes(), CHANGES, "shp")

    def test_numbers_are_rounded_as_their_unit_deserves(self):
        numbers = {
            "area_km2": [430.123456],
            "length_km": [12.3456],
            "p_UA": [0.123456],
            "probability": [2 / 3],
            "bearing_deg": [314.96],
            "count": [7],
            "x": [0.123456],
        }
        told = ["430.123", "12.346", "0.1235", "0.6667", "315.0", "7", "0.123456"]
        assert rows(csv(pd.DataFrame(numbers)))[1] == told
        assert list(written(shapely.Point(0, 0), **numbers)["features"][0]["properties"].values()) == [float(text) for text in told]


class TestNamesOfFiles:
    @pytest.mark.parametrize(
        ("name", "asked", "form"),
        [
            ("map.geojson", None, "geojson"),
            ("map.json", None, "geojson"),
            ("MAP.GEOJSON", None, "geojson"),
            ("places.csv", None, "csv"),
            ("places.csv", "csv-excel", "csv-excel"),
            ("places", None, "geojson"),
            ("places", "csv", "csv"),
            ("map.2025-01-10", None, "geojson"),
            ("-", "csv", "csv"),
        ],
    )
    def test_the_format_is_what_is_asked_for_or_what_the_name_says(self, name, asked, form):
        assert form_of(Path(name), asked, *LAYERS) == form

    def test_without_a_file_the_first_is_meant(self):
        assert (form_of(None, None, "text", "csv"), form_of(None, "csv", "text", "csv")) == ("text", "csv")

    @pytest.mark.parametrize("name", ["x.gpkg", "x.kml", "x.KMZ", "x.shp", "x.xlsx", "x.parquet", "x.geojson.gz", "x.shp.zip", "x.png", "x.html"])
    @pytest.mark.parametrize("asked", [None, "geojson", "csv"])
    def test_what_is_not_written_is_refused_with_what_is(self, name, asked):
        with pytest.raises(InputError, match=r"geojson \(\.geojson, \.json\), or csv \(\.csv\)"):
            form_of(Path(name), asked, *LAYERS)

    @pytest.mark.parametrize(("name", "asked"), [("x.csv", "geojson"), ("x.json", "csv"), ("x.geojson", "csv-excel")])
    def test_a_name_that_says_otherwise_is_refused(self, name, asked):
        with pytest.raises(InputError, match=f"but the format asked for is {asked}"):
            form_of(Path(name), asked, *LAYERS)


class TestFiles:
    def test_a_missing_folder_is_named(self, tmp_path):
        with pytest.raises(InputError, match=r"nowhere does not exist"):
            write_bytes(tmp_path / "nowhere" / "a.csv", b"")

    def test_a_folder_is_no_file(self, tmp_path):
        with pytest.raises(InputError, match="is a folder"):
            write_bytes(tmp_path, b"")

    def test_a_name_that_the_system_refuses_is_a_clear_error(self, tmp_path):
        with pytest.raises(InputError, match="Cannot write"):
            write_bytes(tmp_path / ("n" * 300), b"")

    def test_a_failed_write_leaves_the_old_file_and_no_other(self, tmp_path, monkeypatch):
        target = tmp_path / "map.html"
        target.write_bytes(b"old")

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("geo.export.files.Path.replace", full)
        with pytest.raises(InputError, match="No space left"):
            write_bytes(target, b"new")
        assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("map.html", b"old")]

    def test_permissions_are_those_of_the_old_file_or_of_any_new_one(self, tmp_path):
        old, new, usual = tmp_path / "old", tmp_path / "new", tmp_path / "usual"
        usual.write_bytes(b"")
        old.write_bytes(b"")
        old.chmod(0o640)
        write_bytes(old, b"1")
        write_bytes(new, b"1")
        assert stat.S_IMODE(old.stat().st_mode) == 0o640
        assert new.stat().st_mode == usual.stat().st_mode

    def test_a_link_is_followed(self, tmp_path):
        (tmp_path / "real").write_bytes(b"old")
        (tmp_path / "link").symlink_to(tmp_path / "real")
        write_bytes(tmp_path / "link", b"new")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").read_bytes() == b"new"

    def test_a_device_is_written_to(self):
        write_bytes(__import__("pathlib").Path(os.devnull), b"gone")
        assert not stat.S_ISREG(os.stat(os.devnull).st_mode)  # noqa: PTH116


DAY = Interval.of_days(date(2025, 1, 9), date(2025, 1, 10))
REPORT = Report("ISW", datetime(2025, 1, 10, 23, 59, 59, tzinfo=UTC), "en", "", "Berdin fell.", ref="r1")


def extraction(report=REPORT):
    mention = Mention((0, 6), "Berdin", PlaceId("p1"), "Berdin", "village", 35.5, 51.2, 0.9, "exact", (PlaceId("p1"),))
    place = ClaimPlace(PlaceId("p1"), "Berdin", Relation.OFFSET, 315.0, None)
    claim = Claim(
        report.id, (0, 12), "Berdin fell.", HolderId("RU"), Event.CAPTURED, (place,), DAY, Certainty.HEDGED, Basis.CLAIMED, ("Rybar", "ISW"), Polarity.NEG,
        background=True, method="rules/1",
    )  # fmt: skip
    figure = Figure(report.id, (0, 12), "…", 300.0, 300.0, 300.0, "mi2", 777.0, True, Measure.HELD, HolderId("UA"), "Kursk Oblast", DAY, ("ISW",), "rules/1")  # noqa: FBT003
    return Extraction(report, (mention,), (claim,), (figure,), "rules/1")


class TestExtraction:
    def test_it_is_what_the_guide_says(self):
        answer = json.loads(to_json(as_dict(extraction())))
        claim_id = answer["claims"][0].pop("id")
        assert claim_id == extraction().claims[0].id
        assert answer == {
            "id": "r1",
            "mentions": [
                {
                    "start": 0,
                    "end": 6,
                    "surface": "Berdin",
                    "place_id": "p1",
                    "name": "Berdin",
                    "kind": "village",
                    "lon": 35.5,
                    "lat": 51.2,
                    "score": 0.9,
                    "reason": "exact",
                }
            ],
            "claims": [
                {
                    "sentence": [0, 12],
                    "text": "Berdin fell.",
                    "actor": "RU",
                    "event": "captured",
                    "places": [{"place_id": "p1", "name": "Berdin", "relation": "offset", "bearing_deg": 315.0, "distance_km": None}],
                    "valid": {"start": "2025-01-09", "end": "2025-01-10"},
                    "certainty": "hedged",
                    "basis": "claimed",
                    "claimants": ["Rybar", "ISW"],
                    "polarity": "neg",
                    "background": True,
                }
            ],
            "figures": [
                {
                    "value": 300.0,
                    "low": 300.0,
                    "high": 300.0,
                    "unit": "mi2",
                    "km2": 777.0,
                    "approx": True,
                    "measure": "held",
                    "actor": "UA",
                    "region": "Kursk Oblast",
                    "valid": {"start": "2025-01-09", "end": "2025-01-10"},
                    "claimants": ["ISW"],
                }
            ],
        }

    def test_a_report_without_an_id_is_named_by_its_digest(self):
        nameless = Report("ISW", REPORT.known_at, "en", "", "Berdin fell.")
        assert as_dict(extraction(nameless))["id"] == nameless.id

    def test_the_text_comes_along_when_asked_for(self):
        assert as_dict(extraction(), with_text=True)["text"] == "Berdin fell."
