"""What the page's script draws of the ground: all of it, nothing twice, holes left open. Runs where Node.js is at hand."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.render.assets import asset_text
from geo.render.geometry import encode_network, grid_of
from geo.space import draw
from geo.space.topology import network
from tests.space.lands import lattice

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="Node.js runs the page's script outside a browser")
SCRIPT = Path(__file__).parent / "areas.mjs"
FINE = lattice(0.05)
X, Y = FINE.xy.T
PATTERNS = {
    "stripes": X // 500 % 3,
    "an island": np.hypot(X, Y) < 700,
    "rings around a middle": np.hypot(X, Y) // 450 % 2,
    "islands and a corner": np.where(np.hypot(X + 1000, Y) < 500, 1, np.where(np.hypot(X - 900, Y - 200) < 450, 2, np.where((X > 0) & (Y < -700), 3, 0))),
}


@pytest.fixture(scope="module")
def drawn(fine_page):
    """The areas that the script draws for labels of the hexagons: of each label, and of all."""

    def areas(labels):
        raw = encode_network(network(FINE.mesh, np.arange(len(labels))), grid_of(shapely.total_bounds(FINE.cells)))
        given = {
            "scripts": [asset_text("payload.js"), asset_text("shapes.js")],
            "payload": fine_page | {"topology": raw, "steps": [[4]] * len(labels)},
            "labels": labels.tolist(),
        }
        made = subprocess.run([NODE, str(SCRIPT)], input=json.dumps(given), capture_output=True, text=True, check=True)
        return json.loads(made.stdout)

    return areas


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_drawn_parts_add_up_to_the_whole_and_are_what_exports_hold(pattern, drawn):
    labels = np.asarray(PATTERNS[pattern], dtype=np.int64)
    found, exported = drawn(labels), draw(FINE, labels, smooth=True)
    assert sum(found["parts"]) == pytest.approx(found["whole"], rel=1e-9)
    # the outline does not move
    assert found["whole"] == pytest.approx(shapely.area(FINE.cells).sum(), rel=1e-3)
    assert found["parts"] == pytest.approx([shapely.area(exported.of(label)) for label in np.unique(labels)], rel=0.02)
