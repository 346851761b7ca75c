from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import fold, fold_name
from geo.theatre import data_dir

FAMILIES = [
    ["Guyevo", "Guevo", "Gujevo", "Gujewo", "Гуево", "GUYEVO", "Huievo", "Guyevo "],
    ["Bolshoye Soldatskoye", "Bolshoe Soldatskoe", "Bolshoie Soldatskoie", "Bolschoje Soldatskoje", "Bolshoye-Soldatskoye", "Большое Солдатское"],
    ["Fanaseyevka", "Fanaseevka", "Фанасеевка"],
    ["Nikolayevo-Darino", "Nikolaevo Daryino", "Nikolayevo‑Dar'ino", "Николаево-Дарьино"],
    ["Darino", "Dar'ino", "Dar’yno", "Darjino", "Daryino", "Дарьино"],
    ["Plyokhovo", "Plekhovo", "Плёхово", "Плехово"],
    ["Tyotkino", "Tetkino", "Тёткино"],
    ["Vesyoloye", "Veseloye", "Veseloe", "Весёлое"],
    ["Ivashkovsky", "Ivashkovskyi", "Ivashkovskiy", "Ivashkovskii", "Ivashkovski", "Ивашковский"],
    ["Zeleny", "Zelenyi", "Zelyony", "Зелёный"],
    ["Novy Put", "Novyy Put'", "Novyi Put", "Новый Путь"],
    ["Mikhaylovka", "Mikhailovka", "Михайловка"],
    ["Snagost", "Snagost'", "Снагость"],
    ["Rubanshchina", "Rubanschina", "Рубанщина"],
    ["Sudzha", "Sudža", "Суджа"],
    ["Pogrebki", "Pohrebky", "Погребки"],
    ["Glushkovo", "Hlushkovo", "Gluschkowo", "Глушково"],
    ["Yunakivka", "Junakivka", "Iunakivka", "Юнаківка"],
    ["Loknya", "Loknia", "Lokniya", "Локня"],
    ["Aleksandriya", "Alexandria", "Александрия"],
    ["Cherkasskoye Porechnoye", "Cherkaskoe Porechnoe", "Tcherkasskoie Poretchnoie", "Черкасское Поречное"],
    ["Medvezhye", "Medvezhe", "Медвежье"],
    ["Maryevka", "Marievka", "Mar'yevka", "Марьевка"],
]

APART = [
    ("Popovka", "Popivka"),
    ("Veseloye", "Vesele"),
    ("Vysokoye", "Vysoke"),
    ("Stepnoye", "Stepne"),
    ("Novoivanovka", "Novoivanivka"),
    ("Sergiyevka", "Sergeyevka"),
    ("Pokrovsky", "Pokrovsk"),
    ("Berdin", "Berlin"),
    ("Martynovka", "Martynivka"),
    ("Orlovka", "Orlivka"),
    ("Vorobzha", "Vorozhba"),
    ("Darino", "Nikolayevo-Darino"),
    ("Nikolsky", "Nikolskoye"),
    ("Sula", "Sumy"),
    ("Kolotilovka", "Kolotilovsky"),
    ("Volfino", "Volfyne"),
    ("Kondratovka", "Kindrativka"),
    ("Dyakovka", "Isakovka"),
]


@pytest.mark.parametrize("spellings", FAMILIES, ids=lambda f: f[0])
def test_spellings_of_one_name_share_a_key(spellings):
    assert {fold_name(s) for s in spellings} == {fold_name(spellings[0])}


@pytest.mark.parametrize(("one", "other"), APART, ids=lambda n: n)
def test_different_villages_keep_different_keys(one, other):
    assert fold_name(one) != fold_name(other)


def test_only_names_equal_in_russian_are_merged_in_the_pack():
    """By an independent comparison: places that share a key share their Russian or Ukrainian name, ё and the soft sign aside."""
    text = (data_dir() / "theatres" / "kursk" / "gazetteer.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    plain = str.maketrans({"ё": "е", "ь": "", "-": " "})
    by_key: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_key.setdefault(fold_name(row["name"]), []).append(row)
    merged = {
        key: [r["id"] for r in group]
        for key, group in by_key.items()
        if len({r["name_ru"].lower().translate(plain) for r in group}) > 1 and len({r["name_uk"].lower().translate(plain) for r in group}) > 1
    }
    assert merged == {}
    assert sum(len(group) > 1 for group in by_key.values()) > 20


def test_offsets_lead_back_to_the_source():
    folded, offsets = fold("Гуево, Ber\u200bdin")
    assert folded == "guevo, berdin"
    assert offsets == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13]


def test_digraphs_point_at_their_first_letter():
    folded, offsets = fold("Sudzha")
    assert (folded, offsets) == ("sudža", [0, 1, 2, 3, 5])


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("Вerdin", "Berdin"),  # Cyrillic Ve
        ("Ѕudzhа", "Sudzha"),  # Cyrillic Dze and a
        ("Kоrеnеvо", "Korenevo"),  # Cyrillic o and e
        ("Cуджа", "Суджа"),  # Latin C in a Cyrillic word
        ("Ｓｕｄｚｈａ", "Sudzha"),
        ("S\u00adudzha", "Sudzha"),
        ("Su\u200b\u200ddz\ufeffha", "Sudzha"),
        ("Sudzha\u0301", "Sudzha"),
    ],
)
def test_lookalikes_and_invisible_characters(disguised, plain):
    assert fold_name(disguised) == fold_name(plain)


def test_punctuation_stays_and_a_paragraph_end_is_a_newline():
    assert fold("a.  b\n\n\nc-d")[0] == "a. b\nc d"


def test_non_latin_scripts_survive():
    assert fold_name("苏贾") == "苏贾"
    assert fold_name("スジャ") == fold_name("スジャ")


@given(st.text(alphabet=st.sampled_from("aeiouyjhkshczdgb щяюёйьЖ'’-\u200b\u0301\n.Ⅷﬁß"), max_size=60))
def test_offsets_are_as_many_as_the_letters_and_never_decrease(text):
    folded, offsets = fold(text)
    assert len(folded) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(0 <= o < len(text) for o in offsets)


@given(st.text(alphabet=st.sampled_from("yije \u200b'hscВ"), max_size=40))
def test_nothing_reaches_past_a_full_stop(text):
    """Folding a text twice over is folding it once, twice: no rule looks farther than its own letters."""
    once, twice = fold(text + "."), fold((text + ".") * 2)
    assert twice[0] == once[0] * 2
    assert twice[1] == [*once[1], *(o + len(text) + 1 for o in once[1])]
