"""Maps of other ground: what touches the theatre by accident is no map of it, and never becomes a zero. Miniland is 4 km wide and 3 km high."""

import json
from datetime import date

import pytest
import shapely

from geo.crs import geodesic_area_m2
from geo.errors import InputError
from geo.readers.layer import Sorting, Stated, read_layer_content
from tests.miniland import world
from tests.miniland.ground import ground

ON = date(2030, 1, 5)
WEST, SOUTH, EAST, NORTH = world.theatre().extent.bounds
METRE = 1 / 111_320
"""A metre northward, in degrees."""


def beside(metres, width=1.0):
    """A box of some thousands of km2 to the south, that reaches so many metres into the theatre."""
    return shapely.box(WEST - width, SOUTH - 1, EAST + width, SOUTH + metres * METRE)


def read(*shapes, empty=False, holder=None, level=None, **sorting):
    features = [
        {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(geometry))}
        for geometry, properties in (shape if isinstance(shape, tuple) else (shape, {}) for shape in shapes)
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return read_layer_content(data, world.theatre(), Stated("desk", ON, holder, level, empty, Sorting.parse(**sorting)))


def told(found):
    return {(sheet.holder, str(sheet.level)): round(geodesic_area_m2(sheet.ground) / 1e6, 3) for sheet in found.sheets}


@pytest.mark.parametrize("metres", [0.0, 1, 20, 60])
def test_a_map_of_other_ground_that_grazes_the_border_is_refused(metres):
    """Depth counts from 2 % of the theatre's width on, the root of its 12 km2: 69 m."""
    with pytest.raises(InputError, match=r"only grazes the theatre miniland: 0\.\d of its \d\d,\d{3} km² \(0\.0 %\) lie there.*--empty.*cut the file"):
        read(beside(metres))


def test_said_to_be_empty_it_is_a_zero():
    found = read(beside(20), empty=True)
    assert told(found) == {("AA", "held"): 0}
    assert "1 polygon that only grazes the theatre left out" in found.notes[0]


def test_ground_behind_a_border_that_goes_deeper_is_a_salient():
    """Drawn in one with ground outside, of which it is a ten-thousandth."""
    salient = shapely.union(beside(-10), shapely.box(29.99, SOUTH - 0.1, 30.01, SOUTH + 900 * METRE))
    (area,) = told(read(salient)).values()
    assert area > 1
    assert geodesic_area_m2(shapely.intersection(salient, world.theatre().extent)) / 1e6 == pytest.approx(1.29, abs=0.01)


def test_a_pocket_at_the_border_is_ground_however_small():
    """50 m deep, less than what grazes, but most of it is inside."""
    pocket = shapely.box(29.99, SOUTH - 5 * METRE, 30.01, SOUTH + 50 * METRE)
    (area,) = told(read(pocket)).values()
    assert area == pytest.approx(0.079, abs=0.002)


def test_slivers_beside_true_ground_are_left_out_and_told():
    """They are the other side's, of a border that is drawn otherwise; without them this is what the map shows here."""
    found = read((ground("arvona"), {"holder": "AA"}), (beside(20), {"holder": "BB"}))
    assert told(found) == {("AA", "held"): 1}
    assert len(found.notes) == 1
    assert found.notes[0].startswith("1 polygon that only grazes the theatre left out (0.0")


def test_slivers_say_nothing_of_status():
    assert told(read((ground("arvona"), {"status": "held"}), (beside(20), {"status": "occupied"}))) == {("AA", "held"): 1}


def test_only_the_parts_near_the_theatre_are_kept():
    far = shapely.box(10, 45, 11, 46)
    (sheet,) = read(shapely.MultiPolygon([far, ground("arvona")])).sheets
    assert shapely.bounds(sheet.ground)[0] > 29


def test_empty_fills_only_what_the_file_does_not_show():
    unclear = (ground("arvona"), {"status": "unclear"})
    given = {"level_from": ["status=unclear:unknown", "status=held:held"]}
    assert told(read(unclear, **given)) == {("AA", "unknown"): 1}
    assert told(read(unclear, empty=True, **given)) == {("AA", "unknown"): 1, ("AA", "held"): 0}
    assert told(read(unclear, (ground("belmora"), {"status": "held"}), empty=True, **given)) == {("AA", "unknown"): 1, ("AA", "held"): 1}
    assert told(read(beside(20), empty=True, holder="Borland", level="contested")) == {("BB", "contested"): 0}
