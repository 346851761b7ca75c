"""Reference layers into the store: all that is named goes in, or nothing."""

from datetime import date

import pytest

from geo.errors import InputError, TooLargeError
from geo.evidence import Filed
from geo.intake import import_content, import_layer
from geo.readers.layer import Stated
from tests.evidence.samples import open_store
from tests.miniland import world
from tests.miniland.ground import layer_file

STATED = Stated("desk")


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path) as made:
        yield made


def take(store, *paths, stated=STATED):
    return import_layer(world.theatre(), store, paths, stated)


def test_files_and_folders_become_one_layer(store, tmp_path):
    folder = tmp_path / "maps"
    layer_file(folder / "2030-01-06.geojson", "arvona")
    layer_file(folder / "2030-01-05.fgb", "arvona", "belmora", driver="FlatGeobuf")
    single = layer_file(tmp_path / "2030-01-09.gpkg", "corvina", driver="GPKG")
    done = take(store, folder, single)
    assert [(str(sheet.on), filed, round(km2, 3)) for sheet, filed, km2 in done.sheets] == [
        ("2030-01-05", Filed.ADDED, 2),
        ("2030-01-06", Filed.ADDED, 1),
        ("2030-01-09", Filed.ADDED, 1),
    ]
    assert done.added
    assert not take(store, folder).added
    assert len(store.layers.entries()) == 3


def test_one_bad_file_keeps_all_out_and_every_fault_is_told(store, tmp_path):
    good = layer_file(tmp_path / "2030-01-05.geojson", "arvona")
    bad = [tmp_path / "2030-01-06.geojson", tmp_path / "2030-01-07.kml"]
    for path in bad:
        path.write_text("nothing", encoding="utf-8")
    with pytest.raises(InputError, match=r"2 of 3 files cannot be taken, so nothing was\.\n.*2030-01-06.*\n.*2030-01-07"):
        take(store, good, *bad)
    assert store.layers.entries() == ()


def test_two_files_for_one_day_are_refused(store, tmp_path):
    one, other = layer_file(tmp_path / "a.geojson", "arvona"), layer_file(tmp_path / "b.geojson", "belmora")
    with pytest.raises(InputError, match=r"a\.geojson and b\.geojson both show what AA held on 2030-01-05"):
        take(store, one, other, stated=Stated("desk", date(2030, 1, 5)))


def test_a_new_version_takes_the_place_of_the_old(store, tmp_path):
    take(store, layer_file(tmp_path / "2030-01-05.geojson", "arvona"))
    done = take(store, layer_file(tmp_path / "2030-01-05.geojson", "belmora"))
    assert [row["filed"] for row in done.as_dict()["sheets"]] == ["replaced"]


def test_content_without_a_file(store, tmp_path):
    content = layer_file(tmp_path / "x.geojson", "arvona").read_bytes()
    done = import_content(world.theatre(), store, content, STATED, source="2030-01-05.geojson")
    assert [(str(sheet.on), sheet.source) for sheet, _, _ in done.sheets] == [("2030-01-05", "2030-01-05.geojson")]
    nothing = import_content(world.theatre(), store, b"", Stated("desk", date(2030, 1, 6), empty=True))
    assert [(row["day"], row["area_km2"]) for row in nothing.as_dict()["sheets"]] == [("2030-01-06", 0)]
    with pytest.raises(InputError, match="It is empty"):
        import_content(world.theatre(), store, b"", STATED)


def test_what_is_too_large_stays_what_it_is(store, monkeypatch):
    monkeypatch.setattr("geo.readers.layer.formats.MAX_FILE_BYTES", 3)
    with pytest.raises(TooLargeError):
        import_content(world.theatre(), store, b"long enough", STATED)
