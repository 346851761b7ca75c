"""How much of the facts that the pack's digests state is read from them, and how much of what is read they explain.

A fact of tests/facts/settlement_timeline.csv is recalled in a digest that carries its id when some claim of the digest names its place, with an event
of the fact's kind (`KINDS`) and its actor, on its day: the claim's last day is within a day of the fact's, or the claim's days, at most a month of
them, take it in. Recaps count: the claim may be background. A claim is right when some fact of its digest is recalled by it; so a true statement
that is no fact of the list counts as invented, and the precision is a lower bound. Facts without a place of the gazetteer, and those for which no
event exists (encircled, blocked), are set aside; the latter may still explain a claim. A figure is recalled when its area, within one in a hundred
(five where the list says approximately), or its count of settlements is read.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from geo.errors import NotFoundError
from geo.geoparse import Extractor
from geo.model import Claim, Event, Figure, Polarity
from geo.theatre import Theatre, pack_reports
from geo.units import PlaceId
from tests.gold.agreement import as_report
from tests.gold.tally import Share

FACTS = Path(__file__).parents[1] / "facts"
DAY = timedelta(days=1)
MONTH = timedelta(days=31)
Row = Mapping[str, str]

GAIN = frozenset({Event.CAPTURED, Event.RECAPTURED})
LOSS = frozenset({Event.WITHDREW, Event.PUSHED_OUT})
NONE: frozenset[Event] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """What tells a fact whose event has these words: events of its actor, of the other side, of no one; `denied`: told as not having happened."""

    words: str
    own: frozenset[Event] = NONE
    other: frozenset[Event] = NONE
    nobody: frozenset[Event] = NONE
    denied: bool = False
    readable: bool = True


KINDS = (
    Kind(r"^not entered$|^never captured$", other=GAIN | {Event.ENTERED, Event.HOLDS}, denied=True),  # the list names who kept the place
    Kind(r"denied", own=GAIN | {Event.ENTERED, Event.HOLDS}, denied=True),
    Kind(r"^fighting|grey zone", nobody=frozenset({Event.CONTESTED})),
    Kind(r"repelled", own=frozenset({Event.ATTACKED}), other=frozenset({Event.REPELLED})),
    Kind(r"encircle|blocked|fire control", own=frozenset({Event.HOLDS, Event.ATTACKED}), nobody=frozenset({Event.CONTESTED}), readable=False),
    Kind(r"^entered then left$", other=LOSS | {Event.ENTERED}),
    Kind(r"then lost|withdrew|\blost\b|driven out|retreat", own=LOSS, other=GAIN),
    Kind(r"conflicting", own=GAIN | {Event.HOLDS}, other=GAIN | {Event.HOLDS}, nobody=frozenset({Event.CONTESTED})),
    Kind(r"captured|retaken|cleared|flag|pocket|took part", own=GAIN, other=LOSS),
    Kind(r"^held$", own=frozenset({Event.HOLDS})),
    Kind(r"\bholds?\b|positions|inside|foothold|\bin .*parts?$", own=frozenset({Event.HOLDS, Event.ENTERED, Event.ADVANCED})),
    Kind(r"entered|advance|approached|reached|crossed", own=frozenset({Event.ENTERED, Event.ADVANCED})),
    Kind(r"attack", own=frozenset({Event.ATTACKED}), other=frozenset({Event.REPELLED})),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated fact about a place; `actor` is None where the list does not say whose deed it was."""

    id: str
    event: str
    on: date
    place_id: PlaceId | None
    actor: str | None
    kind: Kind

    @property
    def counts(self) -> bool:
        """Whether it can be read at all."""
        return self.kind.readable and self.place_id is not None

    def told_by(self, claim: Claim) -> bool:
        """Whether the claim states this fact."""
        named = any(place.place_id == self.place_id for place in claim.places)
        return named and self._same_day(claim) and (claim.polarity is Polarity.NEG) == self.kind.denied and self._same_event(claim)

    def _same_event(self, claim: Claim) -> bool:
        if self.actor is None or claim.actor is None:
            return claim.event in (self.kind.nobody if claim.actor is None else self.kind.own | self.kind.other)
        return claim.event in (self.kind.own if claim.actor == self.actor else self.kind.other)

    def _same_day(self, claim: Claim) -> bool:
        first, last = claim.valid.first_day, claim.valid.last_day
        return abs(last - self.on) <= DAY or (last - first <= MONTH and first - DAY <= self.on <= last + DAY)


@dataclass(frozen=True, slots=True)
class Recall:
    """What digests come to: facts recalled, claims explained, figures recalled, facts set aside, and the faults in words."""

    facts: Share
    claims: Share
    figures: Share
    aside: int
    faults: tuple[str, ...]

    def __add__(self, other: Recall) -> Recall:
        return Recall(self.facts + other.facts, self.claims + other.claims, self.figures + other.figures, self.aside + other.aside, self.faults + other.faults)


def kind_of(event: str) -> Kind:
    """The kind of a fact by the words of its event.

    Raises:
        ValueError: no kind covers the words.
    """
    kind = next((kind for kind in KINDS if re.search(kind.words, event)), None)
    if kind is None:
        raise ValueError(event)
    return kind


def recall(theatre: Theatre, extractor: Extractor) -> Recall:
    """Read every digest of the pack and compare with the facts whose ids it carries."""
    facts = {row["id"]: _fact(row, theatre) for row in rows("settlement_timeline.csv")}
    quantities = {row["id"]: row for row in rows("claimed_figures.csv")}
    found = Recall(Share(), Share(), Share(), 0, ())
    for digest in digests(theatre):
        stated = [facts[fact] for fact in digest["facts"] if fact in facts]
        found += _recall(digest, extractor, stated, [quantities[fact] for fact in digest["facts"] if fact in quantities])
    return found


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a list of facts."""
    with (FACTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def digests(theatre: Theatre) -> Iterator[Mapping[str, Any]]:
    """The digests that ship with the theatre."""
    for path in pack_reports(theatre):
        yield from (json.loads(line) for line in path.read_text("utf-8").splitlines())


def _recall(digest: Mapping[str, Any], extractor: Extractor, facts: Sequence[Fact], quantities: Sequence[Row]) -> Recall:
    on = date.fromisoformat(digest["published_at"])
    read = extractor.extract(as_report(digest["text"], language=digest["language"], on=on, publisher=digest["publisher"]))
    counting = [fact for fact in facts if fact.counts]
    lost = [fact for fact in counting if not any(fact.told_by(claim) for claim in read.claims)]
    loose = [claim for claim in read.claims if not any(fact.told_by(claim) for fact in facts)]
    unread = [row for row in quantities if not any(_same_figure(row, figure) for figure in read.figures)]
    faults = [
        *(f"missed   {fact.id} {fact.on} {fact.actor or '-'} {fact.event} {fact.place_id}" for fact in lost),
        *(f"invented {claim.valid.last_day} {claim.actor or '-'} {claim.event} {_places(claim)}{_marks(claim)}" for claim in loose),
        *(f"missed   {row['id']} {row['value_km2'] or '-'} km2 {row['settlements'] or '-'} settlements" for row in unread),
    ]
    return Recall(
        Share(len(counting) - len(lost), len(counting)),
        Share(len(read.claims) - len(loose), len(read.claims)),
        Share(len(quantities) - len(unread), len(quantities)),
        len(facts) - len(counting),
        tuple(f"{digest['id']}: {fault}" for fault in faults),
    )


def _fact(row: Row, theatre: Theatre) -> Fact:
    named = re.match(r"UA|RU", row["event"])
    holder = row["holder_after"] if row["holder_after"] != "contested" else None
    actor = named[0] if named else holder
    return Fact(row["id"], row["event"], date.fromisoformat(row["date"]), _place(row["place"], theatre), actor, kind_of(row["event"]))


def _place(name: str, theatre: Theatre) -> PlaceId | None:
    try:
        return theatre.gazetteer.find(name).id
    except NotFoundError:
        return None


def _same_figure(row: Row, figure: Figure) -> bool:
    slack = 0.05 if row["approx"] == "1" else 0.01
    area = float(row["value_km2"]) if row["value_km2"] else None
    same_area = area is not None and figure.km2 is not None and abs(figure.km2 - area) <= slack * area
    count = row["settlements"].lstrip(">")
    return same_area or (bool(count) and figure.unit == "settlements" and figure.value == float(count))


def _places(claim: Claim) -> str:
    return "+".join(f"{place.place_id}/{place.relation}" for place in claim.places)


def _marks(claim: Claim) -> str:
    return (" neg" if claim.polarity is Polarity.NEG else "") + (" background" if claim.background else "")
