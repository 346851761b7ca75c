"""Files of others whose shapes lie over each other or cross themselves: the page counts what the command line stores."""

import json
import math
import re
from datetime import date

import geopandas as gpd
import pytest
import shapely

from tests.full.conftest import DROP, SCREENS

pytestmark = pytest.mark.full

DAY = date(2025, 1, 7)
WHOLE = shapely.box(35.1, 51.1, 35.4, 51.3)
STAR = [(35.2 + 0.1 * math.sin(4 * math.pi * k / 5), 51.2 + 0.065 * math.cos(4 * math.pi * k / 5)) for k in range(5)]
TWICE = [(35.1, 51.1), (35.2, 51.1), (35.2, 51.2), (35.1, 51.2), (35.1, 51.1), (35.4, 51.1), (35.4, 51.3), (35.1, 51.3)]
HOLED = shapely.Polygon(WHOLE.exterior.coords, [shapely.box(35.2, 51.15, 35.3, 51.25).exterior.coords])
CASES = {
    "two that overlap": ([shapely.box(35.1, 51.1, 35.3, 51.3), shapely.box(35.2, 51.1, 35.4, 51.3)], WHOLE),
    "one that is there twice": ([WHOLE, WHOLE], WHOLE),
    "one within another": ([WHOLE, shapely.box(35.2, 51.15, 35.3, 51.25)], WHOLE),
    "one that covers the hole of another": ([HOLED, shapely.box(35.15, 51.12, 35.35, 51.28)], WHOLE),
    "a hole": ([HOLED], HOLED),
    "a ring that goes round twice": ([shapely.Polygon(TWICE)], WHOLE),
    "a star": ([shapely.Polygon(STAR)], shapely.make_valid(shapely.Polygon(STAR), method="structure", keep_collapsed=False)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("together", [False, True], ids=["features", "one MultiPolygon"])
def test_ground_that_is_drawn_twice_is_ground(open_page, folder, campaign, case, together):
    shapes, ground = case
    page = open_page(f"{(folder / 'map.html').as_uri()}#d={DAY}", **SCREENS["desk-light"])
    page.wait_for_selector("canvas.salient-canvas")
    geometries = [shapely.MultiPolygon(shapes)] if together else shapes
    features = [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)} for shape in geometries]
    page.evaluate(DROP, ["theirs.geojson", json.dumps({"type": "FeatureCollection", "features": features})])
    page.wait_for_selector("#agreement")
    told = page.inner_text("#drawer").replace("\u202f", " ")
    inside = gpd.GeoSeries([shapely.intersection(ground, campaign.theatre.extent)], crs=4326).to_crs(campaign.theatre.crs)
    km2 = float(re.search(r"([\d ]+) km² there", told).group(1).replace(" ", ""))
    assert km2 == pytest.approx(inside.area.iloc[0] / 1e6, rel=0.02)
