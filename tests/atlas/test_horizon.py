"""Days after as-of: what is said of them says that they were not yet known. Areas of miniland as tests/atlas/test_atlas.py works them."""

from datetime import UTC, date, datetime

import pytest

from geo.atlas.horizon import ahead, as_known, days_known, foreseen
from geo.interval import days, end_of_day
from tests.miniland import world

FIRST, THIRD, FOURTH, TWENTIETH = (date(2030, 1, n) for n in (1, 3, 4, 20))
KNOWN = end_of_day(THIRD)
MORNING, NOON, EVENING = (datetime(2030, 1, 3, hour, tzinfo=UTC) for hour in (9, 12, 18))


@pytest.fixture(scope="module")
def atlas():
    return world.atlas()


@pytest.mark.parametrize(
    ("at", "as_of", "later"),
    [
        (KNOWN, KNOWN, False),
        (end_of_day(FOURTH), KNOWN, True),
        (end_of_day(FIRST), KNOWN, False),
        (EVENING, NOON, True),
        (MORNING, NOON, False),
        (NOON, NOON, False),
        # a day is shown as at its end: that of as-of is the last one of which anything is known
        (end_of_day(THIRD), NOON, False),
        (end_of_day(FOURTH), NOON, True),
        (end_of_day(TWENTIETH), None, False),
    ],
)
def test_what_lies_after_as_of(at, as_of, later):
    assert foreseen(at, as_of) is later
    assert (ahead(at, at, as_of) is not None) is later


def test_the_days_known_are_those_up_to_as_of():
    span = days(FIRST, TWENTIETH)
    assert [days_known(span, known) for known in (KNOWN, NOON, None, end_of_day(date(2029, 12, 31)))] == [3, 3, 20, 0]
    assert days_known([], KNOWN) == 0


@pytest.mark.parametrize(
    ("first", "last", "as_of", "words"),
    [
        (FIRST, TWENTIETH, KNOWN, "2030-01-04 to 2030-01-20 lie after as-of 2030-01-03: they were not yet known"),
        (FIRST, FOURTH, KNOWN, "2030-01-04 lies after as-of 2030-01-03: it was not yet known"),
        (FOURTH, TWENTIETH, KNOWN, "2030-01-04 to 2030-01-20 lie after as-of 2030-01-03"),
        (TWENTIETH, TWENTIETH, KNOWN, "2030-01-20 lies after as-of 2030-01-03"),
        (EVENING, EVENING, NOON, "2030-01-03T18:00:00Z lies after as-of 2030-01-03T12:00:00Z"),
    ],
)
def test_the_words_name_the_days_and_as_of(first, last, as_of, words):
    assert ahead(first, last, as_of).startswith(words)


def test_an_explanation_of_a_later_day_says_so_in_its_note_and_its_sentence(atlas):
    later = atlas.explain(end_of_day(TWENTIETH), place="Arvona", as_of=KNOWN)
    assert "2030-01-20 lies after as-of 2030-01-03" in later.note
    assert later.sentence.startswith(later.note)
    assert later.note in later.citation
    assert later.as_dict()["note"] == later.note
    known = atlas.explain(KNOWN, place="Arvona", as_of=KNOWN)
    assert known.note is None
    assert "note" not in known.as_dict()
    assert known.sentence.startswith("On 3 January 2030 Arvona")


def test_tables_carry_the_note(atlas):
    note = "2030-01-04 to 2030-01-20 lie after as-of 2030-01-03"
    assert atlas.series(FIRST, TWENTIETH, KNOWN).attrs["note"].startswith(note)
    assert "note" not in atlas.series(FIRST, THIRD, KNOWN).attrs
    for table in (atlas.control, atlas.front, atlas.parts, atlas.cells, atlas.places):
        assert table(end_of_day(TWENTIETH), KNOWN).attrs["note"].startswith("2030-01-20 lies after as-of 2030-01-03")
        assert "note" not in table(KNOWN, KNOWN).attrs


def test_outside_the_span_and_after_as_of_both_are_told(atlas):
    note = atlas.note(date(2031, 1, 1), as_of=KNOWN)
    assert "2030-01-01 to 2030-03-31" in note
    assert "lies after as-of 2030-01-03" in note
    assert atlas.note(FIRST, THIRD, KNOWN) is None


def test_the_sentence_of_a_later_day_asserts_nothing_of_ground(atlas):
    summary = atlas.summary(end_of_day(TWENTIETH), KNOWN)
    assert summary.sentence == "On 3 January 2030 it was not yet known who would hold what of Miniland on 20 January 2030"
    assert summary.citation == f"{summary.sentence}; Salient miniland, as of 3 January 2030, digest {summary.digest}"
    # three villages by the 3rd, and what the numbers carry forward is that
    assert summary.best_km2 == pytest.approx(3, rel=1e-6)


def test_before_any_report_a_later_day_was_not_yet_known_either(atlas):
    assert "it was not yet known" in atlas.summary(end_of_day(TWENTIETH), end_of_day(date(2029, 12, 1))).sentence


@pytest.mark.parametrize("pair", [(FIRST, TWENTIETH), (TWENTIETH, FIRST), (FOURTH, TWENTIETH)])
def test_between_a_known_day_and_a_later_one_nothing_is_counted(atlas, pair):
    delta = atlas.delta(*pair, KNOWN)
    assert "lie" in delta.note
    assert "not yet known who would hold what of Miniland on 20 January 2030" in delta.sentence
    told = delta.as_dict()
    assert (told["gained_km2"], told["lost_km2"], told["net_km2"], told["settlements"]) == (None, None, None, [])
    assert delta.areas.empty


def test_between_two_known_days_the_delta_is_told(atlas):
    delta = atlas.delta(FIRST, THIRD, KNOWN)
    assert delta.note is None
    assert delta.as_dict()["gained_km2"] == pytest.approx(3, rel=1e-6)
    assert "note" not in delta.as_dict()


def test_a_sentence_says_up_to_when_reports_were_read():
    assert as_known("Arland held about 3 km²", KNOWN) == "Arland held about 3 km², as known on 3 January 2030"
    assert as_known("Arland held about 3 km²", None) == "Arland held about 3 km²"
