"""How well reports are read: `make score`, or `python -m tests.gold.score [--errors] [--json] [--lang en]`.

Per language and construction: precision, recall and F1 of what is read in the gold items, and beside it the share of the matched claims whose
relation, dates, certainty, basis and claimants are right where the item states them; the macro-F1 of each language (the mean over its
constructions); the accuracy of the toponym table; and the recall and precision on the pack's digests against their facts. README.md defines each.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from geo.geoparse import Extractor, extractor
from geo.theatre import Sources, load_theatre
from tests.gold.agreement import ASPECTS, Agreement, agreement, as_report, resolved
from tests.gold.digests import Recall, recall
from tests.gold.expected import LANGUAGES, Case, Item, load_cases, load_items
from tests.gold.tally import Share, Tally, macro_f1

THEATRE = "kursk"
CASES_ON = date(2025, 2, 14)
"""The day of publication of the toponym table's sentences."""


@dataclass(frozen=True, slots=True)
class Score:
    """What was measured: each item with its agreement, each case with whether it was right, and the digests (None where they were left out)."""

    items: tuple[tuple[Item, Agreement], ...]
    cases: tuple[tuple[Case, bool], ...]
    digests: Recall | None

    def constructions(self, language: str) -> dict[str, list[Agreement]]:
        """The agreements of a language by construction, in the order of the file."""
        found: dict[str, list[Agreement]] = {}
        for item, how in self.items:
            if item.language == language:
                found.setdefault(item.construction, []).append(how)
        return found

    def macro_f1(self, language: str) -> float:
        """The mean of the constructions' F1."""
        return macro_f1(readings(hows) for hows in self.constructions(language).values())

    def toponyms(self, language: str | None = None) -> Share:
        """How many cases of the toponym table are resolved as they should be."""
        right = [right for case, right in self.cases if language in {None, case.language}]
        return Share(sum(right), len(right))


def measure(languages: Sequence[str] = LANGUAGES, *, with_digests: bool = True) -> Score:
    """Read the gold items, the toponym table and the digests of the shipped theatre with its standard extractor."""
    theatre = load_theatre(THEATRE)
    reader = extractor(theatre)
    return Score(
        tuple((item, read(reader, item, theatre.sources)) for item in load_items() if item.language in languages),
        tuple((case, right(reader, case)) for case in load_cases() if case.language in languages),
        recall(theatre, reader) if with_digests and "en" in languages else None,
    )


def read(reader: Extractor, item: Item, sources: Sources) -> Agreement:
    """How the extractor reads an item."""
    return agreement(item, reader.extract(as_report(item.text, language=item.language, on=item.published_on, publisher=item.publisher)), sources)


def right(reader: Extractor, case: Case) -> bool:
    """Whether the extractor resolves the surface form of a case as it should."""
    return resolved(case.toponym, case.text, reader.extract(as_report(case.text, language=case.language, on=CASES_ON)).mentions)


def readings(hows: Iterable[Agreement]) -> Tally:
    """The readings of several items together."""
    return reduce(add, (how.readings for how in hows), Tally())


def aspect(hows: Iterable[Agreement], name: str) -> Share:
    """One aspect of several items together."""
    return reduce(add, (how.aspects[name] for how in hows), Share())


def as_dict(score: Score) -> dict[str, Any]:
    """The score for programs."""
    languages = {item.language for item, _ in score.items}
    return {
        "languages": {language: _language(score, language) for language in LANGUAGES if language in languages},
        "toponyms": {language: round(score.toponyms(language).value, 3) for language in LANGUAGES if language in languages}
        | {"all": round(score.toponyms().value, 3)},
        "digests": _digests(score.digests) if score.digests else None,
    }


def _language(score: Score, language: str) -> dict[str, Any]:
    constructions = score.constructions(language)
    every = [how for hows in constructions.values() for how in hows]
    return {
        "items": len(every),
        "macro_f1": round(score.macro_f1(language), 3),
        **readings(every).as_dict(),
        **{name: round(aspect(every, name).value, 3) for name in ASPECTS},
        "constructions": {name: {"items": len(hows), **readings(hows).as_dict()} for name, hows in constructions.items()},
    }


def _digests(found: Recall) -> dict[str, Any]:
    return {
        "facts": found.facts.of,
        "recall": round(found.facts.value, 3),
        "claims": found.claims.of,
        "precision": round(found.claims.value, 3),
        "figures": found.figures.of,
        "figures_recall": round(found.figures.value, 3),
        "set_aside": found.aside,
    }


def tables(score: Score) -> Iterator[str]:
    """The score for people, line by line."""
    for language in LANGUAGES:
        if constructions := score.constructions(language):
            yield from _table(score, language, constructions)
    yield f"toponyms   {_of(score.toponyms())}   " + "  ".join(f"{language} {_of(score.toponyms(language))}" for language in LANGUAGES)
    if found := score.digests:
        yield f"digests    facts recalled {_of(found.facts)} ({found.aside} set aside), claims explained {_of(found.claims)}"
        yield f"           figures recalled {_of(found.figures)}"


def _table(score: Score, language: str, constructions: dict[str, list[Agreement]]) -> Iterator[str]:
    yield f"{language + ' construction':<22}{'items':>6}{'there':>6}{'P':>6}{'R':>6}{'F1':>6}   " + "".join(f"{name:>10}" for name in ASPECTS)
    for name, hows in constructions.items():
        yield _row(name, hows)
    yield _row("all", [how for hows in constructions.values() for how in hows])
    yield f"{language} macro-F1 {score.macro_f1(language):.3f}\n"


def _row(name: str, hows: Sequence[Agreement]) -> str:
    tally = readings(hows)
    shares = [aspect(hows, name) for name in ASPECTS]
    numbers = f"{len(hows):>6}{tally.right + tally.missed:>6}{tally.precision:>6.2f}{tally.recall:>6.2f}{tally.f1:>6.2f}"
    return f"{name:<22}{numbers}   " + "".join(f"{f'{share.right}/{share.of}' if share.of else '-':>10}" for share in shares)


def _of(share: Share) -> str:
    return f"{share.right}/{share.of} = {share.value:.3f}"


def faults(score: Score) -> Iterator[str]:
    """What was missed, invented or misread, item by item."""
    for item, how in score.items:
        if how.faults:
            yield f"{item.id} ({item.published_on}, {item.publisher}): {item.text}"
            yield from (f"    {fault}" for fault in how.faults)
    yield from (f"toponym {case.trap}: {case.toponym.surface} in: {case.text}" for case, right in score.cases if not right)
    yield from (score.digests.faults if score.digests else ())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the score."""
    parser = argparse.ArgumentParser(prog="python -m tests.gold.score", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=LANGUAGES, help="only this language")
    parser.add_argument("--errors", action="store_true", help="list what was missed, invented or misread")
    parser.add_argument("--json", action="store_true", help="print the score as JSON")
    chosen = parser.parse_args(arguments)
    score = measure((chosen.lang,) if chosen.lang else LANGUAGES)
    lines = [json.dumps(as_dict(score), indent=1)] if chosen.json else list(tables(score))
    sys.stdout.write("\n".join([*(faults(score) if chosen.errors else ()), *lines]) + "\n")


if __name__ == "__main__":
    main()
