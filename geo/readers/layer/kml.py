"""KML, read with the standard library's expat: no document type, so no entity; links to other files are not followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from geo.errors import InputError
from geo.readers.layer.drawing import MAX_FILE_BYTES, Drawing, Shape, check_size, rings_to_ground, too_large

OTHERS = {"Point": "Point", "LineString": "LineString", "Track": "LineString", "LinearRing": "LineString"}
PICTURES = frozenset({"GroundOverlay", "PhotoOverlay", "ScreenOverlay"})
TIMES = {("TimeStamp", "when"): "date", ("TimeSpan", "begin"): "valid_from"}
COLOURS = {"PolyStyle": "fill", "LineStyle": "stroke"}
"""What the colour of a style is called as a property, as in GeoJSON."""
_AABBGGRR = len("ff0000ff")


def read_kml(texts: Iterable[bytes]) -> Drawing:
    """The polygons of KML documents.

    Properties are the extended data, and where these say nothing of it `name`, `description`, `folder` (the names of the
    folders around it), `styleurl`, `fill` and `stroke` (#rrggbb, from the style), `date` or `valid_from` from TimeStamp or
    TimeSpan.

    Raises:
        InputError: it is no KML, has a document type, or a ring that is no list of lon,lat.
        TooLargeError: it is over a limit.
    """
    found: list[_Reader] = []
    for text in texts:
        if len(text) > MAX_FILE_BYTES:
            raise too_large("The KML", len(text), MAX_FILE_BYTES)
        found.append(_Reader().read(text))
    rings = [ring for reader in found for mark in reader.marks for polygon in mark.polygons for ring in polygon]
    check_size(len(rings), sum(ring.count(",") for ring in rings) // 2)
    return Drawing(
        tuple(reader.shape(mark) for reader in found for mark in reader.marks),
        None,
        tuple(kind for reader in found for kind in reader.others),
        tuple(link for reader in found for link in reader.links),
        sum(reader.pictures for reader in found),
    )


@dataclass(slots=True)
class _Mark:
    """A placemark: what it says, its extended data, and the rings of its polygons as text, the outer ones first."""

    said: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    polygons: list[list[str]] = field(default_factory=list)


class _Reader:
    """One document. `path` are the names of the open elements; `styles` the colours of shared styles by id."""

    def __init__(self) -> None:
        self.marks: list[_Mark] = []
        self.others: list[str] = []
        self.links: list[str] = []
        self.pictures = 0
        self._path: list[str] = []
        self._text: list[str] = []
        self._field = ""
        self._mark = _Mark()
        self._folders: list[str] = []
        self._ids: dict[str, str] = {}
        self._styles: dict[str, dict[str, str]] = {}
        self._pairs: dict[str, str] = {}

    def read(self, text: bytes) -> _Reader:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text.append
        try:
            parser.Parse(text, True)  # noqa: FBT003 - the signature is expat's
        except (expat.ExpatError, LookupError, ValueError) as fault:  # an encoding that does not exist, or fits no text
            raise InputError(f"It begins like XML, but cannot be read: {fault}. Give KML.") from None
        return self

    def shape(self, mark: _Mark) -> Shape:
        """The shape of a placemark; its style may stand anywhere in the document."""
        shared = mark.said.get("styleurl", "").partition("#")[2]
        colours = self._styles.get(self._pairs.get(shared, shared), {})
        ground, broken = rings_to_ground([[_positions(ring) for ring in rings] for rings in mark.polygons])
        return Shape({**colours, **mark.said, **mark.data}, ground, broken)

    def _refuse(self, *_: object) -> None:
        raise InputError("The KML declares a document type, which may hide entities, and is not read. Take the line <!DOCTYPE ...> out.")

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if not self._path and name != "kml":
            raise InputError(f"It is XML, but no KML: its first element is {name[:40]!r}, not kml.")
        if name == "Placemark":
            self._mark = _Mark()
        elif name == "Folder":
            self._folders.append("")
        elif name in {"Style", "StyleMap"}:
            self._ids[name] = attributes.get("id", "")
        elif name in {"Data", "SimpleData"}:
            self._field = attributes.get("name", "")
        elif name == "Polygon":
            self._mark.polygons.append([])
        elif "Polygon" not in self._path:
            self._count(name)
        self._path.append(name)
        self._text.clear()

    def _count(self, name: str) -> None:
        """Keep account of what is no ground."""
        if name in OTHERS:
            self.others.append(OTHERS[name])
        elif name in PICTURES:
            self.pictures += 1
        elif name == "NetworkLink":
            self.links.append("without an address")

    def _end(self, _tag: str) -> None:
        name, text = self._path.pop(), "".join(self._text).strip()
        above = self._path[-1] if self._path else ""
        if name == "coordinates" and above == "LinearRing" and "Polygon" in self._path:
            self._ring(text)
        elif name == "SimpleData" or (name == "value" and above == "Data"):
            self._mark.data[self._field] = text
        elif name == "Placemark":
            self._close()
        elif name == "Folder":
            self._folders.pop()
        elif name == "href" and "NetworkLink" in self._path:
            self.links[-1] = text
        else:
            self._say(above, name, text)
        self._text.clear()

    def _say(self, above: str, name: str, text: str) -> None:
        """What an element says of the placemark, folder or style that it stands in."""
        if (above, name) in TIMES:
            self._mark.said[TIMES[above, name]] = text
        elif above == "Placemark" and name in {"name", "description", "styleUrl"}:
            self._mark.said[name.lower()] = text
        elif above == "Folder" and name == "name":
            self._folders[-1] = text
        elif above == "Pair" and name == "styleUrl" and "StyleMap" in self._ids:
            # the first of a style map is its normal look
            self._pairs.setdefault(self._ids["StyleMap"], text.partition("#")[2])
        elif name == "color" and above in COLOURS and len(text) == _AABBGGRR:
            shared = self._styles.setdefault(self._ids.get("Style", ""), {})
            own = self._mark.said if "Placemark" in self._path else shared
            own[COLOURS[above]] = f"#{text[6:8]}{text[4:6]}{text[2:4]}".lower()

    def _close(self) -> None:
        if not self._mark.polygons:
            return
        if folder := " / ".join(name for name in self._folders if name):
            self._mark.said["folder"] = folder
        self.marks.append(self._mark)

    def _ring(self, text: str) -> None:
        """Keep the outer ring first, wherever the file has it."""
        rings = self._mark.polygons[-1]
        rings.insert(0 if "outerBoundaryIs" in self._path else len(rings), text)


def _positions(text: str) -> list[tuple[float, float]]:
    try:
        return [(float(parts[0]), float(parts[1])) for parts in (position.split(",") for position in text.split())]
    except (ValueError, IndexError):
        raise InputError(f"A ring of the KML is no list of lon,lat: {text[:60]!r}. Write coordinates as lon,lat or lon,lat,height.") from None
