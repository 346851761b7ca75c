"""Two real servers on one store, asked at the same moment: what must hold for both is held by the store."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import httpx
import pytest
from api_client import ROOT, fill

from geo.evidence import Store
from geo.tokens import create_token
from tests.miniland import world

ROUNDS, FEW = 12, 4


def serve(stack, home, packs):
    """The address of a `salient serve` of its own process."""
    environment = os.environ | {"SALIENT_HOME": str(home), "SALIENT_DATA": str(packs), "SALIENT_THEATRES": "miniland", "SALIENT_REFRESH_S": "1"}
    command = [sys.executable, "-c", "from geo.cli import main; main()", "serve", "--port", "0", "--theatre", "miniland"]
    process = stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
    stack.callback(process.terminate)
    told = re.search(r"http://\S+?/", process.stdout.readline())
    assert told, process.poll()
    return told[0]


@pytest.fixture(scope="module")
def servers(tmp_path_factory, packs):
    """Two addresses, what a writer sends along, and the store's file."""
    home = tmp_path_factory.mktemp("shared")
    fill(home, world.story()[:3])
    headers = {"Authorization": f"Bearer {create_token(home)}"}
    with ExitStack() as stack:
        yield [serve(stack, home, packs) for _ in range(2)], headers, home / "miniland.sqlite"


def at_once(servers, path, *bodies):
    """The answers to one request to each server, sent in the same moment."""
    addresses, headers, _ = servers
    gate = Barrier(len(addresses))

    def send(address, body):
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
            client.get("/healthz")
            gate.wait()
            return client.post(f"/theatres/miniland/{path}", json=body)

    with ThreadPoolExecutor(len(addresses)) as pool:
        return list(pool.map(send, addresses, bodies))


def report(name, text):
    return {"id": name, "text": text, "published_at": "2030-03-25", "publisher": "Atlas Desk", "language": "en"}


def stored(servers, name):
    with Store.open(str(servers[2]), "miniland") as store:
        return [found for found in store.snapshot().reports.values() if found.ref == name]


@pytest.mark.full
def test_of_two_texts_under_one_id_one_goes_in(servers):
    for n in range(ROUNDS):
        name, texts = f"race-{n}", (f"Arlandish forces captured Lumova ({n}).", f"Borlandish forces recaptured Arvona ({n}).")
        answers = at_once(servers, "reports", *(report(name, text) for text in texts))
        assert sorted(answer.status_code for answer in answers) == [201, 409], [answer.text for answer in answers]
        (refused,) = (answer.json() for answer in answers if answer.status_code == 409)
        assert f"'{name}'" in refused["detail"]
        (kept,) = stored(servers, name)
        assert kept.text == texts[[answer.status_code for answer in answers].index(201)]


@pytest.mark.full
def test_one_text_sent_to_both_goes_in_once(servers):
    for n in range(FEW):
        name = f"twin-{n}"
        answers = at_once(servers, "reports", *[report(name, f"Arlandish forces hold Lumova ({n}).")] * 2)
        assert sorted((answer.status_code, answer.json()["added"]) for answer in answers) == [(200, False), (201, True)]
        assert len(stored(servers, name)) == 1


@pytest.mark.full
def test_of_two_texts_that_stand_in_for_one_the_later_counts_and_nothing_is_lost(servers):
    for n in range(FEW):
        name, texts = f"live-{n}", [f"Arlandish forces captured {place} (live {n})." for place in ("Lumova", "Keldova")]
        at_once(servers, "reports", *[report(name, f"Arlandish forces entered Lumova (live {n}).")] * 2)
        answers = at_once(servers, "reports?replace=true", *(report(name, text) for text in texts))
        assert [answer.status_code for answer in answers] == [201, 201], [answer.text for answer in answers]
        assert len(stored(servers, name)) == 3
        with Store.open(str(servers[2]), "miniland") as store:
            assert store.report(name).text in texts  # the one report in force: of several none would be meant
