from __future__ import annotations

import pytest

from geo.errors import DataError, InputError, NotFoundError
from geo.gazetteer import COLUMNS, Gazetteer, load_gazetteer, read_gazetteer
from geo.model import Place


def place(place_id, name, lon=35.0, lat=51.0, **more):
    return Place(
        **{"kind": "village", "country": "RU", "oblast": "Kursk", "raion": "Sudzhansky"} | {"id": place_id, "name": name, "lon": lon, "lat": lat} | more
    )


PLACES = [
    place("west", "Lyubimovka", 34.0, 51.0, raion="Korenevsky"),
    place("east", "Lyubimovka", 36.0, 51.0, raion="Bolshesoldatsky", population=900),
    place("far", "Lyubimovka", 40.0, 51.0, raion="Rylsky", zone="adjacent", population=9000),
    place("town", "Korenevo", 34.9, 51.41, raion="Korenevsky", kind="town"),
    place("selo", "Korenevo (selo)", 34.91, 51.39, raion="Korenevsky", variants=("Korenevo village",)),
    place("soldatskoye", "Bolshoye Soldatskoye", 35.51, 51.33, name_ru="Большое Солдатское"),
    place("berdin", "Berdin", 35.45, 51.29, name_uk="Бердин"),
    place("station", "Metering station", 35.0, 51.2, kind="landmark", settlement=False),
    place("basivka", "Basivka", 35.09, 51.19, country="UA", oblast="Sumy", raion="Sumskyi"),
]
GAZETTEER = Gazetteer(PLACES)


def test_places_are_sorted_and_counted():
    assert [p.id for p in GAZETTEER.places] == sorted(p.id for p in PLACES)
    assert len(GAZETTEER) == 9
    assert "berdin" in GAZETTEER
    assert "nowhere" not in GAZETTEER


def test_get_names_near_ids():
    assert GAZETTEER.get("berdin").name == "Berdin"
    with pytest.raises(NotFoundError, match=r"'berdyn'.*berdin"):
        GAZETTEER.get("berdyn")


@pytest.mark.parametrize("text", ["berdin", "Berdin", " BERDIN ", "Бердин", "Berdyn"])
def test_find_by_id_name_and_script(text):
    assert GAZETTEER.find(text).id == "berdin"


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("Lyubimovka (Korenevo district)", "west"),
        ("Lyubimovka (Bolshesoldatsky district)", "east"),
        ("Lyubimovka (Rylsk)", "far"),
        ("Korenevo (village)", "selo"),
        ("Korenevo (selo)", "selo"),
        ("Korenevo", "town"),
        ("Basivka (Sumy Oblast)", "basivka"),
        ("Basivka (UA)", "basivka"),
    ],
)
def test_a_qualifier_tells_homonyms_apart(text, place_id):
    assert GAZETTEER.find(text).id == place_id


def test_a_qualifier_that_fits_no_homonym_finds_nothing():
    with pytest.raises(NotFoundError):
        GAZETTEER.find("Lyubimovka (Sumy Oblast)")


def test_homonyms_by_zone_then_population():
    assert [p.id for p in GAZETTEER.named("lyubimovka")] == ["east", "west", "far"]


def test_a_preferred_homonym_comes_first_and_may_bring_a_name():
    gazetteer = Gazetteer(PLACES, preferred={"Lyubimovka": "west", "Soldatskoye": "soldatskoye", "Gone": "gone"})
    assert gazetteer.find("Lyubimovka").id == "west"
    assert gazetteer.names.scan("in Lyubimovka")[0].place_ids[0] == "west"
    assert gazetteer.find("Soldatskoye").id == "soldatskoye"
    assert gazetteer.digest != GAZETTEER.digest


def test_find_suggests_what_is_near():
    with pytest.raises(NotFoundError, match="Did you mean Berdin"):
        GAZETTEER.find("Berdun")


@pytest.mark.parametrize(
    ("query", "first", "score"),
    [
        ("Berdin", "berdin", 1.0),
        ("берд", "berdin", 0.767),  # 4 of 6 letters: 0.5 + 0.4 * 4 / 6
        ("Bolshoye Soldatkoye", "soldatskoye", 0.8),
        ("Большое Солдацкое", "soldatskoye", 1.0),  # ц and тс sound alike
        ("Большое Сладкое", None, None),
        ("Lyubmovka", "east", 0.8),
        ("Lyubimvoka", "east", 0.8),
        ("Berlin", None, None),
        ("", None, None),
        ("...", None, None),
    ],
)
def test_search(query, first, score):
    found = GAZETTEER.search(query)
    assert [(p.id, s) for p, s in found[:1]] == ([] if first is None else [(first, score)])


def test_search_keeps_to_its_limit():
    assert len(GAZETTEER.search("lyub", limit=2)) == 2


def test_nearest_counts_settlements_only_in_metres():
    ((nearest, metres),) = GAZETTEER.nearest(35.0, 51.2)
    assert nearest.id == "basivka"
    assert metres == pytest.approx(6390, rel=0.01)  # 0.09 deg of lon at 51.2 N is 6.29 km, 0.01 deg of lat 1.11 km


def test_nearest_is_by_ground_not_by_degrees():
    """At 60 N a degree of longitude is half a degree of latitude long: 0.9 degrees north is farther than 1.5 degrees east."""
    gazetteer = Gazetteer([place("north", "Severny", 30.0, 60.9), place("east", "Vostochny", 31.5, 60.0), place("off", "Dalny", 35.0, 60.0)])
    assert [p.id for p, _ in gazetteer.nearest(30.0, 60.0, 2)] == ["east", "north"]
    assert [p.id for p, _ in gazetteer.nearest(30.0, 60.0, 9)] == ["east", "north", "off"]


@pytest.mark.parametrize(("lon", "lat", "k"), [(200, 0, 1), (0, 95, 1), (0, 0, 0), (float("nan"), 0, 1)])
def test_nearest_refuses_what_is_not_on_the_globe(lon, lat, k):
    with pytest.raises(InputError):
        GAZETTEER.nearest(lon, lat, k)


def test_an_empty_gazetteer_answers():
    empty = Gazetteer([])
    assert empty.nearest(0, 0) == []
    assert empty.search("x") == []


HEADER = ",".join(COLUMNS)
GOOD = "a,Alfa,Альфа,,Alpha|Alfah,35.1,51.2,RU,Kursk,Sudzhansky,village,120,0.5,true,core,survey,CC0,"


def test_read_one_row():
    gazetteer = read_gazetteer(f"{HEADER}\n{GOOD}\n")
    alfa = gazetteer.get("a")
    assert (alfa.lon, alfa.lat, alfa.population, alfa.err_km, alfa.settlement) == (35.1, 51.2, 120, 0.5, True)
    assert alfa.variants == ("Alpha", "Alfah")
    assert gazetteer.find("Альфа") is alfa


def test_every_fault_is_told_at_once(tmp_path):
    rows = [
        GOOD,
        "a,Again,,,,35,51,RU,,,village,,1,true,core,,,",
        "b,,,,,35,51,RU,,,village,many,1,maybe,core,,,",
        "c,Charlie,,,,x,99,RU,,,village,,-1,true,core,,,",
        "d,Delta,nan",
        "e,Echo,,,,nan,51,RU,,,village,,1,false,core,,,",
    ]
    path = tmp_path / "gazetteer.csv"
    path.write_text("\n".join([HEADER, *rows]), "utf-8")
    with pytest.raises(DataError) as fault:
        load_gazetteer(path)
    lines = str(fault.value).splitlines()
    assert all(line.startswith("gazetteer.csv: line ") for line in lines)
    expected = [
        "line 3: the id 'a'",
        "line 4: name",
        "line 4: population",
        "line 4: settlement",
        "line 5: lon",
        "line 5: lat",
        "line 5: err_km",
        "line 6",
        "line 7: lon",
    ]
    assert len(lines) == len(expected)
    assert all(part in line for part, line in zip(expected, lines, strict=True))


def test_missing_columns_and_files(tmp_path):
    with pytest.raises(DataError, match="columns are missing: variants"):
        read_gazetteer("id,name,name_ru,name_uk,lon,lat,country,oblast,raion,kind,population,err_km,settlement,zone,source,licence,notes\n")
    with pytest.raises(DataError, match="cannot be read"):
        load_gazetteer(tmp_path / "gazetteer.csv")
    (tmp_path / "gazetteer.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="UTF-8"):
        load_gazetteer(tmp_path / "gazetteer.csv")
