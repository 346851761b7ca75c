"""What a theatre is: a campaign's place, time, sides, names and sources, all of it immutable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import shapely

from geo.errors import InputError, NotFoundError
from geo.gazetteer import Gazetteer, Hazards, fold_name
from geo.interval import Interval, parse_date
from geo.model import Source, digest
from geo.units import HolderId

MOST_HOLDERS = 8
"""A cell's code has 16 bits: one for contested ground, three for the likeliest holder, one for each that may hold it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A side that can hold ground. `colour` is #rrggbb; `name` Ukraine, `adjective` Ukrainian."""

    id: HolderId
    name: str
    adjective: str
    aliases: tuple[str, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class District:
    """An administrative unit of the extent; `geometry` in lon/lat, edge-matched with its neighbours."""

    id: str
    name: str
    name_ru: str
    geometry: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Chain:
    """The hidden Markov chain of a place (`geo.control.chain`): what a claim is worth, and how much is assumed where nothing is learnt.

    Strengths are natural logarithms of a likelihood ratio, for a claim of weight 1: `holds` that the side holds the place on that day, `gains` that it
    holds it on the day of a reported change, `changes` that the change came in the `window_days` before, `present` that it stood in part of the
    place, `near` that it stood before it, `attacks` that it attacked, so did not hold it, `contested` that it was fought over. `repeats` is how much
    each doubling of the voices that say the same adds; `unspoken` the share of `gains` for a place that need not have been lost before it was "taken".
    `never` is the prior probability that the side which comes never reaches a place; `again` the daily chance of a second coming.
    `silence_gain` and `silence_loss` are how far a change that nobody reports is doubted, once reports had `delay_days` to come (e-folding). Daily rates
    of coming and losing are learnt from the claims, smoothed over `smooth_days` (standard deviation) and held by `prior_days` of the prior rates
    `prior_gain`, `prior_loss`.
    """

    holds: float = 5.91
    gains: float = 1.61
    changes: float = 4.24
    present: float = 2.62
    near: float = 4.0
    attacks: float = 1.87
    contested: float = 3.67
    repeats: float = 0.517
    unspoken: float = 0.404
    window_days: int = 3
    never: float = 0.821
    again: float = 0.002
    silence_gain: float = 0.0122
    silence_loss: float = 0.977
    delay_days: float = 1.05
    smooth_days: float = 14.0
    prior_days: float = 0.226
    prior_gain: float = 0.102
    prior_loss: float = 0.0323


@dataclass(frozen=True, slots=True)
class Kriging:
    """How statuses of spots become ground (`geo.space.kriging`): distances in km, variances as shares of the sill.

    `range_km` is the e-folding distance of the exponential covariance, `prior` the mean of each side that did not open there (the opening holder has the rest),
    `nugget` the noise of a spot that claims name, `nugget_silent` that of a settlement that no claim names, `neighbours` the spots that count for
    a cell, `away_km` how far off a direction without a distance points, `sharpness` turns the kriged difference into log-odds, `cut_off` is taken
    off the log-odds of ground that has no way home.
    """

    range_km: float = 9.31
    prior: float = 0.142
    nugget: float = 0.218
    nugget_silent: float = 12.1
    neighbours: int = 32
    away_km: float = 6.0
    sharpness: float = 4.2
    cut_off: float = 1.5


@dataclass(frozen=True, slots=True)
class Parameters:
    """Weights in [0, 1] for certainty, basis and reliability; a cell is held from probability `held`, contested from `contested`.

    `control_method`: `chain`, a hidden Markov chain for each place; `last`, the last claim wins by its weight. `method` says how statuses become ground:
    `kriging`, on cells of `cell_km2`; `voronoi`, each settlement's cell as its own claims say, or as the opening situation left it; `nearest`, like the
    nearest settlement that claims do name, up to `reach_km` away. The last two with `last` are the yardsticks.
    `calibrate`: `figures` bends the map toward the areas that people claim, `none` leaves these a check beside it.
    """

    certainty: Mapping[str, float]
    basis: Mapping[str, float]
    reliability: Mapping[str, float]
    held: float = 0.8
    contested: float = 0.2
    method: str = "voronoi"
    reach_km: float = 5.0
    control_method: str = "last"
    cell_km2: float = 0.5
    calibrate: str = "none"
    chain: Chain = Chain()
    kriging: Kriging = Kriging()


@dataclass(frozen=True, slots=True)
class Words:
    """What a language calls a side: its forces, its demonyms, the state (or capital) that stands for it, and claimants that speak for it unnamed."""

    forces: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What the theatre, its sides and its districts (by id) are called in a language; what is left out keeps its English name."""

    title: str = ""
    region: str = ""
    holders: Mapping[HolderId, str] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)


class Sources:
    """Publishers and claimants, found by id, name or alias in any spelling."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = tuple(sources)
        self._by_name = {fold_name(n): s for s in reversed(self._sources) for n in (*s.aliases, s.name, s.id)}

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def find(self, name: str) -> Source | None:
        """The source of this id, name or alias, or None; a leading "the" does not count."""
        bare = name.strip()
        return self._by_name.get(fold_name(bare)) or self._by_name.get(fold_name(bare[4:] if bare[:4].lower() == "the " else bare))

    def side(self, name: str) -> HolderId | None:
        """The holder that the source of this name speaks for, or None."""
        source = self.find(name)
        return source.side if source else None


@dataclass(frozen=True)
class Theatre:
    """Everything fixed about a campaign. `opening` held all of the extent at first; `focus` is whose area the headline states.

    `span` counts whole UTC days, first and last included. `border` is a lon/lat line, `extent` the lon/lat union of the districts.
    """

    id: str
    title: str
    region: str
    span: Interval
    holders: tuple[Holder, ...]
    opening: HolderId
    focus: HolderId
    crs: str
    parameters: Parameters
    gazetteer: Gazetteer
    sources: Sources
    districts: tuple[District, ...]
    border: shapely.Geometry
    extent: shapely.Geometry
    licence: str
    attribution: tuple[str, ...]
    folder: Path
    digest: str
    hazards: Hazards = field(default_factory=Hazards)
    words: Mapping[str, Mapping[HolderId, Words]] = field(default_factory=dict)
    """The sides' words by language (ISO 639-1) and holder."""
    names: Mapping[str, Names] = field(default_factory=dict)
    """Names by language (ISO 639-1); they shape no number, so they are in no digest."""
    towns: Mapping[str, int] = field(default_factory=dict)
    """Countries (ISO 3166-1 alpha-2) whose towns reports name, with the inhabitants from which on their names are known as places elsewhere."""

    def tuned(self, parameters: Parameters) -> Theatre:
        """The same theatre with other parameters, and so with another digest."""
        return replace(self, parameters=parameters, digest=digest(self.digest, repr(parameters)))

    def holder(self, holder_id: str) -> Holder:
        """The holder of this id.

        Raises:
            NotFoundError: the theatre has no such holder.
        """
        return self.holders[self.holder_index(holder_id)]

    def holder_index(self, holder_id: str) -> int:
        """The position of a holder in the theatre's order, which is the order of every probability.

        Raises:
            NotFoundError: the theatre has no such holder.
        """
        ids = [h.id for h in self.holders]
        if holder_id not in ids:
            raise NotFoundError(f"The theatre {self.id} has no holder {holder_id!r}. It has {', '.join(ids)}.")
        return ids.index(HolderId(holder_id))

    def day(self, on: date | str) -> date:
        """The date meant by a text YYYY-MM-DD, inside the span or not.

        Raises:
            InputError: the text is no date.
        """
        return parse_date(on) if isinstance(on, str) else on

    def covers(self, on: date) -> bool:
        """Whether the day belongs to the span."""
        return self.span.first_day <= on <= self.span.last_day

    def require_inside(self, on: date) -> None:
        """Refuse a day outside the span.

        Raises:
            InputError: the day is outside.
        """
        if not self.covers(on):
            span = f"{self.span.first_day} to {self.span.last_day}"
            raise InputError(f"{on} lies outside the theatre {self.id}, which covers {span}. Give a date within it, or another theatre.")
