"""kill -9 in the middle of every kind of writing, and aimed at checkpoints: the store opens, what was acknowledged is there, and there once.

SALIENT_KILLS sets how often; 200 took twenty minutes on a busy machine.
"""

import multiprocessing
import os
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from geo.evidence import Store, known
from geo.geoparse import extractor
from geo.intake import Intake
from tests.intake import toiler
from tests.miniland import world

pytestmark = pytest.mark.full

KILLS = int(os.environ.get("SALIENT_KILLS", "36"))
PATIENCE_S = 120
SPREAD = ("ingest", "checkpoint", "review", "file_layers", "supersede", "checkpoint", "retract", "ingest", "checkpoint", "file_layers")
"""The kinds of work that are killed, in turn."""
IN_FLIGHT_S = 0.02
"""A kill falls this long at most after the last thing that was told."""
COPYING_S = 0.0005
"""And one that is aimed at a checkpoint this long at most after the first page that it wrote: a thousand pages take about a millisecond."""


class Ledger:
    """What was acknowledged, and the store that must have it."""

    def __init__(self, where):
        self.where = where
        self.told = Counter()
        self.reports, self.reviews, self.layers = set(), set(), {}
        self._read = {}
        self._reader = extractor(world.theatre())

    def note(self, what, *values):
        self.told[what] += 1
        if what == "report":
            self.reports.add(values[0])
        elif what == "review":
            self.reviews.add(values[0])
        elif what == "layer":
            layer, on, digest = values
            self.layers[layer, on] = digest

    def check(self, extra):
        """Compare with the store; `extra` writes of each kind at most were under way when the last kill fell."""
        with Store.open(self.where, "miniland") as store:
            evidence, reviews, entries = store.snapshot(), store.reviews(), store.layers.entries()
            counting = known(evidence, None).reports.values()
        assert evidence.reports.keys() >= self.reports
        assert len(evidence.reports.keys() - self.reports) <= extra
        assert {review.id for review in reviews} >= self.reviews
        assert len({review.id for review in reviews}) == len(reviews)
        self._check_layers(entries)
        assert max(Counter(report.ref for report in counting).values(), default=1) == 1
        assert {k.claim.id for k in evidence.claims} == {claim for report in evidence.reports.values() for claim in self._claims(report)}
        with closing(sqlite3.connect(self.where)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("SELECT report_id FROM readings GROUP BY report_id, method HAVING count(*) > 1").fetchall() == []
        self.reports |= evidence.reports.keys()
        self.reviews |= {review.id for review in reviews}

    def _check_layers(self, entries):
        found = {(entry.layer, entry.on.isoformat()): entry.digest for entry in entries}
        assert len(found) == len(entries)
        assert found.keys() >= self.layers.keys()
        assert sum(found[key] != digest for key, digest in self.layers.items()) <= 1  # one may have been replaced in the moment of the kill
        self.layers = found

    def _claims(self, report):
        """What the reader makes of a report: all of it is stored, or nothing."""
        if report.id not in self._read:
            self._read[report.id] = {claim.id for claim in self._reader.extract(report).claims}
        return self._read[report.id]


def kill_in_the_middle(context, ledger, deed, start, chance):
    """Let a process work, kill it, and note what it had told by then."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=toiler.toil, args=(ledger.where, deed, start, theirs))
    process.start()
    theirs.close()
    wanted = 1 if deed == "checkpoint" else chance.randrange(1, 25)
    signs = 0
    until = time.monotonic() + PATIENCE_S
    while signs < wanted:
        assert ours.poll(max(until - time.monotonic(), 0)), f"{deed} does not get on"
        what, *values = ours.recv()
        ledger.note(what, *values)
        signs += what == "checkpoint" or deed != "checkpoint"
    if deed == "checkpoint":
        wait_for_a_page(Path(ledger.where))
    moment = time.perf_counter() + chance.random() * (COPYING_S if deed == "checkpoint" else IN_FLIGHT_S)
    while time.perf_counter() < moment:  # too short to sleep
        pass
    process.kill()
    process.join(PATIENCE_S)
    assert process.exitcode < 0, "it was to be killed, and ended by itself"
    try:
        while ours.poll(0):
            ledger.note(*ours.recv())
    except EOFError:
        pass
    ours.close()


def wait_for_a_page(file):
    """Return as soon as the file is written to: in a store only a checkpoint does so."""
    before, until = file.stat().st_mtime_ns, time.monotonic() + PATIENCE_S
    while file.stat().st_mtime_ns == before and time.monotonic() < until:
        pass


def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(tmp_path):
    chance = random.Random(20240806)  # noqa: S311 - not a secret
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.intake.toiler"])
    ledger = Ledger(str(tmp_path / "store.sqlite"))
    with Store.open(ledger.where, "miniland") as store:
        Intake(world.theatre(), store).ingest_pack()
        ledger.reports |= store.snapshot().reports.keys()
    torn = 0
    for n in range(KILLS):
        kill_in_the_middle(context, ledger, SPREAD[n % len(SPREAD)], 1_000 * n, chance)
        torn += (tmp_path / "store.sqlite-wal").exists()
        ledger.check(extra=1)
    assert torn
    assert set(ledger.told) == {"report", "review", "layer", "checkpoint"}
