"""The server under test: miniland with its forty reports read by hand, and kursk with a few short reports, each in a store of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_client import AUTHORISED, HOST, ROOT, TOKEN, Client, fill, mini_settings, reading, serving, standing

from api.settings import Settings
from tests.miniland import world


@pytest.fixture(scope="session")
def packs(tmp_path_factory) -> Path:
    """A data folder with both packs, so that one server can have several theatres."""
    data = tmp_path_factory.mktemp("data")
    (data / "theatres").mkdir()
    shutil.copytree(world.FOLDER, data / "theatres" / "miniland")
    shutil.copytree(ROOT / "data" / "theatres" / "kursk", data / "theatres" / "kursk")
    shutil.copytree(ROOT / "data" / "lexicon", data / "lexicon")
    return data


@pytest.fixture(autouse=True)
def _packs(packs) -> Iterator[None]:
    """For each test here and for no other: what a worker tests next must find the data that ship."""
    with reading(packs):
        yield


@pytest.fixture(scope="session")
def mini(tmp_path_factory, packs) -> Iterator[Client]:
    """Miniland with its whole story. Tests read it and leave it as it is."""
    home = tmp_path_factory.mktemp("mini")
    fill(home, world.story())
    with standing(packs, mini_settings(home)) as client:
        yield client


@pytest.fixture
def writable(tmp_path, _packs) -> Iterator[Client]:
    """Miniland with the first three reports: Arvona, Eldova and Ivolna taken, Belmora entered."""
    fill(tmp_path, world.story()[:3])
    with serving(mini_settings(tmp_path)) as client:
        yield client


@pytest.fixture(scope="session")
def untouched(tmp_path_factory, packs) -> Iterator[Client]:
    """The same, for writes that are refused: at the end it must still hold three reports."""
    home = tmp_path_factory.mktemp("untouched")
    fill(home, world.story()[:3])
    with standing(packs, mini_settings(home)) as client:
        yield client
        assert client.get("/theatres/miniland/reports").json()["numberMatched"] == 3


KURSK_REPORTS = (
    ("2024-08-07", "Ukrainian forces captured Sverdlikovo and entered Sudzha."),
    ("2024-08-15", "Ukrainian forces captured Sudzha, Syrskyi said."),
    ("2025-03-13", "Russian forces recaptured Sudzha, the Russian Ministry of Defence said."),
)


@pytest.fixture(scope="session")
def kursk(tmp_path_factory, packs) -> Iterator[Client]:
    """Both theatres, kursk the default one, with three short reports sent over HTTP."""
    home = tmp_path_factory.mktemp("kursk")
    with standing(packs, Settings(home=home, theatre="kursk", token=TOKEN, refresh_s=0, hosts=(HOST,))) as client:
        with reading(packs):
            _send(client)
        yield client


def _send(client: Client) -> None:
    for on, text in KURSK_REPORTS:
        sent = client.post("/theatres/kursk/reports", headers=AUTHORISED, json={"text": text, "published_at": on, "publisher": "Daily note"})
        assert sent.status_code == 201, sent.text
