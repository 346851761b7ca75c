"""From a report to what it claims: the standard extractor of a theatre, and the door for others."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Protocol, cast

from geo.errors import InputError
from geo.geoparse.language import language
from geo.geoparse.lexicon import load_lexicon
from geo.geoparse.reader import Reader
from geo.geoparse.trigger import MOST
from geo.model import Extraction, Report, digest
from geo.theatre import Theatre

VERSION = 2
LANGUAGES = ("en", "ru", "uk")
STANDARD = "rules"
SETTING = "SALIENT_EXTRACTOR"
GROUP = "salient.extractors"
"""The entry points under which other packages offer their extractors: each a function from a theatre to an Extractor."""
OVERFULL = f"a sentence tells {MOST} events or more; any beyond that were not read"


class Extractor(Protocol):
    """Reads a report. `id` names the method and its configuration, and stands in every claim."""

    id: str

    def extract(self, report: Report) -> Extraction:
        """What the report says."""
        ...


class Rules:
    """The standard extractor: a lexicon and a grammar for each language, deterministic, linear in the text."""

    def __init__(self, theatre: Theatre) -> None:
        self._theatre = theatre
        self._lexicons = {lang: load_lexicon(lang) for lang in LANGUAGES}
        self._readers: dict[str, Reader] = {}
        words = {lang: {holder: repr(words) for holder, words in sides.items()} for lang, sides in theatre.words.items()}
        self.id = f"{STANDARD}/{VERSION}-{digest(VERSION, [x.digest for x in self._lexicons.values()], words, theatre.towns, theatre.gazetteer.digest)[:8]}"

    def extract(self, report: Report) -> Extraction:
        """What the report says: every toponym, and in a language whose lexicon ships its claims and figures."""
        lang = language(report)
        reader = self._reader(lang if lang in LANGUAGES else LANGUAGES[0])
        spans, mentions = reader.toponyms(report.text)
        if lang not in LANGUAGES:
            return Extraction(report, mentions, (), (), self.id, f"language {lang}: mentions only")
        claims, figures, overfull = reader.read(report, spans, mentions)
        return Extraction(report, mentions, claims, figures, self.id, OVERFULL if overfull else "")

    def _reader(self, lang: str) -> Reader:
        """The reader of a language, built when its first report comes."""
        if lang not in self._readers:
            self._readers[lang] = Reader(self._theatre, self._lexicons[lang], self.id)
        return self._readers[lang]


@dataclass(frozen=True, slots=True)
class _Key:
    """A theatre by its content, so that loading it anew does not build its extractor anew."""

    digest: str
    theatre: Theatre = field(compare=False)


@lru_cache(maxsize=8)
def _built(key: _Key, name: str) -> Extractor:
    return Rules(key.theatre) if name == STANDARD else _registered(name)(key.theatre)


def _registered(name: str) -> Callable[[Theatre], Extractor]:
    found = {point.name: point for point in entry_points(group=GROUP)}
    if name not in found:
        raise InputError(f"No extractor is called {name!r}. There is {', '.join([STANDARD, *sorted(found)])}. Install the package that offers it.")
    return cast("Callable[[Theatre], Extractor]", found[name].load())


def extractor(theatre: Theatre, name: str = "") -> Extractor:
    """The extractor of this name, built once for each content of the theatre: the standard one, or one that another package offers.

    Without a name: that of SALIENT_EXTRACTOR, else the standard one.

    Raises:
        InputError: there is no such extractor; the message lists those there are.
    """
    return _built(_Key(theatre.digest, theatre), name or os.environ.get(SETTING) or STANDARD)
