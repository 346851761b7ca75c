import re

import pytest

from geo.readers import Document, Refusal

FULL = {
    "id": "kr-1",
    "text": "Россия вернула Бердин.\r\n\u2028End",
    "published_at": "2025-01-10",
    "language": "ru",
    "title": "Бердин",
    "publisher": "Rybar",
    "urls": ["https://a.example/1", "https://b.example/2", "https://a.example/1"],
}


def test_a_line_is_a_document(write_lines, read):
    path = write_lines("r.jsonl", FULL)
    urls = ("https://a.example/1", "https://b.example/2")
    assert read(path) == [Document(str(path), 1, "kr-1", FULL["text"], "Бердин", "Rybar", "ru", "2025-01-10", urls, "report")]


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"report_date": "2025-01-01", "published_at": "2025-01-02", "date": "2025-01-03"}, "published", "2025-01-01"),
        ({"published_at": "2025-01-02T18:00:00Z", "date": "2025-01-03"}, "published", "2025-01-02T18:00:00Z"),
        ({"report_date": "", "date": "2025-01-03"}, "published", "2025-01-03"),
        ({"report_date": None}, "published", None),
        ({}, "published", None),
        ({"lang": "uk"}, "lang", "uk"),
        ({"source": "ISW"}, "publisher", "ISW"),
        ({"url": "https://a.example/"}, "urls", ("https://a.example/",)),
        ({"url": " ", "urls": []}, "urls", ()),
        ({"url": None}, "urls", ()),
        ({"id": 17}, "ref", "17"),
        ({"id": None}, "ref", ""),
        ({"facts": ["f001"]}, "kind", "digest"),
        ({"facts": []}, "kind", "digest"),
        ({"kind": "digest"}, "kind", "digest"),
        ({"facts": [], "kind": "report"}, "kind", "report"),
        ({"anything": {"else": [1]}}, "kind", "report"),
    ],
)
def test_the_keys_of_a_record(write_lines, read, record, field, value):
    assert getattr(read(write_lines("r.jsonl", {"text": "A."} | record))[0], field) == value


BAD = [
    (b"not json", "", "not JSON"),
    (b'{"id": "x", "text": "cut', "", "not JSON"),
    (b'["text"]', "", "no object: list"),
    (b'"text"', "", "no object: str"),
    (b"null", "", "no object: NoneType"),
    (b"{}", "", "no 'text'"),
    (b'{"id": "x", "text": 5}', " (x)", "no 'text'"),
    (b'{"id": "x", "text": " "}', " (x)", "no text"),
    (b'{"id": "x", "text": "a\\u0000b"}', " (x)", "binary"),
    (b'{"id": "x", "text": "a\\ud800b"}', "", "not JSON"),
    (b'{"id": "x", "text": "a", "published_at": 20250110}', " (x)", "'published_at' is 20250110, not text"),
    (b'{"id": "x", "text": "a", "title": ["b"]}', " (x)", "'title'"),
    (b'{"id": "x", "text": "a", "urls": "ftp"}', None, None),
    (b'{"id": "x", "text": "a", "urls": [1]}', " (x)", "'urls'"),
    (b'{"id": "x", "text": "a", "url": {"href": "b"}}', " (x)", "'url'"),
    (b'{"id": "x", "text": "a", "kind": "rumour"}', " (x)", "'rumour'.*report or digest"),
    ('{"text": "Суджа взята войсками"}'.encode("cp1251"), "", "byte 10 does not fit"),
    (b'{"text": ' + b"[" * 5000 + b"}", "", "not JSON"),
]


@pytest.mark.parametrize(("line", "ref", "words"), [case for case in BAD if case[2]])
def test_a_bad_line_is_refused_by_its_number_and_the_others_go_on(write_lines, read, line, ref, words):

    path = write_lines("r.jsonl", FULL, b"", line, b"  ", FULL)
    first, refused, last = read(path)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert last.line == 5
    assert isinstance(refused, Refusal)
    assert refused.where == f"{path}:3{ref}"
    assert re.search(words, refused.reason)


def test_a_byte_order_mark_and_windows_newlines_are_fine(write, read):
    found = read(write("r.jsonl", b'\xef\xbb\xbf{"text": "a"}\r\n{"text": "b"}\r\n'))
    assert [d.text for d in found] == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_records_is_refused(write, read, content):
    path = write("r.jsonl", content)
    (refused,) = read(path)
    assert isinstance(refused, Refusal)
    assert refused.where.startswith(str(path))


@pytest.mark.parametrize("content", ['{"text": "a"}\n'.encode("utf-16"), b"\x89PNG\r\n\n\n\x00\x01\n\x00"])
def test_a_file_that_is_no_text_is_refused_as_a_whole(write, read, content):
    path = write("r.jsonl", content * 3)
    (refused,) = read(path)
    assert refused.where == str(path)


def test_each_report_has_its_own_limit(write_lines, read):
    records = [{"id": str(n), "text": "a" * n} for n in (100, 101, 99)]
    found = read(write_lines("r.jsonl", *records), limit_bytes=100)
    assert [type(f) for f in found] == [Document, Refusal, Document]
    assert "101 bytes; the limit for one report is 100" in found[1].reason


def test_a_line_too_long_to_hold_is_passed_over(write_lines, read):
    long = b'{"text": "' + b"\\u0061" * 200 + b'"}'
    found = read(write_lines("r.jsonl", FULL | {"text": "a"}, b" " * 5000, long, b"x" * 801, {"text": "b"}), limit_bytes=100)
    assert [f.text if isinstance(f, Document) else f.reason[:26] for f in found] == ["a", *["The line has more than 800"] * 3, "b"]
    assert [f.where.rpartition(":")[2] for f in found] == ["1 (kr-1)", "2", "3", "4", "5"]
