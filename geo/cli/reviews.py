"""The command about a single claim: review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.options import DEFAULT_THEATRE, AsJson, AsOf, AsRecorded, TheatreId, Who, Why
from geo.cli.session import known_by, open_store, recorded_by
from geo.cli.speak import emit_json, say
from geo.cli.wording import change_lines, claim_line, days_line, quoted
from geo.errors import InputError
from geo.interval import format_instant
from geo.model import Verdict

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.evidence import ClaimHistory
    from geo.intake import Intake
    from geo.model import Claim, Review
    from geo.theatre import Theatre

DEEDS = {Verdict.ACCEPT: "Accepted", Verdict.REJECT: "Rejected", Verdict.AMEND: "Amended", Verdict.VOID: "Declared void"}
LISTED = 40
"""Most settlements to print; --json gives all."""
CHOICE = "Choose one of --accept, --reject, --amend KEY=VALUE ..., --void and --history."


def review(
    claim: Annotated[str, typer.Argument(metavar="CLAIM_ID", help="The claim, by its id.")],
    pairs: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE", help="With --amend: what is right. Keys: place, actor, event, date.")] = None,
    *,
    accept: Annotated[bool, typer.Option("--accept", help="The claim counts as it was read.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="The claim does not count.")] = False,
    void: Annotated[bool, typer.Option("--void", help="The claim was never valid: it counts in no answer, also as of earlier days.")] = False,
    amend: Annotated[bool, typer.Option("--amend", help="The claim counts with the changes KEY=VALUE ... that follow.")] = False,
    place: Annotated[str | None, typer.Option("--place", metavar="NAME", help="With --amend: the right place; as place=NAME.")] = None,
    who: Who = "",
    why: Why = "",
    history: Annotated[bool, typer.Option("--history", help="Show the claim, every verdict on it and what counts; change nothing.")] = False,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Give a verdict on a claim: accept, reject or amend it, or declare it void.

    It counts from now on, in place of any earlier verdict. Nothing is deleted, and maps as of an earlier moment stay as they were, unless it is void.
    """
    verdict = _verdict({Verdict.ACCEPT: accept, Verdict.REJECT: reject, Verdict.VOID: void, Verdict.AMEND: amend, None: history})
    changes = _changes(pairs or [], place)
    _refuse_misplaced(verdict, changes, (as_of, as_recorded), said=bool(who or why))
    with open_store(theatre) as intake:
        if verdict is None:
            _tell_history(intake.atlas(recorded_by(as_recorded)), claim, known_by(as_of), as_json=as_json)
        else:
            _decide(intake, claim, verdict, changes, (who, why), as_json=as_json)


def _verdict(wanted: Mapping[Verdict | None, bool]) -> Verdict | None:
    """The verdict asked for, None for the history alone.

    Raises:
        InputError: none or several are asked for.
    """
    found = [verdict for verdict, asked in wanted.items() if asked]
    if len(found) != 1:
        raise InputError(f"{'No verdict is given' if not found else 'Several are given'}. {CHOICE}")
    return found[0]


def _changes(pairs: Sequence[str], place: str | None) -> dict[str, str]:
    found: dict[str, str] = {} if place is None else {"place": place}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"{pair[:80]!r} is no change. Write KEY=VALUE, for example event=entered or place='Malaya Loknya'.")
        if key.strip() in found:
            raise InputError(f"{key.strip()[:80]!r} is given twice. Give it once.")
        found[key.strip()] = value
    return found


def _refuse_misplaced(verdict: Verdict | None, changes: dict[str, str], clocks: tuple[str | None, str | None], *, said: bool) -> None:
    """Refuse what does not go with the verdict rather than pass over it."""
    if changes and verdict is not Verdict.AMEND:
        raise InputError(f"Changes ({', '.join(changes)}) go with --amend only.")
    if verdict is None and said:
        raise InputError("--history shows and decides nothing: leave out --by and --reason, or choose a verdict.")
    if verdict is not None and clocks != (None, None):
        raise InputError("--as-of and --as-recorded go with --history only: a verdict counts from the moment it is given.")


def _decide(intake: Intake, claim: str, verdict: Verdict, changes: dict[str, str], said: tuple[str, str], *, as_json: bool) -> None:
    from geo.atlas.verdicts import day_of, reviewed_row

    before = intake.atlas()
    given = intake.review(claim, verdict, who=said[0], why=said[1], changes=changes)
    after = intake.atlas()
    earlier, history = before.claim_history(given.target), after.claim_history(given.target)
    change, added = before.change(after, day_of(earlier, history)), given not in before.evidence.reviews
    if as_json:
        emit_json(reviewed_row(given, history, change, intake.theatre, added=added))
        return
    _tell_verdict(given, added=added, earlier=earlier.standing if added else None)
    _tell_readings(history, intake.theatre)
    for line in change_lines(change, intake.theatre, LISTED):
        say(line)


def _tell_verdict(review: Review, *, added: bool, earlier: Review | None) -> None:
    when = format_instant(review.known_at)
    if added:
        say(f"{DEEDS[review.verdict]} {review.target} as of {when}{_changed(review)}: {review.why}")
    else:
        say(f"{review.target} was {DEEDS[review.verdict].lower()} so at {when} already; nothing was added.")
    if earlier:
        say(f"  instead of: {_line(earlier)}")


def _tell_readings(history: ClaimHistory, theatre: Theatre) -> None:
    """The claim as it was read, and as it counts now."""
    from geo.atlas.verdicts import remark

    say(f"  read as: {_reading(history.known.claim, theatre)}")
    if history.effective is None:
        say("  counts: no")
    elif history.effective == history.known.claim:
        say("  counts: as it was read")
    else:
        say(f"  counts as: {_reading(history.effective, theatre)}")
    if words := remark(history):
        say(f"  {words}")


def _tell_history(atlas: Atlas, claim: str, as_of: datetime | None, *, as_json: bool) -> None:
    from geo.atlas.verdicts import history_row

    found = atlas.claim_history(claim, as_of)
    report = atlas.evidence.reports[found.known.claim.report_id]
    if as_json:
        emit_json(history_row(found, report, atlas.theatre, as_of, atlas.as_recorded))
        return
    say(f"{found.known.claim.id} in {report.ref or report.id} ({report.publisher or 'no publisher'}, {report.known_at.date()})")
    say(f"  {quoted(found.known.claim.text, report.kind)}")
    for given in found.reviews:
        say(f"  {_line(given)}")
    for given in found.report_reviews:
        say(f"  on its report, {_line(given)}")
    _tell_readings(found, atlas.theatre)


def _line(review: Review) -> str:
    """2026-11-22T18:00:00Z: amend by A. Analyst, place=berdin: the map shows it."""
    by = f" by {review.who}" if review.who else ""
    return f"{format_instant(review.known_at)}: {review.verdict}{by}{_changed(review)}: {review.why}"


def _changed(review: Review) -> str:
    return "".join(f", {name}={value or 'nobody'}" for name, value in review.changes if name != "place_name")


def _reading(claim: Claim, theatre: Theatre) -> str:
    from geo.atlas.sentences import reading

    return claim_line(
        days_line(claim), reading(claim, theatre),
        basis=claim.basis, claimants="; ".join(claim.claimants), certainty=claim.certainty, background=claim.background,
    )  # fmt: skip
