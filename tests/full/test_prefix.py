"""The pages in a browser, served under a path by a real proxy: the addresses that their scripts make lead somewhere too."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.app import create_app
from api.settings import Settings
from geo.evidence import Store
from geo.model import Extraction
from tests.miniland import world
from tests.prefix import Proxy, listening, standing

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[2]
PREFIX = "/maps/salient"
NOTE = "Borlandish forces captured Arvona."


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with a store of miniland, which is the only theatre that there is."""
    (tmp_path / "data" / "theatres").mkdir(parents=True)
    (tmp_path / "data" / "theatres" / "miniland").symlink_to(world.FOLDER)
    (tmp_path / "data" / "lexicon").symlink_to(ROOT / "data" / "lexicon")
    monkeypatch.setenv("SALIENT_DATA", str(tmp_path / "data"))
    with Store.open(str(tmp_path / "miniland.sqlite"), "miniland") as store:
        for entry in world.story():
            store.append(Extraction(world.report(entry), (), tuple(world.claims(entry)), tuple(world.figures(entry)), world.METHOD))
    return tmp_path


@pytest.fixture(params=[True, False], ids=["taken off", "left"])
def base(request, home):
    """The outer address of miniland, behind a proxy that takes the prefix off or leaves it."""
    app = create_app(Settings(home=home, theatre="miniland", theatres=("miniland",), refresh_s=0, trusted_proxies=("127.0.0.1",)))
    with standing(Proxy(PREFIX, strips=request.param, keeps_host=False, tells=True)) as proxy, listening(app) as port:
        proxy.upstream = port
        yield proxy.origin + PREFIX


@pytest.fixture
def visit(open_page, base):
    """Open a page below the outer address; at the end nothing that it asked for was outside of the prefix, or failed."""
    asked = []

    def opened(path):
        page = open_page("about:blank", own=(urlsplit(base).netloc,))
        page.on("response", lambda answer: asked.append((answer.url, answer.status)))
        page.goto(base + path)
        page.wait_for_selector("canvas.salient-canvas")
        return page

    yield opened
    assert len(asked) > 1
    assert [(url, status) for url, status in asked if not url.startswith(("data:", "blob:", base)) or status >= 400] == []


def test_the_map_reaches_its_server(visit):
    page = visit("/")
    page.click("[data-panel=compare]")
    with page.expect_response("**/layers"):
        page.get_by_label("Another map").check()
    page.click("[data-panel=share]")
    links = page.evaluate("() => [...document.querySelectorAll('#drawer a')].map((link) => link.href)")
    assert len(links) > 3
    assert {page.request.get(link).status for link in links} == {200}


def test_the_page_of_two_days_asks_for_others(visit, base):
    page = visit("/theatres/miniland/map/delta?datetime=2030-01-12/2030-01-26")
    page.fill("#delta-first", "2030-01-05")
    page.click("#delta-form button")
    page.wait_for_url(f"{base}/theatres/miniland/map/delta?datetime=2030-01-05*")
    page.wait_for_selector("canvas.salient-canvas")


def test_the_analysts_page_reads_and_stores(visit):
    page = visit("/theatres/miniland/review")
    page.fill("#report-text", NOTE)
    page.fill("#report-date", "2030-02-02")
    page.select_option("#report-language", "en")
    with page.expect_response("**/extract"):
        page.click("#report-read")
    page.wait_for_selector("#reading", state="visible")
    with page.expect_response("**/claims?unreviewed=true*"):
        page.click("#tab-queue")
    page.wait_for_selector("#queue-claims .card")


def test_the_documentation_tries_addresses(open_page, base):
    page = open_page(f"{base}/docs")
    page.wait_for_selector(".opblock")
    page.click("text=/healthz")
    with page.expect_response("**/healthz") as answered:
        page.click("text=Execute")
    assert (answered.value.status, answered.value.url) == (200, f"{base}/healthz")
