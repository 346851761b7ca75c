"""Zip archives (KMZ, a zipped shapefile): members are read into memory under their limits, never unpacked to the names they carry."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from geo.errors import InputError, TooLargeError
from geo.readers.layer.drawing import FORMATS, MAX_MEMBERS, MAX_UNPACKED_BYTES, too_large
from geo.readers.layer.tables import PARTS

ENDINGS = frozenset({*PARTS, ".kml", ".geojson", ".json", ".gpkg", ".fgb"})
REMEDY = "Pack the files of one layer anew, without folders that lead elsewhere."


def unpack(content: bytes) -> Mapping[str, bytes]:
    """The members that can be part of a layer, by name.

    Raises:
        InputError: it is no zip archive, a member is encrypted, a link, or has a name that leads out of the archive.
        TooLargeError: it has too many members, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check(members)
            wanted = [member for member in members if _ending(member.filename) in ENDINGS and not _hidden(member.filename)]
            return _read(archive, wanted)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as fault:
        raise InputError(f"The archive cannot be read: {fault}. {REMEDY}") from None


def _ending(name: str) -> str:
    return PurePosixPath(name.lower()).suffix


def _hidden(name: str) -> bool:
    """What systems leave in archives beside the files: `__MACOSX/._a.shp`."""
    path = PurePosixPath(name)
    return path.name.startswith(".") or path.parts[0] == "__MACOSX"


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise TooLargeError(f"The archive has {len(members):,} files; the limit is {MAX_MEMBERS:,}. {REMEDY}")
    if len({member.filename for member in members}) < len(members):
        raise InputError(f"The archive has several files of one name. {REMEDY}")
    for member in members:
        _check_member(member)
    if (size := sum(member.file_size for member in members)) > MAX_UNPACKED_BYTES:
        raise too_large("The archive unpacked", size, MAX_UNPACKED_BYTES)


def _check_member(member: zipfile.ZipInfo) -> None:
    name, shown = member.filename.replace("\\", "/"), repr(member.filename[:80])
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        raise InputError(f"The archive has a file {shown}, whose name leads out of it. {REMEDY}")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InputError(f"The archive has a link, {shown}. {REMEDY}")
    if member.flag_bits & 1:
        raise InputError(f"The archive is encrypted ({shown}). Pack it without a password.")
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise InputError(f"The archive packs {shown} in an unusual way. Pack it as a plain zip.")


def _read(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The content of members; what they say of their size is not trusted."""
    found, left = {}, MAX_UNPACKED_BYTES
    for member in members:
        with archive.open(member) as file:
            found[member.filename] = file.read(left + 1)
        left -= len(found[member.filename])
        if left < 0:
            raise too_large("The archive unpacked", MAX_UNPACKED_BYTES - left, MAX_UNPACKED_BYTES)
    return found


def one_layer(members: Mapping[str, bytes]) -> tuple[str, Mapping[str, bytes]]:
    """The ending of the one layer in an archive, and its files: by name for KML, by ending for others.

    Raises:
        InputError: there is none, or several.
    """
    if found := {name: content for name, content in members.items() if _ending(name) == ".kml"}:
        return ".kml", found
    heads = [name for name in members if _ending(name) in ENDINGS - set(PARTS[1:])]
    if len(heads) != 1:
        listed = f" ({', '.join(heads)[:120]})" if heads else ""
        raise InputError(f"The archive has {len(heads)} layers{listed}, not one. Give one layer: {FORMATS}.")
    stem, ending = heads[0][: -len(_ending(heads[0]))], _ending(heads[0])
    if ending != ".shp":
        return ending, {ending: members[heads[0]]}
    beside = {_ending(name): content for name, content in members.items() if name[: -len(_ending(name))].lower() == stem.lower() and _ending(name) in PARTS}
    return ending, {part: beside[part] for part in PARTS if part in beside}
