"""Reference layers into the store: file by file, or all that is named or nothing."""

import json
from datetime import date

import pytest

from geo.errors import InputError, TooLargeError
from geo.evidence import Filed
from geo.intake import import_content, import_layer
from geo.readers.layer import Stated, read_layer
from tests.evidence.samples import open_store
from tests.miniland import world
from tests.miniland.ground import layer_file

STATED = Stated("desk")


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path) as made:
        yield made


def take(store, *paths, stated=STATED, **options):
    return import_layer(world.theatre(), store, paths, stated, **options)


def days(store):
    return [str(entry.on) for entry in store.layers.entries()]


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


@pytest.fixture
def mixed(tmp_path):
    """Two good files, and two that are none."""
    good = [layer_file(tmp_path / f"2030-01-{day}.geojson", "arvona") for day in ("05", "08")]
    bad = [tmp_path / "2030-01-06.geojson", tmp_path / "2030-01-07.kml"]
    for path in bad:
        path.write_text("nothing", encoding="utf-8")
    return good, bad


def test_a_bad_file_is_listed_and_the_rest_goes_in(store, mixed):
    good, bad = mixed
    done = take(store, good[0], *bad, good[1])
    assert days(store) == ["2030-01-05", "2030-01-08"]
    assert [refusal.where for refusal in done.refused] == [str(path) for path in bad]
    assert all("in no format that is read" in refusal.reason for refusal in done.refused)
    assert [row["where"] for row in done.as_dict()["refused"]] == [str(path) for path in bad]


def test_strictly_one_bad_file_keeps_all_out_and_every_fault_is_told(store, mixed):
    good, bad = mixed
    with pytest.raises(InputError, match=r"2 of 3 files cannot be taken, so nothing was\.\n.*2030-01-06.*\n.*2030-01-07"):
        take(store, good[0], *bad, strict=True)
    assert store.layers.entries() == ()
    assert len(take(store, *good, strict=True).sheets) == 2


def test_where_nothing_can_be_taken_that_is_an_error(store, mixed):
    _, bad = mixed
    with pytest.raises(InputError, match=r"2 of 2 files cannot be taken, so nothing was\."):
        take(store, *bad)
    with pytest.raises(InputError, match=r"^\S*2030-01-06\.geojson: It is in no format"):
        take(store, bad[0])


def test_each_file_is_stored_before_the_next_is_read(store, mixed, monkeypatch):
    """So memory holds one of hundreds, and what was read stays when the program is ended."""
    good, bad = mixed
    seen = []
    monkeypatch.setattr("geo.intake.layers.read_layer", lambda path, *given: (seen.append(days(store)), read_layer(path, *given))[1])
    steps = []
    take(store, good[0], bad[0], good[1], progress=lambda done, total: steps.append((done, total)))
    assert seen == [[], ["2030-01-05"], ["2030-01-05"]]
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_two_files_for_one_day_are_one_too_many(store, tmp_path):
    one, other = layer_file(tmp_path / "a.geojson", "arvona"), layer_file(tmp_path / "b.geojson", "belmora")
    stated = Stated("desk", date(2030, 1, 5))
    done = take(store, one, other, stated=stated)
    assert (len(done.sheets), [refusal.where for refusal in done.refused]) == (1, [str(other)])
    with pytest.raises(InputError, match=r"a\.geojson and b\.geojson both show what AA held on 2030-01-05"):
        take(store, one, other, stated=stated, strict=True)


def test_two_files_that_show_the_same_are_one(store, tmp_path):
    one, other = (layer_file(tmp_path / f"{name}.geojson", "arvona") for name in "ab")
    done = take(store, one, other, stated=Stated("desk", date(2030, 1, 5)))
    assert ([str(filed) for _, filed, _ in done.sheets], done.refused, done.notes) == (["added", "unchanged"], (), ())


@pytest.mark.parametrize("strict", [False, True])
def test_of_files_named_by_their_instant_the_last_of_a_day_counts(store, tmp_path, strict):
    """1894147200 is the first second of 9 January 2030, 1894226113 is 21:55:13 that day."""
    early, late = layer_file(tmp_path / "1894147200.geojson", "arvona"), layer_file(tmp_path / "1894226113.geojson", "belmora")
    done = take(store, early, late, strict=strict)
    assert done.notes == ("1894226113.geojson: counts in place of 1894147200.geojson, which shows 2030-01-09 too.",)
    (sheet,) = store.layers.sheets()
    assert sheet.source == late.name
    if not strict:
        done = take(store, late, early)
        assert [refusal.reason for refusal in done.refused] == ["1894226113.geojson shows what AA held on 2030-01-09 later that day, and counts in its place."]
        assert store.layers.sheets() == (sheet,)


def test_notes_name_their_file(store, tmp_path):
    path = layer_file(tmp_path / "2030-01-05.geojson", "arvona")
    document = json.loads(path.read_bytes())
    document["features"].append({"type": "Feature", "properties": {"name": "label"}, "geometry": {"type": "Point", "coordinates": [30.0, 50.0]}})
    path.write_text(json.dumps(document), encoding="utf-8")
    done = take(store, path)
    assert done.notes == ("2030-01-05.geojson: 1 Point left out: points and lines hold no ground.",)
    assert done.as_dict()["notes"] == list(done.notes)


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
