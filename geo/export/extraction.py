"""What one report says, as JSON: the answer of `salient extract` and of the extract address."""

from __future__ import annotations

from collections.abc import Iterable

from geo.export.values import Json, plain
from geo.interval import Interval
from geo.model import Claim, Extraction, Figure, Mention

MENTION = ("surface", "place_id", "name", "kind", "lon", "lat", "score", "reason")
PLACE = ("place_id", "name", "relation", "bearing_deg", "distance_km")
FIGURE = ("value", "low", "high", "unit", "km2", "approx", "measure", "actor", "region")


def as_dict(extraction: Extraction, *, with_text: bool = False) -> Json:
    """The extraction by name. Offsets are code points into the report's text, which `with_text` adds (for HTML, where it is not the file's).

    `id` is the one that the report was handed in with, else its digest. Days of `valid` are both included; its `end` is the best single date.
    """
    report = extraction.report
    return {
        "id": report.ref or report.id,
        **({"text": report.text} if with_text else {}),
        "mentions": [_mention(mention) for mention in extraction.mentions],
        "claims": [claim_as_dict(claim) for claim in extraction.claims],
        "figures": [_figure(figure) for figure in extraction.figures],
    }


def _mention(mention: Mention) -> Json:
    return {"start": mention.span[0], "end": mention.span[1], **_fields(mention, MENTION)}


def claim_as_dict(claim: Claim) -> Json:
    """The claim by name; `sentence` is its span in the report's text, days are both included."""
    return {
        "id": claim.id,
        "sentence": list(claim.span),
        **_fields(claim, ("text", "actor", "event")),
        "places": [_fields(place, PLACE) for place in claim.places],
        "valid": _days(claim.valid),
        **_fields(claim, ("certainty", "basis", "claimants", "polarity", "background")),
    }


def _figure(figure: Figure) -> Json:
    return {**_fields(figure, FIGURE), "valid": _days(figure.valid), "claimants": list(figure.claimants)}


def _days(valid: Interval) -> Json:
    return {"start": valid.first_day.isoformat(), "end": valid.last_day.isoformat()}


def _fields(noun: object, names: Iterable[str]) -> Json:
    return {name: plain(getattr(noun, name)) for name in names}
