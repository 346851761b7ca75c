"""Reads one language: from the sentences of a report to claims and figures, stage by stage."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from geo.geoparse import patience
from geo.geoparse.cases import Endings
from geo.geoparse.caster import Caster
from geo.geoparse.dates import DateMark, DateReader
from geo.geoparse.deed import Deed
from geo.geoparse.discourse import Claimant, Discourse
from geo.geoparse.figures import FigureReader, Quantity
from geo.geoparse.lexicon import Lexicon
from geo.geoparse.modality import Speaker, basis, certainty, claimants, named, polarity, speakers, with_sides
from geo.geoparse.order import WordOrder
from geo.geoparse.phrases import Item
from geo.geoparse.recognise import Recogniser
from geo.geoparse.resolve import Resolver
from geo.geoparse.scene import Scene
from geo.geoparse.segment import sentences
from geo.geoparse.sign import plain
from geo.geoparse.signs import sign_index
from geo.geoparse.timing import When, when
from geo.geoparse.tokens import Token, dated, tokenise
from geo.geoparse.trigger import MOST
from geo.interval import Interval
from geo.model import Certainty, Claim, ClaimPlace, Event, Figure, Mention, Relation, Report, Span
from geo.theatre import Theatre
from geo.units import KM_PER_MI, HolderId

T = TypeVar("T")
_YEAR_DIGITS, _CENTURIES = 4, frozenset({"18", "19"})
_LISTED = frozenset({Event.CAPTURED, Event.RECAPTURED, Event.HOLDS, Event.WITHDREW})


class Grammar(Protocol):
    """How a language puts events, places and sides together."""

    def join(self, tokens: Sequence[Token], plain: str) -> list[Token]:
        """The tokens with each force and each claimant made one token."""
        ...

    def scene(self, tokens: Sequence[Token], distances: Mapping[int, float]) -> Scene:
        """The sentence taken apart; `distances`: km of the length that ends at the token of this index."""
        ...

    def deeds(self, scene: Scene, memory: Discourse, caster: Caster) -> list[Deed]:
        """The deeds of a sentence, in order."""
        ...


def grammar(theatre: Theatre, lexicon: Lexicon) -> Grammar:
    """The grammar that a lexicon names."""
    return WordOrder(theatre) if lexicon.grammar == "order" else Endings(theatre, lexicon)


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    tokens: Sequence[Token]
    marks: Sequence[DateMark]
    quantities: Sequence[Quantity]


@dataclass(frozen=True, slots=True)
class _Telling:
    """A deed with who tells it, when it was, and how firmly it is told."""

    deed: Deed
    claimants: tuple[Claimant, ...]
    when: When
    certainty: Certainty


class Reader:
    """Everything that reads one language in one theatre. Built once; linear in the text."""

    def __init__(self, theatre: Theatre, lexicon: Lexicon, method: str) -> None:
        self._theatre = theatre
        self._method = method
        self._abbreviations = frozenset(lexicon.tables["toponyms"]["abbreviations"])
        self._recogniser = Recogniser(theatre, lexicon)
        self._signs = sign_index(lexicon, theatre)
        self._resolver = Resolver(theatre, lexicon, self._signs.words)
        self._grammar = grammar(theatre, lexicon)
        self._dates = DateReader(lexicon)
        self._figures = FigureReader(lexicon)
        units = lexicon.tables["figures"]["units"]
        self._comma = "." if lexicon.tables["figures"]["decimal"] == "," else ""
        self._numbers: Mapping[str, int] = lexicon.tables["figures"]["numbers"]
        self._lengths = dict.fromkeys(units["km"], 1.0) | dict.fromkeys(units["mi"], KM_PER_MI)
        self._holders = frozenset(h.id for h in theatre.holders)

    def toponyms(self, text: str) -> tuple[list[Span], tuple[Mention, ...]]:
        """The sentences of a text, and every toponym in it."""
        spans = sentences(text, self._abbreviations)
        return spans, tuple(self._resolver.resolve(text, self._recogniser.scan(text), spans))

    def read(self, report: Report, spans: Sequence[Span], mentions: Sequence[Mention]) -> tuple[tuple[Claim, ...], tuple[Figure, ...], bool]:
        """The claims and figures of a report, and whether some sentence had more event words than are read."""
        memory = Discourse()
        claims, figures = self._read(report, spans, mentions, memory)
        return claims, figures, memory.overfull

    def _read(self, report: Report, spans: Sequence[Span], mentions: Sequence[Mention], memory: Discourse) -> tuple[tuple[Claim, ...], tuple[Figure, ...]]:
        claims: list[Claim] = []
        figures: list[Figure] = []
        read = list(self._sentences(report, spans, mentions))
        publisher = Claimant(report.publisher, self._theatre.sources.side(report.publisher))
        for n, sentence in enumerate(read):
            patience.check()
            doubted = n + 1 < len(read) and _doubts(read[n + 1])
            found, said, side = self._claims(report, publisher, sentence, memory, doubted=doubted)
            claims += found
            figures += self._figures_of(report, sentence, said, memory.actor or side)
        return tuple({c.id: c for c in claims}.values()), tuple({f.id: f for f in figures}.values())

    def _sentences(self, report: Report, spans: Sequence[Span], mentions: Sequence[Mention]) -> Iterator[_Sentence]:
        """The sentences as tokens, with their dates and quantities."""
        text = plain(report.text)
        on = report.known_at.date()
        signs = _Cursor(self._signs.scan(text), attrgetter("start"))
        places = _Cursor(mentions, lambda mention: mention.span[0])
        marks = _Cursor(self._dates.scan(text, on), attrgetter("start"))
        for start, end in spans:
            patience.check()
            dates = marks.until(start, end)
            tokens = tokenise(text, start, end, signs.until(start, end), places.until(start, end), self._signs.words)
            tokens = self._grammar.join(dated(tokens, [(d.start, d.end) for d in dates]), text)
            quantities = self._figures.scan(text, start, end, tokens, self._theatre)
            yield _Sentence((start, end), tokens, dates, quantities)

    def _claims(
        self, report: Report, publisher: Claimant, sentence: _Sentence, memory: Discourse, *, doubted: bool
    ) -> tuple[list[Claim], tuple[Claimant, ...], HolderId | None]:
        """The claims of a sentence, whom it names as its sources, and whose side speaks."""
        scene = self._grammar.scene(sentence.tokens, self._distances(sentence.tokens))
        tokens = scene.tokens
        memory.overfull = memory.overfull or len(scene.triggers) >= MOST
        names = with_sides(speakers(scene, report.text, self._holders), tokens, memory, publisher.side)
        said = tuple(c for _, c, again in names if not again) or memory.claimants
        caster = Caster(self._theatre, memory, said, publisher.side)
        found = [] if _historic(sentence) else self._grammar.deeds(scene, memory, caster)
        claims: list[Claim] = []
        for deed in found:
            by = claimants(scene, deed.trigger, memory, names)
            timing = when(scene, deed.trigger, sentence.marks, report=report.known_at.date(), memory=memory, event=deed.event)
            firmness = certainty(scene, deed.trigger, doubted=doubted and bool(by))
            claims += self._assertions(report, publisher, sentence.span, scene, _Telling(deed, by, timing, firmness))
        told = named(scene, names, memory)
        self._remember(memory, sentence, scene, found, names)
        return claims, told, next((c.side for c in said if c.side), None)

    def _distances(self, tokens: Sequence[Token]) -> Mapping[int, float]:
        """Lengths in km by the index of the token that ends them ("3 km", "two miles")."""
        found: dict[int, float] = {}
        for i in [i for i, token in enumerate(tokens) if i and token.text in self._lengths]:
            before, scale = tokens[i - 1], self._lengths[tokens[i].text]
            value = float(before.tags["number"]) if "number" in before.tags and before.text in self._numbers else _decimal(before.text, self._comma)
            if value is not None:
                found[i] = value * scale
        return found

    def _assertions(self, report: Report, publisher: Claimant, span: Span, scene: Scene, told: _Telling) -> Iterator[Claim]:
        """One claim for each place of a deed."""
        deed = told.deed
        grounds = basis(deed.event, deed.actor, told.claimants or (publisher,), geolocated=bool(scene.at("geolocated")))
        for places in _claim_places(deed.items):
            yield Claim(
                report_id=report.id, span=span, text=report.text[slice(*span)], actor=deed.actor, event=deed.event, places=places,
                valid=told.when.valid, certainty=told.certainty, basis=grounds, claimants=tuple(c.name for c in told.claimants),
                polarity=polarity(scene, deed.trigger), background=told.when.background, method=self._method, reason=deed.reason,
            )  # fmt: skip

    def _remember(self, memory: Discourse, sentence: _Sentence, scene: Scene, found: Sequence[Deed], names: Sequence[Speaker]) -> None:
        told = tuple(i for d in found for i in d.items if i.mention.place_id)
        named = [g for g in scene.groups if g.bare] or scene.groups
        memory.see_places(told or tuple([i for g in named for i in g.items if i.mention.place_id]))
        doer = next((d.actor for d in found if d.actor), None)
        actor = doer or _first_actor(sentence.tokens, self._holders)
        memory.speaker = next((HolderId(t.tags["side"]) for t in sentence.tokens if t.tags.get("side")), memory.speaker)
        memory.weak = doer is None if actor else memory.weak
        memory.actor = actor or memory.actor
        memory.attacker = next((d.actor for d in reversed(found) if d.event in {Event.ATTACKED, Event.ADVANCED}), memory.attacker)
        memory.deed = next((d for d in reversed(found) if d.event in _LISTED), memory.deed)
        fresh = tuple(c for _, c, again in names if not again)
        memory.claimants = fresh or memory.claimants
        memory.see_date(sentence.marks[0] if sentence.marks else None)

    def _figures_of(self, report: Report, sentence: _Sentence, said: Sequence[Claimant], acting: HolderId | None) -> Iterator[Figure]:
        on = report.known_at.date()
        for q in sentence.quantities:
            yield Figure(
                report_id=report.id, span=(q.start, q.end), text=report.text[q.start : q.end], value=q.value, low=q.low, high=q.high, unit=q.unit,
                km2=q.km2, approx=q.approx, measure=q.measure, actor=q.actor or acting, region=q.region,
                valid=sentence.marks[0].interval if sentence.marks else Interval.of_days(on), claimants=tuple(c.name for c in said), method=self._method,
            )  # fmt: skip


class _Cursor(Generic[T]):
    """Hands out the things of each sentence from things in order of the text."""

    def __init__(self, things: Sequence[T], start: Callable[[T], int]) -> None:
        self._things = things
        self._starts = [start(thing) for thing in things]

    def until(self, start: int, end: int) -> Sequence[T]:
        """The things that start in [start, end)."""
        return self._things[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _decimal(text: str, comma: str) -> float | None:
    """The number that digits stand for; `comma`: what a comma in it becomes, a point or nothing."""
    try:
        return float(text.replace(",", comma)) if text[:1].isdigit() and text.isascii() else None
    except ValueError:
        return None


def _historic(sentence: _Sentence) -> bool:
    """Whether the sentence tells of an earlier century ("in February 1943"): nothing in it belongs to this war."""
    years = [t for t in sentence.tokens if t.text[:2] in _CENTURIES and len(t.text) == _YEAR_DIGITS and t.text.isdecimal()]
    return any(not any(q.start <= t.start < q.end for q in sentence.quantities) for t in years)


def _doubts(sentence: _Sentence) -> bool:
    return bool([t for t in sentence.tokens if "doubt" in t.tags])


def _claim_places(items: Sequence[Item]) -> Iterator[tuple[ClaimPlace, ...]]:
    """The places of each claim: two for a line, one for each bearing of an offset, one otherwise."""
    line = tuple(_place(i) for i in items if i.relation is Relation.LINE)
    if len(line) > 1:
        yield line
    elif line:
        yield (replace(line[0], relation=Relation.NEAR),)
    for item in items:
        if item.relation is Relation.OFFSET:
            yield from ((_place(item, bearing),) for bearing in item.bearings)
        elif item.relation is not Relation.LINE:
            yield (_place(item),)


def _place(item: Item, bearing: float | None = None) -> ClaimPlace:
    mention = item.mention
    if mention.place_id is None or mention.name is None:
        raise ValueError(mention)
    return ClaimPlace(mention.place_id, mention.name, item.relation, bearing, item.distance_km if item.relation is Relation.OFFSET else None)


def _first_actor(tokens: Sequence[Token], holders: Collection[HolderId]) -> HolderId | None:
    for i in [i for i, token in enumerate(tokens) if token.tags.get("actor") in holders]:
        if not i or not tokens[i - 1].has("by", "preposition"):
            return HolderId(tokens[i].tags["actor"])
    return None
