from __future__ import annotations

from itertools import pairwise

import pytest

from geo.gazetteer import NameIndex

INDEX = NameIndex([
    ("malaya", "Malaya Loknya"),
    ("loknya", "Loknya"),
    ("berdin", "Berdin"),
    ("gornal", "Горналь"),
    ("nik-darino", "Nikolayevo-Darino"),
    ("darino", "Darino"),
    ("knyazhy-1", "1st Knyazhy"),
    ("novosotnitsky", "Novosotnitsky"),
    ("giri", "Giri"),
    ("sudzha", "Sudzha"),
    ("sudzha", "苏贾"),
    ("mikhaylovka", "Mikhaylovka"),
])  # fmt: skip


def found(text):
    hits = INDEX.scan(text)
    assert all(text[h.start : h.end] == h.surface for h in hits)
    return [(h.surface, h.place_ids[0]) for h in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("near Malaya Loknya and Loknya", [("Malaya Loknya", "malaya"), ("Loknya", "loknya")]),
        ("the Nikolayevo-Darino and Darino", [("Nikolayevo-Darino", "nik-darino"), ("Darino", "darino")]),
        ("in Malaya\n  Loknya", [("Malaya\n  Loknya", "malaya")]),
        ("Malaya. Loknya", [("Loknya", "loknya")]),
        ("Malaya\n\nLoknya", [("Loknya", "loknya")]),
        ("Berdin's edge, Berdin’s centre", [("Berdin", "berdin"), ("Berdin", "berdin")]),
        ("'Berdin' and \"Berdin\"", [("Berdin", "berdin"), ("Berdin", "berdin")]),
        ("BERDIN FALLS", [("BERDIN", "berdin")]),
        ("Sudzha-based, Sudzha–Berdin", [("Sudzha", "sudzha"), ("Sudzha", "sudzha"), ("Berdin", "berdin")]),
        ("под Горналью, Горналь.", [("Горналь", "gornal")]),
        ("Snagost', Dar'ino;", [("Dar'ino", "darino")]),
        ("1st Knyazhy", [("1st Knyazhy", "knyazhy-1")]),
        ("Novo-Sotnitsky", [("Novo-Sotnitsky", "novosotnitsky")]),
        ("Mihailovka", [("Mihailovka", "mikhaylovka")]),
        ("攻占苏贾镇", [("苏贾", "sudzha")]),
        ("In Ber\u200bdin\u200b, Вerdin", [("Ber\u200bdin", "berdin"), ("Вerdin", "berdin")]),
    ],
)
def test_finds(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "berdin in lower case",
        "Berdinsk and Berdins and Aberdin",
        "Ber din",
        "Novo Sotnitsky",
        "Novo-Darino",
        "d'Berdin",
        "giri, GIRIDIH",
        "",
        "\u200b",
        "Malaya Berdinskaya",
        "B" + "\u200b" * 60 + "erdin",
    ],
)
def test_finds_nothing(text):
    assert found(text) == []


def test_the_longer_of_two_that_overlap_wins():
    index = NameIndex([("ab", "Alfa Bravo"), ("bcd", "Bravo Charlie Delta"), ("e", "Echo")])
    assert [h.place_ids for h in index.scan("Alfa Bravo Charlie Delta, Echo")] == [("bcd",), ("e",)]


def test_equal_names_keep_their_order_and_the_exact_main_name_comes_first():
    index = NameIndex([("ru", "Loknya"), ("ru", "Loknia"), ("ua", "Loknia")], main=[("ru", "Loknya"), ("ua", "Loknia")])
    assert index.scan("Loknya")[0].place_ids == ("ru", "ua")
    assert index.scan("Loknia")[0].place_ids == ("ua", "ru")
    assert index.lookup("локня") == ("ru", "ua")


def test_an_index_without_names_finds_nothing():
    assert NameIndex(()).scan("Berdin") == []


def test_hits_never_overlap_whatever_the_text():
    text = "Malaya Loknya Loknya-Darino Nikolayevo-Darino Darino Berdin" * 3
    hits = INDEX.scan(text)
    assert hits
    assert all(a.end <= b.start for a, b in pairwise(hits))
