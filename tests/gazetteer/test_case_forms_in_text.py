"""Case forms in running text: what is found, and what had better not be."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer, NameIndex, Preference, WordTrap, fold_name, load_hazards, may_be_form, tells_little
from geo.gazetteer.hazards import Hazards
from geo.model import Place
from geo.theatre import load_theatre


@pytest.fixture(scope="module")
def kursk():
    return load_theatre("kursk")


def village(place_id, name, ru="", uk="", **more):
    return Place(
        id=place_id, name=name, name_ru=ru, name_uk=uk, lon=35.0, lat=51.0, kind="village", country=more.pop("country", "RU"), oblast="", raion="", **more
    )  # fmt: skip


def found(theatre, text):
    hits = theatre.gazetteer.names.scan(text)
    assert all(text[h.start : h.end] == h.surface for h in hits)
    return {h.surface: theatre.gazetteer.get(h.place_ids[0]).name for h in hits}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Бои идут в Судже, под Суджей и на Суджу.", {"Судже": "Sudzha", "Суджей": "Sudzha", "Суджу": "Sudzha"}),
        ("Взяли Малую Локню и Казачью Локню.", {"Малую Локню": "Malaya Loknya", "Казачью Локню": "Kazachya Loknya"}),
        ("Вийшли з Козачої Локні біля Гуєвого.", {"Козачої Локні": "Kazachya Loknya", "Гуєвого": "Guyevo"}),
        ("ушли из Погребков, стоят в Свердликове", {"Погребков": "Pogrebki", "Свердликове": "Sverdlikovo"}),
        ("бої біля Горналі, за Мартинівкою", {"Горналі": "Gornal", "Мартинівкою": "Martynovka"}),
        ("Сообщают о Мартынівкою ошибочно", {"Мартынівкою": "Martynovka"}),
        ("в районе Нового Пути и Веселого", {"Нового Пути": "Novy Put", "Веселого": "Veseloye"}),
        ("у Черкасского Поречного", {"Черкасского Поречного": "Cherkasskoye Porechnoye"}),
        ("у Великому Солдатському", {"Великому Солдатському": "Bolshoye Soldatskoye"}),
        ("до Пльохова і Тьоткіна", {"Пльохова": "Plekhovo", "Тьоткіна": "Tyotkino"}),
        ("до 1-го Княжего и Второго Княжего", {"1-го Княжего": "1st Knyazhy", "Второго Княжего": "2nd Knyazhy"}),
        ("ПОД СУДЖЕЙ", {"СУДЖЕЙ": "Sudzha"}),
        ("выбиты из Сум", {"Сум": "Sumy"}),
        ("севернее Сум", {"Сум": "Sumy"}),
        ("под Рыльском", {"Рыльском": "Rylsk"}),
    ],
)
def test_declined_names_are_found(kursk, text, expected):
    assert found(kursk, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "near Sudzhey, behind Goncharovkoy, from Pogrebkov",  # case forms in Latin letters are nobody's spelling
        "малую локню, в судже",
        "в Рыльском районе, на Курском направлении",
        "Несколько Пруд, Дрозд и Сум",
        "Суджами, Локнеюшка",
        "Вольного стрелка не нашли.",
        "Тихо. Прудами пахло.",
    ],
)
def test_what_is_no_case_form_is_not_found(kursk, text):
    assert found(kursk, text) == {}


def test_at_the_start_of_a_sentence_a_form_needs_support_from_the_text(kursk):
    assert found(kursk, "Снагости не видно.") == {}
    assert found(kursk, "Снагости не видно. Бои под Снагостью утихли.") == {"Снагости": "Snagost", "Снагостью": "Snagost"}
    assert found(kursk, "Снагости не видно. Снагость взяли.") == {"Снагости": "Snagost", "Снагость": "Snagost"}
    assert found(kursk, "Мартыновку взяли.") == {"Мартыновку": "Martynovka"}
    assert found(kursk, "Бои в г. Судже.") == {"Судже": "Sudzha"}


def test_a_form_gives_way_to_a_name_that_is_spelled_so():
    gazetteer = Gazetteer([village("one", "Ozerka", "Озерка"), village("many", "Ozerki", "Озерки")])
    (hit,) = gazetteer.names.scan("за Озерки")
    assert hit.place_ids == ("many",)
    (hit,) = gazetteer.names.scan("за Озерку")
    assert hit.place_ids == ("one",)


def test_a_form_stands_behind_a_name_of_the_same_key():
    names = NameIndex([("spelled", "Gornali")], forms=[("declined", "Горналі")])
    (hit,) = names.scan("біля Горналі")
    assert hit.place_ids == ("spelled", "declined")
    assert names.lookup("Горналі") == ("spelled",)
    assert names.declined("Горналі") == ("declined",)
    assert [h.place_ids for h in names.scan("near Gornali")] == [("spelled",)]


def test_the_longer_of_name_and_form_wins(kursk):
    assert found(kursk, "у Малой Локни и Локни") == {"Малой Локни": "Malaya Loknya", "Локни": "Loknya"}


def test_forms_are_no_names_for_whoever_asks_by_name(kursk):
    assert kursk.gazetteer.named("Суджей") == ()
    assert [p.name for p in kursk.gazetteer.declined("Первого Княжего")] == ["1st Knyazhy"]
    assert kursk.gazetteer.declined("Судж") == ()


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Правды", "Pravda"), ("Правду", "Pravda"), ("Правдой", "Pravda"), ("Мирного", "Mirny"), ("Мирному", "Mirny"), ("Зелёного", "Zeleny"),
        ("Зеленим", "Zeleny"), ("Южного", "Yuzhny"), ("Південного", "Yuzhny"), ("Агрономом", "Agronom"), ("Борков", "Borki"), ("Борками", "Borki"),
        ("Гирей", "Giri"), ("Покровского", "Pokrovsky"), ("Мелового", "Melovoy"), ("Жовтня", "Oktyabr"), ("ПРАВДУ", "Pravda"),
    ],
)  # fmt: skip
def test_ordinary_words_stay_traps_in_every_case(kursk, form, name):
    trap = kursk.hazards.word(form)
    assert trap is not None
    assert (trap.kind, trap.name) == ("word", name)


@pytest.mark.parametrize(("form", "kind"), [("Смирнова", "surname"), ("Колмаковом", "surname"), ("Дугина", "surname"), ("Самары", "city"), ("Попівки", "city")])
def test_other_traps_hold_for_case_forms_too(kursk, form, kind):
    assert kursk.hazards.word(form).kind == kind


@pytest.mark.parametrize("form", ["Суджей", "Малой Локни", "Погребков", "Свердликове", "Горналі"])
def test_most_case_forms_are_no_traps(kursk, form):
    assert kursk.hazards.word(form) is None


def test_a_preference_holds_for_the_case_forms_and_for_the_other_language(kursk):
    preferences = kursk.hazards.preferences
    for spelling in ("Любимовка", "Любимовки", "Любимовкой", "Любимівка", "Любимівці"):
        assert preferences[fold_name(spelling)] == "ru-kursk-korenevsky-lyubimovka", spelling
    assert "ua" not in {place_id[:2] for place_id in preferences.values()}


def test_a_name_as_it_stands_never_takes_the_trap_or_preference_of_a_form():
    hazards = Hazards(words={fold_name("Sad"): WordTrap(name="Sad", kind="word", also="orchard")}, preferences={fold_name("Alfa"): "a"})
    gazetteer = Gazetteer([village("sad", "Sad", "Сад"), village("sada", "Sada", "Сада"), village("a", "Alfa", "Альфа"), village("b", "Alfy", "Альфы")])
    fitted = hazards.declined(gazetteer)
    assert fitted.word("Саду").name == "Sad"
    assert fitted.word("Сада") is None
    assert fitted.preferences.get(fold_name("Альфой")) == "a"
    assert fitted.preferences.get(fold_name("Альфы")) is None


def test_hazards_of_no_theatre_know_no_forms(tmp_path):
    (tmp_path / "hazards.toml").write_text('[[words]]\nname = "Правда"\nkind = "word"\nalso = "truth"\n', "utf-8")
    assert load_hazards(tmp_path / "hazards.toml").word("Правду") is None
    assert Preference(name="x", place="y", why="z").place == "y"


def test_features_are_found_declined(kursk):
    hits = kursk.hazards.index.scan("в Курской области, на Курщине, у Курській області")
    assert [h.surface for h in hits] == ["Курской области", "Курщине", "Курській області"]
    assert {h.place_ids[0] for h in hits} == {"oblast-kursk"}


@pytest.mark.parametrize(
    ("before", "form", "fits"),
    [
        ("в ", "Рыльском", False), ("под ", "Рыльском", True), ("На ", "Курском", False), ("из ", "Сум", True), ("для ", "Пруд", True),
        ("этот ", "Пруд", False),        ("від ", "Сум", True), ("этот ", "Прудов", True), ("жителям ", "Сум", True), ("старых ", "Петровых Буд", True),
        ("", "Суджей", True),
    ],
)  # fmt: skip
def test_some_forms_need_their_preposition(before, form, fits):
    assert may_be_form(before + form, len(before), form) is fits


@pytest.mark.parametrize(
    ("before", "opens"),
    [("", True), ("Тихо. ", True), ("Тихо! — ", True), ("строка\n", True), ("в ", False), ("в г. ", False), ("у смт. ", False), ("Тихо, ", False), ("(", True)],
)
def test_where_a_capital_letter_says_little(before, opens):
    assert tells_little(before + "Суджу", len(before), "Суджу") is opens
    assert tells_little(before + "Малую Локню", len(before), "Малую Локню") is False
