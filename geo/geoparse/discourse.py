"""What a report has said so far: who acted, who spoke, which places, and when. Sentences are read in order and look back at it."""

from __future__ import annotations

from dataclasses import dataclass

from geo.geoparse.dates import DateMark
from geo.geoparse.phrases import Item
from geo.units import HolderId

FORGETS = 2
"""After so many sentences without a place (a date), "the village" ("then") has no antecedent any more."""

_LANDMARK = "landmark"
TOWNS = frozenset({"town", "city", "urban-type settlement"})


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says something: a name as in the text, and the side it speaks for."""

    name: str
    side: HolderId | None


@dataclass(slots=True)
class Discourse:
    """The memory of one report while it is read; made anew for each report."""

    actor: HolderId | None = None
    weak: bool = False
    """Whether the actor was only mentioned and did nothing that was read."""
    attacker: HolderId | None = None
    speaker: HolderId | None = None
    """The side of the person or office named last, who need not have said anything."""
    claimants: tuple[Claimant, ...] = ()
    ministry: Claimant | None = None
    """The ministry named last with its side."""
    places: tuple[Item, ...] = ()
    listed: tuple[Item, ...] = ()
    town: Item | None = None
    """What "the town" means where the place named last is a village."""
    landmark: Item | None = None
    """What "the monastery" means, once one was named."""
    date: DateMark | None = None
    overfull: bool = False
    """Whether some sentence had more event words than are read."""
    _idle: int = 0
    _undated: int = 0
    deed: object = None
    """The last deed that counted villages without naming them, or the last that named some: a list may go on with it."""

    def see_places(self, items: tuple[Item, ...]) -> None:
        """Remember the places of a sentence that has any; forget those that the text left behind."""
        self._idle = 0 if items else self._idle + 1
        if self._idle > FORGETS:
            self.places = self.listed = ()
        self.landmark = next((i for i in reversed(items) if i.mention.kind == _LANDMARK), self.landmark)
        self.town = next((i for i in items if i.mention.kind in TOWNS), self.town)
        if items:
            self.places = items
            self.listed = items if len({i.mention.place_id for i in items}) > 1 else self.listed

    def see_date(self, mark: DateMark | None) -> None:
        """Remember the date of a sentence; a sentence without one goes on with it, the second no more."""
        self._undated = 0 if mark else self._undated + 1
        if mark is not None or self._undated > FORGETS:
            self.date = mark

    def one(self) -> tuple[Item, ...]:
        """The place that "the village" or "it" means: the first of the last sentence that named one."""
        return self.places[:1]

    def several(self, count: int = 0) -> tuple[Item, ...]:
        """The places that "both villages" mean."""
        return self.listed[:count] if count else self.listed
