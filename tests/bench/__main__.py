"""`make bench`: how fast loading, reading, the map and its page are, as ratios within one run, so that machines compare.

The text is the English digests of the pack, repeated to BENCH_MB megabytes (default 3), the names are those of the gazetteer as they are spelled.
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick

from geo.geoparse import extractor
from geo.geoparse.batch import processors, read_all
from geo.geoparse.world import world
from geo.model import Report
from geo.readers import Refusal, read_documents, to_report
from geo.theatre import Theatre, load_theatre, pack_reports
from tests.bench.inference import growth, inference
from tests.bench.pages import pages
from tests.bench.tables import ROUNDS, Row, seconds, show, told_by_a_fresh_program

MEGABYTE = 1e6
SHARED_ROUNDS = 2
ARCHIVE_S = 20.0
"""So many seconds of reading are shared out: an archive, beside which it counts little that a process takes a second to start."""
LOADS = {
    "gazetteer": "from geo.gazetteer import load_gazetteer as load; from geo.theatre import data_dir; "
    "path = data_dir() / 'theatres/kursk/gazetteer.csv'; made = lambda: load(path)",
    "world": "from geo.geoparse.world import world; made = lambda: world((('BY', 15000), ('RU', 15000), ('UA', 5000)))",
}
TIMED = "import time; start = time.perf_counter(); made(); print(time.perf_counter() - start)"


def load_seconds(what: str, home: str) -> float:
    """How long loading takes in a program of its own, once its modules are imported."""
    return told_by_a_fresh_program(f"{LOADS[what]}; {TIMED}", {**os.environ, "SALIENT_HOME": home})


def loads(what: str, bar: str) -> list[Row]:
    """Loading without a compiled file, and with one."""
    cold, warm = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as home:
            cold.append(load_seconds(what, home))
            warm.append(load_seconds(what, home))
    return [
        (f"{what}, built", f"{min(cold):.3f} s", "1.00", ""),
        (f"{what}, from its compiled file", f"{min(warm):.3f} s", f"{min(warm) / min(cold):.2f}", bar),
    ]


def english(theatre: Theatre) -> list[Report]:
    """The English digests of the pack, again and again under new references until there is enough text."""
    found = [d for d in read_documents(pack_reports(theatre)) if not isinstance(d, Refusal)]
    reports = [r for r in (to_report(d, theatre, date=None) for d in found) if r.lang in {"en", ""}]
    size = sum(len(r.text) for r in reports)
    times = max(1, round(float(os.environ.get("BENCH_MB", "3")) * MEGABYTE / size))
    return [replace(r, ref=f"{r.ref}-{n}") for n in range(times) for r in reports]


def phrase_matcher(names: Sequence[str]) -> Callable[[str], object] | None:
    """A function that finds the names with spaCy's PhraseMatcher on a blank pipeline; None without spaCy."""
    try:
        import spacy  # noqa: PLC0415 - an optional part
        from spacy.matcher import PhraseMatcher  # noqa: PLC0415
    except ImportError:
        return None
    blank = spacy.blank("en")
    blank.max_length = 10**9
    matcher = PhraseMatcher(blank.vocab)
    matcher.add("PLACE", list(blank.pipe(names)))
    return lambda text: matcher(blank.make_doc(text))


def megabytes(reports: Sequence[Report]) -> float:
    """The length of the reports in UTF-8."""
    return sum(len(r.text.encode()) for r in reports) / MEGABYTE


def reading(theatre: Theatre, reports: Sequence[Report]) -> tuple[float, list[Row]]:
    """Whole extraction in one process, beside its parts and others on the same text; how many seconds it takes, and the rows."""
    texts = [r.text for r in reports]
    names = sorted({name for place in theatre.gazetteer for name in place.names})
    rules, bare, matcher = extractor(theatre), AhoCorasick(names), phrase_matcher(names)
    names_elsewhere = world(tuple(sorted(theatre.towns.items())))
    rules.extract(reports[0])
    whole = seconds(lambda: [rules.extract(r) for r in reports], 1)

    def row(label: str, taken: float, bar: str = "") -> Row:
        return label, f"{megabytes(reports) / taken:.2f} MB/s", f"{whole / taken:.2f}", bar

    return whole, [
        row("whole extraction", whole, ">= 0.5 MB/s"),
        row("names of the gazetteer in any spelling", seconds(lambda: [theatre.gazetteer.names.scan(t) for t in texts])),
        row("names of the world", seconds(lambda: [names_elsewhere.scan(t) for t in texts])),
        row("bare automaton, exact spellings", seconds(lambda: [bare.find_matches_as_indexes(t) for t in texts])),
        row("spaCy's blank PhraseMatcher", seconds(lambda: [matcher(t) for t in texts]))
        if matcher
        else ("spaCy's blank PhraseMatcher", "spaCy is missing", "", ""),
    ]


def sharing(theatre: Theatre, reports: Sequence[Report]) -> list[Row]:
    """Two reading processes against one, start and end of the processes included."""

    def read(workers: int) -> float:
        return seconds(lambda: sum(1 for _ in read_all(((r.ref, r) for r in reports), theatre, workers=workers)), 1)

    rounds = [(read(1), read(2)) for _ in range(SHARED_ROUNDS)]
    one, two = (min(taken) for taken in zip(*rounds, strict=True))
    return [
        ("one process", f"{megabytes(reports) / one:.2f} MB/s", "1.00", ""),
        (f"two processes on {processors()} processor(s)", f"{megabytes(reports) / two:.2f} MB/s", f"{one / two:.2f}", ">= 1.7"),
    ]


def main() -> None:
    """Measure and print."""
    show("Loading, in a fresh program, modules imported", "times the build", [*loads("gazetteer", "<= 0.3 s"), *loads("world", "")])
    show("The map of the whole campaign", "times the whole", inference())
    show("The whole campaign from claims that are read, and parts of it", "times all of it", growth())
    title, rows = pages()
    show(title, "times Salient's", rows)
    theatre = load_theatre("kursk")
    reports = english(theatre)
    whole, rows = reading(theatre, reports)
    show(f"Reading {megabytes(reports):.1f} MB of English digests in one process", "times the extraction's speed", rows)
    archive = [replace(r, ref=f"{r.ref}-{n}") for n in range(math.ceil(ARCHIVE_S / whole)) for r in reports]
    show(f"Sharing {megabytes(archive):.1f} MB", "times one process", sharing(theatre, archive))


if __name__ == "__main__":
    main()
