"""Answers about reference layers: areas in km2, null where a map is unknown."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.common import Provenance, Rows, Strict

Level = Literal["held", "contested", "unknown"]


class SheetRow(Strict):
    """What a layer shows of one holder on one day: its area in the theatre, and the file that it came from."""

    day: str
    holder: str
    level: Level
    area_km2: float
    source: str


class LayerRow(Strict):
    """A layer and its sheets; it says nothing of the days between them, nor of those after `last_day`."""

    name: str
    days: int
    first_day: str
    last_day: str
    holders: list[str]
    levels: list[Level]
    sheets: list[SheetRow]


class LayersAnswer(Provenance):
    """The reference layers of the store."""

    layers: list[LayerRow]
    note: str | None = None


class FiledSheet(SheetRow):
    """A sheet, and whether it was added, replaced an earlier one, or was there already."""

    filed: Literal["added", "replaced", "unchanged"]


class RepairRow(Strict):
    """How many of a file's shapes were invalid and repaired, and by how much that changed their area."""

    source: str
    shapes: int
    invalid: int
    change_km2: float


class ImportedAnswer(Strict):
    """What was stored of a layer, and what was repaired in it; `notes` tell what of the file was left out."""

    layer: str
    sheets: list[FiledSheet]
    repaired: list[RepairRow]
    notes: list[str] = Field(default=[], description="Absent where there is nothing to tell.")


class ComparedRow(Strict):
    """The maps `a` and `b` on a day. `a_on`, `b_on`: the days of their entries; null, with all that follows from it, where a map is unknown.

    `iou` is shared ground over ground of either, null also where neither shows any.
    """

    day: str
    a: str
    b: str
    a_on: str | None
    b_on: str | None
    a_km2: float | None
    b_km2: float | None
    difference_km2: float | None
    both_km2: float | None
    a_only_km2: float | None
    b_only_km2: float | None
    iou: float | None


class JumpRow(Strict):
    """A change of a map's area out of proportion to its other changes."""

    map: str
    before: str
    day: str
    gap_days: int
    before_km2: float
    after_km2: float
    change_km2: float
    rate_km2_per_day: float
    limit_km2_per_day: float


class CompareAnswer(Rows):
    """Our map (`ours`) and the layers, day by day and pair by pair, and the jumps of each in these days."""

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    holder: str
    within_days: int
    layers_digest: str
    rows: list[ComparedRow]
    jumps: list[JumpRow]
