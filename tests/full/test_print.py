"""The map on A4, upright and across, with and without "background graphics": the ground whole, date, sentence, legend in its colours, on one page."""

import subprocess
from datetime import date

import httpx
import numpy as np
import pytest

from geo.interval import end_of_day
from tests.full.machine import lacking, program

pytestmark = pytest.mark.full

DAY = date(2025, 1, 10)
DPI, COLUMN_PX = 144, 410
"""Across, the words stand in the first 72 mm beside the margin of 12 mm."""
BAR_KM = 10.0
LOOKS = {
    "upright": {"across": False, "graphics": True},
    "upright, without backgrounds": {"across": False, "graphics": False},
    "across": {"across": True, "graphics": True},
    "across, without backgrounds": {"across": True, "graphics": False},
}
HELD, INFERRED = 0.36, 0.19
"""How much of a side's hue is in the tint of what it holds by reports, and by inference."""


@pytest.fixture(scope="module")
def poppler():
    """Programs that draw and read PDF, which no part of ours has made."""
    if program("pdftoppm") is None or program("pdftotext") is None:
        lacking("pdftoppm", "apt-get install poppler-utils")


@pytest.fixture
def printed(open_page, tmp_path, poppler):
    """`printed(address, across, graphics)`: the pages as pixels (rows, columns, RGB), and the text."""

    def made(address, *, across=False, graphics=False, **options):
        page = open_page(address, **options)
        page.wait_for_selector("canvas.salient-canvas")
        page.wait_for_timeout(300)
        file = tmp_path / "sheet.pdf"
        page.pdf(path=file, format="A4", landscape=across, print_background=graphics)
        subprocess.run(["pdftoppm", "-r", str(DPI), str(file), str(tmp_path / "sheet")], check=True)
        text = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout
        return [pixels(part) for part in sorted(tmp_path.glob("sheet-*.ppm"))], " ".join(text.replace("\u202f", " ").split())

    return made


def pixels(file):
    kind, size, most, data = file.read_bytes().split(b"\n", 3)
    assert (kind, most) == (b"P6", b"255")
    width, height = (int(part) for part in size.split())
    return np.frombuffer(data, np.uint8).reshape(height, width, 3)


def tint_of(colour, share=HELD):
    """A hue (#rrggbb) so strong on white paper."""
    return [round(share * int(colour[n : n + 2], 16) + (1 - share) * 255) for n in (1, 3, 5)]


def like(sheet, colour, within=6):
    """Where a sheet has a colour."""
    return (np.abs(sheet.astype(int) - colour).max(axis=2)) <= within


def split(mask, *, across):
    """What is tinted in the words, and on the map: the map stands beside them across, and upright below them, after a gap."""
    if across:
        return mask[:, :COLUMN_PX], mask[:, COLUMN_PX:]
    rows = np.flatnonzero(mask.any(axis=1))
    ends = rows[np.flatnonzero(np.diff(rows) > 16)[0]] + 1
    return mask[:ends], mask[ends:]


def box_of(mask):
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@pytest.fixture(scope="module")
def held_km2(campaign):
    """The area of what the side in focus held on the day, contested ground apart."""
    frame = campaign.control(end_of_day(DAY))
    return frame.loc[(frame["holder"] == campaign.theatre.focus) & (frame["level"] == "held"), "area_km2"].sum()


def bar_px(sheet):
    """The length in pixels of the scale: the longest level line in the lower left part of the map."""
    rows, columns = sheet.shape[:2]
    dark = (sheet.astype(int).max(axis=2) < 110)[rows // 3 : -rows // 6, : columns // 2]
    return max(longest(row) for row in dark)


def longest(row):
    """The longest run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
    return max((edges[1::2] - edges[::2]).tolist(), default=0)


@pytest.mark.parametrize("look_and_scheme", [(look, scheme) for look in LOOKS.values() for scheme in ("light", "dark")], ids=str)
def test_one_sheet_has_the_ground_whole_with_date_sentence_and_legend(printed, folder, campaign, held_km2, look_and_scheme):
    look, scheme = look_and_scheme
    across = look["across"]
    sheets, text = printed(f"{(folder / 'map.html').as_uri()}#d={DAY}", **look, color_scheme=scheme)
    (sheet,) = sheets
    assert sheet.shape[:2] == pytest.approx((1190, 1684) if across else (1684, 1190), abs=2)
    for words in (
        "10 January 2025",
        campaign.summary(end_of_day(DAY)).sentence,
        "Contested",
        "Front",
        "OpenStreetMap contributors",
        "with all reports known",
        "digest",
    ):
        assert " ".join(words.replace("\u202f", " ").split()) in text
    for control in ("Search", "Legend and layers", "Table"):
        assert control not in text
    focus = campaign.theatre.holder(campaign.theatre.focus)
    mask = like(sheet, tint_of(focus.colour)) | like(sheet, tint_of(focus.colour, INFERRED))
    swatch, ground = split(mask, across=across)
    assert 400 <= swatch.sum() <= 3000, "the legend has squares in the tints of what is held"
    km2 = ground.sum() * (BAR_KM / bar_px(sheet)) ** 2
    assert 0.75 * held_km2 < km2 < 1.05 * held_km2, "all of the ground is there, but for names and lines over it, and in the scale that the bar says"
    _, top, _, bottom = box_of(ground)
    assert bottom - top > 0.3 * min(sheet.shape[:2])


def test_the_paper_is_white_and_its_edge_free(printed, folder):
    (sheet,), _ = printed(f"{(folder / 'map.html').as_uri()}#d={DAY}", graphics=True, color_scheme="dark")
    assert (sheet[-300:] == 255).mean() > 0.99
    margin = round(0.3 / 2.54 * DPI * 3)
    assert all((edge == 255).all() for edge in (sheet[:margin], sheet[-margin:], sheet[:, :margin], sheet[:, -margin:]))


def test_a_view_that_was_chosen_is_what_is_printed(printed, folder, campaign):
    near = f"{(folder / 'map.html').as_uri()}#d={DAY}&v=51.1910,35.2720,12"
    (sheet,), text = printed(near, viewport={"width": 1280, "height": 800})
    tint = tint_of(campaign.theatre.holder(campaign.theatre.focus).colour)
    assert like(sheet, tint)[400:].mean() > 0.08, "the ground about Sudzha fills the sheet"
    assert "10 January 2025" in text


def test_a_small_frame_prints_the_same_sheet(printed, folder, campaign):
    address = f"{(folder / 'map.html').as_uri()}#d={DAY}&e=1"
    (small,), text = printed(address, viewport={"width": 300, "height": 250})
    (large,), _ = printed(address.replace("&e=1", ""), viewport={"width": 1440, "height": 900})
    tint = tint_of(campaign.theatre.holder(campaign.theatre.focus).colour)
    assert "Contested" in text
    boxes = [box_of(like(sheet, tint)[300:]) for sheet in (small, large)]
    assert boxes[0] == pytest.approx(boxes[1], abs=4)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_two_days_with_the_list_of_what_changed_hands(printed, folder, campaign, look):
    sheets, text = printed((folder / "delta.html").as_uri(), **look)
    delta = campaign.delta(date(2024, 9, 14), date(2025, 1, 7))
    assert "14 September 2024 – 7 January 2025" in text
    assert " ".join(delta.sentence.replace("\u202f", " ").split()) in text
    assert all(settlement.name in text for settlement in delta.settlements)
    gained = [round(0.78 * int(campaign.theatre.holders[1].colour[n : n + 2], 16) + 0.22 * 255) for n in (1, 3, 5)]
    assert like(sheets[0], gained).sum() > 2000, "ground that was lost stands in the hue of who took it"


@pytest.mark.parametrize("across", [False, True], ids=["upright", "across"])
def test_a_swipe_says_the_day_of_each_half_once(printed, folder, across):
    """On the picture, which is no text: as text a day stands in the sentence and in the legend."""
    _, text = printed(f"{(folder / 'map.html').as_uri()}#d={DAY}&b=2024-09-14&m=swipe", across=across)
    assert text.count("14 September 2024") == 2


def test_printed_from_a_server_the_sheet_says_where_it_is_from(printed, site):
    assert httpx.get(site.at("map"), timeout=120).status_code == 200
    _, text = printed(f"{site.at('map')}#d={DAY}")
    assert f"{site.at('map')}#d={DAY}" in text.replace(" ", "")
