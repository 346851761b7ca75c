"""What changed between two days: ground gained and lost by the side in focus, and the settlements that changed hands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import geopandas as gpd

from geo.atlas.sentences import area, long_date
from geo.atlas.tables import table
from geo.atlas.view import View
from geo.errors import InputError
from geo.interval import DAY, end_of_day
from geo.space import Frame, draw, holder
from geo.units import M2_PER_KM2

DELTA = ("change", "area_km2")
CHANGES = ("gained", "lost")
WEEK_DAYS = 7


class Chosen(StrEnum):
    """How the days of a comparison were come by where not both were asked for."""

    DAY_BEFORE = "day_before"
    LAST_CHANGES = "last_changes"
    NO_CHANGE = "no_change"


WORDS = {
    Chosen.DAY_BEFORE: "One day was asked for; it is compared with the day before.",
    Chosen.LAST_CHANGES: "No days were asked for; these are the last on which ground changed hands.",
    Chosen.NO_CHANGE: "No days were asked for, and on none of them did ground change hands.",
}


@dataclass(frozen=True, slots=True)
class TwoDays:
    """The days whose ends are compared, and how they were come by where not both were asked for."""

    first: date
    last: date
    chosen: Chosen | None = None

    @property
    def note(self) -> str:
        """The same in words; empty where both were asked for."""
        return WORDS[self.chosen] if self.chosen else ""


@dataclass(frozen=True, slots=True)
class SettlementChange:
    """A settlement whose likeliest holder differs between the two days (holder ids)."""

    place_id: str
    name: str
    raion: str
    before: str
    after: str


@dataclass(frozen=True)
class Delta:
    """Change from `first` to `last` for one holder, in km2; `areas` are the polygons (change: gained or lost), lon/lat.

    Where there is a `note`, a day lies outside the theatre's span or after `as_of`: nothing is known, so nothing is counted.
    """

    first: date
    last: date
    holder: str
    gained_km2: float
    lost_km2: float
    settlements: tuple[SettlementChange, ...]
    areas: gpd.GeoDataFrame
    sentence: str
    citation: str = ""
    digest: str = ""
    as_of: str | None = None
    note: str | None = None
    as_recorded: str | None = None

    @property
    def net_km2(self) -> float:
        """Gained less lost."""
        return self.gained_km2 - self.lost_km2

    def as_dict(self) -> dict[str, Any]:
        """The numbers (None where nothing is known), settlements and sentences by name, without geometry; `note` only where there is one."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "holder": self.holder,
            "gained_km2": self._told(self.gained_km2),
            "lost_km2": self._told(self.lost_km2),
            "net_km2": self._told(self.net_km2),
            "settlements": [asdict(s) for s in self.settlements],
            "sentence": self.sentence,
            "citation": self.citation,
            "as_of": self.as_of,
            "as_recorded": self.as_recorded,
            "digest": self.digest,
            **({"note": self.note} if self.note else {}),
        }

    def _told(self, km2: float) -> float | None:
        """Nothing known is not the same as nothing changed."""
        return None if self.note else round(km2, 3)


def delta(view: View, first: date, last: date, note: str | None) -> Delta:
    """The change between the ends of two days; the first may come after the last, then every sign is turned, and the sentence says so.

    A `note` that nothing is known of a day stands in for the sentence, and nothing is counted.
    """
    if note:
        return Delta(first, last, view.theatre.focus, 0.0, 0.0, (), table([], DELTA), note.rstrip("."), note=note)
    before, after = view.frame(end_of_day(first)), view.frame(end_of_day(last))
    focus = view.theatre.holder_index(view.theatre.focus)
    gained = (before.holder != focus) & (after.holder == focus)
    lost = (before.holder == focus) & (after.holder != focus)
    km2 = {name: float(view.tessellation.area_m2[mask].sum()) / M2_PER_KM2 for name, mask in zip(CHANGES, (gained, lost), strict=True)}
    drawing = draw(view.tessellation, gained + 2 * lost, smooth=True)
    rows = [{"change": name, "area_km2": km2[name], "geometry": drawing.of(n)} for n, name in enumerate(CHANGES, 1) if km2[name]]
    moved = settlements(view, before, after)
    sentence = _sentence(view, (first, last), km2, len(moved))
    return Delta(first, last, view.theatre.focus, km2["gained"], km2["lost"], moved, table(rows, DELTA), sentence)


def last_changes(view: View, until: date) -> TwoDays:
    """The last week in which ground of the side in focus changed hands, ended by the day on which it last did, `until` at the latest.

    Where the week ends as it began, its last day alone; where nothing ever changed, the whole span.
    """
    focus = view.theatre.holder_index(view.theatre.focus)

    def differ(one: int, other: int) -> bool:
        return bool(((holder(view.codes[one]) == focus) != (holder(view.codes[other]) == focus)).any())

    for day in reversed([int(day) for day in view.change_days if view.on(int(day)) <= until]):
        if differ(day - 1, day):
            before = max(day - WEEK_DAYS, 0)
            return TwoDays(view.on(before if differ(before, day) else day - 1), view.on(day), Chosen.LAST_CHANGES)
    return TwoDays(view.theatre.span.first_day, view.theatre.span.last_day, Chosen.NO_CHANGE)


def two_days(first: date, last: date) -> TwoDays:
    """Two days that were asked for.

    Raises:
        InputError: they are one.
    """
    if first == last:
        raise InputError(f"Both days are {first}, and a day does not differ from itself. Give two, or {first} alone for what changed on it.")
    return TwoDays(first, last)


def day_before(on: date) -> TwoDays:
    """A day and the one before it.

    Raises:
        InputError: the calendar has none before it.
    """
    if on == date.min:
        raise InputError(f"{on} has no day before it. Give two days.")
    return TwoDays(on - DAY, on, Chosen.DAY_BEFORE)


def settlements(view: View, before: Frame, after: Frame) -> tuple[SettlementChange, ...]:
    """The settlements on whose ground the likeliest holder differs between two frames, by name."""
    holders, found = view.theatre.holders, []
    for place_id, cell in view.tessellation.cell_of.items():
        if before.holder[cell] != after.holder[cell]:
            place = view.theatre.gazetteer.get(place_id)
            found.append(SettlementChange(place.id, place.name, place.raion, holders[before.holder[cell]].id, holders[after.holder[cell]].id))
    return tuple(sorted(found, key=lambda s: (s.name, s.place_id)))


def _sentence(view: View, on: tuple[date, date], km2: dict[str, float], moved: int) -> str:
    name = view.theatre.holder(view.theatre.focus).name
    first, last = (long_date(day) for day in on)
    span = f"Counted back in time from {first} to {last}" if on[1] < on[0] else f"Between {first} and {last}"
    hands = f"{moved or 'no'} settlement{'' if moved == 1 else 's'} changed hands"
    if not any(km2.values()):
        return f"{span} {name} neither gained nor lost ground in {view.theatre.region}; {hands}"
    return f"{span} {name} lost {area(km2['lost'])} km² and gained {area(km2['gained'])} km² in {view.theatre.region}; {hands}"
