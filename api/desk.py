"""One theatre, open for reading and writing. Readers take the edition that lies there; a writer makes the next one and puts it in its place whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from api.settings import Settings
from geo.atlas import Atlas
from geo.errors import NotFoundError
from geo.evidence import Layers, Store
from geo.intake import Imported, Intake, Rehearsal, Ruling, keep_layer, read_content
from geo.model import Extraction, Report, Review, Verdict
from geo.readers import Document, to_report
from geo.readers.layer import Stated
from geo.theatre import Theatre, load_theatre, theatre_ids
from geo.units import ReportId

THEATRE = "{theatre}"
"""Stands for a theatre's id in the URL of its store."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is served at a time."""

    atlas: Atlas


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a report did. `added` is False when this report was already read by this method.

    `neighbours` are others at its address that only their ids tell from it.
    """

    extraction: Extraction
    added: bool
    before: Atlas
    after: Atlas
    neighbours: tuple[Report, ...] = ()


class Desk:
    """The open intake of a theatre. Reading `edition` never waits; writes wait for each other.

    Raises:
        UnavailableError: the store cannot be opened.
    """

    def __init__(self, theatre: Theatre, store: Store) -> None:
        self.theatre = theatre
        self._store = store
        self._intake = Intake(theatre, store)
        self._lock, self._turning = Lock(), Lock()
        self._edition = _edition(self._intake.atlas())

    @property
    def edition(self) -> Edition:
        """The edition served now."""
        return self._edition

    def edition_of(self, recorded_by: datetime) -> Edition:
        """The edition of what the store held at an instant, by its own clock."""
        return replace(self._edition, atlas=self._intake.atlas(recorded_by))

    @property
    def layers(self) -> Layers:
        """The reference layers of the store."""
        return self._store.layers

    def add_layer(self, content: bytes, stated: Stated, source: str) -> Imported:
        """Read a file of a reference layer and store it; the map stays as it is. Other writes wait for the storing alone.

        Raises:
            InputError: it cannot be taken.
        """
        read = read_content(self.theatre, content, stated, source=source)
        with self._lock:
            return keep_layer(self._store, read, stated.layer)

    def refresh(self) -> None:
        """Take up what another program has written to the store. It waits for no write that is under way: one may take long to read its report."""
        self._renew()

    def preview(self, document: Document, on: str | None = None) -> Extraction:
        """Read a report, store nothing.

        Raises:
            InputError: it has no usable date or text.
        """
        return self._intake.preview(document, date=on)

    def add(self, document: Document, on: str | None = None, *, replace: bool = False) -> Added:
        """Read a report, store it, and serve the new map before this returns. With `replace` it stands in for the one under its name.

        Raises:
            InputError: it has no usable date or text, or is dated outside the theatre.
            ConflictError: another text counts under its id or address.
        """
        report = to_report(document, self.theatre, date=on)
        with self._writing() as before:
            verdicts = self._store.admit(report, replace=replace)  # refused before it is read
            if not verdicts and self._store.has(report.id, self._intake.extractor.id):
                return Added(self.preview(document, on), added=False, before=before, after=before)
            extraction, added = self._intake.add(document, date=on, replace=replace)
            return Added(extraction, added=added, before=before, after=self._renew(), neighbours=self._store.neighbours(report))

    def retract(self, report: str, *, why: str, who: str, void: bool = False, since: datetime | None = None) -> tuple[Review, Atlas, Atlas]:
        """Withdraw a report, as `Intake.retract` does. The review, the atlas before and the one after.

        Raises:
            NotFoundError: no such report.
            InputError: it cannot be withdrawn so.
        """
        with self._writing() as before:
            review = self._intake.retract(report, why=why, who=who, void=void, since=since)
            return review, before, self._renew()

    def restore(self, report: str, *, why: str, who: str) -> tuple[Review, Atlas, Atlas]:
        """Undo the retraction of a report. The review, the atlas before and the one after.

        Raises:
            NotFoundError: no such report.
            InputError: it is not withdrawn.
        """
        with self._writing() as before:
            review = self._intake.restore(report, why=why, who=who)
            return review, before, self._renew()

    def review(self, claim: str, verdict: Verdict, *, who: str, why: str, changes: Mapping[str, str]) -> tuple[Review, Atlas, Atlas]:
        """Give a verdict on a claim. The review, the atlas before and the one after.

        Raises:
            NotFoundError: no such claim.
            InputError: the verdict cannot take effect.
        """
        with self._writing() as before:
            review = self._intake.review(claim, verdict, who=who, why=why, changes=changes)
            return review, before, self._renew()

    def rehearse(self, extraction: Extraction, rulings: Sequence[Ruling] = ()) -> Rehearsal:
        """What storing a reading, with verdicts on its claims, would change.

        Raises:
            InputError: a verdict is on a claim that the reading does not make, or cannot be given.
        """
        return self._intake.rehearsal(extraction, rulings)

    def close(self) -> None:
        """Close the store, after the write that may be under way."""
        with self._lock, self._turning:
            self._store.close()

    @contextmanager
    def _writing(self) -> Iterator[Atlas]:
        """Hold the pen; yields the atlas as it stands, with what others wrote taken up."""
        with self._lock:
            yield self._renew()

    def _renew(self) -> Atlas:
        """The atlas of what the store holds now, served from now on. One at a time, so that none puts an older edition over a newer."""
        with self._turning:
            atlas = self._intake.atlas()
            if atlas is not self._edition.atlas:
                self._edition = _edition(atlas)
            return atlas


def _edition(atlas: Atlas) -> Edition:
    atlas.work_out()  # before the first reader waits for it
    return Edition(atlas)


class Desks:
    """The desks of every theatre that is served, by id, the default one first."""

    def __init__(self, desks: Mapping[str, Desk], default: str) -> None:
        self._desks, self.default = dict(desks), default

    def __iter__(self) -> Iterator[Desk]:
        return iter(self._desks.values())

    def __len__(self) -> int:
        return len(self._desks)

    def get(self, theatre_id: str) -> Desk:
        """The desk of a theatre.

        Raises:
            NotFoundError: it is not served; the message lists those that are.
        """
        if theatre_id not in self._desks:
            raise NotFoundError(f"No theatre is called {theatre_id[:100]!r}. There is {', '.join(self._desks)}.")
        return self._desks[theatre_id]

    def close(self) -> None:
        """Close every store."""
        for desk in self:
            desk.close()


def open_desks(settings: Settings) -> Desks:
    """Open every theatre that the settings name.

    Raises:
        NotFoundError: one of them has no pack.
        DataError: a pack is broken.
        UnavailableError: a store cannot be opened.
    """
    one_store = settings.store is not None and THEATRE not in settings.store  # it holds the evidence of one theatre
    served = settings.theatres or (() if one_store else theatre_ids())
    ids = [settings.theatre, *(name for name in served if name != settings.theatre)]
    return Desks({theatre_id: _open(theatre_id, settings) for theatre_id in ids}, settings.theatre)


def _open(theatre_id: str, settings: Settings) -> Desk:
    store = (settings.store or "").replace(THEATRE, theatre_id) or str(settings.home / f"{theatre_id}.sqlite")
    return Desk(load_theatre(theatre_id), Store.open(store, theatre_id))


def retracted(atlas: Atlas, as_of: datetime | None = None) -> frozenset[ReportId]:
    """Ids of the reports that were public by `as_of` and withdrawn by then."""
    standing = atlas.view(as_of).evidence.reports
    public = (report for report in atlas.evidence.reports.values() if as_of is None or report.known_at <= as_of)
    return frozenset(report.id for report in public if report.id not in standing)
