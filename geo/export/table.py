"""CSV that a spreadsheet opens and cannot be tricked by."""

from __future__ import annotations

import codecs
import csv as csv_format
import io

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import on_grid
from geo.export.geojson import lonlat
from geo.export.values import plain, records, to_json

PROVENANCE = ("at", "as_of", "as_recorded", "digest")
"""The members that become columns; GeoJSON carries all members at its top."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


def csv(frame: pd.DataFrame, **members: object) -> bytes:
    """A table with a header, UTF-8, comma-separated. Points become `lon` and `lat` (degrees), other geometry is left out.

    Of `members`, at, as_of, as_recorded and digest become columns where the frame lacks them. A text cell that a spreadsheet would run as a
    formula gets an apostrophe before it, a line break in a cell is one line feed; numbers are rounded as the unit in their name deserves.
    """
    table = flat(frame, points=_all_points(frame))
    extra = {name: plain(members[name]) for name in PROVENANCE if name in members and name not in table.columns}
    out = io.StringIO()
    writer = csv_format.writer(out, lineterminator="\n")
    writer.writerow([_cell(name) for name in (*table.columns, *extra)])
    writer.writerows([_cell(value) for value in (row | extra).values()] for row in records(table))
    return out.getvalue().encode()


def for_excel(content: bytes) -> bytes:
    """CSV with the byte order mark without which Excel takes UTF-8 for another encoding and shows Cyrillic letters as others."""
    return codecs.BOM_UTF8 + content


def flat(frame: pd.DataFrame, *, points: bool) -> pd.DataFrame:
    """A copy of the table without geometry; `points`: which is in two columns more, lon and lat."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame.copy()
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if not points:
        return table
    lon, lat = on_grid(shapely.get_coordinates(lonlat(frame).geometry)).T
    return table.assign(lon=lon, lat=lat)


def _all_points(frame: pd.DataFrame) -> bool:
    """Whether the geometry can stand in columns lon and lat, which the table does not have yet."""
    if not isinstance(frame, gpd.GeoDataFrame) or {"lon", "lat"} & set(frame.columns):
        return False
    return bool((frame.geometry.geom_type == "Point").all())


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
