from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geo.errors import DataError
from geo.schemas import CHANGES, CLAIMS, CONTROL, FRONT, PLACES, check

ROW = {
    "holder": "AA",
    "level": "held",
    "area_km2": 12.5,
    "valid_from": None,
    "valid_to": "2030-01-05T23:59:59Z",
    "at": "2030-01-02T23:59:59Z",
    "as_of": None,
    "digest": "3fa9c1",
}


def control(geometry=None, crs="OGC:CRS84", **changes):
    return gpd.GeoDataFrame([ROW | changes], geometry=[shapely.box(0, 0, 1, 1) if geometry is None else geometry], crs=crs)


def test_a_table_that_keeps_the_contract_comes_back():
    frame = control()
    assert check(frame, CONTROL) is frame


def test_an_empty_table_keeps_it_too():
    assert check(control().iloc[:0], CONTROL).empty


def test_every_fault_at_once():
    frame = control(shapely.Point(0, 0), crs=3857, level="mine", area_km2=-1, at="2 January", digest="").drop(columns="holder")
    with pytest.raises(DataError) as fault:
        check(frame, CONTROL)
    lines = str(fault.value).splitlines()
    parts = ["column holder is missing", "level has 1 value(s)", "'mine'", "area_km2", "'2 January'", "digest", "not OGC:CRS84", "type Point, not Polygon"]
    for part in parts:
        assert any(part in line for line in lines), part
    assert len(lines) == 7
    assert all(line.startswith("control: ") for line in lines)


@pytest.mark.parametrize(("shape", "part"), [(shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "empty or invalid"), (shapely.Polygon(), "empty or invalid")])
def test_broken_geometry(shape, part):
    with pytest.raises(DataError, match=part):
        check(control(shape), CONTROL)


@pytest.mark.parametrize("value", [float("nan"), True, "5", None])
def test_a_number_is_a_number(value):
    with pytest.raises(DataError, match="area_km2"):
        check(control(area_km2=value), CONTROL)


@pytest.mark.parametrize("contract", [CONTROL, FRONT, PLACES, CLAIMS, CHANGES], ids=lambda c: c.name)
def test_a_table_without_geometry_and_columns(contract):
    with pytest.raises(DataError) as fault:
        check(gpd.GeoDataFrame({"other": [1]}), contract)
    needed = [column for column, kind in contract.columns.items() if not kind.endswith("??")]
    assert len(str(fault.value).splitlines()) == len(needed) + 1
