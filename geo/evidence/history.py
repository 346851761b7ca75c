"""What became of one claim: as it was read, every verdict on it, and the reading that counts."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime

from geo.errors import NotFoundError
from geo.evidence.known import reviewed
from geo.evidence.reviews import bearing, standing
from geo.interval import format_instant
from geo.model import Claim, Evidence, KnownClaim, Review
from geo.units import ClaimId

NEAR = 3
SHORTEST = 4
"""Characters of an id that are enough to suggest those that begin with them."""


@dataclass(frozen=True, slots=True)
class ClaimHistory:
    """A claim as extracted, the verdicts on it up to a moment (the oldest first), the one in force, and the reading in force.

    `report_reviews` are those on its report, likewise. `effective` is None where the claim does not count: it is rejected,
    or its report is retracted (`retraction`). `copy_of` is the claim that counts for this one, where it only repeats that in
    a copy of the same text.
    """

    known: KnownClaim
    reviews: tuple[Review, ...]
    standing: Review | None
    retraction: Review | None
    effective: Claim | None
    copy_of: ClaimId | None = None
    report_reviews: tuple[Review, ...] = ()


def claim_history(evidence: Evidence, claim_id: str, as_of: datetime | None) -> ClaimHistory:
    """The history of a claim as known at `as_of` (that instant included; None means everything); from a snapshot of the store.

    Raises:
        NotFoundError: no claim has this id, or it was not public by then.
    """
    found = find_claim(evidence, claim_id)
    if as_of is not None and found.known_at > as_of:
        public = format_instant(found.known_at)
        raise NotFoundError(f"The claim {found.claim.id} became public at {public}; as of {format_instant(as_of)} nobody knew it. Ask as of a later instant.")
    reviews = bearing(evidence, as_of)
    verdicts = standing(reviews)
    verdict, on_report = verdicts.get(found.claim.id), verdicts.get(found.claim.report_id)
    retraction = on_report if on_report and on_report.rejects else None
    out = retraction or (verdict and verdict.rejects)
    own, of_report = (tuple(r for r in reviews if r.target == target) for target in (found.claim.id, found.claim.report_id))
    effective = None if out else reviewed(found, verdict).claim
    return ClaimHistory(found, own, verdict, retraction, effective, report_reviews=of_report)


def find_claim(evidence: Evidence, claim_id: str) -> KnownClaim:
    """The claim of this id, as extracted.

    Raises:
        NotFoundError: there is none; the message names near ids, or the claims of the report whose id it is.
    """
    wanted = claim_id.strip().lower()
    found = next((known for known in evidence.claims if known.claim.id == wanted), None)
    if found is None:
        raise NotFoundError(_of_report(evidence, claim_id.strip()) or f"No claim has the id {claim_id[:80]!r}.{_near(wanted, evidence)}")
    return found


def _of_report(evidence: Evidence, name: str) -> str:
    """What to say where the id is a report's; empty where it is none."""
    report = next((report for report in evidence.reports.values() if name and name in {report.id, report.ref}), None)
    if report is None:
        return ""
    own = [known.claim.id for known in evidence.claims if known.claim.report_id == report.id]
    listed = f"It makes {', '.join(own)}." if own else "It makes none."
    return f"{name[:80]!r} is a report, and claims are reviewed one by one. {listed} `salient retract` takes out a whole report."


def _near(wanted: str, evidence: Evidence) -> str:
    ids = [known.claim.id for known in evidence.claims]
    begun = [found for found in ids if len(wanted) >= SHORTEST and found.startswith(wanted)]
    near = (begun or difflib.get_close_matches(wanted[:80], ids, n=NEAR))[:NEAR]
    return f" Did you mean {' or '.join(near)}?" if near else " `salient claims` lists the ids of those that count."
