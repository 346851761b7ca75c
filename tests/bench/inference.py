"""How fast the campaign that ships becomes a map, from the store to the page, and how that grows with places, days and cells."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from geo.atlas import Atlas
from geo.evidence import Store, known
from geo.intake import Intake
from geo.interval import Interval, end_of_day
from geo.model import Evidence
from geo.readers import Document
from geo.render import map_page
from geo.space import tessellate
from geo.theatre import Theatre, load_theatre
from tests.bench.tables import Row, gzipped, required, seconds, told_by_a_fresh_program

WHOLE_S, REPORT_MS, SERIES_MS, CONTROL_MS, MEMORY_MB = 5.0, 300.0, 50.0, 50.0, 700.0
MILLI, MEGA = 1e3, 1e6
REPORTS = 5
"""So many reports are added, one after the other."""
NEWS = "Russian forces recaptured {place}, the Russian Ministry of Defence said. Ukrainian forces hold {other}."
NEW_ON = date(2025, 1, 10)
DRAWN = (date(2024, 9, 1), date(2024, 11, 1), date(2025, 1, 10), date(2025, 2, 1), date(2025, 3, 1))
POINT = (35.2, 51.32)
PEAK = (
    "import resource; from geo.evidence import Store; from geo.intake import Intake; from geo.theatre import load_theatre; "
    "theatre = load_theatre('kursk'); span = theatre.span; atlas = Intake(theatre, Store.open({path!r}, theatre.id)).atlas(); "
    "atlas.series(span.first_day, span.last_day); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)


@contextmanager
def stored(theatre: Theatre) -> Iterator[tuple[Path, Store]]:
    """A store with all digests of the pack."""
    with TemporaryDirectory(prefix="salient-bench-") as folder:
        path = Path(folder) / "store.sqlite"
        with Store.open(str(path), theatre.id) as store:
            Intake(theatre, store).ingest_pack()
            yield path, store


def colour(atlas: Atlas) -> Atlas:
    """Colour every cell on every day."""
    atlas.series(atlas.theatre.span.first_day, atlas.theatre.span.last_day)
    return atlas


def built(theatre: Theatre, evidence: Evidence) -> Atlas:
    """An atlas with nothing left from before: its tessellation has another name than any other's, so that weights that are kept are not found."""
    ground = tessellate(theatre)
    return colour(Atlas.build(theatre, evidence, replace(ground, digest=f"{ground.digest}{time.perf_counter_ns()}")))


def inference() -> list[Row]:
    """What a reader waits for, with its limits."""
    theatre = load_theatre("kursk")
    with stored(theatre) as (path, store):
        whole = seconds(lambda: built(theatre, store.snapshot()))
        atlas = built(theatre, store.snapshot())
        size = f"{len(atlas.evidence.reports)} digests, {atlas.view().days} days, {len(atlas.tessellation.cells)} cells"
        rows = [_row(f"the campaign from the store ({size})", whole, whole, WHOLE_S)]
        rows += [*_answers(atlas, whole), _added(Intake(theatre, store), whole), _memory(path), *_page(atlas, whole)]
    return rows


def _row(label: str, taken: float, whole: float, most: float | None) -> Row:
    measured, limit = (f"{s:.2f} s" if s >= 1 else f"{s * MILLI:.1f} ms" for s in (taken, most or 0.0))
    return label, measured, f"{taken / whole:.3f}", required(taken, most, f"<= {limit}") if most else ""


def _answers(atlas: Atlas, whole: float) -> list[Row]:
    """Answers of a built atlas."""
    span = atlas.theatre.span
    atlas.control(end_of_day(span.last_day))  # the edges between cells are found once
    return [
        _row("area series of all days, cells counted anew", seconds(lambda: _recounted(atlas)), whole, SERIES_MS / MILLI),
        _row("area series of all days, asked again", seconds(lambda: atlas.series(span.first_day, span.last_day)), whole, SERIES_MS / MILLI),
        _row(f"control polygons of a day, drawn anew (slowest of {len(DRAWN)} days)", max(_once(atlas.control, on) for on in DRAWN), whole, CONTROL_MS / MILLI),
        _row("explain of a point", seconds(lambda: atlas.explain(end_of_day(NEW_ON), lon=POINT[0], lat=POINT[1])), whole, None),
        _row("explain of a village", seconds(lambda: atlas.explain(end_of_day(NEW_ON), place="Berdin")), whole, None),
    ]


def _recounted(atlas: Atlas) -> None:
    atlas.view().__dict__.pop("areas", None)
    colour(atlas)


def _once(draw: Callable[..., object], on: date) -> float:
    """The time of the first drawing of a day; later ones are kept."""
    return seconds(lambda: draw(end_of_day(on)), 1)


def _added(intake: Intake, whole: float) -> Row:
    """One more report in a built atlas: read, stored, and every day coloured again; the reader has its words at hand."""
    colour(intake.atlas())
    _ = intake.extractor
    names = [place.name for place in intake.theatre.gazetteer.places if place.kind == "village"][: 2 * REPORTS]
    texts = [NEWS.format(place=place, other=other) for place, other in zip(names[::2], names[1::2], strict=True)]
    taken = [seconds(lambda text=text: _add(intake, text), 1) for text in texts]  # type: ignore[misc]
    return _row(f"one more report, every day coloured again (median of {REPORTS})", median(taken), whole, REPORT_MS / MILLI)


def _add(intake: Intake, text: str) -> None:
    intake.add(Document("bench", None, text, text, publisher="Bench", published=NEW_ON.isoformat()))
    colour(intake.atlas())


def _memory(path: Path) -> Row:
    peak = told_by_a_fresh_program(PEAK.format(path=str(path)), os.environ) * 1024 / MEGA
    return "memory, a fresh program up to the series (peak)", f"{peak:.0f} MB", "", required(peak, MEMORY_MB, f"<= {MEMORY_MB:.0f} MB")


def _page(atlas: Atlas, whole: float) -> list[Row]:
    """The whole campaign as one HTML page."""
    span, made = atlas.theatre.span, []
    taken = seconds(lambda: made.append(map_page(atlas, first=span.first_day, last=span.last_day, as_of=None, static=None, links={})), 1)
    html = made[0].encode()
    return [
        _row("the campaign as one HTML page", taken, whole, None),
        ("its size", f"{len(html) / MEGA:.2f} MB", "", ""),
        ("its size, gzipped", f"{gzipped(html) / MEGA:.2f} MB", f"{gzipped(html) / len(html):.2f} of it", ""),
    ]


def growth() -> list[Row]:
    """The whole campaign again with about half of the cells, days, and reports."""
    theatre = load_theatre("kursk")
    with stored(theatre) as (_, store):
        evidence = store.snapshot()
    span = theatre.span
    coarse = theatre.tuned(replace(theatre.parameters, cell_km2=2 * theatre.parameters.cell_km2))
    short = replace(theatre, span=Interval.of_days(span.first_day, span.first_day + timedelta(days=(span.last_day - span.first_day).days // 2)))
    early = known(evidence, sorted(report.known_at for report in evidence.reports.values())[len(evidence.reports) // 2])
    cases = {
        "all of it": (theatre, evidence),
        "half of the cells": (coarse, evidence),
        "half of the days": (short, evidence),
        "half of the reports": (theatre, early),
    }
    found = [(label, *_timed(*case)) for label, case in cases.items()]
    return [(f"{label} ({size})", f"{taken:.2f} s", f"{taken / found[0][1]:.2f}", "") for label, taken, size in found]


def _timed(theatre: Theatre, evidence: Evidence) -> tuple[float, str]:
    """How long an atlas takes to build, and how much it holds."""
    made: list[Atlas] = []
    taken = seconds(lambda: made.append(built(theatre, evidence)))
    view = made[-1].view()
    return taken, f"{len(view.statuses.sites)} spots, {view.days} days, {len(view.tessellation.cells)} cells"
