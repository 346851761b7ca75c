"""Files of reference layers: every format, what they say of days and holders, what is repaired, and what is refused. A village is 1 km2."""

import io
import json
import sqlite3
import stat
import zipfile
from datetime import date

import geopandas as gpd
import pytest
import shapely

from geo.crs import geodesic_area_m2
from geo.errors import InputError, TooLargeError
from geo.readers.layer import Stated, archive, drawing, formats, layer_files, nothing_held, read_layer, read_layer_content
from tests.miniland import world
from tests.miniland.ground import frame, ground, layer_file, village
from tests.miniland.make import CRS

ON = date(2030, 1, 5)
STATED = Stated("desk", ON)


def km2(sheet):
    return geodesic_area_m2(sheet.ground) / 1e6


def read(path, stated=STATED):
    return read_layer(path, world.theatre(), stated)


def content(data, stated=STATED, source=""):
    return read_layer_content(data, world.theatre(), stated, source=source)


def geojson(*geometries, properties=None, **members):
    features = [{"type": "Feature", "properties": properties or {}, "geometry": g} for g in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def shape(*names):
    return json.loads(shapely.to_geojson(ground(*names)))


def zipped(members, path=None):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    if path:
        path.write_bytes(made.getvalue())
    return made.getvalue()


# Formats

DRIVERS = {
    "map.geojson": "GeoJSON",
    "map.kml": "KML",
    "folders.kml": "LIBKML",
    "map.kmz": "LIBKML",
    "map.gpkg": "GPKG",
    "map.shp": "ESRI Shapefile",
    "map.fgb": "FlatGeobuf",
}


@pytest.mark.parametrize("name", DRIVERS)
def test_every_format_gives_the_same_sheet(tmp_path, name):
    path = layer_file(tmp_path / name, "arvona", "eldova", driver=DRIVERS[name], holder="BB", date="2030-01-07")
    (sheet,) = read(path, Stated("desk")).sheets
    assert (sheet.layer, sheet.on, sheet.holder, sheet.level, sheet.source) == ("desk", date(2030, 1, 7), "BB", "held", name)
    assert km2(sheet) == pytest.approx(2, abs=1e-4)
    assert shapely.symmetric_difference(sheet.ground, ground("arvona", "eldova")).area < 1e-8


@pytest.mark.parametrize("name", ["map.geojson", "map.kml", "map.gpkg", "map.fgb"])
def test_the_content_tells_the_format_and_not_the_name(tmp_path, name):
    path = layer_file(tmp_path / name, "arvona", driver=DRIVERS[name])
    assert km2(content(path.read_bytes()).sheets[0]) == pytest.approx(1, abs=1e-4)


def test_a_shapefile_may_be_zipped_in_a_folder_with_what_systems_leave_there(tmp_path):
    layer_file(tmp_path / "in" / "Map.shp", "arvona", driver="ESRI Shapefile", holder="BB")
    members = {f"data/{path.name}": path.read_bytes() for path in (tmp_path / "in").iterdir()}
    path = tmp_path / "map.zip"
    zipped({**members, "__MACOSX/data/._Map.shp": b"x", "data/readme.txt": b"hello"}, path)
    (sheet,) = read(path).sheets
    assert (sheet.holder, km2(sheet)) == ("BB", pytest.approx(1, abs=1e-4))


def test_a_projected_crs_is_taken_from_the_file(tmp_path):
    path = tmp_path / "map.gpkg"
    frame("arvona").to_crs(CRS).to_file(path, driver="GPKG")
    assert km2(read(path).sheets[0]) == pytest.approx(1, abs=1e-6)


def test_the_old_member_crs_of_geojson_is_honoured(tmp_path):
    path = tmp_path / "map.geojson"
    frame("arvona").to_crs(3857).to_file(path, driver="GeoJSON")
    assert b"EPSG::3857" in path.read_bytes()
    assert km2(read(path).sheets[0]) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("name", ["+proj=merc +nadgrids=/etc/passwd", "https://example.org/crs", "urn:ogc:def:crs:EPSG::99999999"])
def test_a_crs_that_is_no_code_is_refused(name):
    with pytest.raises(InputError, match="CRS that is not understood"):
        content(geojson(shape("arvona"), crs={"type": "name", "properties": {"name": name}}))


def test_geojson_may_be_a_feature_a_geometry_or_a_collection_of_them():
    collection = {"type": "GeometryCollection", "geometries": [shape("arvona"), shape("belmora")]}
    for document, area in ((shape("arvona"), 1), ({"type": "Feature", "properties": None, "geometry": shape("arvona")}, 1), (collection, 2)):
        assert km2(content(json.dumps(document).encode()).sheets[0]) == pytest.approx(area, abs=1e-4)


def test_a_hole_is_no_ground():
    ring = [list(xy) for xy in village("foskova").exterior.coords]
    whole = shapely.union_all([village(name) for row in ("arvona belmora corvina", "eldova foskova galdova", "ivolna jorvina keldova") for name in row.split()])
    holed = {"type": "Polygon", "coordinates": [[list(xy) for xy in whole.exterior.coords], ring]}
    assert km2(content(geojson(holed)).sheets[0]) == pytest.approx(8, abs=1e-4)


def test_kml_takes_holes_several_polygons_and_times():
    def ring(shape):
        return " ".join(f"{x},{y},0" for x, y in shape.exterior.coords)

    polygons = "".join(
        f"<Polygon><innerBoundaryIs/><outerBoundaryIs><LinearRing><coordinates>{ring(village(n))}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        for n in ("arvona", "belmora")
    )
    text = f"<kml><Placemark><TimeSpan><begin>2030-01-09</begin></TimeSpan><MultiGeometry>{polygons}</MultiGeometry></Placemark></kml>"
    (sheet,) = content(text.encode(), Stated("desk")).sheets
    assert (sheet.on, km2(sheet)) == (date(2030, 1, 9), pytest.approx(2, abs=1e-4))


# Days, holders, levels


def test_a_file_may_hold_many_days_and_holders():
    features = [
        {"type": "Feature", "properties": {"Day": "2030-01-05T22:00:00Z", "HOLDER": "Arland", "level": "Held"}, "geometry": shape("arvona")},
        {"type": "Feature", "properties": {"Day": "2030-01-05", "HOLDER": "aa", "level": "held"}, "geometry": shape("belmora")},
        {"type": "Feature", "properties": {"Day": "2030-01-05", "HOLDER": "Borlandish", "level": "contested"}, "geometry": shape("lumova")},
        {"type": "Feature", "properties": {"Day": "2030-01-06", "HOLDER": "AA", "level": "unknown"}, "geometry": shape("arvona")},
    ]
    found = content(json.dumps({"type": "FeatureCollection", "features": features}).encode(), Stated("desk")).sheets
    assert [(str(s.on), s.holder, str(s.level), round(km2(s), 3)) for s in found] == [
        ("2030-01-05", "AA", "held", 2),
        ("2030-01-05", "BB", "contested", 1),
        ("2030-01-06", "AA", "unknown", 1),
    ]


def test_our_own_export_is_a_layer_of_its_day():
    """In `salient export control` the day is `at`; `valid_from` only says since when the map looked so."""
    properties = {"holder": "AA", "level": "held", "valid_from": "2030-01-04T00:00:00Z", "at": "2030-01-05T23:59:59Z"}
    assert content(geojson(shape("arvona"), properties=properties), Stated("desk")).sheets[0].on == ON


def test_what_the_user_says_wins_over_one_value_of_the_file():
    data = geojson(shape("arvona"), properties={"date": "2030-01-07", "holder": "BB", "level": "a1"})
    (sheet,) = content(data, Stated("desk", ON, "Arland", "unknown")).sheets
    assert (sheet.on, sheet.holder, sheet.level) == (ON, "AA", "unknown")


@pytest.mark.parametrize(("name", "values", "stated", "option"), [
    ("date", ("2030-01-05", "2030-01-06"), Stated("desk", ON), "--date"),
    ("holder", ("AA", "BB"), Stated("desk", ON, holder="AA"), "--holder"),
    ("level", ("held", "unknown"), Stated("desk", ON, level="held"), "--level"),
])  # fmt: skip
def test_what_the_user_says_does_not_mix_up_several_values(name, values, stated, option):
    features = [{"type": "Feature", "properties": {name: value}, "geometry": shape("arvona")} for value in values]
    with pytest.raises(InputError, match=f"{option} would make them one"):
        content(json.dumps({"type": "FeatureCollection", "features": features}).encode(), stated)


def test_the_day_may_stand_in_the_name_of_the_file(tmp_path):
    assert read(layer_file(tmp_path / "map_2030-01-09.geojson", "arvona"), Stated("desk")).sheets[0].on == date(2030, 1, 9)
    with pytest.raises(InputError, match="has no day"):
        read(layer_file(tmp_path / "2030-01-09_2030-01-10.geojson", "arvona"), Stated("desk"))


@pytest.mark.parametrize(("properties", "words"), [
    ({}, "It has no day"),
    ({"date": "tomorrow"}, "'tomorrow' is not a date"),
    ({"date": "2202-02-02"}, "outside the theatre miniland"),
    ({"date": "2030-01-05", "holder": "Ruritania"}, "'Ruritania' is no holder"),
    ({"date": "2030-01-05", "level": 4}, "'4' is no level"),
])  # fmt: skip
def test_nothing_is_guessed(properties, words):
    with pytest.raises(InputError, match=words):
        content(geojson(shape("arvona"), properties=properties), Stated("desk"))


def test_a_day_for_some_shapes_is_none_for_the_others(tmp_path):
    features = [{"type": "Feature", "properties": {"date": on}, "geometry": shape("arvona")} for on in ("2030-01-05", None)]
    with pytest.raises(InputError, match="1 of its 2 shapes have no day"):
        content(json.dumps({"type": "FeatureCollection", "features": features}).encode(), Stated("desk"), "2030-01-05.geojson")


@pytest.mark.parametrize("name", ["", "ours", " Ours ", "a,b", "../x", "x" * 41, "a\nb"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(InputError, match=r"layer|map of this theatre"):
        content(geojson(shape("arvona")), Stated(name, ON))


# Ground


def test_a_bow_tie_is_repaired_and_reported():
    """Two triangles of a quarter of the square each; as drawn, its signed halves cancel."""
    corners = [list(xy) for xy in shapely.get_coordinates(shapely.box(*village("arvona").bounds))[:4]]
    bow = {"type": "Polygon", "coordinates": [[corners[0], corners[2], corners[1], corners[3], corners[0]]]}
    found = content(geojson(bow, shape("belmora")))
    assert (found.repair.shapes, found.repair.invalid) == (2, 1)
    assert found.repair.change_km2 == pytest.approx(0.5, abs=0.01)
    assert shapely.is_valid(found.sheets[0].ground)
    assert km2(found.sheets[0]) == pytest.approx(1.5, abs=0.01)


def test_an_open_ring_is_closed_and_one_without_area_is_left_out():
    ring = [list(xy) for xy in village("arvona").exterior.coords]
    spot = [ring[0]] * 4
    found = content(geojson({"type": "MultiPolygon", "coordinates": [[ring[:-1]], [spot]]}))
    assert (found.repair.invalid, km2(found.sheets[0])) == (1, pytest.approx(1, abs=1e-4))


def test_ground_that_is_drawn_twice_counts_once():
    assert km2(content(geojson(shape("arvona"), shape("arvona", "belmora"))).sheets[0]) == pytest.approx(2, abs=1e-4)


def test_heights_are_ignored():
    ring = [[x, y, 120.5] for x, y in village("arvona").exterior.coords]
    assert not content(geojson({"type": "Polygon", "coordinates": [ring]})).sheets[0].ground.has_z


def test_exchanged_axes_are_told_with_the_hint():
    swapped = shapely.transform(ground("arvona"), lambda xy: xy[:, ::-1])
    with pytest.raises(InputError, match=r"the file seems to hold \[lat, lon\]"):
        content(geojson(json.loads(shapely.to_geojson(swapped))), Stated("desk", ON, empty=True))


def test_ground_elsewhere_is_told_with_both_places():
    elsewhere = json.loads(shapely.to_geojson(shapely.box(10, 45, 11, 46)))
    with pytest.raises(InputError, match=r"elsewhere: west 10\.00, south 45\.00, east 11\.00, north 46\.00\. The theatre miniland has west 29\.97"):
        content(geojson(elsewhere))
    (sheet,) = content(geojson(elsewhere), Stated("desk", ON, empty=True)).sheets
    assert (sheet.holder, sheet.level, km2(sheet)) == ("AA", "held", 0)


def test_metres_without_a_crs_are_told():
    with pytest.raises(InputError, match="are no degrees"):
        content(geojson(json.loads(shapely.to_geojson(shapely.box(4e6, 5e6, 4.1e6, 5.1e6)))))


@pytest.mark.parametrize("data", [geojson(), geojson(None), b'{"type": "Polygon", "coordinates": []}', b"<kml/>"])
def test_an_empty_layer_has_to_be_meant(data):
    with pytest.raises(InputError, match=r"holds no ground.*--empty"):
        content(data)
    (sheet,) = content(data, Stated("desk", ON, "BB", empty=True)).sheets
    assert (sheet.on, sheet.holder, sheet.level, km2(sheet)) == (ON, "BB", "held", 0)


def test_that_nothing_was_held_needs_no_file():
    (sheet,) = nothing_held(world.theatre(), Stated("desk", ON, empty=True)).sheets
    assert (sheet.holder, shapely.is_empty(sheet.ground)) == ("AA", True)
    with pytest.raises(InputError, match="no day"):
        nothing_held(world.theatre(), Stated("desk", empty=True))


NO_GROUND = {
    "1 Point": {"type": "Point", "coordinates": [30.0, 50.0]},
    "1 LineString": {"type": "LineString", "coordinates": [[30.0, 50.0], [30.01, 50.0]]},
    "1 Point, nested": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [30.0, 50.0]}]},
}


@pytest.mark.parametrize("what", NO_GROUND)
def test_points_and_lines_beside_polygons_are_left_out_and_counted(what):
    found = content(geojson(shape("arvona"), NO_GROUND[what]))
    assert km2(found.sheets[0]) == pytest.approx(1, abs=1e-4)
    assert found.notes == (f"{what.removesuffix(', nested')} left out: points and lines hold no ground",)


@pytest.mark.parametrize("what", NO_GROUND)
def test_points_and_lines_alone_are_refused(what):
    with pytest.raises(InputError, match="Points and lines hold no ground, and the file has nothing else"):
        content(geojson(NO_GROUND[what]))


def test_points_and_lines_in_kml_and_tables_are_told(tmp_path):
    with pytest.raises(InputError, match="1 LineString, 1 Point"):
        content(b"<kml><Placemark><Point/></Placemark><Placemark><LineString/></Placemark></kml>")
    path = tmp_path / "points.fgb"
    gpd.GeoDataFrame(geometry=[shapely.Point(30, 50)], crs=4326).to_file(path, driver="FlatGeobuf")
    with pytest.raises(InputError, match="1 Point"):
        read(path)
    path = tmp_path / "both.gpkg"
    gpd.GeoDataFrame(geometry=[village("arvona"), shapely.Point(30, 50), shapely.Point(30, 50)], crs=4326).to_file(path, driver="GPKG")
    found = read(path)
    assert (round(km2(found.sheets[0]), 3), found.notes) == (1, ("2 Points left out: points and lines hold no ground",))


def test_ground_in_a_collection_of_collections_is_read_from_a_table(tmp_path):
    inner = shapely.GeometryCollection([village("belmora"), shapely.Point(30, 50)])
    path = tmp_path / "nested.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.GeometryCollection([village("arvona"), inner])], crs=4326).to_file(path, driver="GPKG")
    found = read(path)
    assert (round(km2(found.sheets[0]), 3), found.notes) == (2, ("1 Point left out: points and lines hold no ground",))


# Files that do not contain their map

LINK = "<NetworkLink><Link><href>https://maps.example/kml?mid=abc</href></Link></NetworkLink>"
PICTURE = "<GroundOverlay><Icon><href>map.png</href></Icon><LatLonBox><north>50.01</north></LatLonBox></GroundOverlay>"
REFERENCES = {
    "link": (LINK, r"only links to other files \(NetworkLink: https://maps\.example/kml\?mid=abc\)\. Download"),
    "link in a folder": (f"<Document><Folder>{LINK}</Folder><Placemark><Point/></Placemark></Document>", "NetworkLink"),
    "old link": ("<NetworkLink><Url><href>https://maps.example/old</href></Url></NetworkLink>", "maps.example/old"),
    "many links": (LINK * 5, "and 2 more"),
    "picture": (PICTURE, "only pictures laid over the ground"),
    "photo": ("<PhotoOverlay><Icon><href>p.png</href></Icon></PhotoOverlay>", "only pictures"),
}


@pytest.mark.parametrize("packed", [False, True], ids=["kml", "kmz"])
@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("name", REFERENCES)
def test_a_map_that_only_refers_to_others_is_told_as_that(name, empty, packed):
    """Also where the user says that it is empty: what it leads to may be a map full of ground."""
    text, words = REFERENCES[name]
    data = f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">{text}</kml>'.encode()
    with pytest.raises(InputError, match=words) as told:
        content(zipped({"doc.kml": data, "files/map.png": b"x"}) if packed else data, Stated("desk", ON, empty=empty))
    assert "--empty" not in str(told.value)


def test_links_beside_polygons_are_told():
    ring = " ".join(f"{x},{y}" for x, y in village("arvona").exterior.coords)
    polygon = f"<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    found = content(f"<kml><Document>{polygon}{LINK}</Document></kml>".encode())
    assert (round(km2(found.sheets[0]), 3), found.notes) == (1, ("links to other files were not followed (https://maps.example/kml?mid=abc)",))


# Hostile and broken input


@pytest.mark.parametrize(("data", "words"), [
    (b"", "It is empty"),
    (b"hello", "in no format that is read"),
    (b"\x00" * 100, "in no format that is read"),
    (b"{", "begins like JSON, but is none"),
    (b"[1]", "no GeoJSON"),
    (b"{}", "no GeoJSON"),
    (b'{"type": "Topology"}', "no GeoJSON"),
    (b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}', "no GeoJSON"),
    (b'{"type": "FeatureCollection", "features": 3}', "no list of features"),
    (b'{"type": "Polygon", "coordinates": 3}', "no list of coordinates"),
    (b'{"type": "MultiPolygon", "coordinates": [3]}', "no list of polygons"),
    (b'{"type": "Polygon", "coordinates": [[[1], [2]]]}', "no list of positions"),
    (b'{"type": "Polygon", "coordinates": [[["30", "50"], ["30", "51"], ["31", "51"]]]}', "no pair of numbers"),
    (b'{"type": "Polygon", "coordinates": [[[null, 1], [2, 1], [2, 2]]]}', "no pair of numbers"),
    (b'{"type": "Feature", "geometry": 5}', "is no object"),
    (b"[" * 100_000, "begins like JSON, but is none"),
    (b"<gpx/>", "first element is 'gpx'"),
    (b"<kml>", "cannot be read"),
    (b'<?xml version="1.0" encoding="utf-x"?><kml/>', "cannot be read"),
    (b"<kml/><OGRVRTDataSource/>", "cannot be read"),
    (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "declares a document type"),
    (b"<kml><Placemark><Polygon><LinearRing><coordinates>a,b</coordinates></LinearRing></Polygon></Placemark></kml>", "no list of lon,lat"),
    (b"<kml><Placemark><Polygon><LinearRing><coordinates>nan,1 2,2 3,3</coordinates></LinearRing></Polygon></Placemark></kml>", "no pair of numbers"),
    (b"SQLite format 3\x00" + b"\x00" * 200, "GeoPackage"),
    (b"fgb\x03fgb\x01" + b"\xff" * 200, "cannot be read"),
    (b"\x00\x00\x27\x0a" + b"\x00" * 200, "A shapefile is several files"),
    (b"PK\x03\x04" + b"\x00" * 100, "archive cannot be read"),
])  # fmt: skip
def test_what_is_no_layer_is_refused(data, words):
    with pytest.raises(InputError, match=words):
        content(data)


def test_a_file_that_is_none_is_refused(tmp_path):
    with pytest.raises(InputError, match="is no file"):
        read(tmp_path)
    (tmp_path / "broken.shp").write_bytes(b"\x00\x00\x27\x0a" + bytes(100))
    with pytest.raises(InputError, match=r"\.shx is missing"):
        read(tmp_path / "broken.shp")
    (tmp_path / "broken.shx").write_bytes(b"\x00\x00\x27\x0a" + bytes(100))
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "broken.shp")


@pytest.mark.parametrize("name", ["../map.geojson", "/etc/map.geojson", "a/../../map.geojson", "C:/map.geojson", "..\\map.geojson"])
def test_a_zip_with_a_name_that_leads_out_is_refused(name):
    with pytest.raises(InputError, match="leads out of it"):
        content(zipped({name: geojson(shape("arvona"))}))


def test_a_zip_with_a_link_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        link = zipfile.ZipInfo("map.geojson")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(link, "/etc/passwd")
    with pytest.raises(InputError, match="has a link"):
        content(made.getvalue())


@pytest.mark.parametrize(("members", "words"), [
    ({}, "0 layers"),
    ({"readme.txt": b"x"}, "0 layers"),
    ({"a.geojson": b"{}", "b.geojson": b"{}"}, r"2 layers \(a.geojson, b.geojson\)"),
    ({"inner.zip": b"PK\x03\x04"}, "0 layers"),
    ({"map.shp": b"\x00\x00\x27\x0a"}, r"\.shx is missing"),
])  # fmt: skip
def test_a_zip_without_one_layer_is_refused(members, words):
    with pytest.raises(InputError, match=words):
        content(zipped(members))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = zipped({"map.kml": b" " * 3_000_000})
    assert len(bomb) < 5_000
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 2_000_000)
    with pytest.raises(TooLargeError, match=r"unpacked has 3,000,000 bytes; the limit is 2,000,000"):
        content(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 2_000_000)
    honest = zipped({"map.kml": b" " * 3_000_000})
    lying = honest.replace((3_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(InputError):
        content(lying)


def test_a_zip_with_very_many_files_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    with pytest.raises(TooLargeError, match="4 files; the limit is 3"):
        content(zipped({f"{n}.txt": b"" for n in range(4)}))


def test_an_encrypted_zip_is_refused():
    data = bytearray(zipped({"map.geojson": geojson(shape("arvona"))}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(InputError, match="encrypted"):
        content(bytes(data))


def test_what_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    path = layer_file(tmp_path / "map.geojson", "arvona")
    for module in (formats, drawing):
        monkeypatch.setattr(module, "MAX_FILE_BYTES", 100)
    with pytest.raises(TooLargeError, match="the limit is 100"):
        read(path)
    with pytest.raises(TooLargeError, match="the limit is 100"):
        content(path.read_bytes())


def test_very_many_points_are_refused(monkeypatch):
    monkeypatch.setattr("geo.readers.layer.ground.MAX_VERTICES", 8)
    with pytest.raises(TooLargeError, match="9 points; the limit is 8"):
        content(geojson(shape("arvona")))


def test_very_many_rings_are_refused_before_any_is_built(monkeypatch):
    monkeypatch.setattr(drawing, "MAX_RINGS", 2)
    monkeypatch.setattr(drawing, "rings_to_ground", lambda _: pytest.fail("a ring was built"))
    with pytest.raises(TooLargeError, match="3 rings; the limit is 2"):
        content(geojson(*[shape("arvona")] * 3))


def test_very_many_rows_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "map.fgb"
    gpd.GeoDataFrame(geometry=[village("arvona")] * 4, crs=4326).to_file(path, driver="FlatGeobuf")
    monkeypatch.setattr("geo.readers.layer.tables.MAX_ROWS", 3)
    with pytest.raises(TooLargeError, match="the limit is 3"):
        read(path)


def test_a_geopackage_with_a_view_is_refused(tmp_path):
    path = layer_file(tmp_path / "map.gpkg", "arvona", driver="GPKG")
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIEW trap AS SELECT 1")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match=r"views or virtual tables \(trap\)"):
        read(path)


# Paths


def test_folders_give_their_layers_in_order(tmp_path):
    for name in ("b.geojson", "a.kml", "notes.txt", ".hidden.geojson"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.name for path in layer_files([tmp_path, tmp_path / "notes.txt"])] == ["a.kml", "b.geojson", "notes.txt"]


def test_missing_paths_and_empty_folders_are_told(tmp_path):
    with pytest.raises(InputError, match="There is no"):
        layer_files([tmp_path / "nowhere"])
    with pytest.raises(InputError, match="holds no layer"):
        layer_files([tmp_path])
