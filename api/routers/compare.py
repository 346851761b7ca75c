"""Reference layers, and our map laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Depends, Query, Response

from api.answers import Reading, ReadingAsKnown, ReadingAsRecorded, notes
from api.deferred import Made
from api.dependencies import Paging
from api.forms import CSV, GEOJSON, JSON, chosen
from api.paging import Part
from api.rows import in_form
from api.schemas import CompareAnswer, LayersAnswer
from api.spans import AsOf, DaySpan, Span
from geo.atlas.comparison import MAX_WITHIN, Comparison, overview
from geo.compare import COLUMNS
from geo.errors import InputError
from geo.export import csv, geojson, to_json
from geo.interval import end_of_day, format_instant
from geo.readers.layer import find_holder
from geo.sheets import OURS, check_stored, sheets_digest

router = APIRouter(prefix="/theatres/{theatre}", tags=["Comparing"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to compare."""

    layer: Annotated[str | None, Query(description="Layers by name, with commas between; all otherwise.", max_length=1000)] = None
    holder: Annotated[str | None, Query(description="Whose ground, by id or name; the side in focus otherwise.", max_length=100)] = None
    within: Annotated[
        int, Query(ge=0, le=MAX_WITHIN, description="Where a layer has no sheet of a day, its nearest earlier one stands in, at most so many days before.")
    ] = 0

    @property
    def names(self) -> list[str]:
        """The layers asked for; none means all."""
        return [name for name in (part.strip() for part in (self.layer or "").split(",")) if name]


@dataclass(frozen=True)
class Comparing:
    """A comparison that is asked for. `beside` is the digest of the sheets that it follows from; `make` reads their ground."""

    reading: Reading
    wanted: Wanted
    beside: str

    @classmethod
    def of(cls, reading: Reading, wanted: Wanted) -> Comparing:
        """The comparison, refused where a layer is not stored.

        Raises:
            NotFoundError: it is not.
        """
        entries, names = reading.desk.layers.entries(reading.as_recorded), wanted.names
        check_stored(names, (entry.layer for entry in entries))
        return cls(reading, wanted, sheets_digest((entry.key, entry.digest) for entry in entries if not names or entry.layer in names))

    def make(self, as_of: datetime | None) -> Comparison:
        """The maps, ours as known at `as_of`."""
        theatre = self.reading.theatre
        side = find_holder(self.wanted.holder, theatre) if self.wanted.holder else theatre.focus
        sheets = self.reading.desk.layers.sheets(self.wanted.names or None, holder=side, recorded_by=self.reading.as_recorded)
        return Comparison(self.reading.atlas, sheets, side, as_of, self.wanted.within, tuple(self.wanted.names))


def _comparing(reading: ReadingAsKnown, wanted: Annotated[Wanted, Depends()]) -> Comparing:
    return Comparing.of(reading, wanted)


ComparingOf = Annotated[Comparing, Depends(_comparing)]


@router.get("/layers", response_model=LayersAnswer)
def layers(reading: ReadingAsRecorded) -> Response:
    """The reference layers of the store: maps that others drew, by name and day. They never shape the map."""
    stored, by = reading.desk.layers, reading.as_recorded
    beside = sheets_digest((entry.key, entry.digest) for entry in stored.entries(by))

    def content() -> dict[str, Any]:
        return {"layers": overview(stored.sheets(recorded_by=by), reading.theatre), **notes(reading.ahead)}

    return reading.json(content, beside=beside)


@router.get("/compare", response_model=CompareAnswer, responses={200: {"content": {CSV: {}}}})
def compare(*, comparing: ComparingOf, span: DaySpan, as_of: AsOf, page: Paging) -> Response:
    """Our map beside the reference layers, day by day, and the layers among each other: areas, their difference, shared ground, IoU.

    Rows are the days of which some layer has a sheet. A map without one is unknown there, which is null and not zero.
    """
    reading, (first, last) = comparing.reading, span.days(comparing.reading.theatre)
    form = chosen(reading.request)
    media = JSON if form == "json" else CSV

    def make() -> Made:
        maps = comparing.make(as_of)
        pairs = maps.pairs(first, last)
        part = Part.of(reading, page, len(pairs), media)
        rows = [row.as_dict() for row in maps.rows(pairs[part.rows])]
        provenance = {**reading.clocks(as_of), "digest": reading.atlas.digest_at(last, as_of)}
        if media == CSV:
            return Made(in_form(csv(pd.DataFrame(rows, columns=list(COLUMNS)), **provenance), form), part.neighbours)
        asked = {"from": first, "to": last, "holder": maps.holder, "within_days": maps.within_days, "layers_digest": maps.layers_digest}
        jumps = [jump.as_dict() for jump in maps.jumps(first, last)]
        words = notes(*_notes(maps, span), reading.ahead, part.note)
        return Made(to_json({**asked, **provenance, "rows": rows, "jumps": jumps, **part.members(), **words, **reading.provenance}), part.neighbours)

    return reading.answer(media, make, at=last, as_of=as_of, beside=comparing.beside, slow=True)


def _notes(maps: Comparison, span: Span) -> tuple[str | None, ...]:
    first, last = span.days(maps.atlas.theatre)
    empty = None if maps.sheets else f"No layer shows ground of {maps.holder}."
    return maps.atlas.note(first, last, maps.as_of), *maps.ended(last), empty


@router.get("/compare/items", response_class=Response, responses={200: {"content": {GEOJSON: {"schema": {"type": "object"}}}}})
def disagreement(*, comparing: ComparingOf, span: DaySpan, as_of: AsOf) -> Response:
    """Where our map and a layer, or two layers, disagree on one day: polygons by `shown_by` (ours_only, theirs_only, both; of two layers their names).

    Without polygons, and with a note, where one of the two says nothing of the day.
    """
    reading, on = comparing.reading, span.last
    against, layer = _two(comparing)
    if on is None or span.first != on:
        raise InputError("datetime is not one day. Give the day to compare, for example datetime=2025-01-07.")

    def make() -> bytes:
        maps, known = comparing.make(as_of), {"at": format_instant(end_of_day(on)), "as_of": as_of and format_instant(as_of)}
        note = notes(maps.note(layer, on, against), reading.ahead)
        digest = reading.atlas.digest_at(end_of_day(on), as_of)
        return geojson(maps.disagreement(layer, on, against), **known, digest=digest, **maps.members(layer, on, against), **note, **reading.provenance)

    return reading.answer(GEOJSON, make, at=end_of_day(on), as_of=as_of, beside=comparing.beside)


def _two(comparing: Comparing) -> tuple[str, str]:
    """The two maps asked for: ours and the layer named, or the two layers named."""
    match comparing.wanted.names:
        case [layer]:
            return OURS, layer
        case [one, other]:
            return one, other
    given, theatre = comparing.wanted.layer or "", comparing.reading.theatre.id
    raise InputError(f"layer={given[:100]!r} is not one layer to compare ours with, or two. /theatres/{theatre}/layers lists them.")
