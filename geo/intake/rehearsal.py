"""Trying before storing: a reading with verdicts on its claims, laid on the map as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd

from geo.atlas import Atlas, Change
from geo.errors import InputError
from geo.evidence import amended, standing
from geo.intake.batch import Entry
from geo.intake.verdicts import after, changes_of
from geo.model import Claim, Extraction, Review, Verdict
from geo.units import ClaimId

TRIED = "tried, not given"
"""Stands for reviewer and reason in verdicts that are only tried."""
NAMED = 10
"""Claims that a message lists at most."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict on a claim of a reading, to be tried; `changes` as in `Intake.review`."""

    claim: str
    verdict: Verdict
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rehearsal:
    """What would be. `claims` are those of the reading, in its order, as they would count; None for one that would not.

    `ground` has the ground whose likeliest holder would differ on the report's day (lon/lat, see `Atlas.moved`). `change` and `ground` are None where
    the report could not be stored, as it lies outside the theatre's span.
    """

    claims: tuple[Claim | None, ...]
    change: Change | None = None
    ground: gpd.GeoDataFrame | None = None


def trial_reviews(extraction: Extraction, rulings: Sequence[Ruling], atlas: Atlas) -> tuple[Review, ...]:
    """The verdicts as the store would keep them, later than those it has.

    Raises:
        InputError: a claim is not one of the reading's or has several verdicts, or a verdict cannot be given.
    """
    claims = {claim.id: claim for claim in extraction.claims}
    if twice := [claim for claim, times in Counter(ruling.claim for ruling in rulings).items() if times > 1]:
        raise InputError(f"The claim {twice[0][:80]!r} is given several verdicts. Give it one.")
    verdicts = standing(atlas.evidence.reviews) if rulings else {}
    return tuple(_review(ruling, claims, atlas, verdicts) for ruling in rulings)


def _review(ruling: Ruling, claims: Mapping[ClaimId, Claim], atlas: Atlas, verdicts: Mapping[str, Review]) -> Review:
    claim = claims.get(ClaimId(ruling.claim))
    if claim is None:
        made = f"It makes {', '.join([*claims][:NAMED])}{' and others' if len(claims) > NAMED else ''}." if claims else "It makes none."
        raise InputError(f"The report makes no claim {ruling.claim[:80]!r}. {made}")
    try:
        changes = changes_of(claim, ruling.verdict, ruling.changes, atlas.theatre, atlas.tessellation.place_ids)
    except InputError as fault:
        raise InputError(f"Claim {claim.id}: {fault}") from None
    return Review(claim.id, ruling.verdict, TRIED, TRIED, after(verdicts.get(claim.id)), changes)


def effective(claims: Iterable[Claim], reviews: Iterable[Review]) -> tuple[Claim | None, ...]:
    """The claims as they count under these verdicts; None for one that does not."""
    verdicts = standing(reviews)
    return tuple(_effective(claim, verdicts.get(claim.id)) for claim in claims)


def _effective(claim: Claim, review: Review | None) -> Claim | None:
    if review is None or review.verdict is Verdict.ACCEPT:
        return claim
    return amended(claim, review) if review.verdict is Verdict.AMEND else None


def laid_on(atlas: Atlas, tried: Sequence[tuple[Entry, Extraction]]) -> Atlas:
    """The atlas as it will be when these reports are stored, each in place of those that it stands in for."""
    then = atlas.with_readings([extraction for _, extraction in tried])
    verdicts = [review for entry, _ in tried for review in entry.verdicts]
    return then.with_verdicts(verdicts) if verdicts else then
