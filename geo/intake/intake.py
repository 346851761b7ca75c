"""The open store of a theatre, and every way in which something gets into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from geo.atlas import Atlas, Change
from geo.errors import InputError
from geo.evidence import Store, Unresolved, find_claim, mirrors, standing
from geo.geoparse import Extractor
from geo.geoparse import extractor as standard_extractor
from geo.geoparse.batch import read_all
from geo.intake.rehearsal import Rehearsal, Ruling, effective, trial_reviews
from geo.intake.summary import Copy, IntakeSummary, Progress, ReportChange, Tally
from geo.intake.verdicts import after, changes_of, reasoned, says
from geo.model import Extraction, Report, Review, Verdict
from geo.readers import Document, Refusal, read_documents, to_report
from geo.theatre import Theatre, pack_reports
from geo.units import ReportId

UNRESOLVED = "unresolved"
"""The kind of a mention that may be a place of the theatre, but which one could not be told."""


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
        self,
        paths: Sequence[Path],
        *,
        date: str | None = None,
        strict: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
        workers: int | None = 1,
    ) -> IntakeSummary:
        """Read files and folders into the store, each report in one transaction. What is refused is listed, and the rest goes in.

        Args:
            paths: files and folders.
            date: the date of every report, whatever its file says.
            strict: take in nothing at all when something is refused.
            dry_run: tell what would be added and what that would change on the map, and store nothing.
            progress: called after each report.
            workers: processes that read, None for as many as the text is worth; the program's main module must then be importable.

        Raises:
            InputError: a path does not exist; `strict` and something is refused; or the number of workers is out of range.
            UnavailableError: the store cannot be written, or a reading process ended; what was added before stays.
        """
        reports, refused = self._reports(paths, date)
        if strict and refused:
            listed = "\n".join(f"- {refusal.where}: {refusal.reason}" for refusal in refused)
            raise InputError(f"{len(refused)} refused, {len(reports)} fine: nothing was taken in, as all or nothing was asked for.\n{listed}")
        return self._take(reports, refused, dry_run=dry_run, progress=progress or _no_progress, workers=workers)

    def ingest_pack(self, *, dry_run: bool = False, progress: Progress | None = None, workers: int | None = 1) -> IntakeSummary:
        """Read the reports that ship with the theatre into the store."""
        return self.ingest(pack_reports(self.theatre), dry_run=dry_run, progress=progress, workers=workers)

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
        report, (reason, reviewer) = self.store.report(report_id_or_ref), reasoned(why, who)
        if not reason:
            raise InputError("A retraction needs a reason. Give one with --why.")
        newest = standing(self.store.reviews()).get(report.id)
        if newest and says(newest, Verdict.REJECT, reviewer, reason):
            return newest
        review = Review(report.id, Verdict.REJECT, reviewer, reason, after(newest))
        self.store.review(review)
        return review

    def review(self, claim_id: str, verdict: Verdict, *, who: str, why: str, changes: Mapping[str, str] | None = None) -> Review:
        """Give a verdict on a claim; it counts from this moment on, in place of any earlier verdict, and nothing is deleted.

        Args:
            claim_id: the claim.
            verdict: accept (it counts as it was read), reject (it does not count) or amend (it counts with the changes).
            who: the reviewer.
            why: the reason.
            changes: for an amendment what is right: `place` (a name or id, for a line both ends with | between), `actor` (a side, or nobody), `event`,
                `date` (YYYY-MM-DD, or two with / between, both included).

        Returns:
            The verdict; the standing one when it says the same.

        Raises:
            NotFoundError: no such claim.
            InputError: reviewer or reason is missing or too long; changes without the verdict amend or the other way round, or one that cannot be made.
        """
        atlas = self.atlas()
        claim, (reason, reviewer) = find_claim(atlas.evidence, claim_id).claim, reasoned(why, who)
        if not reason or not reviewer:
            missing = "a reason. Say why with --reason TEXT (over HTTP `why`)" if reviewer else "a reviewer. Say who decides with --by NAME (over HTTP `who`)"
            raise InputError(f"A review needs {missing}.")
        made = changes_of(claim, verdict, changes or {}, self.theatre, atlas.tessellation.place_ids)
        newest = standing(atlas.evidence.reviews).get(claim.id)
        if newest and says(newest, verdict, reviewer, reason, made):
            return newest
        review = Review(claim.id, verdict, reviewer, reason, after(newest), made)
        self.store.review(review)
        return review

    def carriers(self, report_id: str) -> tuple[Report, ...]:
        """The reports in force that carry the text of this one, or whose text it carries."""
        atlas = self.atlas()
        every = mirrors(atlas.evidence.reports.values())
        near = {copy for copy, original in every.items() if original == report_id} | {every.get(ReportId(report_id))}
        return tuple(report for found, report in atlas.view().evidence.reports.items() if found in near)

    def rehearse(self, extraction: Extraction) -> Change | None:
        """What storing this reading would change on its report's day; None when it could not be stored, as it lies outside the theatre's span."""
        return self.rehearsal(extraction).change

    def rehearsal(self, extraction: Extraction, rulings: Sequence[Ruling] = ()) -> Rehearsal:
        """What storing this reading and giving these verdicts on its claims would change on its report's day; nothing is stored.

        Raises:
            InputError: a verdict is on a claim that the reading does not make, or cannot be given.
        """
        report, atlas = extraction.report, self.atlas()
        day, stored = report.known_at.date(), self.store.has(report.id, extraction.method)
        reviews = trial_reviews(extraction, rulings, atlas)
        claims = effective(extraction.claims, (*atlas.evidence.reviews, *reviews))
        if not self.theatre.covers(day):
            return Rehearsal(claims)
        read = atlas if stored else atlas.with_readings([extraction])
        then = read.with_verdicts(reviews) if reviews else read
        change = atlas.change(then, day, would=True)
        if stored and not reviews:
            change = replace(change, sentence="This report is stored already, so the map would stay as it is on every day")
        return Rehearsal(claims, change, atlas.moved(then, day))

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

    def _take(self, reports: Sequence[Report], refused: Iterable[Refusal], *, dry_run: bool, progress: Progress, workers: int | None) -> IntakeSummary:
        tally, reader = Tally(), self.extractor
        tried: list[Extraction] = []
        progress(0, len(reports))
        fresh = {report.id: report for report in reversed(reports) if not self.store.has(report.id, reader.id)}
        readings = self._readings([report for report in reports if fresh.get(report.id) is report], workers)
        for done, report in enumerate(reports, 1):
            if report.id in tally.seen or report.id not in fresh:
                tally.already += 1
            else:
                extraction = next(readings)
                tally.count(extraction, added=dry_run or self.store.append(extraction))
                tried += [extraction] if dry_run else []
            tally.seen.add(report.id)
            progress(done, len(reports))
        summary = replace(self._summary(tally, len(reports), tuple(refused)), copies=self._copies(tally.fresh, tried))
        return self._rehearsed(summary, tried) if tried else summary

    def _readings(self, reports: Sequence[Report], workers: int | None) -> Iterator[Extraction]:
        """What the reports say, in their order; the standard extractor can be had in several processes, another that was given only here."""
        if (given := self._given_extractor) is not None:
            return map(given.extract, reports)
        return (extraction for _, extraction in read_all(((report.id, report) for report in reports), self.theatre, workers=workers) if extraction)

    def _copies(self, fresh: Collection[ReportId], tried: Sequence[Extraction]) -> tuple[Copy, ...]:
        """The reports added now that carry the text of another, and those there already that turn out to carry that of one added now."""
        if not fresh:
            return ()
        atlas = self.atlas()
        evidence = (atlas.with_readings(tried) if tried else atlas).view().evidence
        pairs = [(report, evidence.mirrors[report]) for report in evidence.reports if report in evidence.mirrors]
        return tuple(Copy.of(evidence.reports[copy], evidence.reports[original]) for copy, original in pairs if copy in fresh or original in fresh)

    def _rehearsed(self, summary: IntakeSummary, tried: Sequence[Extraction]) -> IntakeSummary:
        """The summary with what the readings of a dry run would change, each by itself and all together."""
        atlas = self.atlas()
        days = [extraction.report.known_at.date() for extraction in tried]
        alone = [atlas.change(atlas.with_readings([reading]), day, would=True) for reading, day in zip(tried, days, strict=True)]
        changes = tuple(ReportChange(reading.report, change) for reading, change in zip(tried, alone, strict=True))
        return replace(summary, changes=changes, change=atlas.change(atlas.with_readings(tried), max(days), would=True))

    def _summary(self, tally: Tally, read: int, refused: tuple[Refusal, ...]) -> IntakeSummary:
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
            notes=(*tally.remarks(), *self._retracted(earlier), *self._unanswered(tally.fresh)),
            last_day=tally.last_day,
        )

    def _retracted(self, report_ids: set[ReportId]) -> list[str]:
        """A word on reports that were handed in again after they were retracted."""
        verdicts = standing(self.store.reviews()) if report_ids else {}
        rejected = sorted(i for i in report_ids if i in verdicts and verdicts[i].verdict is Verdict.REJECT)
        return [f"retracted earlier and still out of the map: {', '.join(rejected)}"] if rejected else []

    def _unanswered(self, fresh: set[ReportId]) -> list[str]:
        """A word on verdicts whose claims a newer reading of their reports no longer makes: they are kept, and have nothing to act on."""
        verdicts = standing(self.store.reviews()) if fresh else {}
        evidence = self.store.snapshot() if verdicts else None
        left = set(verdicts) - {known.claim.id for known in evidence.claims} - set(evidence.reports) if evidence else set()
        return [f"reviewed, but read otherwise since, so that the verdict has nothing to act on: {', '.join(sorted(left))}"] if left else []


def preview(document: Document, theatre: Theatre, extractor: Extractor, *, date: str | None = None) -> Extraction:
    """What a document says. One dated outside the theatre's span is read too, and the note says that it could not be stored.

    Raises:
        InputError: the document cannot be a report.
    """
    return with_outside_noted(extractor.extract(to_report(document, theatre, date=date, any_day=True)), theatre)


def with_outside_noted(extraction: Extraction, theatre: Theatre) -> Extraction:
    """The reading, with a note where its report lies outside the theatre's span and so could not be stored."""
    day, span = extraction.report.known_at.date(), theatre.span
    if theatre.covers(day):
        return extraction
    outside = f"{day} lies outside the theatre's days, {span.first_day} to {span.last_day}: this can be looked at, not stored"
    return replace(extraction, note="; ".join(part for part in (extraction.note, outside) if part))


def _no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""
