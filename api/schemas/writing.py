"""What is sent in, and the answers to it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, ConfigDict, Field

from api.schemas.common import Strict
from api.schemas.sources import ReviewRow


class ReportIn(Strict):
    """A report to read. The other spellings of its keys that `salient ingest` knows in JSONL files are understood too."""

    text: str = Field(min_length=1, description="The report, as plain text.")
    published_at: Annotated[str, Field(description="The day (UTC) or instant on which the public could read it.", examples=["2025-01-10"])] = Field(
        validation_alias=AliasChoices("published_at", "report_date", "date"), max_length=40
    )
    id: str = Field("", max_length=200, description="Your name for it; a digest of its content otherwise.")
    title: str = Field("", max_length=1000)
    publisher: str = Field("", validation_alias=AliasChoices("publisher", "source"), max_length=200)
    language: str = Field("", validation_alias=AliasChoices("language", "lang"), max_length=20, description="As in BCP 47, for example en.")
    url: str | list[str] = Field("", validation_alias=AliasChoices("url", "urls"), description="Where it can be read.")


class RetractionIn(Strict):
    """Why a report is withdrawn, and by whom."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    why: str = Field(min_length=1, max_length=2000)
    who: str = Field("", max_length=200)


class ReadMention(Strict):
    """A name in the text. `start` and `end` are code points, the end not included."""

    start: int
    end: int
    surface: str
    place_id: str | None
    name: str | None
    kind: str
    lon: float | None
    lat: float | None
    score: float
    reason: str


class ReadPlace(Strict):
    """A place of a claim and how the ground lies to it."""

    place_id: str
    name: str
    relation: str
    bearing_deg: float | None
    distance_km: float | None


class Days(Strict):
    """First and last day, both included."""

    start: str
    end: str


class ReadClaim(Strict):
    """What a sentence asserts."""

    id: str
    sentence: list[int]
    text: str
    actor: str | None
    event: str
    places: list[ReadPlace]
    valid: Days
    certainty: str
    basis: str
    claimants: list[str]
    polarity: str
    background: bool


class ReadFigure(Strict):
    """A quantity that the text gives."""

    value: float
    low: float
    high: float
    unit: str
    km2: float | None
    approx: bool
    measure: str
    actor: str | None
    region: str
    valid: Days
    claimants: list[str]


class Extract(Strict):
    """What one report says, as `salient extract --json` writes it."""

    id: str
    mentions: list[ReadMention]
    claims: list[ReadClaim]
    figures: list[ReadFigure]


class ExtractAnswer(Extract):
    """What one report says; `note` tells what was not read, or that it could not be stored."""

    note: str | None = None


class AreaChange(Strict):
    """Likeliest area of a holder on a day before and after the report, in km2."""

    holder: str
    before_km2: float
    after_km2: float
    change_km2: float


class Change(Strict):
    """What a write did to the map: on the report's day, and over which days any area changed."""

    on: str
    areas: list[AreaChange]
    first_day: str | None
    last_day: str | None
    digest_before: str
    digest: str


class AddedAnswer(Strict):
    """A stored report: what was read from it and how the map changed. `added` is false when it was stored before; `note` tells what else to know."""

    report_id: str
    added: bool
    read: Extract
    change: Change
    note: str | None = None


class RetractedAnswer(Strict):
    """A withdrawn report and how the map changed."""

    report_id: str
    review: ReviewRow
    change: Change
