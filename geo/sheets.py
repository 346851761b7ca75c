"""Reference layers: maps that others drew, kept beside the evidence and never part of it.

A layer is a name and its sheets; a sheet is the ground of one holder on one day. A day without a sheet is unknown, not zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import shapely

from geo.errors import InputError, NotFoundError
from geo.model import digest
from geo.units import HolderId

OURS = "ours"
"""The name of our own map in comparisons; no layer may have it."""
NOTHING = shapely.MultiPolygon()
_NAME = re.compile(r"[^\W_][\w .-]{0,39}")

SheetKey = tuple[str, date, HolderId, "SheetLevel"]


class SheetLevel(StrEnum):
    """How the layer shows the ground: held, contested with this holder the likelier one, or of unknown status."""

    HELD = "held"
    CONTESTED = "contested"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a layer shows of one holder on one day (UTC). `ground` is a valid lon/lat polygon or multipolygon, empty where the layer says: nothing.

    `source` names the file that it came from.
    """

    layer: str
    on: date
    holder: HolderId
    level: SheetLevel
    ground: shapely.Geometry
    source: str = ""

    @property
    def key(self) -> SheetKey:
        """What it is the sheet of; of several with one key the newest counts."""
        return self.layer, self.on, self.holder, self.level

    @property
    def digest(self) -> str:
        """Digest of what it shows."""
        return digest(shapely.to_wkb(shapely.normalize(self.ground), hex=True, output_dimension=2))


def check_name(name: str) -> str:
    """The name of a layer, without spaces around it.

    Raises:
        InputError: it is no name, or means our own map.
    """
    bare = name.strip()
    if bare.casefold() == OURS:
        raise InputError(f"{name!r} means the map of this theatre itself. Give the layer another name.")
    if not _NAME.fullmatch(bare):
        raise InputError(f"{name[:60]!r} is no name for a layer. Give 1 to 40 letters, digits, spaces and . _ - that begin with a letter or digit.")
    return bare


def check_stored(names: Iterable[str], stored: Iterable[str]) -> None:
    """Refuse names of layers that are not among the stored ones.

    Raises:
        NotFoundError: there is one; the message lists the layers.
    """
    known = sorted(set(stored))
    for name in names:
        if name not in known:
            listed = f"There is {', '.join(known)}" if known else "None is stored; add one with `salient compare import`"
            raise NotFoundError(f"No layer is called {name[:60]!r}. {listed}.")


def sheets_digest(sheets: Iterable[tuple[SheetKey, str]]) -> str:
    """Digest (hex) of sheets, given as their keys and digests: what a comparison follows from beside the evidence."""
    return digest(sorted((key[0], key[1].isoformat(), key[2], str(key[3]), content) for key, content in sheets))
