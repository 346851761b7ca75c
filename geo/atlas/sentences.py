"""Words that may be copied: every answer as a sentence with its citation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from geo.interval import day_end
from geo.model import Claim, Event, Polarity, Relation
from geo.theatre import Theatre

THIN = "\u202f"
COMPASS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
VERBS = {
    Event.CAPTURED: "captured",
    Event.RECAPTURED: "recaptured",
    Event.ENTERED: "entered",
    Event.ADVANCED: "advanced",
    Event.HOLDS: "holds",
    Event.CONTESTED: "fighting",
    Event.ATTACKED: "attacked",
    Event.REPELLED: "repelled an attack",
    Event.WITHDREW: "withdrew from",
    Event.PUSHED_OUT: "was pushed out of",
}
OBJECT_VERBS = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.ENTERED, Event.HOLDS, Event.ATTACKED, Event.WITHDREW, Event.PUSHED_OUT})
DEFAULT_DAY = "the last day with a front or, where there is none, with a report"
"""What a layer shows where no day is asked for (`Atlas.default_day`)."""
HALF, HUNDRED, TEN = 0.5, 100.0, 10.0
LATE = timedelta(days=3)
"""Friday's papers are read on Monday; what is taken in later than that was not followed as it came out."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The headline of a day: areas in km2 of the side in focus, the sentence, and the sentence as it may be cited."""

    low_km2: float
    best_km2: float
    high_km2: float
    sentence: str
    citation: str
    digest: str

    def as_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def listed(words: Sequence[str]) -> str:
    """Martynovka, Agronom and Sudzha."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def long_date(on: date) -> str:
    """10 January 2025."""
    return f"{on.day} {on:%B %Y}"


def number(value: float) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{value:,.0f}".replace(",", THIN)


def rounded(km2: float) -> float:
    """An area as one would say it: to 10 km2 above 100 km2, else to 1 km2, and 0.1 below 1 km2."""
    if km2 >= HUNDRED:
        return round(km2 / TEN) * TEN
    return float(round(km2)) if km2 >= HALF or km2 == 0.0 else round(km2, 1)


def area(km2: float) -> str:
    """An area in words a reader can copy."""
    value = rounded(km2)
    return f"{value:.1f}" if 0.0 < value < HALF else number(value)


def held(theatre: Theatre, areas_km2: tuple[float, float, float]) -> str:
    """Ukraine held about 430 km² of Kursk Oblast (390-520)."""
    low, best, high = areas_km2
    name = theatre.holder(theatre.focus).name
    if high == 0.0:
        return f"{name} held no ground in {theatre.region}"
    if best == 0.0:
        return f"{name} held no ground for certain in {theatre.region}, and at most {area(high)} km²"
    return f"{name} held about {area(best)} km² of {theatre.region} ({area(low)}–{area(high)})"


def unread(theatre: Theatre) -> str:
    """What the map shows where no report is known."""
    return f"No report is known; {theatre.holder(theatre.opening).name} is taken to hold all of {theatre.region}, as at the opening"


def long_instant(at: datetime) -> str:
    """30 November 2026, which is the end of that UTC day; or: 30 November 2026, 14:05:10 UTC."""
    return long_date(at.date()) if at == day_end(at) else f"{long_date(at.date())}, {at:%H:%M:%S} UTC"


def recorded_late(published_on: date, recorded_at: datetime | None, kind: str) -> bool:
    """Whether it deserves a word that a report was taken in long after it was published. A pack's digests are all written afterwards."""
    return recorded_at is not None and kind != "digest" and recorded_at.date() - published_on > LATE


def cite(
    sentence: str,
    theatre: Theatre,
    as_of: datetime | None,
    digest: str,
    *,
    clock: str = "as of",
    as_recorded: datetime | None = None,
) -> str:
    """The sentence with what it rests on: theatre, as-of day (after the words of `clock`), by when it was recorded, digest."""
    known = f"{clock} {long_date(as_of.date())}" if as_of else "with all reports known"
    known += f", as recorded by this store on {long_instant(as_recorded)}" if as_recorded else ""
    bent = ", bent toward claimed areas" if theatre.parameters.calibrate == "figures" else ""
    return f"{sentence}; Salient {theatre.id}, {known}{bent}, digest {digest}"


def reading(claim: Claim, theatre: Theatre) -> str:
    """What was read, in one line: "Russia recaptured Berdin", "fighting near Sudzha", with "not:" before what is denied."""
    where = " and ".join(_place(claim, i) for i in range(len(claim.places)))
    who = theatre.holder(claim.actor).name if claim.actor else ""
    line = " ".join(part for part in (who, VERBS[claim.event], where) if part)
    return f"not: {line}" if claim.polarity is Polarity.NEG else line


def _place(claim: Claim, index: int) -> str:
    place = claim.places[index]
    if place.relation is Relation.LINE:
        return f"on the line by {place.name}"
    words = {
        Relation.IN: "" if claim.event in OBJECT_VERBS else "in ",
        Relation.PART: "part of " if claim.event in OBJECT_VERBS else "in part of ",
        Relation.OUTSKIRTS: "on the outskirts of ",
        Relation.NEAR: "near ",
        Relation.TOWARD: "toward ",
        Relation.OFFSET: _offset(place.bearing_deg, place.distance_km),
    }
    return f"{words[place.relation]}{place.name}"


def _offset(bearing: float | None, distance: float | None) -> str:
    direction = f"{COMPASS[round(bearing / 45.0) % len(COMPASS)]} of " if bearing is not None else "from "
    return f"{distance:g} km {direction}" if distance is not None else direction
