"""Evidence as a set: putting it together, and what of it was known at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from geo.evidence.copies import mirrors
from geo.evidence.reviews import amended, bearing, standing
from geo.evidence.voices import echoes
from geo.model import Evidence, Extraction, Figure, KnownClaim, Report, Review, Verdict, digest


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


def reread(evidence: Evidence, extractions: Iterable[Extraction]) -> Evidence:
    """The evidence as it will be when these readings are stored: each adds its report, or takes the place of that report's earlier reading."""
    readings = {extraction.report.id: extraction for extraction in extractions}
    claims = [known for known in evidence.claims if known.claim.report_id not in readings]
    figures = [figure for figure in evidence.figures if figure.report_id not in readings]
    for read in readings.values():
        claims += [KnownClaim(claim, read.report.known_at, read.report.publisher) for claim in {claim.id: claim for claim in read.claims}.values()]
        figures += {figure.id: figure for figure in read.figures}.values()
    reports = dict(evidence.reports) | {i: read.report for i, read in readings.items() if i not in evidence.reports}
    return _of_store(evidence, assemble(claims, figures, reports.values(), evidence.reviews))


def ruled(evidence: Evidence, reviews: Iterable[Review]) -> Evidence:
    """The evidence as it will be when these verdicts are given."""
    return _of_store(evidence, assemble(evidence.claims, evidence.figures, evidence.reports.values(), (*evidence.reviews, *reviews)))


def _of_store(evidence: Evidence, other: Evidence) -> Evidence:
    """Other evidence with the clock of the store that this is from."""
    return replace(other, recorded=evidence.recorded, as_recorded=evidence.as_recorded)


def known(evidence: Evidence, as_of: datetime | None) -> Evidence:
    """What the public could have known at `as_of` (that instant included; None means everything), with the verdicts given by then.

    A verdict that stands and reaches back counts too (see `bearing`).

    A rejected claim is left out, and so is a rejected report with its claims and figures; an amended claim takes its new reading and keeps its
    id. Reports that carry one text are one voice, that of the earliest of them that was public and is not rejected: a verdict on its claim settles
    what the others repeat, and a claim that is amended by itself is no echo any more. Give it a snapshot of the store: from evidence that was known
    at one instant nothing can be said about another.
    """

    def public(known_at: datetime) -> bool:
        return as_of is None or known_at <= as_of

    reviews = bearing(evidence, as_of)
    verdicts = standing(reviews)
    rejected = {target for target, review in verdicts.items() if review.rejects}
    reports = {i: report for i, report in evidence.reports.items() if public(report.known_at) and i not in rejected}
    read = [item for item in evidence.claims if public(item.known_at) and item.claim.report_id not in rejected]
    copies = evidence.mirrors or mirrors(reports.values())
    repeated = evidence.echoes or echoes(read, copies)
    claims = [reviewed(item, verdicts.get(item.claim.id)) for item in read if item.claim.id not in rejected]
    own = rejected | {target for target, review in verdicts.items() if review.verdict is Verdict.AMEND}
    return replace(
        assemble(claims, [f for f in evidence.figures if f.report_id in reports], reports.values(), reviews),
        mirrors=MappingProxyType(dict(copies)),
        echoes=MappingProxyType({echo: claim for echo, claim in repeated.items() if echo not in own}),
        recorded={i: at for i, at in evidence.recorded.items() if i in evidence.reports and public(evidence.reports[i].known_at)},
        as_recorded=evidence.as_recorded,
    )


def reviewed(item: KnownClaim, review: Review | None) -> KnownClaim:
    """The claim as the verdict in force on it has it; without an amendment as it was read."""
    if review is None or review.verdict is not Verdict.AMEND:
        return item
    return KnownClaim(amended(item.claim, review), item.known_at, item.publisher)
