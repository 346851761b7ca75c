"""The day of a map, in every way in which files say it. Miniland's days are those of January to March 2030; Unix times were taken from `date -u`."""

import json
from datetime import UTC, date, datetime

import pytest

from geo.errors import InputError
from geo.readers.layer import Stated, read_layer_content
from geo.readers.layer.days import day_of, moment_in_name
from tests.miniland import world
from tests.miniland.ground import layer_file

ON = date(2030, 1, 9)

NAMES = [
    "2030-01-09.geojson", "map_2030-01-09.geojson", "deepstatemap_data_20300109.geojson", "20300109.json", "map20300109.kml",
    "2030_01_09.kml", "2030.01.09.kml", "Map 2030 01 09.kmz", "2030-1-9.gpkg", "09.01.2030.kml", "9.1.2030.fgb",
    "1894147200.geojson", "deepstate-1894147200.geojson", "1894233599.geojson", "1894147200000.json", "20300109T2155.kml",
    "2030-01-09T215513Z.geojson", "20300109215513.geojson", "9 January 2030.kml", "ControlMapAO09JAN2030.zip", "Jan_09_2030.kmz", "Jan092030.kml",
    "2030-01-09_v2.geojson", "v2_2030-01-09_12-00.geojson", "1894147200_2030-01-09.geojson", "5551234567_2030-01-09.geojson",
    "9 января 2030.geojson", "Карта_9_января_2030_года.kml", "09янв2030.kml", "9 січня 2030 року.kmz", "2030-січ-09.kml",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_day_in_the_name_of_a_file(name):
    assert moment_in_name(name, world.theatre()).on == ON


@pytest.mark.parametrize(
    "name", ["map.geojson", "12345678.json", "5551234567.json", "2030-13-40.kml", "1.2.3.kml", "2030-01-09_2030-01-10.geojson", "20300109-20300110"]
)
def test_a_name_without_one_day_says_none(name):
    found = moment_in_name(name, world.theatre())
    assert found is None or not world.theatre().covers(found.on)


def test_the_instant_in_a_name_is_kept():
    """1894226113 is 2030-01-09T21:55:13Z."""
    for name in ("1894226113.geojson", "2030-01-09T215513Z.kml", "20300109215513.kml"):
        assert moment_in_name(name, world.theatre()).at == datetime(2030, 1, 9, 21, 55, 13, tzinfo=UTC)
    assert moment_in_name("2030-01-09.kml", world.theatre()).at is None


VALUES = [
    "2030-01-09", "2030/01/09", "20300109", 20300109, 1894147200, 1894147200.0, "1894147200", 1894147200000, "09.01.2030",
    "2030-01-09T22:00:00Z", "2030-01-10T00:30:00+01:00", "9 Jan 2030", datetime(2030, 1, 9, 12, tzinfo=UTC), date(2030, 1, 9),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_a_day_in_a_property(value):
    assert day_of(value, world.theatre()) == ON


@pytest.mark.parametrize("value", ["tomorrow", "2030-13-40", 9, True, "9.1", "2030-01-09 and later"])
def test_a_property_that_is_no_day_is_refused(value):
    with pytest.raises(InputError, match="is not"):
        day_of(value, world.theatre())


@pytest.mark.parametrize("written", ["{}-{}-2030", "{}_{}_2030", "{}/{}/2030", "{}{}2030"])
def test_the_span_settles_the_order_of_day_and_month_or_nothing_does(written):
    """9 January lies in the span, 1 September does not; 2 January and 1 February both do; 13 can be no month."""
    for value, on in ((written.format("09", "01"), ON), (written.format("01", "09"), ON), (written.format("13", "02"), date(2030, 2, 13))):
        assert day_of(value, world.theatre()) == on
        assert moment_in_name(f"{value.replace('/', '-')}.kml", world.theatre()).on == on
    for read in (day_of, moment_in_name):
        with pytest.raises(InputError, match=r"may be 2030-01-02 and 2030-02-01.*--date"):
            read(written.format("02", "01").replace("/", "-"), world.theatre())


def test_with_points_the_day_stands_first():
    assert day_of("02.01.2030", world.theatre()) == date(2030, 1, 2)


def test_the_name_and_the_property_reach_the_sheet(tmp_path):
    data = layer_file(tmp_path / "m.geojson", "arvona").read_bytes()
    (sheet,) = read_layer_content(data, world.theatre(), Stated("desk"), source="deepstatemap_data_20300109.geojson").sheets
    assert sheet.on == ON
    document = json.loads(data)
    document["features"][0]["properties"]["date"] = 1894147200
    (sheet,) = read_layer_content(json.dumps(document).encode(), world.theatre(), Stated("desk"), source="20300110.geojson").sheets
    assert sheet.on == ON


def test_a_stated_day_needs_none_in_the_name(tmp_path):
    data = layer_file(tmp_path / "m.geojson", "arvona").read_bytes()
    (sheet,) = read_layer_content(data, world.theatre(), Stated("desk", ON), source="02-01-2030.geojson").sheets
    assert sheet.on == ON
