"""The parts of place phrases: toponyms with their relation, and the groups that they form."""

from __future__ import annotations

from typing import NamedTuple

from geo.model import Mention, Relation


class Item(NamedTuple):
    """One toponym of a phrase and how the ground lies to it; several bearings for "north and west of X"."""

    mention: Mention
    relation: Relation
    bearings: tuple[float, ...] = ()
    distance_km: float | None = None
    preposition: str = ""
    explicit: bool = False
    index: int = 0  # type: ignore[assignment]  # hides the method of tuples, which nobody needs


class Group(NamedTuple):
    """Tokens [first, last] that name places together. `bare`: no preposition or relation stands before it, so it may be a subject or object.

    `road`: the places are the ends of a road ("the A-B road", "the road from A to B"), which is itself no ground.
    """

    first: int
    last: int
    items: tuple[Item, ...]
    bare: bool
    preposition: str
    glosses: tuple[Mention, ...] = ()
    road: bool = False

    @property
    def resolved(self) -> tuple[Item, ...]:
        """The items that are places of the gazetteer; none where they only name a road."""
        return () if self.road else tuple(i for i in self.items if i.mention.place_id)
