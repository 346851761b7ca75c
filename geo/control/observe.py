"""What claims let one observe of a site: who gained or held it, stood in it or before it, attacked it; on which days, and with what weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo.control.site import Site, sites_of
from geo.control.trust import weight
from geo.model import Claim, ClaimPlace, Event, KnownClaim, Polarity, Relation
from geo.theatre import Theatre
from geo.units import ClaimId


class Kind(StrEnum):
    """The kinds of observation; `sides` of GAIN and HOLD may hold the site now, of the others they are who stands or attacks there."""

    GAIN = "gain"
    HOLD = "hold"
    PRESENT = "present"
    NEAR = "near"
    ATTACK = "attack"
    CONTESTED = "contested"


INSIDE = frozenset({Relation.IN})
PARTLY = frozenset({Relation.PART, Relation.OUTSKIRTS})
AWAY = frozenset({Relation.OFFSET, Relation.LINE})
GAINS = frozenset({Event.CAPTURED, Event.RECAPTURED})
LOSSES = frozenset({Event.WITHDREW, Event.PUSHED_OUT})
STANDS = frozenset({Event.HOLDS, Event.ENTERED, Event.ADVANCED})


@dataclass(frozen=True, slots=True)
class Observation:
    """One kind of thing seen at a site between two days of the theatre's span (indexes, both included), with the trust in who says so."""

    site: Site
    kind: Kind
    sides: frozenset[int]
    first: int
    last: int
    weight: float
    claim: ClaimId


def observations(known: KnownClaim, theatre: Theatre) -> list[Observation]:
    """What a claim lets one observe, one a site; nothing of recaps and denials, of ground that is only headed for, and where no trust is left."""
    claim, trust = known.claim, weight(known, theatre)
    if claim.background or claim.polarity is Polarity.NEG or trust <= 0.0:
        return []
    first, last = (_day(on, theatre) for on in (claim.valid.first_day, claim.valid.last_day))
    found = [(site, _seen(claim, place, theatre)) for site, place in sites_of(claim, theatre)]
    return [Observation(site, seen[0], seen[1], first, last, trust, claim.id) for site, seen in found if seen is not None]


def _day(on: object, theatre: Theatre) -> int:
    return min(max((on - theatre.span.first_day).days, 0), (theatre.span.last_day - theatre.span.first_day).days)  # type: ignore[operator, no-any-return]


def _seen(claim: Claim, place: ClaimPlace, theatre: Theatre) -> tuple[Kind, frozenset[int]] | None:
    if claim.actor is None:
        fought = claim.event is Event.CONTESTED and place.relation in INSIDE | PARTLY
        return (Kind.CONTESTED, frozenset()) if fought else None
    actor = theatre.holder_index(claim.actor)
    others = frozenset(range(len(theatre.holders))) - {actor}
    sides = others if claim.event in LOSSES | {Event.REPELLED} else frozenset({actor})
    if claim.event is Event.CONTESTED:
        return (Kind.CONTESTED, frozenset()) if place.relation in INSIDE | PARTLY else None
    if claim.event in {Event.ATTACKED, Event.REPELLED}:
        return None if place.relation in AWAY | {Relation.TOWARD} else (Kind.ATTACK, sides)
    return _standing(claim.event, place.relation, sides)


def _standing(event: Event, relation: Relation, sides: frozenset[int]) -> tuple[Kind, frozenset[int]] | None:
    """Who stands where, for events that move or hold ground."""
    if relation is Relation.TOWARD:
        return None
    if relation is Relation.NEAR:
        return (Kind.NEAR, sides) if event in GAINS | STANDS else None
    if relation in INSIDE and event in GAINS | LOSSES:
        return Kind.GAIN, sides
    if relation in INSIDE and event is Event.HOLDS:
        return Kind.HOLD, sides
    if relation in INSIDE and event is Event.ADVANCED:
        return Kind.NEAR, sides
    return Kind.PRESENT, sides
