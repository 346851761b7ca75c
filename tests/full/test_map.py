"""The map as a person uses it: with fingers, mouse and keys, on a laptop and a phone, light and dark. What is looked at is what one can see or hear."""

import io
import json
import re
import zlib
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.interval import end_of_day
from tests.full.conftest import DROP

pytestmark = pytest.mark.full

FOCUS, DAY, BEFORE, LATE = "UA", date(2024, 9, 14), date(2024, 8, 20), date(2025, 1, 10)
SUDZHA, ON_SUDZHA = (35.272, 51.191), "v=51.1910,35.2720,10.5"
INK = """() => {
  const canvas = document.querySelector('canvas.salient-canvas');
  const now = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const before = window.seen;
  window.seen = now;
  let differing = 0;
  if (before && before.length === now.length) {
    for (let i = 0; i < now.length; i += 4) if ([0, 1, 2].some((n) => now[i + n] !== before[i + n])) differing += 1;
  }
  return differing / (now.length / 4);
}"""
"""The share of the canvas that is not as it was when this was last asked."""
HUES = """() => {
  const canvas = document.querySelector('canvas.salient-canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""
"""How many colours stand on the canvas: an empty one has one."""
WRITTEN_MS = 450
"""The page writes its address a quarter of a second after the last change."""


@pytest.fixture
def view(open_page, folder, screen):
    """`view(day, more)`: the campaign's file, opened on a day."""

    def opened(on=DAY, more=ON_SUDZHA, **options):
        page = open_page(f"{(folder / 'map.html').as_uri()}#d={on}&{more}", **(screen | options))
        until(page, on)
        return page

    return opened


def until(page, on):
    page.wait_for_function("on => document.getElementById('day').getAttribute('datetime') === on", arg=on.isoformat())


def words(text):
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def said(page, selector):
    return words(page.inner_text(selector))


def ink(page):
    page.wait_for_timeout(80)
    return page.evaluate(INK)


def drawer(page, name):
    page.click(f".tools [data-panel={name}]")
    page.wait_for_selector("#drawer", state="visible")
    return page.locator("#drawer")


def click_at(page, lonlat):
    """Click or tap a point of the ground."""
    x, y = page.evaluate("([lon, lat]) => { const p = map_salient.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", list(lonlat))
    page.mouse.click(x, y)


def summary(campaign, on, as_of=None):
    return words(campaign.summary(end_of_day(on), as_of).sentence)


def copied(page, button):
    """The text that a copy button puts on the clipboard."""
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.clipped = text; }; }")
    button.click()
    page.wait_for_function("() => window.clipped")
    return words(page.evaluate("window.clipped"))


# Time


def test_time_moves_by_step_by_change_by_date_and_by_keys(view, campaign):
    page = view()
    ink(page)
    page.click("#forward")
    until(page, DAY + timedelta(days=1))
    page.click("#next-change")
    page.wait_for_function("day => document.getElementById('day').getAttribute('datetime') > day", arg="2024-09-15")
    assert ink(page) > 0.0005
    page.fill("#typed", "10 January 2025")
    page.press("#typed", "Enter")
    until(page, LATE)
    assert ink(page) > 0.01
    assert said(page, "#sentence") == summary(campaign, LATE)
    page.focus("#slider")
    page.keyboard.press("ArrowLeft")
    until(page, LATE - timedelta(days=1))
    assert summary(campaign, LATE - timedelta(days=1)) in words(page.get_attribute("#slider", "aria-valuetext"))
    page.fill("#typed", "2031-01-01")
    page.press("#typed", "Enter")
    assert "is no day of this map" in said(page, "#notice")
    assert page.get_attribute("#typed", "aria-invalid") == "true"


def test_play_runs_pauses_and_changes_its_speed(view):
    page = view()
    assert "10 days a second" in page.get_attribute("#speed", "aria-label")
    page.click("#speed")
    assert "20 days a second" in page.get_attribute("#speed", "aria-label")
    page.click("#play")
    assert page.get_attribute("#play", "aria-label") == "Pause"
    page.wait_for_function("() => document.getElementById('day').getAttribute('datetime') > '2024-09-25'")
    page.click("#play")
    stopped = page.get_attribute("#day", "datetime")
    page.wait_for_timeout(300)
    assert page.get_attribute("#day", "datetime") == stopped
    assert page.get_attribute("#play", "aria-label") == "Play"


def test_what_changed_on_the_day_stands_in_words_and_lights_up(view, campaign):
    on = date(2025, 1, 10)
    page = view(on)
    delta = campaign.delta(on - timedelta(days=1), on)
    gained, lost = (float(found) for found in re.search(r"Ukraine \+([\d.]+) km².*Russia \+([\d.]+) km²", said(page, "#today")).groups())
    assert (gained, lost) == (pytest.approx(delta.gained_km2, abs=0.051), pytest.approx(delta.lost_km2, abs=0.051))


def test_what_changed_fades_over_a_week_unless_motion_is_unwelcome(view):
    still, moving = view(date(2025, 1, 12)), view(date(2025, 1, 12), reduced_motion="no-preference")
    shots = [page.locator("canvas.salient-canvas").evaluate("canvas => canvas.toDataURL()") for page in (still, moving)]
    assert shots[0] != shots[1]


# The chart


def test_the_chart_moves_the_date_and_names_what_lies_under_the_pointer(view, campaign):
    page = view()
    assert said(page, "#note") == "Ukraine, Kursk Oblast"
    box = page.locator("#chart").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    assert re.match(r"\d+ \w+ 202\d: \d+ \(\d+–\d+\) km²", said(page, "#note"))
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    page.mouse.up()
    page.wait_for_function("() => document.getElementById('day').getAttribute('datetime') > '2025-01-20'")
    at = page.evaluate(
        """() => { const { Salient } = window; const canvas = document.getElementById('chart'); const box = canvas.getBoundingClientRect();
        return [box.left, box.top, box.width, box.height]; }"""
    )
    claimed = [row for row in campaign.figures() if row["measure"] == "held" and row["actor"] == FOCUS and row["km2"]]
    notes = []
    for x in range(int(at[0]) + 10, int(at[0] + at[2]) - 10, 3):
        for part in (0.25, 0.35, 0.45, 0.55, 0.65, 0.75):
            page.mouse.move(x, at[1] + at[3] * part)
            notes.append(said(page, "#note"))
        if any("claimed by" in note for note in notes):
            break
    assert claimed
    assert any("claimed by" in note for note in notes)


def test_a_district_can_be_asked_for_in_the_chart(view, campaign):
    page = view()
    before = page.locator("#chart").evaluate("canvas => canvas.toDataURL()")
    drawer(page, "layers")
    page.select_option("#drawer select", label="Ukraine, Glushkovsky")
    page.wait_for_function("() => document.getElementById('note').textContent.includes('Glushkovsky')")
    assert page.locator("#chart").evaluate("canvas => canvas.toDataURL()") != before
    page.wait_for_timeout(WRITTEN_MS)
    assert "c=0." in page.url


# Why


def test_a_click_on_a_village_tells_why_over_time_and_can_be_cited(view, campaign):
    page = view()
    click_at(page, SUDZHA)
    page.wait_for_selector("#drawer", state="visible")
    assert page.inner_text("#drawer-title") == "Sudzha"
    assert "14 September 2024: held by Ukraine" in said(page, "#drawer .status")
    strip = page.locator("#drawer svg.history")
    assert "held by Ukraine" in strip.get_attribute("aria-label")
    assert strip.locator("path.chance").get_attribute("d").count("H") > 20
    box = strip.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.98, box["y"] + 5)
    assert "held by Russia" in said(page, "#drawer .ends")
    assert page.locator("#drawer ol.claims > li a[href^=http]").count() > 3
    text = copied(page, page.get_by_role("button", name="Copy with citation"))
    assert "Sudzha (Sudzhansky), 14 September 2024: held by Ukraine" in text
    assert campaign.digest_at(end_of_day(DAY), None) in text
    page.mouse.click(box["x"] + box["width"] * 0.98, box["y"] + 5)
    page.wait_for_function("() => document.getElementById('day').getAttribute('datetime') > '2025-04-01'")
    page.keyboard.press("Escape")
    page.wait_for_selector("#drawer", state="hidden")


def test_ground_that_no_report_names_says_what_it_is_inferred_from(view, campaign):
    quiet = campaign.places(end_of_day(DAY)).query("holder == 'UA' and level == 'held' and not evidenced").iloc[0]
    page = view(DAY, f"p={quiet.place_id}")
    page.wait_for_selector("#drawer", state="visible")
    assert "Inferred from" in said(page, "#drawer")
    assert re.search(r"\(\d+(\.\d)? km\)", said(page, "#drawer"))


# Two clocks


def test_the_map_as_known_on_another_day(open_page, site, campaign, screen):
    page = open_page(f"{site.at('map')}#d={LATE}&{ON_SUDZHA}", **screen)
    until(page, LATE)
    assert said(page, "#clock") == "With all reports known"
    page.click("#clock")
    page.fill("#known-on", "2024-10-01")
    with page.expect_navigation():
        page.click("#drawer form button")
    until(page, LATE)
    assert "as-of=2024-10-01" in page.url
    assert said(page, "#clock") == "As known on 1 October 2024"
    assert said(page, "#sentence") == summary(campaign, LATE, end_of_day(date(2024, 10, 1)))
    assert "as of 1 October 2024" in said(page, "#credit-words")
    page.click("#clock")
    with page.expect_navigation():
        page.get_by_role("button", name="With all reports", exact=True).click()
    until(page, LATE)
    assert said(page, "#sentence") == summary(campaign, LATE)


def test_a_file_says_that_it_has_one_state_of_knowledge(view):
    page = view()
    page.click("#clock")
    assert "salient map --as-of" in said(page, "#drawer")


# Comparing


def test_two_days_as_difference_and_as_swipe(view, campaign):
    page = view(LATE)
    ink(page)
    drawer(page, "compare")
    page.fill("#compare-first", DAY.isoformat())
    delta = campaign.delta(DAY, LATE)
    page.wait_for_function("() => document.getElementById('sentence').textContent.includes('14 September')")
    assert said(page, "#sentence") == words(delta.sentence)
    assert ink(page) > 0.02
    assert page.locator("#drawer .settlements li").count() == len(delta.settlements)
    assert "Gained by Ukraine" in page.text_content(".masthead .key")
    page.get_by_role("radio", name="Swipe").check()
    page.wait_for_selector("#swipe", state="visible")
    assert ink(page) > 0.02
    page.focus("#swipe")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    assert ink(page) > 0.0005
    assert "Left of the line 14 September 2024" in page.get_attribute("#swipe", "aria-valuetext")
    page.wait_for_timeout(WRITTEN_MS)
    assert "b=2024-09-14" in page.url
    assert "m=swipe" in page.url
    page.get_by_role("button", name="End comparison").last.click()
    page.wait_for_function("() => document.getElementById('sentence').textContent.includes('held about')")


def held(campaign, on):
    """Ground that the side in focus likeliest held, as others would draw it."""
    frame = campaign.control(end_of_day(on))
    return frame[frame["holder"] == FOCUS].union_all()


def test_two_days_have_a_page_of_their_own(open_page, folder, campaign, screen):
    page = open_page((folder / "delta.html").as_uri(), **screen)
    page.wait_for_selector("canvas.salient-canvas")
    delta = campaign.delta(date(2024, 9, 14), date(2025, 1, 7))
    assert words(delta.sentence) in said(page, "body")
    assert page.locator("#settlements li").count() == len(delta.settlements)
    assert page.evaluate(HUES) > 100


def layer_file(tmp_path, geometry, name="theirs.geojson", **members):
    path = tmp_path / name
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(geometry)} | members), encoding="utf-8")
    return path


def agreement(page):
    page.wait_for_selector("#agreement")
    return float(re.search(r"IoU ([\d.]+)", said(page, "#agreement")).group(1)), said(page, "#drawer")


def test_another_map_chosen_from_a_file_is_drawn_and_measured(view, campaign, tmp_path):
    page = view()
    ours = held(campaign, DAY)
    theirs = shapely.affinity.translate(ours, 0.05, 0.02)
    ink(page)
    drawer(page, "compare")
    page.get_by_label("Another map").check()
    page.set_input_files("#reference-file", layer_file(tmp_path, theirs))
    iou, told = agreement(page)
    inside = shapely.intersection(theirs, campaign.theatre.extent)
    areas = [gpd.GeoSeries([g], crs=4326).to_crs(campaign.theatre.crs).area.iloc[0] / 1e6 for g in (ours, inside, ours & inside, ours | inside)]
    assert iou == pytest.approx(areas[2] / areas[3], abs=0.015)
    found = [float(n.replace(" ", "")) for n in re.search(r": ([\d ]+) km² here, ([\d ]+) km² there", told).groups()]
    assert found == [pytest.approx(areas[0], rel=0.015), pytest.approx(areas[1], rel=0.015)]
    assert ink(page) > 0.002
    page.get_by_role("button", name="Take it away").click()
    page.wait_for_selector("#agreement", state="detached")


def test_a_file_dropped_on_the_page_is_a_map_in_kml_too(view, campaign):
    page = view()
    ours = max(shapely.get_parts(held(campaign, DAY)), key=shapely.area)
    points = " ".join(f"{lon},{lat},0" for lon, lat in ours.exterior.coords)
    kml = f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>{points}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>'
    page.evaluate(DROP, ["theirs.kml", kml])
    assert agreement(page)[0] > 0.85


SQUARE = [[35.1, 51.1], [35.3, 51.1], [35.3, 51.3], [35.1, 51.3], [35.1, 51.1]]
BAD_LAYERS = {
    "picture.png": ("\x89PNG\r\n\x1a\n\x00\x00", "no map that can be read"),
    "empty.geojson": ("", "no map that can be read"),
    "numbers.json": ("[1, 2, 3]", "no map that can be read"),
    "page.html": ("<html><body>map</body></html>", "no map that can be read"),
    "points.geojson": (json.dumps({"type": "Point", "coordinates": [35, 51]}), "has no polygons"),
    "metres.geojson": (json.dumps({"type": "Polygon", "coordinates": [[[4e6, 6e6], [4.1e6, 6e6], [4e6, 6.1e6], [4e6, 6e6]]]}), "not in degrees"),
    "exchanged.geojson": (json.dumps({"type": "Polygon", "coordinates": [[[y, x] for x, y in SQUARE]]}), "latitude before longitude"),
    "sliver.geojson": (
        json.dumps({"type": "Polygon", "coordinates": [[[34.0, 50.2], [37.0, 50.2], [37.0, 50.903], [34.0, 50.903], [34.0, 50.2]]]}),
        "only slivers of it lie in this theatre",
    ),
    "link.kml": (
        "<kml><NetworkLink><Link><href>https://maps.example/kml</href></Link></NetworkLink></kml>",
        "only a link to another file (https://maps.example/kml)",
    ),
    "overlay.kml": ("<kml><GroundOverlay><Icon><href>m.png</href></Icon></GroundOverlay></kml>", "holds pictures, no polygons"),
    "elsewhere.geojson": (json.dumps({"type": "Polygon", "coordinates": [[[x - 100, y - 30] for x, y in SQUARE]]}), "lies outside this theatre"),
}


@pytest.mark.parametrize("name", BAD_LAYERS)
def test_a_file_that_is_no_map_is_told_in_words(open_page, folder, name):
    page = open_page((folder / "map.html").as_uri())
    text, remedy = BAD_LAYERS[name]
    page.evaluate(DROP, [name, text])
    page.wait_for_selector("#drawer .fault")
    assert remedy in said(page, "#drawer .fault")
    assert name in said(page, "#drawer .fault")


def features(*told):
    """A collection of boxes (west, south, east, north), each with its properties."""
    rows = [{"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shapely.box(*box))} for box, properties in told]
    return {"type": "FeatureCollection", "features": rows}


def km2_inside(campaign, *boxes):
    ground = shapely.intersection(shapely.union_all([shapely.box(*box) for box in boxes]), campaign.theatre.extent)
    return gpd.GeoSeries([ground], crs=4326).to_crs(campaign.theatre.crs).area.iloc[0] / 1e6


HELD, UNCLEAR, THEIRS = (35.1, 51.1, 35.5, 51.35), (35.5, 51.1, 35.8, 51.35), (35.9, 51.1, 36.0, 51.2)
KML_BOX = "<Polygon><outerBoundaryIs><LinearRing><coordinates>{0},{1} {2},{1} {2},{3} {0},{3} {0},{1}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
TOLD = {
    "name": json.dumps(features((HELD, {"name": "повернута / regained"}), (UNCLEAR, {"name": "неясно / unclear"}), (THEIRS, {"name": "їхня / theirs"}))),
    "fill": json.dumps(features((HELD, {"fill": "#01579b"}), (UNCLEAR, {"fill": "#bdbdbd"}), (THEIRS, {"fill": "#a52714"}))),
    "folder": "<kml><Document>"
    + "".join(f"<Folder><name>{n}</name><Placemark>{KML_BOX.format(*box)}</Placemark></Folder>" for n, box in zip("abc", (HELD, UNCLEAR, THEIRS), strict=True))
    + "</Document></kml>",
}


def areas_told(page):
    told = agreement(page)[1]
    here, there = (float(n.replace(" ", "")) for n in re.search(r": ([\d ]+) km² here, ([\d ]+) km² there", told).groups())
    unclear = re.search(r"unclear status there, and not counted: ([\d ]+) km²", told)
    return here, there, float(unclear[1].replace(" ", "")) if unclear else 0.0


@pytest.mark.parametrize("by", TOLD)
def test_a_file_that_says_several_things_is_asked_about_and_not_taken_as_one(view, campaign, by):
    """Each value needs an answer, which the form asks for; what is unclear stands apart."""
    page = view()
    ink(page)
    page.evaluate(DROP, ["theirs.geojson", TOLD[by]])
    page.wait_for_selector("#drawer form.question")
    assert page.locator("#agreement").count() == 0
    assert "says different things of its ground" in said(page, "#question")
    choices = page.locator("#drawer form.question select")
    labels = [words(text) for text in page.locator("#drawer form.question label").all_inner_texts()]
    assert [float(re.search(r"([\d ]+) km²$", label)[1].replace(" ", "")) for label in labels] == [
        pytest.approx(km2_inside(campaign, box), rel=0.01) for box in (HELD, UNCLEAR, THEIRS)
    ]
    page.get_by_role("button", name="Lay it over the map").click()
    assert page.locator("#agreement").count() == 0
    for n, meaning in enumerate(("UA", "unknown", "RU")):
        choices.nth(n).select_option(meaning)
    page.get_by_role("button", name="Lay it over the map").click()
    _, there, unclear = areas_told(page)
    assert (there, unclear) == (pytest.approx(km2_inside(campaign, HELD), rel=0.01), pytest.approx(km2_inside(campaign, UNCLEAR), rel=0.01))
    assert ink(page) > 0.002


def test_the_property_that_tells_can_be_chosen_and_the_question_left(view, campaign):
    page = view()
    data = features((HELD, {"type": "a", "status": "x"}), (UNCLEAR, {"type": "b", "status": "x"}), (THEIRS, {"type": "b", "status": "y"}))
    page.evaluate(DROP, ["theirs.geojson", json.dumps(data)])
    page.wait_for_selector("#question-by")
    page.select_option("#question-by", "status")
    page.wait_for_selector("#drawer form.question label:has-text('“x” 2 shapes')")
    assert page.locator("#drawer form.question label").count() == 2
    page.get_by_role("button", name="Take it away").click()
    page.wait_for_selector("#drawer form.question", state="detached")
    page.evaluate(DROP, ["plain.geojson", json.dumps(features((HELD, {})))])
    assert areas_told(page)[1] == pytest.approx(km2_inside(campaign, HELD), rel=0.01)


LAYOUTS = {
    "DeepState": features(
        (HELD, {"name": "Звільнено /// Liberated\xa0/// geoJSON.status.dismissed\n", "fill": "#01579b"}),
        (UNCLEAR, {"name": "Статус невідомий /// Unknown status /// geoJSON.status.unknown", "fill": "#bdbdbd"}),
        (THEIRS, {"name": "Окуповано /// Occupied /// geoJSON.status.occupied", "fill": "#a52714"}),
    ),
    "NZZ": {"value": features((HELD, {"type": "losses"}), (THEIRS, {"type": "nochange"}))},
    "UAControlMap": {
        "areas": [[[y, x] for x, y in shapely.box(*THEIRS).exterior.coords]],
        "areas_ua": [[[y, x] for x, y in shapely.box(*HELD).exterior.coords]],
        "frontline": [],
    },
}


LABEL = {"type": "Feature", "properties": {"name": "label"}, "geometry": {"type": "Point", "coordinates": [35.2, 51.2, 0]}}
LAYOUTS["DeepState"]["features"].append(LABEL)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_that_many_have_is_known_and_still_asked_for(view, campaign, layout):
    page = view()
    page.evaluate(DROP, ["theirs.json", json.dumps(LAYOUTS[layout])])
    page.get_by_role("button", name="Read it as").click()
    _, there, unclear = areas_told(page)
    assert there == pytest.approx(km2_inside(campaign, HELD), rel=0.01)
    assert unclear == pytest.approx(km2_inside(campaign, UNCLEAR) if layout == "DeepState" else 0, rel=0.01)
    assert ("point or line was left out" in said(page, "#drawer")) == (layout == "DeepState")


def test_slivers_beside_true_ground_are_not_counted(view, campaign):
    """A box of other ground reaches some hundred metres over the border."""
    page = view()
    page.evaluate(DROP, ["theirs.geojson", json.dumps(features((HELD, {}), ((34.0, 50.2, 37.0, 50.903), {})))])
    assert areas_told(page)[1] == pytest.approx(km2_inside(campaign, HELD), rel=0.01)


def test_a_layer_of_the_store_is_compared_day_by_day(open_page, own_site, campaign, screen, tmp_path):
    import httpx  # noqa: PLC0415 - beside its only use

    theirs = shapely.affinity.translate(held(campaign, DAY), 0.05, 0.02)
    file = layer_file(tmp_path, theirs).read_bytes()
    name = {"name": "their map", "date": DAY.isoformat()}
    assert httpx.post(own_site.at("layers"), params=name, content=file, headers={"Authorization": f"Bearer {own_site.token}"}).status_code == 201
    page = open_page(f"{own_site.at('map')}#d={DAY}&{ON_SUDZHA}", **screen)
    until(page, DAY)
    drawer(page, "compare")
    page.get_by_label("Another map").check()
    page.get_by_role("button", name="their map").click()
    row = httpx.get(own_site.at("compare"), params={"layer": name["name"], "datetime": DAY.isoformat()}).json()["rows"][0]
    assert agreement(page)[0] == pytest.approx(row["iou"], abs=0.006)
    page.wait_for_timeout(WRITTEN_MS)
    assert "r=their" in page.url
    page.fill("#typed", "2025-03-01")
    page.press("#typed", "Enter")
    page.wait_for_function("() => document.getElementById('drawer').textContent.includes('no sheet') || !document.getElementById('agreement')")


# Finding


@pytest.mark.parametrize("typed", ["Sudzha", "sudzah", "Суджа", "суджя"])
def test_a_settlement_is_found_in_either_script_with_a_typing_error(view, typed):
    page = view(DAY, "")
    drawer(page, "search")
    assert page.evaluate("document.activeElement.id") == "query"
    page.keyboard.type(typed)
    assert "Sudzha" in said(page, "#results")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('drawer-title').textContent === 'Sudzha'")


def test_a_name_that_nothing_has_is_told(view):
    page = view()
    drawer(page, "search")
    page.keyboard.type("Qwertyuiop")
    assert "No settlement of this map is called “Qwertyuiop”" in said(page, "#results")


def test_distance_and_area_are_measured_on_the_ellipsoid(view):
    page = view()
    page.click("#ruler")
    spots = [(35.2, 51.15), (35.35, 51.15), (35.35, 51.25)]
    for spot in spots[:2]:
        click_at(page, spot)
    geod = Geod(ellps="WGS84")
    metres = geod.line_length(*zip(*spots[:2], strict=True))
    assert float(re.match(r"([\d.]+) km", said(page, "#measured")).group(1)) == pytest.approx(metres / 1000, rel=0.02)
    click_at(page, spots[2])
    area = abs(geod.polygon_area_perimeter(*zip(*spots, strict=True))[0]) / 1e6
    assert float(re.search(r"([\d.]+) km² inside", said(page, "#measured")).group(1)) == pytest.approx(area, rel=0.03)
    assert page.locator("path.measured").count() == 4
    page.keyboard.press("Escape")
    assert not page.is_visible("#measured")


def test_measuring_and_asking_work_by_keys(view):
    page = view()
    page.focus("#ruler")
    page.keyboard.press("Enter")
    page.focus("#map_salient")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    assert re.match(r"[\d.]+ km", said(page, "#measured"))
    page.keyboard.press("Escape")
    page.focus("#map_salient")
    page.keyboard.press("Enter")
    page.wait_for_selector("#drawer", state="visible")
    assert "district" in said(page, "#drawer")


def test_the_pointer_tells_its_place(open_page, folder):
    page = open_page(f"{(folder / 'map.html').as_uri()}#d={DAY}&v=51.2,35.3,11")
    page.mouse.move(640, 400)
    lat, lon = (float(n) for n in re.findall(r"[\d.]+", said(page, "#coordinates")))
    assert (lat, lon) == (pytest.approx(51.2, abs=0.01), pytest.approx(35.3, abs=0.01))


def test_the_legend_defines_and_the_method_is_told(view):
    page = view()
    panel = drawer(page, "layers")
    text = words(panel.inner_text())
    for part in ("Held with a probability of at least 0.8", "A day is a UTC day", "Evidence up to 26 April 2025", "Contested", "Front"):
        assert part in text
    page.get_by_role("button", name="How this map is made").click()
    assert "hidden Markov chain" in said(page, "#drawer")
    assert "not for operational use" in said(page, "#drawer") or "Nothing here is for operational use" in said(page, "#drawer")


def test_layers_are_drawn_when_they_are_asked_for(view):
    page = view()
    ink(page)
    drawer(page, "layers")
    ink(page)
    page.get_by_label("Low and high outlines").check()
    assert ink(page) > 0.0005
    page.get_by_label("Tint the ground of Russia too").check()
    assert ink(page) > 0.1
    page.wait_for_timeout(WRITTEN_MS)
    assert "o=1" in page.url
    assert "g=1" in page.url


@pytest.mark.parametrize(("language", "place", "held"), [("Українська", "Суджа", "Україна"), ("Русский", "Суджа", "Россия")])
def test_the_page_speaks_three_languages(view, language, place, held):
    page = view()
    ink(page)
    drawer(page, "layers")
    page.locator("#drawer label", has_text=language).first.click()
    page.wait_for_function("() => document.documentElement.lang !== 'en'")
    assert ink(page) > 0.0005
    assert held in said(page, "#drawer")
    assert "Kursk" not in said(page, "#masthead")
    assert "Show" not in said(page, "#drawer")
    assert page.get_attribute("#play", "aria-label") != "Play"
    page.keyboard.press("Escape")
    click_at(page, SUDZHA)
    page.wait_for_function("name => document.getElementById('drawer-title').textContent === name", arg=place)


# Taking away


def test_the_address_holds_the_view(view, open_page, screen):
    page = view(LATE, "v=51.2,35.3,11&b=2024-09-14&m=swipe&l=ru&n=name_uk&o=1&g=1&c=1")
    page.wait_for_timeout(WRITTEN_MS)
    again = open_page(page.url, **screen)
    until(again, LATE)
    again.wait_for_timeout(WRITTEN_MS)
    assert again.url == page.url
    for part in ("d=2025-01-10", "v=51.2000,35.3000,11", "b=2024-09-14", "m=swipe", "l=ru", "n=name_uk", "o=1", "g=1", "c=1"):
        assert part in again.url
    assert said(again, "#sentence") == said(page, "#sentence")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("d=2031-01-01", "“2031-01-01” is no day of this map"),
        ("d=yesterday", "“yesterday” is no day of this map"),
        ("v=a,b,c", "no view that can be read"),
        ("p=nobody", "a settlement that this map does not know"),
        ("b=0000", "is no day of this map"),
        ("c=9.9&l=xx&m=&n=&e=&v=&%zz=%&&==", "no view that can be read"),
    ],
)
def test_a_broken_link_shows_the_map_and_says_what_was_wrong(open_page, folder, broken, told):
    page = open_page(f"{(folder / 'map.html').as_uri()}#{broken}")
    page.wait_for_function("() => !document.getElementById('notice').hidden")
    assert told in said(page, "#notice")
    assert said(page, "#sentence").startswith("Ukraine held about")


def taken(page, name):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    download = waiting.value
    return download.suggested_filename, Path(download.path()).read_bytes()


def test_what_is_shown_can_be_downloaded(view, campaign):
    page = view()
    drawer(page, "share")
    name, content = taken(page, "Ground (GeoJSON)")
    assert name == "salient-kursk-2024-09-14.geojson"
    found = json.loads(content)
    assert (found["digest"], found["licence"], found["at"]) == (campaign.digest_at(end_of_day(DAY), None), "ODbL-1.0", "2024-09-14")
    frame = gpd.read_file(io.BytesIO(content))
    ground = frame[frame.geom_type.isin(["Polygon", "MultiPolygon"])]
    assert ground.is_valid.all()
    series = campaign.series(DAY, DAY).set_index("holder")
    drawn = ground.to_crs(campaign.theatre.crs).area / 1e6
    for name, ident in (("Ukraine", "UA"), ("Russia", "RU")):
        assert drawn[ground["holder"] == ident].sum() == pytest.approx(series.loc[ident, "best_km2"], rel=0.005, abs=3)
        assert ground[ground["holder_name"] == name]["area_km2"].sum() == pytest.approx(series.loc[ident, "best_km2"], abs=3)
    assert (frame.geom_type == "MultiLineString").sum() == 1
    name, content = taken(page, "Series (CSV)")
    table = pd.read_csv(io.BytesIO(content))
    theirs = campaign.series(campaign.theatre.span.first_day, campaign.theatre.span.last_day).query("holder == 'UA'")
    assert table["best_km2"].tolist() == pytest.approx(theirs["best_km2"].tolist(), abs=0.001)
    name, content = taken(page, "Picture (PNG)")
    assert content.startswith(b"\x89PNG")
    width = int.from_bytes(content[16:20], "big")
    assert width == page.viewport_size["width"]
    assert len(set(zlib.decompress(b"".join(chunks(content, b"IDAT"))))) > 50


def chunks(png, kind):
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == kind:
            yield png[at + 8 : at + 8 + length]
        at += 12 + length


def test_the_sentence_is_copied_with_its_citation(view, campaign):
    page = view()
    drawer(page, "share")
    text = copied(page, page.get_by_role("button", name="Copy the sentence with its citation"))
    assert text == words(campaign.summary(end_of_day(DAY)).citation)


def test_the_map_can_stand_in_a_frame_of_another_site_where_it_was_made_for_that(open_page, site, browser, screen):
    page = open_page(f"{site.at('map')}#d={DAY}&{ON_SUDZHA}", **screen)
    until(page, DAY)
    drawer(page, "share")
    code = copied(page, page.get_by_role("button", name="Copy a frame for another page"))
    src = re.search(r'src="([^"]+)"', code).group(1).replace("&#38;", "&")
    assert "embed=true" in src
    with news({"/news": code, "/blog": code.replace("embed=true", "")}) as elsewhere:
        context = browser.new_context(**screen)
        other = context.new_page()
        other.goto(f"{elsewhere}/news")
        frame = other.frame_locator("iframe")
        frame.locator("#sentence").wait_for()
        assert words(frame.locator("#sentence").inner_text()).startswith("Ukraine held about")
        assert not frame.locator(".tools").is_visible()
        other.wait_for_timeout(WRITTEN_MS)
        whole = frame.get_by_role("link", name="Open the map").get_attribute("href")
        assert whole.startswith(f"{site.at('map')}#d={DAY}&")
        assert "e=1" not in whole
        other.goto(f"{elsewhere}/blog")
        other.wait_for_timeout(1000)
        assert all("sentence" not in child.content() for child in other.frames[1:])
        context.close()


@contextmanager
def news(pages):
    """Another site on this machine, which is another origin, with these pages."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>News</title>{pages.get(self.path, '')}".encode())

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


# Ground


def test_tiles_are_fetched_when_a_person_asks_for_them_and_only_then(open_page, site, screen):
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    asked = []

    def tile(route):
        asked.append(route.request.url)
        route.fulfill(content_type="image/png", body=pixel)

    page = open_page(f"{site.at('map')}#d={DAY}&{ON_SUDZHA}", own=("tile.openstreetmap.org",), **screen)
    page.route("https://tile.openstreetmap.org/**", tile)
    until(page, DAY)
    panel = drawer(page, "layers")
    assert "which then sees your address" in words(panel.inner_text())
    assert asked == []
    page.get_by_label("OpenStreetMap below").check()
    page.wait_for_selector("img.leaflet-tile-loaded", state="attached")
    assert asked
    assert "© OpenStreetMap contributors" in said(page, "#credits")
    page.get_by_label("OpenStreetMap below").uncheck()
    page.wait_for_selector("img.leaflet-tile", state="detached")


# Without a script, on paper, as a table


def test_without_javascript_a_picture_and_a_table_remain(open_page, folder, campaign, screen):
    page = open_page((folder / "map.html").as_uri(), java_script_enabled=False, **screen)
    picture = page.locator("svg[role=img]").first.bounding_box()
    assert min(picture["width"], picture["height"]) > 300, "the picture is drawn as large as the page allows"
    assert page.locator("table tbody tr").count() > 20
    assert said(page, "#sentence").startswith("Ukraine held about")
    assert not page.locator("#strip").is_visible()


def test_paper_shows_the_map_with_its_words_and_no_controls(view):
    page = view()
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    for hidden in (".tools", "#strip", "#ruler"):
        assert not page.is_visible(hidden)
    for shown in ("#day", "#sentence", ".masthead .key", "#credit-words"):
        assert page.is_visible(shown)


def test_the_table_says_what_the_map_shows(view, campaign):
    page = view()
    page.click("#twin > summary")
    page.wait_for_selector("#twin-body table")
    found = said(page, "#twin-body")
    places = campaign.places(end_of_day(DAY)).query("holder == 'UA' or level == 'contested'")
    assert f": {len(places)}" in found
    for name in places["name"].head(10):
        assert name in found
    page.keyboard.press("Escape")
    assert not page.is_visible("#twin-body")


def test_every_control_is_reached_by_the_tab_key(view):
    page = view()
    page.evaluate("document.activeElement.blur()")
    wanted = {"clock", "ruler", "play", "speed", "back", "forward", "next-change", "slider", "typed", "map_salient"}
    seen, panels = set(), set()
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.id, document.activeElement.dataset.panel || '', document.activeElement.tagName]")
        seen.add(found[0])
        panels.add(found[1])
    assert wanted - seen == set()
    assert {"search", "compare", "layers", "share"} - panels == set()
