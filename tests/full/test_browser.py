"""The standalone pages in a browser, from a file: no fault in the console, no request to any host, and map and words follow what a reader does."""

from datetime import date

import pytest

from geo.interval import end_of_day

pytestmark = pytest.mark.full

EARLY, LATER, BEFORE_LAST = date(2024, 8, 10), date(2024, 8, 13), date(2024, 9, 14)
ON_SUDZHA = "#d=2024-09-14&v=51.1910,35.2720,12"
SETTLED_MS = 400
"""The page writes its address a quarter of a second after the last change."""
PIXELS = """() => {
  const canvas = document.querySelector('canvas.salient-canvas');
  const now = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const before = window.seen;
  window.seen = now;
  let differing = 0;
  let painted = 0;
  for (let i = 0; i < now.length; i += 4) {
    if (now[i + 3]) painted += 1;
    if (before && (now[i] !== before[i] || now[i + 1] !== before[i + 1] || now[i + 2] !== before[i + 2])) differing += 1;
  }
  return { painted: painted / (now.length / 4), differing: differing / (now.length / 4) };
}"""


@pytest.fixture
def page(open_page, folder):
    return open_page("about:blank")


def words(text):
    return " ".join(text.replace("\u202f", " ").split())


def said(page):
    """The day and the sentence that a screen reader is given, and what the slider says."""
    day = page.get_attribute("#day", "datetime")
    return day, words(page.inner_text("#sentence")), words(page.get_attribute("#slider", "aria-valuetext"))


def until(page, on):
    page.wait_for_function("on => document.getElementById('day').getAttribute('datetime') === on", arg=on.isoformat())


def test_stepping_through_days_changes_the_map_and_its_words(page, folder, campaign):
    page.goto(f"{(folder / 'map.html').as_uri()}#d={EARLY}")
    until(page, EARLY)
    first, before = page.evaluate(PIXELS), said(page)
    assert first["painted"] > 0.2
    for _ in range((LATER - EARLY).days):
        page.click("#forward")
    until(page, LATER)
    after = said(page)
    assert page.evaluate(PIXELS)["differing"] > 0.001
    assert before[1] != after[1]
    for on, (_, sentence, slider) in ((EARLY, before), (LATER, after)):
        assert sentence.rstrip(".") == words(campaign.summary(end_of_day(on)).sentence).rstrip(".")
        assert sentence in slider
    page.fill("#typed", "14 September 2024")
    page.press("#typed", "Enter")
    until(page, BEFORE_LAST)
    assert page.evaluate(PIXELS)["differing"] > 0.01
    page.click("#back")
    page.wait_for_timeout(SETTLED_MS)
    assert "d=2024-09-13" in page.url


def test_a_click_on_a_village_opens_its_evidence(page, folder):
    page.goto((folder / "map.html").as_uri() + ON_SUDZHA)
    until(page, BEFORE_LAST)
    assert not page.is_visible("#drawer")
    box = page.locator("canvas.salient-canvas").locator("xpath=ancestor::*[contains(@class, 'leaflet-container')]").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#drawer", state="visible")
    assert page.inner_text("#drawer-title") == "Sudzha"
    assert "14 September 2024" in words(page.inner_text("#drawer .status"))
    assert page.locator("#drawer ol.claims > li").count() > 3
    page.wait_for_timeout(SETTLED_MS)
    assert "p=" in page.url
    page.keyboard.press("Escape")
    page.wait_for_selector("#drawer", state="hidden")


def test_the_table_says_the_same_in_words(page, folder):
    page.goto((folder / "map.html").as_uri() + ON_SUDZHA)
    until(page, BEFORE_LAST)
    page.click("#twin > summary")
    row = page.locator("#twin-body tr", has=page.locator("th", has_text="Sudzha")).first
    assert "Ukraine" in row.inner_text()


def test_the_page_of_two_days_is_drawn(page, folder):
    page.goto((folder / "delta.html").as_uri())
    page.wait_for_selector("canvas.salient-canvas")
    page.wait_for_timeout(SETTLED_MS)
    assert page.evaluate(PIXELS)["painted"] > 0.2
    assert page.locator("#settlements li").count() > 3
