"""The programs that people open the server with, over a real connection: GDAL by pyogrio, geopandas, OWSLib.

The server is a process of its own, as GDAL holds Python's lock while it waits for an answer.
"""

import os
import subprocess
import sys
from collections.abc import Iterator

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from api_client import ROOT, fill
from owslib.ogcapi.features import Features

from geo.interval import end_of_day, parse_date
from geo.schemas import TABLES
from tests.miniland import world

COLLECTIONS = ("control", "front", "places", "parts", "cells", "claims", "changes")
STATES = ("control", "front", "parts", "places", "cells")
ON = "2030-03-19"
"""The last day with a front: on the 20th Arland loses its last village."""
KINDS = {"Point": "Point", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


@pytest.fixture(scope="module")
def served(tmp_path_factory, packs) -> Iterator[str]:
    """The address of miniland's landing page, with its whole story, as `salient serve` serves it."""
    home = tmp_path_factory.mktemp("served")
    fill(home, world.story())
    command = [sys.executable, "-c", "from geo.cli import main; main()", "serve", "--port", "0", "--theatre", "miniland"]
    environment = os.environ | {"SALIENT_HOME": str(home), "SALIENT_DATA": str(packs), "SALIENT_THEATRES": "miniland", "SALIENT_REFRESH_S": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as child:
        try:
            yield child.stdout.readline().strip().removeprefix("Salient is ready at ") + "theatres/miniland"
        finally:
            child.terminate()


@pytest.fixture(scope="module")
def rows() -> dict[str, gpd.GeoDataFrame]:
    """Every layer as the library gives it: states at the end of the last day with a front, claims and changes of all days."""
    atlas, at = world.atlas(), end_of_day(parse_date(ON))
    span = atlas.theatre.span
    tables = {name: getattr(atlas, name)(at) for name in STATES}
    return tables | {"claims": atlas.claims(), "changes": atlas.changes(span.first_day, span.last_day)}


class TestGdal:
    def test_it_finds_every_collection_with_its_type_of_geometry_and_its_day(self, served):
        found = {name: str(kind) for name, kind in pyogrio.list_layers(f"OAPIF:{served}")}
        assert found == {name: KINDS[TABLES[name].geometry[0]] for name in COLLECTIONS}
        assert pyogrio.read_info(f"OAPIF:{served}", layer="control")["layer_metadata"]["TITLE"] == "Control, 19 March 2030"

    @pytest.mark.parametrize("collection", COLLECTIONS)
    def test_it_reads_every_collection_whole(self, served, rows, collection):
        found, expected = pyogrio.read_dataframe(f"OAPIF:{served}", layer=collection), rows[collection]
        assert len(found) == len(expected) > 0
        assert found.crs.equals("OGC:CRS84")
        assert list(found.columns) == ["id", *(name for name in expected.columns if name != "geometry"), "geometry"]
        apart = shapely.hausdorff_distance(found.geometry.to_numpy(), expected.geometry.to_numpy())
        assert apart.max() < 1e-6, "six decimals"

    @pytest.mark.parametrize("collection", COLLECTIONS)
    def test_it_reads_the_same_a_few_at_a_time(self, served, rows, collection):
        found = pyogrio.read_dataframe(f"OAPIF:{served}", layer=collection, PAGE_SIZE=2)
        assert len(found) == found["id"].nunique() == len(rows[collection])

    @pytest.mark.parametrize("collection", COLLECTIONS)
    def test_one_collection_can_be_opened_by_its_address(self, served, rows, collection):
        assert len(pyogrio.read_dataframe(f"OAPIF:{served}/collections/{collection}")) == len(rows[collection])

    def test_a_box_and_a_filter_are_the_servers_business(self, served):
        places = pyogrio.read_dataframe(f"OAPIF:{served}", layer="places")
        foskova = places[places["name"] == "Foskova"].geometry.iloc[0]
        near = foskova.buffer(0.001).bounds
        assert pyogrio.read_dataframe(f"OAPIF:{served}", layer="places", bbox=near)["name"].tolist() == ["Foskova"]
        assert pyogrio.read_dataframe(f"OAPIF:{served}", layer="places", where="holder = 'AA'")["name"].tolist() == ["Arvona"]

    @pytest.mark.parametrize(
        ("where", "names"),
        [("evidenced = 0", ["Lumova"]), ("evidenced = 1 AND name = 'Arvona'", ["Arvona"]), ("name LIKE 'F%'", ["Foskova"]), ("raion = 'Atlantis'", [])],
    )
    def test_filters_as_gdal_spells_them_give_what_they_say(self, served, where, names):
        assert pyogrio.read_dataframe(f"OAPIF:{served}", layer="places", where=where)["name"].tolist() == names

    def test_days_as_gdal_spells_them_give_what_they_say(self, served):
        found = pyogrio.read_dataframe(f"OAPIF:{served}", layer="changes", where="day = '2030-01-03'")
        assert found["name"].tolist() == ["Eldova", "Ivolna"]

    @pytest.mark.parametrize("day", ["", "?datetime=2030-01-01/2030-03-31", "?datetime=2030-01-20"])
    @pytest.mark.parametrize("where", ["valid_from <= '2030-01-20T00:00:00Z' AND valid_to > '2030-01-20T00:00:00Z'", "valid_to >= '2030-01-22T00:00:00Z'"])
    def test_a_filter_by_time_goes_with_the_day_of_the_connection(self, served, day, where):
        """Of each condition GDAL makes a `datetime` of its own, beside the one in the address. A state without an end lasts."""
        states = pyogrio.read_dataframe(f"OAPIF:{served}{day or '?datetime=2030-01-01/2030-03-31'}", layer="control")
        at = pd.Timestamp("2030-01-20T00:00:00Z")
        later = (states["valid_to"] >= pd.Timestamp("2030-01-22T00:00:00Z")) | states["valid_to"].isna()
        expected = states[(states["valid_from"] <= at) & (states["valid_to"] > at)] if "AND" in where else states[later]
        found = pyogrio.read_dataframe(f"OAPIF:{served}{day}", layer="control", where=where)
        assert sorted(found["id"]) == sorted(expected["id"])

    @pytest.mark.parametrize(("column", "least"), [("published_at", "2030-01-10"), ("recorded_at", "2030-06-01")])
    def test_a_filter_on_another_time_loses_nothing(self, served, column, least):
        """GDAL would ask by `datetime`, which is about the days of a claim: what was published later of earlier days would be missing."""
        claims = pyogrio.read_dataframe(f"OAPIF:{served}", layer="claims")
        expected = claims[claims[column].astype(str) >= least]
        found = pyogrio.read_dataframe(f"OAPIF:{served}", layer="claims", where=f"{column} >= '{least}'")
        assert sorted(found["id"]) == sorted(expected["id"])

    @pytest.mark.parametrize("collection", ["front", "parts"])
    def test_an_empty_layer_has_its_fields_and_its_type_of_geometry(self, served, rows, collection):
        """On the last day of the theatre nothing is left of either; the day stands in the address of the connection."""
        found = pyogrio.read_info(f"OAPIF:{served}?datetime=2030-03-31", layer=collection)
        assert (found["features"], found["geometry_type"]) == (0, KINDS[TABLES[collection].geometry[0]])
        assert list(found["fields"]) == [name for name in rows[collection].columns if name != "geometry"]
        full = pyogrio.read_info(f"OAPIF:{served}", layer=collection)
        assert list(found["dtypes"]) == list(full["dtypes"])[1:], "the id comes with the first feature"

    def test_a_connection_may_carry_a_day_and_what_was_known(self, served):
        address = f"OAPIF:{served}?datetime=2030-01-20&as-of=2030-01-03"
        found = pyogrio.read_dataframe(address, layer="places")
        assert sorted(found[found["holder"] == "AA"]["name"]) == ["Arvona", "Eldova", "Ivolna"]
        assert pyogrio.read_info(address, layer="places")["layer_metadata"]["TITLE"] == "Settlements, 20 January 2030"


class TestGeopandas:
    @pytest.mark.parametrize("collection", COLLECTIONS)
    def test_a_plain_address_gives_all(self, served, rows, collection):
        found = gpd.read_file(f"{served}/collections/{collection}/items")
        assert len(found) == len(rows[collection])
        assert found.crs == "EPSG:4326", "what GDAL calls GeoJSON's; longitude comes first"
        assert found["id"].is_unique


class TestOwslib:
    def test_it_goes_from_the_landing_page_to_features(self, served):
        server = Features(served)
        assert tuple(server.feature_collections()) == COLLECTIONS
        assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in server.conformance()["conformsTo"]
        assert server.collection("front")["id"] == "front"
        assert "holder" in server.collection_queryables("control")["properties"]
        assert server.collection_items("places", limit=5, bbox=[29, 49, 31, 51])["numberReturned"] == 5
        assert server.collection_item("places", "arvona")["properties"]["name"] == "Arvona"

    def test_its_api_is_the_document_of_this_theatre(self, served):
        document = Features(served).api()
        assert document["openapi"].startswith("3.0")
        assert document["servers"] == [{"url": served}]
        for path in ("/", "/collections", *(f"/collections/{collection}/items" for collection in COLLECTIONS)):
            assert "get" in document["paths"][path], path
