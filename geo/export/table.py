"""CSV that a spreadsheet opens and cannot be tricked by."""

from __future__ import annotations

import csv as csv_format
import io

import geopandas as gpd
import pandas as pd

from geo.export.geojson import DECIMALS, lonlat
from geo.export.values import plain, records, to_json

PROVENANCE = ("at", "as_of", "digest")
"""The members that become columns; GeoJSON carries all members at its top."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


def csv(frame: pd.DataFrame, **members: object) -> bytes:
    """A table with a header, UTF-8, comma-separated. Points become `lon` and `lat` (degrees), other geometry is left out.

    Of `members`, at, as_of and digest become columns where the frame lacks them. A text cell that a spreadsheet would run as a
    formula gets an apostrophe before it, a line break in a cell is one line feed; numbers stay as they are.
    """
    table = _flat(frame)
    extra = {name: plain(members[name]) for name in PROVENANCE if name in members and name not in table.columns}
    out = io.StringIO()
    writer = csv_format.writer(out, lineterminator="\n")
    writer.writerow([_cell(name) for name in (*table.columns, *extra)])
    writer.writerows([_cell(value) for value in (row | extra).values()] for row in records(table))
    return out.getvalue().encode()


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """The table without geometry; points as lon, lat."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    shapes = frame.geometry
    table = pd.DataFrame(frame.drop(columns=shapes.name))
    if not (shapes.geom_type.dropna() == "Point").all() or {"lon", "lat"} & set(table.columns):
        return table
    points = lonlat(frame).geometry
    return table.assign(lon=points.x.round(DECIMALS), lat=points.y.round(DECIMALS))


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | dict():
            return _cell(to_json(value).decode().rstrip("\n"))
        case str():
            text = value.replace("\r\n", "\n").replace("\r", "\n")
            return f"'{text}" if text.startswith(FORMULA_STARTS) else text
    return value
