"""What a new report or a verdict does to the map: ground and settlements that change hands on a day, and the days on which anything differs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np

from geo.atlas.contrast import contrast
from geo.atlas.delta import SettlementChange, settlements
from geo.atlas.sentences import long_date
from geo.atlas.tables import table
from geo.atlas.view import View
from geo.interval import end_of_day
from geo.space import Frame, draw
from geo.theatre import Theatre
from geo.units import M2_PER_KM2

GROUND = ("before", "holder", "area_km2")
DIGITS = 3
TINY_KM2 = 0.001
SHOWN_KM2 = 0.05
"""Below this an area would read as 0.0 km2."""
PAIR = 2


@dataclass(frozen=True, slots=True)
class AreaChange:
    """Likeliest area of a holder at the end of the day, before and after, in km2; what it gains it holds only after, what it loses only before."""

    holder: str
    before_km2: float
    after_km2: float
    gained_km2: float
    lost_km2: float

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, to a thousandth of a km2, with the difference."""
        fields = {name: round(value, DIGITS) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return fields | {"change_km2": round(self.after_km2 - self.before_km2, DIGITS)}


@dataclass(frozen=True, slots=True)
class Change:
    """The map before and after, at the end of the UTC day `on`: each holder's area, contested ground (km2), settlements that change hands.

    `first_day` and `last_day`, both included, enclose the days on which any low, best or high area differs; None where none does.
    """

    on: date
    areas: tuple[AreaChange, ...]
    contested_before_km2: float
    contested_after_km2: float
    settlements: tuple[SettlementChange, ...]
    first_day: date | None
    last_day: date | None
    sentence: str = ""
    digest_before: str = ""
    digest: str = ""

    @property
    def moves(self) -> bool:
        """Whether anything on the map differs on any day."""
        return self.first_day is not None

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, days in ISO 8601."""
        return {
            "on": self.on.isoformat(),
            "areas": [area.as_dict() for area in self.areas],
            "contested_before_km2": round(self.contested_before_km2, DIGITS),
            "contested_after_km2": round(self.contested_after_km2, DIGITS),
            "settlements": [asdict(settlement) for settlement in self.settlements],
            "first_day": self.first_day.isoformat() if self.first_day else None,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "sentence": self.sentence,
            "digest_before": self.digest_before,
            "digest": self.digest,
        }


def change(before: View, after: View, on: date) -> Change:
    """What differs between two views of one theatre, told for a day; one outside the span stands for the span's nearest day."""
    span, day = before.theatre.span, _inside(on, before.theatre)
    frames = before.frame(end_of_day(day)), after.frame(end_of_day(day))
    found = contrast(before.codes, after.codes, before.tessellation.area_m2 / M2_PER_KM2, span.first_day)
    first, last = found.span or (None, None)
    contested = [float(before.tessellation.area_m2[frame.contested].sum()) / M2_PER_KM2 for frame in frames]
    return Change(day, _areas(before, *frames), contested[0], contested[1], settlements(before, *frames), first, last)


def ground(before: View, after: View, on: date) -> gpd.GeoDataFrame:
    """The ground whose likeliest holder differs at the end of a day, by holder `before` and `holder` after, with `area_km2`; lon/lat.

    A day outside the span stands for the span's nearest day, as in `change`.
    """
    at, holders = end_of_day(_inside(on, before.theatre)), before.theatre.holders
    old, new = before.frame(at).holder, after.frame(at).holder
    pairs = np.where(old != new, 1 + old * len(holders) + new, 0).astype(np.int64)
    if not pairs.any():
        return table([], GROUND)
    drawing, area_m2 = draw(before.tessellation, pairs, smooth=True), before.tessellation.area_m2
    rows = [
        {
            "before": holders[(pair - 1) // len(holders)].id,
            "holder": holders[(pair - 1) % len(holders)].id,
            "area_km2": round(float(area_m2[pairs == pair].sum()) / M2_PER_KM2, DIGITS),
            "geometry": drawing.of(pair),
        }
        for pair in np.unique(pairs[pairs > 0]).tolist()
    ]
    return table(rows, GROUND)


def _inside(on: date, theatre: Theatre) -> date:
    """The day itself, or the span's nearest to one outside."""
    return min(max(on, theatre.span.first_day), theatre.span.last_day)


def _areas(view: View, before: Frame, after: Frame) -> tuple[AreaChange, ...]:
    area = view.tessellation.area_m2 / M2_PER_KM2

    def km2(mask: Any) -> float:
        return float(area[mask].sum())

    return tuple(
        AreaChange(
            holder.id,
            before_km2=km2(before.holder == h),
            after_km2=km2(after.holder == h),
            gained_km2=km2((after.holder == h) & (before.holder != h)),
            lost_km2=km2((before.holder == h) & (after.holder != h)),
        )
        for h, holder in enumerate(view.theatre.holders)
    )


def in_words(found: Change, theatre: Theatre, *, would: bool = False) -> str:
    """One sentence: what each holder gains and loses on the day, and on which days the map differs. `would`: nothing of it is stored."""
    if found.first_day is None or found.last_day is None:
        return f"The map {'would stay' if would else 'stays'} as it is on every day"
    hands = len(found.settlements)
    parts = [f"On the map of {long_date(found.on)} {_holders(found, theatre, would=would) or _nobody(found, would=would)}"]
    if hands:
        parts.append(f"{hands} settlement{'' if hands == 1 else 's'} {_verb('change', would=would, one=hands == 1)} hands")
    return "; ".join([*parts, f"the map {_verb('differ', would=would)} {_days(found.first_day, found.last_day, theatre.span.last_day)}"])


def _holders(found: Change, theatre: Theatre, *, would: bool) -> str:
    """Ukraine loses 5.0 km2 and Russia gains 5.0 km2; empty where no ground changes hands."""
    told = []
    for area in found.areas:
        deeds = [(verb, km2) for verb, km2 in (("gain", area.gained_km2), ("lose", area.lost_km2)) if km2]
        words = " and ".join(f"{_verb(verb, would=would) if not n else verb if would else verb + 's'} {_km2(km2)}" for n, (verb, km2) in enumerate(deeds))
        told += [f"{theatre.holder(area.holder).name} {words}"] if words else []
    return (" and " if len(told) <= PAIR and not any(" and " in words for words in told) else ", ").join(told)


def _nobody(found: Change, *, would: bool) -> str:
    more = found.contested_after_km2 - found.contested_before_km2
    doubt = f", but {_km2(abs(more))} {'more' if more > 0 else 'less'} {'would be' if would else 'is'} contested" if abs(more) >= TINY_KM2 else ""
    return f"no ground {_verb('change', would=would)} hands{doubt}"


def _verb(verb: str, *, would: bool, one: bool = True) -> str:
    return f"would {verb}" if would else f"{verb}s" if one else verb


def _km2(km2: float) -> str:
    return f"{km2:.1f} km²" if km2 >= SHOWN_KM2 else "less than 0.1 km²"


def _days(first: date, last: date, end: date) -> str:
    if first == last:
        return f"on {long_date(first)} only"
    return f"from {long_date(first)} {'on' if last == end else f'to {long_date(last)}'}"
