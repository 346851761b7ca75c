"""A browser, the campaign in a store and as files, and a server of it. Whatever a page does, its console stays free of faults and no other host is asked."""

import importlib.util
import os
import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import uvicorn

from api.app import create_app
from api.settings import Settings
from geo.evidence import Store
from geo.intake import Intake
from geo.render import delta_page, map_page
from geo.theatre import load_theatre
from tests.full.machine import lacking, program

TOKEN = "a-token-of-the-tests"  # noqa: S105 - it opens a server that lives as long as its test
SCREENS = {
    f"{name}-{scheme}": {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "has_touch": name == "phone"}
    for name, width, height in (("desk", 1440, 900), ("phone", 390, 844))
    for scheme in ("light", "dark")
}
STARTED_S = 60.0
DROP = """async ([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
"""Drop a file of this name with this text on a page."""


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A folder with the store of all that ships."""
    folder, theatre = tmp_path_factory.mktemp("campaign"), load_theatre("kursk")
    with Store.open(str(folder / "kursk.sqlite"), theatre.id) as store:
        Intake(theatre, store).ingest_pack()
    return folder


@pytest.fixture(scope="session")
def campaign(home):
    """The atlas of all that ships."""
    theatre = load_theatre("kursk")
    with Store.open(str(home / "kursk.sqlite"), theatre.id) as store:
        return Intake(theatre, store).atlas()


@pytest.fixture(scope="session")
def folder(campaign, tmp_path_factory):
    """The campaign as two files: map.html, delta.html."""
    from datetime import date  # noqa: PLC0415 - beside its only use

    made, span = tmp_path_factory.mktemp("pages"), campaign.theatre.span
    whole = map_page(campaign, first=span.first_day, last=span.last_day, as_of=None, static=None, links={})
    (made / "map.html").write_text(whole, encoding="utf-8")
    (made / "delta.html").write_text(delta_page(campaign, date(2024, 9, 14), date(2025, 1, 7), as_of=None, static=None, links={}), encoding="utf-8")
    return made


@dataclass(frozen=True)
class Site:
    """A server of a theatre, and the token that lets one write there."""

    url: str
    theatre: str = "kursk"
    token: str = TOKEN

    def at(self, path=""):
        """An address below the theatre's: `map`, `review`."""
        return f"{self.url}/theatres/{self.theatre}/{path}"


@contextmanager
def serving(folder, theatre="kursk", **settings):
    """A server of the store in a folder, in a thread of its own, on a port that is free."""
    app = create_app(Settings(home=folder, theatre=theatre, theatres=(theatre,), token=TOKEN, refresh_s=0, **settings))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + STARTED_S
    while not server.started:
        assert thread.is_alive(), "the server ended while it started"
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.05)
    try:
        yield Site(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", theatre)
    finally:
        server.should_exit = True
        thread.join(STARTED_S)


@pytest.fixture(scope="session")
def site(home):
    """A server that the tests of a worker share. They read it and leave it as it is."""
    with serving(home) as found:
        yield found


@pytest.fixture
def own_site(home, tmp_path):
    """A server of a copy of the store, for one test that writes."""
    shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    with serving(tmp_path / "home") as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    if importlib.util.find_spec("playwright") is None:
        lacking("Playwright", "make test-full")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an optional part

    chromium = program("chromium") or program("chromium-browser") or program("google-chrome")
    if chromium is None:
        lacking("Chromium", "apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield launched
        launched.close()


@dataclass
class Watched:
    """What a page did: faults in its console and requests to other hosts than `own`. `allowed` are faults that a test brings about."""

    faults: list
    hosts: list
    own: set
    allowed: tuple = ()

    def watch(self, page):
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("request", lambda request: self.asked(request.url))
        page.on("websocket", lambda socket: self.asked(socket.url))

    def asked(self, url):
        if not url.startswith(("file:", "data:", "blob:")) and urlsplit(url).netloc not in self.own:
            self.hosts.append(url)


@pytest.fixture
def open_page(browser):
    """`open_page(url, **context)`: a page of a new browser context. By the end its console is free of faults and no other host has been asked."""
    contexts, watched = [], []

    def opened(url, *, allowed=(), own=(), script=None, **options):
        context = browser.new_context(**{"reduced_motion": "reduce", "color_scheme": "light", "viewport": {"width": 1280, "height": 800}} | options)
        contexts.append(context)
        page, watch = context.new_page(), Watched([], [], {urlsplit(url).netloc, *own} - {""}, tuple(allowed))
        watched.append(watch)
        page.set_default_timeout(30_000)
        watch.watch(page)
        if script:
            page.add_init_script(script)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [fault for watch in watched for fault in watch.faults if not any(part in fault for part in watch.allowed)] == []
    assert [url for watch in watched for url in watch.hosts] == []


@pytest.fixture(params=SCREENS)
def screen(request):
    """The context of a laptop and of a phone, light and dark."""
    return SCREENS[request.param]
