"""Commands about reports: ingest, extract, retract."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.options import DEFAULT_THEATRE, AsJson, ReportDate, TheatreId, Who, Why, Workers
from geo.cli.session import open_store, open_theatre
from geo.cli.speak import count, emit, emit_json, note, progress, say
from geo.cli.wording import amount, change_lines, claim_line, figure_line, headline, tally
from geo.errors import InputError
from geo.interval import format_instant, parse_instant
from geo.model import Verdict

if TYPE_CHECKING:
    from geo.atlas import Change
    from geo.intake import Copy, IntakeSummary, Replaced
    from geo.model import Extraction, Report, Review
    from geo.readers import Refusal
    from geo.theatre import Theatre

LISTED = 40
"""Most names to print; --json gives all."""
HTML = frozenset({".html", ".htm"})

Paths = Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Text, Markdown, HTML or JSONL files, or folders of them.")]


def ingest(
    paths: Paths = None,
    *,
    pack: Annotated[bool, typer.Option("--pack", help="Read the reports that ship with the theatre.")] = False,
    date: ReportDate = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take in nothing at all when one report is refused.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Let a report stand in for another one under its id or address, which is kept.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read, tell what would change on the map, and store nothing.")] = False,
    workers: Workers = None,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Read reports into the store.

    A report that is there already adds nothing. One that cannot be read, or that is another text under a known id or address, is listed with the
    reason, and the rest goes in.
    """
    if bool(paths) == pack:
        raise InputError("Say what to ingest: paths of files or folders, or --pack for the reports that ship with the theatre.")
    if pack and (date or strict):
        raise InputError("The reports of the pack carry their dates and are sound: --date and --strict go with paths only.")
    with open_store(theatre) as intake, progress("Reading reports") as step:
        before = intake.atlas()
        if pack:
            summary = intake.ingest_pack(replace=replace, dry_run=dry_run, progress=step, workers=workers)
        else:
            summary = intake.ingest(paths or [], date=date, strict=strict, replace=replace, dry_run=dry_run, progress=step, workers=workers)
        if summary.last_day and not dry_run:
            summary = dataclasses.replace(summary, change=before.change(intake.atlas(), summary.last_day))
    if as_json:
        emit_json(summary.as_dict())
    else:
        _tell(summary, before.theatre, stored=not dry_run)
        list_refused(summary.refused)
    _end(summary.refused, summary.read)


def _tell(summary: IntakeSummary, theatre: Theatre, *, stored: bool) -> None:
    """The summary on stdout; what stayed unresolved is part of it."""
    say(headline(summary, stored=stored))
    if summary.added:
        say(f"The new ones say {count(summary.claims, 'claim')} and {count(summary.figures, 'figure')}.")
    _tell_replaced(summary.replaced, stored=stored)
    _tell_copies(summary.copies)
    _tell_changes(summary, theatre)
    if summary.unresolved:
        say(f"{count(len(summary.unresolved), 'name')} could not be placed: {tally(summary.unresolved, LISTED)}.")
    if summary.elsewhere:
        elsewhere = [(f"{name.surface}, {name.kind}", name.times) for name in summary.elsewhere]
        say(f"{count(len(elsewhere), 'name')} of other things than places of the gazetteer: {tally(elsewhere, LISTED)}.")
    for remark in summary.notes:
        say(f"{remark}.")


def _tell_replaced(replaced: Sequence[Replaced], *, stored: bool) -> None:
    """Which reports took the place of another one."""
    if replaced:
        takes = "stands in" if len(replaced) == 1 else "stand in"
        what = f"{takes} for an older text, which is kept and no longer counts" if stored else "would stand in for an older text"
        say(f"{count(len(replaced), 'report')} {what}:")
    for found in replaced[:LISTED]:
        say(f"  {found.report}: {found.id} in place of {found.replaced}")
    if len(replaced) > LISTED:
        say(f"  and {len(replaced) - LISTED:,} more")


def _tell_copies(copies: Sequence[Copy]) -> None:
    """Which reports are one voice with another, since they carry its text."""
    if copies:
        say(f"{count(len(copies), 'report')} of a text that another report carries too; each text counts once:")
    for copy in copies[:LISTED]:
        names = [f"{name} ({publisher or 'no publisher'})" for name, publisher in ((copy.report, copy.publisher), (copy.original, copy.original_publisher))]
        say(f"  {' is a copy of '.join(names)}")
    if len(copies) > LISTED:
        say(f"  and {len(copies) - LISTED:,} more")


def _tell_changes(summary: IntakeSummary, theatre: Theatre) -> None:
    """What the map does: after a dry run for each report that would change it, by itself, then for all together."""
    telling = [found for found in summary.changes if found.change.moves]
    for found in telling[:LISTED]:
        report = found.report
        say(f"{report.ref or report.id} ({report.publisher or 'no publisher'}, {report.known_at.date()}) by itself:")
        _tell_change(found.change, theatre)
    if len(telling) > LISTED:
        say(f"{len(telling) - LISTED:,} more would change the map; --json lists them all.")
    if still := len(summary.changes) - len(telling):
        say(f"{count(still, 'report')} would change nothing on the map by {'itself' if still == 1 else 'themselves'}.")
    if summary.change and summary.changes:
        say("All together:")
        _tell_change(summary.change, theatre)
    elif summary.change:
        say(f"{summary.change.sentence}.")


def _tell_change(change: Change, theatre: Theatre) -> None:
    for line in change_lines(change, theatre, LISTED):
        say(f"  {line}")


def list_refused(refused: Sequence[Refusal]) -> None:
    """What was not taken, on stderr."""
    for refusal in refused:
        note(f"Refused {refusal.where}: {refusal.reason}")


def _end(refused: Sequence[Refusal], read: int) -> None:
    """Exit code 2 when everything was refused; a batch of which some went in is done."""
    if refused and not read:
        raise typer.Exit(InputError.exit_code)


def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Text, Markdown, HTML or JSONL files, or folders of them.")],
    *,
    date: ReportDate = None,
    change: Annotated[bool, typer.Option("--change", help="Also show what each would change on the map of the store.")] = False,
    workers: Workers = None,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Show what reports say, storing nothing.

    That is the places they name, their claims and their figures; with --json one object a line.
    """
    from geo.readers import Refusal

    place = open_theatre(theatre)
    refused, read = [], 0
    with open_store(theatre) if change else nullcontext() as intake:
        for path, found in _extractions(paths, place, date, workers):
            if isinstance(found, Refusal):
                refused.append(found)
                continue
            read += 1
            would = intake.rehearse(found) if intake else None
            if as_json:
                _emit_line(found, would, with_text=path.suffix.lower() in HTML, change=change)
            else:
                _tell_extraction(found, would, place)
            if found.note:
                note(f"{found.report.ref or found.report.id}: {found.note}")
    list_refused(refused)
    _end(refused, read)


def _extractions(paths: Sequence[Path], theatre: Theatre, date: str | None, workers: int | None) -> Iterator[tuple[Path, Extraction | Refusal]]:
    from geo.geoparse.batch import read_all
    from geo.intake import with_outside_noted

    for (path, refusal), extraction in read_all(_entries(paths, theatre, date), theatre, workers=workers):
        if extraction:
            yield path, with_outside_noted(extraction, theatre)
        elif refusal:
            yield path, refusal


def _entries(paths: Sequence[Path], theatre: Theatre, date: str | None) -> Iterator[tuple[tuple[Path, Refusal | None], Report | None]]:
    """Each document with its file: its report, or why it is refused."""
    from geo.readers import Refusal, read_documents, to_report

    for document in read_documents(paths):
        if isinstance(document, Refusal):
            yield (Path(), document), None
            continue
        try:
            yield (Path(document.path), None), to_report(document, theatre, date=date, any_day=True)
        except InputError as fault:
            yield (Path(), Refusal(document.where, str(fault))), None


def _emit_line(extraction: Extraction, would: Change | None, *, with_text: bool, change: bool) -> None:
    from geo.export import as_dict, to_json

    emit(to_json(as_dict(extraction, with_text=with_text) | ({"change": would and would.as_dict()} if change else {})))


def _tell_extraction(extraction: Extraction, would: Change | None, theatre: Theatre) -> None:
    from geo.atlas.sentences import reading

    report = extraction.report
    say(f"{report.ref or report.id} ({report.publisher or 'no publisher'}, {report.known_at.date()})")
    for claim in extraction.claims:
        line = claim_line(
            claim.valid.last_day, reading(claim, theatre),
            basis=claim.basis, claimants="; ".join(claim.claimants), certainty=claim.certainty, background=claim.background,
        )  # fmt: skip
        say(f"  {line}")
    for figure in extraction.figures:
        holder = theatre.holder(figure.actor).name if figure.actor else "no side named"
        value = amount(figure.value, figure.low, figure.high, figure.unit, approx=figure.approx)
        say(f"  {figure_line(figure.valid.last_day, holder, figure.measure, value, '; '.join(figure.claimants))}")
    if unresolved := Counter(mention.surface for mention in extraction.mentions if mention.place_id is None):
        say(f"  outside the gazetteer: {tally(unresolved.most_common(), LISTED)}")
    if would:
        _tell_change(would, theatre)


def retract(
    report: Annotated[str, typer.Argument(metavar="ID", help="The report's id, or the one it was handed in with.")],
    *,
    why: Why,
    who: Who = "",
    void: Annotated[bool, typer.Option("--void", help="It was never valid: take it out of every answer, also as of earlier days.")] = False,
    since: Annotated[str | None, typer.Option("--from", metavar="DATE", help="Its publisher withdrew it on this day. Default: it is out from now on.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the retraction that stands.")] = False,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Take a report out of every map from now on, or take that back.

    It is not deleted. Maps as of an earlier moment stay as they were, unless the report is void or was withdrawn on an earlier day.
    """
    if sum((void, since is not None, undo)) > 1:
        raise InputError("Choose one of --void, --from DATE and --undo.")
    with open_store(theatre) as intake:
        if undo:
            review = intake.restore(report, why=why, who=who)
        else:
            review = intake.retract(report, why=why, who=who, void=void, since=parse_instant(since) if since else None)
        carriers = () if undo else intake.carriers(review.target)
    if as_json:
        emit_json(asdict(review) | {"id": review.id})
    else:
        say(f"{_deed(report, review)}: {review.why}")
    if carriers:
        named = ", ".join(f"{other.ref or other.id} ({other.publisher or 'no publisher'})" for other in carriers)
        note(f"Its text still counts, as in {named}. Retract that too where the text itself is wrong.")


def _deed(report: str, review: Review) -> str:
    """What became of a report."""
    given, since = format_instant(review.known_at), format_instant(review.since)
    if review.verdict is Verdict.VOID:
        return f"Declared {report} void at {given}, so it is out of every answer"
    if review.verdict is Verdict.ACCEPT:
        return f"Restored {report} as of {given}"
    return f"Retracted {report} as of {since}"
