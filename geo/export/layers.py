"""The layers of the map in the formats of files: the same rows, ids and columns by the command line as over HTTP."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.errors import InputError
from geo.export.geojson import geojson
from geo.export.table import csv, flat, for_excel
from geo.export.values import records
from geo.forms import LAYERS
from geo.schemas import SPOT, Contract

OPENING = "opening"
"""Stands in an id for the state before the first change."""


def layer(table: gpd.GeoDataFrame, contract: Contract, form: str, **members: object) -> bytes:
    """Rows of a layer as geojson, csv, or csv-excel. Each has its id: `id` of the feature, or the first column.

    A table of points has `lon` and `lat` (degrees) as its last columns; other geometry is left out of tables.

    Raises:
        InputError: the format is unknown.
    """
    if form == "geojson":
        return geojson(table, ids(table, contract), **members)
    if form not in LAYERS:
        raise InputError(f"The format {form!r} is unknown. Choose one of: {', '.join(LAYERS)}.")
    rows = flat(table, points=contract.geometry == SPOT)
    rows.insert(0, "id", pd.Series(ids(table, contract), index=rows.index, dtype=object))
    content = csv(rows, **members)
    return for_excel(content) if form == "csv-excel" else content


def ids(table: pd.DataFrame, contract: Contract) -> list[str]:
    """The id of each row, unique in the layer: the values that name it, with full stops between, instants as 20300104T000000Z."""
    rows = records(pd.DataFrame(table[list(contract.key)]))
    return [".".join(_part(value) for value in row.values()) for row in rows]


def _part(value: object) -> str:
    if value is None:
        return OPENING
    return str(value).replace("-", "").replace(":", "") if _is_instant(value) else str(value)


def _is_instant(value: object) -> bool:
    return isinstance(value, str) and value.endswith("Z") and "T" in value and value[:4].isdigit()
