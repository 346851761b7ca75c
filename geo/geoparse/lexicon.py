"""The language of claims: loads `data/lexicon/<language>.toml`, checks it, and turns it into signs to look for.

A sign is a word or phrase in lower case with its tags. A phrase may carry several tags ("control" names a deed and a state); the
grammar asks for the one it needs.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.errors import DataError
from geo.geoparse.inflect import verb_forms
from geo.model import Event
from geo.theatre import data_dir

Tags = Mapping[str, Any]
SECTIONS = ("events", "words", "soft", "settlement", "things", "forces", "sources", "relations", "directions", "toponyms", "dates", "figures")
PLACES = frozenset({"object", "around", "subject"})
ACTORS = frozenset({"subject", "patient", "from", "other", "none"})
DEMONYM, STATE, FORCE = "demonym", "state", "force"
GRAMMARS = frozenset({"order", "cases"})
"""How a language tells subject from object: by the order of words (English) or by their endings (Russian, Ukrainian)."""
_WORD_KEYS = ("verbs", "passives", "nouns", "phrases", "pasts")


@dataclass(frozen=True, slots=True)
class Frame:
    """How one group of words tells an event: the fields are those that the lexicon's head explains. `event` None: understood, no claim."""

    event: Event | None
    place: str
    actor: str
    needs: frozenset[str] = frozenset()
    weak: bool = False
    attempt: bool = False
    repel: bool = False
    control: bool = False
    adjective: bool = False
    presence: bool = False
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word as an event: its frame and the grammatical roles of the form (base, s, past, participle, ing, noun, phrase)."""

    frame: Frame
    roles: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """A language, ready to use: `signs` maps each phrase (lower case) to its tags."""

    language: str
    signs: Mapping[str, Tags]
    tables: Mapping[str, Any]
    digest: str

    @property
    def grammar(self) -> str:
        """`order` or `cases`."""
        return str(self.tables["grammar"])


@lru_cache(maxsize=8)
def load_lexicon(language: str, folder: Path | None = None) -> Lexicon:
    """Read and check the lexicon of a language.

    Raises:
        DataError: the file is missing or not TOML, or lists all faults of its content at once.
    """
    path = (folder or data_dir() / "lexicon") / f"{language}.toml"
    try:
        content = path.read_bytes()
        tables = tomllib.loads(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"The lexicon {path.name} cannot be read: {error}. Restore it from the repository.") from error
    if found := lexicon_faults(tables):
        raise DataError(f"The lexicon {path.name} has {len(found)} faults: {'; '.join(found)}.")
    return Lexicon(language, _signs(tables), tables, hashlib.sha256(content).hexdigest())


def lexicon_faults(tables: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with the content of a lexicon, in words."""
    found = [f"section [{name}] is missing" for name in SECTIONS if name not in tables]
    found += [f"grammar {tables.get('grammar')!r} is none of {sorted(GRAMMARS)}"] if tables.get("grammar") not in GRAMMARS else []
    known = {f.name for f in fields(Frame)} | set(_WORD_KEYS)
    for n, block in enumerate(tables.get("events", []), start=1):
        where = f"event block {n}"
        found += [f"{where}: unknown key {key!r}" for key in block if key not in known]
        found += [f"{where}: unknown event {block.get('event')!r}"] if block.get("event") not in {*Event, "none"} else []
        found += [f"{where}: place {block.get('place')!r} is none of {sorted(PLACES)}"] if block.get("place") not in PLACES else []
        found += [f"{where}: actor {block.get('actor')!r} is none of {sorted(ACTORS)}"] if block.get("actor") not in ACTORS else []
        found += [f"{where}: {word!r} is not in lower case" for word in _block_words(block) if word != word.lower()]
    return found


def _block_words(block: Mapping[str, Any]) -> list[str]:
    return [word for key in _WORD_KEYS for word in block.get(key, [])]


def _signs(tables: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    signs: dict[str, dict[str, Any]] = {}
    for block in tables["events"]:
        _add_events(signs, block, inflected=tables["grammar"] == "order")
    for tag, phrases in _word_lists(tables):
        for phrase in phrases:
            signs.setdefault(phrase, {})[tag] = True
    for tag, values in _valued(tables):
        for phrase, value in values.items():
            signs.setdefault(phrase, {})[tag] = value
    prepositions = set(tables["words"]["preposition"])
    for phrase, tags in signs.items():
        if ("event" in tags or _in_place(tags)) and " " in phrase and phrase.rpartition(" ")[2] in prepositions:
            tags["governs"] = True
    return signs


def _in_place(tags: Tags) -> bool:
    """Whether a phrase tells that a force is in the place behind it ("are inside")."""
    return any(r.frame.place == "object" for r in tags.get("status", ()))


def _add_events(signs: dict[str, dict[str, Any]], block: Mapping[str, Any], *, inflected: bool) -> None:
    """Adds a block's words; `inflected`: the forms of its verbs are generated, where not, its patterns cover them."""
    given = {name: value for name, value in block.items() if name not in {*_WORD_KEYS, "event", "needs"}}
    event = None if block["event"] == "none" else Event(block["event"])
    frame = Frame(event=event, needs=frozenset(block.get("needs", ())), **given)
    for verb in block.get("verbs", ()):
        for form, roles in (verb_forms(verb) if inflected else {verb: {"past"}}).items():
            _add_reading(signs, form, Reading(frame, frozenset(roles)))
    for form in block.get("pasts", ()):
        _add_reading(signs, form, Reading(frame, frozenset({"past", "participle"})))
    for form in block.get("passives", ()):
        _add_reading(signs, form, Reading(frame, frozenset({"participle"})))
    for role in ("noun", "phrase"):
        for phrase in block.get(f"{role}s", ()):
            _add_reading(signs, phrase, Reading(frame, frozenset({role})), "status" if role == "phrase" else "event")


def _add_reading(signs: dict[str, dict[str, Any]], phrase: str, reading: Reading, tag: str = "event") -> None:
    """Deeds stand under the tag "event"; phrases for a state of things, many of them everyday words, under "status"."""
    tags = signs.setdefault(phrase, {})
    tags[tag] = (*tags.get(tag, ()), reading)


def _word_lists(tables: Mapping[str, Any]) -> Iterable[tuple[str, list[str]]]:
    yield from tables["words"].items()
    yield from ((tag, words) for tag, words in tables["soft"].items() if isinstance(words, list))
    yield from ((f"settlement_{number}", tables["settlement"][number]) for number in ("singular", "plural"))
    yield "thing", tables["things"]["nouns"]
    yield "force_noun", tables["forces"]["nouns"]
    yield "enemy", tables["forces"]["enemy"]
    yield "source_noun", tables["sources"]["nouns"]
    yield "source_again", tables["sources"]["again"]
    yield from tables["relations"].items()


def _valued(tables: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    yield "direction", tables["directions"]
    yield "order", tables["soft"]["order"]
    yield "number", tables["figures"]["numbers"]
    yield "offset", tables.get("offsets", {})
