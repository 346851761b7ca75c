"""`python -m geo.fit REFERENCE_DIR`: fit a theatre's parameters, show how they do on days left out, and record it. `make fit` calls it."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from geo.errors import GeoError
from geo.evidence import assemble, reread
from geo.fit.measure import Row, Setting
from geo.fit.reference import Days, read_reference
from geo.fit.search import Fold, every, fit, free, guessed, left_out, objective, value
from geo.fit.toml import rewritten
from geo.geoparse import extractor
from geo.model import Evidence
from geo.readers import Refusal, read_documents, to_report
from geo.space import tessellate
from geo.theatre import Parameters, Theatre, load_theatre, pack_reports

RECORD = Path("docs/measures")
NAMES = ("median", "mean", "p10", "inside", "bracket", "gap", "widest_gap")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and record; 0 when done, 2 with the reason when there is nothing to fit to."""
    asked = _asked(arguments)
    try:
        theatre = load_theatre(asked.theatre)
        tessellation = tessellate(theatre)
        days = Days.of(read_reference(asked.reference, theatre), tessellation)
        sources = {"pack": pack_reports(theatre)} | {path.stem: [path] for path in asked.reports}
        setting = Setting(theatre, tessellation, {name: read(paths, theatre) for name, paths in sources.items()}, days)
    except GeoError as fault:
        _say(str(fault))
        return 2
    found = fit(setting, theatre.parameters, rounds=asked.rounds, seed=asked.seed, tell=_say)
    folds = [] if asked.quick else left_out(setting, guessed(theatre.parameters), rounds=asked.rounds, seed=asked.seed)
    _record(setting, found.parameters, folds, asked.seed)
    path = theatre.folder / "theatre.toml"
    text = rewritten(path.read_text("utf-8"), found.parameters)
    if asked.write:
        path.write_text(text, "utf-8")
        _say(f"{path.name} carries the new parameters; `make data` renews the manifest.")
    else:
        sys.stdout.write(text[text.index("[parameters") :])
    return 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m geo.fit", description=__doc__)
    parser.add_argument("reference", type=Path, help="a folder of reference maps: <mapper>_held/<YYYY-MM-DD>.geojson")
    parser.add_argument("--theatre", default="kursk")
    parser.add_argument("--reports", type=Path, action="append", default=[], help="further reports (JSON lines), read as a body of evidence of their own")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="leave no days out")
    parser.add_argument("--write", action="store_true", help="write the parameters into theatre.toml instead of printing them")
    return parser.parse_args(arguments)


def read(paths: Iterable[Path], theatre: Theatre) -> Evidence:
    """What the reports in these files say."""
    reader = extractor(theatre)
    documents = [document for document in read_documents(list(paths)) if not isinstance(document, Refusal)]
    reports = []
    for document in documents:
        try:
            reports.append(to_report(document, theatre, date=None))
        except GeoError as fault:
            _say(f"left out: {fault}")
    return reread(assemble((), (), (), ()), [reader.extract(report) for report in reports])


def _record(setting: Setting, fitted: Parameters, folds: Sequence[Fold], seed: int) -> None:
    RECORD.mkdir(parents=True, exist_ok=True)
    guess = guessed(fitted)
    rows = [(*key, f"{value(guess, key):.4g}", f"{value(fitted, key):.4g}") for key in free()]
    _write(RECORD / "fit.csv", ("table", "parameter", "guessed", "fitted"), rows)
    ends = (objective(setting, guess), objective(setting, fitted))
    _say(f"objective {ends[0]:.4f} as guessed at first, {ends[1]:.4f} as fitted, seed {seed}")
    told = [("all days", "fitted", *line) for line in _lines(every(setting, fitted))]
    for fold in folds:
        for kind, found in (("fitted without them", fold.fitted), ("as guessed at first", fold.started)):
            told += [(f"{fold.first} to {fold.last}", kind, *line) for line in _lines(found)]
    _write(RECORD / "fit_days.csv", ("days", "parameters", "evidence", "clock", *NAMES), told)


def _lines(found: dict[tuple[str, bool], Row]) -> list[tuple[str, ...]]:
    return [(name, "live" if live else "hindsight", *(f"{row[key]:.3f}" for key in NAMES)) for (name, live), row in found.items()]


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
