"""Compiled files: used when sound, made anew when not, and never in the way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo import compiled
from geo.compiled import cache_folder, code, recall
from geo.gazetteer import Gazetteer, gazetteer
from geo.model import Place

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SALIENT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


class Maker:
    """Builds a list and counts how often."""

    def __init__(self):
        self.built = 0

    def __call__(self, source="data v1", kind="thing", load=tuple):
        return recall(kind, source, self._build, dump=list, load=load)

    def _build(self):
        self.built += 1
        return ("Суджа", 1, None)


@pytest.fixture
def make():
    return Maker()


def files(home):
    return sorted((home / "cache").glob("*"))


def test_built_once_then_read(make, home):
    assert [make(), make(), make()] == [("Суджа", 1, None)] * 3
    assert make.built == 1
    (file,) = files(home)
    assert file.name.startswith("thing-")
    assert file.name.endswith(".json")
    assert file.read_bytes().startswith(b"salient 1 ")


def test_other_data_another_version_and_another_kind_have_files_of_their_own(make, home, monkeypatch):
    make("data v1")
    make("data v2")
    make("data v1", kind="other")
    monkeypatch.setattr(compiled, "salient_version", lambda: "99")
    make("data v1")
    assert make.built == 4
    assert len(files(home)) == 4


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[:-3],
        lambda raw: raw.replace(b"1", b"2"),
        lambda raw: raw + b" ",
        lambda raw: raw[:12] + b"0" + raw[13:],
        lambda raw: b"\x80\x04\x95",
        lambda raw: raw.split(b"\n", 1)[1],
        lambda raw: raw.replace(b"salient 1", b"salient 0"),
    ],
)
def test_a_damaged_file_is_made_anew(make, home, damage):
    make()
    (file,) = files(home)
    sound = file.read_bytes()
    file.write_bytes(damage(sound))
    assert make() == ("Суджа", 1, None)
    assert make.built == 2
    assert file.read_bytes() == sound


def test_a_file_that_does_not_fit_is_made_anew(make):
    make()

    def refuse(_stored):
        raise ValueError

    assert make(load=refuse) == ("Суджа", 1, None)
    assert make.built == 2


def test_a_folder_that_cannot_be_made_only_costs_time(make, home):
    home.write_text("a file stands here", "utf-8")
    assert [make(), make()] == [("Суджа", 1, None)] * 2
    assert make.built == 2
    assert home.read_text("utf-8") == "a file stands here"


def test_a_full_disk_only_costs_time(make, home, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    assert make() == ("Суджа", 1, None)
    assert files(home) == []


def test_few_files_of_a_kind_stay(make, home):
    make(kind="other")
    for n in range(10):
        make(f"data v{n}")
    assert len([f for f in files(home) if f.name.startswith("thing-")]) == compiled.KEPT
    assert len([f for f in files(home) if f.name.startswith("other-")]) == 1
    make("data v9")
    assert make.built == 11


def test_without_salient_home_the_platforms_cache_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("SALIENT_HOME")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "salient"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/someone")
    assert cache_folder() == Path("/home/someone/.cache/salient")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder() == Path("/home/someone/Library/Caches/salient")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert cache_folder() is None
    assert recall("thing", "x", lambda: [1], dump=list, load=list) == [1]


def test_the_digest_of_code_changes_with_it(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    before = code(str(tmp_path / "a.py"))
    (tmp_path / "a.py").write_text("x = 2\n", "utf-8")
    assert code(str(tmp_path / "a.py")) != before
    assert code(str(tmp_path / "missing.py")) == code(str(tmp_path / "missing.py"))


def places(count):
    return [
        Place(id=f"p{n}", name=f"Alfa{n}", name_ru=f"Альфовка {n}", lon=35.0, lat=51.0, kind="village", country="RU", oblast="", raion="") for n in range(count)
    ]


def test_a_gazetteer_is_the_same_from_its_compiled_file(home):
    built, read = Gazetteer(places(gazetteer.WORTH_KEEPING)), Gazetteer(places(gazetteer.WORTH_KEEPING))
    (file,) = files(home)
    assert file.name.startswith("names-")
    assert built.names.tables == read.names.tables
    text = "Бои под Альфовкой 7, взяли Альфовку 150; near Alfa3."
    assert built.names.scan(text) == read.names.scan(text)
    assert [h.place_ids for h in read.names.scan(text)] == [("p7",), ("p150",), ("p3",)]


def test_a_small_gazetteer_leaves_no_file(home):
    Gazetteer(places(3))
    assert not home.exists()


def test_the_preferred_place_is_part_of_what_is_compiled():
    one = Gazetteer(places(gazetteer.WORTH_KEEPING), preferred={"Alfa": "p1"})
    two = Gazetteer(places(gazetteer.WORTH_KEEPING), preferred={"Alfa": "p2"})
    assert [p.id for p in one.named("Alfa")] == ["p1"]
    assert [p.id for p in two.named("Alfa")] == ["p2"]


def test_a_command_works_with_a_home_that_is_read_only(tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o555)
    program = "from geo.geoparse.world import world; print(world((('UA', 15000),)).scan('у Харкові')[0].place.name)"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "SALIENT_HOME": str(locked / "home")}, cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "Kharkiv")
