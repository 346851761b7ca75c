"""Commands about reports: ingest, extract, retract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.options import DEFAULT_THEATRE, AsJson, ReportDate, TheatreId
from geo.cli.session import open_store, open_theatre
from geo.cli.speak import count, emit, emit_json, note, progress, say
from geo.cli.wording import amount, claim_line, figure_line, headline, tally
from geo.errors import InputError
from geo.interval import format_instant

if TYPE_CHECKING:
    from geo.intake import IntakeSummary
    from geo.model import Extraction
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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report, but store nothing.")] = False,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Read reports into the store.

    A report that is there already adds nothing. One that cannot be read is listed with the reason, and the rest goes in.
    """
    if bool(paths) == pack:
        raise InputError("Say what to ingest: paths of files or folders, or --pack for the reports that ship with the theatre.")
    if pack and (date or strict):
        raise InputError("The reports of the pack carry their dates and are sound: --date and --strict go with paths only.")
    with open_store(theatre) as intake, progress("Reading reports") as step:
        if pack:
            summary = intake.ingest_pack(dry_run=dry_run, progress=step)
        else:
            summary = intake.ingest(paths or [], date=date, strict=strict, dry_run=dry_run, progress=step)
    _tell(summary, as_json=as_json, stored=not dry_run)
    _end(summary.refused, summary.read)


def _tell(summary: IntakeSummary, *, as_json: bool, stored: bool) -> None:
    """The summary on stdout; what was refused or stayed unresolved is part of it."""
    if as_json:
        emit_json(asdict(summary))
        return
    say(headline(summary, stored=stored))
    if summary.added:
        say(f"The new ones say {count(summary.claims, 'claim')} and {count(summary.figures, 'figure')}.")
    if summary.unresolved:
        say(f"{count(len(summary.unresolved), 'name')} could not be placed: {tally(summary.unresolved, LISTED)}.")
    if summary.elsewhere:
        elsewhere = [(f"{name.surface}, {name.kind}", name.times) for name in summary.elsewhere]
        say(f"{count(len(elsewhere), 'name')} of other things than places of the gazetteer: {tally(elsewhere, LISTED)}.")
    for remark in summary.notes:
        say(f"{remark}.")
    _list_refused(summary.refused)


def _list_refused(refused: Sequence[Refusal]) -> None:
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
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Show what reports say, storing nothing.

    That is the places they name, their claims and their figures; with --json one object a line.
    """
    from geo.readers import Refusal

    place = open_theatre(theatre)
    refused, read = [], 0
    for path, found in _extractions(paths, place, date):
        if isinstance(found, Refusal):
            refused.append(found)
            continue
        read += 1
        if as_json:
            _emit_line(found, with_text=path.suffix.lower() in HTML)
        else:
            _tell_extraction(found, place)
        if found.note:
            note(f"{found.report.ref or found.report.id}: {found.note}")
    _list_refused(refused)
    _end(refused, read)


def _extractions(paths: Sequence[Path], theatre: Theatre, date: str | None) -> Iterator[tuple[Path, Extraction | Refusal]]:
    from geo.geoparse import extractor
    from geo.intake import preview
    from geo.readers import Refusal, read_documents

    rules = extractor(theatre)
    for document in read_documents(paths):
        if isinstance(document, Refusal):
            yield Path(), document
            continue
        try:
            yield Path(document.path), preview(document, theatre, rules, date=date)
        except InputError as fault:
            yield Path(), Refusal(document.where, str(fault))


def _emit_line(extraction: Extraction, *, with_text: bool) -> None:
    from geo.export import as_dict, to_json

    emit(to_json(as_dict(extraction, with_text=with_text)))


def _tell_extraction(extraction: Extraction, theatre: Theatre) -> None:
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


def retract(
    report: Annotated[str, typer.Argument(metavar="ID", help="The report's id, or the one it was handed in with.")],
    *,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it is kept with the report.")],
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Who decided.")] = "",
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Take a report out of every map from now on.

    It is not deleted, and maps as of an earlier moment stay as they were.
    """
    with open_store(theatre) as intake:
        review = intake.retract(report, why=why, who=who)
    if as_json:
        emit_json(asdict(review) | {"id": review.id})
    else:
        say(f"Retracted {report} as of {format_instant(review.known_at)}: {review.why}")
