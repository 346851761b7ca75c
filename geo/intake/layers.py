"""Reference layers into the store: read, checked as a whole, then filed together. Nothing of them becomes evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo.compare import LightTable
from geo.errors import InputError
from geo.evidence import Filed, Store
from geo.readers.document import spot
from geo.readers.layer import LayerFile, Stated, layer_files, nothing_held, read_layer, read_layer_content
from geo.sheets import Sheet, check_name
from geo.theatre import Theatre

DIGITS = 3


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing a layer did: each sheet with what became of it and its area in the theatre (km2), and the files as they were read."""

    layer: str
    files: tuple[LayerFile, ...]
    sheets: tuple[tuple[Sheet, Filed, float], ...]

    @property
    def added(self) -> bool:
        """Whether anything is in the store that was not there before."""
        return any(filed is not Filed.UNCHANGED for _, filed, _ in self.sheets)

    def as_dict(self) -> dict[str, Any]:
        """The fields by name; of the files those in which something was repaired."""
        rows = [
            {
                "day": sheet.on.isoformat(),
                "holder": sheet.holder,
                "level": str(sheet.level),
                "area_km2": round(km2, DIGITS),
                "source": sheet.source,
                "filed": str(filed),
            }
            for sheet, filed, km2 in self.sheets
        ]
        mended = [
            {"source": file.source, **asdict(file.repair), "change_km2": round(file.repair.change_km2, DIGITS)} for file in self.files if file.repair.invalid
        ]
        return {"layer": self.layer, "sheets": rows, "repaired": mended}


def import_layer(theatre: Theatre, store: Store, paths: Sequence[Path], stated: Stated) -> Imported:
    """Read files, and folders of them, into a layer; without paths the layer shows that nothing was held. All of it goes in, or nothing.

    Raises:
        InputError: something cannot be taken, each with its reason; or two files show the same holder on the same day.
        UnavailableError: the store cannot be written.
    """
    check_name(stated.layer)
    if not paths:
        return _file(theatre, store, stated, [nothing_held(theatre, stated)])
    found, faults = [], []
    for path in layer_files(paths):
        try:
            found.append(read_layer(path, theatre, stated))
        except InputError as fault:
            faults.append(f"{spot(str(path))}: {fault}")
    if faults:
        raise InputError("\n".join([f"{len(faults)} of {len(faults) + len(found)} files cannot be taken, so nothing was.", *faults] if found else faults))
    return _file(theatre, store, stated, found)


def import_content(theatre: Theatre, store: Store, content: bytes, stated: Stated, *, source: str = "") -> Imported:
    """Read the content of one file into a layer; `source` is its name. Empty content shows that nothing was held, where that is stated.

    Raises:
        InputError: it cannot be taken.
        UnavailableError: the store cannot be written.
    """
    read = read_layer_content(content, theatre, stated, source=source) if content or not stated.empty else nothing_held(theatre, stated)
    return _file(theatre, store, stated, [read])


def _file(theatre: Theatre, store: Store, stated: Stated, files: Sequence[LayerFile]) -> Imported:
    sheets = [sheet for file in files for sheet in file.sheets]
    if twice := [key for key, times in Counter(sheet.key for sheet in sheets).items() if times > 1]:
        _, on, holder, level = twice[0]
        both = " and ".join(sheet.source for sheet in sheets if sheet.key == twice[0])
        raise InputError(f"{both} both show what {holder} {level} on {on}. Give one file a day and level, or join them in one.")
    light = LightTable.of(theatre)
    filed = store.layers.file(sheets)
    areas = [light.ground([sheet.ground], sheet.on).km2 for sheet in sheets]
    return Imported(check_name(stated.layer), tuple(files), tuple(zip(sheets, filed, areas, strict=True)))
