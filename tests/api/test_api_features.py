"""OGC API - Features over miniland: twelve squares of 1 km2."""

import csv
import io

import pytest
import shapely
from api_client import problem
from shapely.geometry import shape

HERE = "/theatres/miniland"
ITEMS = f"{HERE}/collections/{{}}/items"
COLLECTIONS = ("control", "front", "places", "parts", "cells", "claims", "changes")


def items(client, collection, query=""):
    answer = client.get(f"{ITEMS.format(collection)}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def link(answer, rel):
    return next((found["href"] for found in answer["links"] if found["rel"] == rel), None)


def test_the_landing_page_leads_everywhere(mini):
    landing = mini.get(f"{HERE}/").json()
    rels = {found["rel"] for found in landing["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= rels
    for found in landing["links"]:
        assert mini.get(found["href"]).status_code in {200, 400}, found
    assert mini.get(f"{HERE}/", headers={"Accept": "text/html,*/*;q=0.8"}).headers["content-type"].startswith("text/html")
    assert mini.get(f"{HERE}/?f=html").text.startswith("<!doctype html>")
    assert mini.get(HERE).json()["title"] == "Miniland"


def test_the_conformance_classes_are_those_kept_to(mini):
    classes = mini.get(f"{HERE}/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in classes


DAYS = {"claims": ["2030-01-02T00:00:00Z", "2030-03-20T23:59:59Z"], "changes": ["2030-01-02T00:00:00Z", "2030-03-20T23:59:59Z"]}
"""From the first report's day to the last one's, on which Arvona changes hands again; states cover the theatre's days."""


def test_every_collection_says_where_and_when(mini):
    answer = mini.get(f"{HERE}/collections").json()
    assert tuple(c["id"] for c in answer["collections"]) == COLLECTIONS
    for row in answer["collections"]:
        assert mini.get(f"{HERE}/collections/{row['id']}").json() == row
        assert row["extent"]["temporal"]["interval"] == [DAYS.get(row["id"], ["2030-01-01T00:00:00Z", "2030-03-31T23:59:59Z"])]
        west, south, east, north = row["extent"]["spatial"]["bbox"][0]
        assert west < 30 < east
        assert south < 50 < north
        own = [found["href"] for found in row["links"] if found["rel"] != "license"]
        assert all(href.startswith("http://salient.test/") for href in own)
        assert all(mini.get(href).status_code == 200 for href in own)


def test_control_is_a_coverage_of_the_ground(mini):
    """On 13 January Galdova is contested; held A, B, E, F, I, J by Arland, five by Borland."""
    answer = items(mini, "control", "datetime=2030-01-13")
    found = {(f["properties"]["holder"], f["properties"]["level"]): f for f in answer["features"]}
    assert {key: round(f["properties"]["area_km2"], 3) for key, f in found.items()} == {("AA", "held"): 6, ("AA", "contested"): 1, ("BB", "held"): 5}
    assert shapely.union_all([shape(f["geometry"]) for f in answer["features"]]).geom_type == "Polygon"
    held = found["AA", "held"]["properties"]
    assert (held["valid_from"], held["valid_to"]) == ("2030-01-13T00:00:00Z", "2030-01-15T00:00:00Z")
    assert (answer["at"], answer["digest"]) == ("2030-01-13T23:59:59Z", held["digest"])


def test_a_span_gives_every_state_half_open(mini):
    """The map changes on the 2nd and the 3rd: the opening state, one and then three villages. Each state ends where the next begins."""
    answer = items(mini, "control", "datetime=2030-01-01/2030-01-03")
    rows = [
        (f["properties"]["valid_from"], f["properties"]["valid_to"], f["properties"]["holder"], round(f["properties"]["area_km2"])) for f in answer["features"]
    ]
    assert rows == [
        (None, "2030-01-02T00:00:00Z", "BB", 12),
        ("2030-01-02T00:00:00Z", "2030-01-03T00:00:00Z", "AA", 1),
        ("2030-01-02T00:00:00Z", "2030-01-03T00:00:00Z", "BB", 11),
        ("2030-01-03T00:00:00Z", "2030-01-04T00:00:00Z", "AA", 3),
        ("2030-01-03T00:00:00Z", "2030-01-04T00:00:00Z", "BB", 9),
    ]
    assert "at" not in answer


def test_the_front_is_a_line_with_its_length(mini):
    """On 2 January Arland holds the north-west corner: two inner sides of 1 km."""
    (front,) = items(mini, "front", "datetime=2030-01-02")["features"]
    assert front["geometry"]["type"].endswith("LineString")
    assert front["properties"]["length_km"] == pytest.approx(2, rel=1e-4)
    assert items(mini, "front", "datetime=2030-01-01")["features"] == []


def test_places_are_all_twelve_with_their_status(mini):
    answer = items(mini, "places", "datetime=2030-01-03")
    assert (answer["numberMatched"], answer["numberReturned"], len(answer["features"])) == (12, 12, 12)
    assert sorted(f["properties"]["name"] for f in answer["features"] if f["properties"]["holder"] == "AA") == ["Arvona", "Eldova", "Ivolna"]


def test_properties_filter(mini):
    assert items(mini, "places", "datetime=2030-01-03&holder=AA")["numberMatched"] == 3
    assert items(mini, "places", "datetime=2030-01-03&evidenced=false")["numberMatched"] == 9
    assert items(mini, "claims", "event=withdrew")["numberMatched"] == 2
    assert items(mini, "claims", "polarity=neg&actor=BB")["numberMatched"] == 1
    assert items(mini, "changes", "place_id=arvona")["numberMatched"] == 2


def test_a_box_keeps_what_it_touches(mini):
    places = {f["properties"]["name"]: f["geometry"]["coordinates"] for f in items(mini, "places")["features"]}
    lon, lat = places["Foskova"]
    box = f"{lon - 0.001},{lat - 0.001},{lon + 0.001},{lat + 0.001}"
    assert [f["properties"]["name"] for f in items(mini, "places", f"bbox={box}")["features"]] == ["Foskova"]
    assert [f["properties"]["holder"] for f in items(mini, "control", f"datetime=2030-01-20&bbox={box}")["features"]] == ["AA"]
    assert items(mini, "places", f"bbox={lon - 0.001},{lat - 0.001},0,{lon + 0.001},{lat + 0.001},9")["numberMatched"] == 1


def test_a_box_beside_the_theatre_says_so(mini):
    answer = items(mini, "places", "bbox=49.9,29.9,50.1,30.1")
    assert answer["features"] == []
    assert "longitude first" in answer["note"]


def test_pages_cover_the_rows_once(mini):
    names, url = [], f"{ITEMS.format('places')}?limit=5"
    while url:
        answer = mini.get(url)
        page = answer.json()
        names += [f["properties"]["name"] for f in page["features"]]
        assert page["numberMatched"] == 12
        url = link(page, "next")
        assert ('rel="next"' in answer.headers["link"]) == bool(url)
    assert len(names) == 12
    assert len(set(names)) == 12
    last = items(mini, "places", "limit=5&offset=10")
    assert (last["numberReturned"], link(last, "next")) == (2, None)
    assert "offset=5" in link(last, "prev")


def test_beyond_the_last_row_there_is_an_empty_page(mini):
    answer = items(mini, "places", "offset=1000000000000")
    assert (answer["numberMatched"], answer["numberReturned"], answer["features"]) == (12, 0, [])


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_feature_can_be_had_by_its_id(mini, collection):
    features = items(mini, collection, "datetime=2030-01-10/2030-01-20")["features"]
    ids = [f["id"] for f in features]
    assert len(set(ids)) == len(ids) > 0
    one = mini.get(f"{ITEMS.format(collection)}/{ids[-1]}?datetime=2030-01-10/2030-01-20")
    assert one.status_code == 200, one.text
    assert (one.json()["id"], one.json()["geometry"]) == (ids[-1], features[-1]["geometry"])
    assert {found["rel"] for found in one.json()["links"]} >= {"self", "collection"}


def test_the_opening_state_has_an_id_of_its_own(mini):
    assert mini.get(f"{ITEMS.format('control')}/BB.held.opening").json()["properties"]["area_km2"] == pytest.approx(12, rel=1e-6)


def test_an_unknown_feature_is_not_found(mini):
    for name in ("nothing", "AA.held.20300113T000001Z", "BB.held.2999", "x" * 150):
        assert mini.get(f"{ITEMS.format('control')}/{name}").status_code == 404


def test_json_is_geojson_here_and_csv_is_a_table(mini):
    assert mini.get(f"{ITEMS.format('places')}?f=json").headers["content-type"] == "application/geo+json"
    answer = mini.get(f"{ITEMS.format('places')}?f=csv&datetime=2030-01-03")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert rows["Arvona"]["holder"] == "AA"
    assert float(rows["Arvona"]["lon"]) == pytest.approx(30, abs=0.1)
    assert float(rows["Arvona"]["lat"]) == pytest.approx(50, abs=0.1)


def test_accept_chooses_the_format_where_f_does_not(mini):
    assert mini.get(ITEMS.format("places"), headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    assert mini.get(ITEMS.format("places"), headers={"Accept": "text/csv;q=0.1, application/geo+json"}).headers["content-type"] == "application/geo+json"


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_queryables_are_the_filters_that_work(mini, collection):
    answer = mini.get(f"{HERE}/collections/{collection}/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    for name, schema in answer.json()["properties"].items():
        value = schema.get("enum", ["true" if schema["type"] == "boolean" else "x"])[0]
        items(mini, collection, f"{name}={value}")


@pytest.mark.parametrize(
    ("collection", "query", "words"),
    [
        ("control", "raion=x", ["raion is no filter of control", "holder, level"]),
        ("places", "holder=ZZ", ["holder='ZZ'", "AA, BB"]),
        ("places", "evidenced=yes", ["true, false"]),
        ("claims", "event=took", ["captured"]),
        ("places", "bbox=1,2,3", ["3 numbers", "west,south,east,north"]),
        ("places", "bbox=31,50,30,51", ["west must not exceed east"]),
        ("places", "bbox=30,nan,31,51", ["no box on the globe"]),
        ("places", "bbox=30,50,31,91", ["-90 to 90"]),
        ("places", "bbox=a,b,c,d", ["not a list of numbers"]),
        ("places", "f=shp", ["f='shp'", "geojson, json, csv"]),
        ("places", "limit=0", ["limit", "greater than or equal to 1"]),
        ("places", "offset=-1", ["offset"]),
        ("places", "datetime=2030-01-05/2030-01-01", ["ends before it begins"]),
    ],
)
def test_a_wrong_question_is_told_how_to_be_asked(mini, collection, query, words):
    answer = mini.get(f"{ITEMS.format(collection)}?{query}")
    assert answer.status_code == 400
    assert all(word in answer.json()["detail"] for word in words), answer.json()["detail"]


def test_days_outside_the_span_give_no_features_and_name_it(mini):
    for collection in COLLECTIONS:
        for days in ("2020-01-01", "2020-01-01/2020-02-01", "2031-01-01/.."):
            answer = items(mini, collection, f"datetime={days}")
            assert answer["features"] == [], (collection, days)
            assert "2030-01-01 to 2030-03-31" in answer["note"]


def test_as_of_holds_for_features(mini):
    """On 20 January with what was public on the 3rd: three villages, none of the later ones."""
    assert items(mini, "places", "datetime=2030-01-20&as-of=2030-01-03&holder=AA")["numberMatched"] == 3
    assert items(mini, "claims", "as-of=2030-01-03")["numberMatched"] == 3


def test_the_server_gives_no_more_rows_than_it_is_set_to(mini):
    mini.app.state.settings = mini.app.state.settings.model_copy(update={"page_limit": 4})
    try:
        answer = items(mini, "places", "limit=1000000")
        assert answer["numberReturned"] == 4
        assert "offset=4&limit=4" in link(answer, "next") or "limit=4&offset=4" in link(answer, "next")
    finally:
        mini.app.state.settings = mini.app.state.settings.model_copy(update={"page_limit": 50_000})


def test_rows_touch_each_of_several_spans(mini):
    """As GDAL asks for valid_from <= ... AND valid_to > ..., beside the span of the connection; paging keeps them all."""
    whole = "datetime=2030-01-01/2030-03-31"
    answer = items(mini, "control", f"datetime=../2030-01-20&datetime=2030-01-20/..&{whole}&limit=1")
    on = items(mini, "control", "datetime=2030-01-20")
    assert answer["numberMatched"] == on["numberMatched"] < items(mini, "control", whole)["numberMatched"]
    found = [feature["id"] for feature in answer["features"]]
    while following := link(answer, "next"):
        answer = mini.get(following).json()
        found += [feature["id"] for feature in answer["features"]]
    assert found == [feature["id"] for feature in on["features"]]
    assert items(mini, "changes", f"datetime=2030-01-03&{whole}")["numberMatched"] == 2
    assert items(mini, "places", "datetime=2030-01-03&datetime=2030-01-04/..")["numberMatched"] == 0


def test_several_spans_are_each_read_and_limited(mini):
    assert "'garbage'" in problem(mini.get(f"{HERE}/collections/control/items?datetime=garbage&datetime=2030-01-03"), 400)
    assert "given 9 times; the limit is 8" in problem(mini.get(f"{HERE}/collections/control/items?{'&'.join(['datetime=..%2F..'] * 9)}"), 400)
    assert "given 2 times" in problem(mini.get(f"{HERE}/series?datetime=2030-01-03&datetime=2030-01-04"), 400)
