"""The map in frames of the usual sizes, on phones held sideways, in a tab that is opened later: the ground is seen, and nothing lies over anything."""

import re
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from geo.interval import end_of_day
from tests.full.boxes import frame_of, meet, outside, overlaps, standing

pytestmark = pytest.mark.full

DAY = date(2025, 1, 10)
FRAMES = [(600, 400), (560, 315), (640, 360), (480, 360), (300, 250), (720, 405), (700, 420), (320, 480), (1000, 300), (970, 250), (400, 700), (300, 600)]
SMALLEST = [(200, 200), (250, 250), (240, 240), (160, 600)]
NARROW = [(320, 568), (280, 653), (360, 640), (340, 700)]
SIDEWAYS = [(844, 390), (667, 375), (932, 430), (568, 320)]
WINDOWS = [(1440, 900), (1024, 768), (768, 600), (390, 844), (375, 667), (1920, 1080)]
FILLED = 0.45
"""So much of the height or the width that the words leave free is ground held on the day; the view has room for that of every day."""
GROUND, TAP_PX = "canvas.salient-canvas", 44
AT = "([w, s, e, n]) => [[n, w], [s, e]].flatMap((at) => { const p = map_salient.latLngToContainerPoint(at); return [p.x, p.y]; })"
LOOK = "() => ({ zoom: map_salient.getZoom(), lat: map_salient.getCenter().lat, lng: map_salient.getCenter().lng })"


@pytest.fixture(scope="session")
def held(campaign):
    """The box of what the side in focus likeliest held on the day: west, south, east, north. By the library's polygons, not by the page."""
    frame = campaign.control(end_of_day(DAY))
    return frame[frame["holder"] == campaign.theatre.focus].total_bounds.tolist()


@pytest.fixture(scope="session")
def address(folder):
    return f"{(folder / 'map.html').as_uri()}#d={DAY}"


def map_in(frame):
    frame.wait_for_selector(GROUND, state="attached")
    return frame.query_selector(".salient-map")


def free_of(part):
    """The height between what stands at the top and what stands at the foot of a map, in pixels."""
    box, parts = frame_of(part), standing(part)
    middle = (box[1] + box[3]) / 2
    tops = [b[3] for _, b in parts if b[3] < middle and b[0] < box[0] + 40]
    feet = [b[1] for _, b in parts if b[1] > middle and b[2] - b[0] > (box[2] - box[0]) / 3]
    return min(feet, default=box[3]) - max(tops, default=box[1])


def check(frame, held):
    """The ground that is held stands free and large enough, and nothing lies over anything or runs off."""
    part = map_in(frame)
    frame.wait_for_function("() => map_salient.getSize().x > 0 && document.querySelector('time').textContent")
    whole, parts = frame_of(part), standing(part)
    assert overlaps(parts) == []
    assert outside(parts, whole) == []
    left, top, right, bottom = frame.evaluate(AT, held)
    ground = [whole[0] + left, whole[1] + top, whole[0] + right, whole[1] + bottom]
    assert [name for name, box in parts if meet(box, ground)] == []
    assert outside([("ground", ground)], whole) == []
    filled = (bottom - top) / free_of(part), (right - left) / (whole[2] - whole[0])
    assert max(filled) >= FILLED, f"the ground fills {filled[0]:.0%} of the free height, {filled[1]:.0%} of the width"


@pytest.mark.parametrize("size", FRAMES, ids=str)
def test_a_frame_shows_the_ground_and_nothing_lies_over_anything(open_page, address, held, size):
    page = open_page(f"{address}&e=1", viewport={"width": size[0], "height": size[1]})
    check(page, held)


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
@pytest.mark.parametrize("size", [*SMALLEST, *NARROW], ids=str)
def test_where_there_is_least_room_the_ground_is_free_and_a_day_is_not_cut(open_page, address, held, size, language):
    embedded = "&e=1" if size in SMALLEST else ""
    page = open_page(f"{address}{embedded}&l={language}", viewport={"width": size[0], "height": size[1]})
    part = map_in(page)
    whole, parts = frame_of(part), standing(part)
    assert overlaps(parts) == []
    assert outside(parts, whole) == []
    left, top, right, bottom = page.evaluate(AT, held)
    assert [name for name, box in parts if meet(box, [left, top, right, bottom])] == []
    assert outside([("ground", [left, top, right, bottom])], whole) == []
    page.evaluate("hash => { window.location.hash = hash; }", f"#d=2024-09-30&l={language}{embedded}")
    page.wait_for_function("() => document.querySelector('time').dateTime === '2024-09-30'")
    field = page.locator("#typed")
    assert not field.is_visible() or field.evaluate("node => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize("size", [*FRAMES, *SIDEWAYS, (320, 568), (390, 844), (200, 200), (1280, 400)], ids=str)
def test_a_framed_comparison_shows_the_ground_and_nothing_lies_over_anything(open_page, folder, held, size):
    page = open_page((folder / "delta.html").as_uri(), viewport={"width": size[0], "height": size[1]})
    part = map_in(page)
    whole, parts = frame_of(part), standing(part)
    assert overlaps(parts) == []
    assert outside(parts, whole) == []
    left, top, right, bottom = page.evaluate(AT, held)
    assert [name for name, box in parts if meet(box, [left, top, right, bottom])] == []
    assert outside([("ground", [left, top, right, bottom])], whole) == []


@pytest.mark.parametrize("size", [*SIDEWAYS, *WINDOWS], ids=str)
def test_a_window_shows_the_ground_and_nothing_lies_over_anything(open_page, address, held, size):
    page = open_page(address, viewport={"width": size[0], "height": size[1]}, has_touch=size in SIDEWAYS)
    check(page, held)
    assert page.is_visible(".tools")
    small = [box for name, box in standing(map_in(page)) if name == ".strip" and box[3] - box[1] < TAP_PX]
    assert small == []


@pytest.mark.parametrize("size", SIDEWAYS, ids=str)
def test_what_is_touched_on_a_phone_held_sideways_is_large_enough(open_page, address, size):
    page = open_page(address, viewport={"width": size[0], "height": size[1]}, has_touch=True)
    map_in(page)
    boxes = [button.bounding_box() for button in page.locator(".tools button:visible, .controls button:visible").all()]
    assert len(boxes) >= 7
    assert [box for box in boxes if min(box["width"], box["height"]) < TAP_PX] == []
    page.click("[data-panel=layers]")
    assert page.locator("#drawer").bounding_box()["height"] > 0.4 * size[1]
    page.keyboard.press("Escape")


def test_what_folds_in_a_small_frame_opens(open_page, address):
    page = open_page(f"{address}&e=1", viewport={"width": 480, "height": 360})
    map_in(page)
    assert not page.is_visible(".key")
    page.click("#fold")
    assert page.locator(".key li:visible").count() > 3
    assert page.get_attribute("#fold", "aria-expanded") == "true"
    page.click("#fold")
    assert not page.is_visible(".key")
    folded = page.locator("#credit-words").bounding_box()
    assert folded["height"] < 20
    page.click("#credit-words")
    opened = page.locator("#credit-words").bounding_box()
    assert opened["height"] > 3 * folded["height"]
    assert "OpenStreetMap" in page.inner_text("#credit-words")
    assert page.evaluate("() => { const node = document.getElementById('credit-words'); return node.scrollWidth <= node.clientWidth; }")


HIDINGS = {
    "a tab that is shown later": ("display:none;width:600px;height:400px", "frame => { frame.style.display = 'block'; }"),
    "a frame that has no height yet": ("width:600px;height:0", "frame => { frame.style.height = '400px'; }"),
    "a frame that has no size yet": ("width:0;height:0", "frame => { frame.style.width = '600px'; frame.style.height = '400px'; }"),
    "a part of the page that is folded": ("width:600px;height:400px", "frame => { frame.parentNode.hidden = false; }"),
    "a frame that grows": ("width:300px;height:200px", "frame => { frame.style.width = '600px'; frame.style.height = '400px'; }"),
}


@pytest.mark.parametrize("hiding", HIDINGS.values(), ids=HIDINGS)
def test_the_ground_is_fitted_when_the_frame_gets_its_size(open_page, tmp_path, address, held, hiding):
    style, show = hiding
    hidden = "hidden" if "parentNode" in show else ""
    host = tmp_path / "host.html"
    host.write_text(
        f'<!doctype html><title>Host</title><div {hidden}><iframe src="{address.replace("&", "&amp;")}&amp;e=1" style="border:0;{style}"></iframe></div>'
    )
    page = open_page(host.as_uri())
    page.wait_for_timeout(700)
    page.eval_on_selector("iframe", show)
    page.wait_for_timeout(500)
    frame = page.frames[1]
    assert frame.evaluate("[innerWidth, innerHeight]") == [600, 400]
    check(frame, held)


def test_a_map_that_a_reader_has_moved_stays_where_it_was_put(open_page, address):
    page = open_page(f"{address}&e=1", viewport={"width": 600, "height": 400})
    map_in(page)
    first = page.evaluate(LOOK)
    page.set_viewport_size({"width": 560, "height": 315})
    page.wait_for_timeout(400)
    assert page.evaluate(LOOK)["zoom"] < first["zoom"], "nobody has moved it: it is fitted again"
    page.mouse.move(280, 150)
    page.mouse.down()
    page.mouse.move(200, 120, steps=4)
    page.mouse.up()
    page.wait_for_timeout(600)
    moved = page.evaluate(LOOK)
    page.set_viewport_size({"width": 720, "height": 405})
    page.wait_for_timeout(400)
    again = page.evaluate(LOOK)
    assert again["zoom"] == moved["zoom"]
    assert (again["lat"], again["lng"]) == (pytest.approx(moved["lat"], abs=0.002), pytest.approx(moved["lng"], abs=0.002))


# The code for a frame


def code_of(page):
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.clipped = text; }; }")
    page.click("[data-panel=share]")
    page.get_by_role("button", name="Copy a frame for another page").click()
    page.wait_for_function("() => window.clipped")
    return page.evaluate("window.clipped")


def source(code):
    return re.search(r'src="([^"]+)"', code).group(1).replace("&#38;", "&")


@contextmanager
def column(code, width):
    """A page of another site on this machine with a column of that width, and a frame in it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f'<!doctype html><title>News</title><div style="width: {width}px">{code}</div>'.encode())

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("width", [300, 640, 1000])
def test_the_code_fits_its_column_and_holds_no_view_of_the_window_it_was_made_in(open_page, site, held, width):
    page = open_page(f"{site.at('map')}#d={DAY}", viewport={"width": 1440, "height": 900})
    map_in(page)
    code = code_of(page)
    assert "v=" not in source(code)
    assert "e=1" in source(code)
    with column(code, width) as elsewhere:
        other = open_page(elsewhere, own=(site.url.split("//")[1],), viewport={"width": 1200, "height": 900})
        box = other.locator("iframe").bounding_box()
        assert box["width"] == width
        assert 0.6 * width <= box["height"] <= max(320, 0.9 * 900)
        frame = other.frames[1]
        check(frame, held)


def test_the_code_of_a_view_that_was_chosen_shows_its_ground_in_any_size(open_page, site):
    page = open_page(f"{site.at('map')}#d={DAY}&v=51.2000,35.2700,12", viewport={"width": 1440, "height": 900})
    map_in(page)
    src = source(code_of(page))
    assert "v=" not in src
    west, south, east, north = (float(v) for v in re.search(r"f=([-\d.,]+)", src).group(1).split(","))
    assert west < 35.27 < east
    assert south < 51.2 < north
    frame = open_page(src, viewport={"width": 480, "height": 360})
    part = map_in(frame)
    left, top, right, bottom = frame.evaluate(AT, [west, south, east, north])
    assert 0 <= left < right <= 480
    assert 0 <= top < bottom <= 360
    assert max((bottom - top) / free_of(part), (right - left) / 480) > 0.7
    frame.wait_for_timeout(450)
    whole = frame.get_attribute("#whole", "href")
    assert "f=" in whole
    assert "v=" not in whole


def test_the_code_from_a_file_says_that_it_needs_an_address(open_page, address):
    page = open_page(address)
    map_in(page)
    code = code_of(page)
    assert source(code).startswith("ADDRESS-OF-THE-MAP#d=")
    assert "file:" not in code
    assert "write its address in place of ADDRESS-OF-THE-MAP" in page.inner_text("#drawer")


@pytest.mark.parametrize("asked", ["f=35,51,34,52", "f=1,2,3", "f=a,b,c,d", "f=34,51,36,89", "f=,,,"])
def test_a_ground_that_is_none_is_told(open_page, address, asked):
    page = open_page(f"{address}&{asked}")
    page.wait_for_function("() => !document.getElementById('notice').hidden")
    assert "no view that can be read" in page.inner_text("#notice")
