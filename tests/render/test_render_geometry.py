"""What the page decodes is what the tessellation holds: same rings, same areas, same neighbours, to a metre."""

import math
from datetime import date

import numpy as np
import pytest
import shapely

from geo.crs import geodesic_area_m2
from geo.render import map_page
from geo.render.geometry import STEP_DEG, Grid, encode_lines, encode_topology, grid_of
from tests.miniland import world


def decoded(raw):
    """The cells as rings of (lon, lat), read by the rules of TopoJSON: steps add up, ~i is arc i backwards, joints stand once."""
    arcs = [np.array(raw["origin"]) + np.cumsum(np.array(a).reshape(-1, 2), axis=0) * raw["scale"] for a in raw["arcs"]]

    def ring(refs):
        parts = [arcs[~ref][::-1] if ref < 0 else arcs[ref] for ref in refs]
        return np.vstack([part[:-1] for part in parts] + [parts[0][:1]])

    return [[ring(refs) for refs in cell] for cell in raw["rings"]]


@pytest.fixture(scope="module")
def raw():
    tessellation = world.atlas().tessellation
    return encode_topology(tessellation.topology, grid_of(shapely.bounds(world.theatre().extent)))


def test_each_village_still_owns_its_square_kilometre(raw):
    areas = [geodesic_area_m2(shapely.Polygon(rings[0])) for rings in decoded(raw)]
    assert len(areas) == 12
    # a rim of 4 km displaced by half a step (0.6 m) at most
    assert areas == pytest.approx([1_000_000.0] * 12, abs=2_400.0)


def test_each_ring_lies_within_half_a_step_of_the_cell(raw):
    for rings, cell in zip(decoded(raw), world.atlas().tessellation.cells, strict=True):
        assert len(rings) == 1
        distance = shapely.hausdorff_distance(shapely.LinearRing(rings[0]), cell.exterior)
        assert distance <= STEP_DEG * math.sqrt(0.5) + 1e-9


def test_neighbours_match_exactly_so_the_page_shows_a_coverage(raw):
    cells = np.array([shapely.Polygon(rings[0]) for rings in decoded(raw)], dtype=object)
    assert shapely.coverage_is_valid(cells)


def test_a_cell_lies_on_the_side_of_each_arc_that_the_page_is_told(raw):
    for cell, rings in enumerate(raw["rings"]):
        for ref in rings[0]:
            assert (raw["right"][~ref] if ref < 0 else raw["left"][ref]) == cell
    # three rows of four squares: 3 x 3 + 4 x 2 shared borders
    shared = {tuple(sorted(pair)) for pair in zip(raw["left"], raw["right"], strict=True) if -1 not in pair}
    assert len(shared) == 17


def test_a_line_is_its_first_point_and_whole_steps():
    line = np.array([[35.00001, 51.0], [35.00003, 51.00001], [35.000031, 51.000011], [35.0, 50.99999]])
    assert Grid((35.0, 51.0)).line(line) == [1, 0, 2, 1, -3, -2]


def test_a_line_too_short_to_show_keeps_two_ends():
    assert Grid((35.0, 51.0)).line(np.array([[35.0, 51.0], [35.000001, 51.0]])) == [0, 0, 0, 0]


def test_an_absent_border_is_no_line():
    assert encode_lines(shapely.LineString(), Grid((0.0, 0.0))) == []


def test_the_page_carries_this_topology(raw, payload_of):
    html = map_page(world.atlas(), first=date(2030, 1, 1), last=date(2030, 1, 2), as_of=None, static=None, links={})
    assert payload_of(html)["topology"] == raw
