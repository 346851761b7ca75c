"""Two hundred hostile texts in reports, place names, layers and file names: nothing of them runs, and every page and export still says what it has to say."""

import csv
import io
import json
import random
import re
import shutil
from pathlib import Path

import httpx
import pytest
import shapely
from folium import Map

from geo.crs import projection
from geo.evidence import Store
from geo.intake import Intake
from geo.interval import end_of_day
from geo.render import ControlDelta, ControlTimeline, delta_page, map_page
from geo.render.picture import picture
from geo.theatre import load_theatre
from tests.full.conftest import DROP, TOKEN, serving
from tests.full.payloads import PAYLOADS
from tests.miniland import world
from tests.space.lands import CRS

pytestmark = pytest.mark.full

ID = "miniland"
DATA = Path(__file__).parents[2] / "data"
CANARY = "window.tripped = []; window.canary = (...given) => window.tripped.push(String(given));"
REFUSED = ("Failed to load resource",)
"""What a browser writes into its console when a request is refused."""
ALIASES = tuple(f"{a}{b}{c}ova" for a in "BDFGKLMNPRSTVZ" for b in ("a", "e", "o", "u") for c in ("lb", "rn", "st", "vr"))[: len(PAYLOADS)]
"""What reports call the places: a name by which a text may speak of each."""


def turned(n):
    return PAYLOADS[n % len(PAYLOADS)]


def pack(folder):
    """Miniland with two hundred villages of hostile names; its sides, districts, sources and translations are hostile too."""
    shutil.copytree(world.FOLDER, folder)
    rng, metres = random.Random(5), projection(CRS)  # noqa: S311 - no secret
    spots = metres.to_lonlat(shapely.points([(rng.uniform(-1900, 1900), rng.uniform(-1400, 1400)) for _ in PAYLOADS]))
    halves = {side: turned(n) for n, side in enumerate(("Westmark", "Eastmark"))}
    districts = json.loads((folder / "districts.geojson").read_text("utf-8"))
    for feature in districts["features"]:
        feature["properties"]["name"] = feature["properties"]["name_ru"] = halves[feature["properties"]["name"]]
    (folder / "districts.geojson").write_text(json.dumps(districts), encoding="utf-8")
    with (folder / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:1]
    rows[0]["raion"] = halves[rows[0]["raion"]]
    for n, (text, alias, spot) in enumerate(zip(PAYLOADS, ALIASES, spots, strict=True)):
        side = halves["Westmark" if spot.x < 30 else "Eastmark"]
        spelt = {"id": f"h{n:03d}", "name": text, "name_ru": turned(n + 1), "name_uk": turned(n + 2), "variants": alias}
        rows.append(rows[0] | spelt | {"lon": f"{spot.x:.6f}", "lat": f"{spot.y:.6f}", "raion": side, "kind": "town", "population": "9000"})
    with (folder / "gazetteer.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    file = folder / "theatre.toml"
    toml = file.read_text("utf-8")
    for n, (key, said) in enumerate((("title", "Miniland"), ("region", "Miniland"), ("name", "Arland"), ("name", "Borland"))):
        toml = toml.replace(f'{key} = "{said}"', f"{key} = {json.dumps(PAYLOADS[7 * n])}", 1)
    file.write_text(toml.replace('["Miniland is invented"]', json.dumps([PAYLOADS[30]])), encoding="utf-8")
    (folder / "names").mkdir()
    strange = "\n".join(f"{key} = {json.dumps(PAYLOADS[40 + n])}" for n, key in enumerate(("title", "region")))
    sides = "\n".join(f"{key} = {json.dumps(PAYLOADS[50 + n])}" for n, key in enumerate(("AA", "BB")))
    (folder / "names" / "uk.toml").write_text(f"{strange}\n[holders]\n{sides}\n[districts]\nwestmark = {json.dumps(PAYLOADS[60])}\n", encoding="utf-8")
    (folder / "reports" / "story.jsonl").write_text("".join(f"{json.dumps(report(n))}\n" for n in range(len(PAYLOADS))), encoding="utf-8")


def report(n):
    """A report with a hostile word before, in and after its claim, of a hostile publisher with a hostile title and address."""
    text = (
        f"{turned(n)}\nArlandish forces captured {ALIASES[n]} {turned(n)} and hold it, the “{turned(n)}” channel said.\nArland controls {n % 9 + 1} km2 of it."
    )
    published = f"2030-{n % 3 + 1:02d}-{n % 27 + 1:02d}"
    return {"id": f"r{n}", "published_at": published, "publisher": turned(n + 3), "title": turned(n + 4), "language": "en", "text": text, "url": turned(n)}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """A server of the hostile theatre, and its atlas."""
    data, home = tmp_path_factory.mktemp("hostile-data"), tmp_path_factory.mktemp("hostile-home")
    shutil.copytree(DATA / "lexicon", data / "lexicon")
    pack(data / "theatres" / ID)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALIENT_DATA", str(data))
        theatre = load_theatre(ID)
        with Store.open(str(home / f"{ID}.sqlite"), theatre.id) as store:
            intake = Intake(theatre, store)
            intake.ingest_pack()
            atlas = intake.atlas()
        with serving(home, ID) as site:
            yield site, atlas


@pytest.fixture(scope="module")
def site(attacked):
    return attacked[0]


@pytest.fixture(scope="module")
def atlas(attacked):
    return attacked[1]


@pytest.fixture
def page_of(open_page):
    """Open a page with the canary in it. When the test ends it must be alive: `open_page` sees faults and requests, this sees what was run."""
    opened = []

    def at(url, **options):
        page = open_page(url, script=CANARY, **options)
        page.on("dialog", lambda dialog: opened.append(dialog.message))
        opened.append(page)
        return page

    yield at
    for page in opened:
        assert not isinstance(page, str), page
        assert [frame.evaluate("window.tripped || []") for frame in page.frames] == [[]] * len(page.frames)
        assert (
            page.evaluate("document.querySelectorAll('iframe, object, embed, base, math, template, [onload], [onerror], [onclick], [onmouseover]').length") == 0
        )
        assert page.locator("a[href^='javascript:' i], a[href^='data:text' i], a[href*='evil.example']").count() == 0


def flat(text):
    return " ".join(text.split())


def span(atlas):
    return atlas.theatre.span.first_day, atlas.theatre.span.last_day


def test_the_texts_reach_the_map(atlas):
    assert len({place.name for place in atlas.theatre.gazetteer.places} & set(PAYLOADS)) == len(PAYLOADS)
    claims = atlas.evidence.claims
    assert len({place.place_id for known in claims for place in known.claim.places}) > 0.6 * len(PAYLOADS)
    assert sum("canary" in known.claim.text for known in claims) > 0.6 * len(PAYLOADS)


@pytest.mark.parametrize("served", [True, False], ids=["served", "file"])
def test_every_village_of_the_map_tells_its_evidence(page_of, site, atlas, tmp_path, served):
    first, last = span(atlas)
    if not served:
        (tmp_path / "map.html").write_text(map_page(atlas, first=first, last=last, as_of=None, static=None, links={}), encoding="utf-8")
    page = page_of(site.at("map") if served else (tmp_path / "map.html").as_uri(), viewport={"width": 1440, "height": 900})
    page.wait_for_selector("canvas.salient-canvas")
    assert page.inner_text("h1") == flat(atlas.theatre.title)
    for n, text in enumerate(PAYLOADS):
        page.evaluate("n => { location.hash = `#d=2030-03-31&p=h${String(n).padStart(3, '0')}`; }", n)
        page.wait_for_function("name => document.getElementById('drawer-title').textContent === name", arg=text)
    for language in ("uk", "ru"):
        page.evaluate("l => { location.hash = `#d=2030-02-10&p=h000&l=${l}`; }", language)
        page.wait_for_function("l => document.documentElement.lang === l", arg=language)
    page.evaluate("() => { location.hash = '#d=2030-03-31'; }")
    page.click("#twin summary")
    page.wait_for_selector("#twin-body td")
    assert page.locator("#twin-body td, #twin-body th").count() > len(PAYLOADS)


def test_a_search_for_each_text_finds_it_as_text(page_of, site):
    page = page_of(site.at("map"))
    page.click("[data-panel=search]")
    for text in PAYLOADS:
        page.fill("#query", text)
        found = page.text_content("#results")
        assert (text in found) if any(letter.isalnum() for letter in text) else found == ""


SQUARE = {"type": "Polygon", "coordinates": [[[29.98, 49.99], [30.01, 49.99], [30.01, 50.01], [29.98, 50.01], [29.98, 49.99]]]}


def test_files_with_hostile_names_and_properties_are_maps_or_refused(page_of, site):
    page = page_of(site.at("map"))
    page.wait_for_selector("canvas.salient-canvas")
    for n, text in enumerate(PAYLOADS):
        is_map = n % 2 == 1
        layer = json.dumps({"type": "Feature", "properties": {text: text, "name": text}, "geometry": SQUARE}) if is_map else text
        page.evaluate(DROP, [text, layer])
        seen = "name => { const told = document.querySelector(%s); return told && document.getElementById('drawer').textContent.includes(name); }"
        page.wait_for_function(seen % ("'#agreement'" if is_map else "'#drawer .fault'"), arg=text[:60])
        assert ("IoU" in page.inner_text("#drawer #agreement")) if is_map else page.inner_text("#drawer .fault")


def test_layers_with_hostile_names_are_stored_or_refused_in_words(page_of, site):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answers = []
    for text in PAYLOADS:
        named = {"name": text[:100], "date": "2030-02-01", "source": text[:200]}
        body = json.dumps({"type": "Feature", "properties": {"name": text, text: text}, "geometry": SQUARE})
        answers.append(httpx.post(site.at("layers"), params=named, content=body, headers=headers, timeout=60))
    assert {answer.status_code for answer in answers} <= {201, 400}
    assert all(answer.json()["detail"] for answer in answers if answer.status_code == 400)
    stored = {"name": "theirs", "date": "2030-02-01", "source": PAYLOADS[0]}
    assert httpx.post(site.at("layers"), params=stored, content=json.dumps(SQUARE), headers=headers).status_code == 201
    page = page_of(f"{site.at('map')}#d=2030-02-01")
    page.click("[data-panel=compare]")
    page.get_by_label("Another map").check()
    page.get_by_role("button", name="theirs").click()
    page.wait_for_selector("#agreement")


def test_the_analysts_page_marks_queues_and_names_them(page_of, site):
    page = page_of(site.at("review"), allowed=REFUSED)
    page.fill("#report-text", "\n".join(f"{text}\nArlandish forces captured {alias}. {text}" for text, alias in zip(PAYLOADS, ALIASES, strict=True)))
    page.fill("#report-date", "2030-02-02")
    page.fill("#report-publisher", PAYLOADS[0])
    page.fill("#report-title", PAYLOADS[1])
    page.select_option("#report-language", "en")
    page.click("#report-read")
    page.wait_for_selector("#reading", state="visible")
    assert page.locator("#report-claims .card").count() > 0.6 * len(PAYLOADS)
    assert page.evaluate("() => document.getElementById('report-marked').textContent.includes('</script><script>canary()</script>')")
    for text in PAYLOADS:
        page.evaluate(DROP, [text, ""])
        page.wait_for_function("name => document.getElementById('report-told').textContent.includes(name)", arg=text)
    page.click("#tab-queue")
    page.wait_for_selector("#queue-claims .card")
    for _ in range(20):
        if page.locator("#queue-more").is_hidden():
            break
        page.click("#queue-more")
        page.wait_for_timeout(150)
    assert page.locator("#queue-claims .card").count() > 100


@pytest.mark.parametrize("where", ["", "../../theatres?f=html", "?f=html", "map?as-of=2030-02-01", "map/delta?datetime=2030-01-01/2030-03-01", "../../docs"])
def test_the_other_pages_stand(page_of, site, atlas, where):
    page = page_of(site.at(where), allowed=() if where else REFUSED)  # for JSON a browser asks for an icon
    page.wait_for_function("() => document.readyState === 'complete' && document.body.innerText.length > 30")
    if "delta" in where or "as-of" in where:
        page.wait_for_selector("canvas.salient-canvas")
        assert page.inner_text("h1") == flat(atlas.theatre.title) or flat(atlas.theatre.title) in page.inner_text("h1")


def test_pages_about_faults_say_them_as_text(page_of, site):
    for text in PAYLOADS[::10]:
        found = httpx.get(site.at("series"), params={"datetime": text}, headers={"Accept": "text/html"})
        assert found.status_code in {400, 404, 422}
        page = page_of(str(found.url), allowed=REFUSED)
        assert page.inner_text("body").strip()


@pytest.mark.parametrize("plugin", [ControlTimeline, lambda atlas: ControlDelta(atlas, *span(atlas))], ids=["timeline", "delta"])
def test_a_map_in_a_notebook_and_a_page_of_two_days(page_of, atlas, tmp_path, plugin):
    plane = Map(location=[50, 30], tiles=None)
    plugin(atlas).add_to(plane)
    plane.save(tmp_path / "note.html")
    first, last = span(atlas)
    (tmp_path / "delta.html").write_text(delta_page(atlas, first, last, as_of=None, static=None, links={}), encoding="utf-8")
    for name in ("note.html", "delta.html"):
        text = re.sub(r"<(script|link)[^>]+(src|href)=\"https?:[^>]+>(</script>)?", "", (tmp_path / name).read_text("utf-8"))
        (tmp_path / name).write_text(text, encoding="utf-8")  # what Folium itself would fetch is another test's matter
        page = page_of((tmp_path / name).as_uri())
        page.wait_for_selector("canvas.salient-canvas")
        assert flat(atlas.theatre.title) in page.inner_text("h1")


def test_the_picture_stands_alone(page_of, atlas, tmp_path):
    (tmp_path / "picture.svg").write_text(picture(atlas, end_of_day(atlas.theatre.span.last_day)), encoding="utf-8")
    page = page_of((tmp_path / "picture.svg").as_uri())
    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert page.locator("text").count() > 10


def test_what_is_downloaded_from_the_page_reads_as_it_was_written(page_of, site):
    page = page_of(f"{site.at('map')}#d=2030-03-31")
    page.wait_for_selector("canvas.salient-canvas")
    page.click("[data-panel=share]")
    found = {}
    for name in ("Ground (GeoJSON)", "Series (CSV)"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        found[name] = Path(waiting.value.path()).read_text("utf-8")
    assert {PAYLOADS[14], PAYLOADS[21]} <= {feature["properties"].get("holder_name") for feature in json.loads(found["Ground (GeoJSON)"])["features"]}
    guarded(found["Series (CSV)"])


def guarded(table):
    """No cell of a table begins as a formula does, and every row has as many cells as the first."""
    rows = list(csv.reader(io.StringIO(table), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert [cell for row in rows for cell in row if cell[:1] in set("=+@\t\r") or re.match(r"-(?![\d.])", cell)] == []


COLLECTIONS = ("control", "front", "parts", "places", "cells", "claims", "changes")


def test_exports_hold_every_text_as_it_was_written(site):
    places = httpx.get(site.at("collections/places/items"), params={"limit": 1000}).json()
    assert set(PAYLOADS) <= {feature["properties"]["name"] for feature in places["features"]}
    for name in COLLECTIONS:
        answer = httpx.get(site.at(f"collections/{name}/items"), params={"limit": 1000}, timeout=60)
        assert answer.headers["content-type"].startswith("application/geo+json")
        assert answer.headers["x-content-type-options"] == "nosniff"
        answer.json()
    reports = httpx.get(site.at("reports"), params={"limit": 1000}).json()["reports"]
    assert {row["publisher"] for row in reports} <= {flat(text) for text in PAYLOADS} | set(PAYLOADS)
    assert not [url for row in reports for url in row["urls"] if re.match(r"\s*(javascript|data):", url, re.IGNORECASE)]
    for name in ("series", "claims", "figures", "reports"):
        answer = httpx.get(site.at(name), params={"f": "csv", "limit": 1000} if name != "series" else {"f": "csv"}, timeout=60)
        assert answer.headers["content-type"].startswith("text/csv")
        guarded(answer.text)
