import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from geo.crs import geodesic_area_m2, line_length_m
from geo.model import Level
from geo.space import coverage, dissolve, front_lines
from geo.space.coverage import drawn_kinds
from tests.space.lands import frame, frames, lattice, metres, steps, villages

FINE = lattice(0.05)
HELD, CONTESTED = Level.HELD, Level.CONTESTED


def sound(pieces, cells):
    """The polygons fill the extent without overlap, and areas are those of the cells."""
    shapes = np.array([shape for _, _, shape, _ in pieces], dtype=object)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(np.concatenate([shapely.get_parts(shape) for shape in shapes]))
    assert steps(shapely.coverage_union_all(shapes)) == steps(shapely.coverage_union_all(cells.cells))
    assert sum(area for *_, area in pieces) == pytest.approx(cells.area_m2.sum())


def held_by(holder, pieces):
    return shapely.union_all([shape for h, _, shape, _ in pieces if h == holder])


@given(frames(FINE))
@settings(max_examples=60, deadline=None)
def test_the_polygons_of_any_frame_fill_the_extent_smooth_or_not(found):
    for smooth in (True, False):
        sound(coverage(FINE, found, smooth=smooth), FINE)


@given(frames(FINE))
@settings(max_examples=30, deadline=None)
def test_without_smoothing_polygons_are_the_union_of_their_cells(found):
    for holder, level, shape, area in coverage(FINE, found, smooth=False):
        mask = (found.holder == holder) & (found.contested == (level is CONTESTED))
        assert shapely.equals(shape, dissolve(FINE.cells[mask]))
        assert geodesic_area_m2(shape) == pytest.approx(area, rel=1e-6)


@given(frames(FINE))
@settings(max_examples=60, deadline=None)
def test_the_front_runs_along_the_polygons_edges_and_nowhere_else(found):
    for smooth in (True, False):
        pieces = coverage(FINE, found, smooth=smooth)
        front = front_lines(FINE, found, smooth=smooth)
        edges = {holder: set().union(*(steps(shape) for h, _, shape, _ in pieces if h == holder)) for holder in {h for h, *_ in pieces}}
        for (low, high), line in front.items():
            assert low < high
            assert steps(line) == edges[low] & edges[high]
        shared = {(a, b) for a in edges for b in edges if a < b and edges[a] & edges[b]}
        assert set(front) == shared


@given(frames(FINE))
@settings(max_examples=30, deadline=None)
def test_the_front_keeps_off_the_outline(found):
    outline = steps(shapely.coverage_union_all(FINE.cells))
    assert not any(steps(line) & outline for line in front_lines(FINE, found).values())


@given(frames(villages()))
@settings(max_examples=30, deadline=None)
def test_villages_are_never_smoothed(found):
    for smooth in (True, False):
        for holder, level, shape, area in coverage(villages(), found, smooth=smooth):
            mask = (found.holder == holder) & (found.contested == (level is CONTESTED))
            assert shapely.equals(shape, dissolve(villages().cells[mask]))
            assert area == pytest.approx(1e6 * mask.sum(), rel=1e-6)


def test_order_of_the_pieces_is_that_of_holders_then_held_before_contested():
    found = frame([1, 0, 2, 1] * 3, [True, False, False, False] * 3)
    assert [(h, level) for h, level, *_ in coverage(villages(), found)] == [(0, HELD), (1, HELD), (1, CONTESTED), (2, HELD)]


def test_smooth_ground_keeps_its_area_to_a_hundredth():
    away = np.hypot(*(FINE.xy - [-600, 0]).T)
    found = frame((away > 1100).astype(int), (away > 700) & (away < 1350))
    for _, _, shape, area in coverage(FINE, found):
        assert geodesic_area_m2(shape) == pytest.approx(area, rel=0.01)


def test_the_area_told_is_that_of_the_cells_specks_and_all():
    holder = (FINE.xy[:, 0] > -1000).astype(int)
    speck = FINE.cell_at(30.0008, 50.0006)
    holder[speck] = 0
    pieces = coverage(FINE, frame(holder))
    assert [area for *_, area in pieces] == pytest.approx([FINE.area_m2[holder == h].sum() for h in (0, 1)])
    assert [len(shape.geoms) for _, _, shape, _ in pieces] == [1, 1]
    assert drawn_kinds(FINE, frame(holder)).labels[speck] == 2
    assert [len(shape.geoms) for _, _, shape, _ in coverage(FINE, frame(holder), smooth=False)] == [2, 1]


def test_the_front_between_west_and_east_is_three_kilometres_long():
    """Miniland is 3 km from south to north; along hexagons the way is a third longer."""
    found = frame((FINE.xy[:, 0] > 0).astype(int))
    assert line_length_m(front_lines(FINE, found)[0, 1]) == pytest.approx(3000, rel=0.01)
    assert line_length_m(front_lines(FINE, found, smooth=False)[0, 1]) == pytest.approx(4000, rel=0.02)


def test_the_front_is_told_by_pairs_of_holders():
    found = frame([0, 0, 1, 1, 0, 0, 2, 2, 0, 0, 2, 2], [False] * 11 + [True])
    lines = front_lines(villages(), found)
    assert {pair: round(float(shapely.length(metres(np.array([line], dtype=object)))[0])) for pair, line in lines.items()} == {
        (0, 1): 1000,
        (0, 2): 2000,
        (1, 2): 2000,
    }
    assert all(line.geom_type == "MultiLineString" for line in lines.values())


def test_one_holder_has_no_front():
    assert front_lines(FINE, frame(np.zeros(len(FINE.cells)))) == {}


def test_levels_do_not_bend_the_front():
    """Where contested ground ends at a front, the front runs on as if it were all one level, to a tenth of a cell's width."""
    away = np.hypot(*(FINE.xy - [-600, 0]).T)
    holder = (away > 1000).astype(int)
    plain = front_lines(FINE, frame(holder))[0, 1]
    levels = front_lines(FINE, frame(holder, np.abs(FINE.xy[:, 1]) < 400))[0, 1]
    a, b = metres(np.array([plain, levels], dtype=object))
    assert shapely.hausdorff_distance(a, b) < 25.0
