"""Verdicts and what they do to a claim, as plain values: the same for the command line and for HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from geo.atlas.change import Change
from geo.atlas.sentences import reading
from geo.evidence import ClaimHistory
from geo.export import claim_as_dict
from geo.interval import format_instant
from geo.model import Claim, Report, Review, Verdict
from geo.theatre import Theatre

Row = dict[str, Any]


def review_row(review: Review) -> Row:
    """A verdict by name; `changes` are those of an amendment."""
    return {
        "review_id": review.id,
        "target": review.target,
        "verdict": str(review.verdict),
        "who": review.who,
        "why": review.why,
        "known_at": format_instant(review.known_at),
        "changes": dict(review.changes),
    }


def claim_told(claim: Claim, theatre: Theatre) -> Row:
    """A claim by name and in words."""
    return {**claim_as_dict(claim), "reading": reading(claim, theatre)}


def reading_rows(claims: Sequence[Claim], effective: Sequence[Claim | None], theatre: Theatre) -> list[Row]:
    """Claims in words, beside how each counts; None where it does not."""
    return [
        {"claim_id": claim.id, "reading": reading(claim, theatre), "effective": claim_told(counts, theatre) if counts else None}
        for claim, counts in zip(claims, effective, strict=True)
    ]


def history_row(history: ClaimHistory, report: Report, theatre: Theatre, as_of: datetime | None, as_recorded: datetime | None = None) -> Row:
    """The history of a claim: where it stands, how it was read, every verdict, the reading that counts (None where it does not)."""
    return {
        "claim_id": history.known.claim.id,
        "report_id": report.id,
        "publisher": report.publisher,
        "published_at": report.known_at.date().isoformat(),
        "title": report.title,
        "url": report.urls[0] if report.urls else "",
        "kind": report.kind,
        "extracted": claim_told(history.known.claim, theatre),
        "reviews": [review_row(review) for review in history.reviews],
        "report_reviews": [review_row(review) for review in history.report_reviews],
        **_standing(history, theatre),
        "as_of": format_instant(as_of) if as_of else None,
        "as_recorded": format_instant(as_recorded) if as_recorded else None,
    }


def reviewed_row(review: Review, history: ClaimHistory, change: Change, theatre: Theatre, *, added: bool) -> Row:
    """What giving a verdict did: the claim before and after, and the map. `added` is False where the same verdict stood already."""
    return {
        "claim_id": review.target,
        "added": added,
        "review": review_row(review),
        "extracted": claim_told(history.known.claim, theatre),
        **_standing(history, theatre),
        "change": change.as_dict(),
    }


def day_of(before: ClaimHistory, after: ClaimHistory) -> date:
    """The day on which a verdict on the claim shows: that of the reading that counts, the earlier one where the verdict moves it."""
    readings = [history.effective for history in (before, after) if history.effective] or [after.known.claim]
    return min(claim.valid.last_day for claim in readings)


def _standing(history: ClaimHistory, theatre: Theatre) -> Row:
    note = remark(history)
    return {
        "verdict": str(history.standing.verdict) if history.standing else None,
        "effective": claim_told(history.effective, theatre) if history.effective else None,
        "copy_of": history.copy_of,
        **({"note": note} if note else {}),
    }


def retraction_words(review: Review) -> str:
    """How a report was retracted, and when: from then on, from an earlier day on, or as one that never was valid."""
    at = format_instant(review.known_at)
    if review.verdict is Verdict.VOID:
        return f"declared void at {at}: it was never valid"
    back = review.since < review.known_at
    return f"retracted from {format_instant(review.since)} on, as was said at {at}" if back else f"retracted at {at}"


def remark(history: ClaimHistory) -> str:
    """What overrules the verdict on the claim; empty where nothing does."""
    if found := history.retraction:
        return f"Its report was {retraction_words(found)} ({found.why}), so the claim does not count."
    if history.effective and history.copy_of:
        return f"It only repeats {history.copy_of} in a copy of the same text; that claim counts for both, and a verdict on it settles both."
    return ""
