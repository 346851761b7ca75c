"""Over a real connection: what an in-process client cannot see."""

import http.client
import socket
from collections.abc import Iterator

import pytest
from api_client import fill, mini_settings, reading

from api.app import create_app
from tests.miniland import world
from tests.prefix import listening

HERE = "/theatres/miniland"


@pytest.fixture(scope="module")
def port(tmp_path_factory, packs) -> Iterator[int]:
    home = tmp_path_factory.mktemp("server")
    fill(home, world.story()[:3])
    with reading(packs), listening(create_app(mini_settings(home, body_limit=100_000))) as found:
        yield found


@pytest.fixture
def connection(port) -> Iterator[http.client.HTTPConnection]:
    found = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    yield found
    found.close()


def ask(connection, method, path, body=None, **headers):
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read()


def test_one_connection_carries_get_head_and_304(connection):
    """A body after HEAD, or a wrong length, would spoil the answer that follows on the same connection."""
    got, body = ask(connection, "GET", f"{HERE}/series")
    head, nothing = ask(connection, "HEAD", f"{HERE}/series")
    again, empty = ask(connection, "GET", f"{HERE}/series", **{"If-None-Match": got.headers["ETag"]})
    last, body_again = ask(connection, "GET", f"{HERE}/series")
    assert [answer.status for answer in (got, head, again, last)] == [200, 200, 304, 200]
    assert (int(head.headers["Content-Length"]), nothing, empty) == (len(body), b"", b"")
    assert body_again == body


def test_a_body_of_unknown_length_is_cut_off_at_the_limit(connection):
    def stream():
        for _ in range(1_000):
            yield b"x" * 1_000

    try:
        headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
        connection.request("POST", f"{HERE}/extract", stream(), headers, encode_chunked=True)
        answer = connection.getresponse()
        body = answer.read()
    except (BrokenPipeError, ConnectionResetError):
        return  # the server hung up while we were still sending, which is its right
    assert answer.status == 413
    assert b"100,000" in body


def test_addresses_are_absolute_and_lead_back(connection, port):
    answer, _ = ask(connection, "GET", f"{HERE}/collections/places/items?limit=5")
    assert f'<http://127.0.0.1:{port}{HERE}/collections/places/items?limit=5&offset=5>; rel="next"' in answer.headers["Link"]


@pytest.mark.parametrize(
    "line", [b"GET /%ff%fe HTTP/1.1", b"GET /theatres/%2e%2e/ HTTP/1.1", b"GET //evil.example/ HTTP/1.1", b"BREW / HTTP/1.1", b"GET /healthz?a=%zz HTTP/1.1"]
)
def test_strange_requests_get_an_answer(port, line):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as raw:
        raw.sendall(line + b"\r\nHost: salient.test\r\nConnection: close\r\n\r\n")
        answer = b""
        while part := raw.recv(65536):
            answer += part
    status = int(answer.split(b" ", 2)[1])
    assert 300 <= status < 500, answer[:200]
    assert b"evil.example" not in answer.split(b"\r\n\r\n")[0]
