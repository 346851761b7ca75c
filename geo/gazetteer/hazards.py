"""The hazards of a theatre's names: ordinary words, surnames, rivers, groups, homonyms. Reviewed data, read from `hazards.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from geo.errors import DataError
from geo.gazetteer.declension import case_forms
from geo.gazetteer.folding import fold_name
from geo.gazetteer.gazetteer import Gazetteer
from geo.gazetteer.index import NameIndex
from geo.units import PlaceId

_SURNAME = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’]+(?:(?:[оеёєії]в|[иіїы]н)(?:а|у|ої|ой|ій|ою|ым|им|ові|еві)|[сц]ь?к(?:ого|ому|им|ом|ім))")
"""What case forms surnames have in common with names of places."""


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


_SPELLED_AS_SURNAME = WordTrap(name="", kind="surname", also="spelled like a surname")


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
    gazetteer: Gazetteer | None = field(default=None, compare=False, repr=False)
    """Whose case forms the traps hold for."""

    def word(self, name: str) -> WordTrap | None:
        """The trap of this spelling, or None; in a theatre also of a case form."""
        return self.words.get(fold_name(name)) or self._trap_of_form(name)

    def group(self, name: str) -> Group | None:
        """The group of this name, or None."""
        return self.groups.get(fold_name(name))

    def declined(self, gazetteer: Gazetteer) -> Hazards:
        """The same for running text in Russian and Ukrainian: what holds for a name holds for its case forms in this gazetteer."""
        return replace(self, gazetteer=gazetteer, preferences={**_preferred(self.preferences, gazetteer), **self.preferences})

    def _trap_of_form(self, form: str) -> WordTrap | None:
        """The trap of a case form: that of the name it is a form of, or of all places that it may mean; or that of surnames."""
        if self.gazetteer is None or self.gazetteer.named(form):
            return None
        places = self.gazetteer.declined(form)
        traps = [next((t for name in (p.name_ru, p.name_uk, p.name) if (t := self._trap(name))), None) for p in places]
        own = (self._trap(name) for p in places for name in p.names if fold_name(form) in _form_keys(name))
        surname = _SPELLED_AS_SURNAME if places and _SURNAME.fullmatch(form.strip()) else None
        word = next((t for t in traps if t and t.kind == "word"), None)
        return next(filter(None, own), None) or word or (traps[0] if traps and all(traps) else surname)

    def _trap(self, name: str) -> WordTrap | None:
        trap = self.words.get(fold_name(name))
        return trap if trap and trap.kind != "mistranslation" else None


@lru_cache(maxsize=4096)
def _form_keys(name: str) -> frozenset[str]:
    return frozenset(map(fold_name, case_forms(name)))


def _preferred(preferences: Mapping[str, PlaceId], gazetteer: Gazetteer) -> dict[str, PlaceId]:
    """The preferences for what else a preferred name is called: the place's names that no other place has, and the case forms of them all."""
    found: dict[str, PlaceId] = {}
    for key, place_id in preferences.items():
        homonyms = {*gazetteer.named(key)}
        place = next((p for p in homonyms if p.id == place_id), None)
        for name in place.names if place else ():
            if fold_name(name) == key or homonyms.issuperset(gazetteer.named(name)):
                found |= dict.fromkeys((k for k in (fold_name(name), *_form_keys(name)) if k == fold_name(name) or not gazetteer.named(k)), place_id)
    return found


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
        index=_index(rows.features),
    )


def _index(features: Iterable[Feature]) -> NameIndex:
    names = [(PlaceId(f.id), name) for f in features for name in dict.fromkeys((f.name, *f.names))]
    return NameIndex(names, forms=((i, form) for i, name in names for form in sorted(case_forms(name))))


def hazard_faults(hazards: Hazards, gazetteer: Gazetteer) -> list[str]:
    """What the hazards say about names and places that the gazetteer does not have."""
    named = [(f"group {g.name!r}", p) for g in hazards.groups.values() for p in g.places]
    named += [(f"preference {name!r}", p) for name, p in hazards.preferred.items()]
    named += [(f"feature {f.id!r}", PlaceId(f.place)) for f in hazards.features.values() if f.place]
    unknown = [f"hazards.toml: {what} names the place {place!r}, which gazetteer.csv does not have" for what, place in named if place not in gazetteer]
    return unknown + [f"hazards.toml: the word {w.name!r} names no place of gazetteer.csv" for w in hazards.words.values() if not gazetteer.named(w.name)]
