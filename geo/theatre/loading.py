"""Loading a pack: every file is read, every fault is told in one message."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import shapely
from pydantic import BaseModel

from geo.errors import DataError, GeoError, InputError, NotFoundError
from geo.gazetteer import Gazetteer, Hazards, hazard_faults, load_gazetteer, load_hazards
from geo.interval import Interval
from geo.model import Source
from geo.theatre.checks import manifest_faults, names_faults, theatre_file_faults, words_faults
from geo.theatre.files import NamesFile, SourcesFile, TheatreFile, WordsFile, read_border, read_districts, read_toml
from geo.theatre.ground import ground_faults, ground_remarks, place_faults
from geo.theatre.nouns import Chain, District, Holder, Kriging, Names, Parameters, Sources, Theatre, Words
from geo.units import HolderId

_FILES = ("theatre.toml", "sources.toml", "hazards.toml", "gazetteer.csv", "districts.geojson", "border.geojson")
V = TypeVar("V")
M = TypeVar("M", bound=BaseModel)


def data_dir() -> Path:
    """The folder of the data that ships: SALIENT_DATA, or the one installed with the package, or the repository's.

    Raises:
        InputError: SALIENT_DATA is no folder of theatres.
    """
    package = Path(__file__).parents[1]
    installed = package / "_data"
    if given := os.environ.get("SALIENT_DATA"):
        folder = Path(given).expanduser()
        if not (folder / "theatres").is_dir():
            raise InputError(f"SALIENT_DATA={given} is no folder with theatres/ in it. Name one that is, or unset it to use the data that ship.")
        return folder
    return installed if installed.is_dir() else package.parent / "data"


def theatre_ids() -> list[str]:
    """The ids of the packs that ship, sorted."""
    return sorted(p.parent.name for p in (data_dir() / "theatres").glob("*/theatre.toml"))


def load_theatre(theatre_id: str, folder: Path | None = None) -> Theatre:
    """The theatre of this id, from its pack among the data or from a folder anywhere; the same object each time.

    Raises:
        NotFoundError: there is no such pack; the message lists those there are.
        DataError: the pack is broken; the message lists every fault.
    """
    if folder is None and theatre_id not in theatre_ids():
        raise NotFoundError(f"No theatre is called {theatre_id!r}. There is {', '.join(theatre_ids()) or 'none'}.")
    theatre = _load((folder or data_dir() / "theatres" / theatre_id).resolve())
    if theatre.id != theatre_id:
        raise NotFoundError(f"The pack in {theatre.folder.name} is the theatre {theatre.id!r}, not {theatre_id!r}.")
    return theatre


def theatre_in(folder: Path) -> Theatre:
    """The theatre whose pack lies in a folder, whatever it is called; the same object each time.

    Raises:
        DataError: the pack is broken; the message lists every fault.
    """
    return _load(folder.resolve())


def theatre_faults(folder: Path) -> list[str]:
    """Everything wrong with the pack in a folder, its manifest and its place among the packs included; empty when it is sound."""
    theatre, faults = _read(folder)
    if theatre is not None:
        faults = [*place_faults(theatre.gazetteer, theatre.extent), *(_folder_name(folder, theatre) if _ships(folder) else [])]
    return [*faults, *manifest_faults(folder)]


def theatre_remarks(folder: Path) -> list[str]:
    """What the maker of a sound pack should know, though it is no fault; nothing of a broken one."""
    theatre, _ = _read(folder)
    if theatre is None:
        return []
    return [*([] if _ships(folder) else _folder_name(folder, theatre)), *ground_remarks(theatre.gazetteer, theatre.extent, theatre.border)]


def _ships(folder: Path) -> bool:
    """Whether the folder lies where theatres are found by their ids."""
    return folder.absolute().parent == (data_dir() / "theatres").absolute()  # a link in there has the name that counts


def _folder_name(folder: Path, theatre: Theatre) -> list[str]:
    name = folder.absolute().name
    if name == theatre.id:
        return []
    return [f"the folder is called {name!r} and the theatre {theatre.id!r}: among the theatres it is found only under a folder of its own id"]


def pack_reports(theatre: Theatre) -> list[Path]:
    """The report files of the theatre's pack, sorted."""
    return sorted((theatre.folder / "reports").glob("*.jsonl"))


@lru_cache(maxsize=16)
def _load(folder: Path) -> Theatre:
    theatre, faults = _read(folder)
    if theatre is None:
        listed = "\n".join(f"- {fault}" for fault in faults)
        raise DataError(f"The theatre pack {folder.name} has {len(faults)} fault(s):\n{listed}")
    return theatre


@dataclass(frozen=True)
class _Parts:
    """What the files of a pack hold, before it is known that they fit together."""

    folder: Path
    row: TheatreFile
    sources: SourcesFile
    hazards: Hazards
    gazetteer: Gazetteer
    districts: tuple[District, ...]
    border: shapely.Geometry
    words: Mapping[str, WordsFile]
    names: Mapping[str, NamesFile]


def _read(folder: Path) -> tuple[Theatre | None, list[str]]:
    """The theatre, or None with every fault."""
    faults: list[str] = []
    row = _attempt(lambda: read_toml(folder / "theatre.toml", TheatreFile), faults)
    sources = _attempt(lambda: _sources(folder / "sources.toml"), faults)
    hazards = _attempt(lambda: load_hazards(folder / "hazards.toml"), faults)
    gazetteer = _attempt(lambda: load_gazetteer(folder / "gazetteer.csv", preferred=hazards.preferred if hazards else {}), faults)
    districts = _attempt(lambda: read_districts(folder / "districts.geojson"), faults)
    border = _attempt(lambda: read_border(folder / "border.geojson"), faults)
    words = _by_language(folder / "words", WordsFile, faults)
    names = _by_language(folder / "names", NamesFile, faults)
    faults += theatre_file_faults(row, sources or SourcesFile()) if row else []
    faults += words_faults(row, words) if row else []
    faults += names_faults(row, districts, names) if row and districts else []
    faults += hazard_faults(hazards, gazetteer) if hazards and gazetteer else []
    faults += ground_faults(districts, border, row.crs if row else None, row.parameters.space.cell_km2 if row else None)
    if faults or row is None or sources is None or hazards is None or gazetteer is None or districts is None or border is None:
        return None, faults
    return _theatre(_Parts(folder, row, sources, hazards, gazetteer, districts, border, words, names)), []


def _by_language(folder: Path, model: type[M], faults: list[str]) -> dict[str, M]:
    """The files of a folder, each named after its language."""
    return {p.stem: found for p in sorted(folder.glob("*.toml")) if (found := _attempt(partial(read_toml, p, model), faults))}


def _sources(path: Path) -> SourcesFile:
    return read_toml(path, SourcesFile) if path.exists() else SourcesFile()


def _attempt(read: Callable[[], V], faults: list[str]) -> V | None:
    try:
        return read()
    except GeoError as fault:
        faults += str(fault).splitlines()
        return None


def _theatre(parts: _Parts) -> Theatre:
    row = parts.row
    return Theatre(
        id=row.id,
        title=row.title,
        region=row.region,
        span=Interval.of_days(row.first_day, row.last_day),
        holders=tuple(Holder(HolderId(h.id), h.name, h.adjective, h.aliases, h.colour) for h in row.holders),
        opening=row.opening,
        focus=row.focus,
        crs=row.crs,
        parameters=_parameters(row),
        gazetteer=parts.gazetteer,
        sources=Sources(Source(s.id, s.name, s.side, s.reliability, s.url, s.aliases) for s in parts.sources.sources),
        districts=parts.districts,
        border=parts.border,
        extent=shapely.coverage_union_all([d.geometry for d in parts.districts]),
        licence=row.licence,
        attribution=row.attribution,
        folder=parts.folder,
        digest=_digest(parts.folder),
        hazards=parts.hazards.declined(parts.gazetteer),
        towns=row.towns,
        words={lang: {h: Words(w.forces, w.demonyms, w.states, w.sources) for h, w in words.root.items()} for lang, words in parts.words.items()},
        names={lang: Names(n.title, n.region, n.holders, n.districts) for lang, n in parts.names.items()},
    )


def _parameters(row: TheatreFile) -> Parameters:
    control, space = row.parameters.control, row.parameters.space
    tables = (control.certainty, control.basis, control.reliability)
    certainty, basis, reliability = (MappingProxyType({str(k): v for k, v in table.items()}) for table in tables)
    return Parameters(
        certainty=certainty,
        basis=basis,
        reliability=reliability,
        held=space.held,
        contested=space.contested,
        method=space.method,
        reach_km=space.reach_km,
        control_method=control.method,
        cell_km2=space.cell_km2,
        calibrate=space.calibrate,
        chain=Chain(**control.chain.model_dump()),
        kriging=Kriging(**space.kriging.model_dump()),
    )


def _digest(folder: Path) -> str:
    """Of every file that shapes the theatre; its reports are evidence and count elsewhere."""
    present = [*(folder / name for name in _FILES if (folder / name).exists()), *sorted((folder / "words").glob("*.toml"))]
    return hashlib.sha256(b"\0".join(p.name.encode() + b"\0" + p.read_bytes() for p in present)).hexdigest()
