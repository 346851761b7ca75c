from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest
import shapely

from geo.atlas import Atlas
from geo.errors import DataError, InputError, NotFoundError
from geo.evidence.known import assemble
from geo.gazetteer import COLUMNS
from geo.theatre import Chain, Kriging, data_dir, load_theatre, pack_reports, theatre_faults, theatre_ids, theatre_remarks

TOML = """id = "toyland"
title = "Toyland"
region = "Toyland"
first_day = 2030-01-01
last_day = 2030-01-31
crs = "+proj=laea +lat_0=50 +lon_0=30 +datum=WGS84 +units=m +no_defs"
opening = "BB"
focus = "AA"
licence = "CC0-1.0"

[[holders]]
id = "AA"
name = "Arland"
adjective = "Arlandish"
aliases = ["Arlanders"]
colour = "#2f6fb0"

[[holders]]
id = "BB"
name = "Borland"
adjective = "Borlandish"
colour = "#b5542a"
"""
SOURCES = """[[sources]]
id = "gazette"
name = "The Gazette"
side = "AA"
reliability = "C"
aliases = ["Arland Gazette"]
"""
GAZETTEER = ",".join(COLUMNS) + "\nalfa,Alfa,,,,30.5,50.5,BB,Toy,West,village,,1,true,core,,CC0,\n"


def square(x, y, size=1.0):
    return [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]


def districts(*rings):
    features = [
        {"type": "Feature", "properties": {"id": f"d{n}", "name": f"D{n}"}, "geometry": {"type": "Polygon", "coordinates": ring}}
        for n, ring in enumerate(rings, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def pack(tmp_path):
    for name, text in {
        "theatre.toml": TOML,
        "sources.toml": SOURCES,
        "gazetteer.csv": GAZETTEER,
        "districts.geojson": districts(square(30, 50), square(31, 50)),
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def edit(pack, name, old, new):
    text = (pack / name).read_text("utf-8")
    assert old in text
    (pack / name).write_text(text.replace(old, new), "utf-8")


def test_a_pack_in_any_folder(pack):
    theatre = load_theatre("toyland", pack)
    assert theatre_faults(pack) == []
    assert (theatre.span.first_day, theatre.span.last_day) == (date(2030, 1, 1), date(2030, 1, 31))
    assert [h.name for h in theatre.holders] == ["Arland", "Borland"]
    assert theatre.holder("BB").adjective == "Borlandish"
    assert theatre.holder_index("BB") == 1
    assert theatre.extent.equals(shapely.box(30, 50, 32, 51))
    assert theatre.parameters.certainty["stated"] == 1.0
    parameters = theatre.parameters
    assert (parameters.control_method, parameters.method, parameters.held, parameters.contested) == ("chain", "kriging", 0.8, 0.2)
    assert (parameters.chain, parameters.kriging) == (Chain(), Kriging())
    assert theatre.sources.side("arland gazette") == "AA"
    assert theatre.sources.find("the Arland Gazette").id == "gazette"
    assert theatre.sources.find("Gazette").id == "gazette"
    assert theatre.sources.find("Herald") is None
    assert theatre.sources.side("Herald") is None
    assert len(theatre.sources) == len(list(theatre.sources)) == 1
    assert load_theatre("toyland", pack) is theatre


def test_optional_files_are_optional(pack):
    (pack / "sources.toml").unlink()
    theatre = load_theatre("toyland", pack)
    assert theatre.border.is_empty
    assert len(theatre.sources) == 0
    assert theatre.hazards.word("Alfa") is None
    assert pack_reports(theatre) == []


def test_the_digest_names_the_content(pack, tmp_path):
    first = load_theatre("toyland", pack).digest
    other = tmp_path / "copy"
    other.mkdir()
    for name in ("theatre.toml", "sources.toml", "gazetteer.csv", "districts.geojson"):
        (other / name).write_bytes((pack / name).read_bytes())
    assert load_theatre("toyland", other).digest == first
    edit(other, "theatre.toml", "#2f6fb0", "#2f6fb1")
    third = other.rename(tmp_path / "third")
    assert load_theatre("toyland", third).digest != first


def test_unknown_holder_and_day_outside(pack):
    theatre = load_theatre("toyland", pack)
    with pytest.raises(NotFoundError, match=r"'CC'.*AA, BB"):
        theatre.holder("CC")
    theatre.require_inside(date(2030, 1, 31))
    with pytest.raises(InputError, match=r"2030-02-01 lies outside .* 2030-01-01 to 2030-01-31"):
        theatre.require_inside(date(2030, 2, 1))
    assert not theatre.covers(date(2029, 12, 31))
    assert theatre.day("2030-01-05") == date(2030, 1, 5)
    with pytest.raises(InputError):
        theatre.day("yesterday")


def test_unknown_theatres(pack):
    with pytest.raises(NotFoundError, match=r"'atlantis'.*kursk"):
        load_theatre("atlantis")
    with pytest.raises(NotFoundError, match="'toyland', not 'kursk'"):
        load_theatre("kursk", pack)


def test_every_fault_in_one_message(pack):
    edit(pack, "theatre.toml", 'opening = "BB"', 'opening = "CC"')
    edit(pack, "theatre.toml", "last_day = 2030-01-31", "last_day = 2029-01-31")
    edit(pack, "theatre.toml", "+units=m", "+units=km")
    edit(pack, "sources.toml", 'side = "AA"', 'side = "DD"')
    (pack / "hazards.toml").write_text('[[groups]]\nname = "All"\nplaces = ["alfa", "zulu"]\n', "utf-8")
    (pack / "districts.geojson").write_text(districts(square(30, 50), square(30.9, 50)), "utf-8")
    (pack / "border.geojson").write_text('{"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": [30, 50]}}]}', "utf-8")
    faults = theatre_faults(pack)
    parts = ["opening is 'CC'", "side of the source 'gazette' is 'DD'", "last_day 2029-01-31", "not a projected CRS in metres", "'zulu'"]
    for part in [*parts, "D1 overlaps", "D2 overlaps", "is a Point, not a line"]:
        assert any(part in fault for fault in faults), part
    assert len(faults) == 8
    with pytest.raises(DataError, match=r"8 fault\(s\)") as message:
        load_theatre("toyland", pack)
    assert all(fault in str(message.value) for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('id = "AA"', 'id = "BB"', ["holder 'BB' stands twice", "focus is 'AA'"]),
        ("#b5542a", "#2f6fb0", ["colour #2f6fb0 is used twice"]),
        ("#b5542a", "red", ["holders.1.colour"]),
        ('title = "Toyland"', 'titel = "Toyland"', ["title", "titel"]),
        ("first_day = 2030-01-01", 'first_day = "soon"', ["first_day"]),
        ("+proj=laea", "+proj=nonsense", ["is not understood"]),
        ("[[holders]]", "[[holders", ["not TOML"]),
        ('licence = "CC0-1.0"', 'licence = "CC0-1.0"\nparameters.control.certainty = {stated = 2}', ["parameters.control.certainty.stated"]),
        ('licence = "CC0-1.0"', 'licence = "CC0-1.0"\nparameters.space.held = 0.4', ["parameters.space.held"]),
        ('licence = "CC0-1.0"', 'licence = "CC0-1.0"\ntowns = { AA = 5000, UA = 15000 }', ["towns: no country has the code 'AA'"]),
        ('licence = "CC0-1.0"', 'licence = "CC0-1.0"\ntowns = { ua = 5000, UA = 700 }', ["towns.ua", "towns.UA"]),
    ],
)
def test_faults_of_theatre_toml(pack, old, new, parts):
    edit(pack, "theatre.toml", old, new)
    faults = theatre_faults(pack)
    assert all(any(part in fault for fault in faults) for part in parts), faults


def test_faults_of_sources(pack):
    (pack / "sources.toml").write_text(SOURCES + SOURCES + '[[sources]]\nid = "x"\nname = "X"\nreliability = "G"\n', "utf-8")
    assert any("sources.2.reliability" in fault for fault in theatre_faults(pack))
    (pack / "sources.toml").write_text(SOURCES + SOURCES.replace('"gazette"', '"herald"'), "utf-8")
    assert any("two sources answer to the name" in fault for fault in theatre_faults(pack))


@pytest.mark.parametrize(
    ("rings", "part"),
    [
        ([square(30, 50), square(31.0005, 50)], "sliver"),  # 36 m apart
        ([square(30, 50), square(40, 50)], "2 separate pieces"),
        ([[[[30, 50], [31, 51], [31, 50], [30, 51], [30, 50]]]], "not a valid polygon"),
        ([[*square(30, 50, 3), square(31, 51)[0][::-1]]], "hole in the extent"),
        ([], "has no features"),
    ],
)
def test_faults_of_the_extent(pack, rings, part):
    (pack / "districts.geojson").write_text(districts(*rings), "utf-8")
    assert any(part in fault for fault in theatre_faults(pack))


@pytest.mark.parametrize(("name", "part"), [("theatre.toml", "is missing"), ("gazetteer.csv", "cannot be read"), ("districts.geojson", "is missing")])
def test_missing_files(pack, name, part):
    (pack / name).unlink()
    assert [f for f in theatre_faults(pack) if name in f and part in f]


@pytest.mark.parametrize("text", ["{", "[]", '{"features": 3}', '{"features": [{}]}', '{"features": [{"properties": {}, "geometry": {"type": "Blob"}}]}'])
def test_districts_that_are_no_geojson(pack, text):
    (pack / "districts.geojson").write_text(text, "utf-8")
    assert any("districts.geojson is not a GeoJSON" in fault for fault in theatre_faults(pack))


def test_districts_without_names_or_areas(pack):
    (pack / "districts.geojson").write_text('{"features": [{"properties": null, "geometry": {"type": "Point", "coordinates": [30, 50]}}]}', "utf-8")
    assert {f.split(": ", 1)[1] for f in theatre_faults(pack)} == {"feature 1 has no id", "feature 1 has no name", "feature 1 is a Point, not a polygon"}


def test_the_manifest_is_checked(pack):
    (pack / "manifest.json").write_text(json.dumps({"files": {"theatre.toml": {"sha256": "0"}, "gone.csv": {"sha256": "0"}}}), "utf-8")
    assert [f.split(" is not")[0] for f in theatre_faults(pack)] == ["theatre.toml", "gone.csv"]
    (pack / "manifest.json").write_text("[]", "utf-8")
    assert any("manifest.json is broken" in f for f in theatre_faults(pack))


def test_data_dir_follows_the_setting(monkeypatch, tmp_path):
    assert "kursk" in theatre_ids()
    (tmp_path / "theatres").mkdir()
    monkeypatch.setenv("SALIENT_DATA", str(tmp_path))
    assert data_dir() == tmp_path
    assert theatre_ids() == []
    with pytest.raises(NotFoundError, match="There is none"):
        load_theatre("kursk")


@pytest.mark.parametrize("name", ["nowhere", "empty", "file"])
def test_a_data_dir_that_is_none_is_an_error(monkeypatch, tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no folder", "utf-8")
    monkeypatch.setenv("SALIENT_DATA", str(tmp_path / name))
    with pytest.raises(InputError, match=f"SALIENT_DATA=.*{name} is no folder with theatres/"):
        theatre_ids()
    with pytest.raises(InputError, match="unset it to use the data that ship"):
        load_theatre("kursk")


# --- what passes the check works: the ground, the places, the sides


def holders(count):
    """The table of so many more sides, each with a colour of its own."""
    return "".join(f'\n[[holders]]\nid = "C{n}"\nname = "C{n}land"\nadjective = "C{n}ish"\ncolour = "#0000{n:02x}"\n' for n in range(count))


def border(*points):
    line = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": points}}
    return json.dumps({"type": "FeatureCollection", "features": [line]})


def test_more_holders_than_a_map_tells_apart_are_refused_with_the_number(pack):
    with (pack / "theatre.toml").open("a", encoding="utf-8") as file:
        file.write(holders(7))
    assert theatre_faults(pack) == ["theatre.toml: there are 9 holders, and a map tells at most 8 apart. Make one of those that act together"]
    with pytest.raises(DataError, match="9 holders"):
        load_theatre("toyland", pack)


def test_eight_holders_have_a_map(pack):
    with (pack / "theatre.toml").open("a", encoding="utf-8") as file:
        file.write(holders(6) + "[parameters.space]\ncell_km2 = 25\n")
    theatre = load_theatre("toyland", pack)
    areas = Atlas.build(theatre, assemble([], [], [], [])).series(theatre.span.first_day, theatre.span.first_day)
    assert list(areas["holder"]) == ["AA", "BB", *(f"C{n}" for n in range(6))]
    assert float(areas["best_km2"].sum()) == pytest.approx(
        15_930, rel=0.01
    )  # two degrees of longitude at 50.5 north by one of latitude, 71.0 km x 111.2 km x 2


@pytest.mark.parametrize(
    ("name", "old", "new", "part"),
    [
        ("gazetteer.csv", "30.5,50.5", "40.5,50.5", "none of its settlements lies inside districts.geojson (lon 30.00 to 32.00, lat 50.00 to 51.00)"),
        ("gazetteer.csv", "true,core", "false,core", "none of its settlements lies inside"),
        ("gazetteer.csv", "30.5,50.5", "50.5,30.5", "Alfa (50.5000, 30.5000) would lie inside the districts with lon and lat exchanged"),
        ("theatre.toml", "+lat_0=50 +lon_0=30", "+lat_0=-50 +lon_0=-150", "has no place for the districts"),
        ("theatre.toml", "+proj=laea +lat_0=50 +lon_0=30 +datum=WGS84 +units=m +no_defs", "EPSG:3857", "are off by +14"),
        ("districts.geojson", '"d2"', '"d1"', "the district 'd1' stands twice"),
        ("districts.geojson", '"d2"', "12", "feature 2 has the id 12, which is no text"),
    ],
)
def test_ground_that_could_not_be_mapped_is_told(pack, name, old, new, part):
    edit(pack, name, old, new)
    assert [fault for fault in theatre_faults(pack) if fault.startswith(name) and part in fault]


def test_more_cells_than_are_mapped_are_refused_with_the_numbers(pack):
    (pack / "theatre.toml").write_text(TOML + "[parameters.space]\ncell_km2 = 0.05\n", "utf-8")
    (pack / "districts.geojson").write_text(districts(square(25, 45, 10)), "utf-8")
    fault = next(fault for fault in theatre_faults(pack) if "cell_km2" in fault)
    assert "at most 2,000,000 are mapped" in fault
    assert "Set space.cell_km2 to 0.4 or more" in fault  # ten degrees square around 50 north have some 795,000 km2


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (border([30, 50], [30, 50]), "the line near lon 30.00000, lat 50.00000 has no length"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": null, "geometry": null}]}', "feature 1 has no geometry"),
    ],
)
def test_a_border_that_is_no_line_is_told(pack, line, part):
    (pack / "border.geojson").write_text(line, "utf-8")
    assert [fault for fault in theatre_faults(pack) if part in fault]


def test_what_is_no_fault_is_remarked(pack):
    with (pack / "gazetteer.csv").open("a", encoding="utf-8") as file:
        file.write("beta,Beta,,,,33.5,50.5,BB,Toy,West,village,,1,true,core,,CC0,\n")
    (pack / "border.geojson").write_text(border([80, 10], [81, 11]), "utf-8")
    assert theatre_faults(pack) == []
    named, outside, far = theatre_remarks(pack)
    assert f"the folder is called {pack.name!r} and the theatre 'toyland'" in named
    assert outside.startswith("1 of 2 settlements lie outside the districts (Beta (33.5000, 50.5000))")
    assert "does not touch the districts" in far


def test_the_remark_of_a_pack_without_a_border(pack):
    assert any("there is no border.geojson" in remark for remark in theatre_remarks(pack))
    edit(pack, "theatre.toml", 'opening = "BB"', 'opening = "XX"')
    assert theatre_remarks(pack) == []


def test_a_pack_among_the_data_bears_its_own_name(monkeypatch, pack, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    (data / "theatres").mkdir()
    monkeypatch.setenv("SALIENT_DATA", str(data))
    moved = pack.rename(data / "theatres" / "other")
    assert theatre_faults(moved) == ["the folder is called 'other' and the theatre 'toyland': among the theatres it is found only under a folder of its own id"]
    assert theatre_faults(moved.rename(data / "theatres" / "toyland")) == []


# --- the Kursk pack


@pytest.fixture(scope="module")
def kursk():
    return load_theatre("kursk")


def test_kursk_is_sound(kursk):
    assert theatre_faults(kursk.folder) == []
    assert (kursk.span.first_day, kursk.span.last_day) == (date(2024, 8, 6), date(2025, 4, 30))
    assert kursk.span.end - kursk.span.start == timedelta(days=268)
    assert [h.id for h in kursk.holders] == ["UA", "RU"]
    assert (kursk.opening, kursk.focus) == ("RU", "UA")


def test_the_extent_is_fourteen_districts_in_one_piece(kursk):
    assert len(kursk.districts) == 14
    assert kursk.extent.geom_type == "Polygon"
    assert not kursk.extent.interiors
    assert kursk.extent.is_valid
    assert {"Sudzhansky", "Korenevsky", "Lgov (city)"} <= {d.name for d in kursk.districts}


def test_the_border_is_the_edge_of_the_extent(kursk):
    assert kursk.border.geom_type == "LineString"
    assert shapely.covers(kursk.extent.boundary, kursk.border)
    lon, lat = shapely.get_coordinates(kursk.border).T
    assert (lon.min(), lon.max()) == (pytest.approx(34.08, abs=0.01), pytest.approx(35.41, abs=0.01))
    assert (lat.min(), lat.max()) == (pytest.approx(50.97, abs=0.01), pytest.approx(51.84, abs=0.01))


def test_each_place_lies_on_its_own_side_of_the_border(kursk):
    wrong = [p.id for p in kursk.gazetteer if shapely.contains_xy(kursk.extent, p.lon, p.lat) != (p.oblast == "Kursk")]
    assert wrong == ["ru-kursk-city-kursk"]  # the regional capital lies in a district that the extent leaves out


def luminance(colour):
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722]), linear


def test_the_colours_differ_in_grey_and_for_colour_blind_readers(kursk):
    """WCAG contrast in grey; for a dichromat red and green are one (their mean), so blue against the mean must tell the sides apart."""
    (dark, a), (light, b) = sorted((luminance(h.colour) for h in kursk.holders), key=lambda c: c[0])
    assert (light + 0.05) / (dark + 0.05) > 2
    opponent = [c[2] - (c[0] + c[1]) / 2 for c in (a, b)]
    assert opponent[0] > 0 > opponent[1]


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("Russian MoD", "RU"),
        ("the Russian Defence Ministry", "RU"),
        ("Russian Defense Ministry", "RU"),
        ("Defense Ministry of Russia", "RU"),
        ("Russian military bloggers", "RU"),
        ("Rybar", "RU"),
        ("Yuriy Podolyaka", "RU"),
        ("TASS", "RU"),
        ("Syrsky", "UA"),
        ("Oleksandr Syrskyi", "UA"),
        ("Ukrainian General Staff", "UA"),
        ("ISW", None),
        ("the Institute for the Study of War", None),
        ("DeepState", None),
        ("UK Ministry of Defence", None),
    ],
)
def test_claimants_and_their_sides(kursk, name, side):
    assert kursk.sources.find(name) is not None
    assert kursk.sources.side(name) == side


def test_hazards_of_kursk(kursk):
    for name in ("Pravda", "Mirny", "Agronom", "Zeleny", "Yuzhny", "Melovoy", "Borki", "Giri", "Root", "Soichi", "Podol"):
        assert kursk.hazards.word(name), name
    assert {kursk.hazards.features[i].kind for h in kursk.hazards.index.scan("Rudskoy and Podolyaka") for i in h.place_ids} == {"person"}
    (hit,) = kursk.hazards.index.scan("in Sudzha district")
    assert kursk.hazards.features[hit.place_ids[0]].kind == "district"
    assert kursk.hazards.group("Pogrebki-Orlovka").places == ("ru-kursk-sudzhansky-pogrebki", "ru-kursk-sudzhansky-orlovka")


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Sudzha gas metering station", "ru-kursk-sudzhansky-sudzha-gas-metering-station"),
        ("Sudzha border checkpoint", "ru-kursk-sudzhansky-sudzha-border-checkpoint"),
        ("Gornal monastery", "ru-kursk-sudzhansky-gornal-monastery"),
        ("Olgovskaya grove", "ru-kursk-korenevsky-olgovskaya-grove"),
        ("Bubnovka", "ru-kursk-sudzhansky-bubnovka"),
    ],
)
def test_landmarks_and_names_without_a_point_own_no_ground(kursk, name, place_id):
    place = kursk.gazetteer.find(name)
    assert place.id == place_id
    assert not place.settlement
    assert place.name == name


@pytest.mark.parametrize(
    ("name", "district"),
    [
        ("Alexandria", "Sudzhansky"),
        ("Desyaty Oktyabr (10th October)", "Korenevsky"),
        ("Lyubimovka", "Korenevsky"),
        ("Lyubimovka (Korenevo district)", "Korenevsky"),
        ("Korenevo (village)", "Korenevsky"),
        ("Knyazhy", "Sudzhansky"),
        ("Viktorovka (Korenevo district)", "Korenevsky"),
        ("Viktorovka (Sudzha district)", "Sudzhansky"),
        ("Mikhaylovka", "Sudzhansky"),
        ("Mikhaylovka (Korenevo district)", "Korenevsky"),
        ("Novenke (Sumy Oblast)", "Sumskyi"),
        ("Basivka (Sumy Oblast)", "Sumskyi"),
        ("Poroz (Belgorod Oblast)", "Grayvoronsky"),
        ("Popovka (Belgorod Oblast)", "Krasnoyaruzhsky"),
        ("Vishnyovka", "Korenevsky"),
        ("Podol", "Sudzhansky"),
        ("Krupets", "Belovsky"),
        ("Novoivanovka", "Sudzhansky"),
        ("Obukhovka", "Korenevsky"),
        ("Uspenovka", "Korenevsky"),
        ("Nikolayevka", "Sudzhansky"),
        ("Veseloye", "Glushkovsky"),
        ("Molyutino", "Lgovsky"),
        ("Mykolaivka", "Sumskyi"),
        ("Loknia", "Sumskyi"),
        ("Kozyryovka", "Glushkovsky"),
        ("Казачья Локня", "Sudzhansky"),
        ("Мала Локня", "Sudzhansky"),
    ],
)
def test_names_find_the_right_place(kursk, name, district):
    assert kursk.gazetteer.find(name).raion == district


def test_the_town_and_the_village_of_korenevo(kursk):
    assert kursk.gazetteer.find("Korenevo").kind == "urban-type settlement"
    assert kursk.gazetteer.find("Korenevo (village)").name == "Korenevo (selo)"


def test_the_longest_name_wins_in_text(kursk):
    hits = kursk.gazetteer.names.scan("They left Malaya Loknya, Kazachya Loknya and Nikolayevo-Darino; Darino held. Russkoye Porechnoye fell.")
    assert [h.surface for h in hits] == ["Malaya Loknya", "Kazachya Loknya", "Nikolayevo-Darino", "Darino", "Russkoye Porechnoye"]
    assert all(len(h.place_ids) == 1 for h in hits)
