"""Name tables: spellings folded to keys, each key with the places so named. Plain values, so that they can be kept between runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from geo.gazetteer.folding import fold_name
from geo.units import PlaceId

SHORTEST = 3
"""Names with fewer folded characters are found by exact lookup only, never in running text (except in scripts without case)."""


@dataclass(frozen=True, slots=True)
class NameTable:
    """The keys of names: their places, the better candidate first, and whether some spelling of the key has a space or hyphen.

    `sought` are the keys to look for in running text, sorted.
    """

    places: Mapping[str, tuple[PlaceId, ...]] = field(default_factory=dict)
    gaps: frozenset[str] = frozenset()
    sought: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Iterable[tuple[PlaceId, str]]) -> NameTable:
        """The table of (id, spelling) pairs, the better candidate of equal names first."""
        places: dict[str, dict[PlaceId, None]] = defaultdict(dict)
        gaps: set[str] = set()
        for place_id, name in names:
            for key in keys(name):
                places[key][place_id] = None
                if has_gap(name):
                    gaps.add(key)
        sought = tuple(k for k in sorted(places) if len(k) >= SHORTEST or not has_case(k))
        return cls({k: tuple(v) for k, v in places.items()}, frozenset(gaps), sought)

    def dump(self) -> dict[str, list[Any]]:
        """The table as JSON, flat, which is read fastest; `load` reads it back."""
        ids = sorted({i for found in self.places.values() for i in found})
        number = {place_id: n for n, place_id in enumerate(ids)}
        return {
            "ids": ids,
            "keys": list(self.places),
            "counts": [len(found) for found in self.places.values()],
            "places": [number[i] for found in self.places.values() for i in found],
            "gaps": sorted(self.gaps),
            "sought": list(self.sought),
        }

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> NameTable:
        """The table of its JSON."""
        ids = stored["ids"]
        each = iter([ids[n] for n in stored["places"]])
        places = {key: tuple(islice(each, count)) for key, count in zip(stored["keys"], stored["counts"], strict=True)}
        return cls(places, frozenset(stored["gaps"]), tuple(stored["sought"]))


def keys(name: str) -> set[str]:
    """The folded name, and the form in which х is written h."""
    key = fold_name(name)
    return {k for k in (key, key.replace("ħ", "g")) if k}


def has_gap(name: str) -> bool:
    """Whether a name is of several words."""
    return any(c in " -‐‑–" or c.isspace() for c in name.strip())


@lru_cache(maxsize=65_536)
def has_case(key: str) -> bool:
    """Whether a key has letters that have capitals, or digits."""
    return any(c.lower() != c.upper() or c.isdigit() for c in key)
