"""The door for reports: adding one, withdrawing one, and trying what would be read without storing anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import orjson
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.bodies import LAYER_BODY, DocumentIn, LayerQuery, RetractionBody, ReviewBody, TrialBody, request_body
from api.dependencies import ClaimId, TheatreId
from api.desk import Added, Desk, retracted
from api.errors import reading_body
from api.forms import JSON
from api.outer import outer
from api.rows import late_words
from api.schemas import AddedAnswer, ExtractAnswer, ImportedAnswer, ReportIn, RetractedAnswer, RetractionIn, ReviewedAnswer, ReviewIn, TrialIn
from api.security import OPTIONAL, Trusted, Writer
from api.settings import Settings
from api.strangers import strangers_turn
from geo.atlas import Atlas
from geo.atlas.verdicts import day_of, reading_rows, review_row, reviewed_row
from geo.evidence import standing, successor
from geo.export import as_dict, geojson, to_json
from geo.intake import Imported, Rehearsal
from geo.interval import parse_instant
from geo.model import Extraction, Review, Verdict
from geo.readers.layer import find_holder
from geo.units import ReportId

V = TypeVar("V")

router = APIRouter(prefix="/theatres/{theatre}", tags=["Writing"])

NOT_KEPT = {"Cache-Control": "no-store"}


async def _desk(request: Request, theatre: TheatreId) -> Desk:
    desk: Desk = request.app.state.desks.get(theatre)
    return desk


async def _admit(request: Request, trusted: Trusted) -> None:
    """Count a stranger's extraction against its client's minute."""
    if not trusted:
        settings: Settings = request.app.state.settings
        request.app.state.extracts.admit(settings.proxies.client(request.scope))


DeskOf = Annotated[Desk, Depends(_desk)]


async def _work(request: Request, work: Callable[[], V]) -> V:
    """Do heavy work beside the threads that readers use; it is finished even when the client goes away."""
    return await run_sync(work, limiter=request.app.state.workers)


@router.post("/extract", response_model=ExtractAnswer, openapi_extra=request_body(TrialIn, text=True) | OPTIONAL, dependencies=[Depends(_admit)])
async def extract(request: Request, desk: DeskOf, trial: TrialBody, trusted: Trusted) -> Response:
    """What would be read from a report (names, claims, figures), and what it would change on the map, with `verdicts` on its claims. Nothing is stored.

    Without a token the text may be shorter, and few are read at once, each for a bounded time.
    """

    def work() -> bytes:
        with reading_body():
            read = desk.preview(trial.document)
            found = desk.rehearse(read, trial.rulings)
        return to_json({**as_dict(read), **_rehearsed(read, found, desk), **({"note": read.note} if read.note else {})})

    made = await (_work(request, work) if trusted else strangers_turn(request, work))
    return Response(made, media_type=JSON, headers=NOT_KEPT)


def _rehearsed(read: Extraction, found: Rehearsal, desk: Desk) -> dict[str, Any]:
    return {
        "readings": reading_rows(read.claims, found.claims, desk.theatre),
        "change": found.change and found.change.as_dict(),
        "ground": None if found.ground is None else orjson.loads(geojson(found.ground)),
    }


@router.post(
    "/reports",
    response_model=AddedAnswer,
    status_code=201,
    responses={200: {"model": AddedAnswer, "description": "It was stored before."}},
    openapi_extra=request_body(ReportIn, text=True),
    dependencies=[Writer],
)
async def add_report(
    request: Request,
    desk: DeskOf,
    document: DocumentIn,
    *,
    replace: Annotated[bool, Query(description="Let it stand in for another report under its id or address, which is kept; otherwise that is a 409.")] = False,
) -> Response:
    """Read a report, store it, and answer with what was read and how the map changed. The same report again changes nothing."""

    def work() -> tuple[dict[str, Any], bool]:
        with reading_body():
            done = desk.add(document, replace=replace)
        report = done.extraction.report
        changed = done.before.change(done.after, report.known_at.date()).as_dict()
        note = {"note": remark} if (remark := _remark(done)) else {}
        told = {"report_id": report.id, "added": done.added, "replaced": _replaced(done), "read": as_dict(done.extraction), "change": changed}
        return told | note, done.added

    content, added = await _work(request, work)
    where = {"Location": f"{outer(request).base}/theatres/{desk.theatre.id}/reports/{content['report_id']}"}
    return Response(to_json(content), 201 if added else 200, NOT_KEPT | where, JSON)


def _replaced(done: Added) -> list[str]:
    """The reports that this one stands in for."""
    verdicts = standing(done.after.evidence.reviews)
    return sorted(target for target, review in verdicts.items() if successor(review) == done.extraction.report.id)


def _remark(done: Added) -> str:
    """What the adder should know beside what was read."""
    report = done.extraction.report.id
    if report in retracted(done.after):
        return _why_out(done, report)
    evidence = done.after.view().evidence
    carried = evidence.reports[evidence.mirrors[report]] if report in evidence.mirrors else None
    copied = f"This report is a copy of {carried.ref or carried.id} ({carried.publisher}); what both say counts once." if carried else ""
    late = late_words(done.after, done.extraction.report) if done.added else None
    told = f"{late} Answers as of any day since then follow it; those as-recorded before today do not." if late else ""
    return " ".join(part for part in (copied, _at_its_address(done), done.extraction.note, told) if part)


def _why_out(done: Added, report: ReportId) -> str:
    """Why a report that was stored before does not count."""
    other = successor(standing(done.after.evidence.reviews).get(report))
    if other is None:
        return "This report was retracted earlier and stays out of the map."
    return f"This report was replaced earlier, by {other}, and stays out of the map; with ?replace=true it takes its place again."


def _at_its_address(done: Added) -> str:
    """A word on reports that only their ids tell from this one."""
    if not done.neighbours:
        return ""
    others = ", ".join(other.ref or other.id for other in done.neighbours)
    return f"At the same address there is also {others}; where this is a newer text of it, retract that."


@router.post(
    "/reports/{report}/retraction",
    response_model=RetractedAnswer,
    status_code=201,
    responses={200: {"model": RetractedAnswer, "description": "This very verdict stood already; nothing changed."}},
    openapi_extra=request_body(RetractionIn),
    dependencies=[Writer],
)
async def retract_report(
    request: Request,
    desk: DeskOf,
    name: Annotated[str, Path(alias="report", description="Its id, or the id it was handed in with.", max_length=200)],
    why: RetractionBody,
) -> Response:
    """Withdraw a report, or take that back: nothing is deleted, and every verdict stays on record with its reason.

    Its claims no longer count from now on; `from` dates that back to the day on which its publisher withdrew it; `void` says that it never was
    valid, and takes it out of every answer, also as of earlier days. `undo` lets it count again.
    """

    def work() -> tuple[dict[str, Any], bool]:
        with reading_body():
            review, before, after = _retraction(desk, name, why)
        on = after.evidence.reports[ReportId(review.target)].known_at.date()
        changed = before.change(after, on).as_dict()
        return {"report_id": review.target, "review": review_row(review), "change": changed}, review not in before.evidence.reviews

    content, new = await _work(request, work)
    return Response(to_json(content), 201 if new else 200, NOT_KEPT, JSON)


def _retraction(desk: Desk, name: str, asked: RetractionIn) -> tuple[Review, Atlas, Atlas]:
    if asked.undo:
        return desk.restore(name, why=asked.why, who=asked.who)
    return desk.retract(name, why=asked.why, who=asked.who, void=asked.void, since=parse_instant(asked.since) if asked.since else None)


@router.post(
    "/claims/{claim}/reviews",
    response_model=ReviewedAnswer,
    status_code=201,
    responses={200: {"model": ReviewedAnswer, "description": "This verdict stood already; nothing changed."}},
    openapi_extra=request_body(ReviewIn),
    dependencies=[Writer],
)
async def review_claim(request: Request, desk: DeskOf, claim: ClaimId, given: ReviewBody) -> Response:
    """Accept, reject or amend a claim, or declare it void. It counts from now on, in place of any earlier verdict; nothing is deleted.

    A claim that is void never was valid, and is out of answers as of earlier days, too.
    """

    def work() -> dict[str, Any]:
        with reading_body():
            review, before, after = desk.review(claim, Verdict(given.verdict), who=given.who, why=given.why, changes=given.changes())
        earlier, history = before.claim_history(review.target), after.claim_history(review.target)
        added = review not in before.evidence.reviews
        return reviewed_row(review, history, before.change(after, day_of(earlier, history)), desk.theatre, added=added)

    content = await _work(request, work)
    where = {"Location": f"{outer(request).base}/theatres/{desk.theatre.id}/claims/{content['claim_id']}/reviews"}
    return Response(to_json(content), 201 if content["added"] else 200, NOT_KEPT | where, JSON)


@router.post(
    "/layers",
    response_model=ImportedAnswer,
    status_code=201,
    responses={200: {"model": ImportedAnswer, "description": "All of it was stored before; nothing changed."}},
    openapi_extra=LAYER_BODY,
    dependencies=[Writer],
)
async def add_layer(request: Request, desk: DeskOf, facts: LayerQuery) -> Response:
    """Store a file of a reference layer, the ground that others show on a day. It is compared with the map and never shapes it."""
    stated = facts.stated
    if stated.holder:
        find_holder(stated.holder, desk.theatre)
    body = await request.body()

    def work() -> Imported:
        with reading_body():
            return desk.add_layer(body, stated, facts.source)

    done = await _work(request, work)
    where = {"Location": f"{outer(request).base}/theatres/{desk.theatre.id}/layers"}
    return Response(to_json(done.as_dict()), 201 if done.added else 200, NOT_KEPT | where, JSON)
