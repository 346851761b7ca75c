from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geo.errors import InputError, TooLargeError
from geo.model import Report
from geo.readers import Document, to_report
from tests.miniland import world

DOCUMENT = Document("a.jsonl", 3, "n-1", "Arland took Arvona.\r\n", "Note", "Atlas Desk", "en", "2030-01-10", ("https://desk.example/1",), "digest")


def report(date=None, **changes):
    return to_report(replace(DOCUMENT, **changes), world.theatre(), date=date)


def test_a_document_becomes_a_report():
    known_at = datetime(2030, 1, 10, 23, 59, 59, tzinfo=UTC)
    assert report() == Report("Atlas Desk", known_at, "en", "Note", "Arland took Arvona.\r\n", ("https://desk.example/1",), "n-1", "digest")


@pytest.mark.parametrize(
    ("own", "given", "known_at"),
    [
        ("2030-01-10", None, datetime(2030, 1, 10, 23, 59, 59, tzinfo=UTC)),
        ("2030-01-10", "2030-02-01", datetime(2030, 2, 1, 23, 59, 59, tzinfo=UTC)),
        (None, "2030-02-01", datetime(2030, 2, 1, 23, 59, 59, tzinfo=UTC)),
        ("rubbish", "2030-02-01", datetime(2030, 2, 1, 23, 59, 59, tzinfo=UTC)),
        ("2030-01-10T01:30:00+03:00", None, datetime(2030, 1, 9, 22, 30, tzinfo=UTC)),
        ("2030-01-10T01:30:00.5", None, datetime(2030, 1, 10, 1, 30, tzinfo=UTC)),
        ("2030-01-01", None, datetime(2030, 1, 1, 23, 59, 59, tzinfo=UTC)),
        ("2030-03-31", None, datetime(2030, 3, 31, 23, 59, 59, tzinfo=UTC)),
        ("2030-04-01T01:00:00+03:00", None, datetime(2030, 3, 31, 22, tzinfo=UTC)),
    ],
)
def test_when_it_became_public(own, given, known_at):
    assert report(given, published=own).known_at == known_at


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (None, "no date.*--date"),
        (" ", "no date"),
        ("yesterday", "YYYY-MM-DD"),
        ("10.01.2030", "YYYY-MM-DD"),
        ("2030-02-30", "not a date"),
        ("2029-12-31", "2029-12-31 lies outside.*2030-01-01 to 2030-03-31"),
        ("2030-04-01", "lies outside"),
        ("0001-01-01T00:00:00+14:00", "Give a date|YYYY|2025-01-10"),
        ("9999-12-31T23:59:59-14:00", "Give a date|YYYY|2025-01-10"),
    ],
)
def test_no_date_is_ever_guessed(own, words):
    with pytest.raises(InputError, match=words):
        report(published=own)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": " \n"}, "no text"),
        ({"text": "a\x00b"}, "binary"),
        ({"text": "a\ud800b"}, "Character 1 is half a character"),
        ({"kind": "rumour"}, "'rumour'"),
        ({"title": "a" * 2001}, "title has 2,001 characters; the limit is 2,000"),
        ({"publisher": "a" * 2001}, "publisher has 2,001"),
        ({"ref": "a" * 2001}, "id has 2,001"),
        ({"lang": "English"}, "'English'.*en, ru or uk"),
        ({"urls": ("javascript:alert(1)",)}, "javascript.*https://"),
        ({"urls": ("https://a.example/", "data:text/html,x")}, "data:"),
        ({"urls": ("https://a.example/" + "a" * 2000,)}, "at most 2,000"),
        ({"urls": ("https://a.example/a b\nc",)}, "web"),
        ({"urls": tuple(f"https://a.example/{n}" for n in range(101))}, "101 addresses; the limit is 100"),
    ],
)
def test_what_would_make_no_report_is_refused(changes, words):
    with pytest.raises(InputError, match=words):
        report(**changes)


def test_a_text_over_the_limit_is_too_large():
    assert len(report(text="я" * 1_000_000).text) == 1_000_000
    with pytest.raises(TooLargeError, match=r"2,000,002 bytes; the limit for one report is 2,000,000"):
        report(text="я" * 1_000_001)


@pytest.mark.parametrize(("lang", "expected"), [("en", "en"), ("EN-gb", "en"), ("uk_UA", "uk"), ("", ""), (" ru ", "ru"), ("zh-Hans-CN", "zh"), ("srp", "srp")])
def test_a_language_is_its_primary_subtag(lang, expected):
    assert report(lang=lang).lang == expected


@pytest.mark.parametrize("url", ["http://a.example", "HTTPS://a.example/x:y", "t.me/rybar/1", "t.me/x:1"])
def test_an_address_of_the_web_stays_as_it_is(url):
    assert report(urls=(url,)).urls == (url,)


def test_titles_and_names_are_put_into_one_line():
    made = report(title=" A\n\tB\x1b[31m ", publisher="At\x00las\ud800 Desk ", ref=" n\r1 ")
    assert (made.title, made.publisher, made.ref) == ("A B [31m", "At las Desk", "n 1")


def test_the_same_document_is_the_same_report_wherever_it_lies():
    assert report(path="b.txt", line=None).id == report().id
    assert report(title="Another").id != report().id
