"""How much a claim is to be trusted: a weight in 0..1 from how firmly it is said, on whose word, and how reliable that source is."""

from __future__ import annotations

from geo.model import KnownClaim
from geo.theatre import Theatre

UNKNOWN = "F"
"""The Admiralty letter of a source that nobody has judged."""


def weight(known: KnownClaim, theatre: Theatre) -> float:
    """Certainty x basis x reliability of the nearest claimant that the theatre knows (NATO Admiralty code, AJP-2.1), else of the publisher.

    The basis tells a side's word for itself (claimed) from its word against itself (admitted).
    """
    claim, parameters = known.claim, theatre.parameters
    return parameters.certainty[claim.certainty] * parameters.basis[claim.basis] * parameters.reliability[_reliability(known, theatre)]


def _reliability(known: KnownClaim, theatre: Theatre) -> str:
    sources = (theatre.sources.find(name) for name in (*known.claim.claimants, known.publisher))
    return next((source.reliability for source in sources if source is not None), UNKNOWN)
