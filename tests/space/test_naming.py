from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.space import PartKind, coverage, front_lines, parts, tessellate
from geo.space.naming import part_shapes
from tests.space.lands import frame, land, lattice, steps, villages, with_places


def held(*names):
    """Arland (0), which comes over the western border, holds these villages; Borland (1), which held everything, the others."""
    return frame([int(place not in names) for place in villages().place_ids])


def told(found, theatre=None, tessellation=None):
    cells = tessellation or villages()
    return [(p.name, p.kind, round(p.area_m2 / 1e6), p.holder) for p in parts(cells, found, theatre or land("voronoi"))]


def peopled(**population):
    theatre = land("voronoi")
    return with_places(theatre, tuple(replace(p, population=population.get(p.id)) for p in theatre.gazetteer.places))


def test_ground_at_the_border_is_a_salient_named_after_its_largest_village():
    assert told(held("arvona", "belmora"), peopled(belmora=500, arvona=20)) == [("Belmora salient", PartKind.SALIENT, 2, 0)]


def test_of_villages_of_one_size_the_middle_one_names_it():
    assert told(held("eldova", "foskova", "galdova")) == [("Foskova salient", PartKind.SALIENT, 3, 0)]


def test_of_villages_as_near_to_the_middle_the_first_id_names_it():
    assert told(held("eldova", "foskova")) == [("Eldova salient", PartKind.SALIENT, 2, 0)]


def test_ground_of_who_comes_that_is_cut_off_from_the_border_is_a_pocket():
    assert told(held("arvona", "eldova", "ivolna", "galdova")) == [("Eldova salient", PartKind.SALIENT, 3, 0), ("Galdova pocket", PartKind.POCKET, 1, 0)]
    assert told(held("arvona", "lumova"))[1] == ("Lumova pocket", PartKind.POCKET, 1, 0), "the rim is not home to Arland"


def test_ground_of_the_first_holder_that_is_cut_off_from_the_rim_is_a_pocket_even_at_the_border():
    assert told(held("arvona", "belmora", "foskova", "jorvina", "ivolna"))[1:] == [("Eldova pocket", PartKind.POCKET, 1, 1)]


def test_the_first_holders_main_body_is_not_told():
    assert told(held()) == []
    assert told(held("belmora", "foskova", "jorvina")) == [("Foskova pocket", PartKind.POCKET, 3, 0)], "either side of it reaches the rim"


def test_levels_do_not_part_ground():
    found = frame([int(place not in ("arvona", "belmora")) for place in villages().place_ids], [place == "belmora" for place in villages().place_ids])
    assert len(told(found)) == 1


def test_without_a_border_only_enclosed_ground_is_a_pocket():
    theatre = land("voronoi", border=shapely.LineString())
    cells = tessellate(theatre)
    assert told(held("arvona"), theatre, cells) == [("Arvona ground", PartKind.GROUND, 1, 0)]
    assert told(held("foskova"), theatre, cells) == [("Foskova pocket", PartKind.POCKET, 1, 0)]


def test_a_part_lists_its_cells():
    (part,) = parts(villages(), held("arvona", "belmora"), land("voronoi"))
    assert [villages().place_ids[cell] for cell in part.cells] == ["arvona", "belmora"]
    assert part.place_id == "arvona"


def test_ground_without_a_village_is_named_after_the_nearest():
    cells = lattice(0.05)
    found = frame((np.hypot(*(cells.xy - [200, 100]).T) > 220).astype(int))
    (part,) = parts(cells, found, land())
    assert (part.kind, part.place_id, part.name) == (PartKind.POCKET, None, "pocket near Galdova")


def test_a_land_without_villages_still_has_parts():
    theatre = with_places(land(), ())
    cells = tessellate(theatre)
    (part,) = parts(cells, frame((cells.xy[:, 0] > 0).astype(int)), theatre)
    assert (part.kind, part.place_id, part.name) == (PartKind.SALIENT, None, "salient without a settlement")
    assert part.area_m2 == pytest.approx(6e6, rel=0.1)


def test_specks_are_not_told():
    cells = lattice(0.05)
    holder = (cells.xy[:, 0] > -1000).astype(int)
    holder[cells.cell_at(30.0008, 50.0006)] = 0
    assert [p.kind for p in parts(cells, frame(holder), land())] == [PartKind.SALIENT]


def test_parts_are_drawn_with_the_edges_of_the_front():
    cells = lattice(0.05)
    away = np.minimum(np.hypot(*(cells.xy - [-1500, 300]).T) - 300, np.hypot(*(cells.xy - [900, -200]).T))
    found = frame((away > 700).astype(int), np.abs(away - 700) < 250)
    salient, pocket = parts(cells, found, land())
    assert (salient.kind, pocket.kind) == (PartKind.SALIENT, PartKind.POCKET)
    shapes = part_shapes(cells, found, (salient, pocket))
    front = steps(front_lines(cells, found)[0, 1])
    outline = steps(shapely.coverage_union_all(cells.cells))
    assert set().union(*(steps(shape) for shape in shapes)) - outline == front
    whole = shapely.union_all([shape for holder, _, shape, _ in coverage(cells, found) if holder == 0])
    assert shapely.equals(shapely.union_all(shapes), whole)
