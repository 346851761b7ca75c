"""The map as known on a day, as a person uses it: it ends where knowledge ends, and asserts nothing of the days after."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest

from geo.interval import end_of_day
from geo.render import delta_page, map_page
from tests.full.axe import findings
from tests.full.conftest import DROP, SCREENS

pytestmark = pytest.mark.full

KNOWN, LATER = date(2024, 8, 12), date(2025, 1, 10)
DAYS = (KNOWN - date(2024, 8, 6)).days + 1
AS_KNOWN = "as known on 12 August 2024"
ON_SUDZHA = "v=51.1910,35.2720,10.5"
COLOURS = """() => {
  const canvas = document.querySelector('canvas.salient-canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const hued = (n) => Math.max(data[n], data[n + 1], data[n + 2]) - Math.min(data[n], data[n + 1], data[n + 2]) > 40;
  let found = 0;
  for (let n = 0; n < data.length; n += 4) if (data[n + 3] > 200 && hued(n)) found += 1;
  return found / (data.length / 4);
}"""
"""The share of the canvas that has a hue: paper, grey, lines and words have none."""


@pytest.fixture(scope="module")
def file(campaign, tmp_path_factory):
    """The campaign as known on a day, as one file."""
    span, path = campaign.theatre.span, tmp_path_factory.mktemp("known") / "known.html"
    html = map_page(campaign, first=span.first_day, last=span.last_day, as_of=end_of_day(KNOWN), static=None, links={})
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture(params=["desk-light", "phone-dark"])
def view(request, open_page, file):
    def opened(more=""):
        page = open_page(f"{file.as_uri()}{more}", **SCREENS[request.param])
        page.wait_for_selector("canvas.salient-canvas")
        page.wait_for_timeout(200)
        return page

    return opened


def until(page, on):
    page.wait_for_function("on => document.getElementById('day').getAttribute('datetime') === on", arg=on.isoformat())


def said(page, selector="#sentence"):
    return " ".join(page.inner_text(selector).replace("\u202f", " ").replace("\xa0", " ").split())


def day(page):
    return date.fromisoformat(page.get_attribute("#day", "datetime"))


def words(campaign, on):
    return " ".join(campaign.summary(end_of_day(on), end_of_day(KNOWN)).sentence.replace("\u202f", " ").split())


def test_time_ends_where_knowledge_ends(view, campaign):
    page = view()
    assert day(page) == KNOWN
    assert page.get_attribute("#slider", "max") == str(DAYS - 1)
    assert said(page) == f"{words(campaign, KNOWN)}, {AS_KNOWN}"
    page.click("#forward")
    page.click("#next-change")
    page.focus("#slider")
    for key in ("End", "ArrowRight", "PageUp"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert day(page) == KNOWN
    page.keyboard.press("Home")
    until(page, date(2024, 8, 6))
    page.click("#play")
    page.wait_for_function("() => document.getElementById('day').getAttribute('datetime') >= '2024-08-12'")
    page.wait_for_timeout(500)
    assert day(page) == KNOWN
    assert page.get_attribute("#play", "aria-label") == "Play"


def test_the_chart_is_grey_beyond_and_its_handle_stops(view):
    page = view("#d=2024-08-08")
    box = page.locator("#chart").bounding_box()
    x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    assert re.fullmatch(r"\d+ \w+ 202\d: not yet known", said(page, "#note"))
    page.mouse.down()
    page.mouse.up()
    until(page, KNOWN)
    # between two lines of its scale nothing is drawn beyond but one grey
    hues = page.evaluate(
        """([x]) => {
          const canvas = document.getElementById('chart');
          const ratio = canvas.width / canvas.getBoundingClientRect().width;
          const { data } = canvas.getContext('2d').getImageData(Math.round(x * ratio), Math.round(30 * ratio), 60, 6);
          return [...new Set(new Uint32Array(data.buffer))].map((n) => [n & 255, (n >> 8) & 255, (n >> 16) & 255]);
        }""",
        [box["width"] * 0.7],
    )
    assert hues
    assert all(max(hue) - min(hue) < 40 for hue in hues), "no side's hue is drawn of a day that was not yet known"


@pytest.mark.parametrize("way", ["link", "typed"])
def test_a_later_day_is_shown_as_not_yet_known_instead_of_a_map(view, campaign, way):
    page = view(f"#d={LATER if way == 'link' else KNOWN}&{ON_SUDZHA}")
    if way == "typed":
        assert page.evaluate(COLOURS) > 0.01
        page.fill("#typed", "January 10, 2025")
        page.press("#typed", "Enter")
    until(page, LATER)
    page.wait_for_timeout(200)
    assert said(page) == words(campaign, LATER)
    assert "not yet known" in said(page)
    assert page.evaluate(COLOURS) < 0.001, "no ground has the hue of a side"
    assert page.locator(".masthead .key li").all_text_contents() == ["Not yet known"]
    assert said(page, "#today") == ""
    assert "not yet known" in page.get_attribute("#slider", "aria-valuetext")
    page.click("#last-known")
    until(page, KNOWN)
    assert page.evaluate(COLOURS) > 0.01
    assert not page.is_visible("#last-known")


@pytest.mark.parametrize("on", [KNOWN, LATER])
def test_a_screen_reader_is_told_as_well(view, on):
    assert findings(view(f"#d={on}")) == []


def test_nothing_but_words_is_taken_from_a_later_day(view, campaign):
    page = view(f"#d={LATER}")
    page.click(".tools [data-panel=share]")
    assert "not yet known" in said(page, "#drawer .quote-sentence")
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.clipped = text; }; }")
    page.get_by_role("button", name="Copy the sentence with its citation").click()
    page.wait_for_function("() => window.clipped")
    citation = page.evaluate("window.clipped")
    assert "not yet known" in citation
    assert f"; Salient kursk, {AS_KNOWN}, digest {campaign.digest_at(end_of_day(LATER), end_of_day(KNOWN))}" in citation
    ground = json.loads(downloaded(page, "Ground (GeoJSON)"))
    assert ground["features"] == []
    assert "not yet known" in ground["sentence"]
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "Series (CSV)"))))
    assert [row["date"] for row in rows] == [(date(2024, 8, 6) + timedelta(days=n)).isoformat() for n in range(DAYS)]


def downloaded(page, name):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return waiting.value.path().read_text(encoding="utf-8")


def test_what_is_taken_from_a_known_day_says_as_known_when(view, campaign):
    page = view()
    page.click(".tools [data-panel=share]")
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.clipped = text; }; }")
    page.get_by_role("button", name="Copy the sentence with its citation").click()
    page.wait_for_function("() => window.clipped")
    citation = " ".join(page.evaluate("window.clipped").replace("\u202f", " ").split())
    assert citation.startswith(f"On 12 August 2024 {words(campaign, KNOWN)}; Salient kursk, {AS_KNOWN}, digest")
    assert json.loads(downloaded(page, "Ground (GeoJSON)"))["sentence"].endswith(AS_KNOWN)


def test_the_table_and_the_evidence_say_it_too(view):
    page = view(f"#d={LATER}&{ON_SUDZHA}")
    page.click("#twin > summary")
    page.wait_for_function("() => document.getElementById('twin-body').textContent")
    assert "not yet known" in said(page, "#twin-body")
    assert "Area at the end of" not in said(page, "#twin-body")
    page.keyboard.press("Escape")
    page.click(".tools [data-panel=search]")
    page.keyboard.type("Sudzha")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('drawer-title').textContent === 'Sudzha'")
    assert said(page, "#drawer .status") == "10 January 2025: not yet known"
    assert "held by" not in said(page, "#drawer .status")
    strip = page.locator("#drawer svg.history")
    assert strip.get_attribute("aria-label").endswith("13 August 2024: not yet known")
    page.wait_for_timeout(400)  # the panel is drawn once more when it has opened
    box = strip.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 5, steps=3)
    page.wait_for_function("() => document.querySelector('#drawer .ends').textContent.includes('not yet known')")
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + 5)
    until(page, KNOWN)


def test_comparing_ends_there_too(view):
    page = view()
    page.click(".tools [data-panel=compare]")
    assert page.input_value("#compare-last") == "12 August 2024"
    page.fill("#compare-last", "10 January 2025")
    page.press("#compare-last", "Enter")
    assert "10 January 2025 was not yet known on 12 August 2024" in said(page, "#compare-last-fault")
    assert day(page) == KNOWN
    page.fill("#compare-first", "2024-08-08")
    page.wait_for_function("() => document.getElementById('sentence').textContent.includes('Between')")
    assert said(page).endswith(f"changed hands, {AS_KNOWN}")


def test_a_link_to_a_comparison_with_a_later_day_is_told(view):
    page = view(f"#d=2024-08-10&b={LATER}")
    assert "10 January 2025 was not yet known on 12 August 2024" in said(page, "#notice")
    assert said(page).startswith("Ukraine held")
    other = view(f"#d={LATER}&b=2024-08-10&m=swipe")
    assert "not yet known" in said(other)
    assert other.evaluate(COLOURS) < 0.001
    assert not other.is_visible("#swipe")


def test_another_map_is_not_measured_on_a_later_day(view):
    page = view(f"#d={LATER}")
    ring = [[35.1, 51.1], [35.3, 51.1], [35.3, 51.3], [35.1, 51.3], [35.1, 51.1]]
    page.evaluate(DROP, ["theirs.geojson", json.dumps({"type": "Polygon", "coordinates": [ring]})])
    page.wait_for_function("() => document.getElementById('drawer').textContent.includes('not yet known')")
    assert page.locator("#agreement").count() == 0
    page.fill("#typed", KNOWN.isoformat())
    page.wait_for_selector("#agreement")


@pytest.mark.parametrize(
    ("language", "part", "later"), [("uk", "за даними на 12 серпня 2024", "ще не відомо"), ("ru", "по данным на 12 августа 2024", "ещё не известно")]
)
def test_it_is_said_in_every_language(view, language, part, later):
    page = view(f"#d={KNOWN}&l={language}")
    page.wait_for_function("language => document.documentElement.lang === language", arg=language)
    assert part in said(page)
    page.fill("#typed", LATER.isoformat())
    until(page, LATER)
    assert later in said(page)
    assert later in page.inner_text(".masthead .key").lower()


def test_without_javascript_picture_and_table_end_there_too(open_page, file):
    page = open_page(file.as_uri(), **SCREENS["desk-light"], java_script_enabled=False)
    assert said(page).endswith(AS_KNOWN)
    last = page.locator("table tbody tr").last
    assert " ".join(last.inner_text().split()) == "2024-08-13 – 2025-04-30 not yet known"


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def scripts(request):
    return request.param


def test_the_page_of_two_days_says_nothing_of_a_later_one(open_page, campaign, tmp_path, scripts):
    path = tmp_path / "delta.html"
    html = delta_page(campaign, date(2024, 8, 10), LATER, as_of=end_of_day(KNOWN), static=None, links={})
    path.write_text(html, encoding="utf-8")
    page = open_page(path.as_uri(), **SCREENS["desk-light"], java_script_enabled=scripts)
    page.wait_for_timeout(300)
    assert said(page) == words(campaign, LATER)
    assert "changed hands" not in said(page, "body")
    if scripts:
        assert page.evaluate(COLOURS) < 0.001


def test_a_served_page_keeps_the_day_and_says_that_it_was_not_yet_known(open_page, site, campaign):
    page = open_page(f"{site.at('map')}#d={LATER}", **SCREENS["desk-light"])
    until(page, LATER)
    page.click("#clock")
    page.fill("#known-on", "August 12, 2024")
    with page.expect_navigation():
        page.click("#drawer form button")
    until(page, LATER)
    assert "as-of=2024-08-12" in page.url
    assert said(page) == words(campaign, LATER)
