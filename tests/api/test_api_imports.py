"""Files of layers that take long to read: nothing else waits for them, and the server ends when it is told to."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
from api_client import AUTHORISED, ROOT, TOKEN

import api.desk
from tests.miniland.ground import layer_file

HERE = "/theatres/miniland"
LAYERS = f"{HERE}/layers?name=desk&date=2030-01-05"
ENDED_S = 45
"""A ring of 600 random points took minutes to repair, and nothing ended it. What is taken now takes a second on a free machine; this one may be busy."""
PROGRAM = "from geo.cli import main; main()"


def ring(points):
    return json.dumps({"type": "Polygon", "coordinates": [[*points.tolist(), points[0].tolist()]]}).encode()


def scribble(count):
    return ring(np.random.default_rng(1).random((count, 2)) * 0.02 + [29.99, 49.99])


def bow_ties(count):
    """So many triangles in a row, each touching the next: as many crossings as are taken."""
    t, up = np.arange(count + 1) / count * 0.02, (-1.0) ** np.arange(count + 1) * 0.005
    return ring(np.add(np.vstack([np.c_[t, up], np.c_[t, -up][::-1]]), [29.99, 50.0]))


def test_other_writes_do_not_wait_while_a_file_is_read(writable, tmp_path, monkeypatch):
    reading, go_on, read_content = Event(), Event(), api.desk.read_content

    def slowly(*given, **options):
        reading.set()
        assert go_on.wait(60)
        return read_content(*given, **options)

    monkeypatch.setattr(api.desk, "read_content", slowly)
    content = layer_file(tmp_path / "m.geojson", "arvona").read_bytes()
    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(writable.post, LAYERS, content=content, headers=AUTHORISED)
        assert reading.wait(60)
        try:
            report = {"text": "Arlandish forces captured Lumova.", "published_at": "2030-03-25"}
            assert writable.post(f"{HERE}/reports", json=report, headers=AUTHORISED).status_code == 201
            assert not importing.done()
        finally:
            go_on.set()
        assert importing.result(60).status_code == 201


@pytest.fixture
def served(tmp_path, packs):
    """A server of its own process, and its port."""
    env = {**os.environ, "SALIENT_HOME": str(tmp_path), "SALIENT_DATA": str(packs), "SALIENT_TOKEN": TOKEN, "SALIENT_THEATRES": "miniland"}
    command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", "--theatre", "miniland"]
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = re.search(r":(\d+)/", process.stdout.readline())[1]
        yield process, int(port)
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()


def test_a_server_that_reads_tangled_files_answers_and_ends(served):
    process, port = served

    def ask(method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ENDED_S)
        try:
            connection.request(method, path, body, AUTHORISED)
            return connection.getresponse().status
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        sent = [pool.submit(ask, "POST", LAYERS, body) for body in (scribble(600), scribble(2_000), bow_ties(900), bow_ties(900))]
        assert ask("GET", "/healthz") == 200
        assert [sent[0].result(), sent[1].result()] == [413, 413]
        process.send_signal(signal.SIGTERM)
        assert process.wait(ENDED_S) in {0, -signal.SIGTERM}
