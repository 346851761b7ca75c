"""Places and their names: immutable, read from `gazetteer.csv`."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rtree.index import Index

from geo import crs
from geo.compiled import code, recall
from geo.errors import DataError, InputError, NotFoundError
from geo.gazetteer import declension, folding, nametable
from geo.gazetteer.declension import place_forms
from geo.gazetteer.folding import fold_name
from geo.gazetteer.index import NameIndex
from geo.gazetteer.nametable import NameTable
from geo.model import Place
from geo.units import PlaceId

COLUMNS = (
    "id", "name", "name_ru", "name_uk", "variants", "lon", "lat", "country", "oblast", "raion", "kind", "population",
    "err_km", "settlement", "zone", "source", "licence", "notes",
)  # fmt: skip
TYPO_FROM = 7
"""A typing error is forgiven only in names of at least this many letters: Berdin is one letter from Berlin."""
_ZONES = ("core", "adjacent", "outer")
_M_PER_DEGREE = 110_000.0
_STEM = 4
WORTH_KEEPING = 200
"""From so many places on, the folded names and case forms are kept in a compiled file."""
_CODE = (str(folding.__file__), str(nametable.__file__))
Tables = tuple[NameTable, NameTable]


class Gazetteer:
    """An immutable set of places.

    Homonyms stand in this order: those whose main name is spelled exactly so, then those with such a spelling among their names, then
    the others; within each the preferred place of the name, then the core zone, then the larger population, then the id.

    Args:
        places: the places; their ids must differ.
        preferred: a name to the place that it means when it stands alone; the name becomes one of the place's.
    """

    def __init__(self, places: Iterable[Place], *, preferred: Mapping[str, PlaceId] = MappingProxyType({})) -> None:
        self.places: tuple[Place, ...] = tuple(sorted(places, key=lambda p: p.id))
        self._by_id = {p.id: p for p in self.places}
        self._preferred = {fold_name(name): place_id for name, place_id in preferred.items() if place_id in self._by_id}
        self.digest: str = hashlib.sha256(repr((self.places, sorted(self._preferred.items()), declension.VERSION)).encode()).hexdigest()
        self.names = self._index(preferred)
        self._settlements = [p for p in self.places if p.settlement]
        self._tree = Index([(n, (p.lon, p.lat, p.lon, p.lat), None) for n, p in enumerate(self._settlements)]) if self._settlements else Index()

    def _index(self, preferred: Mapping[str, PlaceId]) -> NameIndex:
        """The index of names; where they are many, its tables come from a compiled file."""
        spelled = [*((i, name) for name, i in preferred.items() if i in self._by_id), *((p.id, name) for p in self.places for name in p.names)]
        main = ((p.id, p.name) for p in self.places)
        if len(self.places) < WORTH_KEEPING:
            return NameIndex(spelled, main, tables=self._tables(preferred))
        source = f"{self.digest} {list(preferred.items())} {declension.RULES} {code(*_CODE)}"
        return NameIndex(spelled, main, tables=recall("names", source, lambda: self._tables(preferred), dump=_dumped, load=_loaded))

    def _tables(self, preferred: Mapping[str, PlaceId]) -> Tables:
        forms = ((p.id, form) for p in sorted(self.places, key=_rank) for form in sorted(place_forms(p)))
        return NameTable.of(self._pairs(preferred)), NameTable.of(forms)

    def _pairs(self, preferred: Mapping[str, PlaceId]) -> Iterator[tuple[PlaceId, str]]:
        """Names with their places, the likelier meaning of a name first."""
        ranked = sorted(self.places, key=_rank)
        yield from ((place_id, name) for name, place_id in preferred.items() if place_id in self._by_id)
        yield from ((p.id, name) for p in ranked for name in p.names if self._preferred.get(fold_name(name)) == p.id)
        yield from ((p.id, p.name) for p in ranked)
        yield from ((p.id, name) for p in ranked for name in p.names)

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places)

    def __contains__(self, place_id: str) -> bool:
        return place_id in self._by_id

    def get(self, place_id: str) -> Place:
        """The place of this id.

        Raises:
            NotFoundError: there is none; the message names the nearest ids.
        """
        place = self._by_id.get(PlaceId(place_id))
        if place is None:
            near = difflib.get_close_matches(place_id[:80], list(self._by_id), n=3)
            raise NotFoundError(f"No place has the id {place_id!r}.{_did_you_mean(near)}")
        return place

    def named(self, name: str) -> tuple[Place, ...]:
        """All places of this name in any script and spelling, the likeliest first."""
        return tuple(self._by_id[i] for i in self.names.lookup(name))

    def declined(self, form: str) -> tuple[Place, ...]:
        """All places of whose Cyrillic names this is a case form ("Первого Княжего"), made by rule; names as they stand do not count."""
        return tuple(self._by_id[i] for i in self.names.declined(form))

    def find(self, text: str) -> Place:
        """The place of an id or a name; a qualifier in brackets tells homonyms apart: "Lyubimovka (Korenevo district)".

        Raises:
            NotFoundError: there is none; the message names near ones.
        """
        text = text.strip()
        if text in self._by_id:
            return self._by_id[PlaceId(text)]
        base, qualifier = _qualified(text)
        candidates = self.named(text) or (tuple(p for p in self.named(base) if _fits(p, qualifier)) if qualifier else ())
        if not candidates:
            raise NotFoundError(f"No place is named {text[:80]!r}.{_did_you_mean(self._near(base))}")
        return candidates[0]

    def search(self, text: str, limit: int = 10) -> list[tuple[Place, float]]:
        """Places whose name is, begins like, or is one typing error (at seven letters and more) away from the text; best first, score 0..1."""
        query = fold_name(text)
        best: dict[PlaceId, float] = {}
        for key, ids in self.names.keys() if query else ():
            score = _score(query, key)
            if score:
                best.update({i: score for i in ids if score > best.get(i, 0.0)})
        preferred = self._preferred.get(query)
        order = sorted(best, key=lambda i: (-best[i], i != preferred, _rank(self._by_id[i])))
        return [(self._by_id[i], round(best[i], 3)) for i in order[:limit]]

    def nearest(self, lon: float, lat: float, k: int = 1) -> list[tuple[Place, float]]:
        """The k settlements nearest to a point (lon, lat in degrees WGS 84) with their geodesic distance in metres, nearest first.

        Raises:
            InputError: the point is not on the globe, or k is below 1.
        """
        if not (-180 <= lon <= 180 and -90 < lat < 90) or k < 1:  # noqa: PLR2004 - the globe
            raise InputError(f"lon {lon}, lat {lat}, k {k}: give lon in [-180, 180], lat in (-90, 90) and k of at least 1.")
        first = self._measure(lon, lat, self._tree.nearest((lon, lat, lon, lat), k))[:k]
        if not first:
            return []
        reach = first[-1][1] / _M_PER_DEGREE * 1.01 + 1e-9
        wide = reach / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + reach))))
        return self._measure(lon, lat, self._tree.intersection((lon - wide, lat - reach, lon + wide, lat + reach)))[:k]

    def _measure(self, lon: float, lat: float, numbers: Iterable[int]) -> list[tuple[Place, float]]:
        found = [(self._settlements[n], crs.distance_m(lon, lat, self._settlements[n].lon, self._settlements[n].lat)) for n in numbers]
        return sorted(found, key=lambda f: (f[1], f[0].id))

    def _near(self, name: str) -> list[str]:
        close = [p.name for p, _ in self.search(name, 3)]
        if not close:
            by_key = {fold_name(p.name): p.name for p in self.places}
            close = [by_key[k] for k in difflib.get_close_matches(fold_name(name)[:40], list(by_key), n=3)]
        return close


def _dumped(tables: Tables) -> list[dict[str, Any]]:
    return [table.dump() for table in tables]


def _loaded(stored: Any) -> Tables:
    names, forms = map(NameTable.load, stored)
    return names, forms


def _rank(place: Place) -> tuple[int, int, str]:
    zone = _ZONES.index(place.zone) if place.zone in _ZONES else len(_ZONES)
    return zone, -(place.population or 0), place.id


def _did_you_mean(names: Sequence[str]) -> str:
    return f" Did you mean {' or '.join(dict.fromkeys(names))}?" if names else " `salient gazetteer search` lists what there is."


def _qualified(text: str) -> tuple[str, str]:
    base, opened, rest = text.partition("(")
    return (base.strip(), rest.rstrip(") ")) if opened and base.strip() else (text, "")


def _fits(place: Place, qualifier: str) -> bool:
    """Whether the words in brackets describe the place: its district, oblast, country, kind, or another of its names."""
    key = fold_name(qualifier)
    if key in {fold_name(n) for n in place.names} or key in {fold_name(place.kind), fold_name(place.country)}:
        return True
    return any(_same_stem(fold_name(qualifier.split(maxsplit=1)[0]), fold_name(area)) for area in (place.raion, place.oblast) if area)


def _same_stem(a: str, b: str) -> bool:
    """Korenevo and Korenevsky: all but the ending in common."""
    common = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= _STEM and common >= min(len(a), len(b)) - 2


def _score(query: str, key: str) -> float:
    if query == key:
        return 1.0
    if key.startswith(query):
        return 0.5 + 0.4 * len(query) / len(key)
    if min(len(query), len(key)) >= TYPO_FROM and _one_edit(query, key):
        return 0.8
    return 0.0


def _one_edit(a: str, b: str) -> bool:
    """Whether one letter added, dropped, changed, or two neighbours swapped, turns a into b."""
    if abs(len(a) - len(b)) > 1:
        return False
    i = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    return a[i + 1 :] == b[i:] if len(a) > len(b) else a[i:] == b[i + 1 :]


def load_gazetteer(path: Path, *, preferred: Mapping[str, PlaceId] = MappingProxyType({})) -> Gazetteer:
    """Read `gazetteer.csv`.

    Raises:
        DataError: it cannot be read or is broken; the message lists every fault with its line.
    """
    try:
        return read_gazetteer(path.read_text("utf-8"), preferred=preferred)
    except (OSError, UnicodeDecodeError) as fault:
        raise DataError(f"{path.name} cannot be read ({fault.__class__.__name__}). It must be a UTF-8 file in the theatre's folder.") from None
    except DataError as fault:
        raise DataError("\n".join(f"{path.name}: {line}" for line in str(fault).splitlines())) from None


def read_gazetteer(text: str, *, preferred: Mapping[str, PlaceId] = MappingProxyType({})) -> Gazetteer:
    """The gazetteer of a CSV text.

    Raises:
        DataError: as in `load_gazetteer`.
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise DataError(f"columns are missing: {', '.join(missing)}")
    places: dict[str, Place] = {}
    faults: list[str] = []
    for row in reader:
        found = _row_faults(row) + ([f"the id {row['id']!r} stands twice"] if row["id"] in places else [])
        faults += [f"line {reader.line_num}: {f}" for f in found]
        if not found:
            places[row["id"]] = _place(row)
    if faults:
        raise DataError("\n".join(faults))
    return Gazetteer(places.values(), preferred=preferred)


def _row_faults(row: Mapping[str, str | None]) -> list[str]:
    if None in row.values() or None in row:
        return ["the number of fields is not that of the header"]
    faults = [f"{column} is empty" for column in ("id", "name", "kind") if not row[column]]
    for column, low, high in (("lon", -180.0, 180.0), ("lat", -90.0, 90.0), ("err_km", 0.0, 1000.0)):
        if not _between(str(row[column]), low, high):
            faults.append(f"{column} {row[column]!r} is not a number from {low:g} to {high:g}")
    if row["population"] and not str(row["population"]).isdecimal():
        faults.append(f"population {row['population']!r} is not a whole number")
    if row["settlement"] not in {"true", "false"}:
        faults.append(f"settlement {row['settlement']!r} is neither true nor false")
    return faults


def _between(text: str, low: float, high: float) -> bool:
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def _place(row: Mapping[str, str]) -> Place:
    return Place(
        id=PlaceId(row["id"]), name=row["name"], lon=float(row["lon"]), lat=float(row["lat"]), kind=row["kind"], country=row["country"],
        oblast=row["oblast"], raion=row["raion"], name_ru=row["name_ru"], name_uk=row["name_uk"],
        variants=tuple(v for v in row["variants"].split("|") if v), population=int(row["population"]) if row["population"] else None,
        err_km=float(row["err_km"]), settlement=row["settlement"] == "true", zone=row["zone"], source=row["source"],
        licence=row["licence"], notes=row["notes"],
    )  # fmt: skip
