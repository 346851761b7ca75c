"""What the page decodes is what the cells say: the same ground in the same place, face by face, with the same neighbours, to a metre."""

import math

import numpy as np
import pytest
import shapely

from geo.crs import geodesic_area_m2
from geo.render.geometry import STEP_DEG, Grid, encode_lines, encode_network, grid_of
from geo.render.states import Ground, faces
from geo.space.topology import network
from tests.miniland import world
from tests.miniland.ground import village
from tests.space.lands import lattice, squares

HALF_STEP = STEP_DEG * math.sqrt(0.5) + 1e-9


def encoded(tessellation, face):
    return encode_network(network(tessellation.mesh, np.asarray(face)), grid_of(shapely.total_bounds(tessellation.cells)))


def arcs_of(raw):
    """The arcs as lines of (lon, lat): steps add up."""
    return [shapely.LineString(np.array(raw["origin"]) + np.cumsum(np.array(a).reshape(-1, 2), axis=0) * raw["scale"]) for a in raw["arcs"]]


def ground_of(raw):
    """The ground of each face: what the arcs with the face on one side enclose."""
    arcs, sides = arcs_of(raw), np.column_stack([raw["left"], raw["right"]])
    return [
        shapely.build_area(shapely.MultiLineString([arc for arc, beside in zip(arcs, sides == face, strict=True) if beside.any()]))
        for face in range(sides.max() + 1)
    ]


@pytest.fixture(scope="module")
def raw():
    """Every village of miniland as a face of its own."""
    return encoded(world.atlas().tessellation, np.arange(12))


@pytest.fixture(scope="module")
def striped():
    """Hexagons that alternate by stripes of 400 m: many faces of many cells, with corners at the outline."""
    fine = lattice(0.05)
    labels = (fine.xy[:, 0] // 400 % 3).astype(np.uint8)
    return fine, faces(Ground(labels[None], labels[None]))


def test_each_village_still_owns_its_square_kilometre(raw):
    areas = [geodesic_area_m2(shape) for shape in ground_of(raw)]
    # a rim of 4 km displaced by half a step (0.6 m) at most
    assert areas == pytest.approx([1_000_000.0] * 12, abs=2_400.0)


def test_each_outline_lies_within_half_a_step_of_the_cell(raw):
    for shape, cell in zip(ground_of(raw), world.atlas().tessellation.cells, strict=True):
        assert shapely.get_num_interior_rings(shape) == 0
        assert shapely.hausdorff_distance(shapely.boundary(shape), cell.exterior) <= HALF_STEP


def test_neighbours_match_exactly_so_the_page_shows_a_coverage(raw):
    assert shapely.coverage_is_valid(np.array(ground_of(raw), dtype=object))


def test_a_face_lies_on_the_side_of_each_arc_that_the_page_is_told(raw):
    shapes = [*ground_of(raw), shapely.Polygon()]  # the last stands for -1, the outside
    for arc, left, right in zip(arcs_of(raw), raw["left"], raw["right"], strict=True):
        (x, y), (x2, y2) = shapely.get_coordinates(arc)[:2]
        middle, aside = np.array([x + x2, y + y2]) / 2, 1e-4 * np.array([y - y2, x2 - x]) / math.hypot(x2 - x, y2 - y)
        found = [[face for face, shape in enumerate(shapes) if shapely.contains_xy(shape, *spot)] for spot in (middle + aside, middle - aside)]
        assert found == [[] if face < 0 else [face] for face in (left, right)]


def test_neighbours_share_one_arc_and_the_outline_is_told(raw):
    shared = [tuple(sorted(pair)) for pair in zip(raw["left"], raw["right"], strict=True) if -1 not in pair]
    # three rows of four squares: 3 x 3 + 4 x 2 shared borders; all but the two in the middle have a side on the outline
    assert (len(shared), len(set(shared))) == (17, 17)
    assert len({max(pair) for pair in zip(raw["left"], raw["right"], strict=True) if -1 in pair}) == 10


def test_faces_of_many_cells_are_the_cells_joined(striped):
    fine, merged = striped
    shapes = ground_of(encoded(fine, merged.of))
    assert len(shapes) == len(merged.steps) == 3
    for face, shape in enumerate(shapes):
        cells = merged.of == face
        assert geodesic_area_m2(shape) == pytest.approx(fine.area_m2[cells].sum(), rel=2e-3)
        assert shapely.hausdorff_distance(shapely.boundary(shape), shapely.boundary(shapely.union_all(fine.cells[cells]))) <= HALF_STEP


def test_faces_of_many_cells_leave_no_hole_and_nothing_twice(striped):
    fine, merged = striped
    shapes = np.array(ground_of(encoded(fine, merged.of)), dtype=object)
    assert shapely.coverage_is_valid(shapes)
    assert geodesic_area_m2(shapely.coverage_union_all(shapes)) == pytest.approx(12e6, rel=1e-3)


def test_a_face_within_another_is_a_hole_of_it():
    board = squares(3, 3)
    around, middle = ground_of(encoded(board, [0, 0, 0, 0, 1, 0, 0, 0, 0]))
    assert (shapely.area(around), shapely.get_num_interior_rings(around), shapely.area(middle)) == (pytest.approx(8.0), 1, pytest.approx(1.0))


def test_cells_of_one_face_have_no_line_between_them():
    raw = encoded(squares(2, 2), [0, 0, 0, 0])
    assert (len(raw["arcs"]), raw["left"], raw["right"]) == (1, [0], [-1])


def test_a_line_is_its_first_point_and_whole_steps():
    line = np.array([[35.00001, 51.0], [35.00003, 51.00001], [35.000031, 51.000011], [35.0, 50.99999]])
    assert Grid((35.0, 51.0)).line(line) == [1, 0, 2, 1, -3, -2]


def test_a_line_too_short_to_show_keeps_two_ends():
    assert Grid((35.0, 51.0)).line(np.array([[35.0, 51.0], [35.000001, 51.0]])) == [0, 0, 0, 0]


def test_an_absent_border_is_no_line():
    assert encode_lines(shapely.LineString(), Grid((0.0, 0.0))) == []


def test_the_page_carries_the_ground_of_each_history(page, payload_of):
    payload = payload_of(page)
    arvona = next(place["face"] for place in payload["places"] if place["id"] == "arvona")
    shapes = ground_of(payload["topology"])
    assert shapely.hausdorff_distance(shapes[arvona], village("Arvona")) <= HALF_STEP
    # all else has one history: eleven squares
    assert geodesic_area_m2(shapes[1 - arvona]) == pytest.approx(11e6, abs=10_000.0)
    assert len(shapes) == 2


def test_each_settlement_lies_on_its_face(fine_page):
    shapes = ground_of(fine_page["topology"])
    assert len(fine_page["places"]) == 12
    assert all(shapely.contains_xy(shapes[place["face"]], place["lon"], place["lat"]) for place in fine_page["places"])
