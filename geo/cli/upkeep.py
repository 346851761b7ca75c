"""Commands about what stands behind the map: gazetteer, theatre packs, tokens."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.options import DEFAULT_THEATRE, AsJson, TheatreId
from geo.cli.session import open_theatre
from geo.cli.speak import count, emit_json, note, say
from geo.errors import DataError, NotFoundError

if TYPE_CHECKING:
    from geo.model import Place

gazetteer = typer.Typer(help="The places that a theatre knows.", no_args_is_help=True, rich_markup_mode=None)
theatre = typer.Typer(help="The packs that describe theatres.", no_args_is_help=True, rich_markup_mode=None)


@gazetteer.callback()
def _gazetteer() -> None:
    """The places that a theatre knows."""


@gazetteer.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A name or its beginning, in any script; one typing error is forgiven in longer names.")],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most places to list.")] = 10,
    as_json: AsJson = False,
    theatre: TheatreId = DEFAULT_THEATRE,
) -> None:
    """Find places by name.

    One line a place: id, names, district, position, score.
    """
    found = open_theatre(theatre).gazetteer.search(text, limit)
    if as_json:
        emit_json([_row(place, score) for place, score in found])
        return
    for place, score in found:
        names = " / ".join(dict.fromkeys(name for name in (place.name, place.name_ru, place.name_uk) if name))
        where = ", ".join(part for part in (place.kind, place.raion, place.oblast, place.country) if part)
        say(f"{place.id}  {names} ({where}) {place.lon:.5f}, {place.lat:.5f}  score {score:.2f}")
    if not found:
        note(f"No place of {theatre} is called like {text!r}. Try its beginning, or another spelling.")


def _row(place: Place, score: float) -> dict[str, object]:
    fields = ("name", "name_ru", "name_uk", "kind", "raion", "oblast", "country", "lon", "lat", "err_km", "population", "settlement")
    return {"place_id": place.id, **{name: getattr(place, name) for name in fields}, "score": score}


@theatre.callback()
def _theatre() -> None:
    """The packs that describe theatres."""


@theatre.command()
def check(
    pack: Annotated[str | None, typer.Argument(metavar="[ID|FOLDER]", help="A theatre that ships, or the folder of a pack. Default: all that ship.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Check a theatre pack and its reports: every fault, and what its maker should know.

    The exit code is 1 when there is a fault.
    """
    from geo.intake import report_faults
    from geo.theatre import theatre_faults, theatre_remarks

    packs = _packs(pack)
    faults = {folder.name: theatre_faults(folder) or report_faults(folder) for folder in packs}
    remarks = {folder.name: theatre_remarks(folder) for folder in packs}
    if as_json:
        emit_json({name: {"faults": found, "remarks": remarks[name]} for name, found in faults.items()})
    else:
        for name, found in faults.items():
            say(f"{name}: {count(len(found), 'fault') if found else 'no faults'}")
            for fault in found:
                say(f"  {fault}")
            for remark in remarks[name]:
                say(f"  note: {remark}")
    if any(faults.values()):
        raise typer.Exit(DataError.exit_code)


def _packs(pack: str | None) -> list[Path]:
    """The folders meant.

    Raises:
        NotFoundError: neither a theatre nor a folder.
    """
    from geo.theatre import data_dir, theatre_ids

    shipped = data_dir() / "theatres"
    if pack is None:
        return [shipped / theatre_id for theatre_id in theatre_ids()]
    if pack in theatre_ids():
        return [shipped / pack]
    if Path(pack).is_dir():
        return [Path(os.path.abspath(pack))]  # noqa: PTH100 - a link keeps its own name
    raise NotFoundError(f"{pack!r} is neither a theatre nor a folder. Theatres: {', '.join(theatre_ids()) or 'none'}.")


def token() -> None:
    """Make a token that may add reports over HTTP.

    It is printed once; only its hash is kept, in the file tokens of SALIENT_HOME.
    """
    from geo.intake import home
    from geo.tokens import create_token

    say(create_token(home()))
    note(f"Send it as `Authorization: Bearer TOKEN`. It cannot be shown again; to revoke it, delete its line in {home() / 'tokens'}.")
