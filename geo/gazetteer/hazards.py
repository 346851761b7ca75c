"""The hazards of a theatre's names: ordinary words, surnames, rivers, groups, homonyms. Reviewed data, read from `hazards.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from geo.errors import DataError
from geo.gazetteer.folding import fold_name
from geo.gazetteer.gazetteer import Gazetteer
from geo.gazetteer.index import NameIndex
from geo.units import PlaceId


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WordTrap(_Row):
    """A name that is also something else.

    Context that makes it the place: a kind word beside it ("the village of", "hamlet"), its district, or a list with other settlements
    of the theatre. `word` and `mistranslation` need it; `surname` is no place after a given name, rank or title or before a verb of
    saying; `city`, a far better known place elsewhere, is the place where the sentence or report is about the theatre. `not_in` are
    phrases inside which it is never the place ("Ukrainska Pravda").
    """

    name: str
    kind: Literal["word", "surname", "city", "mistranslation"]
    also: str
    not_in: tuple[str, ...] = ()


class Feature(_Row):
    """Something that has a name of its own and owns no ground: a river, a district, an oblast, a direction, a road, a person, a medium.

    Where a feature and a place cover the same letters the feature is meant ("Kursk" is the oblast), unless a kind word says otherwise.
    """

    id: str
    name: str
    kind: str
    names: tuple[str, ...] = ()
    place: str = ""
    """The place of the gazetteer that bears the same name, where there is one."""


class Group(_Row):
    """Several places named as one."""

    name: str
    places: tuple[PlaceId, ...]


class Preference(_Row):
    """Which of several places a bare name means unless its sentence says otherwise."""

    name: str
    place: PlaceId
    why: str


class _File(_Row):
    words: tuple[WordTrap, ...] = ()
    features: tuple[Feature, ...] = ()
    groups: tuple[Group, ...] = ()
    preferences: tuple[Preference, ...] = ()


@dataclass(frozen=True)
class Hazards:
    """All of them; words, groups and preferences by folded name, features by id.

    `index` finds features in running text: its hits carry feature ids. `preferred` are the preferences by the name as written.
    """

    words: Mapping[str, WordTrap] = field(default_factory=dict)
    features: Mapping[str, Feature] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    preferences: Mapping[str, PlaceId] = field(default_factory=dict)
    preferred: Mapping[str, PlaceId] = field(default_factory=dict)
    index: NameIndex = field(default_factory=lambda: NameIndex(()))

    def word(self, name: str) -> WordTrap | None:
        """The trap of this spelling, or None."""
        return self.words.get(fold_name(name))

    def group(self, name: str) -> Group | None:
        """The group of this name, or None."""
        return self.groups.get(fold_name(name))


def load_hazards(path: Path) -> Hazards:
    """Read `hazards.toml`; a missing file means no hazards.

    Raises:
        DataError: the file is broken; the message lists every fault.
    """
    if not path.exists():
        return Hazards()
    try:
        rows = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as fault:
        raise DataError(f"{path.name} is not TOML: {fault}.") from None
    except ValidationError as fault:
        raise DataError("\n".join(f"{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())) from None
    return Hazards(
        words={fold_name(w.name): w for w in rows.words},
        features={f.id: f for f in rows.features},
        groups={fold_name(g.name): g for g in rows.groups},
        preferences={fold_name(p.name): p.place for p in rows.preferences},
        preferred={p.name: p.place for p in rows.preferences},
        index=NameIndex((PlaceId(f.id), name) for f in rows.features for name in dict.fromkeys((f.name, *f.names))),
    )


def hazard_faults(hazards: Hazards, gazetteer: Gazetteer) -> list[str]:
    """What the hazards say about names and places that the gazetteer does not have."""
    named = [(f"group {g.name!r}", p) for g in hazards.groups.values() for p in g.places]
    named += [(f"preference {name!r}", p) for name, p in hazards.preferred.items()]
    named += [(f"feature {f.id!r}", PlaceId(f.place)) for f in hazards.features.values() if f.place]
    unknown = [f"hazards.toml: {what} names the place {place!r}, which gazetteer.csv does not have" for what, place in named if place not in gazetteer]
    return unknown + [f"hazards.toml: the word {w.name!r} names no place of gazetteer.csv" for w in hazards.words.values() if not gazetteer.named(w.name)]
