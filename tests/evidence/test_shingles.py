import pytest

from geo.evidence.shingles import refilled, shared, shingles, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("—…!", ()),
        ("They “took” Arvona.", ("they", "took", "arvona")),
        ("TOOK\u200b\n\n\tthe snow\u00addrift", ("took", "the", "snowdrift")),
        ("1-й Княжий, №2", ("1", "и", "княжии", "no2")),
        ("クルスク州", ("ク", "ル", "ス", "ク", "州")),
        ("Vårt cafe\u0301, caf\u00e9", ("vart", "cafe", "cafe")),
        ("under_score \ud800", ("under", "score")),
    ],
)
def test_words_are_what_is_left_without_the_dress(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (3, 0), (4, 1), (10, 7)])
def test_a_text_of_different_words_has_three_shingles_less_than_words(count, expected):
    assert len(shingles(" ".join("abcdefghij"[:count]))) == expected


def test_shingles_are_a_set():
    assert len(shingles("a b c d " * 9)) == 4  # abcd, bcda, cdab, dabc
    assert shared(shingles("a b c d e f"), shingles("x b c d e f")) == 2


def test_order_of_words_matters():
    assert shared(shingles("one two three four"), shingles("four three two one")) == 0


FORM = "The enemy was beaten off near the village of {} on the morning of the {} and left behind two guns that had been fired at the mill."


@pytest.mark.parametrize(
    ("ours", "theirs", "slots"),
    [
        (("Arvona", "9th"), ("Arvona", "9th"), 0),
        (("Arvona", "9th"), ("Belmora", "9th"), 1),
        (("Arvona", "9th"), ("Belmora", "10th"), 2),
        (("Sudzha", "9th"), ("Суджа", "9th"), 0),
        (("Guyevo", "9th"), ("Guevo", "9th"), 0),
        (("Arvona", "9th"), ("Arvona and Belmora", "9th"), 0),
        (("Arvona", "9th"), ("old mills", "9th"), 0),
        (("Arvona", "9th"), (" ".join(f"Place{n}" for n in range(16)), "9th"), 0),
    ],
    ids=["same", "name", "name and number", "script", "spelling", "one more", "no name", "too long"],
)
def test_slots_of_one_sentence_with_other_names_or_numbers(ours, theirs, slots):
    assert refilled(FORM.format(*ours), FORM.format(*theirs)) == slots
    assert refilled(FORM.format(*theirs), FORM.format(*ours)) == slots


def test_datelines_and_credits_are_no_slots():
    text = FORM.format("Arvona", "9th")
    assert refilled(f"KELDOVA, 9 Jan. (Arland Wire) {text} By A. Writer", f"ARVONA, 10 Jan. (Vista News) {text} Edited by B. Reader") == 0


def test_the_capital_that_begins_a_sentence_makes_no_name():
    ours, theirs = (f"They had waited for it. {word} was the time when they came over the hill." for word in ("Evening", "Midnight"))
    assert refilled(ours, theirs) == 0
    inside = [f"They had waited for it and {word} was the time when they came over the hill." for word in ("Evening", "Midnight")]
    assert refilled(*inside) == 1
