import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.space import draw, topology_of
from geo.space import drawing as drawings
from geo.space.drawing import draw_patches
from geo.space.patches import patches
from geo.space.patches import without_specks as cleaned_patches
from geo.space.topology import network
from tests.space.lands import SPECKS, lattice, metres, squares, steps, villages

BOARD = squares(5, 5)
LABELS = st.lists(st.integers(0, 2), min_size=25, max_size=25).map(np.array)


def without_specks(tessellation, labels):
    """The labels that the cells have in the end; their patches are those of cells with these labels."""
    found = cleaned_patches(tessellation, patches(tessellation, labels))
    assert len(found.label) == len(patches(tessellation, found.labels).label)
    return found.labels


def swept(shared, rings):
    """The area in the rings of a face by the shoelace formula, holes counted off."""
    total = 0.0
    for ring in rings:
        x, y = np.vstack([shared.arcs[i] if i >= 0 else shared.arcs[~i][::-1] for i in ring]).T
        total += float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2.0
    return total


def bent(points):
    """How far a line turns in all, in degrees."""
    course = np.unwrap(np.arctan2(*np.diff(points, axis=0).T))
    return float(np.degrees(np.abs(np.diff(course)).sum()))


def test_two_halves_are_two_faces_and_three_arcs():
    shared = topology_of(squares(4, 3), np.array([0, 0, 1, 1] * 3))
    assert sorted(zip(shared.left.tolist(), shared.right.tolist(), strict=True)) == [(0, -1), (0, 1), (1, -1)]
    lengths = {frozenset(sides): len(arc) - 1 for arc, sides in zip(shared.arcs, zip(shared.left, shared.right, strict=True), strict=True)}
    assert lengths == {frozenset({0, -1}): 7, frozenset({0, 1}): 3, frozenset({1, -1}): 7}, "round half a board of 4 x 3 run 2 + 3 + 2 sides"
    assert [len(rings) for rings in shared.rings] == [1, 1]


def test_cells_that_are_all_alike_are_one_ring():
    shared = topology_of(squares(3, 3), np.zeros(9, dtype=np.int64))
    assert [len(arc) for arc in shared.arcs] == [13]
    assert shared.rings == (((0,),),)


def test_a_number_that_no_cell_has_is_a_face_without_rings():
    assert [len(rings) for rings in topology_of(squares(2, 1), np.array([0, 3])).rings] == [1, 0, 0, 1]


def test_with_a_face_for_each_cell_it_is_the_topology_of_the_cells():
    for cells in (villages(), lattice()):
        whole, own = cells.topology, topology_of(cells, np.arange(len(cells.cells)))
        assert (own.left.tolist(), own.right.tolist(), own.rings) == (whole.left.tolist(), whole.right.tolist(), whole.rings)
        assert all(np.array_equal(a, b) for a, b in zip(own.arcs, whole.arcs, strict=True))


def test_ground_around_a_corner_of_itself_is_a_polygon_with_a_hole():
    around = np.array([1, 1, 1, 1, 0, 1, 0, 1, 1])  # three by three: the middle and the north-west corner touch in a point
    drawing = draw(squares(3, 3), around, smooth=False)
    found = {int(kind): polygon for kind, polygon in zip(drawing.kinds, drawing.polygons, strict=True) if kind == 1}[1]
    assert shapely.is_valid(found)
    assert (shapely.area(found), len(found.interiors)) == (7.0, 1)


@given(LABELS)
@settings(max_examples=60, deadline=None)
def test_faces_of_any_labels_are_a_valid_coverage_with_the_cells_areas(labels):
    drawing, shared = draw(BOARD, labels, smooth=False), topology_of(BOARD, labels)
    assert shapely.is_valid(drawing.polygons).all()
    assert shapely.coverage_is_valid(drawing.polygons)
    for label in np.unique(labels):
        assert shapely.area(drawing.of(label)) == np.count_nonzero(labels == label)
        assert swept(shared, shared.rings[label]) == np.count_nonzero(labels == label)
        assert shapely.equals(drawing.of(label), shapely.union_all(BOARD.cells[labels == label]))
    assert (shared.left != shared.right).all()


@given(LABELS)
@settings(max_examples=60, deadline=None)
def test_an_arc_ends_only_where_more_than_two_sides_of_faces_meet(labels):
    lines = [list(map(tuple, line.tolist())) for line in network(BOARD.mesh, patches(BOARD, labels).of).lines(BOARD.mesh.lonlat)]
    inner = [point for line in lines for point in line[1:-1]]
    ends = [line[end] for line in lines for end in (0, -1)]
    alone = {line[0] for line in lines if line[0] == line[-1]}
    assert len(inner) == len(set(inner))
    assert not set(inner) & set(ends)
    assert all(ends.count(point) > 2 or point in alone for point in ends)


@given(LABELS)
@settings(max_examples=30, deadline=None)
def test_patches_are_what_union_leaves_in_parts(labels):
    merged = [shapely.buffer(shapely.union_all(shapely.buffer(BOARD.cells[labels == label], -0.01, join_style="mitre")), 0) for label in np.unique(labels)]
    assert all(shapely.is_valid(merged))
    part = patches(BOARD, labels).of
    for a, b in BOARD.neighbours:
        assert (part[a] == part[b]) == (labels[a] == labels[b]) or labels[a] != labels[b]
    touching = [shapely.union_all(BOARD.cells[part == p]) for p in np.unique(part)]
    assert {shape.geom_type for shape in touching} == {"Polygon"}
    assert all(len(np.unique(labels[part == p])) == 1 for p in np.unique(part))


FINE = lattice(0.05)
MIXED = st.tuples(st.lists(st.tuples(st.integers(-2000, 2000), st.integers(-1500, 1500)), min_size=1, max_size=9), st.lists(SPECKS, max_size=60))


def labelled(mixed):
    spots, specks = mixed
    labels = np.hypot(*(FINE.xy[:, None] - np.array(spots)[None]).transpose(2, 0, 1)).argmin(axis=1)
    for cell, other, _ in specks:
        labels[cell % len(labels)] = other
    return np.unique(labels, return_inverse=True)[1]


@given(MIXED)
@settings(max_examples=40, deadline=None)
def test_a_smooth_drawing_is_a_valid_coverage_and_its_outline_stays(mixed):
    labels = labelled(mixed)
    drawing = draw(FINE, labels, smooth=True)
    assert shapely.is_valid(drawing.polygons).all()
    assert shapely.coverage_is_valid(drawing.polygons)
    assert steps(shapely.coverage_union_all(drawing.polygons)) == steps(shapely.coverage_union_all(FINE.cells))
    assert len(drawing.polygons) == len(patches(FINE, labels).label)


@given(MIXED)
@settings(max_examples=40, deadline=None)
def test_a_smooth_topology_has_the_faces_of_the_plain_one(mixed):
    labels = labelled(mixed)
    plain, smooth = topology_of(FINE, labels), topology_of(FINE, labels, smooth=True)
    assert (smooth.left.tolist(), smooth.right.tolist(), smooth.rings) == (plain.left.tolist(), plain.right.tolist(), plain.rings)
    outer = (plain.left < 0) | (plain.right < 0)
    assert all(np.array_equal(plain.arcs[i], smooth.arcs[i]) for i in np.flatnonzero(outer))


def test_a_straight_edge_of_hexagons_becomes_a_straight_line():
    labels = (FINE.xy[:, 0] > 0).astype(np.int64)
    plain, smooth = (topology_of(FINE, labels, smooth=flag) for flag in (False, True))
    inner = np.flatnonzero((plain.left >= 0) & (plain.right >= 0))
    lengths = [sum(shapely.length(metres(np.array([shapely.LineString(shared.arcs[i])], dtype=object))[0]) for i in inner) for shared in (plain, smooth)]
    # for each two rows, three sides high, the edge runs along four sides
    assert lengths[0] == pytest.approx(4000, rel=0.02)
    assert lengths[1] == pytest.approx(3000, rel=0.01)


def test_a_disc_keeps_its_area_and_becomes_round():
    labels = (np.hypot(*FINE.xy.T) < 1000).astype(np.int64)
    cells = FINE.area_m2[labels == 1].sum()
    disc = metres(np.array([draw(FINE, labels, smooth=True).of(1)], dtype=object))[0]
    assert shapely.area(disc) == pytest.approx(cells, rel=0.002)
    assert shapely.length(disc) == pytest.approx(2 * np.sqrt(np.pi * cells), rel=0.03), "the shortest line around such an area is a circle"
    plain = metres(np.array([draw(FINE, labels, smooth=False).of(1)], dtype=object))[0]
    assert shapely.length(plain) > 1.08 * shapely.length(disc)


def test_a_leading_line_is_smooth_where_others_meet_it():
    groups = (FINE.xy[:, 0] > 0).astype(np.int64)
    labels = 2 * groups + (groups * FINE.xy[:, 1] > 100)
    turns = []
    for leading in (True, False):
        found = patches(FINE, labels)
        drawing = draw_patches(FINE, found, found.label // 2 if leading else found.label, smooth=True)
        edge = [line for line, sides in zip(drawing.lines, drawing.sides.tolist(), strict=True) if -1 not in sides and sides[0] // 2 != sides[1] // 2]
        turns.append(bent(shapely.get_coordinates(shapely.line_merge(shapely.MultiLineString([shapely.LineString(line) for line in edge])))))
    assert turns[0] < 0.5 * turns[1]


def test_villages_are_drawn_as_they_are():
    labels = np.arange(12) % 2
    plain, smooth = (draw(villages(), labels, smooth=flag) for flag in (False, True))
    assert all(np.array_equal(a, b) for a, b in zip(plain.lines, smooth.lines, strict=True))


def test_where_smoothing_cannot_help_crossing_the_cells_edges_stay(monkeypatch):
    monkeypatch.setattr(drawings, "_sound", lambda polygons: False)
    labels = (np.hypot(*FINE.xy.T) < 700).astype(np.int64)
    plain, smooth = (draw(FINE, labels, smooth=flag) for flag in (False, True))
    assert all(np.array_equal(a, b) for a, b in zip(plain.lines, smooth.lines, strict=True))


def test_lines_that_cross_are_put_back_and_others_stay_smooth(monkeypatch):
    labels = 1 * (np.hypot(*(FINE.xy - [-1000, 0]).T) < 600) + 2 * (np.hypot(*(FINE.xy - [1000, 0]).T) < 600)
    real, tries = drawings.smoothed, []

    def broken(found, still, leading):
        lines = real(found, still, leading)
        if not tries:
            inner = np.repeat(found.inner, np.diff(lines.starts))
            lines.xy[inner & (lines.xy[:, 0] > 1500)] += [450.0, 0.0]  # over the outline
        tries.append(still.sum())
        return lines

    monkeypatch.setattr(drawings, "smoothed", broken)
    plain, mended = (draw(FINE, labels, smooth=flag) for flag in (False, True))
    assert len(tries) > 1
    assert tries[1] > tries[0]
    assert shapely.coverage_is_valid(mended.polygons)
    corners = [[set(map(tuple, shapely.get_coordinates(found.of(label)).tolist())) for found in (plain, mended)] for label in (1, 2)]
    assert not corners[0][0] & corners[0][1], "the western disc is smooth all round"
    assert 0 < len(corners[1][0] & corners[1][1]) < len(corners[1][0]), "the eastern one but for what was put back"


def test_specks_take_after_what_surrounds_them():
    cells = lattice(0.05)
    middle, apart = cells.cell_at(30.0008, 50.0006), cells.cell_of["lumova"]
    labels = (cells.xy[:, 0] < -1000).astype(np.int64)
    labels[[middle, apart]] = 1
    cleaned = without_specks(cells, labels)
    assert (cleaned[middle], cleaned[apart]) == (0, 1), "what holds a settlement stays"
    assert np.flatnonzero(cleaned != labels).tolist() == [middle]


def test_the_last_ground_of_a_label_stays_however_small():
    cells = lattice(0.05)
    labels = np.zeros(len(cells.cells), dtype=np.int64)
    labels[cells.cell_at(30.0008, 50.0006)] = 1
    assert without_specks(cells, labels).tolist() == labels.tolist()


def test_a_village_is_no_speck():
    labels = np.arange(12) % 3
    assert without_specks(villages(), labels).tolist() == labels.tolist()


def test_specks_among_specks_settle_from_outside_in():
    cells = lattice(0.05)
    labels = np.zeros(len(cells.cells), dtype=np.int64)
    labels[cells.xy[:, 0] < -1500], labels[cells.xy[:, 0] > 1500] = 1, 2
    middle = cells.cell_at(30.0008, 50.0006)
    around = [int(a + b - middle) for a, b in cells.neighbours if middle in (a, b)]
    around.sort(key=lambda cell: np.arctan2(*(cells.xy[cell] - cells.xy[middle])))
    labels[middle] = 1
    labels[around[::2]] = 2
    assert set(without_specks(cells, labels)[[middle, *around]].tolist()) == {0}
