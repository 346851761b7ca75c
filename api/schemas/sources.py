"""Answers about what the map rests on: claims, figures, reports."""

from __future__ import annotations

from typing import Literal

from api.schemas.common import Provenance, Rows, Strict


class ClaimRow(Strict):
    """One claim at one of its places. `valid_from` and `valid_to` are days, both included; `verdict` is a reviewer's, where there is one.

    `published_at` is the day on which the public could read the report, `recorded_at` the instant at which this store took it in.

    `copy_of` is the claim that counts for this one, where it only repeats that in a copy of the same text; `carried_by` names who repeats this one.

    With `order=impact`: what would be otherwise over the theatre's span were this claim left out. `impact_km2_days` is the ground that would have
    another holder, added up over the days; `impact_km2` the most of it on one day, first on `impact_on`; `impact_days` the days with any;
    `impact_contested_km2_days` the ground that would keep its holder but be more or less certain.
    """

    claim_id: str
    report_id: str
    publisher: str
    published_at: str
    recorded_at: str | None
    place_id: str
    place: str
    raion: str
    actor: str | None
    event: str
    relation: str
    bearing_deg: float | None
    distance_km: float | None
    valid_from: str
    valid_to: str
    certainty: str
    basis: str
    claimants: str
    polarity: str
    background: bool
    reading: str
    text: str
    title: str
    url: str
    kind: str
    method: str
    copy_of: str | None
    carried_by: str
    verdict: Literal["accept", "amend"] | None
    impact_km2_days: float | None = None
    impact_km2: float | None = None
    impact_on: str | None = None
    impact_days: int | None = None
    impact_contested_km2_days: float | None = None


class ClaimsAnswer(Rows):
    """Claims by day and place."""

    claims: list[ClaimRow]


class FigureRow(Strict):
    """A figure in a report beside the map's own areas of that day, in km2."""

    figure_id: str
    date: str
    value: float
    low: float
    high: float
    unit: str
    km2: float | None
    approx: bool
    actor: str | None
    region: str
    text: str
    measure: str
    claimants: str
    report_id: str
    publisher: str
    published_at: str
    url: str
    kind: str
    computed_low_km2: float | None
    computed_best_km2: float | None
    computed_high_km2: float | None
    ratio: float | None
    verdict: Literal["below", "within", "above"] | None


class FiguresAnswer(Rows):
    """Figures by day."""

    figures: list[FigureRow]


class ReportRow(Strict):
    """A report without its text. `published_at` is when the public could have read it, `recorded_at` when this store took it in.

    `copy_of` is the report whose text it carries, if any.
    `retracted`: it does not count; `void`: nor did it ever, in answers as of whatever day.
    """

    report_id: str
    id: str
    publisher: str
    published_at: str
    recorded_at: str | None
    title: str
    language: str
    urls: list[str]
    kind: str
    claims: int
    figures: int
    retracted: bool
    void: bool
    copy_of: str | None


class ReportsAnswer(Rows):
    """Reports by day."""

    reports: list[ReportRow]


class ReviewRow(Strict):
    """A verdict on a report or claim; `who` is null where reviewers are not shown.

    `changes` are those of an amendment, or `from`, the instant that a retraction is dated back to.
    """

    review_id: str
    target: str
    verdict: Literal["accept", "reject", "amend", "void"]
    who: str | None
    why: str
    known_at: str
    changes: dict[str, str]


class ReportAnswer(Provenance):
    """One report, what was read from it, and the verdicts on it. `text` is null where it is not shown, and `note` says why."""

    report: ReportRow
    text: str | None
    claims: list[ClaimRow]
    figures: list[FigureRow]
    reviews: list[ReviewRow]
    digest: str
    note: str | None = None
