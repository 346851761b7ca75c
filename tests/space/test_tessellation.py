from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.crs import geodesic_area_m2, projection
from geo.errors import DataError
from geo.space import tessellate, topology
from tests.miniland import world


@pytest.fixture(scope="module")
def cells():
    return tessellate(world.theatre())


def test_every_village_of_miniland_owns_one_square_kilometre(cells):
    assert len(cells.cells) == 12
    assert cells.area_m2 == pytest.approx(np.full(12, 1e6), rel=1e-6)


def test_each_cell_holds_its_settlement_and_knows_its_district(cells):
    theatre = world.theatre()
    for cell, place_id, district in zip(cells.cells, cells.place_ids, cells.districts, strict=True):
        place = theatre.gazetteer.get(place_id)
        assert shapely.intersects(cell, shapely.Point(place.lon, place.lat))
        assert theatre.districts[district].name == place.raion


def test_the_cells_are_a_valid_coverage_that_fills_the_extent(cells):
    assert shapely.coverage_is_valid(cells.cells)
    assert cells.area_m2.sum() == pytest.approx(geodesic_area_m2(world.theatre().extent), rel=1e-9)


def test_a_point_finds_its_cell(cells):
    place = world.theatre().gazetteer.get("foskova")
    assert cells.place_ids[cells.cell_at(place.lon, place.lat)] == "foskova"
    assert cells.cell_at(0.0, 0.0) is None


def test_each_village_has_its_own_cell_around_it(cells):
    theatre = world.theatre()
    places = [theatre.gazetteer.get(place) for place in cells.place_ids]
    assert cells.settlements == cells.place_ids
    assert [cells.cell_of[place.id] for place in places] == list(range(12))
    assert cells.xy == pytest.approx(projection(theatre.crs).points_to_metres([p.lon for p in places], [p.lat for p in places]), abs=0.01)


def test_neighbours_are_the_squares_side_by_side(cells):
    row, column = np.divmod(np.arange(12), 4)
    beside = [(a, b) for a in range(12) for b in range(a + 1, 12) if abs(row[a] - row[b]) + abs(column[a] - column[b]) == 1]
    assert [tuple(pair) for pair in cells.neighbours.tolist()] == beside


def test_the_border_is_in_the_west_and_the_rim_round_the_rest(cells):
    assert [place for place, flag in zip(cells.place_ids, cells.on_border, strict=True) if flag] == ["arvona", "eldova", "ivolna"]
    assert [place for place, flag in zip(cells.place_ids, cells.on_rim, strict=True) if not flag] == ["eldova", "foskova", "galdova"]


def test_topology_rebuilds_every_cell(cells):
    shared = cells.topology
    for cell, rings in zip(cells.cells, shared.rings, strict=True):
        assert shapely.equals(shapely.Polygon(_ring(shared, rings[0])), cell)
    inner = (shared.left >= 0) & (shared.right >= 0)
    assert inner.sum() == 17, "a grid of 3 x 4 squares has 3 x 3 upright and 2 x 4 level inner edges"


def _ring(shared, refs):
    parts = [shared.arcs[i] if i >= 0 else shared.arcs[~i][::-1] for i in refs]
    return np.vstack(parts)


def test_a_ring_without_a_neighbour_is_one_closed_arc():
    island = np.array([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)], dtype=object)
    shared = topology.topology(island)
    assert [len(arc) for arc in shared.arcs] == [5, 5]
    assert shared.right.tolist() == [-1, -1]


def test_a_hole_is_filled_by_its_neighbour():
    whole, hole = shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2)
    shared = topology.topology(np.array([shapely.difference(whole, hole), hole], dtype=object))
    assert [len(rings) for rings in shared.rings] == [2, 1]
    assert sorted(zip(shared.left.tolist(), shared.right.tolist(), strict=True)) in ([(0, -1), (0, 1)], [(0, -1), (1, 0)])


def test_two_villages_at_one_point_share_the_ground_between_them():
    theatre = world.theatre()
    twin = replace(theatre.gazetteer.get("foskova"), id="twin", name="Twinova")
    cells = tessellate(with_places(theatre, (*theatre.gazetteer.places, twin)))
    share = {pid: area for pid, area in zip(cells.place_ids, cells.area_m2, strict=True) if pid in {"foskova", "twin"}}
    assert share["twin"] == pytest.approx(share["foskova"], rel=1e-6), "mirror images, 100 m to either side"
    assert 1.0e6 < sum(share.values()) < 1.15e6, "the bisector toward the neighbours moves out by 50 m at most"
    assert shapely.coverage_is_valid(cells.cells)


def test_one_village_owns_everything():
    theatre = world.theatre()
    cells = tessellate(with_places(theatre, (theatre.gazetteer.get("foskova"),)))
    assert cells.area_m2 == pytest.approx([12e6], rel=1e-6)


def test_a_village_just_outside_its_district_still_owns_ground():
    theatre = world.theatre()
    arvona = theatre.gazetteer.get("arvona")
    moved = replace(arvona, lon=arvona.lon - 0.0085, err_km=0.1)
    west = projection(theatre.crs).points_to_metres(moved.lon, moved.lat)[0][0]
    assert -2200 < west < -2000
    others = tuple(p for p in theatre.gazetteer.places if p.id != "arvona")
    assert "arvona" in tessellate(with_places(theatre, (*others, moved))).place_ids


def test_a_theatre_without_a_settlement_says_so():
    with pytest.raises(DataError, match="no settlement inside its extent"):
        tessellate(with_places(world.theatre(), ()))


def with_places(theatre, places):
    return replace(theatre, gazetteer=type(theatre.gazetteer)(places))
