"""Whole pages: nothing by chance in them, nothing from another host, and whatever a name says, it stays text."""

import base64
import hashlib
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import folium
import orjson
import pytest

from geo.atlas import Atlas
from geo.errors import InputError
from geo.model import Evidence
from geo.render import ControlDelta, ControlTimeline, OfflineMap, Page, asset_version, delta_page, map_page
from geo.render.assets import SCRIPTS, STYLES, asset_text
from geo.render.embed import json_block, json_text
from tests.render.samples import FIRST, HOSTILE, LAST, LINKS

ROOT = Path(__file__).parents[2]
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data", "embed": "src", "image": "href", "use": "href"}
ONCE = """
import hashlib, sys
from datetime import date
from geo.render import delta_page, map_page
from tests.miniland import world
page = map_page(world.atlas(), first=date(2030, 1, 1), last=date(2030, 3, 31), as_of=None, static=None, links={})
page += delta_page(world.atlas(), date(2030, 1, 1), date(2030, 2, 1), as_of=None, static="/static/x", links={})
sys.stdout.write(hashlib.sha256(page.encode()).hexdigest())
"""


def pages(atlas, static=None):
    return [
        map_page(atlas, first=FIRST, last=LAST, as_of=None, static=static, links=LINKS),
        map_page(atlas, first=FIRST, last=FIRST, as_of=None, static=static, links={}),
        delta_page(atlas, FIRST, LAST, as_of=None, static=static, links=LINKS),
    ]


def hash_of(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy_of(read):
    (meta,) = [attrs for attrs in read.all("meta") if attrs.get("http-equiv") == "Content-Security-Policy"]
    return dict(rule.split(" ", 1) for rule in meta["content"].split("; "))


def test_a_standalone_page_loads_nothing_at_all(single, reader):
    for html in pages(single):
        read = reader(html)
        loads = [attrs[LOADING[tag]] for tag, attrs in read.elements if tag in LOADING and attrs.get(LOADING[tag])]
        assert loads == ["data:,"]
        for style in read.code("style"):
            assert not re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//", style)


def test_a_served_page_loads_its_assets_from_its_own_host_only(single, reader):
    base = f"/static/{asset_version()}"
    for html, kind in zip(pages(single, base), ("timeline", "timeline", "delta"), strict=True):
        read = reader(html)
        assert [attrs["src"] for attrs in read.all("script") if "src" in attrs] == [f"{base}/{name}" for name in ("leaflet.js", *SCRIPTS[kind])]
        assert [attrs["href"] for attrs in read.all("link")] == ["data:,", *(f"{base}/{name}" for name in ("leaflet.css", *STYLES))]
        assert read.code("style") == []


def test_no_page_names_a_content_delivery_network(single):
    for html in (*pages(single), *pages(single, "/static/x")):
        assert not re.findall(r"jsdelivr|cloudflare|unpkg|jquery|bootstrap|fontawesome|googleapis", html)


def test_only_a_served_map_may_be_asked_for_tiles_and_a_file_names_no_tile_server(single, reader, payload_of):
    assert not [html for html in pages(single) if "openstreetmap.org" in html]
    timeline, _, delta = pages(single, "/static/x")
    assert payload_of(timeline)["page"]["tiles"]["host"] == "tile.openstreetmap.org"
    assert policy_of(reader(timeline))["img-src"] == "data: 'self' https://tile.openstreetmap.org"
    assert policy_of(reader(delta))["img-src"] == "data: 'self'"


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_page(single, reader):
    for html in pages(single):
        read = reader(html)
        policy = policy_of(read)
        assert policy["default-src"] == "'none'"
        assert policy["connect-src"] == "'none'"
        assert policy["script-src"].split() == [hash_of(text) for text in read.code("script")]
        assert policy["style-src"].split() == [hash_of(text) for text in read.code("style")]
        assert "unsafe" not in str(policy)
        assert not [attrs for _, attrs in read.elements if any(name.startswith("on") or name == "style" for name in attrs)]


def test_the_policy_of_a_served_page_allows_its_host_and_the_one_line_that_starts_it(single, reader):
    read = reader(pages(single, "/static/x")[0])
    (start,) = read.code("script")
    assert "Salient.timeline(map_salient" in start
    assert policy_of(read)["script-src"].split() == ["'self'", hash_of(start)]
    assert policy_of(read)["style-src"] == "'self'"


def test_inlined_assets_have_the_line_ends_that_a_browser_hashes():
    assert "\r" not in "".join(asset_text(name) for name in ("leaflet.css", "leaflet.js", *STYLES))


@pytest.mark.parametrize("seed", ["0", "1"])
def test_equal_inputs_give_equal_bytes_in_every_process(seed, story):
    expected = map_page(story, first=date(2030, 1, 1), last=date(2030, 3, 31), as_of=None, static=None, links={})
    expected += delta_page(story, date(2030, 1, 1), date(2030, 2, 1), as_of=None, static="/static/x", links={})
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    made = subprocess.run([sys.executable, "-c", ONCE], capture_output=True, text=True, env=environment, cwd=ROOT, check=True)
    assert made.stdout == hashlib.sha256(expected.encode()).hexdigest()


def test_hostile_names_add_no_element_and_no_attribute(single, hostile, reader):
    for benign, attacked in zip(pages(single), pages(hostile), strict=True):
        want, got = reader(without_picture(benign)), reader(without_picture(attacked))
        assert [(tag, sorted(attrs)) for tag, attrs in got.elements] == [(tag, sorted(attrs)) for tag, attrs in want.elements]
        assert got.code("script") == want.code("script")
        assert got.code("style") == want.code("style")


def without_picture(html):
    """The page but for the picture in it: how many names that has follows from how long they are; its own tests attack it."""
    return re.sub(r"<svg xmlns.*?</svg>", "", html, flags=re.DOTALL)


def test_hostile_names_reach_the_page_whole_and_are_run_by_no_template(hostile, reader, payload_of):
    html = pages(hostile)[0]
    payload = payload_of(html)
    assert payload["places"][0]["name"] == HOSTILE
    assert payload["theatre"]["names"]["en"]["holders"][0] == HOSTILE
    assert payload["claims"][0]["text"] == HOSTILE
    assert payload["reports"][0]["title"] == HOSTILE
    assert payload["reports"][0]["url"] == ""
    words = "".join(text for tag, _, text in reader(html).words if tag == "h1")
    assert words.strip() == HOSTILE


def test_the_payload_block_holds_no_character_that_html_reads(hostile):
    block = re.search(r'id="salient-payload">(.*?)</script>', pages(hostile)[0], re.DOTALL).group(1)
    assert not set(block) & set("<>&\u2028\u2029")


def test_json_in_a_page_means_the_same_as_before():
    value = {"</script>": ["<!--", "&amp;", "\u2028", "\u2029", "Суджа", 1.5, None, True]}
    assert orjson.loads(json_text(value)) == value
    assert json_block("x", "</script>") == '<script type="application/json" id="x">"\\u003c/script\\u003e"</script>'


def ids_of(read):
    return [attrs["id"] for _, attrs in read.elements if "id" in attrs]


def test_ids_stand_once_and_scripts_and_labels_find_theirs(single, reader):
    for html, kind in zip(pages(single), ("timeline", "timeline", "delta"), strict=True):
        read = reader(html)
        ids = ids_of(read)
        assert len(ids) == len(set(ids))
        assert {attrs["for"] for attrs in read.all("label")} <= set(ids)
        start = "timeline.js" if kind == "timeline" else "delta.js"
        scripts = "\n".join(asset_text(name) for name in ({"drawer.js", start} if kind == "timeline" else {start}))
        made = set(re.findall(r"\bid: (?:this\.id\()?'([\w-]+)'", "\n".join(asset_text(name) for name in SCRIPTS[kind])))
        asked = set(re.findall(r"\$\('([\w-]+)'\)", scripts)) | set(re.findall(r"querySelector\('#([\w-]+)'\)", scripts))
        assert asked - made - set(ids) == ({"delta-form", "delta-first", "delta-last"} - set(ids) if kind == "delta" else set())
    for name in STYLES:
        assert not re.findall(r"(?<![\w-])#([a-z][\w-]*)(?=[^;{}]*\{)", asset_text(name)), "on a page with several maps ids are longer"


def test_the_page_speaks_before_any_script_runs(page, reader):
    read = reader(page)
    text = " ".join(" ".join(words.split()) for _, _, words in read.words if words.strip())
    assert "31 January 2030" in text
    assert "Arland held about 1 km² of Miniland (1–1)" in text
    assert "Miniland is invented" in text
    assert "CC0-1.0" in text
    assert "evidence up to 2 January 2030" in text
    assert "with all reports known" in text
    assert re.search(r"digest [0-9a-f]{12}", text)
    rows = page[page.index("<noscript>") : page.index("</noscript>")]
    assert re.findall(r"<th scope=\"row\">(.*?)</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td><td>(.*?)</td>", rows) == [
        ("2030-01-01", "0", "0", "0", ""),
        ("2030-01-02", "1", "1", "1", "Arvona"),
        ("2030-01-31", "1", "1", "1", ""),
    ]


def test_the_slider_is_a_native_one_with_words(page, reader):
    slider, swipe = sorted((attrs for attrs in reader(page).all("input") if attrs.get("type") == "range"), key=lambda attrs: attrs["id"])
    assert (swipe["id"], "hidden" in swipe) == ("swipe", True)
    assert (slider["min"], slider["max"], slider["value"]) == ("0", "30", "30")
    assert slider["aria-label"]
    assert "Arland held about 1 km²" in slider["aria-valuetext"]


def test_every_button_and_field_has_a_name(single, reader):
    for html in pages(single):
        read = reader(html)
        labelled = {attrs["for"] for attrs in read.all("label")}
        fields = [attrs for attrs in read.all("input") if attrs.get("type") != "hidden"]
        assert all(attrs.get("aria-label") or attrs.get("id") in labelled for attrs in fields)
        assert all(attrs.get("aria-label") or {"plain-button", "textual"} & set(attrs.get("class", "").split()) for attrs in read.all("button"))
        assert not re.findall(r"<button[^>]*>\s*</button>", html)
        assert read.all("html") == [{"lang": "en"}]
        assert "user-scalable" not in html[: html.index("<style>")]


def test_every_panel_is_offered_with_and_without_a_server(single, reader):
    panels = [[attrs["data-panel"] for attrs in reader(html).all("button") if "data-panel" in attrs] for html in pages(single)[:2]]
    assert panels == [["clock", "search", "compare", "layers", "share"]] * 2


def test_a_day_outside_the_span_is_shown_as_unknown(single, payload_of):
    html = map_page(single, first=date(2035, 5, 1), last=date(2035, 5, 2), as_of=None, static=None, links={})
    payload = payload_of(html)
    assert payload["steps"] == [[4]]
    assert [(place["face"], place["steps"], place["sources"]) for place in payload["places"]] == [(0, [], [])] * 12
    assert payload["series"] == [[[0.0]] * 3] * 2
    assert "Nothing is known of Miniland on 1 May 2035" in html
    assert "covers 2030-01-01 to 2030-03-31" in html


def test_a_comparison_says_what_moved(single, payload_of, reader):
    html = delta_page(single, date(2030, 1, 1), date(2030, 1, 2), as_of=None, static=None, links=LINKS)
    payload = payload_of(html)
    assert payload["page"]["dates"] == ["2030-01-01", "2030-01-02"]
    assert [steps for steps in payload["steps"] if len(steps) > 1] == [[4, 1, 1]]
    assert "Between 1 January 2030 and 2 January 2030 Arland lost 0 km² and gained 1 km² in Miniland; 1 settlement changed hands" in html
    (form,) = reader(html).all("form")
    assert (form["method"], form["action"]) == ("get", LINKS["delta"])
    assert [attrs["value"] for attrs in reader(html).all("input")] == ["2030-01-01/2030-01-02", "2030-01-01", "2030-01-02"]


def test_the_form_of_a_comparison_keeps_the_parameters_of_its_address(single, reader):
    html = delta_page(single, FIRST, LAST, as_of=None, static=None, links={"delta": "/delta?as-of=2030-01-05T00%3A00%3A00Z"})
    hidden = {attrs["name"]: attrs["value"] for attrs in reader(html).all("input") if attrs.get("type") == "hidden"}
    assert reader(html).all("form")[0]["action"] == "/delta"
    assert hidden == {"as-of": "2030-01-05T00:00:00Z", "datetime": "2030-01-01/2030-01-31"}


def test_backwards_in_time_the_signs_turn(single, payload_of):
    payload = payload_of(delta_page(single, date(2030, 1, 2), date(2030, 1, 1), as_of=None, static=None, links={}))
    assert [steps for steps in payload["steps"] if len(steps) > 1] == [[1, 1, 4]]


def test_the_plugin_works_on_any_folium_map(single, payload_of):
    plane = folium.Map(location=[50.0, 30.0], tiles=None)
    ControlTimeline(single, first=FIRST, last=LAST).add_to(plane)
    html = plane.get_root().render()
    assert len(payload_of(html)["places"]) == 12
    assert f'Salient.timeline({plane.get_name()}, "{plane.get_name()}-page");' in html


def test_a_plugin_without_a_map_says_what_to_do(single):
    with pytest.raises(InputError, match=r"add_to\(map\)"):
        ControlTimeline(single).render()
    with pytest.raises(InputError, match=r"add_to\(map\)"):
        ControlDelta(single, FIRST, LAST).add_to(Page("x", linked=False)).render()


def test_a_map_of_ours_renders_alone(story):
    page = Page("Plain", linked=False)
    OfflineMap(story.theatre).add_to(page)
    assert "L.map(" in page.render()


def test_a_theatre_without_a_single_report_has_its_page(single, payload_of):
    nothing = Atlas.build(single.theatre, Evidence((), (), {}, (), "none"))
    for html in pages(nothing):
        payload = payload_of(html)
        assert payload["steps"] == [[4]]
        assert [(place["face"], place["steps"], place["sources"]) for place in payload["places"]] == [(0, [], [])] * 12
        assert (payload["claims"], payload["figures"]) == ([], [])
    assert "No report is known; Borland is taken to hold all of Miniland, as at the opening" in pages(nothing)[0]
