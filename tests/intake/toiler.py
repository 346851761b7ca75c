"""Work on a store that goes on until it is killed; what returned is told at once. Run in a process of its own, see tests/full/test_kills.py."""

import itertools
import json
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from geo.evidence import Store
from geo.intake import Intake
from geo.model import Verdict
from geo.readers import to_report
from geo.readers.document import Document
from geo.sheets import Sheet, SheetLevel
from geo.units import HolderId
from tests.miniland import world
from tests.miniland.ground import ground

PLACES = ("Arvona", "Belmora", "Corvina", "Dastrova", "Eldova", "Foskova", "Ivolna", "Keldova", "Lumova")
FILE = 12
"""Reports in a file that is ingested."""
LOGGED, LONG = 40, 100_000
"""Reports between two checkpoints, and characters of the title of each: a thousand pages to copy, so that a kill falls among them."""


def record(name, n):
    """A line of a file: the n-th text under a name, with as many claims as it names places."""
    places = [PLACES[(n + k) % len(PLACES)] for k in range(1 + n % 3)]
    text = f"Arlandish forces captured {', '.join(places[:-1])}{' and ' * (len(places) > 1)}{places[-1]}. It is note {name}-{n}."
    on = date(2030, 1, 2) + timedelta(days=n % 80)
    return {"id": name, "text": text, "date": on.isoformat(), "publisher": "Atlas Desk", "language": "en"}


def report(line):
    """The report of a line."""
    document = Document("", None, line["id"], line["text"], "", line["publisher"], line["language"], line["date"])
    return to_report(document, world.theatre(), date=None)


def ingest(intake, start, tell, *, again=False):
    """Files of reports; with `again` each brings another text under the names of the file before."""
    with tempfile.TemporaryDirectory() as folder:
        for n in itertools.count(start):
            lines = [record(f"r{start if again else n}-{k}", n) for k in range(FILE)]
            path = Path(folder, "batch.jsonl")
            path.write_text("\n".join(map(json.dumps, lines)))
            ids = [report(line).id for line in lines]
            intake.ingest([path], replace=again, progress=lambda done, _, ids=ids: done and tell("report", ids[done - 1]))


def supersede(intake, start, tell):
    """Texts that stand in for those before them."""
    ingest(intake, start, tell, again=True)


def review(intake, start, tell):
    """Verdicts on claims, each another than the one before."""
    claims = [known.claim.id for known in intake.store.snapshot().claims]
    for n, claim in zip(itertools.count(start), itertools.cycle(claims)):
        verdict = (Verdict.ACCEPT, Verdict.REJECT)[n % 2]
        tell("review", intake.review(claim, verdict, who="desk", why=f"looked at, {n}").id)


def retract(intake, start, tell):
    """Retractions of whole reports."""
    reports = sorted(intake.store.snapshot().reports)
    for n, name in zip(itertools.count(start), itertools.cycle(reports)):
        tell("review", intake.retract(name, why=f"a hoax, {n}").id)


def file_layers(intake, start, tell):
    """Sheets of a reference layer, the ground of each a few villages."""
    for n in itertools.count(start):
        villages = [place for k, place in enumerate(PLACES) if (n + 1) >> k & 1] or ["Arvona"]
        sheet = Sheet(f"desk-{start}", date(2030, 1, 1) + timedelta(days=n % 80), HolderId("AA"), SheetLevel.HELD, ground(*villages), "a.geojson")
        intake.store.layers.file([sheet])
        tell("layer", sheet.layer, sheet.on.isoformat(), sheet.digest)


def checkpoint(intake, start, tell):
    """Reports, and after every few of them a checkpoint that is announced."""
    with intake.store._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
    with closing(sqlite3.connect(intake.store._database.where, timeout=30)) as copier:
        for n in itertools.count(start):
            for k in range(LOGGED):
                made = replace(report(record(f"c{n}-{k}", n)), title="x" * LONG, id="")
                intake.store.append(intake.extractor.extract(made))
                tell("report", made.id)
            tell("checkpoint")
            copier.execute("PRAGMA wal_checkpoint(TRUNCATE)")


DEEDS = {deed.__name__: deed for deed in (ingest, supersede, review, retract, file_layers, checkpoint)}


def toil(where, deed, start, pipe):
    """Do one kind of work from a number on, telling what is done through a pipe, until killed."""
    intake = Intake(world.theatre(), Store.open(where, "miniland"))
    DEEDS[deed](intake, start, lambda *done: pipe.send(done))
