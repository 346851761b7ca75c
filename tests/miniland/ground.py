"""Miniland's squares as ground: villages by name to polygons, and files of reference layers made of them."""

from pathlib import Path

import geopandas as gpd
import shapely

from geo.crs import WGS84
from tests.miniland.make import ROWS, lonlat, square


def village(name):
    """The square of 1 km2 around a village, lon/lat."""
    r, c = next((r, row.index(name.title())) for r, row in enumerate(ROWS) if name.title() in row)
    return lonlat(square((c - 2) * 1000.0, (c - 1) * 1000.0, (0.5 - r) * 1000.0, (1.5 - r) * 1000.0))


def ground(*names):
    """The squares of several villages."""
    return shapely.union_all([village(name) for name in names])


def frame(*names, **properties):
    """One feature with these villages."""
    return gpd.GeoDataFrame([{**properties, "geometry": ground(*names)}], geometry="geometry", crs=WGS84)


def layer_file(path: Path, *names, driver="GeoJSON", **properties):
    """A file with these villages, GeoJSON unless another driver is named; its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame(*names, **properties).to_file(path, driver=driver)
    return path
