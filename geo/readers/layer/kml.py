"""KML, read with the standard library's expat: no document type, so no entity; links to other files are not followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.parsers import expat

from geo.errors import InputError
from geo.readers.layer.drawing import MAX_FILE_BYTES, Drawing, Shape, rings_to_ground, too_large

OTHERS = {"Point": "Point", "LineString": "LineString", "Track": "LineString", "LinearRing": "LineString"}
TIMES = {("TimeStamp", "when"): "date", ("TimeSpan", "begin"): "valid_from"}


def read_kml(texts: Iterable[bytes]) -> Drawing:
    """The polygons of KML documents. Properties are the extended data, and `date` or `valid_from` from TimeStamp or TimeSpan where these say nothing.

    Raises:
        InputError: it is no KML, has a document type, or a ring that is no list of lon,lat.
        TooLargeError: it is over the limit.
    """
    shapes: list[Shape] = []
    others: list[str] = []
    for text in texts:
        if len(text) > MAX_FILE_BYTES:
            raise too_large("The KML", len(text), MAX_FILE_BYTES)
        found = _Reader().read(text)
        shapes += found.shapes
        others += found.others
    return Drawing(tuple(shapes), None, tuple(others))


class _Reader:
    """One document. `path` are the names of the open elements, without their namespaces."""

    def __init__(self) -> None:
        self.shapes: list[Shape] = []
        self.others: list[str] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._properties: dict[str, str] = {}
        self._times: dict[str, str] = {}
        self._field = ""
        self._polygons: list[list[str]] = []

    def read(self, text: bytes) -> _Reader:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self._start, self._end, self._text.append
        try:
            parser.Parse(text, True)  # noqa: FBT003 - the signature is expat's
        except (expat.ExpatError, LookupError, ValueError) as fault:  # an encoding that does not exist, or fits no text
            raise InputError(f"It begins like XML, but cannot be read: {fault}. Give KML.") from None
        return self

    def _refuse(self, *_: object) -> None:
        raise InputError("The KML declares a document type, which may hide entities, and is not read. Take the line <!DOCTYPE ...> out.")

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if not self._path and name != "kml":
            raise InputError(f"It is XML, but no KML: its first element is {name[:40]!r}, not kml.")
        if name == "Placemark":
            self._properties, self._times, self._polygons = {}, {}, []
        elif name in {"Data", "SimpleData"}:
            self._field = attributes.get("name", "")
        elif name == "Polygon":
            self._polygons.append([])
        elif name in OTHERS and "Polygon" not in self._path:
            self.others.append(OTHERS[name])
        self._path.append(name)
        self._text.clear()

    def _end(self, _tag: str) -> None:
        name, text = self._path.pop(), "".join(self._text).strip()
        above = self._path[-1] if self._path else ""
        if name == "coordinates" and above == "LinearRing" and "Polygon" in self._path:
            self._ring(text)
        elif name == "SimpleData" or (name == "value" and above == "Data"):
            self._properties[self._field] = text
        elif (above, name) in TIMES:
            self._times[TIMES[above, name]] = text
        elif name == "Placemark" and self._polygons:
            ground, broken = rings_to_ground([[_positions(ring) for ring in rings] for rings in self._polygons])
            self.shapes.append(Shape(self._times | self._properties, ground, broken))
        self._text.clear()

    def _ring(self, text: str) -> None:
        """Keep the outer ring first, wherever the file has it."""
        rings = self._polygons[-1]
        rings.insert(0 if "outerBoundaryIs" in self._path else len(rings), text)


def _positions(text: str) -> list[tuple[float, float]]:
    try:
        return [(float(parts[0]), float(parts[1])) for parts in (position.split(",") for position in text.split())]
    except (ValueError, IndexError):
        raise InputError(f"A ring of the KML is no list of lon,lat: {text[:60]!r}. Write coordinates as lon,lat or lon,lat,height.") from None
