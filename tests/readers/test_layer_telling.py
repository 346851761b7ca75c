"""What a file says of status or side, under whatever name: it stops the import until somebody says what it means. A village is 1 km2."""

import json
import shlex
from datetime import date

import geopandas as gpd
import pytest
import shapely

from geo.crs import geodesic_area_m2
from geo.errors import InputError
from geo.readers.layer import Sorting, Stated, read_layer, read_layer_content
from geo.readers.layer.rules import fits
from tests.miniland import world
from tests.miniland.ground import frame, ground, village

ON = date(2030, 1, 5)


def collection(*features):
    """Features, each as its villages and its properties."""
    rows = [{"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(ground(*names.split())))} for names, properties in features]
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


def under(name, *values):
    """Arvona and Belmora, Corvina, Dastrova ... with these values of a property."""
    villages = ("arvona belmora", "corvina", "dastrova", "eldova", "foskova")
    return collection(*((names, {name: value}) for names, value in zip(villages, values, strict=False)))


def read(data, holder=None, level=None, *, empty=False, **sorting):
    return read_layer_content(data, world.theatre(), Stated("desk", ON, holder, level, empty, Sorting.parse(**sorting)))


def told(found):
    return {(sheet.holder, str(sheet.level)): round(geodesic_area_m2(sheet.ground) / 1e6, 3) for sheet in found.sheets}


TELLING = (
    *("name", "Name", "label", "title", "назва", "status", "Status", "STATUS_2030", "статус", "type", "area_type", "Category", "class", "legend"),
    *("controller", "controlledBy", "occupied_by", "side", "owner", "faction", "folder", "layer", "fill", "stroke", "color", "styleUrl"),
)


@pytest.mark.parametrize("name", TELLING)
def test_shapes_that_differ_in_status_or_side_stop_the_import(name):
    with pytest.raises(InputError, match="say different things of status or side") as stop:
        read(under(name, "#ff0000", "#bdbdbd"))
    lines = str(stop.value).splitlines()
    assert f"  {name.casefold()} = '#ff0000': 1 shape, 2.0 km² in the theatre" in lines
    assert f"  {name.casefold()} = '#bdbdbd': 1 shape, 1.0 km² in the theatre" in lines
    with pytest.raises(InputError, match="say different things"):
        read(under(name, "#ff0000", "#bdbdbd"), holder="AA", level="held")


@pytest.mark.parametrize("values", [("occupied", "liberated"), ("Arland", "Borland"), ("held by Arlanders", "held by Borlanders"), ("сіра зона", "звільнено")])
def test_a_property_of_any_name_speaks_by_its_values(values):
    with pytest.raises(InputError, match="say different things"):
        read(under("remarks", *values))


def test_a_description_in_html_speaks_by_its_words():
    style = "<div style='font-family:Arial;font-size:12px;color:#333333;margin:0;padding:4px;line-height:1.4'>{}</div>"
    with pytest.raises(InputError, match="say different things"):
        read(under("description", style.format("<b>held</b> by Arland"), style.format("<i>unclear</i>")))


def test_properties_inside_a_property_speak_too():
    with pytest.raises(InputError, match="status = 'taken': 1 shape"):
        read(under("properties", {"status": "taken"}, {"status": "lost"}))
    given = Stated("desk", ON, sorting=Sorting.parse(where=["status=taken"]))
    assert len(read_layer_content(under("attributes", {"status": "taken"}, {"status": "lost"}), world.theatre(), given).sheets) == 1


DOCUMENT = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
PLACEMARK = (
    "<Placemark><description><![CDATA[<div>{}</div>]]></description><Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates>"
    "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
)


@pytest.mark.parametrize(("one", "other"), [("Под контролем ВСУ", "Оспаривается"), ("Підконтрольно ЗСУ", "сірі землі"), ("taken", "disputed")])
def test_the_description_of_a_placemark_speaks(one, other):
    rings = [" ".join(f"{lon},{lat}" for lon, lat, *_ in shapely.get_coordinates(ground(name))) for name in ("arvona", "belmora")]
    text = DOCUMENT.format(PLACEMARK.format(one, rings[0]) + PLACEMARK.format(other, rings[1]))
    with pytest.raises(InputError, match="description = '<div>"):
        read(text.encode())


def test_tables_of_a_file_speak_by_their_names(tmp_path):
    """A GeoPackage of two layers, each of one status, as a GIS writes it."""
    for name, held in (("liberated", "arvona"), ("grey zone", "belmora")):
        frame(held).to_file(tmp_path / "m.gpkg", driver="GPKG", layer=name)
    with pytest.raises(InputError, match="layer = 'liberated': 1 shape"):
        read_layer(tmp_path / "m.gpkg", world.theatre(), Stated("desk", ON))
    given = Stated("desk", ON, sorting=Sorting.parse(where=["layer=liberated"]))
    assert len(read_layer(tmp_path / "m.gpkg", world.theatre(), given).sheets) == 1


def test_the_options_that_the_stop_shows_are_read(tmp_path):
    """Values that name a side or level come with it, the others with a gap to fill in; two of them hold a colon and a quote."""
    data = under("who", "Borland: it's theirs", "status unclear", "contested: heavily", "Arland's")
    with pytest.raises(InputError, match="say different things") as stop:
        read(data)
    command = next(line for line in str(stop.value).splitlines() if "salient compare import" in line)
    words = shlex.split(command.partition("…")[2])
    given = {"holder_from": [], "level_from": []}
    for option, value in zip(words[::2], words[1::2], strict=True):
        given[option.removeprefix("--").replace("-", "_")].append(value)
    assert given == {
        "holder_from": ["who=Borland: it's theirs:BB", "who=Arland's:AA"],
        "level_from": ["who=status unclear:unknown", "who=contested: heavily:contested"],
    }
    assert told(read(data, **given)) == {("BB", "held"): 2, ("AA", "unknown"): 1, ("AA", "contested"): 1, ("AA", "held"): 1}


def test_a_gap_is_no_holder():
    with pytest.raises(InputError, match="--holder-from name=one:HOLDER --holder-from name=two:HOLDER"):
        read(under("name", "one", "two"))
    with pytest.raises(InputError, match="'HOLDER' is no holder"):
        read(under("name", "one", "two"), holder_from=["name=one:HOLDER", "name=two:AA"])


def test_many_and_long_values_are_cut():
    features = [(name, {"name": f"{name} {'x' * 90}"}) for row in ("arvona", "belmora") for name in [row]]
    with pytest.raises(InputError, match=r"--holder-from 'name=arvona x+\*:HOLDER'"):
        read(collection(*features))
    rows = [{"type": "Feature", "properties": {"type": f"{chr(97 + n)}"}, "geometry": json.loads(shapely.to_geojson(village("arvona")))} for n in range(20)]
    with pytest.raises(InputError, match="and 8 more values of type"):
        read(json.dumps({"type": "FeatureCollection", "features": rows}).encode())


def test_hostile_values_stay_in_their_line():
    with pytest.raises(InputError, match="say different things") as stop:
        read(under("name", "a\n  name = 'all fine'\x1b[2J", "b"))
    assert "\x1b" not in str(stop.value)
    assert "  name = \"a name = 'all fine' [2J\": 1 shape" in str(stop.value)


ALIKE = {
    "no property": under("id"),
    "no value": under("status", None, "", "  "),
    "one status": under("status", "occupied", "occupied"),
    "one status, written in several ways": under("status", "Occupied", " occupied\xa0", "OCCUPIED"),
    "numbered names": under("name", "Polygon 1", "Polygon 2", "Polygon 12"),
    "other properties": under("raion", "Sudzha", "Korenevo"),
    "areas": under("area_km2", 2.01, 1.0),
    "opacities": under("fill-opacity", 0.3, 0.5),
    "holder and level told": collection(
        ("arvona", {"holder": "AA", "level": "held", "name": "one", "fill": "#111"}),
        ("belmora", {"holder": "AA", "level": "held", "name": "two", "fill": "#222"}),
    ),
    "holder told, names are names": collection(("arvona", {"holder": "AA", "name": "North"}), ("belmora", {"holder": "AA", "name": "South"})),
}


@pytest.mark.parametrize("name", ALIKE)
def test_shapes_that_say_the_same_go_in_as_they_are(name):
    if name == "no property":
        assert told(read(collection(("arvona", {}), ("belmora", {})))) == {("AA", "held"): 2}
    else:
        assert set(told(read(ALIKE[name]))) == {("AA", "held")}


def test_numbers_under_a_status_are_codes():
    with pytest.raises(InputError, match="say different things"):
        read(under("status", 1, 2))


def test_a_status_beside_a_told_holder_is_not_passed_over():
    data = collection(("arvona", {"holder": "AA", "status": "held"}), ("belmora", {"holder": "AA", "status": "unclear"}))
    with pytest.raises(InputError, match="say different things"):
        read(data)
    assert told(read(data, level_from=["status=held:held", "status=unclear:unknown"])) == {("AA", "held"): 1, ("AA", "unknown"): 1}


def test_shapes_elsewhere_say_nothing_of_the_theatre():
    rows = json.loads(under("status", "occupied"))
    rows["features"].append({"type": "Feature", "properties": {"status": "liberated"}, "geometry": json.loads(shapely.to_geojson(shapely.box(10, 45, 11, 46)))})
    assert told(read(json.dumps(rows).encode())) == {("AA", "held"): 2}


@pytest.mark.parametrize(("name", "value", "words"), [
    ("status", "unknown", "level-from status=unknown:unknown"),
    ("status", "Status: contested", "contested"),
    ("controller", "Borland", "holder-from controller=Borland:BB"),
    ("status", "bb_held", "status=bb_held:BB"),
    ("name", "Borlanders", "name=Borlanders:BB"),
    ("name", "Unknown", "name=Unknown:unknown"),
])  # fmt: skip
def test_shapes_that_all_say_otherwise_than_they_would_be_stored_stop_too(name, value, words):
    with pytest.raises(InputError, match="would be stored as what the side in focus held, and says otherwise") as stop:
        read(under(name, value, value))
    assert words in str(stop.value)
    assert set(told(read(under(name, value, value), holder="BB", level="unknown"))) == {("BB", "unknown")}
    assert set(told(read(under(name, value, value), as_one=True))) == {("AA", "held")}


# How a user says it


def test_where_takes_only_what_it_says():
    data = collection(
        ("arvona belmora", {"status": "Held", "src": "a"}), ("corvina", {"status": "held", "src": "b"}), ("dastrova", {"status": "unclear", "src": "a"})
    )
    assert told(read(data, where=["STATUS=held"])) == {("AA", "held"): 3}
    assert told(read(data, where=["status=held", "src=b"])) == {("AA", "held"): 1}
    assert told(read(data, where=["status=held", "status=unclear"], as_one=True)) == {("AA", "held"): 4}
    assert told(read(data, where=["status=un*"], level="unknown")) == {("AA", "unknown"): 1}
    with pytest.raises(InputError, match=r"No shape has status=taken\. There is:\n  status = 'Held': 1 shape\n"):
        read(data, where=["status=taken"])
    with pytest.raises(InputError, match="no property state; the shapes have src, status"):
        read(data, where=["state=held"])


def test_where_leaves_what_it_does_not_ask_for_to_be_told():
    data = collection(
        ("arvona", {"status": "sure", "side": "AA"}), ("belmora", {"status": "sure", "side": "BB"}), ("corvina", {"status": "doubt", "side": "AA"})
    )
    with pytest.raises(InputError, match="say different things"):
        read(data, where=["status=sure"])
    assert told(read(data, where=["status=sure"], holder_from=["side"])) == {("AA", "held"): 1, ("BB", "held"): 1}


def test_every_value_has_to_be_told():
    data = under("fill", "#1", "#2", "#3")
    with pytest.raises(InputError, match=r"Of some shapes nothing is said:\n  fill = '#3': 1 shape, 1\.0 km²"):
        read(data, holder_from=["fill=#1:AA"], level_from=["fill=#2:unknown"])
    assert told(read(data, holder_from=["fill=#1:AA", "fill=#3:Borland"], level_from=["fill=#2:unknown"])) == {
        ("AA", "held"): 2, ("AA", "unknown"): 1, ("BB", "held"): 1,
    }  # fmt: skip


def test_a_property_that_names_holders_or_levels_is_enough():
    data = collection(
        ("arvona", {"controller": "Arland", "how": "held"}),
        ("belmora", {"controller": "borlanders", "how": "contested"}),
        ("corvina", {"controller": "", "how": "held"}),
    )
    with pytest.raises(InputError, match="Of some shapes nothing is said"):
        read(data, holder_from=["controller"])
    assert told(read(data, where=["controller=*land*"], holder_from=["Controller"], level_from=["HOW"])) == {("AA", "held"): 1, ("BB", "contested"): 1}


def test_the_first_rule_that_fits_counts():
    assert told(read(under("name", "zone a", "zone b"), holder_from=["name=zone b:BB", "name=zone*:AA"])) == {("AA", "held"): 2, ("BB", "held"): 1}


def test_what_is_stated_for_all_fills_what_rules_leave_open():
    assert told(read(under("name", "a", "b"), holder="BB", level_from=["name=a:held", "name=b:unknown"])) == {("BB", "held"): 2, ("BB", "unknown"): 1}


def test_a_rule_reads_a_holder_that_the_theatre_does_not_know():
    data = under("holder", "Blue", "Red")
    with pytest.raises(InputError, match="'Blue' is no holder"):
        read(data)
    assert told(read(data, holder_from=["holder=blue:AA", "holder=red:BB"])) == {("AA", "held"): 2, ("BB", "held"): 1}


def test_as_one_takes_all_alike():
    assert told(read(under("status", "occupied", "unclear"), as_one=True)) == {("AA", "held"): 3}
    with pytest.raises(InputError, match="Give one or the other"):
        read(under("status", "a", "b"), as_one=True, holder_from=["status=a:AA"])


@pytest.mark.parametrize(("given", "words"), [
    ({"where": ["status"]}, "no PROPERTY=VALUE"),
    ({"where": ["=held"]}, "no PROPERTY=VALUE"),
    ({"where": ["status="]}, "no PROPERTY=VALUE"),
    ({"holder_from": ["status=held"]}, "does not say which holder"),
    ({"level_from": ["status=held:"]}, "does not say which level"),
    ({"level_from": ["a:b=c"]}, "does not say which level"),
    ({"holder_from": [" "]}, "without a name"),
    ({"preset": "isw"}, "no preset 'isw'. There is deepstate"),
    ({"where": ["a=b"] * 201}, "201 conditions are given; the limit is 200"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused(given, words):
    with pytest.raises(InputError, match=words):
        Sorting.parse(**given)


def test_a_level_that_is_none_is_refused():
    with pytest.raises(InputError, match="'sure' is no level"):
        read(under("status", "a", "b"), level_from=["status=a:sure", "status=b:held"])


@pytest.mark.parametrize(("text", "pattern", "fit"), [
    ("occupied", "Occupied", True), ("occupied", "occup", False), ("occupied", "occup*", True), ("occupied", "*pied", True), ("occupied", "*cup*", True),
    ("occupied", "o*u*d", True), ("occupied", "*", True), ("occupied", "**", True), ("aba", "ab*ba", False), ("abba", "ab*ba", True), ("a", "a*a", False),
    ("under occupation", "UNDER  occupation", True), ("a.c", "a.c", True), ("abc", "a.c", False), ("[x]", "[x]", True), ("", "*", True),
])  # fmt: skip
def test_a_star_stands_for_any_text_and_nothing_else_is_special(text, pattern, fit):
    assert fits(text, pattern) is fit


def test_patterns_take_linear_time():
    """With a search that goes back at each star this would not end."""
    assert not fits("a" * 5_000, "*a" * 500 + "b*")


# What formats call it


KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Style id="red-normal"><LineStyle><color>ff00007f</color></LineStyle><PolyStyle><color>8014270a</color></PolyStyle></Style>
<StyleMap id="red"><Pair><key>normal</key><styleUrl>#red-normal</styleUrl></Pair><Pair><key>highlight</key><styleUrl>#other</styleUrl></Pair></StyleMap>
<Folder><name>{one}</name><Placemark>{named}{style}{arvona}</Placemark></Folder>
<Folder><name>{two}</name><Placemark>{other}<Style><PolyStyle><color>80bdbdbd</color></PolyStyle></Style>{belmora}</Placemark></Folder>
</Document></kml>"""


def kml(one="Ground", two="Ground", named="", other="", style="<styleUrl>#red</styleUrl>"):
    polygons = {
        name: "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y}" for x, y in village(name).exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        for name in ("arvona", "belmora")
    }
    return KML.format(one=one, two=two, named=named, other=other, style=style, **polygons).encode()


def test_kml_says_it_by_name_folder_and_colour():
    by_name = {"named": "<name>Occupied</name>", "other": "<name>Liberated</name>"}
    for said, lines in (
        (kml(**by_name), ["name = 'Occupied'", "name = 'Liberated'"]),
        (kml(one="Occupied", two="Liberated"), ["folder = 'Occupied'", "folder = 'Liberated'"]),
        (kml(), ["fill = '#0a2714'", "fill = '#bdbdbd'"]),
    ):
        with pytest.raises(InputError, match="say different things") as stop:
            read(said)
        assert [line for line in lines if line not in str(stop.value)] == []
    assert told(read(kml(), holder_from=["fill=#0a2714:BB"], level_from=["fill=#bdbdbd:unknown"])) == {("BB", "held"): 1, ("AA", "unknown"): 1}
    assert told(read(kml(**by_name), where=["name=occupied"])) == {("AA", "held"): 1}
    assert told(read(kml(one="A", two="B"), where=["folder=b"])) == {("AA", "held"): 1}


@pytest.mark.parametrize(("name", "driver"), [("m.gpkg", "GPKG"), ("m.shp", "ESRI Shapefile"), ("m.fgb", "FlatGeobuf"), ("m.kml", "KML"), ("m.kmz", "LIBKML")])
def test_tables_say_it_too(tmp_path, name, driver):
    frame = gpd.GeoDataFrame({"Name": ["occupied", "unclear"]}, geometry=[ground("arvona", "belmora"), village("corvina")], crs=4326)
    frame.to_file(tmp_path / name, driver=driver)
    with pytest.raises(InputError, match=r"name = 'occupied': 1 shape, 2\.0 km²"):
        read_layer(tmp_path / name, world.theatre(), Stated("desk", ON))
    sorting = Sorting.parse(holder_from=["name=occupied:BB"], level_from=["name=unclear:unknown"])
    found = read_layer(tmp_path / name, world.theatre(), Stated("desk", ON, sorting=sorting))
    assert told(found) == {("BB", "held"): 2, ("AA", "unknown"): 1}


def test_numbers_of_tables_are_compared_as_they_read(tmp_path):
    frame = gpd.GeoDataFrame({"status": [1.0, 2.0, None]}, geometry=[village(n) for n in ("arvona", "belmora", "corvina")], crs=4326)
    frame.to_file(tmp_path / "m.gpkg", driver="GPKG")
    found = read_layer(tmp_path / "m.gpkg", world.theatre(), Stated("desk", ON, sorting=Sorting.parse(where=["status=1"])))
    assert told(found) == {("AA", "held"): 1}
