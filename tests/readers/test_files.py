import os
import re
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.readers import Document, Refusal, read_documents

TEXT = "Russia retook Berdin.\r\nБердин — село.\r\rEnd\u2028\n"


def reason(found):
    assert [type(f) for f in found] == [Refusal]
    return found[0].reason


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.md"])
def test_a_text_is_read_as_it_is(write, read, name):
    path = write(name, TEXT)
    assert read(path) == [Document(str(path), None, "", TEXT)]


def test_a_byte_order_mark_is_no_text(write, read):
    assert read(write("a.txt", b"\xef\xbb\xbfHello"))[0].text == "Hello"


def test_a_date_in_a_file_name_is_no_date(write, read):
    assert read(write("2025-01-10_kursk.txt", TEXT))[0].published is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no text"),
        (b" \n\t\r\n ", "no text"),
        (b"\xef\xbb\xbf", "no text"),
        (b"abc\x00def", "byte 3 is NUL"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "byte 8 is NUL"),
        (bytes(range(1, 32)) * 4, "binary"),
        (bytes(range(1, 256)) * 4, "binary"),
        ("Суджа взята".encode("utf-16"), "byte 0 does not fit.*UTF-16LE.*iconv -f UTF-16LE"),
        ("\ufeffSudzha".encode("utf-16-be"), "byte 0 does not fit.*UTF-16BE"),
        ("\ufeffSudzha".encode("utf-32-le"), "byte 0 does not fit.*UTF-32LE"),
        ("Sudzha was taken".encode("utf-16-le"), "byte 1 does not fit.*UTF-16LE"),
        ("Sudzha was taken".encode("utf-16-be"), "byte 0 does not fit.*UTF-16BE"),
        (("Kursk: " + "российские войска вернули село Погребки").encode("cp1251"), "byte 7 does not fit.*WINDOWS-1251.*iconv -f WINDOWS-1251"),
        ("российские войска вернули село Погребки".encode("koi8-r"), "byte 0 does not fit.*KOI8-R"),
        ("российские войска вернули село Погребки".encode("cp866"), "byte 0 does not fit.*CP866"),
        ("The caf\u00e9 in Sudzha was hit".encode("cp1252"), "byte 7 does not fit.*WINDOWS-1252"),
        (b"\xef\xbb\xbfab\xff", "byte 5 does not fit"),
        (b"half \xd0", "byte 5 does not fit"),
        (b"\xed\xa0\x80 a surrogate", "byte 0 does not fit"),
    ],
)
def test_what_is_no_utf8_text_is_refused_with_the_byte_and_the_remedy(write, read, content, words):

    path = write("a.txt", content)
    found = read(path)
    assert re.search(words, reason(found))
    assert found[0].where == str(path)


def test_a_few_control_characters_are_let_through(write, read):
    text = "Page one.\x0cPage two.\x0b\x1b"
    assert read(write("a.txt", text))[0].text == text


@pytest.mark.parametrize(("size", "fine"), [(1000, True), (1001, False)])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_text_over_the_limit_is_refused(write, read, name, size, fine):
    path = write(name, "я" * (size // 2) + "a" * (size % 2))
    found = read(path, limit_bytes=1000)
    assert isinstance(found[0], Document) is fine
    if not fine:
        assert "1,001 bytes" in reason(found)
        assert "limit for one report is 1,000" in reason(found)


def test_the_limit_is_two_megabytes(write, read):
    assert isinstance(read(write("a.txt", b"a" * 2_000_000))[0], Document)
    assert "2,000,001 bytes" in reason(read(write("b.txt", b"a" * 2_000_001)))


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.json", "a.txt.gz"])
def test_an_unknown_kind_of_file_is_refused(write, read, name):
    assert ".txt, .md, .jsonl, .html, .htm" in reason(read(write(name, TEXT)))


def test_a_path_that_does_not_exist_stops_before_anything_is_read(write):
    with pytest.raises(InputError, match=r"no .*nowhere\.txt, .*never\.md"):
        read_documents([write("a.txt", TEXT), Path("nowhere.txt"), Path("never.md")])


# Folders


def test_a_folder_is_read_in_order_with_all_that_is_in_it(write, read, tmp_path):
    for name in ("b.txt", "c/z.md", "c/a.txt", "a.txt", "c/d/e.txt", ".hidden.txt", ".git/x.txt"):
        write(name, name)
    assert [d.text for d in read(tmp_path)] == ["a.txt", "b.txt", "c/a.txt", "c/d/e.txt", "c/z.md"]


def test_a_bad_file_in_a_folder_is_listed_and_the_rest_is_read(write, read, tmp_path):
    for name in ("a.txt", "b.exe", "c.txt"):
        write(name, name)
    write("b.txt", b"")
    assert [type(d) for d in read(tmp_path)] == [Document, Refusal, Refusal, Document]


def test_a_folder_without_files_is_told(read, tmp_path):
    assert "holds no files" in reason(read(tmp_path))


def test_links_in_a_circle_end(write, read, tmp_path):
    write("a/b/x.txt", "x")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a" / "twin").symlink_to(tmp_path / "a" / "b", target_is_directory=True)
    assert [d.text for d in read(tmp_path / "a")] == ["x"]


def test_links_that_lead_nowhere_are_refused(read, tmp_path):
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "gone.txt").symlink_to("nothing.txt")
    assert all("no file" in d.reason for d in read(tmp_path))
    assert len(read(tmp_path)) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_not_waited_for(read, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no file" in reason(read(tmp_path / "pipe.txt"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user whom a file can refuse")
def test_a_file_that_may_not_be_read_is_refused(write, read):
    path = write("a.txt", TEXT)
    path.chmod(0)
    assert "cannot be read" in reason(read(path))


def test_a_file_that_fails_while_it_is_read_is_refused(write, read, monkeypatch):
    def fail(_):
        raise OSError(5, "Input/output error")

    path = write("a.txt", TEXT)
    monkeypatch.setattr(Path, "read_bytes", fail)
    assert "Input/output error" in reason(read(path))


def test_a_name_that_is_no_utf8_can_be_shown(read, tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.pdf")
    path.write_bytes(b"x")
    found = read(path)
    assert reason(found)
    assert found[0].where.endswith("\\udcff.pdf")


# Markdown


HEAD = (
    '---\r\nDate: 2025-01-10\ntitle: "Note: on Berdin"\n'
    "publisher: New York Times\nurl: https://a.example/x\nlang: en\nid: n1\ntags:\n  - war\n# remark\n\n---\n"
)


def test_the_head_of_markdown_is_read_and_its_offsets_stay(write, read):
    found = read(write("a.md", HEAD + "# Berdin\nTaken.\n"))[0]
    assert (found.published, found.title, found.publisher, found.lang, found.ref) == ("2025-01-10", "Note: on Berdin", "New York Times", "en", "n1")
    assert found.urls == ("https://a.example/x",)
    assert len(found.text) == len(HEAD) + len("# Berdin\nTaken.\n")
    assert found.text.index("Berdin") == len(HEAD) + 2
    assert found.text.split() == ["#", "Berdin", "Taken."]
    assert found.text.count("\n") == (HEAD + "# Berdin\nTaken.\n").count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "---\nA rule, then prose: with a colon\n---\nMore",
        "---\ndate: 2025-01-10\nno end",
        "Text\n---\ndate: 2025-01-10\n---\n",
        "---\n---\nempty head",
        "--- \ndate\n---\nText",
        " ---\ndate: 2025-01-10\n---\nText",
    ],
)
def test_what_is_no_head_is_text(write, read, text):
    found = read(write("a.md", text))[0]
    assert (found.text, found.published) == (text, None)


def test_a_text_file_has_no_head(write, read):
    assert read(write("a.txt", HEAD + "x"))[0].published is None


def test_a_head_without_a_text_is_refused(write, read):
    assert "no text" in reason(read(write("a.md", HEAD)))
