"""Reference layers into the store: files are read one by one, and filed as they are read or all together.

Nothing of them becomes evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geo.compare import LightTable
from geo.errors import InputError
from geo.evidence import Filed, Store
from geo.intake.summary import Progress
from geo.readers import Refusal
from geo.readers.document import spot
from geo.readers.layer import (
    LayerFile,
    Repair,
    Stated,
    layer_files,
    nothing_held,
    read_layer,
    read_layer_content,
)
from geo.sheets import Sheet, SheetKey, SheetLevel, check_name
from geo.theatre import Theatre
from geo.units import HolderId

DIGITS = 3


@dataclass(frozen=True, slots=True)
class FiledSheet:
    """A sheet without its ground."""

    on: date
    holder: HolderId
    level: SheetLevel
    source: str


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """A file that was read and is not stored yet: its sheets, each with its area in the theatre (km2), and its repairs.

    `at`: the instant that its name gives beside the day, if any.
    """

    source: str
    sheets: tuple[tuple[Sheet, float], ...]
    repair: Repair
    notes: tuple[str, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing a layer did: each sheet with what became of it and its area in the theatre (km2).

    Then repairs and notes by file, and the files that were refused.
    """

    layer: str
    sheets: tuple[tuple[FiledSheet, Filed, float], ...]
    repairs: tuple[tuple[str, Repair], ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def added(self) -> bool:
        """Whether anything is in the store that was not there before."""
        return any(filed is not Filed.UNCHANGED for _, filed, _ in self.sheets)

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, repairs where there are some as `repaired`; `notes` and `refused` where there are some."""
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
        mended = [{"source": source, **asdict(repair), "change_km2": round(repair.change_km2, DIGITS)} for source, repair in self.repairs]
        found: dict[str, Any] = {"layer": self.layer, "sheets": rows, "repaired": mended}
        if self.notes:
            found["notes"] = list(self.notes)
        if self.refused:
            found["refused"] = [asdict(refusal) for refusal in self.refused]
        return found


@dataclass
class _Tally:
    """What was done so far, and for each sheet the file that it came from."""

    layer: str
    sheets: list[tuple[FiledSheet, Filed, float]] = field(default_factory=list)
    repairs: list[tuple[str, Repair]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    taken: dict[SheetKey, _Taken] = field(default_factory=dict)

    def admit(self, read: ReadLayer) -> None:
        """Take a file into account before it is stored.

        Raises:
            InputError: an earlier file shows the same, and it is not told which of the two is the later.
        """
        for sheet, _ in read.sheets:
            earlier = self.taken.get(sheet.key)
            if earlier and sheet.digest != earlier.digest and not _later(read.at, earlier.at):
                what = f"what {sheet.holder} {sheet.level} on {sheet.on}"
                if _later(earlier.at, read.at):
                    raise InputError(f"{earlier.source} shows {what} later that day, and counts in its place.")
                raise InputError(
                    f"{earlier.source} and {read.source} both show {what}. Give one file a day and level, or join them in one; "
                    "of files that are named by their instant the last of a day counts."
                )
        for sheet, _ in read.sheets:
            earlier = self.taken.get(sheet.key)
            if earlier and sheet.digest != earlier.digest:
                self.notes.append(f"{read.source}: counts in place of {earlier.source}, which shows {sheet.on} too.")
            self.taken[sheet.key] = _Taken(read.source, read.at, sheet.digest)

    def count(self, read: ReadLayer, filed: Sequence[Filed]) -> None:
        """Take a stored file into account."""
        for (sheet, km2), what in zip(read.sheets, filed, strict=True):
            self.sheets.append((FiledSheet(sheet.on, sheet.holder, sheet.level, sheet.source), what, km2))
        if read.repair.invalid:
            self.repairs.append((read.source, read.repair))
        for note in read.notes:
            self.notes.append(f"{read.source}: {note}." if read.source else f"{note[:1].upper()}{note[1:]}.")

    def imported(self) -> Imported:
        """What was done."""
        return Imported(
            self.layer,
            tuple(self.sheets),
            tuple(self.repairs),
            tuple(self.notes),
            tuple(self.refused),
        )


@dataclass(frozen=True, slots=True)
class _Taken:
    """Where a sheet came from."""

    source: str
    at: datetime | None
    digest: str


def _later(at: datetime | None, earlier: datetime | None) -> bool:
    return at is not None and earlier is not None and at > earlier


def import_layer(
    theatre: Theatre,
    store: Store,
    paths: Sequence[Path],
    stated: Stated,
    *,
    strict: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Read files, and folders of them, into a layer, each in one transaction.

    Without paths the layer shows that nothing was held.
    What is refused is listed, and the rest goes in. Only one file is held in memory at a time.

    Args:
        theatre: the theatre.
        store: its store.
        paths: files and folders.
        stated: what the user says of them.
        strict: take in nothing at all when something is refused; then all sheets are held in memory, which are what
            of the files lies near the theatre.
        progress: called after each file.

    Raises:
        InputError: nothing can be taken, each file with its reason; or something, and `strict`.
        UnavailableError: the store cannot be written; what was added before stays.
    """
    tally, step = _Tally(check_name(stated.layer)), progress or _no_progress
    if not paths:
        _keep(store, [_read(nothing_held(theatre, stated), theatre)], tally)
        return tally.imported()
    files = layer_files(paths)
    waiting: list[ReadLayer] = []
    for done, read in enumerate(_reading(files, theatre, stated, tally), 1):
        step(done, len(files))
        if strict and read:
            waiting.append(read)
        elif read:
            _keep(store, [read], tally)
    _check_refused(tally.refused, len(files), strict=strict)
    _keep(store, waiting, tally)
    return tally.imported()


def read_content(theatre: Theatre, content: bytes, stated: Stated, *, source: str = "") -> ReadLayer:
    """Read the content of one file, and store nothing; `source` is its name.

    Empty content shows that nothing was held, where that is stated.

    Raises:
        InputError: it cannot be taken.
    """
    if not content and stated.empty:
        return _read(nothing_held(theatre, stated), theatre)
    return _read(read_layer_content(content, theatre, stated, source=source), theatre)


def keep_layer(store: Store, read: ReadLayer, layer: str) -> Imported:
    """Store what was read.

    Raises:
        UnavailableError: the store cannot be written.
    """
    tally = _Tally(check_name(layer))
    _keep(store, [read], tally)
    return tally.imported()


def import_content(
    theatre: Theatre,
    store: Store,
    content: bytes,
    stated: Stated,
    *,
    source: str = "",
) -> Imported:
    """Read the content of one file into a layer: `read_content` and `keep_layer`, errors as theirs."""
    return keep_layer(store, read_content(theatre, content, stated, source=source), stated.layer)


def _reading(
    files: Sequence[Path],
    theatre: Theatre,
    stated: Stated,
    tally: _Tally,
) -> Iterator[ReadLayer | None]:
    """Each file as it was read; None for one that is refused, which the tally then lists."""
    for path in files:
        try:
            read = _read(read_layer(path, theatre, stated), theatre)
            tally.admit(read)
        except InputError as fault:
            tally.refused.append(Refusal(spot(str(path)), str(fault)))
            yield None
        else:
            yield read


def _read(file: LayerFile, theatre: Theatre) -> ReadLayer:
    light = LightTable.of(theatre)
    sheets = tuple((sheet, light.ground([sheet.ground], sheet.on).km2) for sheet in file.sheets)
    return ReadLayer(file.source, sheets, file.repair, file.notes, file.at)


def _keep(store: Store, files: Sequence[ReadLayer], tally: _Tally) -> None:
    """Store files in one transaction."""
    filed = iter(store.layers.file([sheet for read in files for sheet, _ in read.sheets]) if files else ())
    for read in files:
        tally.count(read, [next(filed) for _ in read.sheets])


def _check_refused(refused: Sequence[Refusal], files: int, *, strict: bool) -> None:
    if not refused or (len(refused) < files and not strict):
        return
    faults = [f"{refusal.where}: {refusal.reason}" for refusal in refused]
    head = [f"{len(refused)} of {files} files cannot be taken, so nothing was."] if files > 1 else []
    raise InputError("\n".join([*head, *faults]))


def _no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""
