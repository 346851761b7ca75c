"""Behind a path prefix, through a real proxy: every link of every page and answer is followed, and none is dead."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from api_client import AUTHORISED, fill, mini_settings, reading

from api.app import create_app
from tests.miniland import world
from tests.prefix import Proxy, listening, standing

PREFIX = "/maps/salient"
BROWSER, PROGRAM = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "application/json"
WAYS = {
    "a proxy that takes the prefix off and tells": ({"strips": True, "keeps_host": False, "tells": True}, {"trusted_proxies": ("127.0.0.1",)}, {}),
    "a proxy that leaves the prefix and tells": ({"strips": False, "keeps_host": False, "tells": True}, {"trusted_proxies": ("127.0.0.1",)}, {}),
    "a proxy that takes it off, and a root path": ({"strips": True, "keeps_host": True, "tells": False}, {"root_path": PREFIX}, {}),
    "a proxy that leaves it, and a root path": ({"strips": False, "keeps_host": True, "tells": False}, {"root_path": PREFIX}, {}),
    "a proxy that takes it off, and SALIENT_URL": ({"strips": True, "keeps_host": False, "tells": False}, {"url": PREFIX}, {}),
    "a proxy that leaves it, and SALIENT_URL": ({"strips": False, "keeps_host": False, "tells": False}, {"url": PREFIX}, {}),
    "a proxy that takes it off, and the root path of uvicorn": ({"strips": True, "keeps_host": True, "tells": False}, {}, {"root_path": PREFIX}),
}
"""What the proxy does, the settings of the server, and the options of uvicorn."""
OFTEN = ("a proxy that takes the prefix off and tells", "a proxy that leaves it, and SALIENT_URL")
"""Tried in each run of the tests, one for each kind of address from outside; a crawl takes five seconds, the others are tried with the full ones."""
BEGIN = (
    *("", "/", "/theatres", "/docs", "/openapi.json", "/healthz", "/nothing/here"),
    "/theatres/miniland/collections/places/items?limit=5",
    "/theatres/miniland/collections/control/items?datetime=2030-01-01/2030-02-01&limit=7",
    "/theatres/miniland/collections/places/items/arvona",
    "/theatres/miniland/reports?limit=15",
    "/theatres/miniland/claims?limit=20&f=csv",
    "/theatres/miniland/map/?as-of=2030-02-01",
    "/theatres/miniland/map/delta?datetime=2030-01-12/2030-01-26",
)
"""Where the crawl begins. What is served but linked from nowhere, and lists in small parts, so that there are parts before and after."""
REDIRECT = 307
ASKED_FOR_MORE = {"/explain": 400, "/compare/items": 400, "/extract": 405, "/nothing/here": 404}
"""Addresses that answer, and with what, when they are told no more than where they stand."""


KINDS = ("/map", "/map/delta", "/review", "/static/", "/docs", "offset=", "/collections/parts/items", "f=csv", "/queryables", "/items/", "as-of=")
"""What a crawl must have come to: else it proves nothing."""


@dataclass
class Links(HTMLParser):
    """The addresses in a page: attributes, and what its payload says of links."""

    found: list[str] = field(default_factory=list)
    _payload: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._payload = tag == "script" and given.get("type") == "application/json"
        names = ("href", "src", "action", "formaction", "data-document")
        self.found += [value for name in names if (value := given.get(name)) and not value.startswith(("#", "data:"))]

    def handle_data(self, data: str) -> None:
        if self._payload:
            self.found += json.loads(data)["page"]["links"].values()
            self._payload = False


def in_json(value: Any, name: str = "") -> Iterator[str]:
    """The addresses in a JSON answer: members that are one by their name."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from in_json(inner, key)
        case list():
            for inner in value:
                yield from in_json(inner, name)
        case str() if name in {"href", "$id"}:
            yield value


def in_document(document: dict[str, Any]) -> Iterator[str]:
    """The addresses that an OpenAPI document tells of, as far as they can be asked for without more."""
    for server in document.get("servers", [{"url": "/"}]):
        for path, item in document["paths"].items():
            whole = path.replace("{theatre}", "miniland").replace("{collection}", "control")
            if "get" in item and "{" not in whole:
                yield server["url"].rstrip("/") + whole


def links_of(answer: httpx.Response) -> list[str]:
    """Every address that an answer tells of, absolute."""
    found = [part[1:].partition(">")[0] for part in re.split(r",\s*(?=<)", answer.headers.get("link", "")) if part]
    found += [answer.headers[name] for name in ("location",) if name in answer.headers]
    media = answer.headers.get("content-type", "").partition(";")[0]
    if media == "text/html":
        page = Links()
        page.feed(answer.text)
        found += page.found
    elif "json" in media:
        content = answer.json()
        found += in_document(content) if "openapi" in content else in_json(content)
    return [urljoin(str(answer.url), link) for link in found]


def theirs(link: str) -> bool:
    """Whether an address is that of a source or a licence: none of ours, wherever we stand."""
    return urlsplit(link).hostname not in {"127.0.0.1", "localhost"}


@contextmanager
def served(tmp_path_factory, packs, way: str) -> Iterator[str]:
    """The outer address of miniland, with its whole story, behind a proxy of some kind."""
    does, settings, options = WAYS[way]
    home = tmp_path_factory.mktemp("prefix")
    fill(home, world.story())
    with ExitStack() as stack:
        proxy = stack.enter_context(standing(Proxy(PREFIX, **does)))
        if "url" in settings:
            settings = {"url": proxy.origin + settings["url"]}
        with reading(packs):
            proxy.upstream = stack.enter_context(listening(create_app(mini_settings(home, **settings)), **options))
        yield proxy.origin + PREFIX


@dataclass
class Crawl:
    """Follows every link from some addresses on, each as a browser and as a program asks for it; `base` is where all of ours must stand."""

    http: httpx.Client
    base: str
    seen: set[str] = field(default_factory=set)
    dead: list[tuple[str, object, str]] = field(default_factory=list)

    def follow(self, *addresses: str) -> None:
        """Ask for the addresses, and for all that their answers lead to."""
        waiting = [(address, "where the crawl begins") for address in addresses]
        while waiting:
            link, source = waiting.pop()
            address = link.partition("#")[0]
            if address in self.seen:
                continue
            self.seen.add(address)
            if not theirs(address):
                waiting += [(found, address) for found in self._ask(address, source)]

    def _ask(self, address: str, source: str) -> Iterator[str]:
        """The links in the answers of an address of ours; it is written down where it is dead."""
        if not address.startswith(self.base):
            self.dead.append((address, "leaves the prefix", source))
            return
        expected = next((status for end, status in ASKED_FOR_MORE.items() if urlsplit(address).path.endswith(end)), 200)
        for accept in (BROWSER, PROGRAM):
            answer = self.http.get(address, headers={"Accept": accept})
            if answer.status_code not in {expected, REDIRECT}:
                self.dead.append((address, answer.status_code, source))
            yield from links_of(answer)


@pytest.mark.parametrize("way", [way if way in OFTEN else pytest.param(way, marks=pytest.mark.full) for way in WAYS])
def test_no_link_is_dead_behind_a_prefix(tmp_path_factory, packs, way):
    with served(tmp_path_factory, packs, way) as base, httpx.Client(timeout=60) as http:
        crawl = Crawl(http, base)
        crawl.follow(*(base + path for path in BEGIN))
        note = {"params": {"date": "2030-03-01"}, "content": "Arlandish forces hold Galdova."}
        sent = http.post(f"{base}/theatres/miniland/reports", headers=AUTHORISED | {"Content-Type": "text/plain"}, **note)
        assert http.get(sent.headers["Location"]).status_code == 200
    assert crawl.dead == []
    assert [kind for kind in KINDS if not any(kind in address for address in crawl.seen)] == []
