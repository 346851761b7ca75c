"""The address under which the public reaches the server: who may tell it, and what is made from it."""

import pytest
from api_client import mini_settings, reading, serving

from api.app import ROUTERS
from api.outer import OWN_SEGMENTS, Addressing, Outer, place, read_outer, read_root
from api.proxies import Proxies
from api.settings import read_settings
from geo.errors import InputError

PROXY = ("127.0.0.1", 50_000)
STRANGER = ("192.0.2.7", 50_000)
TOLD = {"x-forwarded-host": "maps.example", "x-forwarded-proto": "https", "x-forwarded-prefix": "/salient"}
HERE = "/theatres/miniland"


def scope(path="/theatres", *, headers=None, client=PROXY, root="", host="127.0.0.1:8000"):
    """A request as uvicorn hands it on."""
    lines = [("host", host), *(headers or {}).items()]
    return {
        "type": "http",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": client,
        "root_path": root,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in lines if value is not None],
    }


def told(headers, *, client=PROXY, fixed=None, root="", served_under=""):
    found = Addressing(fixed, root, Proxies.read(["127.0.0.1"])).outer(scope(headers=headers, client=client, root=served_under))
    return found.base


def test_what_is_set_comes_before_the_proxy_and_the_proxy_before_the_root_path():
    fixed = Outer("https://fixed.example", "/s")
    assert told(TOLD, fixed=fixed) == "https://fixed.example/s"
    assert told(TOLD, root="/other") == "https://maps.example/salient"
    assert told({}, root="/other") == "http://127.0.0.1:8000/other"
    assert told({}, served_under="/asgi") == "http://127.0.0.1:8000/asgi"
    assert told({}) == "http://127.0.0.1:8000"


@pytest.mark.parametrize("client", [STRANGER, ("testclient", 1), None])
def test_a_stranger_is_not_believed(client):
    assert told(TOLD, client=client, root="/own") == "http://127.0.0.1:8000/own"


def test_a_proxy_may_tell_a_part_and_its_own_value_is_the_last():
    assert told({"x-forwarded-proto": "https"}) == "https://127.0.0.1:8000"
    assert told({"x-forwarded-prefix": "/a/b/"}) == "http://127.0.0.1:8000/a/b"
    assert told({"x-forwarded-host": "evil.example, maps.example:8443", "x-forwarded-proto": "ftp,HTTPS"}) == "https://maps.example:8443"
    assert told({"forwarded": "host=evil.example;proto=https"}) == "http://127.0.0.1:8000"
    assert told({"x-forwarded-host": "[2001:db8::1]:8443", "x-forwarded-prefix": "/"}) == "http://[2001:db8::1]:8443"


def test_of_two_header_lines_the_last_counts():
    request = scope(headers={"x-forwarded-host": "maps.example"})
    request["headers"].insert(0, (b"x-forwarded-host", b"evil.example"))
    assert Addressing(proxies=Proxies.read(["127.0.0.1"])).outer(request).base == "http://maps.example"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-forwarded-host", "evil.example/path"),
        ("x-forwarded-host", "a b"),
        ("x-forwarded-host", "user@host"),
        ("x-forwarded-host", '"><script>'),
        ("x-forwarded-proto", "javascript"),
        ("x-forwarded-prefix", "//evil.example"),
        ("x-forwarded-prefix", "/a/../b"),
        ("x-forwarded-prefix", '/"onload='),
        ("x-forwarded-prefix", "/theatres"),
        ("x-forwarded-prefix", "/" + "a" * 200),
    ],
)
def test_a_header_that_cannot_be_right_is_refused_by_its_name(header, value):
    with pytest.raises(InputError, match=f"(?i){header}: "):
        told({header: value})


@pytest.mark.parametrize("host", ["[", "a b", "host/path", "ho\x00st", "a" * 254])
def test_a_host_that_is_none_is_refused(host):
    with pytest.raises(InputError, match="Host: "):
        Addressing().outer(scope(host=host))


def test_a_client_that_names_no_host_gets_the_address_that_is_listened_on():
    assert Addressing().outer(scope(host=None)).base == "http://127.0.0.1:8000"
    assert Addressing().outer(scope(host=None) | {"server": ("::1", 80)}).base == "http://[::1]:80"
    assert Addressing().outer(scope(host=None) | {"server": None}).base == "http://localhost"


@pytest.mark.parametrize(
    ("root", "served_under", "path", "placed"),
    [
        ("/salient", "", "/theatres", "/salient/theatres"),
        ("/salient", "", "/salient/theatres", "/salient/theatres"),
        ("/salient", "", "/salient", "/salient/"),
        ("/salient", "", "/salient/", "/salient/"),
        ("/salient", "", "/", "/salient/"),
        ("/salient", "", "/salientia", "/salient/salientia"),
        ("/salient", "/salient", "/salient/theatres", "/salient/theatres"),
        ("/salient", "/salient", "/salient/salient/theatres", "/salient/theatres"),
        ("/salient", "/inside", "/inside/theatres", "/salient/theatres"),
        ("", "/inside", "/inside/theatres", "/theatres"),
        ("", "", "/theatres", "/theatres"),
        ("", "", "", "/"),
    ],
)
def test_the_path_stands_once_under_the_root_whoever_took_it_off(root, served_under, path, placed):
    request = scope(path, root=served_under)
    place(request, Outer("http://x", root))
    assert (request["root_path"], request["path"]) == (root, placed)


def test_a_prefix_is_read_in_any_spelling():
    assert [read_root(text) for text in ("", "/", "salient", "/salient/", "/maps/salient")] == ["", "", "/salient", "/salient", "/maps/salient"]


@pytest.mark.parametrize("text", ["/a b", "/a//b", "/..", "/ä", "/a?b", "/a#b", "/a%2Fb", "/static", "docs/x", "/a" * 101])
def test_what_is_no_prefix_is_refused_by_its_value(text):
    with pytest.raises(InputError) as refused:
        read_root(text)
    assert text[:50] in str(refused.value)


def test_an_address_is_read_with_its_path():
    assert read_outer("https://maps.example/salient/") == Outer("https://maps.example", "/salient")
    assert read_outer("HTTP://localhost:8010").base == "http://localhost:8010"


@pytest.mark.parametrize(
    "text", ["maps.example", "//maps.example", "ftp://maps.example", "https://", "https://a b", "https://u:p@h", "https://h/?q=1", "https://h/#x", "http://["]
)
def test_what_is_no_address_is_refused_with_an_example(text):
    with pytest.raises(InputError, match=r"https://maps\.example/salient") as refused:
        read_outer(text)
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"URL": "maps.example"}, "SALIENT_URL: 'maps.example'"),
        ({"ROOT_PATH": "/a b"}, "SALIENT_ROOT_PATH: '/a b'"),
        ({"URL": "https://h/a", "ROOT_PATH": "/b"}, "SALIENT_ROOT_PATH: '/b' is not the path of SALIENT_URL=https://h/a"),
    ],
)
def test_an_address_that_cannot_be_is_told_at_the_start(settings, words, monkeypatch):
    for name in ("URL", "ROOT_PATH"):
        monkeypatch.delenv(f"SALIENT_{name}", raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(f"SALIENT_{name}", value)
    with pytest.raises(InputError, match="SALIENT_") as refused:
        read_settings()
    assert words in str(refused.value)


def test_our_own_first_segments_are_known():
    paths = ["/openapi.json", *(route.path for router in ROUTERS for route in router.routes)]
    assert {path.split("/")[1] for path in paths} - {""} == OWN_SEGMENTS


@pytest.fixture(scope="module")
def outside(tmp_path_factory, packs):
    """An empty miniland, served under https://maps.example/salient."""
    with reading(packs), serving(mini_settings(tmp_path_factory.mktemp("outside"), url="https://maps.example/salient")) as client:
        yield client


@pytest.mark.parametrize("prefix", ["", "/salient"])
def test_links_name_the_public_address_when_it_is_set(outside, prefix):
    landing = outside.get(f"{prefix}{HERE}/")
    assert landing.json()["links"][0]["href"] == f"https://maps.example/salient{HERE}/"
    assert '<https://maps.example/salient/docs>; rel="service-doc"' in landing.headers["link"]
    listed = outside.get(f"{prefix}{HERE}/collections/places/items?limit=2")
    assert f'<https://maps.example/salient{HERE}/collections/places/items?limit=2&offset=2>; rel="next"' in listed.headers["link"]


@pytest.mark.parametrize("prefix", ["", "/salient"])
def test_a_redirect_leads_to_the_public_address(outside, prefix):
    answer = outside.get(f"{prefix}{HERE}/map/?embed=true")
    assert (answer.status_code, answer.headers["location"]) == (307, f"https://maps.example/salient{HERE}/map?embed=true")


def test_the_page_about_a_failure_leads_back_under_the_prefix(outside):
    answer = outside.get("/salient/nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert 'href="/salient/theatres"' in answer.text
    assert 'href="/salient/static/' in answer.text
    assert outside.get("/nothing").json()["instance"] == "/salient/nothing"


def test_an_unexpected_failure_leads_back_under_the_prefix_too(outside, monkeypatch):
    monkeypatch.setattr("api.routers.pages.chosen", lambda *_: 1 / 0)
    answer = outside.get("/theatres", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert 'href="/salient/theatres"' in answer.text


def test_the_methods_of_an_address_are_told_under_the_prefix(outside):
    assert outside.post(f"/salient{HERE}/series").headers["allow"] == "GET, HEAD"


def test_the_openapi_document_names_the_root(outside, mini):
    assert outside.get("/salient/openapi.json").json()["servers"] == [{"url": "/salient"}]
    assert mini.get("/openapi.json").json().get("servers", [{"url": "/"}]) == [{"url": "/"}]
