"""How far what the extractor reads in an item agrees with the reading expected of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo.interval import end_of_day
from geo.model import Claim, ClaimPlace, Event, Extraction, Figure, Mention, Polarity, Relation, Report
from geo.theatre import Sources
from geo.units import HolderId, PlaceId
from tests.gold.expected import Item, Quantity, Reading, Toponym
from tests.gold.tally import Share, Tally

ASPECTS = ("relation", "dates", "certainty", "basis", "claimants")
NEARLY = 0.01
"""Two values within one in a hundred are the same."""
KM_SLACK = 0.1
DAY = timedelta(days=1)
Key = tuple[Event, HolderId | None, PlaceId, Polarity, bool]
Found = Mapping[Key, Sequence[tuple[Claim, ClaimPlace]]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Claims and figures together as `readings`; the aspects of the claims that match; the mentions; and the faults in words."""

    readings: Tally
    aspects: Mapping[str, Share]
    mentions: Share
    faults: tuple[str, ...]


def as_report(text: str, *, language: str, on: date, publisher: str = "") -> Report:
    """A text of the gold set as the extractor takes it."""
    return Report(publisher=publisher, known_at=end_of_day(on), lang=language, title="", text=text)


def agreement(item: Item, extraction: Extraction, sources: Sources) -> Agreement:
    """Compare: claims by event, actor, place, polarity and background, a line by each of its ends; figures by value, unit and measure."""
    found = _found(extraction.claims)
    matches = _match(item.claims, found)
    used = {key for key, _ in matches if key}
    allowed = {key for reading in item.allowed for place in reading.places for key in _keys(reading, place)}
    missed = [_told(alternatives) for key, (alternatives, _) in matches if key is None]
    invented = [_told([key]) for key in found if key not in used | allowed]
    figures, figure_faults = _figures(item, extraction.figures)
    pairs = [(reading, found[key]) for key, (_, readings) in matches if key for reading in readings]
    aspects, aspect_faults = _aspects(pairs, sources)
    wrong = [toponym for toponym in item.mentions if not resolved(toponym, item.text, extraction.mentions)]
    return Agreement(
        Tally(len(used), len(invented), len(missed)) + figures,
        aspects,
        Share(len(item.mentions) - len(wrong), len(item.mentions)),
        (
            *(f"missed   {told}" for told in missed),
            *(f"invented {told}" for told in invented),
            *figure_faults,
            *aspect_faults,
            *(f"mention  {toponym.surface}, not {toponym.place_id or 'no place'}" for toponym in wrong),
        ),
    )


def resolved(toponym: Toponym, text: str, mentions: Sequence[Mention]) -> bool:
    """Whether the first occurrence of the surface form is resolved to its place, or to none where it stands for none."""
    start = text.index(toponym.surface)
    end = start + len(toponym.surface)
    there = {m.place_id for m in mentions if m.place_id and m.span[0] < end and start < m.span[1]}
    return there == ({toponym.place_id} if toponym.place_id else set())


def _found(claims: Sequence[Claim]) -> Found:
    found: dict[Key, list[tuple[Claim, ClaimPlace]]] = {}
    for claim in claims:
        for place in claim.places:
            key = (claim.event, claim.actor, place.place_id, claim.polarity, claim.background)
            found.setdefault(key, []).append((claim, place))
    return found


def _keys(reading: Reading, place: PlaceId) -> list[Key]:
    return [(event, reading.actor, place, reading.polarity, reading.background) for event in reading.events]


def _match(readings: Sequence[Reading], found: Found) -> list[tuple[Key | None, tuple[Sequence[Key], Sequence[Reading]]]]:
    """Each thing to be read with the key that it was read under. Two bearings of one place are one thing; the least ambiguous choose first."""
    wanted: dict[tuple[Key, ...], list[Reading]] = {}
    for reading in readings:
        for place in reading.places:
            wanted.setdefault(tuple(_keys(reading, place)), []).append(reading)
    free = set(found)
    matches = []
    for keys, asking in sorted(wanted.items(), key=lambda pair: len(pair[0])):
        key = next((key for key in keys if key in free), None)
        free -= {key} if key else set()
        matches.append((key, (keys, asking)))
    return matches


def _aspects(pairs: Sequence[tuple[Reading, Sequence[tuple[Claim, ClaimPlace]]]], sources: Sources) -> tuple[dict[str, Share], list[str]]:
    """For each aspect that a reading states, whether some claim under its key has it right."""
    shares = dict.fromkeys(ASPECTS, Share())
    faults = []
    for reading, candidates in pairs:
        for aspect in _stated(reading):
            right = any(_right(aspect, reading, claim, place, sources) for claim, place in candidates)
            shares[aspect] += Share(int(right), 1)
            if not right:
                faults.append(f"{aspect:8s} of {reading.events[0]} {candidates[0][1].name}: {_seen(aspect, *candidates[0])}")
    return shares, faults


def _stated(reading: Reading) -> Iterator[str]:
    yield "relation"
    stated = {"dates": reading.last, "certainty": reading.certainty, "basis": reading.basis, "claimants": reading.claimants}
    yield from (aspect for aspect, value in stated.items() if value)


def _right(aspect: str, reading: Reading, claim: Claim, place: ClaimPlace, sources: Sources) -> bool:
    match aspect:
        case "relation":
            return place.relation in reading.relations and _same_offset(reading, place)
        case "dates":
            return _same_days(reading, claim)
        case "certainty":
            return claim.certainty is reading.certainty
        case "basis":
            return claim.basis is reading.basis
        case _:
            return _names_in_order(reading.claimants, claim.claimants, sources)


def _same_offset(reading: Reading, place: ClaimPlace) -> bool:
    if place.relation is not Relation.OFFSET:
        return True
    same_bearing = reading.bearing_deg is None or place.bearing_deg == reading.bearing_deg
    return same_bearing and (reading.distance_km is None or abs((place.distance_km or 0.0) - reading.distance_km) <= KM_SLACK)


def _same_days(reading: Reading, claim: Claim) -> bool:
    """The last day is the one expected; the first, where the item states it, is within a day of it."""
    same_first = reading.first is None or abs(claim.valid.first_day - reading.first) <= DAY
    return claim.valid.last_day == reading.last and same_first


def _names_in_order(expected: Sequence[str], found: Sequence[str], sources: Sources) -> bool:
    """Whether the expected claimants come in this order, each under its own name or another name of the same source."""
    left = iter(found)
    return all(any(_same_claimant(name, there, sources) for there in left) for name in expected)


def _same_claimant(a: str, b: str, sources: Sources) -> bool:
    source = sources.find(a)
    return a.casefold() == b.casefold().removeprefix("the ") or (source is not None and source == sources.find(b))


def _figures(item: Item, found: Sequence[Figure]) -> tuple[Tally, list[str]]:
    """Figures count in the items that state some, and in those of the construction `figures`."""
    if not item.figures and item.construction != "figures":
        return Tally(), []
    left = list(found)
    missed = []
    for quantity in item.figures:
        match = next((figure for figure in left if _same_quantity(quantity, figure)), None)
        if match is None:
            missed.append(quantity)
        else:
            left.remove(match)
    faults = [f"missed   figure {quantity.value:g} {quantity.unit} {'|'.join(quantity.measures)} {quantity.actor}" for quantity in missed]
    faults += [f"invented figure {figure.value:g} {figure.unit} {figure.measure} {figure.actor}" for figure in left]
    return Tally(len(item.figures) - len(missed), len(left), len(missed)), faults


def _same_quantity(quantity: Quantity, figure: Figure) -> bool:
    pairs = [(quantity.km2, figure.km2)] if quantity.km2 is not None else [(quantity.value, figure.value)]
    pairs += [(end, there) for end, there in ((quantity.low, figure.low), (quantity.high, figure.high)) if end is not None]
    same_unit = quantity.km2 is not None or quantity.unit == figure.unit
    same_actor = quantity.actor is None or quantity.actor == figure.actor
    return same_unit and same_actor and figure.measure in quantity.measures and all(_nearly(a, b) for a, b in pairs)


def _nearly(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= NEARLY * abs(a)


def _told(keys: Sequence[Key]) -> str:
    _, actor, place, polarity, background = keys[0]
    marks = [mark for mark, there in (("neg", polarity is Polarity.NEG), ("background", background)) if there]
    return " ".join([actor or "-", "|".join(key[0] for key in keys), place, *marks])


def _seen(aspect: str, claim: Claim, place: ClaimPlace) -> str:
    seen: dict[str, object] = {
        "relation": f"{place.relation} {place.bearing_deg} {place.distance_km}",
        "dates": f"{claim.valid.first_day}..{claim.valid.last_day}",
        "certainty": claim.certainty,
        "basis": claim.basis,
        "claimants": claim.claimants,
    }
    return str(seen[aspect])
