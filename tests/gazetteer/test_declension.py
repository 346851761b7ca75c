from __future__ import annotations

import pytest
from declined_names import RUSSIAN, UKRAINIAN, rows

from geo.gazetteer import case_forms, forms
from geo.gazetteer.declension import place_forms, written_in
from geo.gazetteer.transliteration import ukrainian
from geo.model import Place

CASES = [("ru", *row) for row in rows(RUSSIAN)] + [("uk", *row) for row in rows(UKRAINIAN)]


@pytest.mark.parametrize(("language", "name", "declined"), CASES, ids=[f"{language} {name}" for language, name, _ in CASES])
def test_every_case_of_a_name_is_made(language, name, declined):
    assert set(declined) <= forms(name, language)


def test_the_table_is_large_enough_to_mean_something():
    assert len(CASES) >= 80
    assert all(len(cells.split("|")) == 6 for table in (RUSSIAN, UKRAINIAN) for cells in table.strip().splitlines())


@pytest.mark.parametrize(("language", "name"), [("ru", "Суджа"), ("uk", "Козача Локня"), ("ru", "Петровы Буды"), ("uk", "Махів Колодязь")])
def test_a_name_is_no_form_of_its_own_and_its_forms_are_few(language, name):
    made = forms(name, language)
    assert name not in made
    assert len(made) <= 30


@pytest.mark.parametrize(
    ("language", "name", "mixed"),
    [
        ("ru", "Малая Локня", {"Малую Локни", "Малая Локню", "Малой Локню"}),
        ("uk", "Козача Локня", {"Козачої Локню", "Козача Локні"}),
        ("ru", "Новый Путь", {"Нового Путью", "Новый Пути"}),
        ("uk", "Нова Січ", {"Нової Січа", "Нової Січу"}),
    ],
)
def test_the_words_of_a_name_agree(language, name, mixed):
    assert forms(name, language).isdisjoint(mixed)


@pytest.mark.parametrize("name", ["им. Калинина", "ГИС Суджа", "Коренево (село)", "Sudzha", "苏贾", "", " ", "-", "Савченко", "1"])
def test_some_names_have_no_case_forms(name):
    assert forms(name, "ru") == frozenset()


def test_other_languages_have_no_case_forms():
    assert forms("Суджа", "bg") == frozenset()


def test_an_ordinal_is_written_either_way():
    assert "Первый Княжий" in forms("1-й Княжий", "ru")
    assert {"1-го Княжего", "2-й Княжий"} & forms("Первый Княжий", "ru") == {"1-го Княжего"}
    assert {"Перший Княжий", "Першого Княжого"} <= forms("1-й Княжий", "uk")


def test_the_language_of_a_name_is_told_by_its_letters():
    assert written_in("Плёхово") == ("ru",)
    assert written_in("Веселое") == ("ru",)
    assert written_in("Свердліково") == ("uk",)
    assert written_in("Руська Конопелька") == ("uk",)
    assert written_in("Суджа") == ("ru", "uk")
    assert written_in("Sudzha") == ()
    assert {"Веселого", "Веселом"} <= case_forms("Веселое")


@pytest.mark.parametrize(
    ("russian", "expected"),
    [
        ("Плёхово", {"Плехове", "Плехово", "Пльохово"}),
        ("Дарьино", {"Дар'їно", "Дар'їне"}),
        ("Тёткино", {"Теткино", "Тьоткино"}),
        ("Любимовка", {"Любимівка", "Любимовка"}),
        ("Матвеевка", {"Матвіївка", "Матвеєвка"}),
        ("Новосотницкий", {"Новосотницький"}),
        ("Большое Солдатское", {"Больше Солдатське"}),
        ("Белица", {"Белиця"}),
        ("Крупец", {"Крупець"}),
        ("Нижний Клин", {"Нижній Клин"}),
        ("Курск", {"Курськ"}),
        ("Замостье", {"Замостя"}),
        ("Новоивановка", {"Новоївановка", "Новоїванівка"}),
        ("МАПП Суджа", set()),
    ],
)
def test_a_russian_name_in_ukrainian_letters(russian, expected):
    assert expected <= ukrainian(russian)
    assert bool(ukrainian(russian)) is bool(expected)


def village(**names):
    return Place(id="x", name="X", lon=35.0, lat=51.0, kind="village", oblast="", raion="", **{"country": "RU", **names})


def test_a_place_answers_to_the_forms_of_all_its_names_and_to_the_respelled_russian_one():
    made = place_forms(village(name_ru="Плёхово", name_uk="Плехове", variants=("Plekhovo", "Плехово")))
    assert {"Плёхове", "Плехового", "Плехова", "Пльохово", "Пльохова"} <= made
    assert made.isdisjoint({"Плёхово", "Плехове", "Плехово", "Plekhovo"})


def test_in_ukraine_no_russian_name_is_respelled():
    made = place_forms(village(name_ru="Басовка", name_uk="Басівка", country="UA"))
    assert {"Басівці", "Басовке"} <= made
    assert "Басовці" not in made


def test_a_place_without_cyrillic_names_has_no_forms():
    assert place_forms(village()) == frozenset()
