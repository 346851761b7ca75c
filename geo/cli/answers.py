"""Commands that answer in words and numbers: series, delta, explain, claims, figures."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli.options import DEFAULT_THEATRE, AsJson, AsOf, AsRecorded, At, Calibrate, Calibration, First, Last, Output, TheatreId
from geo.cli.session import instant, known_by, open_atlas, span, two_days
from geo.cli.speak import count, emit, emit_json, note, say
from geo.cli.wording import amount, claim_line, figure_line, hands_line, impact_line, published_line, quoted, voice_line
from geo.errors import InputError
from geo.forms import form_of
from geo.interval import parse_date

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from geo.atlas import Atlas, Delta, Explanation
    from geo.theatre import Theatre

Row = dict[str, Any]


class TableFormat(StrEnum):
    """How a table can be written."""

    JSON = "json"
    CSV = "csv"
    CSV_EXCEL = "csv-excel"


def series(
    *,
    first: First = None,
    last: Last = None,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    form: Annotated[
        TableFormat | None, typer.Option("--format", metavar="FORMAT", help="json, csv or csv-excel. Default: as the file's name says, else json.")
    ] = None,
    output: Output = None,
    calibrate: Calibrate = Calibration.NONE,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Area held by each side on each day.

    Columns: date, holder, low_km2, best_km2, high_km2, as_of, as_recorded, digest.
    """
    written = form_of(output, form, *TableFormat)
    atlas, knowledge = open_atlas(theatre, calibrate, as_recorded), known_by(as_of)
    start, end = span(atlas, first, last, knowledge)
    table = atlas.series(start, end, knowledge)
    clocks = {"as_of": knowledge, "as_recorded": atlas.as_recorded}
    emit(_table(table, written, **clocks, digest=atlas.digest_at(end, knowledge)), output)


def _table(table: pd.DataFrame, form: str, **provenance: Any) -> bytes:
    from geo.export import csv, for_excel, records, to_json

    if form == TableFormat.JSON:
        return to_json(records(table.assign(**provenance)), indent=True)
    content = csv(table, **provenance)
    return for_excel(content) if form == TableFormat.CSV_EXCEL else content


def delta(
    before: Annotated[str | None, typer.Argument(metavar="DATE", help="The day whose end is the beginning.", show_default=False)] = None,
    after: Annotated[str | None, typer.Argument(metavar="DATE", help="The day whose end is the end.", show_default=False)] = None,
    *,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    as_json: AsJson = False,
    calibrate: Calibrate = Calibration.NONE,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """What changed between the ends of two days.

    That is ground gained and lost, and the settlements that changed hands. One DATE is compared with the day before; without any, the last week in which
    ground changed hands is shown.
    """
    asked = [parse_date(text) for text in (before, after) if text is not None]
    atlas, knowledge = open_atlas(theatre, calibrate, as_recorded), known_by(as_of)
    days = two_days(atlas, *asked, as_of=knowledge)
    found = atlas.delta(days.first, days.last, knowledge)
    if as_json:
        emit_json(found.as_dict())
    else:
        _tell_delta(found, atlas.theatre)


def _tell_delta(found: Delta, theatre: Theatre) -> None:
    say(f"{found.sentence}.")
    if not found.note:
        say(f"Gained {found.gained_km2:.1f} km², lost {found.lost_km2:.1f} km², net {found.net_km2:+.1f} km².")
    for s in found.settlements:
        say(f"  {hands_line(s, theatre)}")
    say(f"[{found.citation}]")


def explain(
    *,
    place: Annotated[str | None, typer.Option("--place", metavar="NAME", help="A place, by any of its names or its id.")] = None,
    lon: Annotated[float | None, typer.Option("--lon", help="Longitude of a point in degrees (WGS 84).")] = None,
    lat: Annotated[float | None, typer.Option("--lat", help="Latitude of a point in degrees (WGS 84).")] = None,
    at: At = None,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    as_json: AsJson = False,
    calibrate: Calibrate = Calibration.NONE,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Say who held a place, and on whose word."""
    if place is not None and (lon, lat) != (None, None):
        raise InputError("Explain a place or a point, not both: give --place, or --lon with --lat.")
    atlas = open_atlas(theatre, calibrate, as_recorded)
    moment = known_by(as_of)
    found = atlas.explain(instant(atlas, at, moment), place=place, lon=lon, lat=lat, as_of=moment)
    if as_json:
        emit_json(found.as_dict())
    else:
        _tell_explanation(found, atlas.theatre)


def _tell_explanation(found: Explanation, theatre: Theatre) -> None:
    say(found.sentence)
    for source in found.sources:
        side = f"{theatre.holder(source['holder']).name} (p = {source['probability']:.2f})"
        say(f"  From {source['spot']}, {source['distance_km']:g} km away, share {source['weight']:.2f}: {side}")
    for row in found.claims:
        say(f"\n{_line(row, row['reading'])}")
        say(f"  {quoted(row['text'], row['kind'])}")
        say(f"  {_citation(row)}{voice_line(row)}")
        say(f"  {_part(row)}")
    say(f"\n[{found.citation}]")


def _part(row: Row) -> str:
    """What a claim has to do with the answer."""
    if not row["says_who_holds"]:
        return "does not say who holds the place"
    away = f", {row['from_km']:g} km away" if row["from_km"] else ""
    return f"weight {row['weight']:+.2f}{away}" if row["weight"] else f"weighs nothing here{away}"


def _line(row: Row, reading: str) -> str:
    words = {name: row[name] for name in ("basis", "claimants", "certainty", "background", "verdict")}
    return claim_line(row["valid_to"], reading, **words)


def _citation(row: Row) -> str:
    """A pack's digest restates a publisher's facts in other words, so it is never cited as the publisher's own text."""
    digest, published = row["kind"] == "digest", published_line(row)
    words = f"Salient digest of {row['publisher']}, {published}" if digest else f"{row['publisher']}, {published}"
    return f"{words}, {'source of the fact: ' if digest else ''}{row['url']}" if row["url"] else words


def claims(
    *,
    first: First = None,
    last: Last = None,
    place: Annotated[str | None, typer.Option("--place", metavar="NAME", help="Only claims about this place.")] = None,
    unreviewed: Annotated[bool, typer.Option("--unreviewed", help="Only claims on which no verdict was given.")] = False,
    by_impact: Annotated[bool, typer.Option("--by-impact", help="Those first without which most ground would change hands.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Most claims to list.")] = None,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """List what the reports claim.

    One line a claim: id, day, reading, basis and source; with --by-impact also its sentence and what would change without it.
    """
    atlas, knowledge = open_atlas(theatre, as_recorded=as_recorded), known_by(as_of)
    start, end = span(atlas, first, last)
    limits = (None if first is None else start, None if last is None else end)
    table = atlas.claims(*limits, knowledge, unreviewed=unreviewed, by_impact=by_impact)
    if place is not None:
        table = table[table["place_id"] == atlas.theatre.gazetteer.find(place).id]
    chosen = table["claim_id"].drop_duplicates()  # a claim about a line has a row for each of its ends
    rows = _rows(table[table["claim_id"].isin(chosen[:limit])].drop(columns="geometry"))
    if as_json:
        emit_json(rows)
    else:
        _list_claims(atlas, rows, knowledge, total=len(chosen))


def _list_claims(atlas: Atlas, rows: list[Row], as_of: datetime | None, *, total: int) -> None:
    from geo.atlas.sentences import reading

    known = atlas.view(as_of).claims
    once = {row["claim_id"]: row for row in rows}
    for claim_id, row in once.items():
        line = _line(row, reading(known[claim_id].claim, atlas.theatre))
        say(f"{claim_id}  {line} [{row['publisher']}, {published_line(row)}{voice_line(row)}]")
        if "impact_km2_days" in row:
            say(f"  {quoted(row['text'], row['kind'])}")
            say(f"  {impact_line(row)}")
    note(f"{count(len(once), 'claim')}{f' of {total:,}' if len(once) < total else ''}.")


def _rows(table: pd.DataFrame) -> list[Row]:
    from geo.export import records

    return records(table)


def figures(*, as_of: AsOf = None, as_recorded: AsRecorded = None, as_json: AsJson = False, theatre: TheatreId = DEFAULT_THEATRE) -> None:
    """List the figures that reports give.

    Where they can be compared, the map's own area of that day stands beside them.
    """
    atlas = open_atlas(theatre, as_recorded=as_recorded)
    rows = atlas.figures(known_by(as_of))
    if as_json:
        emit_json(rows)
        return
    for row in rows:
        say(_figure_line(row, atlas.theatre))
    note(f"{count(len(rows), 'figure')}.")


def _figure_line(row: Row, theatre: Theatre) -> str:
    holder = theatre.holder(row["actor"]).name if row["actor"] else "no side named"
    value = amount(row["value"], row["low"], row["high"], row["unit"], approx=row["approx"])
    line = f"{figure_line(row['date'], holder, row['measure'], value, row['claimants'])} [{row['publisher']}, {row['published_at']}]"
    if row["verdict"] is None:
        return line
    best, low, high = (row[f"computed_{name}_km2"] for name in ("best", "low", "high"))
    return f"{line}; the map has {best:.0f} km² ({low:.0f}–{high:.0f}), so the figure is {row['verdict']}"
