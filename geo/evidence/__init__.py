"""The evidence store: what reports assert and what reviewers decided, append-only, and the view of it as known at an instant."""

from geo.evidence.known import assemble, known
from geo.evidence.reviews import standing
from geo.evidence.store import Store, Unresolved

__all__ = ["Store", "Unresolved", "assemble", "known", "standing"]
