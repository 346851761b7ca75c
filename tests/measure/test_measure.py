"""make evaluate: the measures over miniland's squares, worked by hand, and its refusals. On 5 January Arland holds Arvona, Eldova and Ivolna."""

import csv
import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from geo.compare import LightTable
from geo.errors import InputError
from geo.fit.measure import Band
from geo.fit.reference import read_reference
from tests.measure import methods, score
from tests.measure.__main__ import calibrated, main, summary
from tests.miniland import world
from tests.miniland.ground import layer_file

ROOT = Path(__file__).parents[2]
LEAST_BYTES = 3000
"""Of a picture with something on it."""
FIFTH, SIXTH = date(2030, 1, 5), date(2030, 1, 6)


def run(*command, **environment):
    clean = {name: value for name, value in os.environ.items() if name not in {"REFERENCE", "REPORTS"}}
    return subprocess.run(command, cwd=ROOT, env=clean | environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two mappers on 5 January, one of whom leaves ground open; one on the 6th."""
    made = tmp_path_factory.mktemp("reference")
    layer_file(made / "desk_held" / "2030-01-05.geojson", "arvona", "eldova", "belmora", "foskova")
    layer_file(made / "desk_unknown" / "2030-01-05.geojson", "corvina", "galdova")
    layer_file(made / "other_held" / "2030-01-05.geojson", "arvona", "belmora")
    layer_file(made / "other_held" / "2030-01-06.geojson", "arvona")
    return made


@pytest.fixture(scope="module")
def reference(folder):
    return read_reference(folder, world.theatre())


@pytest.fixture(scope="module")
def light():
    return LightTable.of(world.theatre())


def test_the_reference_is_read_by_mapper_and_day(reference):
    assert reference.days == [FIFTH, SIXTH]
    assert {name: round(ground.km2, 3) for name, ground in reference.on(FIFTH).items()} == {"desk": 4, "other": 2}
    assert list(reference.on(SIXTH)) == ["other"]
    assert reference.span_km2(FIFTH) == pytest.approx((2, 6), abs=1e-3)
    assert reference.span_km2(SIXTH) == pytest.approx((1, 1), abs=1e-3)


def test_a_day_is_scored_as_a_hand_does(reference, light):
    """Belmora is contested on that day."""
    day = score.score("ours", FIFTH, methods.drawn(world.atlas(), FIFTH), reference, light)
    assert (day.low_km2, day.best_km2, day.high_km2) == pytest.approx((3, 3, 4), abs=1e-6)
    assert day.iou == pytest.approx({"desk": 0.4, "other": 0.25}, abs=1e-4)
    assert (day.band.inside, day.band.bracket) == (True, False)
    assert day.as_dict()["iou_desk"] == 0.4


def test_the_measures_of_several_days(reference, light):
    """IoU on the 5th 0.4 and 0.25, on the 6th 1 of 4 squares: the median of three is 0.25. On the 6th 4 km2 lie outside the span of 1 km2."""
    days = [score.score("ours", on, methods.drawn(world.atlas(), on), reference, light) for on in reference.days]
    found = score.measures(days)
    assert found == {
        "days": 2, "median_iou": 0.25, "p10_iou": 0.25, "settled_median_iou": None, "median_iou_desk": 0.4, "median_iou_other": 0.25,
        "inside_span": 0.5, "bracket": 0.0,
    }  # fmt: skip
    assert score.median(score.among_mappers(reference, light)) == 0.5


@pytest.mark.parametrize(("low", "high", "bracket"), [(2.2, 6.1, True), (2.6, 6.1, False), (2.2, 5.4, False), (0, 7.9, True), (0, 10.1, False)])
def test_a_band_brackets_the_span_without_being_much_wider(low, high, bracket):
    band = Band(low, 4, high, 2, 6)
    assert band.bracket is bracket
    assert (band.nearly_bracket == 1) is bracket


def test_the_hull_of_the_held_settlements(light):
    """Arvona, Eldova and Ivolna lie on one line; with Belmora the hull is the triangle of 2 km by 1 km between the four settlements: 1 km2."""
    assert methods.hull(world.atlas(), FIFTH).best.km2 == pytest.approx(0, abs=1e-6)
    assert methods.hull(world.atlas(), SIXTH).best.km2 == pytest.approx(1, abs=1e-4)


def test_every_method_draws_every_day(reference):
    found = methods.methods(world.theatre(), world.evidence())
    assert list(found) == ["ours", "ours_live", "convex_hull", "nearest", "voronoi"]
    assert all(isinstance(draw(FIFTH), methods.Drawn) for draw in found.values())
    assert found["voronoi"](FIFTH).best.km2 == pytest.approx(3, abs=1e-6)


def test_the_plain_methods_are_the_plain_ones():
    parameters = methods.plain(world.theatre(), "nearest").parameters
    assert parameters.method == "nearest"
    assert getattr(parameters, "control_method", "last") == "last"


def test_leads_over_the_plain_methods():
    def days(iou):
        return [score.Day(FIFTH, "m", 1, 1, 1, 1, 1, {"desk": iou})]

    found = summary({"ours": days(0.5), "convex_hull": days(0.3), "nearest": days(0.45), "voronoi": days(None)}, 0.7)
    assert [found["ours"][f"lead_over_{name}"] for name in methods.BASELINES] == [0.2, 0.05, None]
    assert found["mappers"] == {"median_iou": 0.7}


def test_near_the_front_most_mappers_decide(reference):
    """All of miniland is near its front. Arland has three squares at 0.9 on the 5th and Belmora at 0.45, four at 0.9 on the 6th.

    Most mappers show Arvona and Belmora on the 5th and, one mapper alone, Arvona on the 6th: 2 of 7, and 1 of 1.
    """
    rows = calibrated(world.theatre(), world.evidence(), reference)
    assert [(row["p_from"], row["km2_days"]) for row in rows if row["km2_days"]] == [(0.0, 16.0), (0.4, 1.0), (0.9, 7.0)]
    assert [row["held_share"] for row in rows if row["km2_days"]] == [0.0, 1.0, 0.286]
    assert (rows[4]["mean_p"], rows[3]["mean_p"]) == (0.45, None)
    assert len(rows) == 10


def test_numbers_are_printed_and_written(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tests.measure.__main__.load_theatre", lambda _: world.theatre())
    tables_in, pictures = tmp_path / "measures", tmp_path / "pictures"
    assert main(["--reference", str(folder), "--reports", str(world.STORY), "--output", str(tables_in), "--pictures", str(pictures)]) == 0
    shown = capsys.readouterr().out
    assert "lead over voronoi" in shown
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(tables_in.iterdir())}
    tables = {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}
    assert list(tables) == ["calibration.csv", "days.csv", "summary.csv"]
    assert {row["method"] for row in tables["days.csv"]} == {"ours", "ours_live", "convex_hull", "nearest", "voronoi"}
    assert list(tables["summary.csv"][0]) == ["method", "measure", "value", "date", "commit"]
    assert not any("coordinates" in text for text in texts.values())
    drawn = [path.name for path in pictures.iterdir() if path.stat().st_size > LEAST_BYTES]
    assert sorted(drawn) == ["areas.svg", "ground.png", "reliability.svg"]


def test_without_reference_it_ends_with_2_and_the_reason():
    done = run(sys.executable, "-m", "tests.measure")
    assert (done.returncode, done.stdout) == (2, "")
    assert "REFERENCE is not set" in done.stderr


def test_a_folder_without_maps_is_told(tmp_path):
    done = run(sys.executable, "-m", "tests.measure", REFERENCE=str(tmp_path / "nowhere"))
    assert (done.returncode, "is no folder" in done.stderr) == (2, True)
    with pytest.raises(InputError, match="holds no reference maps"):
        read_reference(tmp_path, world.theatre())


def test_make_evaluate_measures_the_folder_that_is_named():
    told = run("make", "--no-print-directory", "-n", "evaluate", REFERENCE="/maps", REPORTS="r.jsonl").stdout
    assert 'REFERENCE="/maps" REPORTS="r.jsonl" .venv/bin/python -m tests.measure' in told
