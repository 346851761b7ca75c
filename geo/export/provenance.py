"""What every export carries: of what moment it speaks, what was known, which claims and parameters it rests on, and on what terms it is given."""

from __future__ import annotations

from datetime import datetime

from geo.export.values import Json, plain
from geo.theatre import Theatre


def provenance(theatre: Theatre, *, at: datetime | None, as_of: datetime | None, digest: str, as_recorded: datetime | None = None) -> Json:
    """The members for `geojson` and `csv`: theatre, at, as_of and as_recorded (None: everything), digest, licence, attribution."""
    return {
        "theatre": theatre.id,
        "at": plain(at),
        "as_of": plain(as_of),
        "as_recorded": plain(as_recorded),
        "digest": digest,
        "licence": theatre.licence,
        "attribution": list(theatre.attribution),
    }
