"""`--workers`: the same answers from one process and from several."""

import json

import pytest

TEXTS = ("Arlandish forces captured Arvona.", "Arlandish forces captured Eldova.", "Nothing happened.")
LINES = [{"id": f"w{n}", "published_at": f"2030-01-0{n + 2}", "publisher": "Atlas Desk", "language": "en", "text": text} for n, text in enumerate(TEXTS)]


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "archive.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in [*LINES, {"id": "broken"}]), encoding="utf-8")
    return path


def test_extract_says_the_same_with_several_workers(mini, archive):
    alone, together = (mini("extract", archive, "--json", "--workers", n) for n in (1, 2))
    assert alone.exit_code == together.exit_code == 0
    assert together.stdout == alone.stdout
    assert together.stderr == alone.stderr
    assert "Refused" in together.stderr
    assert [(json.loads(line)["id"], len(json.loads(line)["claims"])) for line in together.stdout.splitlines()] == [("w0", 1), ("w1", 1), ("w2", 0)]


def test_ingest_stores_the_same_with_several_workers(mini, archive):
    first = json.loads(mini("ingest", archive, "--json", "--workers", 2).stdout)
    assert (first["added"], first["already"], first["claims"]) == (3, 0, 2)
    again = json.loads(mini("ingest", archive, "--json", "--workers", 1).stdout)
    assert (again["added"], again["already"]) == (0, 3)


@pytest.mark.parametrize("command", ["extract", "ingest"])
@pytest.mark.parametrize("number", ["0", "65"])
def test_an_impossible_number_is_refused(mini, archive, command, number):
    result = mini(command, archive, "--workers", number)
    assert result.exit_code == 2
    assert "from 1 to 64" in result.stderr
