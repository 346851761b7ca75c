"""What one claim says about who holds its place, for the plain method: a pull toward a probability per holder."""

from __future__ import annotations

from dataclasses import dataclass

from geo.control.trust import weight
from geo.model import Claim, Event, KnownClaim, Polarity, Relation
from geo.theatre import Theatre
from geo.units import ClaimId

GAINS = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.HOLDS})
LOSSES = frozenset({Event.WITHDREW, Event.PUSHED_OUT})
STRUGGLES = frozenset({Event.ENTERED, Event.ADVANCED, Event.CONTESTED})
WHOLE = frozenset({Relation.IN})
PARTIAL = frozenset({Relation.PART, Relation.OUTSKIRTS})

Probability = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A claim's pull on its place: toward `target` (a probability per holder) with `weight` in 0..1."""

    claim: ClaimId
    target: Probability
    weight: float


def effect(known: KnownClaim, theatre: Theatre) -> Effect | None:
    """The pull of a claim, or None where it does not say who holds the place.

    Attacks, repelled attacks, advances toward or near a place, denials and background leave the holder as it was: they tell where
    the front is, not who stands in the village.
    """
    claim = known.claim
    if claim.background or claim.polarity is Polarity.NEG:
        return None
    target = _target(claim, theatre)
    return None if target is None else Effect(claim.id, target, weight(known, theatre))


def _target(claim: Claim, theatre: Theatre) -> Probability | None:
    relations = {place.relation for place in claim.places}
    if claim.actor is None:
        return _even(theatre) if claim.event is Event.CONTESTED and relations <= WHOLE | PARTIAL else None
    actor = theatre.holder_index(claim.actor)
    if relations <= WHOLE and claim.event in GAINS:
        return _certain(actor, theatre)
    if relations <= WHOLE and claim.event in LOSSES:
        return _without(actor, theatre)
    if relations <= WHOLE | PARTIAL and claim.event in GAINS | LOSSES | STRUGGLES:
        return _even(theatre)
    return None


def _certain(holder: int, theatre: Theatre) -> Probability:
    return tuple(float(i == holder) for i in range(len(theatre.holders)))


def _even(theatre: Theatre) -> Probability:
    n = len(theatre.holders)
    return (1.0 / n,) * n


def _without(holder: int, theatre: Theatre) -> Probability:
    n = len(theatre.holders)
    return tuple(0.0 if i == holder else 1.0 / (n - 1) for i in range(n))
