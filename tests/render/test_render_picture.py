"""The still picture: the ground of the atlas at its size, words that stay text, nothing but shapes and words, and the same bytes each time."""

import dataclasses
import hashlib
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely

from geo.atlas import Atlas
from geo.crs import geodesic_area_m2, projection
from geo.evidence import Store
from geo.intake import Intake
from geo.interval import end_of_day
from geo.model import Evidence
from geo.render.assets import asset_text
from geo.render.lettering import Look, Spot, labels, lines_of, width_px
from geo.render.picture import PAPER, TINTS, mixed, picture
from geo.theatre import load_theatre
from tests.miniland import world
from tests.render.samples import HOSTILE

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
ON = end_of_day(date(2030, 1, 25))
SUDZHA = (34.70, 50.95, 35.60, 51.55)
AUTUMN = end_of_day(date(2024, 9, 14))
KM2 = 1e6
ONCE = """
import hashlib, sys
from datetime import UTC, datetime
from geo.render.picture import picture
from tests.miniland import world
sys.stdout.write(hashlib.sha256(picture(world.atlas(), datetime(2030, 1, 25, tzinfo=UTC)).encode()).hexdigest())
"""


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own text


def shape(data):
    """The ground that path data encloses, in pixels."""
    rings = []
    for start, steps in re.findall(r"M([^l]+)l([^MZ]+)Z", data):
        points = [[float(v) for v in pair.split(",")] for pair in (start, *steps.split(" "))]
        rings.append(shapely.LinearRing(np.cumsum(points, axis=0)))
    return shapely.build_area(shapely.MultiLineString(rings))


def km2_a_pixel(root):
    """Ground in km2 that a square of one pixel stands for, by the scale bar."""
    (km,) = (float(text.text.removesuffix(" km")) for text in root.iter(f"{SVG}text") if re.fullmatch(r"[\d.]+ km", text.text or ""))
    (length,) = (float(found[1]) for path in root.iter(f"{SVG}path") if (found := re.fullmatch(r"M[\d.,]+v5h([\d.]+)v-5", path.get("d"))))
    return (km / length) ** 2


def drawn_km2(svg):
    """The area of each tint in km2, by holder and level."""
    root = read(svg)
    scale = km2_a_pixel(root)
    return {(p.get("data-holder"), p.get("data-level")): shape(p.get("d")).area * scale for p in root.iter(f"{SVG}path") if p.get("data-holder")}


def words(svg):
    return [text.text for text in read(svg).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    theatre = load_theatre("kursk")
    with Store.open(str(tmp_path_factory.mktemp("store") / "kursk.sqlite"), theatre.id) as store:
        intake = Intake(theatre, store)
        intake.ingest_pack()
        return intake.atlas()


@pytest.fixture(scope="module")
def autumn(campaign):
    return picture(campaign, AUTUMN, bounds=SUDZHA)


def test_every_square_kilometre_of_miniland_is_drawn_at_its_size(story):
    # by hand: on 25 January Arland holds Arvona, Belmora, Corvina, Foskova and Galdova; Dastrova is contested, and no longer likelier Arland's
    assert drawn_km2(picture(story, ON)) == pytest.approx({("AA", "held"): 5.0, ("BB", "contested"): 1.0}, rel=0.01)


@pytest.mark.parametrize("on", [date(2024, 8, 12), date(2024, 9, 14), date(2025, 1, 10), date(2025, 3, 12)])
def test_the_ground_of_the_campaign_is_drawn_at_its_size(campaign, on):
    at = end_of_day(on)
    rows = {(row.holder, row.level): row for row in campaign.control(at).itertuples() if row.holder == "UA" or row.level == "contested"}
    drawn = drawn_km2(picture(campaign, at))
    assert drawn == pytest.approx({key: geodesic_area_m2(row.geometry) / KM2 for key, row in rows.items()}, rel=0.01)
    assert sum(drawn.values()) == pytest.approx(sum(row.area_km2 for row in rows.values()), rel=0.01)


def test_what_is_drawn_overlaps_nowhere_and_stays_on_the_land(autumn):
    root = read(autumn)
    tints = [shape(p.get("d")) for p in root.iter(f"{SVG}path") if p.get("data-holder")]
    land = shape(next(p.get("d") for p in root.iter(f"{SVG}path") if p.get("fill") == PAPER["land"]))
    union = shapely.union_all(tints)
    assert sum(t.area for t in tints) == pytest.approx(union.area, rel=1e-3)
    assert shapely.difference(union, land).area < 0.005 * union.area


def test_the_front_is_the_atlas_front_to_a_pixel_or_two(campaign):
    svg = picture(campaign, AUTUMN)
    root = read(svg)
    data = next(p.get("d") for p in root.iter(f"{SVG}path") if p.get("data-line") == "front")
    lines = [
        np.cumsum([[float(v) for v in pair.split(",")] for pair in (start, *steps.split(" "))], axis=0)
        for start, steps in re.findall(r"M([^l]+)l([^M]+)", data)
    ]
    length_km = sum(shapely.LineString(line).length for line in lines) * km2_a_pixel(root) ** 0.5
    assert length_km == pytest.approx(campaign.front(AUTUMN).length_km.sum(), rel=0.02)


def test_the_window_shows_all_of_the_bounds_and_north_is_up(campaign, autumn):
    root = read(autumn)
    frame = root.find(f"{SVG}defs/{SVG}clipPath/{SVG}rect")
    spots = {text.text: (float(text.get("x")), float(text.get("y"))) for text in root.iter(f"{SVG}text")}
    assert float(frame.get("width")) == 960 - 48
    west, south, east, north = (float(v) for v in shapely.bounds(projection(campaign.theatre.crs).to_metres(np.array([shapely.box(*SUDZHA)]))[0]))
    assert float(frame.get("height")) / float(frame.get("width")) == pytest.approx((north - south) / (east - west), rel=0.02)
    # Korenevo lies northwest of Sudzha, Khotin (outside) southwest
    assert spots["Korenevo"][0] < spots["Sudzha"][0]
    assert spots["Korenevo"][1] < spots["Sudzha"][1] < spots["Khotin"][1]


def test_the_picture_says_its_day_sentence_legend_and_provenance(campaign, autumn):
    summary, text = campaign.summary(AUTUMN), " ".join(words(autumn)).replace("\u00a0", " ")
    for said in (
        "14 September 2024",
        summary.sentence,
        "Held by Ukraine",
        "Contested",
        "Front",
        "10 km",
        "OpenStreetMap contributors",
        f"digest {summary.digest}",
    ):
        assert said in text
    root = read(autumn)
    assert root.get("role") == "img"
    assert [root.find(f"*[@id='{name}']").text for name in root.get("aria-labelledby").split()] == [
        "Kursk Oblast, August 2024 to April 2025: 14 September 2024",
        f"{summary.sentence}.",
    ]


def test_as_of_an_earlier_day_it_shows_what_was_known(campaign):
    early = picture(campaign, AUTUMN, end_of_day(date(2024, 9, 14)))
    assert campaign.summary(AUTUMN, end_of_day(date(2024, 9, 14))).sentence in words(early)
    assert "as of 14 September 2024" in " ".join(words(early)).replace("\u00a0", " ")
    assert early != picture(campaign, AUTUMN)


def test_the_campaign_fits_into_eighty_kilobytes(campaign, autumn):
    assert len(autumn.encode()) < 80_000
    assert len(picture(campaign, AUTUMN).encode()) < 80_000


def test_looks_are_attributes_and_nothing_is_loaded_or_run(story, reader):
    elements = reader(picture(story, ON)).elements
    assert {tag for tag, _ in elements} == {"svg", "title", "desc", "defs", "clippath", "rect", "pattern", "path", "g", "text", "circle"}
    assert not [attrs for _, attrs in elements if set(attrs) & {"style", "class", "href", "xlink:href", "src"} or any(name.startswith("on") for name in attrs)]
    references = set(re.findall(r"url\(#([\w-]+)\)", picture(story, ON)))
    assert references <= {attrs["id"] for _, attrs in elements if "id" in attrs}


def test_pictures_on_one_page_share_no_id(story):
    whole, part = ({e.get("id") for e in read(picture(story, ON, bounds=b)).iter() if e.get("id")} for b in (None, (29.99, 49.99, 30.01, 50.01)))
    assert whole
    assert not whole & part


def test_hostile_names_stay_text(single, hostile, reader):
    on = end_of_day(date(2030, 1, 2))
    plain, bad = ({(tag, *sorted(attrs)) for tag, attrs in reader(picture(atlas, on)).elements if tag != "circle"} for atlas in (single, hostile))
    assert {tag for tag, *_ in bad} == {tag for tag, *_ in plain}
    assert bad <= plain
    told = "".join(words(picture(hostile, on))).replace(" ", "")
    assert HOSTILE.replace(" ", "").replace("(c)", "©") in told


def test_what_xml_cannot_hold_is_replaced(single):
    odd = dataclasses.replace(single.theatre, title="A\x00B\x0bC\ud800D\uffffE")
    svg = picture(dataclasses.replace(single, theatre=odd, _views={}), ON)
    assert read(svg).find(f"{SVG}title").text.startswith("A\ufffdB\ufffdC\ufffdD\ufffdE")
    assert svg.encode()


def test_without_a_report_the_land_is_bare(single):
    svg = picture(Atlas.build(single.theatre, Evidence((), (), {}, (), "none")), ON)
    assert drawn_km2(svg) == {}
    assert not {"Front", "Contested", "Held by Arland"} & set(words(svg))
    assert "No report is known; Borland is taken to hold all of Miniland, as at the opening" in words(svg)


def test_a_day_outside_the_span_is_unknown(story):
    svg = picture(story, end_of_day(date(2031, 5, 1)))
    assert "Nothing is known of Miniland on 1 May 2031" in words(svg)
    assert drawn_km2(svg) == {}
    assert "Front" not in words(svg)


def test_any_instant_of_a_day_shows_its_end(story):
    assert picture(story, datetime(2030, 1, 25, 3, tzinfo=UTC)) == picture(story, ON)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_equal_inputs_give_equal_bytes_in_every_process(seed):
    made = subprocess.run([sys.executable, "-c", ONCE], env={"PYTHONHASHSEED": seed, "PATH": ""}, cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stdout == hashlib.sha256(picture(world.atlas(), ON).encode()).hexdigest()


def test_a_third_side_has_its_tint_and_its_entry(single):
    theatre, evidence = single.theatre, single.evidence
    third = dataclasses.replace(theatre, holders=(*theatre.holders, dataclasses.replace(theatre.holders[0], id="CC", name="Corland", colour="#4d8a57")))
    known = dataclasses.replace(evidence.claims[0], claim=dataclasses.replace(evidence.claims[0].claim, actor="CC"))
    svg = picture(Atlas.build(third, dataclasses.replace(evidence, claims=(known,))), ON)
    assert drawn_km2(svg) == {("CC", "held"): pytest.approx(1.0, rel=0.01)}
    assert "Held by Corland" in words(svg)
    assert f'fill="{mixed("#4d8a57", TINTS["held"])}"' in svg


@pytest.mark.parametrize("width", [320, 640, 1920])
def test_no_name_lies_over_another_or_beyond_the_frame_at_any_width(campaign, width):
    root = read(picture(campaign, AUTUMN, bounds=SUDZHA, width_px=width))
    frame = root.find(f"{SVG}defs/{SVG}clipPath/{SVG}rect")
    left, top = float(frame.get("x")), float(frame.get("y"))
    right, bottom = left + float(frame.get("width")), top + float(frame.get("height"))
    before = {None: 0.0, "middle": 0.5, "end": 1.0}
    boxes = []
    for text in root.findall(f"{SVG}g/{SVG}g/{SVG}text"):
        size, spaced = float(text.get("font-size", 11)), float(text.get("letter-spacing", 0))
        length = width_px(text.text, size, bold=text.get("font-weight") is not None) + spaced * len(text.text)
        x, y = float(text.get("x")) - length * before[text.get("text-anchor")], float(text.get("y"))
        boxes.append(shapely.box(x, y - 0.85 * size, x + length, y + 0.15 * size))
    assert boxes
    assert not [1 for n, one in enumerate(boxes) for other in boxes[:n] if shapely.intersects(one, other)]
    assert shapely.contains(shapely.box(left, top, right, bottom), boxes).all()
    assert float(root.get("width")) == width


def test_the_colours_are_those_of_the_page():
    sheet, canvas = asset_text("style.css"), asset_text("canvas.js")
    by_day = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheet.split("}")[0]))
    assert {name: by_day[name] for name in PAPER} == PAPER
    assert {style: float(re.search(rf"^    '?{style}'?: \{{ alpha: ([\d.]+)", canvas, re.MULTILINE)[1]) for style in TINTS} == TINTS


def test_a_tint_is_flat():
    # 0.36 x 0x1f + 0.64 x 0xfb = 171.8 = 0xac; 0.36 x 0x5f + 0.64 x 0xf9 = 193.6 = 0xc2; 0.36 x 0xa8 + 0.64 x 0xf3 = 216.0 = 0xd8
    assert mixed("#1f5fa8", 0.36) == "#acc2d8"


def test_the_important_name_stays_where_two_would_meet():
    look = Look(11.0, 400, 2.0)
    near = [Spot(100.0 + n, 100.0 + n, name, look, muted=False) for n, name in enumerate(("Sudzha", "Zaoleshenka"))]
    found = labels(near, (0.0, 0.0, 400.0, 200.0), [], 9)
    assert [label.spot.text for label in found] == ["Sudzha"]


def test_a_name_at_the_edge_stands_on_the_other_side_of_its_dot():
    (label,) = labels([Spot(190.0, 50.0, "Oleshnya", Look(11.0, 400, 2.0), muted=False)], (0.0, 0.0, 200.0, 100.0), [], 9)
    assert label.anchor == "end"
    assert label.box[2] < 200.0


def test_lines_break_at_spaces_only():
    assert lines_of("one two\u00a0three four", 10.0, width_px("two\u00a0three", 10.0) + 1.0) == ["one", "two\u00a0three", "four"]


@pytest.mark.parametrize(("text", "ems"), [("ill", 0.96), ("Mm", 1.96), ("е́", 0.62), ("東", 1.0), ("", 0.0)])
def test_widths_are_counted_by_letters(text, ems):
    assert width_px(text, 1.0) == pytest.approx(ems)
