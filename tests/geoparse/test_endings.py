"""Russian and Ukrainian: who did what where is told by endings and prepositions, in any order of words."""

from __future__ import annotations

import pytest

from tests.geoparse.conftest import Read

RU, UA = "RU", "UA"


def claims(read: Read, text: str, lang: str, publisher: str = "") -> set[tuple[str, str | None, str, str]]:
    extraction = read(text, lang=lang, publisher=publisher)
    return {(c.event.value, c.actor, p.name, p.relation.value) for c in extraction.claims for p in c.places}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Российские войска освободили Махновку.", {("recaptured", RU, "Makhnovka", "in")}),
        ("Махновку освободили российские войска.", {("recaptured", RU, "Makhnovka", "in")}),
        ("Махновка освобождена российскими войсками.", {("recaptured", RU, "Makhnovka", "in")}),
        ("Подразделениями ВС РФ освобождена Махновка.", {("recaptured", RU, "Makhnovka", "in")}),
        ("ВСУ отошли из Махновки и Гуево.", {("withdrew", UA, "Makhnovka", "in"), ("withdrew", UA, "Guyevo", "in")}),
        ("Российские бойцы выбили противника из Махновки, сообщили в Минобороны РФ.", {("pushed_out", UA, "Makhnovka", "in")}),
        ("Бои идут на южной окраине Махновки.", {("contested", None, "Makhnovka", "outskirts")}),
        ("Украинские десантники продвинулись севернее Махновки.", {("advanced", UA, "Makhnovka", "offset")}),
        ("Отражены три атаки ВСУ в районе Махновки.", {("repelled", RU, "Makhnovka", "near")}),
        ("ВСУ начали наступление на Махновку.", {("attacked", UA, "Makhnovka", "toward")}),
        ("Махновка остаётся под контролем украинских войск.", {("holds", UA, "Makhnovka", "in")}),
        ("Махновка перешла под контроль ВС РФ.", {("captured", RU, "Makhnovka", "in")}),
        ("Российская авиация ударила по Махновке.", set()),
        ("ВСУ намерены взять Махновку.", set()),
        ("Российские войска захватили танк под Махновкой.", set()),
    ],
)
def test_russian(read: Read, text: str, expected: set[tuple[str, str | None, str, str]]) -> None:
    assert claims(read, text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Українські військові зайняли Дар'їно.", {("captured", UA, "Darino", "in")}),
        ("Дар'їно зайняли українські військові.", {("captured", UA, "Darino", "in")}),
        ("ЗСУ вийшли з Махнівки.", {("withdrew", UA, "Makhnovka", "in")}),
        ("Росіяни витіснили ЗСУ з Махнівки.", {("pushed_out", UA, "Makhnovka", "in")}),
        ("Тривають бої поблизу Махнівки.", {("contested", None, "Makhnovka", "near")}),
        ("Російські війська просунулися на південь від Махнівки.", {("advanced", RU, "Makhnovka", "offset")}),
        ("Сили оборони утримують Махнівку.", {("holds", UA, "Makhnovka", "in")}),
        ("Російські війська планують захопити Махнівку.", set()),
        ("Росіяни вдарили дроном по Махнівці.", set()),
    ],
)
def test_ukrainian(read: Read, text: str, expected: set[tuple[str, str | None, str, str]]) -> None:
    assert claims(read, text, "uk") == expected


def test_the_enemy_is_the_other_side_of_who_publishes(read: Read) -> None:
    assert claims(read, "Ворог захопив Махнівку.", "uk", "General Staff of Ukraine") == {("captured", RU, "Makhnovka", "in")}
    assert claims(read, "Противник занял Махновку.", "ru", "Rybar") == {("captured", UA, "Makhnovka", "in")}


def test_a_recap_of_another_century_is_no_claim(read: Read) -> None:
    assert claims(read, "В марте 1943 года советские войска освободили Махновку.", "ru") == set()


def test_dates_and_figures(read: Read) -> None:
    extraction = read("В ночь на 9 февраля 2025 года российские войска заняли Махновку. За неделю взято 1,2 тыс. кв. км и 28 населённых пунктов.", lang="ru")
    assert [(str(c.valid.first_day), str(c.valid.last_day)) for c in extraction.claims] == [("2025-02-08", "2025-02-09")]
    assert [(f.km2, f.value, f.unit) for f in extraction.figures] == [(1200.0, 1200.0, "km2"), (None, 28.0, "settlements")]


def test_a_denial_one_sentence_later_is_a_record_of_its_own(read: Read) -> None:
    extraction = read("Минобороны РФ сообщило об освобождении Махновки. В Киеве назвали это ложью.", lang="ru")
    assert [(c.event.value, c.polarity.value) for c in extraction.claims] == [("recaptured", "pos"), ("recaptured", "neg")]
