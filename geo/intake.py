"""The way of a report into the map: read, extract, store, and a new Atlas. Ingest, preview and retract live here, once, for every interface."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from geo.atlas import Atlas
from geo.errors import InputError
from geo.evidence import Store, Unresolved, standing
from geo.geoparse import Extractor
from geo.geoparse import extractor as standard_extractor
from geo.model import Extraction, Report, Review, Verdict
from geo.readers import Document, Refusal, one_line, read_documents, to_report
from geo.theatre import Theatre, load_theatre, pack_reports
from geo.units import ReportId

Progress = Callable[[int, int], None]
"""Told how many reports are done, and of how many."""

UNRESOLVED = "unresolved"
"""The kind of a mention that may be a place of the theatre, but which one could not be told."""
MAX_REASON = 2_000
_HOME = Path(".salient")


@dataclass(frozen=True)
class IntakeSummary:
    """What became of a batch. `read` reports are `added` or were there `already`; claims and figures are those of the added ones.

    `unresolved` are names in the batch that could not be placed, `elsewhere` names of other things than places of the gazetteer (countries,
    districts, rivers ...), both with how often they stand there, the most frequent first.
    """

    read: int
    added: int
    already: int
    claims: int
    figures: int
    refused: tuple[Refusal, ...] = ()
    unresolved: tuple[tuple[str, int], ...] = ()
    elsewhere: tuple[Unresolved, ...] = ()
    notes: tuple[str, ...] = ()


class Intake:
    """The open store of one theatre, and the Atlas of what it holds. Threads may share it."""

    def __init__(self, theatre: Theatre, store: Store, *, extractor: Extractor | None = None) -> None:
        self.theatre = theatre
        self.store = store
        self._given_extractor = extractor
        self._lock = Lock()
        self._atlas: Atlas | None = None
        self._revision = -1

    @property
    def extractor(self) -> Extractor:
        """What reads the reports: the standard rules unless another was given."""
        return self._given_extractor or standard_extractor(self.theatre)

    def ingest(
        self, paths: Sequence[Path], *, date: str | None = None, strict: bool = False, dry_run: bool = False, progress: Progress | None = None
    ) -> IntakeSummary:
        """Read files and folders into the store, each report in one transaction. What is refused is listed, and the rest goes in.

        Args:
            paths: files and folders.
            date: the date of every report, whatever its file says.
            strict: take in nothing at all when something is refused.
            dry_run: tell what would be added, and store nothing.
            progress: called after each report.

        Raises:
            InputError: a path does not exist; or `strict` and something is refused.
            UnavailableError: the store cannot be written; what was added before stays.
        """
        reports, refused = self._reports(paths, date)
        if strict and refused:
            listed = "\n".join(f"- {refusal.where}: {refusal.reason}" for refusal in refused)
            raise InputError(f"{len(refused)} refused, {len(reports)} fine: nothing was taken in, as all or nothing was asked for.\n{listed}")
        return self._take(reports, refused, dry_run=dry_run, progress=progress or _no_progress)

    def ingest_pack(self, *, dry_run: bool = False, progress: Progress | None = None) -> IntakeSummary:
        """Read the reports that ship with the theatre into the store."""
        return self.ingest(pack_reports(self.theatre), dry_run=dry_run, progress=progress)

    def add(self, document: Document, *, date: str | None = None) -> Extraction:
        """Read one document and store it; one that is there already adds nothing.

        Raises:
            InputError: the document cannot be a report of this theatre.
            UnavailableError: the store cannot be written.
        """
        extraction = self.extractor.extract(to_report(document, self.theatre, date=date))
        self.store.append(extraction)
        return extraction

    def preview(self, document: Document, *, date: str | None = None) -> Extraction:
        """Read one document, and store nothing. One dated outside the theatre's span is read too, and a note says that it could not be stored.

        Raises:
            InputError: the document cannot be a report.
        """
        return preview(document, self.theatre, self.extractor, date=date)

    def retract(self, report_id_or_ref: str, *, why: str, who: str = "") -> Review:
        """Take a report out of every map from now on. Nothing is deleted, and what was known before this moment stays as it was.

        Returns:
            The verdict; the standing one when the report is retracted already for the same reason.

        Raises:
            NotFoundError: no such report.
            InputError: no reason is given, or it is too long; or several reports were handed in under this reference.
        """
        report, reason, reviewer = self.store.report(report_id_or_ref), one_line(why), one_line(who)
        if not reason:
            raise InputError("A retraction needs a reason. Give one with --why.")
        if max(len(reason), len(reviewer)) > MAX_REASON:
            raise InputError(f"The reason has {len(reason):,} characters, the reviewer's name {len(reviewer):,}; the limit is {MAX_REASON:,}. Shorten it.")
        newest = standing(self.store.reviews()).get(report.id)
        if newest and (newest.verdict, newest.who, newest.why) == (Verdict.REJECT, reviewer, reason):
            return newest
        review = Review(report.id, Verdict.REJECT, reviewer, reason, _after(newest))
        self.store.review(review)
        return review

    def atlas(self) -> Atlas:
        """The Atlas of what the store holds now; made anew when something was added, by this program or another."""
        with self._lock:
            revision = self.store.revision()  # read before the snapshot: what is added in between is seen next time
            if self._atlas is None or revision != self._revision:
                tessellation = self._atlas.tessellation if self._atlas else None
                self._atlas = Atlas.build(self.theatre, self.store.snapshot(), tessellation)
                self._revision = revision
            return self._atlas

    def _reports(self, paths: Sequence[Path], date: str | None) -> tuple[list[Report], list[Refusal]]:
        reports, refused = [], []
        for found in read_documents(paths):
            if isinstance(found, Refusal):
                refused.append(found)
                continue
            try:
                reports.append(to_report(found, self.theatre, date=date))
            except InputError as fault:
                refused.append(Refusal(found.where, str(fault)))
        return reports, refused

    def _take(self, reports: Sequence[Report], refused: Iterable[Refusal], *, dry_run: bool, progress: Progress) -> IntakeSummary:
        tally, reader = _Tally(), self.extractor
        progress(0, len(reports))
        for done, report in enumerate(reports, 1):
            if report.id in tally.seen or self.store.has(report.id, reader.id):
                tally.already += 1
            else:
                extraction = reader.extract(report)
                tally.count(extraction, added=dry_run or self.store.append(extraction))
            tally.seen.add(report.id)
            progress(done, len(reports))
        return self._summary(tally, len(reports), tuple(refused))

    def _summary(self, tally: _Tally, read: int, refused: tuple[Refusal, ...]) -> IntakeSummary:
        earlier = tally.seen - tally.fresh
        names = tally.names + Counter({(name.surface, name.kind): name.times for name in (self.store.unresolved(earlier) if earlier else ())})
        ranked = [Unresolved(surface, times, kind) for (surface, kind), times in sorted(names.items(), key=lambda item: (-item[1], item[0]))]
        return IntakeSummary(
            read=read,
            added=len(tally.fresh),
            already=tally.already,
            claims=tally.claims,
            figures=tally.figures,
            refused=refused,
            unresolved=tuple((name.surface, name.times) for name in ranked if name.kind == UNRESOLVED),
            elsewhere=tuple(name for name in ranked if name.kind != UNRESOLVED),
            notes=(*tally.remarks(), *self._retracted(earlier)),
        )

    def _retracted(self, report_ids: set[ReportId]) -> list[str]:
        """A word on reports that were handed in again after they were retracted."""
        verdicts = standing(self.store.reviews()) if report_ids else {}
        rejected = sorted(i for i in report_ids if i in verdicts and verdicts[i].verdict is Verdict.REJECT)
        return [f"retracted earlier and still out of the map: {', '.join(rejected)}"] if rejected else []


def preview(document: Document, theatre: Theatre, extractor: Extractor, *, date: str | None = None) -> Extraction:
    """What a document says. One dated outside the theatre's span is read too, and the note says that it could not be stored.

    Raises:
        InputError: the document cannot be a report.
    """
    extraction = extractor.extract(to_report(document, theatre, date=date, any_day=True))
    day, span = extraction.report.known_at.date(), theatre.span
    if theatre.covers(day):
        return extraction
    outside = f"{day} lies outside the theatre's days, {span.first_day} to {span.last_day}: this can be looked at, not stored"
    return replace(extraction, note="; ".join(part for part in (extraction.note, outside) if part))


@dataclass
class _Tally:
    """What is counted while a batch goes in. `fresh` are the reports added, `names` the mentions without a place, by surface and kind."""

    already: int = 0
    claims: int = 0
    figures: int = 0
    seen: set[ReportId] = field(default_factory=set)
    fresh: set[ReportId] = field(default_factory=set)
    names: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def count(self, extraction: Extraction, *, added: bool) -> None:
        """Count a reading; one that another program added in the same moment was there already."""
        if not added:
            self.already += 1
            return
        self.fresh.add(extraction.report.id)
        self.claims += len(extraction.claims)
        self.figures += len(extraction.figures)
        self.names.update((mention.surface, mention.kind) for mention in extraction.mentions if mention.place_id is None)
        self.notes.update([extraction.note] if extraction.note else [])

    def remarks(self) -> list[str]:
        """The extractor's remarks, the most frequent first."""
        return [f"{note} ({_reports(n)})" for note, n in sorted(self.notes.items(), key=lambda item: (-item[1], item[0]))]


def _reports(count: int) -> str:
    return f"{count:,} report{'' if count == 1 else 's'}"


def _no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


def _after(newest: Review | None) -> datetime:
    """Now; but later than the verdict that is answered, so that of two within one second the second stands."""
    now = datetime.now(UTC).replace(microsecond=0)
    return max(now, newest.known_at + timedelta(seconds=1)) if newest else now


def home() -> Path:
    """The folder of stores and tokens: SALIENT_HOME, or .salient in the working directory."""
    return Path(os.environ.get("SALIENT_HOME") or _HOME).expanduser()


def open_intake(theatre_id: str) -> Intake:
    """The intake of a theatre. Its store is the file `<theatre>.sqlite` at home, or what SALIENT_STORE names ({theatre} there stands for the id).

    Raises:
        NotFoundError: there is no such theatre.
        InputError: the place of the store is not understood, or holds something else; it is left as it is.
        UnavailableError: the store cannot be opened.
    """
    theatre = load_theatre(theatre_id)
    location = os.environ.get("SALIENT_STORE", "").replace("{theatre}", theatre.id) or str(home() / f"{theatre.id}.sqlite")
    return Intake(theatre, Store.open(location, theatre.id))
