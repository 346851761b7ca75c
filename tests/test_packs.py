from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from geo import packs
from geo.theatre import data_dir, load_theatre, pack_reports

FACTS = Path(__file__).parent / "facts"
OUTSIDE = {"q035"}
"""Facts dated outside the theatre's span."""


def facts(name):
    with (FACTS / name).open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


SETTLEMENTS = facts("settlement_timeline.csv")
FIGURES = facts("claimed_figures.csv")
THEATRE = load_theatre("kursk")
DIGESTS = [json.loads(line) for path in pack_reports(THEATRE) for line in path.read_text("utf-8").splitlines()]


# --- generated files


def test_building_gives_the_files_that_ship():
    assert list(packs.stale("kursk")) == [], "run `make data`"


def test_building_twice_gives_the_same_bytes():
    assert packs.build("kursk") == packs.build("kursk")


def test_check_names_what_is_stale(monkeypatch, tmp_path, capsys):
    copy = tmp_path / "data"
    for path in (p for p in data_dir().rglob("*") if p.is_file() and "lexicon" not in p.parts):
        target = copy / path.relative_to(data_dir())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    monkeypatch.setenv("SALIENT_DATA", str(copy))
    assert packs.main(["--check"]) == 0
    pack = copy / "theatres" / "kursk"
    (pack / "gazetteer.csv").write_text("spoilt", "utf-8")
    (pack / "border.geojson").unlink()
    assert packs.main(["--check"]) == 1
    assert capsys.readouterr().err.split() == ["stale:", "kursk/gazetteer.csv", "stale:", "kursk/border.geojson"]
    assert packs.main([]) == 0
    assert packs.main(["--check"]) == 0
    (copy / "sources" / "kursk" / "place_aliases.csv").write_text("canonical,alias,note\nAtlantis,Atlantida,\n", "utf-8")
    assert packs.main(["--check"]) == 1
    assert "'Atlantis'" in capsys.readouterr().err


def test_the_manifest_lists_every_file_with_its_licence():
    folder = data_dir() / "theatres" / "kursk"
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    assert set(listed) == {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    assert {name for name, entry in listed.items() if entry["licence"] == "ODbL-1.0"} == {"border.geojson", "districts.geojson"}


def test_source_names_are_kept():
    """The gazetteer's main names are those of the sources, letter by letter; each unlocated name is there too."""
    folder = data_dir() / "sources" / "kursk"
    with (folder / "places.csv").open(encoding="utf-8", newline="") as lines:
        named = {row["id"]: row["name_en"] for row in csv.DictReader(lines)}
    with (folder / "unlocated_names.csv").open(encoding="utf-8", newline="") as lines:
        unlocated = [row["name_en"] for row in csv.DictReader(lines)]
    assert {p.id: p.name for p in THEATRE.gazetteer if p.id in named} == named
    names = {p.name for p in THEATRE.gazetteer}
    assert len(unlocated) == 14
    assert set(unlocated) <= names
    assert len(THEATRE.gazetteer) == len(named) + 13  # Slobodka-Ivanovka is in both


def test_rows_without_a_licence_say_so():
    licences = Counter(p.licence for p in THEATRE.gazetteer)
    assert set(licences) == {
        "CC BY 4.0",
        "CC BY 4.0 (WOF)",
        "none stated (bare facts)",
        "fact from CC BY-SA text",
        "own derivation",
        "own derivation from cited text",
    }
    assert all(p.source for p in THEATRE.gazetteer)
    assert "bare facts" in (data_dir() / "theatres" / "kursk" / "SOURCES.md").read_text("utf-8")


def test_every_alias_is_a_name_of_some_place_or_feature():
    with (data_dir() / "sources" / "kursk" / "place_aliases.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 244
    lost = [r["alias"] for r in rows if not THEATRE.gazetteer.named(r["alias"]) and not THEATRE.hazards.index.lookup(r["alias"])]
    assert lost == ["Sim"]  # "Sim" for the river Seym: three letters that mean too much else


# --- digests


def sentences(text):
    """Ends of sentences: a full stop, question or exclamation mark (and closing quote) before a space and a capital or digit, or the end."""
    return len(re.findall(r"[.!?][\"”’)]*(?=\s+[A-Z0-9\"“‘(]|\s*$)", re.sub(r"\b(St|Gen|Col|Lt|Mr|Dr|[A-Z])\.", r"\1", text)))


def test_there_are_enough_digests_with_ids_of_their_own():
    assert len(DIGESTS) >= 120
    assert max(Counter(d["id"] for d in DIGESTS).values()) == 1


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda d: d["id"])
def test_the_form_of_a_digest(digest):
    assert set(digest) == {"id", "published_at", "publisher", "title", "language", "text", "urls", "facts"}
    assert THEATRE.covers(date.fromisoformat(digest["published_at"]))
    assert 1 <= sentences(digest["text"]) <= 8
    assert digest["facts"]
    assert len(set(digest["facts"])) == len(digest["facts"])
    assert digest["title"].strip()
    assert digest["language"] == "en"
    assert all(url.startswith(("https://", "http://")) for url in digest["urls"])
    assert THEATRE.sources.find(digest["publisher"]), f"{digest['publisher']} is not in sources.toml"


def test_every_fact_is_stated():
    stated = {fact for digest in DIGESTS for fact in digest["facts"]}
    assert stated == (set(SETTLEMENTS) | set(FIGURES)) - OUTSIDE


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda d: d["id"])
def test_a_digest_predates_none_of_its_facts(digest):
    for fact in digest["facts"]:
        assert (SETTLEMENTS | FIGURES)[fact]["date"] <= digest["published_at"], fact


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda d: d["id"])
def test_a_digest_names_the_places_of_its_facts(digest):
    text = f"{digest['title']}\n{digest['text']}".casefold()
    for fact in digest["facts"]:
        if fact in SETTLEMENTS:
            assert any(name.casefold() in text for name in spellings(SETTLEMENTS[fact]["place"])), SETTLEMENTS[fact]["place"]


def spellings(place):
    if place == "Kursk border":
        return ["Kursk border", "border"]
    found = THEATRE.gazetteer.find(place)
    return [place.split(" (")[0], *found.names]
