"""The pages have no serious and no critical fault against accessibility, whatever is open on them, on laptop and phone, light and dark."""

import pytest

from tests.full.axe import findings

pytestmark = pytest.mark.full

CANVAS, DRAWER = "canvas.salient-canvas", "#drawer"
SEARCH, QUERY, RESULT, TABLE, TABLE_ROW = "[data-panel=search]", "#query", "#results button", "#twin > summary", "#twin-body tr"
ON = "#d=2024-09-14"
STATES = {
    "beside another day": "&b=2024-08-20",
    "a day swiped over another": "&b=2024-08-20&m=swipe",
    "in Ukrainian": "&l=uk",
    "in Russian": "&l=ru",
    "in another page": "&e=1",
}
"""What an address may ask for, besides a day."""


@pytest.fixture
def opened(open_page, folder, screen):
    """A page of the folder on one of the screens."""

    def at(name, state=""):
        page = open_page(f"{(folder / name).as_uri()}{ON}{state}", **screen)
        page.wait_for_selector(CANVAS)
        return page

    return at


def test_a_fault_is_found(open_page):
    page = open_page("about:blank")
    page.set_content("<!doctype html><html lang='en'><title>A picture without words</title><main><h1>One</h1><img src='data:,'></main></html>")
    assert findings(page) == ["critical image-alt: img"]


@pytest.mark.parametrize("name", ["map.html", "delta.html"])
def test_the_page(opened, name):
    assert findings(opened(name)) == []


@pytest.mark.parametrize("name", ["map.html", "delta.html"])
def test_the_words_over_the_map_stand_out_from_its_ground(opened, name):
    page = opened(name)
    page.locator(CANVAS).evaluate("(canvas) => { canvas.style.visibility = 'hidden'; }")
    assert findings(page) == []


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_the_map_otherwise(opened, state):
    assert findings(opened("map.html", state)) == []


def test_the_panels_of_the_drawer(opened):
    assert panels(opened("map.html")) == {}


def test_the_panels_of_a_served_map(open_page, site, screen):
    page = open_page(f"{site.at('map')}{ON}", **screen)
    page.wait_for_selector(CANVAS)
    assert panels(page) == {}


def panels(page):
    """The faults with each of the panels open, by the panel's name."""
    names = [button.get_attribute("data-panel") for button in page.locator("[data-panel]:visible").all()]
    assert names
    found = {name: panel(page, name) for name in names}
    return {name: faults for name, faults in found.items() if faults}


def panel(page, name):
    page.click(f"[data-panel={name}]")
    page.wait_for_selector(DRAWER, state="visible")
    found = findings(page)
    page.keyboard.press("Escape")
    page.wait_for_selector(DRAWER, state="hidden")
    return found


def test_the_evidence_of_a_village(opened):
    page = opened("map.html")
    page.click(SEARCH)
    page.fill(QUERY, "Sudzha")
    page.locator(RESULT).first.click()
    page.wait_for_selector(f"{DRAWER} .claims")
    assert findings(page) == []


def test_the_table(opened):
    page = opened("map.html")
    page.click(TABLE)
    page.wait_for_selector(TABLE_ROW)
    assert findings(page) == []
