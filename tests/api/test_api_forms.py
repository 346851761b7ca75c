"""`f` is taken wherever an answer has that form; and the documents that say what an address answers with: OpenAPI 3.0 and 3.1, and the schemas of layers."""

import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import pytest
from api_client import problem
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from typer.testing import CliRunner

from api.collections import COLLECTIONS
from api.fields import words_of
from geo.cli import app as command_line
from geo.schemas import TABLES
from tests.miniland import world

HERE = "/theatres/miniland"
FILLED = {"{theatre}": "miniland", "{feature_id}": "arvona", "{collection}": "places", "{report}": "mini-24"}
ASKED = {"/explain": "place=Galdova", "/compare/items": "layer=desk&datetime=2030-01-12", "/delta": "datetime=2030-01-12/2030-01-26"}
MEDIA = {"json": "json", "geojson": "application/geo+json", "csv": "text/csv", "csv-excel": "text/csv", "html": "text/html", "xml": "application/xml"}


def addresses(client):
    """Every documented address to read, with what it needs, and the names of its forms."""
    claim = client.get(f"{HERE}/claims?limit=1").json()["claims"][0]["claim_id"]
    for template, item in client.app.openapi()["paths"].items():
        for operation in (item[verb] for verb in item if verb == "get"):
            path = template
            for name, value in {**FILLED, "{claim}": claim}.items():
                path = path.replace(name, value)
            query = next((asked for ending, asked in ASKED.items() if path.endswith(ending)), "")
            (format_of,) = (p for p in operation["parameters"] if p["name"] == "f")
            yield path, query, format_of["schema"]["enum"]


def test_every_address_takes_f_for_each_of_its_forms(mini):
    tried = 0
    for path, query, forms in addresses(mini):
        for form in forms:
            answer = mini.get(f"{path}?{query}&f={form}" if query else f"{path}?f={form}")
            if path.endswith("/compare/items"):
                assert problem(answer, 404)  # there is no layer here; the form was taken
                continue
            assert answer.status_code == 200, (path, form, answer.text)
            assert MEDIA[form] in answer.headers["content-type"], (path, form)
            tried += 1
    assert tried > 40


def test_every_address_refuses_a_form_that_it_does_not_have(mini):
    for path, query, forms in addresses(mini):
        answer = mini.get(f"{path}?{query}&f=shp" if query else f"{path}?f=shp")
        told = problem(answer, 400)
        assert "f='shp'" in told, path
        assert ", ".join(forms) in told, path


@pytest.mark.parametrize(
    "path", ["", "/", "/api", "/conformance", "/collections", "/collections/control", "/collections/control/queryables", "/explain?place=Arvona"]
)
def test_json_can_be_asked_for_on_the_way_to_features(mini, path):
    answer = mini.get(f"{HERE}{path}{'&' if '?' in path else '?'}f=json")
    assert answer.status_code == 200, answer.text
    assert answer.json()


@pytest.mark.parametrize("path", ["/openapi.json?f=json", "/healthz?f=json", "/docs?f=html", "/theatres?f=html", f"{HERE}?f=html", f"{HERE}/map?f=html"])
def test_so_can_what_lies_beside(mini, path):
    assert mini.get(path).status_code == 200


def test_where_f_does_not_say_the_accept_header_does(mini):
    def kind(path, accept):
        return mini.get(path, headers={"Accept": accept}).headers["content-type"].partition(";")[0]

    assert kind(f"{HERE}/", "text/html,application/xhtml+xml,*/*;q=0.8") == "text/html"
    assert kind(f"{HERE}/", "application/json") == kind(f"{HERE}/", "*/*") == kind(f"{HERE}/", "image/png") == "application/json"
    assert kind(f"{HERE}/delta?datetime=2030-01-12/2030-01-26", "application/geo+json, application/json") == "application/geo+json"
    assert kind(f"{HERE}/collections/places/schema", "application/xml") == "application/xml"
    assert kind(f"{HERE}/collections/places/items", "application/json") == "application/geo+json"
    assert kind(f"{HERE}/api", "application/vnd.oai.openapi+json;version=3.0, application/json") == "application/vnd.oai.openapi+json"


CRS84 = [
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "https://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "http://www.opengis.net/def/crs/OGC/0/CRS84",
    "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>",
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "[OGC:CRS84]",
    "OGC:CRS84",
    "CRS84",
    "crs:84",
]


class TestCrs:
    @pytest.mark.parametrize("name", CRS84)
    def test_that_of_the_features_is_taken_however_it_is_spelled(self, mini, name):
        plain = mini.get(f"{HERE}/collections/places/items?bbox=29,49,31,51")
        asked = mini.get(f"{HERE}/collections/places/items", params={"bbox": "29,49,31,51", "crs": name, "bbox-crs": name})
        assert asked.status_code == 200, asked.text
        assert asked.json()["features"] == plain.json()["features"]
        assert asked.headers["content-crs"] == plain.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
        one = mini.get(f"{HERE}/collections/places/items/arvona", params={"crs": name})
        assert (one.status_code, one.headers["content-crs"]) == (200, asked.headers["content-crs"])

    @pytest.mark.parametrize("parameter", ["crs", "bbox-crs"])
    @pytest.mark.parametrize("name", ["http://www.opengis.net/def/crs/EPSG/0/4326", "EPSG:3857", "http://www.opengis.net/def/crs/OGC/0/CRS84h", "WGS84", ""])
    def test_any_other_is_refused_with_the_one_there_is(self, mini, parameter, name):
        told = problem(mini.get(f"{HERE}/collections/places/items", params={parameter: name}), 400)
        assert f"{parameter}={name!r} is not a CRS of this address. Give http://www.opengis.net/def/crs/OGC/1.3/CRS84" in told
        assert ("latitude first" in told) == name.endswith("4326")

    def test_what_is_announced_is_what_is_taken(self, mini):
        answer = mini.get(f"{HERE}/collections").json()
        for row in (answer, *answer["collections"]):
            for name in row["crs"]:
                assert mini.get(f"{HERE}/collections/places/items", params={"crs": name, "bbox-crs": name, "limit": 1}).status_code == 200
        assert {row["storageCrs"] for row in answer["collections"]} == {CRS84[0]}

    def test_the_next_part_is_in_the_same_crs(self, mini):
        first = mini.get(f"{HERE}/collections/places/items", params={"crs": CRS84[0], "limit": 5}).json()
        following = next(link["href"] for link in first["links"] if link["rel"] == "next")
        assert mini.get(following).json()["numberReturned"] == 5


class TestOpenApi:
    def test_both_documents_are_valid(self, mini):
        OpenAPIV31SpecValidator(mini.get("/openapi.json").json()).validate()
        OpenAPIV30SpecValidator(mini.get(f"{HERE}/api").json()).validate()

    def test_the_landing_page_leads_to_the_older_one_first(self, mini):
        links = [link for link in mini.get(f"{HERE}/").json()["links"] if link["rel"] == "service-desc"]
        assert [link["type"] for link in links] == [f"application/vnd.oai.openapi+json;version={version}" for version in ("3.0", "3.1")]
        answer = mini.get(links[0]["href"])
        assert (answer.json()["openapi"], answer.headers["content-type"]) == ("3.0.3", links[0]["type"])
        assert answer.json()["servers"] == [{"url": "http://salient.test/theatres/miniland"}]

    def test_it_has_every_address_of_the_theatre_and_what_it_documents_works(self, mini):
        document = mini.get(f"{HERE}/api").json()
        whole = mini.get("/openapi.json").json()
        below = [path.removeprefix("/theatres/{theatre}") for path in whole["paths"] if path.startswith("/theatres/{theatre}/")]
        expected = {path.replace("{collection}", name) for path in below for name in (COLLECTIONS if "{collection}" in path else ("",))}
        assert set(document["paths"]) == expected
        for path, item in document["paths"].items():
            if "{" not in path and "get" in item and not path.endswith("/items") and path not in {"/explain", "/compare/items"}:
                assert mini.get(f"{HERE}{path}").status_code == 200, path

    def test_clients_find_limit_and_filters_where_they_look(self, mini):
        """GDAL and QGIS look for `limit` among the shared parameters, and take what is `form` and not exploded for a filter."""
        document = mini.get(f"{HERE}/api").json()
        assert document["components"]["parameters"]["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 50_000, "default": 50_000}
        for name, collection in COLLECTIONS.items():
            parameters = document["paths"][f"/collections/{name}/items"]["get"]["parameters"]
            assert {"$ref": "#/components/parameters/limit"} in parameters
            filters = {p["name"] for p in parameters if p.get("style") == "form" and p["explode"] is False}
            assert filters == set(collection.queryables)

    def test_nothing_in_it_is_of_the_newer_version(self, mini):
        text = mini.get(f"{HERE}/api").text
        for word in ('"null"', '"const"', '"examples"', '"$defs"', '"$schema"', '"prefixItems"', '"identifier"'):
            assert word not in text, word
        references = set(re.findall(r'"\$ref":"([^"]*)"', text))
        assert all(reference.startswith("#/components/") for reference in references)


class TestSchemas:
    @pytest.mark.parametrize("collection", COLLECTIONS)
    def test_features_are_what_their_schema_says(self, mini, collection):
        schema = mini.get(f"{HERE}/collections/{collection}/schema")
        assert schema.headers["content-type"] == "application/schema+json"
        Draft202012Validator.check_schema(schema.json())
        check = Draft202012Validator(schema.json(), format_checker=Draft202012Validator.FORMAT_CHECKER)
        features = mini.get(f"{HERE}/collections/{collection}/items?datetime=2030-01-10/2030-01-20").json()["features"]
        assert features
        for feature in features:
            known = {name: value for name, value in feature["properties"].items() if value is not None}
            check.validate({"id": feature["id"], **known, "geometry": feature["geometry"]})
            assert [*feature["properties"]] == [name for name in schema.json()["properties"] if name not in {"id", "geometry"}]

    def test_it_says_which_part_each_property_plays(self, mini):
        def roles(collection):
            properties = mini.get(f"{HERE}/collections/{collection}/schema").json()["properties"]
            return {name: schema["x-ogc-role"] for name, schema in properties.items() if "x-ogc-role" in schema}

        interval = {"valid_from": "primary-interval-start", "valid_to": "primary-interval-end"}
        always = {"id": "id", "geometry": "primary-geometry"}
        assert roles("front") == roles("claims") == always | interval
        assert roles("cells") == always | {"at": "primary-instant"}
        assert roles("changes") == always | {"day": "primary-instant"}

    def test_geometry_units_and_order_are_told(self, mini):
        front, control = (mini.get(f"{HERE}/collections/{name}/schema").json()["properties"] for name in ("front", "control"))
        assert front["geometry"]["format"] == "geometry-linestring-or-multilinestring"
        assert control["geometry"]["format"] == "geometry-polygon-or-multipolygon"
        assert (front["length_km"]["x-ogc-unit"], control["area_km2"]["x-ogc-unit"]) == ("km", "km2")
        order = [schema["x-ogc-propertySeq"] for name, schema in control.items() if name != "geometry"]
        assert order == list(range(1, len(order) + 1))

    @pytest.mark.parametrize("collection", COLLECTIONS)
    def test_the_xml_schema_has_the_same_properties(self, mini, collection):
        answer = mini.get(f"{HERE}/collections/{collection}/schema?f=xml")
        assert answer.headers["content-type"] == "application/xml"
        xs = "{http://www.w3.org/2001/XMLSchema}"
        elements = [found.get("name") for found in ET.fromstring(answer.content).iter(f"{xs}element")]  # noqa: S314 - our own
        assert elements == [collection, "geometry", *TABLES[collection].fields(["AA", "BB"])]

    @pytest.mark.parametrize("table", TABLES)
    def test_tables_are_what_their_contracts_say(self, table):
        """Column by column, in order: what schemas, files and GIS are told is what the library gives."""
        atlas, at = world.atlas(), world.end_of_day(world.date(2030, 1, 12))
        span = atlas.theatre.span
        dated = {"claims": atlas.claims, "changes": lambda: atlas.changes(span.first_day, span.last_day)}
        frame = dated[table]() if table in dated else getattr(atlas, table)(at)
        assert [name for name in frame.columns if name != "geometry"] == list(TABLES[table].fields(["AA", "BB"]))
        assert set(frame.geometry.geom_type) <= set(TABLES[table].geometry)
        assert all(words_of(table, name).endswith(".") for name in TABLES[table].fields(["AA", "BB"]))


class TestTwoDoors:
    """What the command line writes is what the server sends."""

    @pytest.fixture
    def told(self, tmp_path, mini, monkeypatch):
        monkeypatch.setenv("SALIENT_HOME", str(mini.app.state.settings.home))

        def salient(*arguments):
            done = CliRunner().invoke(command_line, [*map(str, arguments), "--theatre", "miniland"], catch_exceptions=False)
            assert done.exit_code == 0, done.stderr
            return done.stdout_bytes

        return salient

    @pytest.mark.parametrize("form", ["csv", "csv-excel"])
    @pytest.mark.parametrize("collection", ["control", "front", "places", "parts", "cells"])
    def test_states_as_tables_are_the_same_to_the_byte(self, mini, told, collection, form):
        for day in ("2030-01-12", "2030-03-31", "2029-01-01"):
            answer = mini.get(f"{HERE}/collections/{collection}/items?datetime={day}&as-of=2030-02-01&f={form}")
            assert told("export", collection, "--at", day, "--as-of", "2030-02-01", "--format", form) == answer.content
        assert told("export", collection, "--format", form) == mini.get(f"{HERE}/collections/{collection}/items?f={form}").content

    @pytest.mark.parametrize("collection", ["claims", "changes"])
    def test_so_are_those_of_a_span(self, mini, told, collection):
        answer = mini.get(f"{HERE}/collections/{collection}/items?datetime=2030-01-03/2030-02-01&f=csv")
        assert told("export", collection, "--from", "2030-01-03", "--to", "2030-02-01", "--format", "csv") == answer.content

    def test_so_are_series(self, mini, told):
        answer = mini.get(f"{HERE}/series?datetime=2030-01-03/2030-02-01&as-of=2030-01-20&f=csv-excel")
        assert told("series", "--from", "2030-01-03", "--to", "2030-02-01", "--as-of", "2030-01-20", "--format", "csv-excel") == answer.content

    @pytest.mark.parametrize("collection", COLLECTIONS)
    def test_features_have_the_same_ids_geometry_and_properties(self, mini, told, collection):
        days = ("--from", "2030-01-12", "--to", "2030-01-12") if collection in {"claims", "changes"} else ("--at", "2030-01-12")
        found = told("export", collection, *days)
        answer = mini.get(f"{HERE}/collections/{collection}/items?datetime=2030-01-12")
        assert answer.json()["features"] == json.loads(found)["features"]

    def test_a_number_in_a_table_says_no_more_than_it_means(self, mini):
        decimals = {"area_km2": 3, "length_km": 3, "low_km2": 3, "best_km2": 3, "high_km2": 3, "probability": 4, "p_AA": 4, "lon": 6, "lat": 6}
        for path in (*(f"collections/{name}/items" for name in COLLECTIONS), "series"):
            for row in csv.DictReader(io.StringIO(mini.get(f"{HERE}/{path}?f=csv").text)):
                for name, most in decimals.items():
                    assert len((row.get(name) or "").partition(".")[2]) <= most, (path, name, row[name])


class TestFirstPages:
    def test_a_part_that_could_be_taken_for_the_whole_says_that_it_is_none(self, mini):
        whole = mini.get(f"{HERE}/collections/places/items").json()
        assert (whole["numberMatched"], whole["numberReturned"]) == (12, 12)
        assert "note" not in whole
        part = mini.get(f"{HERE}/collections/places/items?limit=5").json()
        assert part["note"] == "These are rows 1 to 5 of 12. The link `next` leads to those that follow."
        assert "note" not in mini.get(f"{HERE}/collections/places/items?limit=5&offset=10").json()
        assert "rows 1 to 2 of" in mini.get(f"{HERE}/claims?limit=2").json()["note"]


class TestWithoutADay:
    """Arvona is retaken on 20 March, the day of the last report: the last front is that of the 19th."""

    @pytest.mark.parametrize("collection", ["control", "front", "places", "parts", "cells"])
    def test_a_layer_shows_the_last_day_with_a_front_and_its_title_says_which(self, mini, collection):
        answer = mini.get(f"{HERE}/collections/{collection}/items").json()
        assert answer["at"] == "2030-03-19T23:59:59Z"
        assert answer["features"] == mini.get(f"{HERE}/collections/{collection}/items?datetime=2030-03-19").json()["features"] != []
        row = mini.get(f"{HERE}/collections/{collection}").json()
        assert row["title"].endswith(", 19 March 2030")
        assert "Shown is 2030-03-19, the last day with a front" in row["description"]
        if collection == "front":
            assert mini.get(f"{HERE}/collections/front/items?datetime=2030-03-20").json()["features"] == []

    def test_the_landing_page_tells_of_the_same_day(self, mini):
        told = mini.get(f"{HERE}/").json()["description"]
        assert "On 19 March 2030 Arland held about 1 km²" in told.replace("\u202f", " ")
        assert "On 20 January 2030" in mini.get(f"{HERE}/?datetime=2030-01-20").json()["description"]

    def test_titles_follow_the_day_that_is_asked_for(self, mini):
        def title(query):
            return mini.get(f"{HERE}/collections/control?{query}").json()["title"]

        assert title("datetime=2030-01-12") == "Control, 12 January 2030"
        assert title("datetime=2030-01-12/2030-01-20") == "Control, 12 January 2030 to 20 January 2030"
        assert title("as-of=2030-01-06") == "Control, 6 January 2030"
        assert mini.get(f"{HERE}/collections/claims?datetime=2030-01-12").json()["title"] == "Claims"
