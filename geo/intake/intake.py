"""The open store of a theatre, and every way in which something gets into it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from geo.atlas import Atlas, Change
from geo.errors import ConflictError, InputError
from geo.evidence import Store, find_claim, mirrors, standing
from geo.geoparse import Extractor, patience
from geo.geoparse import extractor as standard_extractor
from geo.geoparse.batch import read_all
from geo.intake.atlases import Atlases
from geo.intake.batch import Batch, Entry, gather
from geo.intake.preview import preview
from geo.intake.rehearsal import Rehearsal, Ruling, effective, laid_on, trial_reviews
from geo.intake.summary import IntakeSummary, Progress, ReportChange, Tally, copies, summed_up
from geo.intake.verdicts import after, changes_of, dated_back, reasoned, says
from geo.model import Extraction, Report, Review, Verdict
from geo.readers import Document, Refusal, to_report
from geo.theatre import Theatre, pack_reports
from geo.units import ReportId


class Intake:
    """The open store of one theatre, and the Atlas of what it holds. Threads may share it."""

    def __init__(self, theatre: Theatre, store: Store, *, extractor: Extractor | None = None) -> None:
        self.theatre = theatre
        self.store = store
        self._given_extractor = extractor
        self._atlases = Atlases(theatre, store)

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
        replace: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
        workers: int | None = 1,
    ) -> IntakeSummary:
        """Read files and folders into the store, each report in one transaction. What is refused is listed, and the rest goes in.

        Args:
            paths: files and folders.
            date: the date of every report, whatever its file says.
            strict: take in nothing at all when something is refused.
            replace: let a report stand in for another one under its id or address, which stays and is superseded; otherwise it is refused.
            dry_run: tell what would be added and what that would change on the map, and store nothing.
            progress: called after each report.
            workers: processes that read, None for as many as the text is worth; the program's main module must then be importable.

        Raises:
            InputError: a path does not exist; `strict` and something is refused; or the number of workers is out of range.
            UnavailableError: the store cannot be written, or a reading process ended; what was added before stays.
        """
        batch = gather(paths, self.theatre, self.store, date=date, replace=replace)
        if strict and batch.refused:
            listed = "\n".join(f"- {refusal.where}: {refusal.reason}" for refusal in batch.refused)
            fine = len(batch.entries)
            raise InputError(f"{len(batch.refused)} refused, {fine} fine: nothing was taken in, as all or nothing was asked for.\n{listed}")
        readings = self._readings(batch.entries, workers)
        if dry_run:
            return self._rehearsed(batch, readings, progress or _no_progress)
        return self._taken(batch, readings, progress or _no_progress, replace=replace)

    def ingest_pack(self, *, replace: bool = False, dry_run: bool = False, progress: Progress | None = None, workers: int | None = 1) -> IntakeSummary:
        """Read the reports that ship with the theatre into the store."""
        return self.ingest(pack_reports(self.theatre), replace=replace, dry_run=dry_run, progress=progress, workers=workers)

    def add(self, document: Document, *, date: str | None = None, replace: bool = False) -> tuple[Extraction, bool]:
        """Read one document and store it. With `replace` it stands in for the report under its name, which stays and is superseded.

        Returns:
            What was read, and whether it is new; one that is there already adds nothing.

        Raises:
            InputError: the document cannot be a report of this theatre.
            ConflictError: another report counts under its id or address.
            UnavailableError: the store cannot be written.
        """
        extraction = self.extractor.extract(to_report(document, self.theatre, date=date))
        return extraction, self.store.append(extraction, replace=replace)

    def preview(self, document: Document, *, date: str | None = None) -> Extraction:
        """Read one document, and store nothing. One dated outside the theatre's span is read too, and a note says that it could not be stored.

        Raises:
            InputError: the document cannot be a report.
        """
        return preview(document, self.theatre, self.extractor, date=date)

    def retract(self, report_id_or_ref: str, *, why: str, who: str = "", void: bool = False, since: datetime | None = None) -> Review:
        """Take a report out of every map, and out of answers as of earlier moments only where that is asked for. Nothing is deleted.

        Args:
            report_id_or_ref: the report.
            why: the reason.
            who: who decides.
            void: it was never valid (a hoax, a slip): it is out of every answer, as of whatever moment.
            since: it was withdrawn at this instant, so answers as of that moment or later are without it; else from now on.

        Returns:
            The verdict; the standing one when the report is retracted already in the same way for the same reason.

        Raises:
            NotFoundError: no such report.
            InputError: no reason is given, or it is too long; several reports were handed in under this reference; or the
                instant lies before the report's publication or after today, or goes with `void`.
        """
        if void and since is not None:
            raise InputError("A report that was never valid has no day from which on it is withdrawn. Give one of the two.")
        report, reason, reviewer, newest = self._at_issue(report_id_or_ref, why, who)
        given = after(newest)
        changes = dated_back(since, given)
        verdict = Verdict.VOID if void else Verdict.REJECT
        if newest and says(newest, verdict, reviewer, reason, changes):
            return newest
        review = Review(report.id, verdict, reviewer, reason, given, changes)
        self.store.review(review)
        return review

    def restore(self, report_id_or_ref: str, *, why: str, who: str = "") -> Review:
        """Undo the retraction that stands on a report: it counts again from now on, and where it was void or dated back in every answer before it, too.

        Returns:
            The verdict; the standing one when the report was restored already for the same reason.

        Raises:
            NotFoundError: no such report.
            InputError: it is not retracted; no reason is given, or it is too long; or several reports were handed in under this reference.
            ConflictError: another report counts under its name meanwhile.
        """
        report, reason, reviewer, newest = self._at_issue(report_id_or_ref, why, who)
        if newest and says(newest, Verdict.ACCEPT, reviewer, reason):
            return newest
        if newest is None or not newest.rejects:
            raise InputError(f"The report {report.ref or report.id} is not retracted, so there is nothing to undo.")
        review = Review(report.id, Verdict.ACCEPT, reviewer, reason, after(newest))
        self.store.review(review)
        return review

    def _at_issue(self, report_id_or_ref: str, why: str, who: str) -> tuple[Report, str, str, Review | None]:
        """The report that a retraction or its undoing is about, the reason, who decides, and the verdict that stands."""
        report, (reason, reviewer) = self.store.report(report_id_or_ref), reasoned(why, who)
        if not reason:
            raise InputError("A retraction, and its undoing, needs a reason. Give one with --why.")
        return report, reason, reviewer, standing(self.store.reviews()).get(report.id)

    def review(self, claim_id: str, verdict: Verdict, *, who: str, why: str, changes: Mapping[str, str] | None = None) -> Review:
        """Give a verdict on a claim; it counts from this moment on, in place of any earlier verdict, and nothing is deleted.

        Args:
            claim_id: the claim.
            verdict: accept (it counts as it was read), reject (it counts no longer), amend (it counts with the changes) or void (it was never
                valid, and counts in no answer as of whatever moment).
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

        Where another report has its name it is laid on the map in place of that one, and the sentence says so.

        Raises:
            InputError: a verdict is on a claim that the reading does not make, or cannot be given.
        """
        report, atlas = extraction.report, self.atlas()
        day, stored = report.known_at.date(), self.store.has(report.id, extraction.method)
        reviews = trial_reviews(extraction, rulings, atlas)
        claims = effective(extraction.claims, (*atlas.evidence.reviews, *reviews))
        if not self.theatre.covers(day):
            return Rehearsal(claims)
        patience.check()
        replacing = () if stored else self._replacing(report)
        read = atlas if stored else laid_on(atlas, [(Entry("", report, replacing), extraction)])
        then = read.with_verdicts(reviews) if reviews else read
        change = atlas.change(then, day, would=True)
        patience.check()
        if stored and not reviews:
            change = dataclasses.replace(change, sentence="This report is stored already, so the map would stay as it is on every day")
        if replacing:
            others = ", ".join(sorted(atlas.evidence.reports[ReportId(review.target)].ref or review.target for review in replacing))
            change = dataclasses.replace(change, sentence=f"{change.sentence}, with this report in place of the one stored as {others}")
        return Rehearsal(claims, change, atlas.moved(then, day))

    def _replacing(self, report: Report) -> tuple[Review, ...]:
        """The verdicts that let a report stand in for the one under its name; none where there is none, or where several have its address."""
        try:
            return self.store.admit(report, replace=True)
        except ConflictError:
            return ()

    def atlas(self, recorded_by: datetime | None = None) -> Atlas:
        """The Atlas of what the store holds now; made anew when something was added, by this program or another.

        With `recorded_by`, in whole seconds UTC, that of what it held at that instant.
        """
        return self._atlases.newest() if recorded_by is None else self._atlases.held(recorded_by)

    def _taken(self, batch: Batch, readings: Iterator[Extraction | None], progress: Progress, *, replace: bool) -> IntakeSummary:
        """Store the readings, each in one transaction. What another program added meanwhile may refuse one even now."""
        tally, refused = Tally(), list(batch.refused)
        progress(0, len(batch.entries))
        for done, (entry, extraction) in enumerate(zip(batch.entries, readings, strict=True), 1):
            try:
                added = extraction is not None and self.store.append(extraction, replace=replace)
            except ConflictError as fault:
                refused.append(Refusal(entry.where, str(fault)))
            else:
                tally.count(entry, extraction if added else None)
            progress(done, len(batch.entries))
        summary = summed_up(tally, refused, self.store)
        return dataclasses.replace(summary, copies=copies(self.atlas(), tally.fresh)) if tally.fresh else summary

    def _rehearsed(self, batch: Batch, readings: Iterator[Extraction | None], progress: Progress) -> IntakeSummary:
        """What storing the readings would do, each by itself and all together; nothing is stored."""
        tally, tried = Tally(), list[tuple[Entry, Extraction]]()
        progress(0, len(batch.entries))
        for done, (entry, extraction) in enumerate(zip(batch.entries, readings, strict=True), 1):
            tally.count(entry, extraction)
            if extraction:
                tried.append((entry, extraction))
            progress(done, len(batch.entries))
        summary = summed_up(tally, batch.refused, self.store)
        if not tried:
            return summary
        atlas = self.atlas()
        then, alone = laid_on(atlas, tried), []
        for entry, extraction in tried:
            change = atlas.change(laid_on(atlas, [(entry, extraction)]), entry.report.known_at.date(), would=True)
            alone.append(ReportChange(entry.report, change))
        together = atlas.change(then, max(entry.report.known_at.date() for entry, _ in tried), would=True)
        return dataclasses.replace(summary, changes=tuple(alone), change=together, copies=copies(then, tally.fresh))

    def _readings(self, entries: Sequence[Entry], workers: int | None) -> Iterator[Extraction | None]:
        """What each report says, in order; None for one that was read before.

        The standard extractor can be had in several processes, another that was given only here.
        """
        waiting = [(entry.where, report) for entry, report in zip(entries, self._unread(entries), strict=True)]
        if (given := self._given_extractor) is not None:
            return (given.extract(report) if report else None for _, report in waiting)
        return (extraction for _, extraction in read_all(waiting, self.theatre, workers=workers))

    def _unread(self, entries: Sequence[Entry]) -> Iterator[Report | None]:
        """For each entry its report, if it has to be read; the first of several that are the same."""
        seen: set[ReportId] = set()
        for entry in entries:
            report = entry.report
            known = report.id in seen or (not entry.verdicts and self.store.has(report.id, self.extractor.id))
            seen.add(report.id)
            yield None if known else report


def _no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""
