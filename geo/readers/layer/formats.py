"""Which format a file has is told by its content, and only then is a reader chosen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geo.errors import InputError
from geo.readers.document import spot
from geo.readers.layer.archive import one_layer, unpack
from geo.readers.layer.drawing import FORMATS, MAX_FILE_BYTES, Drawing, too_large
from geo.readers.layer.geojson import read_geojson
from geo.readers.layer.kml import read_kml
from geo.readers.layer.tables import PARTS, read_table

SUFFIXES = (".geojson", ".json", ".kml", ".kmz", ".gpkg", ".shp", ".zip", ".fgb")
ZIP, SQLITE, FLATGEOBUF, SHAPEFILE = b"PK", b"SQLite format 3\x00", b"fgb\x03fgb", b"\x00\x00\x27\x0a"


def read_drawing(content: bytes) -> Drawing:
    """The shapes in the content of a file, whatever its name.

    Raises:
        TooLargeError: it is over a limit.
        InputError: it is in none of the formats, or broken.
    """
    if len(content) > MAX_FILE_BYTES:
        raise too_large("The file", len(content), MAX_FILE_BYTES)
    if content.startswith(ZIP):
        ending, files = one_layer(unpack(content))
        return read_kml(files.values()) if ending == ".kml" else _read(files)
    return _one(content)


def read_drawing_file(path: Path) -> Drawing:
    """The shapes in a file; those of a shapefile with what lies beside it under the same name.

    Raises:
        TooLargeError: it is over a limit.
        InputError: it is no file, in none of the formats, or broken.
    """
    try:
        if not path.is_file():
            raise InputError(f"{spot(str(path))} is no file. Give one: {FORMATS}.")
        return _read(_beside(path)) if path.suffix.lower() == ".shp" else read_drawing(_content(path))
    except OSError as fault:
        raise InputError(f"{spot(str(path))} cannot be read: {fault.strerror or fault}.") from None


def _one(content: bytes) -> Drawing:
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in {b"{", b"["}:
        return read_geojson(content)
    if start == b"<":
        return read_kml([content])
    if content.startswith(SQLITE):
        return read_table({".gpkg": content})
    if content.startswith(FLATGEOBUF):
        return read_table({".fgb": content})
    if content.startswith(SHAPEFILE):
        raise InputError("A shapefile is several files. Give it zipped, or as a path with its other files beside it.")
    raise InputError(f"It is {'empty' if not content else 'in no format that is read'}. Give {FORMATS}.")


def _read(files: Mapping[str, bytes]) -> Drawing:
    """A layer from its files by ending."""
    if ".shp" not in files:
        return _one(next(iter(files.values())))
    if not files[".shp"].startswith(SHAPEFILE) or ".shx" not in files:
        raise InputError("The shapefile is broken, or its .shx is missing. Give .shp, .shx, .dbf and .prj together.")
    return read_table(files)


def _beside(path: Path) -> dict[str, bytes]:
    """The files of a shapefile by ending, whatever their case."""
    near = {file.suffix.lower(): file for file in path.parent.iterdir() if file.stem == path.stem and file.suffix.lower() in PARTS and file.is_file()}
    size = sum(file.stat().st_size for file in near.values())
    if size > MAX_FILE_BYTES:
        raise too_large("The shapefile", size, MAX_FILE_BYTES)
    return {part: near[part].read_bytes() for part in PARTS if part in near}


def _content(path: Path) -> bytes:
    """The bytes of a file; one over the limit is not even read."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise too_large("The file", size, MAX_FILE_BYTES)
    return path.read_bytes()
