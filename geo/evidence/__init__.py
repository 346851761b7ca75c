"""The evidence store: what reports assert and what reviewers decided, append-only, and the view of it as known at an instant."""

from geo.evidence.copies import mirrors
from geo.evidence.history import ClaimHistory, claim_history, find_claim
from geo.evidence.known import assemble, known, reread, ruled
from geo.evidence.layers import Entry, Filed, Layers
from geo.evidence.names import Names, refuse
from geo.evidence.reviews import amended, standing, successor, superseded
from geo.evidence.store import Store, Unresolved

__all__ = [
    "ClaimHistory",
    "Entry",
    "Filed",
    "Layers",
    "Names",
    "Store",
    "Unresolved",
    "amended",
    "assemble",
    "claim_history",
    "find_claim",
    "known",
    "mirrors",
    "refuse",
    "reread",
    "ruled",
    "standing",
    "successor",
    "superseded",
]
