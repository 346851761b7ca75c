"""Outlines that cross themselves: few are repaired, very many are refused before anything is made of them. Counts are checked pair by pair."""

import json
from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import geodesic_area_m2
from geo.errors import TooLargeError
from geo.readers.layer import Stated, read_layer_content, tangles
from geo.readers.layer.tangles import Crossings, Edges, count_crossings
from tests.miniland import world

STATED = Stated("desk", date(2030, 1, 5))
WEST, SOUTH, EAST, NORTH = world.theatre().extent.bounds


def placed(geometry):
    """The geometry, stretched over the middle of miniland."""
    x0, y0, x1, y1 = shapely.bounds(geometry)

    def move(xy):
        part = (xy - [x0, y0]) / [x1 - x0, y1 - y0] * 0.8 + 0.1
        return [WEST, SOUTH] + part * [EAST - WEST, NORTH - SOUTH]

    return shapely.transform(geometry, move)


def taken(geometry):
    text = json.dumps({"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(placed(geometry)))})
    return read_layer_content(text.encode(), world.theatre(), STATED)


def box(x, y, size):
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]


def scribble(points, seed=1):
    return shapely.Polygon(np.random.default_rng(seed).random((points, 2)))


def star(points):
    turn = 2 * np.pi * (points // 2) / points
    return shapely.Polygon([(np.cos(turn * k), np.sin(turn * k)) for k in range(points)])


def bow_ties(count):
    """A ring that goes along a zigzag and back along its mirror image: so many crossings."""
    t = np.arange(count + 1)
    return shapely.Polygon(np.vstack([np.c_[t, (-1.0) ** t], np.c_[t[::-1], -((-1.0) ** t[::-1])]]))


def spikes(count):
    """A box with needles on top that have no width."""
    needles = [[(x, 0), (x, 5), (x, 0)] for x in range(1, count + 1)]
    return shapely.Polygon([(0, 0), *(xy for needle in needles for xy in needle), (count + 1, 0), (count + 1, -9), (0, -9)])


def comb(teeth):
    return shapely.Polygon([*(xy for x in range(teeth) for xy in ((x, 0), (x + 0.5, 100))), (teeth, -1), (0, -1)])


circle = [(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 10, endpoint=False)]

FEW = {
    "a scribble of 40 points": (scribble(40), 1),
    "a star of 25 points": (star(25), 1),
    "a chain of 100 bow ties": (bow_ties(100), 1),
    "100 spikes": (spikes(100), 1),
    "a comb of 1,000 teeth": (comb(1_000), 0),
    "100 nested holes": (shapely.Polygon(box(0, 0, 1_000), [box(1 + k, 1 + k, 998 - 2 * k) for k in range(100)]), 1),
    "200 squares that touch at corners": (shapely.MultiPolygon([shapely.Polygon(box(k, k, 1)) for k in range(200)]), 0),
    "one square 20 times": (shapely.MultiPolygon([shapely.Polygon(box(0, 0, 1))] * 20), 1),
    "one ring 5 times": (shapely.Polygon(circle * 5), 1),
}
MANY = {
    "a scribble of 300 points": (scribble(300), "more than 1,000 times"),
    "a scribble of 2,000 points": (scribble(2_000), "lie over and over each other"),
    "a scribble of 49,000 points": (scribble(49_000), "times|over and over"),
    "a star of 201 points": (star(201), "more than 1,000 times"),
    "a chain of 2,000 bow ties": (bow_ties(2_000), "more than 1,000 times"),
    "2,000 spikes": (spikes(2_000), "more than 1,000 times"),
    "2,000 nested holes": (shapely.Polygon(box(0, 0, 9_000), [box(1 + k, 1 + k, 8_998 - 2 * k) for k in range(2_000)]), "2,001 outlines and holes"),
    "20,000 holes": (shapely.Polygon(box(0, 0, 999), [box(k % 200 * 4 + 1, k // 200 * 4 + 1, 1) for k in range(20_000)]), "20,001 rings; the limit is 20,000"),
    "one hole 999 times": (shapely.Polygon(box(0, 0, 9), [box(1, 1, 5)] * 999), "lie over and over each other"),
    "2,000 squares that touch at corners": (shapely.MultiPolygon([shapely.Polygon(box(k, k, 1)) for k in range(2_000)]), "2,000 outlines"),
    "one square 999 times": (shapely.MultiPolygon([shapely.Polygon(box(0, 0, 1))] * 999), "lie over and over each other"),
    "one ring 300 times": (shapely.Polygon(circle * 300), "lie over and over each other"),
    "a comb of 30,000 teeth": (comb(30_000), "60,003 points"),
    "crossing bars": (
        shapely.MultiPolygon([shapely.box(0, k, 99, k + 0.5) for k in range(99)] + [shapely.box(k, 0, k + 0.5, 99) for k in range(99)]),
        "more than 1,000 times",
    ),
}


@pytest.mark.parametrize("name", FEW)
def test_a_few_crossings_are_repaired(name):
    geometry, invalid = FEW[name]
    found = taken(geometry)
    (sheet,) = found.sheets
    assert found.repair.invalid == invalid
    assert shapely.is_valid(sheet.ground)
    assert 0 < geodesic_area_m2(sheet.ground) / 1e6 < 12


@pytest.mark.parametrize("name", MANY)
def test_very_many_are_refused_with_number_limit_and_remedy(name, monkeypatch):
    """And before GEOS is let loose on them: 300 points took 14 s by linework, 20,000 nested holes 140 s to be checked."""
    geometry, words = MANY[name]
    for costly in ("make_valid", "union_all"):
        monkeypatch.setattr(shapely, costly, lambda *_, **__: pytest.fail("it was made into ground"))
    with pytest.raises(TooLargeError, match=f"{words}.*(Repair|Cut)"):
        taken(geometry)


def test_a_comb_across_the_border_is_refused(monkeypatch):
    """Its teeth cross no tooth, but each crosses the border twice, and clipping would make a piece of each."""
    monkeypatch.setattr(tangles, "MAX_BORDER_CROSSINGS", 300)
    across = shapely.transform(placed(comb(200)), lambda xy: np.add(xy, [0, (NORTH - SOUTH) / 2]))
    text = json.dumps({"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(across))})
    with pytest.raises(TooLargeError, match="cross the edge of the theatre more than 300 times"):
        read_layer_content(text.encode(), world.theatre(), STATED)


def test_what_lies_elsewhere_is_not_looked_at():
    """A tangle beside the theatre spoils no map of it."""
    good = json.loads(shapely.to_geojson(placed(shapely.box(0, 0, 1, 1))))
    tangled = json.loads(shapely.to_geojson(shapely.transform(scribble(2_000), lambda xy: np.add(xy, 10))))
    features = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in (good, tangled)]
    found = read_layer_content(json.dumps({"type": "FeatureCollection", "features": features}).encode(), world.theatre(), STATED)
    assert (len(found.sheets), found.repair.invalid) == (1, 0)


def by_pairs(rings, border_from):
    """The same count, each edge with each other, in exact integers."""
    edges = [(n, tuple(map(tuple, pair))) for n, ring in enumerate(rings) for pair in pairwise(ring) if tuple(pair[0]) != tuple(pair[1])]

    def side(p, q, r):
        return np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    def boxes_meet(p, q, r, s):
        return all(min(p[i], q[i]) <= max(r[i], s[i]) and min(r[i], s[i]) <= max(p[i], q[i]) for i in (0, 1))

    own = border = 0
    for (n, (p, q)), (m, (r, s)) in combinations(edges, 2):
        cross = boxes_meet(p, q, r, s) and side(p, q, r) * side(p, q, s) <= 0 and side(r, s, p) * side(r, s, q) <= 0
        twice = n == m and {p, q} == {r, s}
        if (cross and not {p, q} & {r, s}) or twice:
            border += max(n, m) >= border_from
            own += max(n, m) < border_from
    return Crossings(own, border)


corner = st.tuples(st.integers(0, 6), st.integers(0, 6))
ring = st.lists(corner, min_size=3, max_size=9).map(lambda corners: [*corners, corners[0]])


@given(st.lists(ring, min_size=1, max_size=4), st.integers(0, 4))
def test_crossings_are_counted_as_by_hand(rings, border_from):
    lines = np.array([shapely.LinearRing(ring) for ring in rings], dtype=object)
    assert count_crossings(Edges.of(lines), border_from) == by_pairs(rings, border_from)


def test_the_count_does_not_depend_on_how_edges_are_looked_at(monkeypatch):
    rings = shapely.get_rings(np.array([scribble(60), star(31), bow_ties(90)], dtype=object))
    monkeypatch.setattr(tangles, "MAX_CROSSINGS", 10**9)
    whole = count_crossings(Edges.of(rings), 2)
    monkeypatch.setattr(tangles, "_CHUNK", 10)
    assert count_crossings(Edges.of(rings), 2) == whole
    assert whole == by_pairs([shapely.get_coordinates(ring).tolist() for ring in rings], 2)
