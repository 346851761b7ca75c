"""Under which names the server answers, and which pages may read it: by default its own, and nobody else's."""

from contextlib import ExitStack

import pytest
from api_client import AUTHORISED, HOST, Client, mini_settings, problem, reading, serving

from api.hosts import Hosts, bare
from api.proxies import Proxies
from api.settings import read_settings
from geo.errors import InputError

HERE = "/theatres/miniland"
PATHS = ("/", "/healthz", "/docs", f"{HERE}/series", f"{HERE}/map?embed=true", f"{HERE}/reports")


@pytest.fixture(scope="module")
def private(tmp_path_factory, packs):
    """A server with the settings that nobody changed."""
    with ExitStack() as stack:
        with reading(packs):
            client = stack.enter_context(serving(mini_settings(tmp_path_factory.mktemp("private"), hosts=())))
        yield client


def status(client: Client, host: str, path: str = "/healthz", **headers: str) -> int:
    return client.get(path, headers={"Host": host, **headers}).status_code


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost", "localhost:8000", "LocalHost", "localhost.", "[::1]", "[::1]:8000", "127.9.9.9"])
def test_it_answers_under_the_names_of_the_loopback(private, host):
    assert status(private, host) == 200


REBOUND = (
    *("evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example.", "evil-localhost", "2130706433", "0x7f.1"),
    *("192.0.2.7", "192.0.2.7:8000", "[2001:db8::7]:8000", "0.0.0.0", "", ":8000"),  # noqa: S104 - a Host, no address to listen on
    *("localhost@evil.example", "xn--80ak6aa92e.example", "a" * 300),
)


@pytest.mark.parametrize("host", REBOUND)
def test_under_any_other_name_it_tells_nothing_but_the_remedy(private, host):
    """As when a page points its own name at this machine: whatever it asks for, with whatever headers it likes, it reads nothing of the store."""
    for path in PATHS:
        answer = private.get(path, headers={"Host": host, "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost", "X-Host": "localhost"})
        assert "SALIENT_HOSTS" in problem(answer, 421)
        assert "etag" not in answer.headers
    problem(private.post(f"{HERE}/reports", json={}, headers={**AUTHORISED, "Host": host}), 421)
    problem(private.post(f"{HERE}/extract", json={}, headers={"Host": host}), 421)


def test_two_hosts_must_both_be_known(private):
    headers = [("Host", "localhost"), ("Host", "evil.example")]
    assert private.get("/healthz", headers=headers).status_code == 421


def test_a_program_that_names_no_host_is_answered():
    """HTTP/1.0, as some checks of health still speak it; no browser does."""
    assert Hosts(frozenset(), Proxies()).unknown({"type": "http", "headers": [], "server": ("127.0.0.1", 80)}) is None


@pytest.mark.parametrize(
    ("host", "reached_at", "known"),
    [
        ("192.0.2.7:8000", "192.0.2.7", True),
        ("[2001:db8::7]:8000", "2001:db8::7", True),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("192.0.2.8", "192.0.2.7", False),
        ("evil.example", "evil.example", False),
    ],
)
def test_the_address_that_the_connection_came_to_is_its_own(host, reached_at, known):
    """So who listens on 0.0.0.0 is reached by address without a setting: an address, unlike a name, cannot be pointed elsewhere."""
    scope = {"type": "http", "headers": [(b"host", host.encode())], "server": (reached_at, 8000)}
    assert (Hosts(frozenset(), Proxies()).unknown(scope) is None) is known


@pytest.mark.parametrize(
    ("setting", "host", "known"),
    [
        ("maps.example", "maps.example:443", True),
        ("maps.example", "MAPS.example.", True),
        ("maps.example", "www.maps.example", False),
        ("maps.example", "localhost", True),
        ("*.example.org, desk", "a.b.example.org", True),
        ("*.example.org", "example.org", False),
        ("*.example.org", "evilexample.org", False),
        ("*.example.org, desk", "desk:8000", True),
        ("[2001:db8::7]", "[2001:db8::7]:8000", True),
        ("192.0.2.7", "192.0.2.7", True),
        ("пример.example", "xn--e1afmkfd.example", True),
        ("*", "evil.example", True),
    ],
)
def test_other_names_are_told_to_it(tmp_path, monkeypatch, setting, host, known):
    monkeypatch.setenv("SALIENT_HOSTS", setting)
    hosts = Hosts.of(read_settings())
    scope = {"type": "http", "headers": [(b"host", host.encode())], "server": ("127.0.0.1", 8000)}
    assert (hosts.unknown(scope) is None) is known


@pytest.mark.parametrize("value", ["https://maps.example", "maps.example:8000", "maps.example/salient", "*example.org", "maps..example", "a b"])
def test_what_is_no_name_of_a_host_is_refused_by_its_value(monkeypatch, value):
    monkeypatch.setenv("SALIENT_HOSTS", value)
    with pytest.raises(InputError, match=r"SALIENT_HOSTS: .* is no name of a host"):
        read_settings()


def test_the_public_address_is_one_of_its_names(tmp_path):
    with serving(mini_settings(tmp_path, hosts=(), url="https://maps.example/salient")) as client:
        assert (status(client, "maps.example"), status(client, "evil.example")) == (200, 421)


def test_a_trusted_proxy_passes_on_a_name_that_is_known(tmp_path):
    """httpx's transport connects from 127.0.0.1. A proxy that hands on every name is no way around the check, nor does its word hide the Host itself."""
    with serving(mini_settings(tmp_path, hosts=("maps.example",), trusted_proxies=("127.0.0.1",))) as client:
        assert status(client, "127.0.0.1:8000", **{"X-Forwarded-Host": "maps.example"}) == 200
        assert status(client, "127.0.0.1:8000", **{"X-Forwarded-Host": "evil.example"}) == 421
        assert status(client, "127.0.0.1:8000", **{"X-Forwarded-Host": "evil.example, maps.example"}) == 200  # the proxy's own word is the last
        assert status(client, "127.0.0.1:8000", **{"X-Forwarded-Host": "maps.example, evil.example"}) == 421
        assert status(client, "evil.example", **{"X-Forwarded-Host": "maps.example"}) == 421


def test_what_a_stranger_forwards_is_no_name_of_the_request(private):
    assert status(private, "localhost", **{"X-Forwarded-Host": "evil.example"}) == 200


def test_a_browser_is_told_on_a_page_and_the_name_is_only_text(private):
    answer = private.get("/", headers={"Host": "a<script>alert(1)</script>.example", "Accept": "text/html"})
    assert answer.status_code == 421
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script>alert" not in answer.text
    assert "SALIENT_HOSTS" in answer.text


@pytest.mark.parametrize(("host", "name"), [("A.example:1", "a.example"), ("[::1]:1", "::1"), ("[::1]", "::1"), (" a. ", "a"), ("", ""), ("a:b:c", "a")])
def test_the_name_in_a_host(host, name):
    assert bare(host) == name


# Other origins

NEWS = "https://news.example"


@pytest.mark.parametrize("origin", [NEWS, "null", "http://localhost:3000", f"http://{HOST}:8001", "https://127.0.0.1"])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_of_another_origin_may_read(mini, path, origin):
    answer = mini.get(path, headers={"Origin": origin})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    preflight = mini.request("OPTIONS", path, headers=asked)
    assert preflight.status_code >= 400
    assert not [name for name in preflight.headers if name.startswith("access-control")]


def test_pages_of_origins_that_are_named_may_read_and_not_write(tmp_path):
    with serving(mini_settings(tmp_path, origins=(NEWS,))) as client:
        assert client.get(f"{HERE}/series", headers={"Origin": NEWS}).headers["access-control-allow-origin"] == NEWS
        assert "access-control-allow-origin" not in client.get(f"{HERE}/series", headers={"Origin": "https://other.example"}).headers
        asked = {"Origin": NEWS, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        assert client.request("OPTIONS", f"{HERE}/reports", headers=asked).status_code == 400
        reading = {"Origin": NEWS, "Access-Control-Request-Method": "GET"}
        assert client.request("OPTIONS", f"{HERE}/series", headers=reading).status_code == 200


def test_a_public_server_may_open_to_all(tmp_path):
    with serving(mini_settings(tmp_path, origins=("*",))) as client:
        assert client.get(f"{HERE}/series", headers={"Origin": NEWS}).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("value", ["news.example", "https://news.example/", "https://*.example", "null", "HTTPS://NEWS.EXAMPLE"])
def test_what_is_no_origin_is_refused_by_its_value(monkeypatch, value):
    monkeypatch.setenv("SALIENT_ORIGINS", value)
    with pytest.raises(InputError, match=r"SALIENT_ORIGINS: .* is no origin"):
        read_settings()
