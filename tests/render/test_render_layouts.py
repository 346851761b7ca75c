"""The page asks of a dropped file what the command line asks of it, word for word. Runs where Node.js is at hand."""

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from geo.readers.layer import Sorting, layouts
from geo.readers.layer.rules import folded
from geo.readers.layer.telling import open_question
from geo.render.assets import asset_text
from geo.render.payload import layouts_of
from tests.miniland import world

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="Node.js runs the page's script outside a browser")
SCRIPT = Path(__file__).parent / "layouts.mjs"
THEATRE = world.theatre()

CASES = [
    [],
    [{}, {}],
    [{"status": "held"}, {"status": "unclear"}],
    [{"Status": "Held"}, {"STATUS": " held\xa0"}],
    [{"name": "Polygon 1"}, {"name": "Polygon 2"}],
    [{"name": "1"}, {"name": "2"}],
    [{"fill": "#111", "stroke": "#222"}, {"fill": "#333", "stroke": "#222"}],
    [{"name": "a", "fill": "#111"}, {"name": "b", "fill": "#333"}],
    [{"holder": "AA", "level": "held", "name": "a"}, {"holder": "AA", "level": "held", "name": "b"}],
    [{"holder": "AA", "name": "a"}, {"holder": "BB", "name": "b"}],
    [{"remarks": "Arland's"}, {"remarks": "Borland's"}],
    [{"remarks": "x" * 90 + " occupied"}, {"remarks": "y"}],
    [{"remarks": f"<div style='{'x' * 90}'>occupied</div>"}, {"remarks": "<div>y</div>"}],
    [{"remarks": "<<<<occupied"}, {"remarks": "a < b > c"}],
    [{"properties": {"status": "held"}}, {"properties": {"status": "lost"}}],
    [{"extra": {"status": "held", "a": {"b": 1}}, "Status": "lost"}, {"extra": [1], "status": "lost"}],
    [{"status": "unknown"}],
    [{"name": "Borlanders"}],
    [{"name": "Borlanders in the hills"}],
    [{"controller": "Borland"}, {"controller": "borland"}],
    [{"type": "gains"}, {"type": "nochange"}],
    [{"name": "Окуповано /// Occupied /// geoJSON.status.occupied"}],
    [{"name": "Окуповано /// Occupied", "type": "gains"}],
    [{"member": "areas_ua"}],
    [{"status": 1}, {"status": 1.0}, {"status": "1"}],
    [{"status": None}, {"status": ""}, {"status": "  "}],
    [{"status": True}, {"status": "true"}],
    [{"статус": "зайнято"}, {"статус": "звільнено"}],
]
NAMES = ("name", "Name", "status", "type", "fill", "stroke", "color", "holder", "level", "controller", "remarks", "folder", "area_km2", "title")
VALUES = (
    *(None, "", "held", "Unclear", "contested", "occupied", "liberated", "#a52714", "Polygon 7", "Polygon 8", "Arland", "Borlandish"),
    *("gains", "losses", "Звільнено /// Liberated", "geoJSON.status.unknown", 1, 2, "AA", "one of ours"),
)


def drawn_by_lot(count):
    """Shapes with properties by lot, the same each time."""
    lot = random.Random(7)  # noqa: S311 - no secret
    return [[{name: lot.choice(VALUES) for name in lot.sample(NAMES, lot.randint(0, 3))} for _ in range(lot.randint(1, 3))] for _ in range(count)]


def ours(shapes):
    rows = [folded(shape) for shape in shapes]
    question = open_question(rows, THEATRE) if rows else None
    told = question and [str(question.why), list(question.names), question.preset.id if question.preset else None]
    return {"question": told, "meanings": [[meaning(preset, row) for row in rows] for preset in layouts().presets]}


def meaning(preset, row):
    if not any(rule.when.holds(row) for rule in preset.rules):
        return None
    found = Sorting(preset=preset).meaning(row)
    return {"leaveOut": True} if found is None else {"holder": found.holder, "level": found.level}


def test_the_page_asks_what_the_command_line_asks():
    cases = [*CASES, *drawn_by_lot(400)]
    given = {"scripts": [asset_text("layouts.js")], "layouts": layouts_of(THEATRE), "focus": THEATRE.focus, "cases": cases}
    made = subprocess.run([NODE, str(SCRIPT)], input=json.dumps(given), capture_output=True, text=True, check=True)
    theirs = json.loads(made.stdout)
    assert [(case, their) for case, their in zip(cases, theirs, strict=True) if their != ours(case)] == []
    assert {their["question"] and their["question"][0] for their in theirs} == {None, "layout", "differ", "otherwise"}
