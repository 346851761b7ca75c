import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shapely

from geo import compiled
from geo.crs import geodesic_area_m2, projection, rounded
from geo.space import lattice as combs
from geo.space import tessellate
from geo.space.lattice import Honeycomb, joined
from geo.space.mesh import mesh_of
from geo.theatre import load_theatre
from tests.space.lands import CRS, land, lattice, metres, with_extent, with_places

SIDE = 438.6913
"""Side in metres of a hexagon of half a square kilometre: 3 sqrt(3) / 2 x 438.6913^2 = 500,000."""


def box(west, east, south, north):
    return shapely.box(west, south, east, north)


def sound(cells, theatre):
    """A valid coverage of single polygons that fills the extent, also as it is written."""
    assert shapely.coverage_is_valid(cells.cells)
    assert shapely.coverage_is_valid(rounded(cells.cells))
    assert shapely.is_valid(rounded(cells.cells)).all()
    assert shapely.is_valid(cells.cells).all()
    assert set(shapely.get_type_id(cells.cells)) == {3}
    assert cells.area_m2.sum() == pytest.approx(geodesic_area_m2(theatre.extent), rel=1e-6)
    assert cells.area_m2 == pytest.approx([geodesic_area_m2(cell) for cell in cells.cells], rel=1e-6)


@pytest.mark.parametrize("cell_km2", [0.05, 0.25, 0.5, 1.0, 3.0, 25.0])
def test_the_cells_are_a_valid_coverage_that_fills_the_extent(cell_km2):
    sound(tessellate(land(cell_km2=cell_km2)), land())


def test_a_whole_cell_is_a_hexagon_of_the_area_asked_for():
    cells = lattice()
    cell = metres(cells.cells[[cells.cell_at(30.0005, 50.0003)]])[0]  # 36 m east and 33 m north of the middle
    half = math.sqrt(3.0) / 2.0 * SIDE
    corners = [(0, SIDE), (-half, SIDE / 2), (-half, -SIDE / 2), (0, -SIDE), (half, -SIDE / 2), (half, SIDE / 2)]
    assert shapely.get_num_coordinates(cell) == 7
    assert shapely.hausdorff_distance(cell, shapely.Polygon(corners)) < 0.002
    assert shapely.area(cell) == pytest.approx(500_000, abs=2.0)


def test_the_honeycomb_lies_where_it_does_whatever_the_extent():
    small = tessellate(with_extent(land(), box(-1200, 1300, -1100, 900)))
    whole = {frozenset(cell.exterior.coords) for cell in lattice().cells}
    inner = [cell for cell, area in zip(small.cells, small.area_m2, strict=True) if area == pytest.approx(500_000, abs=2.0)]
    assert len(inner) >= 3
    assert all(frozenset(cell.exterior.coords) in whole for cell in inner)


def test_neighbours_share_an_edge_and_whole_cells_inside_have_six():
    cells = lattice(0.25)
    pairs = {(a, b) for a, b in cells.tree.query(cells.cells, predicate="intersects").T.tolist() if a < b}
    shared = {pair for pair in pairs if shapely.length(shapely.intersection(cells.cells[pair[0]], cells.cells[pair[1]])) > 1e-7}
    assert [tuple(pair) for pair in cells.neighbours.tolist()] == sorted(shared)
    count = np.bincount(cells.neighbours.ravel())
    assert set(count[~cells.on_rim & ~cells.on_border & (np.abs(cells.area_m2 - 250_000) < 2)]) == {6}


def test_no_cell_is_a_sliver_of_a_hexagon():
    for cell_km2 in (0.05, 0.25, 0.5):
        assert lattice(cell_km2).area_m2.min() > 0.1 * cell_km2 * 1e6


def test_a_piece_apart_from_all_others_stays_however_small():
    theatre = with_extent(land(), shapely.union_all([box(-2000, 1000, -1500, 1500), box(1500, 1600, 0, 100)]))
    cells = tessellate(theatre)
    sound(cells, theatre)
    assert cells.area_m2.min() == pytest.approx(1e4, rel=1e-3)


def test_an_extent_with_a_hole_keeps_it():
    theatre = with_extent(land(), shapely.difference(box(-2000, 2000, -1500, 1500), box(-300, 700, -400, 600)))
    cells = tessellate(theatre)
    sound(cells, theatre)
    assert cells.area_m2.sum() == pytest.approx(11e6, rel=1e-4)


@pytest.mark.parametrize("extent", [box(-100, 200, -100, 150), box(-420, -340, 180, 260)])
def test_a_theatre_smaller_than_a_cell_is_one_cell(extent):
    theatre = with_extent(land(), extent)
    cells = tessellate(theatre)
    sound(cells, theatre)
    assert cells.neighbours.shape == (len(cells.cells) - 1, 2)
    assert len(tessellate(with_extent(land(cell_km2=25.0), extent)).cells) == 1


def test_each_cell_knows_its_nearest_settlement_and_the_district_of_its_centre():
    cells, theatre = lattice(0.05), land()
    places = theatre.gazetteer.places
    xy = projection(CRS).points_to_metres([p.lon for p in places], [p.lat for p in places])
    away = np.hypot(*(cells.xy[:, None] - xy[None]).transpose(2, 0, 1))
    chosen = [[p.id for p in places].index(place) for place in cells.place_ids]
    assert away[np.arange(len(away)), chosen] == pytest.approx(away.min(axis=1))
    aside = np.abs(cells.xy[:, 0]) > 1.0  # a centre on the line between the districts may belong to either
    names = np.array([theatre.districts[d].name for d in cells.districts])
    assert names[aside].tolist() == ["Westmark" if x < 0 else "Eastmark" for x in cells.xy[aside, 0]]


def test_each_settlement_lies_in_its_cell():
    cells, theatre = lattice(), land()
    assert cells.settlements == tuple(p.id for p in theatre.gazetteer.places)
    assert dict(cells.cell_of) == {p.id: cells.cell_at(p.lon, p.lat) for p in theatre.gazetteer.places}


def test_a_settlement_just_outside_has_the_nearest_cell():
    theatre = land()
    arvona = theatre.gazetteer.get("arvona")
    moved = replace(arvona, lon=arvona.lon - 0.0085, err_km=0.1)
    cells = tessellate(with_places(theatre, (*(p for p in theatre.gazetteer.places if p.id != "arvona"), moved)))
    spot = projection(CRS).points_to_metres(moved.lon, moved.lat)[0]
    assert spot[0] < -2000
    assert cells.cell_of["arvona"] == shapely.distance(metres(cells.cells), shapely.Point(spot)).argmin()


def test_villages_at_one_point_both_own_ground():
    theatre = land(cell_km2=0.05)
    twin = replace(theatre.gazetteer.get("foskova"), id="twin", name="Twinova")
    cells = tessellate(with_places(theatre, (*theatre.gazetteer.places, twin)))
    assert cells.cell_of["twin"] == cells.cell_of["foskova"]
    assert {"twin", "foskova"} < set(cells.place_ids)


def test_one_village_is_nearest_to_everything():
    theatre = land()
    cells = tessellate(with_places(theatre, (theatre.gazetteer.get("foskova"),)))
    assert set(cells.place_ids) == {"foskova"}
    assert cells.settlement_at(0) == "foskova"


def test_a_land_without_a_settlement_has_cells_but_no_nearest_one():
    theatre = with_places(land(), ())
    cells = tessellate(theatre)
    sound(cells, theatre)
    assert (cells.place_ids, cells.settlements, dict(cells.cell_of), cells.settlement_at(0)) == ((), (), {}, None)


def test_cells_know_whether_they_lie_on_the_border_or_the_rest_of_the_outline():
    cells = lattice(0.25)
    shapes = metres(cells.cells)

    def beside(*points):
        return shapely.length(shapely.intersection(shapely.buffer(shapely.LineString(points), 0.1), shapes)) > 2.0

    assert cells.on_border.tolist() == beside((-2000, -1500), (-2000, 1500)).tolist()
    assert cells.on_rim.tolist() == beside((-2000, -1500), (2000, -1500), (2000, 1500), (-2000, 1500)).tolist()


def test_a_border_drawn_from_another_map_is_found_a_kilometre_away():
    shifted = shapely.LineString([(-3000, -2500), (-2900, 0), (-3000, 2500)])
    border = projection(CRS).to_lonlat(np.array([shifted], dtype=object))[0]
    found, drawn = tessellate(land(border=border)).on_border, lattice().on_border
    assert found[drawn].all()
    assert lattice().xy[found & ~drawn, 0].max(initial=-2000) < -1400, "besides, edges of the rim that are within 1.5 km of it: up to half a kilometre"


@pytest.mark.parametrize("border", [shapely.LineString(), shapely.MultiLineString()])
@pytest.mark.parametrize("method", ["kriging", "voronoi"])
def test_a_theatre_without_a_border_has_rim_all_round(border, method):
    cells = tessellate(land(method, border=border))
    assert not cells.on_border.any()
    assert cells.on_rim.sum() >= 10


def test_points_inside_are_centres_where_cells_are_whole():
    cells = lattice(0.25)
    shapes = metres(cells.cells)
    assert shapely.contains(shapes, shapely.points(cells.xy)).all()
    whole = np.abs(cells.area_m2 - 250_000) < 2
    assert np.abs(cells.xy - shapely.get_coordinates(shapely.centroid(shapes)))[whole].max() < 0.01


def test_a_crs_that_does_not_keep_areas_still_gives_geodesic_ones():
    theatre = land(crs="EPSG:3857", cell_km2=1.0)
    sound(tessellate(theatre), theatre)


def test_a_large_lattice_is_kept_between_runs(monkeypatch, tmp_path):
    monkeypatch.setenv("SALIENT_HOME", str(tmp_path))
    monkeypatch.setattr(combs, "KEPT_FROM", 1)
    made = tessellate(land())
    assert [path.name.split("-")[0] for path in (compiled.cache_folder() or tmp_path).glob("lattice-*")] == ["lattice"]
    monkeypatch.setattr(combs, "_made", None)
    kept = tessellate(land())
    assert shapely.equals_identical(kept.cells, made.cells).all()
    assert kept.digest == made.digest


def test_a_sliver_joins_the_neighbour_it_shares_most_with():
    high = shapely.box(0, 0, 1, 1)
    sliver = shapely.Polygon([(1, 0), (1.05, 0), (1.05, 0.6), (1.05, 1), (1, 1)])
    low = shapely.box(1.05, 0, 3, 0.6)
    cells = np.array([low, sliver, high], dtype=object)
    assert joined(mesh_of(cells, cells), shapely.area(cells), 0.1).tolist() == [0, 2, 2]


def test_slivers_join_each_other_before_what_is_left_of_them_joins_a_cell():
    edges = [0.0, 1.0, 1.03, 1.07, 3.0]
    cells = np.array([shapely.box(a, 0, b, 1) for a, b in pairwise(edges)], dtype=object)
    areas = shapely.area(cells)
    # equal edges: the smallest, of 0.03, joins the first of its neighbours; the one of 0.04 then the first of its own, which is that same cell
    assert joined(mesh_of(cells, cells), areas, 0.1).tolist() == [0, 0, 0, 3]
    assert joined(mesh_of(cells[1:3], cells[1:3]), areas[1:3], 0.1).tolist() == [1, 1], "two slivers alone become one cell"


def test_corners_are_shared_bit_for_bit():
    comb = Honeycomb(500_000.0)
    corners = comb.metres(comb.centres((-5e4, -5e4, 5e4, 5e4))[:, None, :] + combs.CORNERS).reshape(-1, 2)
    exact = np.unique(corners, axis=0)
    assert len(exact) == len(np.unique(np.round(corners), axis=0)), "no two corners differ by less than a metre"


def test_the_kursk_theatre_has_some_23_thousand_cells_of_half_a_square_kilometre():
    theatre = load_theatre("kursk")
    theatre = replace(theatre, parameters=replace(theatre.parameters, method="kriging", cell_km2=0.5))
    cells = tessellate(theatre)
    sound(cells, theatre)
    assert 11_662.8e6 / 0.5e6 < len(cells.cells) < 11_662.8e6 / 0.5e6 + 900, "947 km of outline cut some 1,500 hexagons in two, of which half stay"
    assert cells.on_border.sum() > 300_000 / 1_000, "the border is 301 km long, a cell less than a kilometre wide"
    sudzha = theatre.gazetteer.get(cells.place_ids[cells.cell_at(35.27, 51.19)])
    assert sudzha.name == "Sudzha"
