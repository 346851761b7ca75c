"""Several maps on one page, beside Folium's own plugins and other people's styles: each stays inside its own map, and time moves in one at a time."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import folium
import pytest
from branca.element import Element, Figure
from folium.plugins import Draw, DualMap, Fullscreen

from geo.render import ControlDelta, ControlTimeline, OfflineMap
from tests.full.boxes import frame_of, meet, outside, overlaps, standing
from tests.miniland import world

pytestmark = pytest.mark.full

FIRST, HALFWAY, LAST = date(2030, 1, 1), date(2030, 1, 31), date(2030, 3, 31)
SCRIPTS = Path(__file__).parent / "scripts"
HOSTS = ("cdn.jsdelivr.net", "cdnjs.cloudflare.com", "code.jquery.com", "netdna.bootstrapcdn.com")
OF_OTHERS = """<style>
  * { box-sizing: border-box; }
  h1 { font: 500 40px/1.2 serif; margin: 0 0 8px; }
  p, ul, dl { margin: 0 0 16px; }
  ul { padding-left: 32px; }
  legend { float: left; width: 100%; font-size: 24px; }
  button { text-transform: uppercase; }
  .key, .masthead, .day { color: rgb(1, 2, 3); }
</style>"""
"""What a page may bring along; Folium's Bootstrap does much of it."""
GROUND = "canvas.salient-canvas"
STRIP_PX, WORDS_PX = 56, 80
"""What strip, date, sentence and credits take from a low map, at the most."""


@pytest.fixture(scope="module")
def atlas():
    return world.atlas()


def plane(**options):
    return folium.Map(location=[50.0, 30.0], tiles=None, **options)


@pytest.fixture
def shown(open_page, tmp_path):
    """`shown(figure)`: the figure in a browser. What Folium's plugins fetch comes from this folder, and of the rest nothing."""

    def opened(figure, width=1280, height=720):
        file = tmp_path / "page.html"
        file.write_text(figure.render() if isinstance(figure, Element) else figure, encoding="utf-8")
        page = open_page("about:blank", own=HOSTS, viewport={"width": width, "height": height})
        page.route(re.compile("^https://"), fulfil)
        page.goto(file.as_uri())
        for frame in page.frames:
            frame.wait_for_load_state()
        return page

    return opened


def fulfil(route):
    """A file of Folium's plugins, and an empty one in place of what they would fetch besides."""
    name = route.request.url.rsplit("/", 1)[1].replace("Sync.min.js", "Sync.js").replace("FullScreen.min.js", "FullScreen.js")
    kind = {"js": "text/javascript", "css": "text/css"}.get(name.rsplit(".", 1)[-1], "image/svg+xml")
    body = (SCRIPTS / name).read_text(encoding="utf-8") if (SCRIPTS / name).is_file() else ""
    route.fulfill(content_type=kind, body=body)


def maps_of(page):
    page.wait_for_selector(GROUND, state="attached")
    return page.query_selector_all(".salient-map")


def two_timelines(atlas, maps):
    for half, (first, last) in zip(maps, ((FIRST, HALFWAY), (HALFWAY, LAST)), strict=True):
        ControlTimeline(atlas, first=first, last=last).add_to(half)


@pytest.fixture(params=["dual map", "figure", "subplots", "offline"])
def company(request, atlas):
    """A page with two timelines, in each way that Folium has for that."""
    figure = Figure()
    if request.param == "dual map":
        dual = DualMap(location=[50.0, 30.0], tiles=None)
        two_timelines(atlas, (dual.m1, dual.m2))
        return dual.m1.get_root()
    if request.param == "offline":
        maps = [OfflineMap(atlas.theatre, width="50%", left=f"{n * 50}%", position="absolute") for n in (0, 1)]
    else:
        maps = [plane(width="50%", left=f"{n * 50}%", position="absolute") if request.param == "figure" else plane() for n in (0, 1)]
    two_timelines(atlas, maps)
    for n, half in enumerate(maps):
        (figure.add_subplot(1, 2, n + 1) if request.param == "subplots" else figure).add_child(half)
    return figure


def day_of(part):
    return part.query_selector("time").get_attribute("datetime")


def inked(part):
    """How many colours are on the canvas of a map."""
    script = "canvas => new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"
    return part.query_selector(GROUND).evaluate(script)


def test_each_of_two_keeps_to_its_map_and_has_its_own_time(shown, company):
    page = shown(company)
    left, right = maps_of(page)
    assert not meet(frame_of(left), frame_of(right))
    for part in (left, right):
        assert len(part.query_selector_all(".map-words")) == 1
        assert outside(standing(part), frame_of(part)) == []
        assert overlaps(standing(part)) == []
        assert inked(part) > 50
    before = day_of(left), day_of(right)
    right.query_selector(".back").click()
    page.wait_for_function("([part, was]) => part.querySelector('time').getAttribute('datetime') !== was", arg=[right, before[1]])
    assert (day_of(left), date.fromisoformat(day_of(right))) == (before[0], date.fromisoformat(before[1]) - timedelta(days=1))
    left.query_selector("[data-panel=search]").click()
    assert page.evaluate("part => part.contains(document.activeElement)", left)
    assert left.query_selector(".drawer").is_visible()
    assert not right.query_selector(".drawer").is_visible()
    right.query_selector("[data-panel=layers]").click()
    page.keyboard.press("Escape")
    assert (left.query_selector(".drawer").is_visible(), right.query_selector(".drawer").is_visible()) == (True, False)
    assert page.evaluate("location.hash") == ""


def test_arrow_keys_move_the_slider_that_has_the_focus(shown, company):
    page = shown(company)
    left, right = maps_of(page)
    before = day_of(left), day_of(right)
    left.query_selector("[id$=slider]").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("([part, was]) => part.querySelector('time').getAttribute('datetime') < was", arg=[left, before[0]])
    assert day_of(right) == before[1]


def test_a_file_is_taken_by_the_map_on_which_it_is_dropped(shown, company):
    page = shown(company)
    left, right = maps_of(page)
    drop = """part => {
      const data = new DataTransfer();
      data.items.add(new File(['no map'], 'theirs.geojson'));
      part.querySelector('canvas').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, right)
    page.wait_for_function("part => part.querySelector('.fault')", arg=right)
    assert left.query_selector(".fault") is None


def test_maps_that_move_together_show_the_ground_in_any_size_until_a_reader_moves_one(shown, atlas):
    dual = DualMap(location=[10.0, 10.0], zoom_start=3, tiles=None)
    two_timelines(atlas, (dual.m1, dual.m2))
    page = shown(dual.m1.get_root())
    maps_of(page)
    looks = (
        f"""() => [{dual.m1.get_name()}, {dual.m2.get_name()}].map((map) => [map.getZoom(), map.getCenter().lat.toFixed(3), map.getCenter().lng.toFixed(3)])"""
    )
    wide = page.evaluate(looks)
    assert wide[0] == wide[1]
    page.set_viewport_size({"width": 760, "height": 300})
    page.wait_for_function(f"was => {dual.m1.get_name()}.getZoom() < was", arg=wide[0][0])
    small = page.evaluate(looks)
    assert small[0] == small[1]
    page.mouse.move(150, 150)
    page.mouse.down()
    page.mouse.move(230, 120, steps=4)
    page.mouse.up()
    page.wait_for_function(f"([lat, lng]) => Math.abs({dual.m2.get_name()}.getCenter().lng - lng) > 0.005", arg=[float(v) for v in small[0][1:]])
    page.wait_for_timeout(400)
    moved = page.evaluate(looks)
    page.set_viewport_size({"width": 1000, "height": 600})
    page.wait_for_timeout(400)
    assert [look[0] for look in page.evaluate(looks)] == [moved[0][0]] * 2
    for was, now in zip(moved, page.evaluate(looks), strict=True):
        assert [float(v) for v in now[1:]] == [pytest.approx(float(v), abs=0.002) for v in was[1:]]


def test_beside_other_plugins_nothing_lies_over_anything(shown, atlas):
    half = plane(width="60%", height=620)
    ControlTimeline(atlas).add_to(half)
    folium.FeatureGroup("theirs").add_to(half)
    for plugin in (Draw(), Fullscreen(), folium.LayerControl(collapsed=False)):
        plugin.add_to(half)
    page = shown(half.get_root())
    (part,) = maps_of(page)
    page.wait_for_timeout(200)
    assert part.bounding_box()["width"] == pytest.approx(0.6 * 1280)
    assert {".leaflet-draw", ".leaflet-control-layers", ".tools", ".strip"} <= {name for name, _ in standing(part)}
    assert outside(standing(part), frame_of(part)) == []
    assert overlaps(standing(part)) == []
    assert page.evaluate("part => getComputedStyle(part.querySelector('.leaflet-draw-draw-polygon')).backgroundImage", part) != "none"
    part.query_selector(".leaflet-control-zoom-fullscreen").click()
    page.wait_for_function("part => document.fullscreenElement === part && part.clientWidth === innerWidth", arg=part)
    assert outside(standing(part), [0, 0, *page.evaluate("[innerWidth, innerHeight]")]) == []
    part.query_selector("[data-panel=layers]").click()
    assert part.query_selector(".drawer").is_visible()


def test_a_click_on_words_is_none_on_the_map(shown, atlas):
    half = plane()
    ControlTimeline(atlas).add_to(half)
    page = shown(half.get_root())
    (part,) = maps_of(page)
    page.evaluate(f"() => {{ window.clicks = 0; {half.get_name()}.on('click', () => {{ window.clicks += 1; }}); }}")
    part.query_selector("[data-panel=layers]").click()
    part.query_selector(".drawer .textual").click()
    part.query_selector("canvas[id$=chart]").click()
    assert page.evaluate("window.clicks") == 0
    box = part.bounding_box()
    page.mouse.click(box["width"] / 3, box["height"] / 2)
    assert page.evaluate("window.clicks") == 1


def test_styles_of_others_do_not_change_ours_nor_ours_theirs(shown, atlas):
    looks = """part => ['h1', '.day', '.sentence', '.key', '.key li', '.controls button', '.tools'].map((name) => {
      const style = getComputedStyle(part.querySelector(name));
      const { width, height } = part.querySelector(name).getBoundingClientRect();
      return [name, style.fontSize, style.fontFamily, style.margin, style.padding, style.boxSizing, Math.round(width), Math.round(height)];
    })"""
    found = []
    for styles in ("", OF_OTHERS):
        figure, half = Figure(), plane(height="70%")
        ControlTimeline(atlas).add_to(half)
        figure.header.add_child(Element(styles))
        figure.add_child(half)
        figure.html.add_child(Element('<h1 class="masthead">News</h1><ul class="key"><li class="day">one</li></ul>'))
        page = shown(figure)
        (part,) = maps_of(page)
        found.append(page.evaluate(looks, part))
    assert found[0] == found[1]
    theirs = """() => ['body > h1', 'body > ul', 'body > ul li'].map((name) => {
      const { position, display, color } = getComputedStyle(document.querySelector(name));
      return [position, display, color];
    })"""
    assert page.evaluate(theirs) == [["static", "block", "rgb(1, 2, 3)"], ["static", "block", "rgb(1, 2, 3)"], ["static", "list-item", "rgb(1, 2, 3)"]]


@pytest.mark.parametrize("kind", [folium.Map, OfflineMap])
def test_a_cell_of_a_notebook_shows_the_ground(shown, atlas, kind):
    half = OfflineMap(atlas.theatre) if kind is OfflineMap else plane()
    ControlTimeline(atlas).add_to(half)
    page = shown(f'<!doctype html><meta charset="utf-8"><title>Notebook</title><div style="width: 700px">{half._repr_html_()}</div>')
    cell = page.frames[1]
    cell.wait_for_selector(GROUND, state="attached")
    part = cell.query_selector(".salient-map")
    assert [cell.evaluate("innerWidth"), cell.evaluate("innerHeight")] == [700, 420]
    assert overlaps(standing(part)) == []
    ground = json.loads(cell.query_selector("script[id$=salient-payload]").inner_text())["page"]["view"]
    corners = f"([w, s, e, n]) => [[n, w], [s, e]].map((at) => {{ const p = {half.get_name()}.latLngToContainerPoint(at); return [p.x, p.y]; }})"
    (left, top), (right, bottom) = cell.evaluate(corners, ground)
    room = 420 - STRIP_PX - WORDS_PX
    assert 0 <= left < right <= 700
    assert 0 < top < bottom < 420 - STRIP_PX
    assert bottom - top > 0.75 * room


def test_a_comparison_in_company_keeps_to_its_map(shown, atlas):
    figure = Figure()
    for n, plugin in enumerate((ControlDelta(atlas, FIRST, LAST), ControlTimeline(atlas))):
        half = OfflineMap(atlas.theatre, width="50%", left=f"{n * 50}%", position="absolute")
        plugin.add_to(half)
        figure.add_child(half)
    page = shown(figure)
    for part in maps_of(page):
        assert outside(standing(part), frame_of(part)) == []
        assert overlaps(standing(part)) == []
