"""gazetteer, theatre, token, and what holds for the whole command line."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from geo.cli import app, commands, speak
from geo.errors import DataError, UnavailableError
from geo.tokens import create_token, is_token

ROOT = Path(__file__).parents[2]


class TestGazetteer:
    def test_a_beginning_is_enough(self, mini):
        rows = json.loads(mini("gazetteer", "search", "Arv", "--json").stdout)
        assert rows[0]["place_id"] == "arvona"
        assert mini("gazetteer", "search", "Arv").stdout.startswith("arvona  Arvona")

    def test_limit(self, mini):
        assert len(json.loads(mini("gazetteer", "search", "a", "--limit", "1", "--json").stdout)) <= 1

    def test_nothing_found_is_said(self, mini):
        result = mini("gazetteer", "search", "Zzyzx")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "Zzyzx" in result.stderr


class TestTheatreCheck:
    def test_a_sound_pack_passes(self, run):
        for argument in ((), ("miniland",)):
            result = run("theatre", "check", *argument)
            assert (result.exit_code, result.stdout) == (0, "miniland: no faults\n")

    def test_every_fault_of_a_broken_one_is_listed(self, run, packs, tmp_path):
        broken = tmp_path / "broken"
        shutil.copytree((packs / "theatres" / "miniland").resolve(), broken)
        text = (broken / "theatre.toml").read_text(encoding="utf-8")
        (broken / "theatre.toml").write_text(text.replace('opening = "BB"', 'opening = "XX"').replace('focus = "AA"', 'focus = "YY"'), encoding="utf-8")
        result = run("theatre", "check", broken)
        assert result.exit_code == 1
        assert "'XX'" in result.stdout
        assert "'YY'" in result.stdout

    def test_reports_that_could_not_be_taken_in_are_faults(self, run, packs, tmp_path):
        pack = tmp_path / "miniland"
        shutil.copytree((packs / "theatres" / "miniland").resolve(), pack)
        (pack / "reports").mkdir(exist_ok=True)
        (pack / "reports" / "late.jsonl").write_text(
            '{"id": "one", "text": "Arlandish forces took Arvona.", "date": "2031-01-01"}\n{broken\n', encoding="utf-8"
        )
        result = run("theatre", "check", pack)
        assert result.exit_code == 1
        assert "late.jsonl:1 (one): 2031-01-01 lies outside the theatre miniland" in result.stdout
        assert "late.jsonl:2: " in result.stdout

    def test_what_is_no_fault_is_a_note(self, run, packs, tmp_path):
        pack = tmp_path / "other"
        shutil.copytree((packs / "theatres" / "miniland").resolve(), pack)
        (pack / "border.geojson").unlink(missing_ok=True)
        result = run("theatre", "check", pack)
        assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "other: no faults")
        assert "  note: there is no border.geojson" in result.stdout
        told = json.loads(run("theatre", "check", pack, "--json").stdout)
        assert told["other"]["faults"] == []
        assert any("the folder is called 'other' and the theatre 'miniland'" in remark for remark in told["other"]["remarks"])

    def test_neither_theatre_nor_folder(self, run):
        result = run("theatre", "check", "atlantis")
        assert result.exit_code == 2
        assert "miniland" in result.stderr


class TestToken:
    def test_it_is_told_once_and_only_its_hash_is_kept(self, run, home):
        token = run("token").stdout.strip()
        kept = home / "tokens"
        assert is_token(home, token)
        assert token not in kept.read_text(encoding="ascii")
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    def test_two_differ_and_both_are_good(self, tmp_path):
        first, second = create_token(tmp_path), create_token(tmp_path)
        assert first != second
        assert is_token(tmp_path, first)
        assert is_token(tmp_path, second)

    @pytest.mark.parametrize("wrong", ["", "guess", "\ud800"])
    def test_no_other_is_good(self, tmp_path, wrong):
        assert not is_token(tmp_path, wrong)
        create_token(tmp_path)
        assert not is_token(tmp_path, wrong)

    def test_a_deleted_line_revokes(self, tmp_path):
        first, second = create_token(tmp_path), create_token(tmp_path)
        lines = (tmp_path / "tokens").read_text(encoding="ascii").splitlines(keepends=True)
        (tmp_path / "tokens").write_text(lines[1], encoding="ascii")
        assert not is_token(tmp_path, first)
        assert is_token(tmp_path, second)

    def test_the_hash_itself_is_no_token(self, tmp_path):
        create_token(tmp_path)
        assert not is_token(tmp_path, (tmp_path / "tokens").read_text(encoding="ascii").strip())

    def test_a_folder_that_cannot_be_made_is_a_clear_error(self, tmp_path):
        (tmp_path / "file").write_text("", encoding="ascii")
        with pytest.raises(UnavailableError, match="SALIENT_HOME"):
            create_token(tmp_path / "file")


class TestServe:
    def test_a_taken_port_names_the_port_and_the_remedy(self, mini):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            result = mini("serve", "--port", port)
        assert (result.exit_code, result.stdout) == (2, "")
        assert str(port) in result.stderr
        assert "--port 8010" in result.stderr
        assert "make run PORT=8010" in result.stderr

    def test_an_address_of_another_machine_is_refused(self, mini):
        result = mini("serve", "--host", "192.0.2.1", "--port", "0")
        assert result.exit_code == 2
        assert "192.0.2.1" in result.stderr

    def test_a_port_off_the_scale_is_refused(self, mini):
        assert mini("serve", "--port", "70000").exit_code == 2

    def test_an_unknown_theatre_is_refused_before_serving(self, run):
        assert run("serve", "--port", "0", "--theatre", "atlantis").exit_code == 2


class TestWhole:
    def test_an_error_of_the_library_is_one_message_and_its_code(self, run, monkeypatch):
        def broken(_theatre_id):
            raise DataError("The pack is broken. Restore it.")

        monkeypatch.setattr("geo.theatre.load_theatre", broken)
        result = run("gazetteer", "search", "Arvona")
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", "salient: The pack is broken. Restore it.\n")

    def test_version(self, monkeypatch):
        monkeypatch.setattr(commands, "salient_version", lambda: "1.2.3")
        assert CliRunner().invoke(app, ["--version"]).stdout == "salient 1.2.3\n"

    def test_nothing_asked_gives_the_help(self):
        result = CliRunner().invoke(app, [])
        assert result.exit_code == 2
        assert "ingest" in result.output

    def test_text_that_would_steer_the_terminal_is_tamed(self):
        assert speak.tame("a\x1b[31mb\x07\u202ec\x9b\nd\t\u202fe") == "a\ufffd[31mb\ufffd\ufffdc\ufffd\nd\t\u202fe"

    def test_help_loads_nothing_heavy(self):
        code = "import sys, geo.cli; print(*sorted({'pandas', 'geopandas', 'shapely', 'folium', 'sqlalchemy', 'uvicorn', 'pyproj'} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        assert done.stdout == "\n"

    def test_a_reader_that_goes_away_ends_it_without_a_word(self, home, packs):
        command = [sys.executable, "-c", "from geo.cli import main; main()", "export", "places", "--theatre", "miniland"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=os.environ) as child:
            child.stdout.close()
            messages = child.stderr.read().decode()
        assert child.returncode == -signal.SIGPIPE
        assert "Error" not in messages


def test_serve_tells_its_address_answers_and_stops_quietly(home, packs):
    command = [sys.executable, "-c", "from geo.cli import main; main()", "serve", "--port", "0", "--theatre", "miniland"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ) as child:
        try:
            address = child.stdout.readline().strip().removeprefix("Salient is ready at ")
            listed = httpx.get(f"{address}theatres", timeout=30).text
            child.send_signal(signal.SIGINT)
            _, messages = child.communicate(timeout=30)
        finally:
            child.kill()
    assert address.startswith("http://127.0.0.1:")
    assert "miniland" in listed
    assert (child.returncode, "Traceback" in messages) == (0, False)
    assert "holds no reports" in messages
