"""Reference layers over HTTP: miniland with its forty reports, and two layers of its squares."""

import csv
import io
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from api_client import AUTHORISED, fill, mini_settings, problem, serving, standing

from api.schemas import CompareAnswer, ImportedAnswer, LayersAnswer
from tests.miniland import world
from tests.miniland.ground import layer_file, village

HERE = "/theatres/miniland"
DAY = "datetime=2030-01-05"


LAYERS = (("desk5", "name=desk&date=2030-01-05"), ("desk6", "name=desk&date=2030-01-06"), ("other5", "name=other&date=2030-01-05"))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Contents of files: two days of desk, one of other."""
    folder = tmp_path_factory.mktemp("maps")
    return {
        "desk5": layer_file(folder / "a.geojson", "arvona", "eldova", "belmora", "foskova").read_bytes(),
        "desk6": layer_file(folder / "b.gpkg", "arvona", "belmora", driver="GPKG").read_bytes(),
        "other5": layer_file(folder / "c.kml", "arvona", "belmora", driver="KML").read_bytes(),
    }


def send(client, content, query, headers=AUTHORISED):
    return client.post(f"{HERE}/layers?{query}", headers=headers, content=content)


@pytest.fixture
def client(tmp_path, _packs):
    fill(tmp_path, world.story())
    with serving(mini_settings(tmp_path)) as client:
        yield client


@pytest.fixture
def filled(client, files):
    for content, query in LAYERS:
        assert send(client, files[content], query).status_code == 201
    return client


@pytest.fixture(scope="module")
def stored(tmp_path_factory, files, packs):
    """The same as `filled`, for tests that only ask."""
    home = tmp_path_factory.mktemp("stored")
    fill(home, world.story())
    with standing(packs, mini_settings(home)) as client:
        for content, query in LAYERS:
            assert send(client, files[content], query).status_code == 201
        yield client


def rows(answer):
    found = CompareAnswer.model_validate_json(answer.content, strict=True)
    return [(row.day, row.a, row.b, row.both_km2, row.iou) for row in found.rows]


def two_statuses():
    rows = [
        {"type": "Feature", "properties": {"status": status}, "geometry": json.loads(shapely.to_geojson(village(name)))}
        for name, status in (("arvona", "ours, held"), ("belmora", "theirs"))
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


def scribble(points):
    """One ring of random points over miniland, which crosses itself ten thousand times and more."""
    xy = np.random.default_rng(1).random((points, 2)) * 0.02 + [29.99, 49.99]
    return json.dumps({"type": "Polygon", "coordinates": [[*xy.tolist(), xy[0].tolist()]]}).encode()


class TestStoring:
    def test_a_file_is_stored_and_listed(self, client, files):
        answer = send(client, files["desk6"], "name=desk&source=2030-01-06.gpkg&level=unknown&holder=Borland")
        assert answer.status_code == 201
        assert answer.headers["location"].endswith(f"{HERE}/layers")
        made = ImportedAnswer.model_validate_json(answer.content, strict=True)
        assert [(s.day, s.holder, s.level, s.area_km2, s.source, s.filed) for s in made.sheets] == [
            ("2030-01-06", "BB", "unknown", 2, "2030-01-06.gpkg", "added")
        ]
        listed = LayersAnswer.model_validate_json(client.get(f"{HERE}/layers").content, strict=True)
        assert [(row.name, row.days, row.first_day, row.last_day) for row in listed.layers] == [("desk", 1, "2030-01-06", "2030-01-06")]

    def test_the_same_again_changes_nothing_and_another_replaces(self, filled, files):
        again = send(filled, files["desk5"], "name=desk&date=2030-01-05")
        assert (again.status_code, again.json()["sheets"][0]["filed"]) == (200, "unchanged")
        other = send(filled, files["other5"], "name=desk&date=2030-01-05")
        assert (other.status_code, other.json()["sheets"][0]["filed"]) == (201, "replaced")

    def test_what_is_left_out_is_told(self, client, files):
        document = json.loads(files["desk5"])
        document["features"].append({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [30, 50]}})
        answer = send(client, json.dumps(document).encode(), "name=desk&date=2030-01-05")
        assert (
            ImportedAnswer.model_validate_json(answer.content, strict=True).notes
            == ["1 Point left out: points and lines hold no ground."]
            == answer.json()["notes"]
        )
        assert "notes" not in send(client, files["desk5"], "name=desk&date=2030-01-05").json()

    def test_status_and_side_are_told_in_the_query(self, client):
        """Parameters that are lists may be repeated, no others."""
        data = two_statuses()
        detail = problem(send(client, data, "name=desk&date=2030-01-05"), 422)
        assert "status = 'ours, held': 1 shape, 1.0 km² in the theatre" in detail
        assert "holder-from=" in detail
        told = "holder-from=status=ours*:AA&holder-from=status=theirs:BB&level-from=status=theirs:contested"
        answer = send(client, data, f"name=desk&date=2030-01-05&{told}")
        assert [(s["holder"], s["level"], s["area_km2"]) for s in answer.json()["sheets"]] == [("AA", "held", 1), ("BB", "contested", 1)]
        assert send(client, data, "name=desk&date=2030-01-06&where=status=theirs&where=status=none").json()["sheets"][0]["area_km2"] == 1
        assert send(client, data, "name=desk&date=2030-01-07&as-one=true").json()["sheets"][0]["area_km2"] == 2

    def test_the_map_stays_as_it_is(self, client, files):
        before = client.get("/healthz").json()
        send(client, files["desk5"], "name=desk&date=2030-01-05")
        assert client.get("/healthz").json() == before

    def test_that_nothing_was_held_needs_no_body(self, client):
        assert send(client, b"", "name=desk&date=2030-01-07&empty=true").json()["sheets"][0]["area_km2"] == 0
        assert "empty=true" in problem(send(client, b'{"type": "FeatureCollection", "features": []}', "name=desk&date=2030-01-07"), 422)

    @pytest.mark.parametrize(("query", "status", "words"), [
        ("date=2030-01-05", 400, "name"),
        ("name=ours&date=2030-01-05", 400, "the map of this theatre itself"),
        ("name=desk&date=today", 400, "is not a date"),
        ("name=desk&date=2030-01-05&holder=CC", 400, "'CC' is no holder"),
        ("name=desk&date=2030-01-05&level=high", 400, "level"),
        ("name=desk&day=2030-01-05", 400, "'day' is not a parameter"),
        ("name=desk", 422, "It has no day"),
        ("name=desk&date=2031-01-05", 422, "2030-01-01 to 2030-03-31"),
        ("name=desk&date=2030-01-05&date=2030-01-06", 400, "'date' is given 2 times"),
        ("name=desk&date=2030-01-05&where=held", 400, "no PROPERTY=VALUE"),
        ("name=desk&date=2030-01-05&holder-from=a=b", 400, "does not say which holder"),
        ("name=desk&date=2030-01-05&preset=isw", 400, "There is deepstate"),
        ("name=desk&date=2030-01-05&as-one=true&preset=nzz", 400, "Give one or the other"),
        ("name=desk&date=2030-01-05&where=" + "x" * 401, 400, "400"),
    ])  # fmt: skip
    def test_bad_queries_are_refused(self, untouched, files, query, status, words):
        assert words in problem(send(untouched, files["desk5"], query), status)

    @pytest.mark.parametrize(("content", "status", "words"), [
        (b"", 422, "It is empty"),
        (b"hello", 422, "no format that is read"),
        (b'{"type": "Polygon", "coordinates": [[[50, 30], [50.01, 30], [50.01, 30.01], [50, 30]]]}', 422, "[lat, lon]"),
        (b'{"type": "Polygon", "coordinates": [[[10, 45], [11, 45], [11, 46], [10, 45]]]}', 422, "It lies elsewhere"),
        (b'{"type": "Point", "coordinates": [30, 50]}', 422, "Points and lines hold no ground"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', 422, "document type"),
        (b"<kml><NetworkLink><Link><href>https://maps.example/kml</href></Link></NetworkLink></kml>", 422, "only links to other files"),
        (scribble(300), 413, "more than 1,000 times"),
    ])  # fmt: skip
    def test_bad_files_are_refused(self, untouched, content, status, words):
        assert words in problem(send(untouched, content, "name=desk&date=2030-01-05"), status)

    def test_what_is_too_large_is_413(self, untouched, files, monkeypatch):
        monkeypatch.setattr("geo.readers.layer.ground.MAX_VERTICES", 8)
        assert "the limit is 8" in problem(send(untouched, files["desk5"], "name=desk&date=2030-01-05"), 413)

    def test_writing_needs_a_token(self, untouched, files):
        assert "token" in problem(send(untouched, files["desk5"], "name=desk&date=2030-01-05", headers={}), 401)


class TestComparing:
    def test_the_table(self, stored):
        answer = stored.get(f"{HERE}/compare")
        assert rows(answer) == [
            ("2030-01-05", "ours", "desk", 2, 0.4),
            ("2030-01-05", "ours", "other", 1, 0.25),
            ("2030-01-05", "desk", "other", 2, 0.5),
            ("2030-01-06", "ours", "desk", 2, 0.5),
            ("2030-01-06", "ours", "other", None, None),
            ("2030-01-06", "desk", "other", None, None),
        ]
        found = answer.json()
        assert (found["holder"], found["from"], found["to"], found["numberMatched"]) == ("AA", "2030-01-01", "2030-03-31", 6)
        assert "other ends on 2030-01-05: what it would show later is unknown, not zero." in found["note"]

    def test_a_layer_that_ended_is_null(self, stored):
        (row,) = stored.get(f"{HERE}/compare?layer=other&datetime=2030-01-09").json()["rows"]
        assert (row["b_on"], row["b_km2"], row["iou"], row["a_km2"]) == (None, None, None, 5)

    def test_as_of_holder_within_and_layers(self, stored):
        assert rows(stored.get(f"{HERE}/compare?layer=desk&{DAY}&as-of=2030-01-02"))[0][4] == 0.25
        (other,) = stored.get(f"{HERE}/compare?layer=desk&{DAY}&holder=BB").json()["rows"]
        assert (other["a_km2"], other["b_km2"], other["iou"]) == (9, None, None)
        assert len(rows(stored.get(f"{HERE}/compare?layer=desk,%20other&{DAY}"))) == 3
        assert stored.get(f"{HERE}/compare?layer=desk&datetime=2030-01-08&within=2").json()["rows"][0]["b_on"] == "2030-01-06"

    def test_jumps_stand_beside(self, stored):
        jumps = stored.get(f"{HERE}/compare?datetime=2030-01-02/2030-01-03").json()["jumps"]
        assert [(jump["map"], jump["day"], jump["change_km2"]) for jump in jumps] == [("ours", "2030-01-02", 1), ("ours", "2030-01-03", 2)]

    def test_csv_and_parts(self, stored):
        answer = stored.get(f"{HERE}/compare?f=csv&limit=2&offset=1")
        found = list(csv.DictReader(io.StringIO(answer.text)))
        assert [(row["a"], row["b"]) for row in found] == [("ours", "other"), ("desk", "other")]
        assert "offset=3" in answer.headers["link"]

    def test_without_layers_it_is_empty_and_says_so(self, mini):
        answer = mini.get(f"{HERE}/compare")
        assert (rows(answer), answer.json()["note"]) == ([], "No layer shows ground of AA.")
        assert mini.get(f"{HERE}/layers").json()["layers"] == []

    def test_an_answer_that_one_has_is_not_sent_again_until_a_layer_changes(self, filled, files):
        for path in ("layers", "compare", f"compare/items?layer=desk&{DAY}"):
            tag = filled.get(f"{HERE}/{path}").headers["etag"]
            assert filled.get(f"{HERE}/{path}", headers={"If-None-Match": tag}).status_code == 304
            content = files["other5"] if path != "compare" else files["desk6"]
            assert send(filled, content, "name=desk&date=2030-01-05").status_code == 201
            assert filled.get(f"{HERE}/{path}", headers={"If-None-Match": tag}).status_code == 200
            send(filled, files["desk5"], "name=desk&date=2030-01-05")

    def test_where_two_disagree(self, stored):
        answer = stored.get(f"{HERE}/compare/items?layer=desk&{DAY}")
        assert answer.headers["content-type"] == "application/geo+json"
        frame = gpd.read_file(io.BytesIO(answer.content))
        assert dict(zip(frame.shown_by, frame.area_km2.round(6), strict=True)) == {"ours_only": 1, "theirs_only": 2, "both": 2}
        document = json.loads(answer.content)
        assert (document["layer_on"], document["iou"], document["licence"]) == ("2030-01-05", 0.4, "CC0-1.0")

    def test_where_two_layers_disagree(self, stored):
        document = stored.get(f"{HERE}/compare/items?layer=other,desk&{DAY}").json()
        areas = {row["properties"]["shown_by"]: round(row["properties"]["area_km2"], 6) for row in document["features"]}
        assert areas == {"desk_only": 2, "both": 2}
        assert (document["against"], document["layer"], document["iou"]) == ("other", "desk", 0.5)

    @pytest.mark.parametrize(("day", "words"), [("2030-01-09", "unknown, not zero"), ("2031-01-09", "2030-01-01 to 2030-03-31")])
    def test_an_unknown_day_has_no_polygons_and_a_note(self, stored, day, words):
        document = stored.get(f"{HERE}/compare/items?layer=desk&datetime={day}").json()
        assert document["features"] == []
        assert words in document["note"]

    @pytest.mark.parametrize(("path", "status", "words"), [
        ("compare?layer=dusk", 404, "There is desk, other"),
        ("compare?holder=CC", 400, "is no holder"),
        ("compare?within=400", 400, "within"),
        ("compare?datetime=2030-01-06/2030-01-05", 400, "ends before it begins"),
        (f"compare/items?{DAY}", 400, "is not one layer"),
        (f"compare/items?layer=desk,other,desk&{DAY}", 400, "is not one layer"),
        ("compare/items?layer=desk", 400, "datetime is not one day"),
        ("compare/items?layer=desk&datetime=2030-01-05/2030-01-06", 400, "datetime is not one day"),
    ])  # fmt: skip
    def test_bad_queries_are_refused(self, stored, path, status, words):
        assert words in problem(stored.get(f"{HERE}/{path}"), status)
