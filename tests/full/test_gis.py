"""The shipped campaign in other programs: read whole by GDAL and geopandas, and valid to the last digit in every file."""

import os
import subprocess
import sys
from datetime import date

import geopandas as gpd
import numpy as np
import orjson
import pyogrio
import pytest
import shapely

from geo.atlas.comparison import Comparison
from geo.export import layer
from geo.export.geojson import geojson
from geo.interval import end_of_day
from geo.schemas import TABLES
from geo.sheets import Sheet, SheetLevel

pytestmark = pytest.mark.full
DAYS = [date(2024, 8, 20), date(2024, 9, 7), date(2025, 1, 10), date(2025, 3, 12), date(2025, 4, 24)]
"""The breakthrough, the widest day, the quiet middle, the collapse, and the last day with a front."""


@pytest.fixture(scope="module")
def served(home):
    """The landing page of the campaign, served by a process of its own: GDAL holds Python's lock while it waits."""
    command = [sys.executable, "-c", "from geo.cli import main; main()", "serve", "--port", "0"]
    environment = os.environ | {"SALIENT_HOME": str(home), "SALIENT_THEATRES": "kursk", "SALIENT_REFRESH_S": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        try:
            yield child.stdout.readline().strip().removeprefix("Salient is ready at ") + "theatres/kursk"
        finally:
            child.terminate()


def read_back(content):
    return gpd.GeoDataFrame.from_features(orjson.loads(content)["features"]).geometry.to_numpy()


def sound(shapes):
    return bool(shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes))


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("name", ["control", "parts", "cells"])
def test_a_layer_of_ground_is_a_valid_coverage_in_its_file(campaign, name, on):
    table = getattr(campaign, name)(end_of_day(on))
    shapes = read_back(layer(table, TABLES[name], "geojson"))
    assert len(shapes) == len(table) > 0
    assert sound(shapes)


def test_so_is_what_changed_and_where_two_maps_disagree(campaign):
    """A layer that is our own map of a week before, moved by two metres: its lines run beside ours all along."""
    assert sound(read_back(geojson(campaign.delta(date(2024, 9, 1), date(2025, 1, 7)).areas)))
    theatre, week_before = campaign.theatre, campaign.control(end_of_day(date(2025, 1, 3)))
    ours = shapely.union_all(week_before.geometry[week_before["holder"] == theatre.focus].to_numpy())
    moved = shapely.transform(ours, lambda xy: xy + np.array([2e-5, 1e-5]))
    sheet = Sheet("desk", date(2025, 1, 10), theatre.focus, SheetLevel.HELD, shapely.multipolygons(shapely.get_parts(moved)), "desk.geojson")
    found = Comparison(campaign, (sheet,), theatre.focus).disagreement("desk", date(2025, 1, 10))
    assert set(found["shown_by"]) == {"ours_only", "theirs_only", "both"}
    assert sound(read_back(geojson(found)))


def test_simple_readers_have_all_cells(served, campaign):
    found = gpd.read_file(f"{served}/collections/cells/items")
    assert len(found) == len(campaign.tessellation.cells) > 20_000
    assert found.is_valid.all()
    assert shapely.coverage_is_valid(found.geometry.to_numpy())


@pytest.mark.parametrize(("name", "page"), [("control", 2), ("front", 1), ("parts", 1), ("places", 100), ("cells", 4_000), ("claims", 100), ("changes", 100)])
def test_gdal_reads_every_collection_in_parts_and_whole(served, name, page):
    whole, parts = pyogrio.read_dataframe(f"OAPIF:{served}", layer=name), pyogrio.read_dataframe(f"OAPIF:{served}", layer=name, PAGE_SIZE=page)
    assert len(whole) == len(parts) == pyogrio.read_info(f"OAPIF:{served}", layer=name)["features"] > 0
    assert (whole["id"] == parts["id"]).all()


def test_without_a_day_the_last_front_is_shown(served):
    """The last report is of 26 April 2025; by the 25th no ground is held any more."""
    info = pyogrio.read_info(f"OAPIF:{served}", layer="front")
    assert (info["features"], info["layer_metadata"]["TITLE"]) == (1, "Front line, 24 April 2025")
    assert pyogrio.read_info(f"OAPIF:{served}?datetime=2025-04-25", layer="front")["features"] == 0
