"""Which line of the file of hashes lets in, and which does not."""

import hashlib

import pytest

from geo.errors import UnavailableError
from geo.tokens import FILE, create_token, is_among, is_token, stored_hashes

ONE, OTHER = "token-6170", "token-44637"
"""Two tokens whose hashes begin with the same eight digits (`sha256sum` says so too): found by trying."""


def sha256(token):
    return hashlib.sha256(token.encode()).hexdigest()


def test_a_token_is_known_by_its_whole_hash():
    assert sha256(ONE)[:8] == sha256(OTHER)[:8]
    assert sha256(ONE) != sha256(OTHER)
    assert not is_among(ONE, [sha256(OTHER)])
    assert not is_among(OTHER, [sha256(ONE)])
    assert is_among(ONE, [sha256(OTHER), sha256(ONE)])


@pytest.mark.parametrize("known", [1, 8, 32, 63])
@pytest.mark.parametrize("rest", ["0", "f"])
def test_a_hash_that_shares_a_beginning_lets_nobody_in(tmp_path, known, rest):
    whole = sha256(ONE)
    other = whole[:known] + rest * (64 - known)
    assert other != whole
    (tmp_path / FILE).write_text(f"{other}\n{whole[:known]}\n", encoding="ascii")
    assert not is_token(tmp_path, ONE)
    assert not is_among(ONE, [other, whole[-known:].rjust(64, rest)])


@pytest.mark.parametrize("line", ["{}", "{} the desk", "{}\tthe desk # since May", "{} # {}"])
def test_a_line_that_begins_with_a_hash_lets_in(tmp_path, line):
    (tmp_path / FILE).write_text(f"\n{line.format(sha256(ONE), 'x')}\r\n", encoding="ascii", newline="")
    assert is_token(tmp_path, ONE)


@pytest.mark.parametrize("line", ["# {}", "#{}", "# {} the desk", "; {}", "// {}", " {}", "\t{}", "revoked {}", "the desk {}", "{}0", "{}#", "-{}", "{}{}"])
def test_a_line_that_begins_otherwise_lets_nobody_in(tmp_path, line):
    (tmp_path / FILE).write_text(f"{line.format(*[sha256(ONE)] * 2)}\n", encoding="ascii")
    assert not is_token(tmp_path, ONE)
    assert stored_hashes(tmp_path) == ()


def test_a_hash_after_a_line_that_an_editor_left_open_stands_on_its_own(tmp_path):
    first = create_token(tmp_path)
    file = tmp_path / FILE
    file.write_text(file.read_text(encoding="ascii").rstrip("\n"), encoding="ascii")
    second = create_token(tmp_path)
    assert is_token(tmp_path, first)
    assert is_token(tmp_path, second)
    assert file.read_text(encoding="ascii").count("\n") == 2


def test_lines_that_are_no_text_are_passed_over(tmp_path):
    (tmp_path / FILE).write_bytes(b"\xff\xfe no ASCII\n" + f"{sha256(ONE)}\n".encode())
    assert stored_hashes(tmp_path) == (sha256(ONE),)
    (tmp_path / FILE).unlink()
    assert stored_hashes(tmp_path) == ()


def test_a_file_that_may_not_be_read_names_itself(tmp_path, monkeypatch):
    create_token(tmp_path)

    def denied(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_text", denied)
    with pytest.raises(UnavailableError, match=f"{FILE}: Permission denied"):
        stored_hashes(tmp_path)
