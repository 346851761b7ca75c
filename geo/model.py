"""The nouns: plain, frozen values that the rooms hand to each other.

Identifiers of reports, claims and figures are digests of what they assert, so the same assertion has the same id wherever it
is read. Spans are half-open offsets in Unicode code points into the report's text. Valid times are intervals of whole UTC days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import orjson

from geo.interval import BEGINNING, Interval, parse_instant
from geo.units import ClaimId, HolderId, PlaceId, ReportId, SourceId

Span = tuple[int, int]
"""Half-open offsets [start, end) in code points."""


class Event(StrEnum):
    """What a claim says happened. For repelled the actor is who beat the attack off; for withdrew and pushed_out, who lost the ground."""

    CAPTURED = "captured"
    RECAPTURED = "recaptured"
    ENTERED = "entered"
    ADVANCED = "advanced"
    HOLDS = "holds"
    CONTESTED = "contested"
    ATTACKED = "attacked"
    REPELLED = "repelled"
    WITHDREW = "withdrew"
    PUSHED_OUT = "pushed_out"


class Relation(StrEnum):
    """How the ground of a claim lies to the place it names."""

    IN = "in"
    PART = "part"
    OUTSKIRTS = "outskirts"
    NEAR = "near"
    TOWARD = "toward"
    OFFSET = "offset"
    LINE = "line"


class Certainty(StrEnum):
    """How firmly the text says it."""

    STATED = "stated"
    HEDGED = "hedged"
    UNVERIFIED = "unverified"


class Basis(StrEnum):
    """On whose word: the side that gains, the side that loses, a third party, or located imagery."""

    CLAIMED = "claimed"
    ADMITTED = "admitted"
    ASSESSED = "assessed"
    GEOLOCATED = "geolocated"


class Polarity(StrEnum):
    """Whether the text says that it happened or that it did not."""

    POS = "pos"
    NEG = "neg"


class Measure(StrEnum):
    """What a figure measures."""

    HELD = "held"
    GAINED = "gained"
    LOST = "lost"
    PEAK = "peak"
    SHARE = "share"
    DEPTH = "depth"
    WIDTH = "width"
    RATE = "rate"


class Level(StrEnum):
    """How firmly ground is held at an instant."""

    HELD = "held"
    CONTESTED = "contested"


class Verdict(StrEnum):
    """What a reviewer decided about a claim or a report: it counts, it counts no longer, it counts with changes, it never was valid.

    Of a report, accept undoes a retraction; reject and void are its two kinds.
    """

    ACCEPT = "accept"
    REJECT = "reject"
    AMEND = "amend"
    VOID = "void"


REPORT = "report"
DIGEST = "digest"
"""Kinds of reports: a digest ships with a theatre pack and restates facts of its publisher; whatever else is handed in is a report."""


def digest(*parts: object) -> str:
    """SHA-256 (hex) of the JSON form of the parts; equal assertions give equal digests on every machine."""
    return hashlib.sha256(orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher or claimant. `side` is the holder it speaks for, or None; `reliability` is A-F of the NATO Admiralty code (AJP-2.1)."""

    id: SourceId
    name: str
    side: HolderId | None
    reliability: str
    url: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A dated text. `known_at` is when the public could have read it (end of the UTC day where only a date is known).

    `ref` is the identifier under which it was handed in; `id` digests what it says.
    """

    publisher: str
    known_at: datetime
    lang: str
    title: str
    text: str
    urls: tuple[str, ...] = ()
    ref: str = ""
    kind: str = REPORT
    id: ReportId = field(default=ReportId(""))

    def __post_init__(self) -> None:
        if not self.id:
            content = digest(self.publisher, self.known_at.isoformat(), self.lang, self.title, self.text)
            object.__setattr__(self, "id", ReportId(content[:16]))


@dataclass(frozen=True, slots=True)
class Place:
    """A named spot: lon, lat in degrees WGS 84, `err_km` the 90th percentile of the position's error.

    `settlement` is False for districts, rivers, stations: they are recognised but own no ground.
    """

    id: PlaceId
    name: str
    lon: float
    lat: float
    kind: str
    country: str
    oblast: str
    raion: str
    name_ru: str = ""
    name_uk: str = ""
    variants: tuple[str, ...] = ()
    population: int | None = None
    err_km: float = 1.0
    settlement: bool = True
    zone: str = "core"
    source: str = ""
    licence: str = ""
    notes: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All spellings, the main one first, without repeats."""
        return tuple(dict.fromkeys(n for n in (self.name, self.name_ru, self.name_uk, *self.variants) if n))


@dataclass(frozen=True, slots=True)
class Mention:
    """A toponym found in a text and what it was resolved to. Unresolved is a value: `place_id` None, with kind and reason."""

    span: Span
    surface: str
    place_id: PlaceId | None
    name: str | None
    kind: str
    lon: float | None
    lat: float | None
    score: float
    reason: str
    candidates: tuple[PlaceId, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimPlace:
    """A place in a claim and how the claimed ground lies to it: bearing in degrees from north, distance in km, where the text gives them."""

    place_id: PlaceId
    name: str
    relation: Relation = Relation.IN
    bearing_deg: float | None = None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion that an event happened, or did not, at a place. `relation` line has two places, every other one place.

    `span` is the sentence in the report's text, `text` that sentence; `claimants` the nearest first, then the medium;
    `method` identifies the extractor and its configuration.
    """

    report_id: ReportId
    span: Span
    text: str
    actor: HolderId | None
    event: Event
    places: tuple[ClaimPlace, ...]
    valid: Interval
    certainty: Certainty
    basis: Basis
    claimants: tuple[str, ...]
    polarity: Polarity
    background: bool
    method: str
    reason: str = ""
    id: ClaimId = field(default=ClaimId(""))

    def __post_init__(self) -> None:
        if not self.id:
            places = [(p.place_id, p.relation, p.bearing_deg, p.distance_km) for p in self.places]
            valid = (self.valid.start.isoformat(), self.valid.end.isoformat())
            content = digest(
                self.report_id, self.span, self.actor, self.event, places, valid, self.certainty, self.basis, self.claimants, self.polarity, self.background
            )
            object.__setattr__(self, "id", ClaimId(content[:16]))


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that a text claims. `value` is the middle of a range (`low`, `high`); `km2` is set for areas."""

    report_id: ReportId
    span: Span
    text: str
    value: float
    low: float
    high: float
    unit: str
    km2: float | None
    approx: bool
    measure: Measure
    actor: HolderId | None
    region: str
    valid: Interval
    claimants: tuple[str, ...]
    method: str
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            content = digest(self.report_id, self.span, self.value, self.low, self.high, self.unit, self.measure, self.actor)
            object.__setattr__(self, "id", content[:16])


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one report says. `note` tells what was not read (for example "language de: mentions only")."""

    report: Report
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    method: str
    note: str = ""


FROM = "from"
"""The change of a retraction that is dated back: the instant from which on the report counts no longer."""


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict on a claim or a whole report (`target`), made at `known_at` by `who` for a reason.

    `changes` are the amended fields; of a retraction that is dated back, `from`.
    """

    target: str
    verdict: Verdict
    who: str
    why: str
    known_at: datetime
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """Digest of the verdict."""
        return digest(self.target, self.verdict, self.who, self.why, self.known_at.isoformat(), self.changes)[:16]

    @property
    def rejects(self) -> bool:
        """Whether what it is about does not count."""
        return self.verdict in {Verdict.REJECT, Verdict.VOID}

    @property
    def since(self) -> datetime:
        """The earliest instant whose answers it bears on while it stands: its own, or the earlier one that it is dated back to.

        What is void never was valid, so a void verdict reaches back to the beginning.
        """
        if self.verdict is Verdict.VOID:
            return BEGINNING
        back = dict(self.changes).get(FROM)
        return parse_instant(back) if back else self.known_at


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim with when it became public and who published it."""

    claim: Claim
    known_at: datetime
    publisher: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An immutable snapshot of what the store knows. A set: order means nothing. `digest` names exactly this content.

    `recorded` is when the store took in each report, `as_recorded` up to which instant of that clock the snapshot goes (None:
    everything); the digest follows from neither.

    As known at an instant (`geo.evidence.known`) it also says what is one voice: `mirrors` gives the earlier report whose text
    a report carries, and `echoes` the claim that counts for one that only repeats it. Both follow from the rest.
    """

    claims: tuple[KnownClaim, ...]
    figures: tuple[Figure, ...]
    reports: Mapping[ReportId, Report]
    reviews: tuple[Review, ...]
    digest: str
    mirrors: Mapping[ReportId, ReportId] = field(default_factory=dict)
    echoes: Mapping[ClaimId, ClaimId] = field(default_factory=dict)
    recorded: Mapping[ReportId, datetime] = field(default_factory=dict, compare=False, repr=False)
    as_recorded: datetime | None = field(default=None, compare=False)

    @property
    def voices(self) -> tuple[KnownClaim, ...]:
        """The claims that count, each text once: every claim but the echoes."""
        return tuple(known for known in self.claims if known.claim.id not in self.echoes)


@dataclass(frozen=True, slots=True)
class ControlStatus:
    """Who holds a place on a day: `probability` per holder, in the theatre's order of holders, summing to 1.

    `since` is the day of the newest claim that names the place, None where none does yet and the status is inferred from its surroundings.
    """

    probability: tuple[float, ...]
    since: date | None = None

    @property
    def evidenced(self) -> bool:
        """Whether any claim names the place itself."""
        return self.since is not None

    @property
    def holder(self) -> int:
        """Index of the likeliest holder (the first of equals)."""
        return max(range(len(self.probability)), key=self.probability.__getitem__)
