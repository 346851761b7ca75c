"""What is sent in, and the answers to it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AliasChoices, ConfigDict, Field, model_validator

from api.schemas.common import Provenance, Strict
from api.schemas.features import AreaFeature
from api.schemas.ground import SettlementMove
from api.schemas.sources import ReviewRow

AMENDABLE = ("place", "actor", "event", "date")


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


class VerdictIn(Strict):
    """A verdict on a claim. With amend, and with no other verdict, what is right; what is not named stays as it was read."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    verdict: Literal["accept", "reject", "amend", "void"] = Field(
        description="accept: the claim counts as it was read; reject: it counts no longer; amend: it counts with the changes; "
        "void: it was never valid, and counts in no answer, as of whatever day."
    )
    place: str = Field(default_factory=str, min_length=1, max_length=200, description="Name in any spelling, or id; for a line both ends with | between.")
    actor: str | None = Field(None, max_length=100, description="The side that acts, by id or name; null where the text names none.")
    event: str = Field(default_factory=str, min_length=1, max_length=20, description="What happens, for example captured.")
    date: str = Field(default_factory=str, min_length=1, max_length=40, description="The day, or two with / between, both included.", examples=["2025-01-10"])

    def changes(self) -> dict[str, str]:
        """What is to be changed, as far as it is named."""
        return {name: getattr(self, name) or "" for name in AMENDABLE if name in self.model_fields_set}


class ReviewIn(VerdictIn):
    """A verdict on a claim, by whom and why. With amend, and with no other verdict, what is right; what is not named stays as it was read."""

    who: str = Field(min_length=1, max_length=2000, description="The reviewer.")
    why: str = Field(min_length=1, max_length=2000, description="The reason.")


class TrialVerdictIn(VerdictIn):
    """A verdict to be tried on a claim of a report that is not stored."""

    claim: str = Field(min_length=1, max_length=64, description="Id of the claim, as the answer without verdicts gives it.")


class TrialIn(ReportIn):
    """A report to read, and verdicts on its claims to try."""

    verdicts: list[TrialVerdictIn] = Field(default=[], max_length=1000, description="What would be, were they given; nothing is stored.")


class RetractionIn(Strict):
    """Why a report is withdrawn, and by whom. It is out of the map from now on; `from` and `void` say more, and `undo` takes it back.

    A report that is void was never valid (a hoax, a slip): it is out of every answer, also as of earlier days, and stays on record.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    why: str = Field(min_length=1, max_length=2000)
    who: str = Field("", max_length=200)
    since: str = Field(
        "", alias="from", max_length=40, description="The day (UTC) or instant on which it was withdrawn: answers as of then or later are without it."
    )
    void: bool = Field(default=False, description="It was never valid.")
    undo: bool = Field(default=False, description="The retraction that stands is taken back.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum((bool(self.since), self.void, self.undo)) > 1:
            raise ValueError("give one of from, void and undo")
        return self


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


class AreaChange(Strict):
    """Likeliest area of a holder on a day before and after, in km2; what it gained it holds only after, what it lost only before."""

    holder: str
    before_km2: float
    after_km2: float
    gained_km2: float
    lost_km2: float
    change_km2: float


class Change(Strict):
    """The map before and after a write, on the day of the report or claim, and the days (both included) on which any area differs."""

    on: str
    areas: list[AreaChange]
    contested_before_km2: float
    contested_after_km2: float
    settlements: list[SettlementMove]
    first_day: str | None
    last_day: str | None
    sentence: str
    digest_before: str
    digest: str


class AddedAnswer(Strict):
    """A stored report: what was read from it and how the map changed. `added` is false when it was stored before; `note` tells what else to know.

    `replaced` are the ids of the reports that it stands in for: they are kept and no longer count.
    """

    report_id: str
    added: bool
    replaced: list[str]
    read: Extract
    change: Change
    note: str | None = None


class RetractedAnswer(Strict):
    """A verdict on a report (reject or void withdraw it, accept takes that back), and how the map changed."""

    report_id: str
    review: ReviewRow
    change: Change


class ToldClaim(ReadClaim):
    """What a sentence asserts, by name and in words."""

    reading: str


class ToldReading(Strict):
    """A claim in words as it was read, and as it would count with the verdicts that are tried (null where it would not)."""

    claim_id: str
    reading: str
    effective: ToldClaim | None


class GroundMoved(Strict):
    """GeoJSON of the ground whose likeliest holder would be another on the day of `change`: `before` and `holder` (ids), `area_km2`."""

    type: Literal["FeatureCollection"]
    features: list[AreaFeature]


class ExtractAnswer(Extract):
    """What one report says, and what it would change on the map were it stored with the verdicts given; `note` tells what else to know.

    `readings` are the claims in their order, in words. `change` and `ground` are null where the report cannot be stored.
    """

    readings: list[ToldReading]
    change: Change | None
    ground: GroundMoved | None
    note: str | None = None


class Reviewed(Strict):
    """A claim as it was read and as it counts (`effective`, null where it does not); `verdict` is the one in force, `note` what overrules it.

    `copy_of` is the claim that counts for this one, where it only repeats that in a copy of the same text.
    """

    claim_id: str
    extracted: ToldClaim
    verdict: Literal["accept", "reject", "amend", "void"] | None
    effective: ToldClaim | None
    copy_of: str | None
    note: str | None = None


class ReviewedAnswer(Reviewed):
    """A verdict, what it did to the claim, and how the map changed. `added` is false when the same verdict stood already."""

    added: bool
    review: ReviewRow
    change: Change


class ClaimReviewsAnswer(Reviewed, Provenance):
    """The history of a claim: where it stands, how it was read, every verdict on it and on its report (the oldest first), the reading that counts."""

    report_id: str
    publisher: str
    published_at: str
    title: str
    url: str
    kind: str
    reviews: list[ReviewRow]
    report_reviews: list[ReviewRow]
    as_of: str | None
    digest: str
