"""The command line over miniland: a store of its own for each test, and the commands run in this process."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo.cli import app
from geo.evidence import Store
from geo.model import Extraction
from tests.miniland import world

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def packs(tmp_path_factory):
    """A data folder whose only theatre is miniland."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "theatres").mkdir()
    (folder / "theatres" / "miniland").symlink_to(ROOT / "tests" / "miniland" / "theatre")
    (folder / "lexicon").symlink_to(ROOT / "data" / "lexicon")
    return folder


@pytest.fixture
def home(tmp_path, packs, monkeypatch):
    """An empty SALIENT_HOME, with miniland the theatre that there is."""
    monkeypatch.setenv("SALIENT_DATA", str(packs))
    monkeypatch.setenv("SALIENT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SALIENT_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def run(home):
    """Run `salient ...`; gives exit_code, stdout, stderr. What is no error of the user's comes out as it is."""

    def salient(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)

    return salient


@pytest.fixture
def mini(run):
    """The same, always about miniland."""
    return lambda *arguments: run(*arguments, "--theatre", "miniland")


@pytest.fixture
def batch(tmp_path):
    """Write records as a JSONL file."""

    def write(*records):
        path = tmp_path / "batch.jsonl"
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def story_home(tmp_path_factory):
    """A SALIENT_HOME that holds miniland's forty reports as a hand reads them."""
    folder = tmp_path_factory.mktemp("story")
    with Store.open(f"sqlite:///{folder / 'miniland.sqlite'}", "miniland") as store:
        for entry in world.story():
            store.append(Extraction(world.report(entry), (), tuple(world.claims(entry)), tuple(world.figures(entry)), world.METHOD))
    return folder


@pytest.fixture
def told(mini, story_home, monkeypatch):
    """`salient ... --theatre miniland` over the forty reports; only for commands that read."""
    monkeypatch.setenv("SALIENT_HOME", str(story_home))
    return mini
