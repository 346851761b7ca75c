"""The layouts of maps that people have: made-up files in each, a village of miniland (1 km2) a shape, with sides called as the presets call them."""

import json
from dataclasses import replace
from datetime import date

import pytest
import shapely

from geo.crs import geodesic_area_m2
from geo.errors import InputError
from geo.readers.layer import Sorting, Stated, layouts, read_layer_content
from geo.readers.layer.aspects import find_level
from geo.theatre import Holder
from geo.units import HolderId
from tests.miniland import world
from tests.miniland.ground import village

ON = date(2030, 1, 5)
SIDES = {"AA": Holder(HolderId("UA"), "Ukraine", "Ukrainian", (), "#2f6fb0"), "BB": Holder(HolderId("RU"), "Russia", "Russian", (), "#b5542a")}
THEATRE = replace(world.theatre(), holders=tuple(SIDES.values()), focus=HolderId("UA"), opening=HolderId("RU"))


def polygon(name):
    return json.loads(shapely.to_geojson(village(name)))


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def read(document, preset=None, *, on=ON, source="", **given):
    data = json.dumps(document, ensure_ascii=False).encode()
    return read_layer_content(data, THEATRE, Stated("x", on, sorting=Sorting.parse(preset=preset, **given)), source=source)


def told(found):
    return {(sheet.holder, str(sheet.level)): round(geodesic_area_m2(sheet.ground) / 1e6, 3) for sheet in found.sheets}


DEEPSTATE = [
    feature(polygon("arvona"), name="Звільнено /// Liberated\xa0/// geoJSON.status.dismissed\n", fill="#01579b", stroke="#01579b"),
    feature(polygon("belmora"), name="Звільнено 25.03 /// Liberated 25.03\xa0/// geoJSON.status.dismissed_at {{at:25.03}}", fill="#0f9d58"),
    feature(polygon("corvina"), name="Окуповано /// Occupied /// geoJSON.status.occupied", fill="#a52714"),
    feature(polygon("dastrova"), name="Статус невідомий /// Unknown status /// geoJSON.status.unknown\n", fill="#bdbdbd"),
    feature(polygon("eldova"), name="Окупований Крим /// Occupied Crimea /// geoJSON.territories.crimea", fill="#880e4f"),
    feature(polygon("foskova"), name="Окупована область Салла\n///\nOccupied Salla\n/// geoJSON.territories.salla\n", fill="#ff5252"),
    feature(polygon("galdova"), name="Зміїний /// Snake Island /// geoJSON.zmiinyi_island", fill="#0f9d58"),
    feature({"type": "Point", "coordinates": [30, 50, 0]}, name="1-й полк /// 1st regiment /// geoJSON.units.regiment.1", description="{icon=enemy}"),
    feature({"type": "Point", "coordinates": [30, 50, 0]}, name="Напрямок удару /// Direction of attack /// geoJSON.status.attack_direction\n"),
]
SNAPSHOT = {"type": "FeatureCollection", "features": DEEPSTATE}


def test_a_deepstate_snapshot():
    """Liberated ground is Ukraine's, what is called unknown stands apart, the points and the claims of other wars are left out."""
    found = read(SNAPSHOT, "deepstate", on=None, source="1893888000.geojson")
    assert told(found) == {("UA", "held"): 3, ("RU", "held"): 2, ("UA", "unknown"): 1}
    assert found.notes == ("2 Points left out: points and lines hold no ground", "1 shape left out by the preset")
    assert {str(sheet.on) for sheet in found.sheets} == {"2030-01-06"}


def test_a_snapshot_of_before_the_names_had_keys():
    names = [
        "Звільнено /// Liberated",
        "Звільнено 31.03/// Taken back 31.03",
        "Окуповано/// Occupied",
        "Статус невідомий /// Unknown status",
        "Під питанням /// Contested",
    ]
    rows = [feature(polygon(place), name=name) for place, name in zip(("arvona", "belmora", "corvina", "dastrova", "eldova"), names, strict=True)]
    assert told(read({"type": "FeatureCollection", "features": rows}, "deepstate")) == {("UA", "held"): 2, ("RU", "held"): 1, ("UA", "unknown"): 2}


def test_a_snapshot_is_recognised_and_not_read_unasked():
    with pytest.raises(InputError, match=r"laid out like a DeepState snapshot, which --preset deepstate reads") as stop:
        read(SNAPSHOT)
    assert "name = 'Звільнено /// Liberated /// geoJSON.status.dismissed': 1 shape, 1.0 km² in the theatre" in str(stop.value)
    with pytest.raises(InputError, match="--preset deepstate"):
        read({"type": "FeatureCollection", "features": DEEPSTATE[:1]})


def test_a_preset_may_be_bent_and_narrowed():
    assert told(read(SNAPSHOT, "deepstate", where=["fill=#01579b"])) == {("UA", "held"): 1}
    assert told(read(SNAPSHOT, "deepstate", where=["name=*dismissed*", "name=*salla*"], holder_from=["name=*salla*:RU"])) == {
        ("UA", "held"): 2,
        ("RU", "held"): 1,
    }


def test_what_a_preset_does_not_know_stops_it():
    strange = feature(polygon("keldova"), name="Новий статус /// New status /// geoJSON.status.new", fill="#123456")
    with pytest.raises(InputError, match=r"Of some shapes nothing is said:\n  name = 'Новий статус"):
        read({"type": "FeatureCollection", "features": [*DEEPSTATE, strange]}, "deepstate")


CHANGES = [
    feature(polygon("arvona"), type="losses", date="2030-01-04", _datefrom="2030-01-03", _dateto="2030-01-04", view="daily"),
    feature(polygon("belmora"), type="gains", date="2030-01-04", _datefrom="2030-01-03", _dateto="2030-01-04", view="daily"),
    feature(polygon("corvina"), type="nochange", date="2030-01-04", _datefrom="2030-01-03", _dateto="2030-01-04", view="daily"),
]


@pytest.mark.parametrize("wrapped", [False, True])
def test_gains_losses_and_no_change(wrapped):
    collection = {"type": "FeatureCollection", "features": CHANGES}
    document = {"value": collection} if wrapped else collection
    found = read(document, "nzz", on=None, source="2030-01-05.json")
    assert told(found) == {("UA", "held"): 1, ("RU", "held"): 2}
    assert {str(sheet.on) for sheet in found.sheets} == {"2030-01-04"}
    with pytest.raises(InputError, match="--preset nzz"):
        read(document)


def ring(name):
    return [[y, x] for x, y in village(name).exterior.coords]


def test_lists_of_rings_in_lat_lon():
    """UAControlMap's: no GeoJSON at all; units and front lines beside the ground."""
    document = {
        "areas": [ring("corvina"), ring("dastrova")],
        "areas_ua": [ring("arvona")],
        "frontline": [[[50.0, 30.0], [50.01, 30.01]]],
        "geos": [],
        "unit_count": {"ru": 1, "ua": 0},
        "units": {"ru": [[3, [30.0, 50.0]]], "ua": []},
    }
    assert told(read(document, "uacontrolmap", on=None, source="20300105.json")) == {("UA", "held"): 1, ("RU", "held"): 2}
    with pytest.raises(InputError, match="--preset uacontrolmap"):
        read(document)
    assert told(read(document | {"areas_ua": []}, "uacontrolmap")) == {("RU", "held"): 2}
    with pytest.raises(InputError, match=r"no list of positions|no pair of numbers"):
        read(document | {"areas": [["x"]]}, "uacontrolmap")


def test_a_wrapper_or_member_that_holds_nothing_is_no_geojson():
    for document in ({"value": 3}, {"value": {}}, {"areas": 3}, {"areas": []}):
        with pytest.raises(InputError, match="no GeoJSON"):
            read(document, "nzz")


def test_a_preset_needs_the_sides_that_it_speaks_of():
    data = json.dumps(SNAPSHOT).encode()
    with pytest.raises(InputError, match="'UA' is no holder of the theatre miniland"):
        read_layer_content(data, world.theatre(), Stated("x", ON, sorting=Sorting.parse(preset="deepstate")))


@pytest.mark.parametrize("preset", layouts().presets, ids=lambda preset: preset.id)
def test_presets_say_what_can_be_read(preset):
    """Their names are those of the options, their levels those of sheets, and each rule says something."""
    assert preset.known_by
    for rule in preset.rules:
        assert rule.leave_out or rule.holder or rule.level
        assert rule.level is None or find_level(rule.level) == rule.level
        assert rule.holder in {None, "UA", "RU"}


def test_a_layout_is_recognised_only_where_it_is_unmistakable():
    known = layouts().recognise
    assert known([{"name": "Sudzha"}, {"type": "forest"}]) is None
    assert known([{"type": "gains"}]).id == "nzz"
    assert known([{"type": "gains", "name": "Окуповано /// Occupied"}]) is None
