"""Numbers and reasons: areas over time, what changed, why a place is coloured as it is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from dateutil.relativedelta import relativedelta
from fastapi import APIRouter, Query, Response

from api.answers import ReadingAsKnown, notes
from api.dependencies import SpotQuery
from api.forms import CSV, GEOJSON, chosen
from api.pairs import ComparedDays
from api.rows import in_form
from api.schemas import DeltaAnswer, ExplainAnswer, SeriesAnswer
from api.spans import AsOf, At, DaySpan, Span, last_instant
from geo.atlas import Atlas
from geo.errors import InputError
from geo.export import csv, geojson, records
from geo.interval import format_instant

router = APIRouter(prefix="/theatres/{theatre}", tags=["Ground"])


class Interval(StrEnum):
    """Steps of a series."""

    DAY = "P1D"
    WEEK = "P7D"
    MONTH = "P1M"


@router.get("/series", response_model=SeriesAnswer, responses={200: {"content": {CSV: {}}}})
def series(
    *,
    reading: ReadingAsKnown,
    span: DaySpan,
    as_of: AsOf,
    holder: Annotated[str | None, Query(description="Only this holder, by id.", max_length=20)] = None,
    interval: Annotated[Interval, Query(description="Every day, every seventh, or the same day of every month, from the first.")] = Interval.DAY,
) -> Response:
    """Area of each holder at the end of each day, in km2: surely held (low), most likely (best), at most (high)."""
    atlas, (first, last) = reading.atlas, span.days(reading.theatre)
    if holder is not None:
        _require_holder(atlas, holder)
    form, provenance = chosen(reading.request), {**reading.clocks(as_of), "digest": atlas.digest_at(last, as_of)}

    def table() -> Any:
        frame = atlas.series(first, last, as_of)
        frame = frame[frame["date"].isin(_steps(atlas, first, last, interval))]
        return frame if holder is None else frame[frame["holder"] == holder]

    def content() -> dict[str, Any]:
        asked = {"from": first, "to": last, "interval": str(interval)}
        return {**asked, **provenance, **notes(atlas.note(first, last, as_of), reading.ahead), "series": records(table())}

    if form == "json":
        return reading.json(content, at=last, as_of=as_of)
    return reading.answer(CSV, lambda: in_form(csv(table(), **provenance), form), at=last, as_of=as_of)


def _require_holder(atlas: Atlas, holder: str) -> None:
    ids = [h.id for h in atlas.theatre.holders]
    if holder not in ids:
        raise InputError(f"holder={holder!r} is not possible. Choose one of: {', '.join(ids)}.")


def _steps(atlas: Atlas, first: date, last: date, interval: Interval) -> set[str]:
    """The days of the series, ISO, counted from the first day that lies in the theatre's span."""
    start = max(first, atlas.theatre.span.first_day)
    end = min(last, atlas.theatre.span.last_day)
    step = {Interval.DAY: relativedelta(days=1), Interval.WEEK: relativedelta(days=7), Interval.MONTH: relativedelta(months=1)}[interval]
    days, n = set[str](), 0
    while (day := start + step * n) <= end:
        days.add(day.isoformat())
        n += 1
    return days


@router.get("/delta", response_model=DeltaAnswer, responses={200: {"content": {GEOJSON: {"schema": {"type": "object"}}}}})
def delta(reading: ReadingAsKnown, days: ComparedDays, as_of: AsOf) -> Response:
    """What the side in focus gained and lost between the ends of two days; with the later day first, every sign is turned."""
    atlas, first, last = reading.atlas, days.first, days.last

    def content() -> dict[str, Any]:
        found = atlas.delta(first, last, as_of)
        return {**found.as_dict(), **notes(days.note, found.note, reading.ahead)}

    def areas() -> bytes:
        found = atlas.delta(first, last, as_of)
        told = notes(days.note, found.note, reading.ahead)
        members = {"from": first, "to": last, "holder": found.holder, "as_of": as_of and format_instant(as_of), "digest": found.digest, **told}
        return geojson(found.areas, **members, **reading.provenance)

    if chosen(reading.request) == "geojson":
        return reading.answer(GEOJSON, areas, at=last, as_of=as_of)
    return reading.json(content, at=last, as_of=as_of)


@router.get("/explain", response_model=ExplainAnswer)
def explain(reading: ReadingAsKnown, spot: SpotQuery, at: At, as_of: AsOf) -> Response:
    """Who held a place or point, how sure that is, and the sentences that say so."""
    atlas = reading.atlas
    when = last_instant(Span(), at, atlas.default_day(as_of))

    def content() -> dict[str, Any]:
        found = atlas.explain(when, place=spot.place, lon=spot.lon, lat=spot.lat, as_of=as_of)
        return {**found.as_dict(), **notes(found.note, reading.ahead)}

    return reading.json(content, at=when, as_of=as_of)
