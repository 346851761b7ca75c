"""One text is one voice, however many carry it: the claims of a copy that only repeat those of the text it carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from geo.evidence.shingles import words
from geo.model import Claim, KnownClaim
from geo.units import ClaimId, ReportId


def echoes(claims: Iterable[KnownClaim], mirrors: Mapping[ReportId, ReportId]) -> dict[ClaimId, ClaimId]:
    """For each claim that repeats one of the text that its report carries, that claim; of a chain of copies the first.

    A claim repeats another that says the same (event, actor, places and how the ground lies to them, polarity) of the same days. Copies date what
    the text leaves undated by their own day, so days also agree that lie equally far before publication, and whatever the same sentence says.
    A recap never stands for what is told as news.
    """
    of_report: dict[ReportId, list[KnownClaim]] = defaultdict(list)
    for known in claims:
        of_report[known.claim.report_id].append(known)
    found: dict[ClaimId, ClaimId] = {}
    for report in of_report.keys() & mirrors.keys():
        said = [other for earlier in _carried(report, mirrors) for other in of_report.get(earlier, ())]
        for known in of_report[report]:
            if repeated := _repeated(known, said):
                found[known.claim.id] = repeated.claim.id
    return {claim: _first(repeated, found) for claim, repeated in found.items()}


def _carried(report: ReportId, mirrors: Mapping[ReportId, ReportId]) -> Iterator[ReportId]:
    """The report that this one carries, the one that that carries, and so on."""
    while report in mirrors:
        report = mirrors[report]
        yield report


def _first(claim: ClaimId, found: Mapping[ClaimId, ClaimId]) -> ClaimId:
    while claim in found:
        claim = found[claim]
    return claim


def _repeated(known: KnownClaim, said: Sequence[KnownClaim]) -> KnownClaim | None:
    """What the claim repeats: of several the one of the very same days, then the earliest."""
    same = [other for other in said if _assertion(other.claim) == _assertion(known.claim) and _of_one_time(known, other)]
    return min(same, key=lambda other: (other.claim.valid != known.claim.valid, other.known_at, other.claim.valid.start, other.claim.id), default=None)


def _assertion(claim: Claim) -> tuple[object, ...]:
    return claim.event, claim.actor, claim.polarity, frozenset((p.place_id, p.relation, p.bearing_deg, p.distance_km) for p in claim.places)


def _of_one_time(copy: KnownClaim, original: KnownClaim) -> bool:
    if original.claim.background and not copy.claim.background:
        return False
    ours, theirs = copy.claim.valid, original.claim.valid
    meet = ours.start < theirs.end and theirs.start < ours.end
    return meet or _lag(copy) == _lag(original) or words(copy.claim.text) == words(original.claim.text)


def _lag(known: KnownClaim) -> timedelta:
    """How many days before publication the claim's last day lies."""
    return known.known_at.date() - known.claim.valid.last_day
