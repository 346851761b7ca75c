"""Under one name one text counts: what a name is, who has it, and what is said to whoever brings another text under it."""

from dataclasses import replace

import pytest

from geo.errors import ConflictError
from geo.evidence import Names, refuse
from geo.evidence.names import address_key
from geo.model import DIGEST
from tests.evidence.texts import moved, published

URL = "https://news.example/live/7"


@pytest.mark.parametrize(
    "same",
    [
        "https://news.example/live/7/",
        "http://news.example/live/7",
        "https://NEWS.example/live/7",
        "https://news.example:443/live/7",
        "http://news.example:80/live/7",
        "news.example/live/7",
    ],
)
def test_spellings_of_one_address_are_one(same):
    assert address_key(same) == address_key(URL)


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/live/8",
        "https://news.example/LIVE/7",
        "https://news.example/live/7?page=2",
        "https://news.example/live/7#block-2",
        "https://m.news.example/live/7",
        "https://news.example:8080/live/7",
        "https://[broken/live/7",
    ],
)
def test_other_addresses_are_others(other):
    assert address_key(other) != address_key(URL)


@pytest.mark.parametrize("front", ["https://news.example", "https://news.example/", "http://news.example//"])
def test_the_front_page_of_a_site_is_no_reports_address(front):
    assert address_key(front) == ""
    assert address_key(f"{front.rstrip('/')}/?id=7")


def handed_in(text, *, ref="", urls=(), kind="report"):
    return moved(published(text), ref=ref, urls=urls, kind=kind)


def names_of(*reports):
    found = Names()
    for report in reports:
        found.add(report.id, report.ref, report.urls, report.kind)
    return found


CASES = {
    "same id": (("a", ()), ("a", ()), True, False),
    "same id, other addresses": (("a", (URL,)), ("a", (f"{URL}8",)), True, False),
    "other id": (("a", ()), ("b", ()), False, False),
    "other id, same address": (("a", (URL,)), ("b", (URL,)), False, True),
    "no ids, same address": (("", (URL,)), ("", (f"{URL}/",)), True, False),
    "no ids, one of several addresses": (("", ("https://news.example/x", URL)), ("", (URL, "https://news.example/y")), True, False),
    "no ids, other addresses": (("", (URL,)), ("", (f"{URL}8",)), False, False),
    "no ids, no addresses": (("", ()), ("", ()), False, False),
    "no ids, one front page": (("", ("https://news.example/",)), ("", ("https://news.example/",)), False, False),
    "the newer one has no id": (("a", (URL,)), ("", (URL,)), True, False),
    "the older one has no id": (("", (URL,)), ("a", (URL,)), False, True),
}


@pytest.mark.parametrize(("old", "new", "namesakes", "neighbours"), CASES.values(), ids=CASES)
def test_a_report_is_known_by_its_id_and_one_without_by_its_addresses(old, new, namesakes, neighbours):
    first, second = (handed_in(text, ref=ref, urls=urls) for text, (ref, urls) in (("First.", old), ("Second.", new)))
    names = names_of(first)
    assert names.namesakes(second) == [first.id] * namesakes
    assert names.neighbours(second) == [first.id] * neighbours


def test_what_a_digest_restates_has_the_address_and_not_the_digest():
    first, second = (handed_in(text, ref=ref, urls=(URL,), kind=DIGEST) for text, ref in (("First.", "a"), ("Second.", "b")))
    article = handed_in("The article.", urls=(URL,))
    assert names_of(first, article).neighbours(second) == names_of(first, second).namesakes(article) == []
    assert names_of(first).namesakes(handed_in("Third.", ref="a", kind=DIGEST)) == [first.id]


def test_a_report_is_no_namesake_of_its_own():
    one = handed_in("First.", ref="a", urls=(URL,))
    assert names_of(one).namesakes(one) == names_of(one).namesakes(replace(one, ref="", urls=(URL,))) == []


def test_of_the_thousands_at_an_address_a_few_are_looked_at():
    names = names_of(*(handed_in(f"Note {n}.", ref=f"n{n}", urls=(URL,)) for n in range(3_000)))
    assert len(names.neighbours(handed_in("Another.", ref="a", urls=(URL,)))) == 20
    assert len(names.namesakes(handed_in("Another.", urls=(URL,)))) == 3_000


@pytest.mark.parametrize(
    ("new", "replace_it", "words"),
    [
        (handed_in("Second.", ref="a"), False, ["'a'", "Vista News, 2030-01-10", "its text differs", "id of its own", "--replace", "?replace=true"]),
        (moved(handed_in("First.", ref="a"), title="T", lang="ru"), False, ["its language and title differ"]),
        (handed_in("Second.", urls=(URL,)), False, [repr(URL), "(a, Vista News, 2030-01-10)", "--replace", "?replace=true"]),
        (handed_in("Second.", ref="a"), True, []),
        (handed_in("Second.", urls=(URL,)), True, []),
    ],
)
def test_another_text_under_a_name_is_told_with_the_remedy(new, replace_it, words):
    old = handed_in("First.", ref="a", urls=(URL,))
    if not words:
        refuse(new, [old], replace=replace_it)
        return
    with pytest.raises(ConflictError) as fault:
        refuse(new, [old], replace=replace_it)
    assert all(word in str(fault.value) for word in words), str(fault.value)


@pytest.mark.parametrize("replace_it", [False, True])
def test_an_address_of_several_reports_names_none_of_them(replace_it):
    others = [handed_in(f"Note {n}.", ref=f"n{n}", urls=(URL,)) for n in range(9)]
    with pytest.raises(ConflictError, match=r"(?s)Several.*n0, Vista.*n4, Vista.*\.\.\..*Give it one") as fault:
        refuse(handed_in("Second.", urls=(URL,)), others, replace=replace_it)
    assert "n5" not in str(fault.value)


def test_a_name_of_any_length_is_told_in_a_few_words():
    long = "x" * 100_000
    old, new = handed_in("First.", ref=long), handed_in("Second.", ref=long)
    with pytest.raises(ConflictError) as fault:
        refuse(new, [old])
    assert len(str(fault.value)) < 1_000
