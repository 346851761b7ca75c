"""Our map beside the reference layers of the store: a table of all pairs, where two disagree, and changes of area that look wrong. The layers feed nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import combinations
from typing import Any

import geopandas as gpd
import shapely

from geo.atlas.hall import SHORT, Atlas
from geo.atlas.tables import table
from geo.compare import Ground, Jump, LightTable, Row, jumps
from geo.errors import InputError
from geo.interval import end_of_day
from geo.sheets import OURS, Sheet, SheetLevel, sheets_digest
from geo.theatre import Theatre
from geo.units import M2_PER_KM2, HolderId

DISAGREEMENT = ("shown_by", "area_km2")
MAX_WITHIN = 365
TERMS = "Ground that is shown by the layer belongs to whoever drew it, under their terms."


@dataclass(frozen=True)
class Comparison:
    """Maps of one holder's ground, by name, ours first; ours as known at `as_of` (None: everything known).

    A layer's ground is what it shows as held, and as contested with this holder the likelier one, as in our best area; ground of unknown status is not.
    With `within_days` a layer without a sheet of a day is taken as of its nearest earlier one, at most so many days before; else it is unknown.
    Layers that are `named` have their rows even where they show nothing of this holder.
    """

    atlas: Atlas
    sheets: tuple[Sheet, ...]
    holder: HolderId
    as_of: datetime | None = None
    within_days: int = 0
    named: tuple[str, ...] = ()
    _ours: dict[date, Ground | None] = field(default_factory=dict, repr=False, compare=False)
    _theirs: dict[tuple[str, date], Ground] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 0 <= self.within_days <= MAX_WITHIN:
            raise InputError(f"{self.within_days} days is not possible: a layer may stand in for 0 to {MAX_WITHIN} days after its own.")

    @cached_property
    def days_of(self) -> Mapping[str, Sequence[date]]:
        """The days of which each layer says what this holder held, in order; one on which it only shows ground of unknown status is none."""
        found: dict[str, set[date]] = {name: set() for name in self.named}
        for sheet in self.sheets:
            if sheet.holder == self.holder and sheet.level is not SheetLevel.UNKNOWN:
                found.setdefault(sheet.layer, set()).add(sheet.on)
        return {layer: sorted(days) for layer, days in sorted(found.items())}

    @cached_property
    def layers_digest(self) -> str:
        """Short digest of the sheets that are compared; that of the evidence is the atlas's."""
        return sheets_digest((sheet.key, sheet.digest) for sheet in self.sheets)[:SHORT]

    def pairs(self, first: date, last: date) -> list[tuple[date, str, str]]:
        """The day and names of every row of the table: the days from first to last of which some layer has an entry, all pairs, ours first."""
        every = {on for days in self.days_of.values() for on in days if first <= on <= last} | ({first} if first == last else set())
        return [(on, a, b) for on in sorted(every) for a, b in combinations((OURS, *self.days_of), 2)]

    def rows(self, pairs: Iterable[tuple[date, str, str]]) -> list[Row]:
        """The rows of the table."""
        return [self._light.row(on, (a, self.ground(a, on)), (b, self.ground(b, on))) for on, a, b in pairs]

    def ground(self, name: str, on: date) -> Ground | None:
        """What a map shows on a day; None where it is unknown."""
        if name == OURS:
            return self._our_ground(on)
        known = max((day for day in self.days_of.get(name, ()) if day <= on and (on - day).days <= self.within_days), default=None)
        return None if known is None else self._their_ground(name, known)

    def disagreement(self, layer: str, on: date, against: str = OURS) -> gpd.GeoDataFrame:
        """Ground by who shows it, with geodesic area_km2; lon/lat. Empty where one of the two maps is unknown.

        `shown_by` is ours_only, theirs_only or both; of two layers their names stand before _only.
        """
        a, b = self.ground(against, on), self.ground(layer, on)
        if a is None or b is None:
            return table([], DISAGREEMENT)
        found = self._light.overlap(a, b)
        names = (f"{against}_only", "theirs_only" if against == OURS else f"{layer}_only", "both")
        areas = (found.a_only_km2, found.b_only_km2, found.both_km2)
        parts = zip(names, areas, self._light.disagreement(a, b), strict=True)
        rows = [{"shown_by": name, "area_km2": km2, "geometry": shape} for name, km2, shape in parts if not shapely.is_empty(shape)]
        return table(rows, DISAGREEMENT)

    def members(self, layer: str, on: date, against: str = OURS) -> dict[str, Any]:
        """What stands beside the polygons of a disagreement: whose ground, which maps as of which days, how far they agree, and whose work it is."""
        told = self.rows([(on, against, layer)])[0].as_dict()
        days = {"against": against, "against_on": told["a_on"], "layer": layer, "layer_on": told["b_on"]}
        return {"holder": self.holder, **days, "iou": told["iou"], "layers_digest": self.layers_digest, "terms": TERMS}

    def unknown(self, layer: str, on: date, against: str = OURS) -> str | None:
        """Why two maps cannot be compared on a day, with the nearest days that a layer has; None where they can."""
        if words := self.atlas.outside(on):
            return words
        silent = [name for name in (against, layer) if self.ground(name, on) is None]
        return " ".join(self._silence(name, on) for name in silent) or None

    def note(self, layer: str, on: date, against: str = OURS) -> str | None:
        """What to tell the reader of a disagreement: why there is none, or that ours is of a day that was not yet known; None where nothing is to be told."""
        ours = self.atlas.note(on, as_of=self.as_of) if OURS in (layer, against) else None
        return self.unknown(layer, on, against) or ours

    def _silence(self, layer: str, on: date) -> str:
        days = self.days_of.get(layer, ())
        near = [day for day in (max((d for d in days if d < on), default=None), min((d for d in days if d > on), default=None)) if day]
        nearest = f" The nearest days that it has: {', '.join(str(day) for day in near)}." if near else ""
        return f"The layer {layer} does not say what {self.holder} held on {on}: unknown, not zero.{nearest}"

    def ended(self, last: date) -> tuple[str, ...]:
        """Words on layers that end before a day: what comes after is unknown."""
        final = {layer: days[-1] for layer, days in self.days_of.items() if days}
        return tuple(f"{layer} ends on {on}: what it would show later is unknown, not zero." for layer, on in final.items() if on < last)

    def jumps(self, first: date, last: date) -> tuple[Jump, ...]:
        """The changes of area beyond each map's own limit that fall on the days from first to last, ours included, by map and day."""
        extent_km2 = float(self.atlas.tessellation.area_m2.sum()) / M2_PER_KM2
        found = [*jumps(OURS, self._our_areas(), extent_km2)]
        for layer, days in self.days_of.items():
            found += jumps(layer, [(on, self._their_ground(layer, on).km2) for on in days], extent_km2)
        return tuple(jump for jump in found if first <= jump.day <= last)

    @cached_property
    def _light(self) -> LightTable:
        return LightTable.of(self.atlas.theatre)

    def _our_areas(self) -> list[tuple[date, float]]:
        """Our best area at the end of each day, from the first of the theatre to the last that the evidence reaches."""
        series = self.atlas.series(self.atlas.theatre.span.first_day, self.atlas.last_day(self.as_of), self.as_of)
        own = series[series["holder"] == self.holder]
        return [(date.fromisoformat(on), float(km2)) for on, km2 in zip(own["date"], own["best_km2"], strict=True)]

    def _our_ground(self, on: date) -> Ground | None:
        """Ground where the holder is the likeliest one, as the map is drawn (its area is within a percent of the series', which counts cells).

        None outside the theatre's span.
        """
        if on not in self._ours:
            self._ours[on] = self._drawn(on) if self.atlas.theatre.covers(on) else None
        return self._ours[on]

    def _drawn(self, on: date) -> Ground:
        control = self.atlas.control(end_of_day(on), self.as_of)
        return self._light.ground(control.geometry[control["holder"] == self.holder], on)

    def _their_ground(self, layer: str, on: date) -> Ground:
        if (layer, on) not in self._theirs:
            counted = [s.ground for s in self.sheets if (s.layer, s.on, s.holder) == (layer, on, self.holder) and s.level is not SheetLevel.UNKNOWN]
            self._theirs[layer, on] = self._light.ground(counted, on)
        return self._theirs[layer, on]


def overview(sheets: Iterable[Sheet], theatre: Theatre) -> list[dict[str, Any]]:
    """Each layer by name: its days, holders, levels and files, and per sheet the area in the theatre in km2."""
    light = LightTable.of(theatre)
    found: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        found.setdefault(sheet.layer, []).append(sheet)
    return [_told(name, own, light) for name, own in sorted(found.items())]


def _told(name: str, sheets: Sequence[Sheet], light: LightTable) -> dict[str, Any]:
    days = sorted({sheet.on for sheet in sheets})
    return {
        "name": name,
        "days": len(days),
        "first_day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "holders": sorted({str(sheet.holder) for sheet in sheets}),
        "levels": sorted({str(sheet.level) for sheet in sheets}),
        "sheets": [
            {
                "day": sheet.on.isoformat(),
                "holder": sheet.holder,
                "level": str(sheet.level),
                "area_km2": round(light.ground([sheet.ground], sheet.on).km2, 3),
                "source": sheet.source,
            }
            for sheet in sheets
        ],
    }
