"""GeoPackage, Shapefile and FlatGeobuf, read by GDAL from copies under names of our own, so that nothing a user writes is taken for a GDAL path."""

from __future__ import annotations

import sqlite3
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import InputError
from geo.readers.layer.drawing import GROUND, MAX_VERTICES, Drawing, Shape, too_large

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""The files of a shapefile that are read."""
MAX_ROWS = MAX_VERTICES // 4
"""Most rows of a table; the count that a file claims is not trusted. A polygon has four points or more."""
FAULTS = (RuntimeError, ValueError, LookupError, NameError, ArithmeticError, MemoryError, shapely.errors.ShapelyError)
"""What reading a broken table ends in: pyogrio's own errors are RuntimeErrors, and some files lead its reader astray."""
LAYER = "layer"
"""What the name of a table is called as a property, in a file of several."""
_READING = Lock()
"""Warnings are set aside for the whole program while a table is read, so one is read at a time."""


def read_table(parts: Mapping[str, bytes]) -> Drawing:
    """The polygons of a table, given as the content of its files by their endings.

    Raises:
        InputError: GDAL cannot read it, or it is a GeoPackage with views.
    """
    with tempfile.TemporaryDirectory(prefix="salient-") as folder:
        for ending, content in parts.items():
            (Path(folder) / f"layer{ending}").write_bytes(content)
        path = Path(folder) / f"layer{next(iter(parts))}"
        layers = _plain_tables(path) if path.suffix == ".gpkg" else [None]
        frames = [_frame(path, layer) for layer in layers]
    ground = [(layer, frame) for layer, frame in zip(layers, frames, strict=True) if isinstance(frame, gpd.GeoDataFrame)]
    drawings = [_drawing(frame, {LAYER: layer} if len(ground) > 1 else {}) for layer, frame in ground]
    systems = {str(drawing.crs): drawing.crs for drawing in drawings}
    if len(systems) > 1:
        raise InputError(f"Its tables have several CRSs ({', '.join(name[:40] for name in systems)}). Give one table, or all in longitude and latitude.")
    return Drawing(
        tuple(shape for drawing in drawings for shape in drawing.shapes),
        next(iter(systems.values()), None),
        tuple(kind for drawing in drawings for kind in drawing.others),
    )


def _frame(path: Path, layer: str | None) -> Any:
    try:
        with _READING, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on rings, which are closed and repaired here anyway, and told then
            frame = gpd.read_file(path, engine="pyogrio", rows=MAX_ROWS + 1, **({"layer": layer} if layer else {}))
    except FAULTS as fault:
        raise InputError(f"It cannot be read: {str(fault).replace(str(path), 'the file')[:300]}. Write it anew with a GIS.") from None
    if len(frame) > MAX_ROWS:
        raise too_large("The table", len(frame), MAX_ROWS, "rows or more")
    return frame


def _drawing(frame: gpd.GeoDataFrame, named: Mapping[str, str | None]) -> Drawing:
    """The shapes of a table; `named` is what its own name says of each, where the table does not say it itself."""
    names = [name for name in frame.columns if name != frame.geometry.name]
    shapes: list[Shape] = []
    others: list[str] = []
    for properties, geometry in zip(frame[names].to_dict("records"), frame.geometry.to_numpy(), strict=True):
        for piece in _pieces(geometry):
            if piece.geom_type in GROUND:
                shapes.append(Shape({**named, **properties}, shapely.force_2d(piece)))
            else:
                others.append(str(piece.geom_type))
    return Drawing(tuple(shapes), frame.crs, tuple(others))


def _pieces(geometry: shapely.Geometry | None) -> list[shapely.Geometry]:
    if geometry is None or shapely.is_empty(geometry):
        return []
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise InputError("A shape has a coordinate that is no number. Take it out.")
    pieces, waiting = [], [geometry]
    while waiting:
        piece = waiting.pop()
        if piece.geom_type == "GeometryCollection":
            waiting += shapely.get_parts(piece)[::-1].tolist()
        else:
            pieces.append(piece)
    return pieces


def _plain_tables(path: Path) -> list[str | None]:
    """The tables with geometry. Views and virtual tables run what their author wrote, so a file that has them is not opened further."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            rows = connection.execute("SELECT type, name, lower(coalesce(sql, '')) FROM sqlite_master").fetchall()
            odd = [str(name) for kind, name, sql in rows if kind == "view" or ("virtual table" in sql and "using rtree" not in sql)]
            if odd:
                raise InputError(f"The GeoPackage has views or virtual tables ({', '.join(odd)[:120]}), which are not read. Keep plain tables only.")
            plain = {str(name) for kind, name, _ in rows if kind == "table"}
            if "gpkg_geometry_columns" not in plain:
                raise InputError("The SQLite file is no GeoPackage with geometry. Write it anew with a GIS.")
            return [name for (name,) in connection.execute("SELECT table_name FROM gpkg_geometry_columns ORDER BY table_name") if name in plain]
    except (sqlite3.Error, UnicodeDecodeError) as fault:
        raise InputError(f"The GeoPackage cannot be read: {fault}. Write it anew with a GIS.") from None
