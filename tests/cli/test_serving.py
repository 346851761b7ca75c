"""`salient serve` as a program of its own, asked over real connections."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from geo.cli.serving import _listen

ROOT = Path(__file__).parents[2]
ASKED, ROUNDS = 21, 30
"""One quiet round is enough: a busy machine is slow in some of them, an answer that is held back is so in all."""
P50_S = 0.005
"""Median over one connection. With Nagle's algorithm and a delayed acknowledgement in the way it is 0.044 s."""


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[str, int]]:
    """A running `salient serve` about miniland, on a free port; its host and port. The environment says where its data are."""
    command = [sys.executable, "-c", "from geo.cli import main; main()", "serve", "--port", "0", "--theatre", "miniland", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=os.environ) as child:
        try:
            address = urlsplit(child.stdout.readline().strip().removeprefix("Salient is ready at "))
            yield address.hostname, address.port
        finally:
            child.kill()


def asked(connection: http.client.HTTPConnection) -> float:
    """Seconds until the answer is read."""
    start = time.perf_counter()
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.will_close) == (200, False)
    return time.perf_counter() - start


def test_a_small_answer_on_a_kept_connection_is_not_held_back(home, packs):
    with serving() as (host, port):
        connection = http.client.HTTPConnection(host, port, timeout=30)
        rounds = (statistics.median(asked(connection) for _ in range(ASKED)) for _ in range(ROUNDS))
        quiet = next((median for median in rounds if median < P50_S), None)
        connection.close()
    assert quiet is not None, f"no {ROUNDS} rounds of {ASKED} had a median under {P50_S} s"


def test_the_socket_says_that_it_is_tcp():
    """From that asyncio knows that it may switch Nagle's algorithm off."""
    with _listen("127.0.0.1", 0) as listener:
        assert (listener.proto, listener.family, listener.type) == (socket.IPPROTO_TCP, socket.AF_INET, socket.SOCK_STREAM)
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1


@pytest.mark.parametrize(("arguments", "own"), [((), "localhost"), (("--host", "0.0.0.0"), "0.0.0.0")])  # noqa: S104 - it is what this is about
def test_it_answers_under_the_name_it_was_given_and_no_other(home, packs, arguments, own):
    with serving(*arguments) as (_, port):
        for host, status in ((own, 200), ("evil.example", 421)):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/healthz", headers={"Host": f"{host}:{port}"})
            assert connection.getresponse().status == status
            connection.close()
