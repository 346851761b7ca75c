"""Measures against reference maps made of miniland's squares, the search, and parameters written back."""

import csv
import json
from dataclasses import astuple, replace
from datetime import date

import numpy as np
import pytest
import shapely

from geo.atlas import Atlas
from geo.errors import InputError
from geo.fit.__main__ import main
from geo.fit.measure import Setting, calibration, chances, measures
from geo.fit.reference import Days, read_reference
from geo.fit.search import every, fit, free, left_out, moved, objective, value
from geo.fit.toml import rewritten
from geo.space import tessellate
from geo.theatre import Kriging
from tests.miniland import world

VILLAGES = world.theatre()
FINE = replace(VILLAGES, parameters=replace(VILLAGES.parameters, control_method="chain", method="kriging", cell_km2=0.1, kriging=Kriging(range_km=0.7)))
ON = ("2030-01-02", "2030-01-09", "2030-02-01", "2030-03-20")


def squares(*names):
    """The ground of some villages, lon/lat."""
    tessellation = world.atlas().tessellation
    return shapely.coverage_union_all(tessellation.cells[[tessellation.cell_of[name] for name in names]]) if names else None


def table(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def layer(folder, mapper, day, *names):
    path = folder / mapper / f"{day}.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    shapes = [squares(*names)] if names else []
    features = [{"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))} for shape in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Two mappers on four days; the first also marks ground as unclear on 9 January."""
    for day in ON:
        layer(tmp_path, "one_held", day, "arvona", "belmora")
        layer(tmp_path, "two_held", day, "arvona", "belmora", "eldova", "foskova")
    layer(tmp_path, "one_unknown", "2030-01-09", "eldova", "foskova", "galdova", "ivolna")
    return tmp_path


def setting(theatre, folder):
    tessellation = tessellate(theatre)
    return Setting(theatre, tessellation, {"story": world.evidence()}, Days.of(read_reference(folder, theatre), tessellation))


def test_reference_days_are_read_with_what_the_mappers_span(folder):
    days = setting(VILLAGES, folder).days
    assert [on.isoformat() for on in days.on] == list(ON)
    assert days.span_km2[0] == pytest.approx((2, 4), rel=1e-5)
    assert days.span_km2[1] == pytest.approx((2, 6), rel=1e-5)
    assert [int(mask.sum()) for mask in days.masks[0].values()] == [2, 4]


def test_a_day_without_a_layer_is_unknown_and_an_empty_layer_is_nothing(folder):
    (folder / "one_held" / f"{ON[0]}.geojson").unlink()
    layer(folder, "two_held", ON[1])
    days = setting(VILLAGES, folder).days
    assert set(days.masks[0]) == {"two"}
    assert days.span_km2[1][0] == 0


def test_measures_by_hand(folder):
    """On 2 January Arland holds Arvona alone: 1/2 and 1/4 of the two mappers' ground, and less than either drew."""
    whole = setting(VILLAGES, folder)
    day = replace(whole, days=whole.days.only([0]))
    found = measures(day, VILLAGES.parameters, chances(day, VILLAGES.parameters, world.evidence(), live=False))
    assert (found["median"], found["p10"], found["inside"], found["bracket"]) == (pytest.approx(0.375), pytest.approx(0.25), 0.0, 0.0)


def test_calibration_by_hand(folder):
    """All twelve squares lie within 10 km of the front. Arvona (0.9) is in the majority's ground; of the eleven others (0.0) three are."""
    whole = setting(VILLAGES, folder)
    day = replace(whole, days=whole.days.only([0]))
    for mask in day.days.masks[0].values():
        mask[:] = [name in {"arvona", "belmora", "eldova", "foskova"} for name in world.atlas().tessellation.place_ids]
    tenths = calibration(day, chances(day, VILLAGES.parameters, world.evidence(), live=False))
    assert astuple(tenths[0]) == pytest.approx((0.0, 3 / 11, 11.0), rel=1e-4)
    assert astuple(tenths[9]) == pytest.approx((0.9, 1.0, 1.0), rel=1e-4)
    assert tenths[5].km2_days == 0


def test_as_known_on_the_day_is_what_an_atlas_says(folder):
    made = setting(FINE, folder)
    live = chances(made, FINE.parameters, world.evidence(), live=True)
    atlas = Atlas.build(FINE, world.evidence(), made.tessellation)
    for on, chance in zip(ON, live, strict=True):
        at = date.fromisoformat(on)
        instant = world.end_of_day(at)
        seen = atlas.view(instant).frame(instant).probability
        assert seen == pytest.approx(chance.T, abs=1e-6)


def test_the_search_is_seeded_and_never_ends_below_its_start(folder):
    made = setting(FINE, folder)
    start = objective(made, FINE.parameters)
    one, two, other = (fit(made, FINE.parameters, rounds=6, seed=seed) for seed in (3, 3, 4))
    assert one == two
    assert one.objective >= start
    assert other.objective >= start
    assert one.objective == pytest.approx(objective(made, one.parameters))


def test_every_parameter_moves_and_stays_in_its_bounds():
    for key in free():
        for step in (-9.0, -0.3, 0.3, 9.0):
            changed = moved(FINE.parameters, key, step)
            assert value(changed, key) >= 0
            others = [value(changed, k) == value(FINE.parameters, k) for k in free() if k != key]
            assert all(others)
    assert value(moved(FINE.parameters, ("chain", "never"), 50.0), ("chain", "never")) < 1.0


def test_days_left_out_are_scored_by_parameters_that_never_saw_them(folder):
    made = setting(FINE, folder)
    folds = left_out(made, FINE.parameters, rounds=2, seed=1)
    assert [(fold.first, fold.last, fold.days) for fold in folds] == [(on, on, 1) for on in ON]
    rest = replace(made, days=made.days.only([1, 2, 3]))
    parameters = fit(rest, FINE.parameters, rounds=2, seed=1).parameters
    apart = replace(made, days=made.days.only([0]))
    assert folds[0].fitted == every(apart, parameters)
    assert folds[0].started == every(apart, FINE.parameters)


def test_parameters_are_written_back_and_comments_stay():
    text = "# about\n[parameters.control.chain]\nnever = 0.8  # a prior\nwindow_days = 5\n\n[parameters.space.kriging]\nnever = 3\nrange_km = 8.0\n"
    changed = moved(moved(FINE.parameters, ("chain", "never"), 0.1), ("kriging", "range_km"), 1.0)
    changed = replace(changed, chain=replace(changed.chain, window_days=7))
    lines = rewritten(text, changed).splitlines()
    assert lines[0] == "# about"
    assert lines[2] == f"never = {changed.chain.never:.3g}  # a prior"
    assert lines[3] == "window_days = 7"
    assert lines[6] == "never = 3"
    assert lines[7] == f"range_km = {changed.kriging.range_km:.3g}"


def test_without_reference_maps_it_says_what_it_wants(tmp_path, capsys):
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        read_reference(tmp_path, VILLAGES)
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "is no folder" in capsys.readouterr().err


def test_the_record_has_every_parameter_and_only_numbers_of_the_maps(folder, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("geo.fit.__main__.load_theatre", lambda _: FINE)
    monkeypatch.setattr("geo.fit.__main__.read", lambda _paths, _theatre: world.evidence())
    assert main([str(folder), "--rounds", "1", "--quick"]) == 0
    rows = table(tmp_path / "docs/measures/fit.csv")
    assert {(row["table"], row["parameter"]) for row in rows} == set(free())
    days = table(tmp_path / "docs/measures/fit_days.csv")
    assert {row["clock"] for row in days} == {"hindsight", "live"}
    assert "[parameters" in capsys.readouterr().out
    assert np.isfinite([float(row["median"]) for row in days]).all()
