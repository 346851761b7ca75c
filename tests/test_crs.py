import math

import numpy as np
import pytest
import shapely

from geo.crs import bearing_deg, distance_m, geodesic_area_m2, line_length_m, offset, projection, require_lonlat
from geo.errors import DataError, InputError

KURSK = "+proj=laea +lat_0=51.2 +lon_0=35.2 +datum=WGS84 +units=m +no_defs"
EARTH_M2 = 510_065_621_724_000.0
"""Area of the WGS 84 ellipsoid (Moritz 2000, Geodetic Reference System)."""
DEGREE_OF_EQUATOR_M = 111_319.490_793
"""6378137 m x pi / 180."""


def test_the_area_of_a_hemisphere_is_half_the_earth():
    east = shapely.Polygon([(0, -90), (90, -90), (180, -90), (180, 90), (90, 90), (0, 90)])
    assert geodesic_area_m2(east) == pytest.approx(EARTH_M2 / 2, rel=1e-6)


def test_holes_are_left_out_and_parts_added():
    whole, hole = shapely.box(35, 51, 35.2, 51.2), shapely.box(35.05, 51.05, 35.1, 51.1)
    ring = shapely.difference(whole, hole)
    assert geodesic_area_m2(ring) == pytest.approx(geodesic_area_m2(whole) - geodesic_area_m2(hole), rel=1e-9)
    assert geodesic_area_m2(shapely.union(ring, hole)) == pytest.approx(geodesic_area_m2(whole), rel=1e-9)


def test_the_projection_keeps_areas_and_returns():
    metres = projection(KURSK)
    box = shapely.segmentize(shapely.box(35.0, 51.0, 35.5, 51.4), 0.001)
    flat = metres.to_metres(np.array([box], dtype=object))
    assert flat[0].area == pytest.approx(geodesic_area_m2(box), rel=1e-6)
    assert shapely.equals_exact(metres.to_lonlat(flat)[0], box, 1e-8)  # 1 mm
    assert metres.points_to_metres(35.2, 51.2).tolist() == [[pytest.approx(0, abs=1e-6), pytest.approx(0, abs=1e-6)]]


def test_a_degree_of_the_equator():
    assert distance_m(0, 0, 1, 0) == pytest.approx(DEGREE_OF_EQUATOR_M, abs=0.001)
    assert line_length_m(shapely.MultiLineString([[(0, 0), (1, 0)], [(5, 0), (6, 0)]])) == pytest.approx(2 * DEGREE_OF_EQUATOR_M, abs=0.01)
    assert bearing_deg(0, 0, 1, 0) == pytest.approx(90)
    assert offset(0, 0, 270, DEGREE_OF_EQUATOR_M) == (pytest.approx(-1), pytest.approx(0, abs=1e-9))


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (math.nan, 0), (-200, 10)])
def test_a_point_off_the_globe_is_refused(lon, lat):
    with pytest.raises(InputError, match="not on the globe"):
        require_lonlat(lon, lat)


@pytest.mark.parametrize("definition", ["nonsense", "EPSG:4326", "EPSG:2263"])
def test_a_crs_that_is_not_in_metres_is_refused(definition):
    with pytest.raises(DataError, match="CRS"):
        projection(definition)
