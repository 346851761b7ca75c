"""Commands about maps that others drew: import them as layers, and lay ours over them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli.options import DEFAULT_THEATRE, AsJson, AsOf, AsRecorded, First, Last, Output, TheatreId
from geo.cli.session import known_by, note_empty, open_store, open_theatre, recorded_by, span
from geo.cli.speak import count, emit, emit_json, note, progress, say
from geo.errors import InputError
from geo.forms import form_of
from geo.interval import end_of_day, parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geo.atlas.comparison import Comparison
    from geo.compare import Jump, Row
    from geo.evidence import Entry
    from geo.intake import Imported

compare = typer.Typer(help="Maps that others drew, beside ours.", no_args_is_help=True, rich_markup_mode=None)

Names = Annotated[list[str] | None, typer.Option("--layer", metavar="NAME", help="Only this layer; may be given several times. Default: all.")]
Holder = Annotated[str | None, typer.Option("--holder", metavar="HOLDER", help="Whose ground, by id or name. Default: the side in focus.")]
Within = Annotated[
    int, typer.Option("--within", metavar="DAYS", min=0, help="Where a layer has no sheet of a day, take its nearest earlier one, at most so many days before.")
]


LISTED = 40
"""Most refused files, and notes, to list; --json gives all."""


class TextFormat(StrEnum):
    """How a table is written."""

    TEXT = "text"
    CSV = "csv"
    CSV_EXCEL = "csv-excel"


@compare.callback()
def _compare() -> None:
    """Maps that others drew, beside ours. They are kept beside the evidence and never shape the map."""


Conditions = list[str] | None


@compare.command("import")
def import_(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...", help="Files, or folders of them.", show_default=False)] = None,
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The layer that they belong to.")],
    on: Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day that they show. Default: as each file, or its name, says.")] = None,
    holder: Annotated[
        str | None,
        typer.Option("--holder", metavar="HOLDER", help="Whose ground they show. Default: as each says, else the side in focus."),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option("--level", metavar="LEVEL", help="held, contested or unknown. Default: as each says, else held."),
    ] = None,
    preset: Annotated[str | None, typer.Option("--preset", metavar="LAYOUT", help="Read a known layout: deepstate, nzz or uacontrolmap.")] = None,
    where: Annotated[
        Conditions,
        typer.Option("--where", metavar="PROPERTY=VALUE", help="Take only such shapes; may be given several times. * stands for any text."),
    ] = None,
    holder_from: Annotated[
        Conditions,
        typer.Option("--holder-from", metavar="PROPERTY=VALUE:HOLDER", help="Whose ground such shapes are. Of a property with holders in it the name."),
    ] = None,
    level_from: Annotated[
        Conditions,
        typer.Option("--level-from", metavar="PROPERTY=VALUE:LEVEL", help="At which level such shapes are. Of a property with levels in it the name."),
    ] = None,
    as_one: Annotated[bool, typer.Option("--as-one", help="Take all shapes alike, whatever they say of status or side.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Without ground in the theatre, a file (or no PATH) says that nothing was held that day.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take in nothing at all when one file is refused.")] = False,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Import files as a dated layer.

    GeoJSON, KML, KMZ, GeoPackage, Shapefile (also zipped) or FlatGeobuf, with polygons of held ground. A file that is refused is listed with the
    reason, and the rest goes in.
    """
    from geo.intake import import_layer
    from geo.readers.layer import Sorting, Stated

    if not paths and not empty:
        raise InputError("Nothing is named to import. Give files or folders; or --empty with --date DATE where the layer shows that nothing was held.")
    sorting = Sorting.parse(where or (), holder_from or (), level_from or (), preset=preset, as_one=as_one)
    stated = Stated(name, parse_date(on) if on else None, holder, level, empty, sorting)
    with open_store(theatre) as intake, progress("Reading maps") as step:
        done = import_layer(intake.theatre, intake.store, paths or [], stated, strict=strict, progress=step)
    if as_json:
        emit_json(done.as_dict())
    else:
        _tell_import(done)
    for refusal in done.refused[:LISTED]:
        note(f"Refused {refusal.where}: {refusal.reason}")
    if len(done.refused) > LISTED:
        note(f"{len(done.refused) - LISTED:,} more files were refused; --json lists them all.")


def _tell_import(done: Imported) -> None:
    for sheet, filed, km2 in done.sheets:
        source = f" from {sheet.source}" if sheet.source else ""
        say(f"{done.layer} {sheet.on}: {sheet.holder} {sheet.level} {km2:.1f} km² in the theatre{source}, {filed}")
    for row in done.as_dict()["repaired"]:
        verb = "was" if row["invalid"] == 1 else "were"
        told = f"{row['source']}: {row['invalid']} of {count(row['shapes'], 'shape')} {verb} invalid and {verb} repaired"
        note(f"{told}; the area changed by {row['change_km2']:+.3f} km².")
    for words in done.notes[:LISTED]:
        note(words)
    if len(done.notes) > LISTED:
        note(f"{len(done.notes) - LISTED:,} more notes; --json has them all.")


@compare.command("list")
def list_(*, as_recorded: AsRecorded = None, as_json: AsJson = False, theatre: TheatreId = DEFAULT_THEATRE) -> None:
    """List the layers.

    Of each its days, holders and levels; with --json also every sheet with its area.
    """
    from geo.atlas.comparison import overview

    by = recorded_by(as_recorded)
    with open_store(theatre) as intake:
        rows = overview(intake.store.layers.sheets(recorded_by=by), intake.theatre)
    if as_json:
        emit_json(rows)
        return
    for row in rows:
        days = f"{row['first_day']} to {row['last_day']}" if row["days"] > 1 else row["first_day"]
        say(f"{row['name']}: {count(row['days'], 'day')}, {days}; {', '.join(row['holders'])}; {', '.join(row['levels'])}")
    if not rows:
        note("No layer was stored by then." if by else "No layer is stored. Add one with `salient compare import PATH --name NAME`.")


@compare.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The layer.")],
    *,
    on: Annotated[str | None, typer.Option("--date", metavar="DATE", help="Only what it shows of this day.")] = None,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Take a layer, or one day of it, out of every comparison.

    Nothing is deleted: a new row says that it no longer counts. Importing it again brings it back.
    """
    with open_store(theatre) as intake:
        gone = intake.store.layers.withdraw(name, parse_date(on) if on else None)
    if as_json:
        emit_json([_entry_row(entry) for entry in gone])
    else:
        say(f"{name}: {count(len(gone), 'sheet')} of {count(len({entry.on for entry in gone}), 'day')} no longer counted.")


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {"layer": entry.layer, "day": entry.on, "holder": entry.holder, "level": entry.level, "source": entry.source}


@compare.command("table")
def table_(
    *,
    layer: Names = None,
    first: First = None,
    last: Last = None,
    holder: Holder = None,
    within: Within = 0,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    form: Annotated[
        TextFormat | None, typer.Option("--format", metavar="FORMAT", help="text, csv or csv-excel. Default: as the file's name says, else text.")
    ] = None,
    as_json: AsJson = False,
    output: Output = None,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Compare the maps day by day, ours with each layer and the layers among each other.

    For every day of which a layer has a sheet: the areas, their difference, what both share, and IoU (shared ground over ground of either).
    """
    from geo.compare import medians

    written = form_of(output, "json" if as_json else form, *TextFormat, "json")
    found = _comparison(theatre, layer or [], holder, (as_of, as_recorded), within)
    start, end = span(found.atlas, first, last, found.as_of)
    rows = found.rows(found.pairs(start, end))
    if written == "json":
        emit_json({**_about(found, end), "rows": [row.as_dict() for row in rows], "medians": medians(rows)}, output)
    elif written == TextFormat.TEXT:
        emit("".join(f"{line}\n" for line in _lines(rows)).encode(), output)
    else:
        emit(_csv(found, rows, end, excel=written == TextFormat.CSV_EXCEL), output)
    for words in found.ended(end):
        note(f"Note: {words}")


def _csv(found: Comparison, rows: Sequence[Row], last: date, *, excel: bool) -> bytes:
    import pandas as pd

    from geo.compare import COLUMNS
    from geo.export import csv, for_excel

    table = pd.DataFrame([row.as_dict() for row in rows], columns=list(COLUMNS))
    content = csv(table, as_of=found.as_of, digest=found.atlas.digest_at(last, found.as_of))
    return for_excel(content) if excel else content


def _about(found: Comparison, last: date) -> dict[str, Any]:
    digests = {"digest": found.atlas.digest_at(last, found.as_of), "layers_digest": found.layers_digest}
    clocks = {"as_of": found.as_of, "as_recorded": found.atlas.as_recorded}
    return {"holder": found.holder, **clocks, "within_days": found.within_days, **digests}


def _lines(rows: Sequence[Row]) -> list[str]:
    from geo.compare import medians

    wide = max((len(f"{row.a} / {row.b}") for row in rows), default=0)
    head = [f"{'day':<10}  {'a / b':<{wide}}  {'a km²':>9} {'b km²':>9} {'a - b':>9} {'shared':>9}   IoU"] if rows else []
    ends = [
        f"Median IoU of {row['a']} / {row['b']}: {row['median_iou']:.2f} ({count(row['days'], 'day')})"
        for row in medians(rows)
        if row["median_iou"] is not None
    ]
    return [*head, *(_line(row, wide) for row in rows), *ends]


def _line(row: Row, wide: int) -> str:
    told = row.as_dict()
    numbers = " ".join(f"{_number(told[name]):>9}" for name in ("a_km2", "b_km2", "difference_km2", "both_km2"))
    iou = "-" if told["iou"] is None else f"{told['iou']:.2f}"
    return f"{told['day']}  {f'{row.a} / {row.b}':<{wide}}  {numbers}  {iou:>4}"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1f}"


@compare.command("map")
def map_(
    day: Annotated[str, typer.Argument(metavar="DAY", help="The day to compare.")],
    *,
    layer: Annotated[str, typer.Option("--layer", metavar="NAME", help="The layer.")],
    against: Annotated[str | None, typer.Option("--against", metavar="NAME", help="Another layer to compare it with, instead of our map.")] = None,
    holder: Holder = None,
    within: Within = 0,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    output: Output = None,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Write where our map and a layer, or two layers, disagree, as GeoJSON.

    Polygons by `shown_by`: ours_only, theirs_only, both; of two layers their names stand before _only.
    """
    from geo.export import geojson, provenance
    from geo.sheets import OURS

    form_of(output, None, "geojson")
    on, other = parse_date(day), against or OURS
    found = _comparison(theatre, [layer, *([against] if against else [])], holder, (as_of, as_recorded), within)
    at = end_of_day(on)
    digest = found.atlas.digest_at(at, found.as_of)
    members = provenance(found.atlas.theatre, at=at, as_of=found.as_of, as_recorded=found.atlas.as_recorded, digest=digest)
    emit(geojson(found.disagreement(layer, on, other), **members, **found.members(layer, on, other)), output)
    if words := found.note(layer, on, other):
        note(f"Note: {words}")


@compare.command("jumps")
def jumps_(
    *,
    layer: Names = None,
    first: First = None,
    last: Last = None,
    holder: Holder = None,
    as_of: AsOf = None,
    as_recorded: AsRecorded = None,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """List changes of area that are out of proportion, in any layer and in our own map.

    A jump is a change whose size per day exceeds the median of that map's changes by six robust standard deviations, and 1 % of the theatre's area.
    """
    found = _comparison(theatre, layer or [], holder, (as_of, as_recorded), 0, needed=False)
    start, end = span(found.atlas, first, last)
    rows = found.jumps(start, end)
    if as_json:
        emit_json([jump.as_dict() for jump in rows])
        return
    for jump in rows:
        say(_jump_line(jump))
    note(f"{count(len(rows), 'jump')} in {count(len(found.days_of) + 1, 'map')}.")


def _jump_line(jump: Jump) -> str:
    areas = f"{jump.before_km2:,.1f} → {jump.after_km2:,.1f} km² ({jump.change_km2:+,.1f})"
    rate = f"{jump.rate_km2_per_day:,.1f} km² a day, where {jump.limit_km2_per_day:,.1f} would be the most to expect"
    return f"{jump.day} {jump.map}: {areas} since {jump.before}, {rate}"


def _comparison(
    theatre_id: str, layers: list[str], holder: str | None, clocks: tuple[str | None, str | None], within: int, *, needed: bool = True
) -> Comparison:
    """The maps asked for; `clocks` are as-of and as-recorded. `needed`: without any layer there is nothing to do, which is said.

    Raises:
        NotFoundError: a layer is not stored.
        InputError: the holder is none of the theatre's.
    """
    from geo.atlas.comparison import Comparison
    from geo.readers.layer import find_holder
    from geo.sheets import check_stored

    theatre = open_theatre(theatre_id)
    side = find_holder(holder, theatre) if holder else theatre.focus
    as_of, by = known_by(clocks[0]), recorded_by(clocks[1])
    with open_store(theatre_id) as intake:
        stored = intake.store.layers
        check_stored(layers, (entry.layer for entry in stored.entries(by)))
        sheets, atlas = stored.sheets(layers or None, holder=side, recorded_by=by), intake.atlas(by)
    if not atlas.evidence.reports:
        note_empty(theatre_id, by)
    if needed and not sheets:
        note(f"Note: no layer shows ground of {side}. Add one with `salient compare import PATH --name NAME`.")
    return Comparison(atlas, sheets, side, as_of, within, tuple(layers))
