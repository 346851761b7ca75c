"""Answers about the ground: areas in km2, coordinates lon/lat in degrees."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.common import Provenance, Strict
from api.schemas.sources import ClaimRow


class AreaOfDay(Strict):
    """Area of one holder at the end of one UTC day, in km2: surely held, most likely, at most."""

    date: str
    holder: str
    low_km2: float
    best_km2: float
    high_km2: float


class SeriesAnswer(Provenance):
    """Areas over time. `from` and `to` are the days asked for, both included; `note` says when some lie outside the theatre's span or after as-of."""

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    as_of: str | None
    interval: str
    digest: str
    series: list[AreaOfDay]
    note: str | None = None


class SettlementMove(Strict):
    """A settlement whose likeliest holder changed."""

    place_id: str
    name: str
    raion: str
    before: str
    after: str


class DeltaAnswer(Provenance):
    """Ground gained and lost by `holder` between the ends of two days, in km2; null where nothing is known."""

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    holder: str
    gained_km2: float | None
    lost_km2: float | None
    net_km2: float | None
    settlements: list[SettlementMove]
    sentence: str
    citation: str
    as_of: str | None
    digest: str
    note: str | None = None


class WeighedClaim(ClaimRow):
    """A claim with what it weighs: how much less likely the likeliest holder would be without it (negative: more), and how far off its spot lies (km)."""

    weight: float
    from_km: float
    says_who_holds: bool


class SourceSpot(Strict):
    """A spot that ground takes its status from: its share, how far off it lies (km), who likeliest held it and how likely that was."""

    spot: str
    place_id: str
    distance_km: float
    weight: float
    holder: str
    probability: float


class ExplainAnswer(Provenance):
    """Why the ground at a place or point is coloured as it is. `holder` is null outside the ground or the days that the map covers."""

    place: str | None
    place_id: str | None
    district: str | None
    lon: float
    lat: float
    at: str
    as_of: str | None
    holder: str | None
    level: Literal["held", "contested"] | None
    probability: dict[str, float]
    since: str | None
    age_days: int | None
    evidenced: bool
    sentence: str
    claims: list[WeighedClaim]
    sources: list[SourceSpot]
    inferred_from: list[str]
    turning: str
    citation: str
    digest: str
    note: str | None = None
