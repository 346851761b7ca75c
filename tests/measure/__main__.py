"""`REFERENCE=DIR make evaluate`: our map, and the plain methods that it has to beat, against maps that others drew by hand.

DIR holds <mapper>_held/<YYYY-MM-DD>.geojson, and where a mapper leaves ground open <mapper>_unknown/...; the folder is read, and only numbers are written:
docs/measures/summary.csv, days.csv, calibration.csv, and the pictures of docs/method.md. The evidence is that of the theatre's pack, or of REPORTS=file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from geo.atlas import Atlas
from geo.compare import LightTable
from geo.errors import GeoError, InputError
from geo.evidence import Store
from geo.export import csv, write_bytes
from geo.fit.measure import TENTHS, Setting, Tenth, calibration, chances
from geo.fit.reference import Days, Reference, read_reference
from geo.intake import Intake
from geo.model import Evidence
from geo.space import tessellate
from geo.theatre import Theatre, load_theatre
from tests.measure.methods import BASELINES, OURS, methods
from tests.measure.pictures import draw
from tests.measure.score import Day, among_mappers, measures, median, rounded, score

ROOT = Path(__file__).parents[2]
MARGIN = 0.10
"""By how much our median IoU is to exceed that of each plain method."""
MAPPERS = "mappers"
SHORT = {"median_iou": "median", "p10_iou": "p10", "settled_median_iou": "settled", "inside_span": "inside"}
MISSING = "REFERENCE is not set. Name a folder of reference maps: REFERENCE=DIR make evaluate, with DIR/<mapper>_held/<YYYY-MM-DD>.geojson."

Row = dict[str, Any]


def evidence_of(theatre: Theatre, reports: Path | None) -> Evidence:
    """What the pack's reports say, or those of a file, read now into a store that is thrown away; reports that are refused are left out, and named."""
    with tempfile.TemporaryDirectory(prefix="salient-") as folder, Store.open(str(Path(folder) / "measure.sqlite"), theatre.id) as store:
        intake = Intake(theatre, store)
        if reports is None:
            intake.ingest_pack()
        else:
            told = intake.ingest([reports])
            sys.stderr.writelines(f"evaluate: left out {refusal.where}: {refusal.reason}\n" for refusal in told.refused)
        return store.snapshot()


def score_all(theatre: Theatre, evidence: Evidence, reference: Reference) -> dict[str, list[Day]]:
    """Every method on every day."""
    light = LightTable.of(theatre)
    return {name: [score(name, day, draw(day), reference, light) for day in reference.days] for name, draw in methods(theatre, evidence).items()}


def calibrated(theatre: Theatre, evidence: Evidence, reference: Reference) -> list[Row]:
    """The calibration of our map over the reference days, everything known."""
    tessellation = tessellate(theatre)
    setting = Setting(theatre, tessellation, {}, Days.of(reference, tessellation))
    tenths = calibration(setting, chances(setting, theatre.parameters, evidence, live=False))
    return [_tenth(n, tenth) for n, tenth in enumerate(tenths)]


def _tenth(n: int, tenth: Tenth) -> Row:
    means = {"mean_p": rounded(tenth.p), "held_share": rounded(tenth.held)} if tenth.km2_days else {"mean_p": None, "held_share": None}
    return {"p_from": n / TENTHS, "p_to": (n + 1) / TENTHS, "km2_days": round(tenth.km2_days, 1), **means}


def summary(scores: Mapping[str, Sequence[Day]], mappers: float | None) -> dict[str, dict[str, float | None]]:
    """The measures of each method, ours with its lead over each plain one, and how far the mappers agree with each other."""
    found = {name: measures(days) for name, days in scores.items()}
    for name in BASELINES:
        ours, theirs = found[OURS]["median_iou"], found[name]["median_iou"]
        found[OURS][f"lead_over_{name}"] = None if ours is None or theirs is None else round(ours - theirs, 3)
    return {**found, MAPPERS: {"median_iou": mappers}}


def printed(found: Mapping[str, Mapping[str, float | None]], tenths: Sequence[Row]) -> Iterable[str]:
    """The tables for people, line by line."""
    columns = [name for name in found[OURS] if not name.startswith("lead_over_")]
    yield "IoU with the mappers; inside, bracket: shares of days"
    yield f"{'':<12}" + "".join(f"{SHORT.get(name, name.removeprefix('median_iou_')):>14}" for name in columns)
    for name, values in found.items():
        yield f"{name:<12}" + "".join(f"{_number(values.get(column)):>14}" for column in columns)
    for name in BASELINES:
        lead = found[OURS][f"lead_over_{name}"]
        yield f"lead over {name}: {_number(lead)} (wanted: {MARGIN:.2f}){'' if lead is not None and lead >= MARGIN else ', MISSED'}"
    yield "\nCalibration within 10 km of our front, over all days: of the ground given p, the share that most mappers show as held"
    yield from (f"{row['p_from']:.1f} to {row['p_to']:.1f}{row['km2_days']:>12,.1f} km²-days{_number(row['held_share']):>8}" for row in tenths)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}" if isinstance(value, int) else f"{value:.3f}"


def commit() -> str:
    """The commit that is measured, with a plus where files differ from it; empty outside a repository."""
    done = subprocess.run(["git", "describe", "--always", "--dirty=+", "--exclude=*"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def write(folder: Path, found: Mapping[str, Mapping[str, float | None]], scores: Mapping[str, Sequence[Day]], tenths: Sequence[Row]) -> None:
    """Write the three tables of numbers."""
    made = {"date": datetime.now(UTC).date().isoformat(), "commit": commit()}
    folder.mkdir(parents=True, exist_ok=True)
    totals = [{"method": name, "measure": measure, "value": value, **made} for name, values in found.items() for measure, value in values.items()]
    days = [day.as_dict() for own in scores.values() for day in own]
    for name, rows in (("summary", totals), ("days", days), ("calibration", tenths)):
        write_bytes(folder / f"{name}.csv", csv(pd.DataFrame(rows, dtype=object)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, default=os.environ.get("REFERENCE") or None, help="default: REFERENCE")
    parser.add_argument("--reports", type=Path, default=os.environ.get("REPORTS") or None, help="default: REPORTS, else the pack's")
    parser.add_argument("--theatre", default="kursk")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "measures")
    parser.add_argument("--pictures", type=Path, default=ROOT / "docs" / "images")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.reference is None:
            raise InputError(MISSING)
        theatre = load_theatre(chosen.theatre)
        reference = read_reference(chosen.reference, theatre)
        evidence = evidence_of(theatre, chosen.reports)
        scores = score_all(theatre, evidence, reference)
        tenths = calibrated(theatre, evidence, reference)
        found = summary(scores, median(among_mappers(reference, LightTable.of(theatre))))
        write(chosen.output, found, scores, tenths)
        draw(chosen.pictures, Atlas.build(theatre, evidence), scores[OURS], tenths)
    except GeoError as fault:
        sys.stderr.write(f"evaluate: {fault}\n")
        return fault.exit_code
    sys.stdout.write("\n".join(printed(found, tenths)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
