"""Kriging weights against a dense solution written out, cut-off ground by hand, and what is taken over against what is made anew."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geo.atlas import Atlas
from geo.crs import projection
from geo.interval import end_of_day
from geo.space import kriging, tessellate
from geo.space.kriging import weights
from geo.space.ties import Ties
from geo.theatre import Kriging
from tests.miniland import world

P = Kriging(range_km=1.5, neighbours=5, nugget=0.3, nugget_silent=4.0, prior=0.4)
FINE = replace(world.theatre(), parameters=replace(world.theatre().parameters, control_method="chain", method="kriging", cell_km2=0.05, kriging=P))
TESSELLATION = tessellate(FINE)
AT = end_of_day(date(2030, 1, 15))


@pytest.fixture(scope="module")
def view():
    return Atlas.build(FINE, world.evidence(), TESSELLATION).view()


def test_the_weights_solve_the_kriging_system_of_the_nearest_places(view):
    """(C + N) w = c over the five nearest villages, with their errors of 0.1 km, written out for some cells."""
    found, names = view.ground.weights, list(TESSELLATION.settlements)
    places = [FINE.gazetteer.get(name) for name in names]
    xy = projection(FINE.crs).points_to_metres([p.lon for p in places], [p.lat for p in places])
    for row in (0, 57, len(found.cells) - 1):
        cell = found.cells[row]
        apart = np.hypot(*(xy - TESSELLATION.xy[cell]).T) / 1000.0
        near = np.argsort(apart)[:5]
        close = np.exp(-0.1 / 3.0)
        among = np.exp(-np.hypot(*(xy[near][:, None] - xy[near][None]).transpose(2, 0, 1)) / 1500.0) * close**2
        named = [names[i] in view.samples.of_place for i in near]
        np.fill_diagonal(among, [1.0 + (P.nugget if known else P.nugget_silent) for known in named])
        expected = np.linalg.solve(among, np.exp(-apart[near] / 1.5) * close)
        told = dict(zip(found.column[row].tolist(), found.weight[row].tolist(), strict=True))
        for i, weight in zip(near, expected, strict=True):
            if names[i] in view.samples.of_place:
                assert told[view.samples.of_place[names[i]]] == pytest.approx(weight)
        assert sum(found.weight[row]) == pytest.approx(expected.sum())


def test_a_cell_is_the_sharpened_mean_of_its_sources(view):
    """Softmax of sharpness x (prior + sum of weights x deviations), silent villages with the opening holder."""
    day, found = view.day(AT), view.ground.weights
    row = len(found.cells) // 2
    known = np.concatenate([view.statuses.probability, view.statuses.silent[None]])[found.column[row], day]
    prior = np.array([0.4, 0.6])
    mean = prior + found.weight[row] @ (known - prior)
    odds = P.sharpness * mean
    holder = view.probability(day)[found.cells[row]].argmax()
    adrift = found.cells[row] in view.ground._ties.adrift(view.probability(day).argmax(axis=1)[None])[0][0]
    if not adrift:
        assert view.probability(day)[found.cells[row]] == pytest.approx(np.exp(odds) / np.exp(odds).sum(), abs=1e-5)
    assert holder in (0, 1)


def test_rows_taken_over_are_what_a_fresh_solution_gives(view):
    fewer = Atlas.build(FINE, world.evidence(world.story()[:12]), TESSELLATION).view()
    after_others = weights(TESSELLATION, fewer.samples, FINE)
    kriging._LATEST.clear()
    fresh = weights(TESSELLATION, fewer.samples, FINE)
    assert np.array_equal(after_others.cells, fresh.cells)
    assert after_others.weight == pytest.approx(fresh.weight)


def test_what_one_cell_would_be_is_what_all_would_be(view):
    """`retold` for a cell and `varied` for all cells of a sample agree, and both with a map in which the sample has that status."""
    sample, day = 0, view.day(AT)
    status = np.tile([0.9, 0.1], (view.days, 1))
    cells, before, after = view.ground.varied(sample, status, 0, np.arange(view.days))
    now = view.probability(day)
    at = int(np.argmax(np.abs(after[0, day] - before[0, day])))
    if now[cells[at]] == pytest.approx(before[:, day, at], abs=1e-5):
        assert view.ground.retold(int(cells[at]), day, now[cells[at]].astype(float), sample, status[day]) == pytest.approx(after[:, day, at], abs=1e-4)
    told = view.statuses.probability.copy()
    told[sample] = status
    other = replace(view.ground, samples=replace(view.samples, probability=told))
    assert other._mean[:, day, np.searchsorted(view.ground.weights.cells, cells)] == pytest.approx(
        view.ground._mean[:, day, np.searchsorted(view.ground.weights.cells, cells)]
        + (status[day] - view.statuses.probability[sample, day])[:, None] * view.ground.weights.of_sample(sample)[1],
        abs=1e-5,
    )


def test_ground_that_cannot_be_reached_from_home_is_adrift():
    """Miniland's border is its west side: Arland's ground in the far east is cut off, in the west it is not; a Borlandish hole inside Arland's is."""
    ties, x = Ties.of(TESSELLATION, FINE), TESSELLATION.xy[:, 0]
    y = TESSELLATION.xy[:, 1]
    west, east = x < -1200, (x > 500) & (x < 1200) & (np.abs(y) < 600)
    hole = (np.abs(x + 1650) < 150) & (np.abs(y) < 300)
    holder = np.where((west | east) & ~hole, 0, 1)
    ((cells, sides),) = ties.adrift(holder[None])
    assert set(cells.tolist()) == set(np.flatnonzero(east | (hole & west)).tolist())
    assert (sides == holder[cells]).all()
    assert ties.adrift(holder[None].copy())[0][0] is cells


def test_what_is_adrift_hangs_on_its_own_picture_and_not_on_those_beside_it():
    """Pictures are worked out together, by what varies between them: one by one they give the same."""
    random, x = np.random.default_rng(7), TESSELLATION.xy[:, 0]
    pictures = np.array([np.where(x < at, 0, 1) ^ (random.random(len(x)) < share) for at in (-1500, 0, 900) for share in (0.0, 0.02, 0.3)])
    together = Ties.of(TESSELLATION, FINE).adrift(pictures)
    for picture, (cells, sides) in zip(pictures, together, strict=True):
        ((alone, holders),) = Ties(TESSELLATION.neighbours, Ties.of(TESSELLATION, FINE).home).adrift(picture[None])
        assert alone.tolist() == cells.tolist()
        assert holders.tolist() == sides.tolist()
    assert sum(len(cells) > 0 for cells, _ in together) > len(pictures) // 2


def test_without_a_border_nobody_who_came_is_cut_off():
    ties = Ties(TESSELLATION.neighbours, np.column_stack([np.zeros(len(TESSELLATION.cells), dtype=bool), TESSELLATION.on_rim]))
    middle = np.hypot(*TESSELLATION.xy.T) < 500
    assert len(ties.adrift(np.where(middle, 0, 1)[None])[0][0]) == 0
