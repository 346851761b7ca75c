"""Commands about the map of a day: build, map, export."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli.options import DEFAULT_THEATRE, AsJson, AsOf, AsRecorded, At, Calibrate, Calibration, First, Last, Output, TheatreId
from geo.cli.session import known_by, open_atlas, shown_instant, span, two_days
from geo.cli.speak import count, emit, emit_json, say
from geo.errors import InputError
from geo.forms import LAYERS, form_of
from geo.interval import end_of_day, parse_date, parse_instant

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import geopandas as gpd

    from geo.atlas import Atlas


class Layer(StrEnum):
    """What can be exported."""

    CONTROL = "control"
    FRONT = "front"
    PARTS = "parts"
    CELLS = "cells"
    PLACES = "places"
    CLAIMS = "claims"
    CHANGES = "changes"


class GeoFormat(StrEnum):
    """How a layer can be written."""

    GEOJSON = "geojson"
    CSV = "csv"
    CSV_EXCEL = "csv-excel"


def build(*, theatre: TheatreId = DEFAULT_THEATRE, as_json: AsJson = False) -> None:
    """Build the map and report what it is made of."""
    from geo.atlas.sentences import area

    atlas = open_atlas(theatre)
    made = _made(atlas)
    if as_json:
        emit_json(made)
        return
    say(f"{atlas.theatre.title}, {made['first_day']} to {made['last_day']}")
    say(f"{count(made['reports'], 'report')}, {count(made['claims'], 'claim')}, {count(made['figures'], 'figure')}")
    say(f"{count(made['cells'], 'cell')} in {count(made['districts'], 'district')}")
    say(f"At the end of {made['last_day']}:")
    for holder, low, best, high in ((atlas.theatre.holder(row["holder"]), row["low_km2"], row["best_km2"], row["high_km2"]) for row in made["areas"]):
        say(f"  {holder.name} held {area(best)} km² ({area(low)}–{area(high)})")
    say(f"Digest {made['digest']}")


def _made(atlas: Atlas) -> dict[str, Any]:
    last = atlas.theatre.span.last_day
    return {
        "theatre": atlas.theatre.id,
        "first_day": atlas.theatre.span.first_day,
        "last_day": last,
        "reports": len(atlas.evidence.reports),
        "claims": len(atlas.evidence.claims),
        "figures": len(atlas.evidence.figures),
        "cells": len(atlas.tessellation.cells),
        "districts": len(atlas.theatre.districts),
        "areas": atlas.series(last, last).drop(columns="date").to_dict("records"),
        "digest": atlas.digest_at(last, None),
    }


def map_(
    *,
    at: Annotated[str | None, typer.Option("--at", metavar="DATE", help="The map of one day.")] = None,
    first: First = None,
    last: Last = None,
    delta: Annotated[
        tuple[str, str] | None, typer.Option("--delta", metavar="DATE DATE", help="What changed hands between the ends of two days, instead of a day or span.")
    ] = None,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    output: Output = None,
    calibrate: Calibrate = Calibration.NONE,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Write the map as one HTML file.

    It shows a day, a span with a slider (the whole span by default) or what changed, and needs no other file and no network.
    """
    if sum((at is not None, (first, last) != (None, None), delta is not None)) > 1:
        raise InputError("Choose one of --at, --from with --to, and --delta.")
    if output is None and sys.stdout.isatty():
        raise InputError("A map is a large HTML file. Say where it goes: -o map.html.")
    form_of(output, None, "html")
    emit(_page(open_atlas(theatre, calibrate, as_recorded), at, (first, last), delta, known_by(as_of)).encode(), output)


def _page(atlas: Atlas, at: str | None, spanned: tuple[str | None, str | None], delta: tuple[str, str] | None, as_of: datetime | None) -> str:
    from geo.render import delta_page, map_page

    if delta:
        days = two_days(atlas, *(parse_date(text) for text in delta), as_of=as_of)
        return delta_page(atlas, days.first, days.last, as_of=as_of, static=None, links={})
    start, end = spanned if at is None else (at, at)
    begins, ends = span(atlas, start, end, as_of)
    return map_page(atlas, first=begins, last=ends, as_of=as_of, static=None, links={})


def export(
    layer: Annotated[Layer, typer.Argument(help="What to export.")],
    *,
    at: At = None,
    first: First = None,
    last: Last = None,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    form: Annotated[
        GeoFormat | None,
        typer.Option("--format", metavar="FORMAT", help="geojson, csv or csv-excel. Default: as the file's name says, else geojson."),
    ] = None,
    output: Output = None,
    calibrate: Calibrate = Calibration.NONE,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Write a layer for a GIS or a spreadsheet.

    control: areas by who held them; front: the lines between; parts: salients and pockets by name; cells: every cell with its probabilities; places:
    settlements; claims; changes: settlements that changed hands. claims and changes cover days (`--from`, `--to`; `--at` means up to that day), the
    others show one instant (`--at`).
    """
    written = form_of(output, form, *LAYERS)
    if layer in (Layer.CLAIMS, Layer.CHANGES):
        if None not in (at, last):
            raise InputError("--at and --to both say where the days end. Give one of them.")
        atlas = open_atlas(theatre, calibrate, as_recorded)
        frame, members = _over_days(atlas, layer, first, _day_of(at) if last is None else last, known_by(as_of))
    else:
        if (first, last) != (None, None):
            raise InputError(f"{layer} shows one instant. Use --at DATE instead of --from and --to.")
        atlas = open_atlas(theatre, calibrate, as_recorded)
        frame, members = _at_instant(atlas, layer, shown_instant(atlas, at, known_by(as_of)), known_by(as_of))
    _emit_layer(frame, layer, written, members, output)


def _day_of(at: str | None) -> str | None:
    return None if at is None else parse_instant(at).date().isoformat()


def _at_instant(atlas: Atlas, layer: Layer, at: datetime, as_of: datetime | None) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    from geo.export import provenance

    frame = getattr(atlas, layer)(at, as_of)
    return frame, provenance(atlas.theatre, at=at, as_of=as_of, as_recorded=atlas.as_recorded, digest=atlas.digest_at(at, as_of))


def _over_days(atlas: Atlas, layer: Layer, first: str | None, last: str | None, as_of: datetime | None) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    from geo.export import provenance

    start, end = span(atlas, first, last, as_of if layer is Layer.CHANGES else None)
    # a claim may speak of days before the theatre's first: only a limit that was asked for is one
    limits = (None if first is None else start, None if last is None else end)
    frame = (atlas.changes if layer is Layer.CHANGES else atlas.claims)(*limits, as_of)
    at = end_of_day(atlas.asked(*limits, as_of))
    members = provenance(atlas.theatre, at=at, as_of=as_of, as_recorded=atlas.as_recorded, digest=atlas.digest_at(at, as_of))
    return frame, {**members, "first_day": start, "last_day": end}


def _emit_layer(frame: gpd.GeoDataFrame, layer: Layer, form: str, members: dict[str, Any], output: Path | None) -> None:
    from geo import export as files
    from geo.schemas import TABLES

    emit(files.layer(frame, TABLES[layer], form, **members), output)
