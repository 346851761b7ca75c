"""What the map rests on: reports, claims, figures."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Path, Query, Response

from api.answers import Reading, ReadingAsKnown, ReadingAsRecorded, notes
from api.collections import COLLECTIONS, check_filters, select
from api.dependencies import ClaimFilterQuery, ClaimId, Paging
from api.forms import CSV, chosen
from api.rows import Listing, claim_rows, claim_table, figure_table, late_words, report_rows, report_table
from api.schemas import ClaimReviewsAnswer, ClaimsAnswer, FiguresAnswer, ReportAnswer, ReportsAnswer
from api.security import OPTIONAL
from api.sight import SightOf
from api.spans import AsOf, DaySpan
from geo.atlas.verdicts import history_row
from geo.errors import NotFoundError
from geo.model import Report

router = APIRouter(prefix="/theatres/{theatre}", tags=["Sources"])


class Order(StrEnum):
    """How claims are listed."""

    DAY = "day"
    IMPACT = "impact"


AS_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {}}}}


@router.get("/claims", response_model=ClaimsAnswer, responses=AS_CSV)
def claims(
    *,
    reading: ReadingAsKnown,
    span: DaySpan,
    as_of: AsOf,
    page: Paging,
    filters: ClaimFilterQuery,
    place: Annotated[str | None, Query(description="Settlement, by name in any spelling or id.", min_length=1, max_length=200)] = None,
    unreviewed: Annotated[bool, Query(description="Only claims on which no verdict was given.")] = False,
    order: Annotated[Order, Query(description="By day, or those first without which most ground would have another holder.")] = Order.DAY,
) -> Response:
    """What the reports assert, one row for each claim and place, by day or by impact. `datetime`: claims whose days touch the span.

    With `order=impact` each row tells what would be otherwise over the theatre's whole span were its claim left out and all others kept.
    """
    theatre = reading.theatre
    asked = filters.asked() | ({"place_id": str(theatre.gazetteer.find(place).id)} if place is not None else {})
    check_filters(COLLECTIONS["claims"], theatre, asked)
    by_impact = order is Order.IMPACT

    def table() -> pd.DataFrame:
        frame = reading.atlas.claims(span.first, span.last, as_of, unreviewed=unreviewed, by_impact=by_impact)
        return claim_table(select(frame, asked))

    form = chosen(reading.request)
    return Listing("claims", span, as_of, page, form, slow=by_impact).answer(reading, table)


@router.get("/claims/{claim}/reviews", response_model=ClaimReviewsAnswer, openapi_extra=OPTIONAL)
def claim_reviews(reading: ReadingAsKnown, claim: ClaimId, as_of: AsOf, sight: SightOf) -> Response:
    """The history of a claim: how it was read, every verdict on it, and the reading that counts. Reviewers are named to who bears a token."""
    atlas = reading.atlas

    def content() -> dict[str, Any]:
        found = atlas.claim_history(claim, as_of)
        report = atlas.evidence.reports[found.known.claim.report_id]
        history = history_row(found, report, reading.theatre, as_of, reading.as_recorded)
        shown = {name: [sight.row(row) for row in history[name]] for name in ("reviews", "report_reviews")}
        return {**history, **shown, "digest": atlas.digest_at(None, as_of), **notes(history.get("note"), reading.ahead)}

    return sight.dress(reading.json(content, as_of=as_of, beside=sight.kind))


@router.get("/figures", response_model=FiguresAnswer, responses=AS_CSV)
def figures(reading: ReadingAsKnown, span: DaySpan, as_of: AsOf, page: Paging) -> Response:
    """Every figure in the reports, by day; areas held stand beside the map's own of that day, with their ratio and a verdict."""
    form = chosen(reading.request)
    return Listing("figures", span, as_of, page, form).answer(reading, lambda: figure_table(reading.atlas, as_of, span))


@router.get("/reports", response_model=ReportsAnswer, responses=AS_CSV)
def reports(reading: ReadingAsKnown, span: DaySpan, as_of: AsOf, page: Paging) -> Response:
    """The reports, by the day on which the public could read them; withdrawn ones are marked."""
    form = chosen(reading.request)
    return Listing("reports", span, as_of, page, form).answer(reading, lambda: report_table(reading.atlas, as_of, span))


@router.get("/reports/{report}", response_model=ReportAnswer, openapi_extra=OPTIONAL)
def one_report(
    reading: ReadingAsRecorded,
    name: Annotated[str, Path(alias="report", description="Its id, or the id it was handed in with.", max_length=200)],
    sight: SightOf,
) -> Response:
    """One report with what counts of what was read from it, and the verdicts on it; whole text and reviewers' names to who bears a token."""
    atlas, report = reading.atlas, _report(reading, name)

    def content() -> dict[str, Any]:
        found = claim_rows(atlas, report.id)
        targets = {report.id, *(k.claim.id for k in atlas.evidence.claims if k.claim.report_id == report.id)}
        return {
            "report": report_rows(atlas, [report])[0],
            **sight.text(report),
            **notes(sight.text(report).get("note"), late_words(atlas, report), reading.ahead),
            "claims": found,
            "figures": [row for row in atlas.figures() if row["report_id"] == report.id],
            "reviews": [sight.review(review) for review in atlas.evidence.reviews if review.target in targets],
            "digest": atlas.digest_at(None, None),
        }

    return sight.dress(reading.json(content, beside=sight.kind))


def _report(reading: Reading, name: str) -> Report:
    """The report of this id, or the one that was handed in under it: of several that one that counts, then the newest."""
    atlas = reading.atlas
    found = [r for r in atlas.evidence.reports.values() if name in {r.id, r.ref}]
    if not found:
        raise NotFoundError(f"No report is called {name[:100]!r}. {reading.here}/reports lists them.")
    counting = atlas.view().evidence.reports
    return max(found, key=lambda r: (r.id == name, r.id in counting, r.known_at, r.id))
