"""Evidence as a set: putting it together, and what of it was known at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType

from geo.evidence.reviews import amended, standing
from geo.model import Evidence, Figure, KnownClaim, Report, Review, Verdict, digest


def assemble(claims: Iterable[KnownClaim], figures: Iterable[Figure], reports: Iterable[Report], reviews: Iterable[Review]) -> Evidence:
    """An Evidence of these parts. Equal sets give equal values and equal digests, in whatever order they come and however often."""
    marked_claims = {digest(claim): claim for claim in claims}
    marked_figures = {digest(figure): figure for figure in figures}
    by_id = {report.id: report for report in sorted(reports, key=lambda r: (r.known_at, r.id))}
    verdicts = {review.id: review for review in reviews}
    return Evidence(
        claims=tuple(c for _, c in sorted(marked_claims.items(), key=lambda m: (m[1].known_at, m[1].claim.report_id, m[1].claim.span, m[0]))),
        figures=tuple(f for _, f in sorted(marked_figures.items(), key=lambda m: (m[1].report_id, m[1].span, m[0]))),
        reports=MappingProxyType(by_id),
        reviews=tuple(sorted(verdicts.values(), key=lambda r: (r.known_at, r.id))),
        digest=digest(*(sorted(part) for part in (marked_claims, marked_figures, by_id, verdicts))),
    )


def known(evidence: Evidence, as_of: datetime | None) -> Evidence:
    """What the public could have known at `as_of` (that instant included; None means everything), with the verdicts given by then.

    A rejected claim is left out, and so is a rejected report with its claims and figures; an amended claim takes its new reading and keeps its
    id. Give it a snapshot of the store: from evidence that was known at one instant nothing can be said about another.
    """

    def public(known_at: datetime) -> bool:
        return as_of is None or known_at <= as_of

    reviews = [review for review in evidence.reviews if public(review.known_at)]
    verdicts = standing(reviews)
    rejected = {target for target, review in verdicts.items() if review.verdict is Verdict.REJECT}
    reports = {i: report for i, report in evidence.reports.items() if public(report.known_at) and i not in rejected}
    claims = [
        _reviewed(item, verdicts.get(item.claim.id))
        for item in evidence.claims
        if public(item.known_at) and item.claim.id not in rejected and item.claim.report_id not in rejected
    ]
    return assemble(claims, [f for f in evidence.figures if f.report_id in reports], reports.values(), reviews)


def _reviewed(item: KnownClaim, review: Review | None) -> KnownClaim:
    if review is None or review.verdict is not Verdict.AMEND:
        return item
    return KnownClaim(amended(item.claim, review), item.known_at, item.publisher)
