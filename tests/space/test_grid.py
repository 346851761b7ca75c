"""What is a valid coverage in metres is one when it is written with six decimals, also where lines run nearer to each other than that."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import SNAP_M, projection, rounded
from geo.errors import DataError
from geo.space import tessellate
from geo.space.grid import faces, settled
from tests.space.lands import CRS, land, with_extent

PLANE = projection(CRS)


def written(polygons):
    return rounded(PLANE.to_lonlat(polygons))


def sound(polygons):
    return bool(shapely.is_valid(polygons).all() and shapely.coverage_is_valid(polygons))


def spiked(width):
    """Two squares of 100 m side by side; from the first a spike of this width (metres) runs 50 m into the second. And a third, apart from them."""
    spike = [(100, 50), (150, 50 + width / 2), (100, 50 + width)]
    first = shapely.Polygon([(0, 0), (100, 0), *spike, (100, 100), (0, 100)])
    second = shapely.Polygon([(100, 0), (200, 0), (200, 100), (100, 100), *spike[::-1]])
    return np.array([first, second, shapely.box(300, 0, 400, 100)], dtype=object)


@pytest.mark.parametrize("width", [0.002, 0.01, 0.03])
def test_a_spike_thinner_than_the_grid_goes_on_both_its_sides(width):
    cells = spiked(width)
    assert shapely.coverage_is_valid(cells)
    assert not sound(written(cells)), "rounding alone breaks it"
    kept = settled(cells, PLANE)
    assert sound(written(kept))
    assert shapely.area(kept) == pytest.approx(shapely.area(cells), abs=50 * 0.1), "no more than the spike's length times a step of the grid"
    assert shapely.equals_identical(kept[2], cells[2])


@pytest.mark.parametrize("width", [0.5, 5.0, 40.0])
def test_what_rounding_leaves_sound_is_left_point_by_point(width):
    cells = spiked(width)
    assert settled(cells, PLANE) is cells


def test_what_is_smaller_than_the_grid_becomes_its_neighbours():
    """A square of 1 cm in the corner of one of 100 m."""
    speck = shapely.box(0, 0, 0.01, 0.01)
    rest = shapely.Polygon([(0.01, 0), (100, 0), (100, 100), (0, 100), (0, 0.01), (0.01, 0.01)])
    kept = settled(np.array([rest, speck], dtype=object), PLANE)
    assert shapely.is_empty(kept).tolist() == [False, True]
    assert sound(written(kept[:1]))


def test_a_theatre_whose_settlements_all_but_coincide_is_refused_in_words(monkeypatch):
    monkeypatch.setattr("geo.space.tessellation.settled", lambda cells, _: np.append(cells[:-1], shapely.Polygon()))
    with pytest.raises(DataError, match=r"1 cells less than 0\.1 m wide"):
        tessellate(land("voronoi"))


WIDTHS = st.floats(0.002, 0.2)
SLITS = st.lists(st.tuples(st.integers(-1900, 1900), WIDTHS, st.integers(20, 1400)), min_size=1, max_size=6)


@given(SLITS, st.sampled_from(["kriging", "voronoi"]))
@settings(max_examples=25, deadline=None)
def test_the_cells_of_any_extent_are_written_as_a_valid_coverage(slits, method):
    """A land with slits from the south, a few millimetres to two decimetres wide, as districts drawn by hand leave between them."""
    cuts = [shapely.Polygon([(x, -1600), (x + width, -1600), (x + width / 3, -1500 + depth), (x, -1500 + depth)]) for x, width, depth in slits]
    extent = shapely.set_precision(shapely.difference(shapely.box(-2000, -1500, 2000, 1500), shapely.union_all(cuts)), SNAP_M)
    cells = tessellate(with_extent(land(method), extent)).cells
    assert sound(cells)
    assert sound(rounded(cells))


@given(st.lists(st.tuples(*[st.integers(0, 300)] * 2), min_size=12, max_size=40), st.floats(0.0, 0.2))
@settings(max_examples=60, deadline=None)
def test_of_lines_that_nearly_coincide_every_face_is_valid_and_none_overlaps(points, shift):
    """Scribbles of 300 m and their copies, up to 0.2 m away: the worst that two layers drawn from each other could be."""
    line = shapely.LineString(points)
    moved = shapely.transform(line, lambda xy: xy + shift * np.sin(xy[:, ::-1]))
    found = faces(np.array([line, moved], dtype=object), SNAP_M)
    assert shapely.is_valid(found).all()
    kept = written(settled(found, PLANE)) if len(found) else found
    assert shapely.is_valid(kept).all()
    if len(kept):
        spread = 0.1 * shapely.length(line)  # square metres: a step of the grid all along the line
        in_metres = shapely.make_valid(PLANE.to_metres(kept))
        assert shapely.area(in_metres).sum() == pytest.approx(shapely.area(shapely.union_all(in_metres, grid_size=SNAP_M)), abs=spread)


def test_two_maps_of_the_same_ground_part_it_without_overlap():
    """A fan of 200 rays and the same drawn again two decimetres off: all along, four lines within a few decimetres."""
    angle = np.linspace(0.0, 2.0 * np.pi, 400, endpoint=False)
    radius = np.where(np.arange(400) % 2, 900.0, 300.0)
    fan = shapely.Polygon(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))
    again = shapely.transform(fan, lambda xy: xy + 0.2 * np.sin(xy[:, ::-1]))
    found = faces(shapely.boundary([fan, shapely.make_valid(again)]), SNAP_M)
    kept = settled(found, PLANE)
    assert sound(written(kept[~shapely.is_empty(kept)]))
    assert not sound(written(found)), "rounding alone breaks it"
