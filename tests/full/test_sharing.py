"""What is shared is what is seen: a link and a picture know nothing of the drawer out of which they are taken."""

import base64
from datetime import date

import pytest

pytestmark = pytest.mark.full

DAY = date(2025, 1, 10)
SIZES = [(1440, 900), (1024, 700), (844, 390), (390, 844)]
LOOK = "() => ({ zoom: map_salient.getZoom(), lat: map_salient.getCenter().lat, lng: map_salient.getCenter().lng })"
OPENED_MS = 500
"""The drawer has come or gone, and the map has taken its place."""
DARKEST = """async (address) => {
  const picture = await createImageBitmap(await (await fetch(address)).blob());
  const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(picture.width - 18, 0, 18, 600);
  return [picture.width, Math.min(...data.filter((_, n) => n % 4 === 1))];
}"""
"""The width of a picture, and the darkest pixel of the margin at its right, where words do not stand."""


@pytest.fixture
def shared(open_page, site):
    """`shared(size, more)`: the page with its panel for sharing open, and where the map looked before that."""

    def opened(size, more="", ratio=1):
        page = open_page(f"{site.at('map')}#d={DAY}{more}", viewport={"width": size[0], "height": size[1]}, device_scale_factor=ratio)
        page.wait_for_selector("canvas.salient-canvas")
        page.wait_for_timeout(OPENED_MS)
        before = page.evaluate(LOOK)
        page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.clipped = text; }; }")
        page.click("[data-panel=share]")
        page.wait_for_timeout(OPENED_MS)
        return page, before

    return opened


def link_of(page):
    page.get_by_role("button", name="Copy a link to this view").click()
    page.wait_for_function("() => window.clipped")
    return page.evaluate("window.clipped")


def same(look, other):
    """A link has four decimals of a degree, and a map stands on whole pixels."""
    return look == {"zoom": other["zoom"], "lat": pytest.approx(other["lat"], abs=0.001), "lng": pytest.approx(other["lng"], abs=0.001)}


@pytest.mark.parametrize("more", ["", "&f=34.9,51.0,35.5,51.4", "&v=51.2000,35.2000,10"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_link_taken_out_of_the_drawer_opens_the_view_that_was_seen(open_page, shared, size, more):
    page, before = shared(size, more)
    assert page.evaluate(LOOK)["zoom"] == before["zoom"], "the drawer pushes the map aside, and changes no scale"
    link = link_of(page)
    page.keyboard.press("Escape")
    page.wait_for_timeout(OPENED_MS)
    assert same(page.evaluate(LOOK), before)
    other = open_page(link, viewport={"width": size[0], "height": size[1]})
    other.wait_for_selector("canvas.salient-canvas")
    other.wait_for_timeout(OPENED_MS)
    assert same(other.evaluate(LOOK), before)


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_no_word_of_the_legend_runs_off_a_picture(open_page, shared, language):
    """The longest entry is that of a swipe; the map looks where nothing dark is."""
    page, _ = shared((390, 844), f"&b=2024-09-14&m=swipe&l={language}&v=55,20,6")
    with page.expect_download() as waiting:
        page.locator("#drawer button", has_text="PNG").click()
    picture = base64.b64encode(waiting.value.path().read_bytes()).decode()
    width, darkest = open_page("about:blank").evaluate(DARKEST, f"data:image/png;base64,{picture}")
    assert width == 390
    assert darkest > 150
