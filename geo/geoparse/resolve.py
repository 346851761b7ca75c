"""Toponym resolution: which place a name means. Every answer carries its score, its candidates and its reason."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from geo.gazetteer import fold_name
from geo.geoparse import patience
from geo.geoparse.lexicon import Lexicon, Tags
from geo.geoparse.recognise import Toponym
from geo.geoparse.stems import StemIndex, alternation
from geo.model import Mention, Place, Span
from geo.theatre import Theatre

_KM_PER_DEGREE = 111.2
_BESIDE = 70
"""How far (characters) a district or oblast may stand from the name that it tells apart."""
_STEM, _LONG_STEM = 3, 5
_ELSEWHERE = frozenset({"city", "oblast"})
_AREAS = frozenset({"district", "oblast"})
_REMEMBERED = 4_096
"""So many names are remembered with what else they mean."""
_LIST_REACH = 8
_SELO_REACH = 20
_ZONES = {"core": 0, "adjacent": 1}


class Answer(NamedTuple):
    """The place chosen (or None), how sure, and why."""

    place: Place | None
    score: float
    reason: str


class Resolver:
    """Chooses among the candidates of toponyms. Built once for a theatre and a lexicon."""

    def __init__(self, theatre: Theatre, lexicon: Lexicon, words: Mapping[str, Tags]) -> None:
        """`words`: the tags of the words of the lexicon and of the theatre's sides."""
        self._theatre = theatre
        self._gazetteer = theatre.gazetteer
        self._hazard = lru_cache(maxsize=_REMEMBERED)(theatre.hazards.word)
        tables = lexicon.tables["toponyms"]
        told = {_lead(word, lexicon) for word, tags in lexicon.signs.items() if any(r.frame.event for r in tags.get("event", ()))} - {""}
        self._between = re.compile(rf"\b(?:{alternation(tables['between'])})\b|[\s,()/–-]")
        self._parted = re.compile(rf"[.;]|\b(?:{alternation(tables['parted'])})\b", re.IGNORECASE)
        self._beside = re.compile(rf"[\s,(]*(?:(?:{alternation(tables['beside'])}|[\w ]+['’]s)\s+)*", re.IGNORECASE)
        selo = alternation(tables["selo"]) if tables.get("selo") else "(?!)"
        self._selo_before = re.compile(rf"\b({selo})[ \t]+(?:of[ \t]+)?\Z", re.IGNORECASE)
        self._selo_behind = re.compile(rf"[ \t]*\(({selo})\)", re.IGNORECASE)
        self._signs = words
        self._countries = frozenset(p.country for p in self._gazetteer.places)
        self._context = StemIndex({word: {"context": True} for word in (*tables["context"], *told)}).words
        areas = {p.raion for p in self._gazetteer.places} | {p.oblast for p in self._gazetteer.places}
        self._areas: Mapping[str, str] = {fold_name(a): a for a in areas if a}

    def resolve(self, text: str, toponyms: Sequence[Toponym], sentences: Sequence[Span]) -> list[Mention]:
        """A mention for each toponym: those with one candidate first, since they tell where the others are."""
        groups = _by_sentence(toponyms, sentences)
        anchors = [self._only(t) for t in toponyms]
        known = [a for a in anchors if a]
        mentions = []
        for members in groups:
            patience.check()
            near = [a for n in members if (a := anchors[n])]
            mentions += [self._mention(text, toponyms, n, members, near or known) for n in members]
        return mentions

    def _only(self, toponym: Toponym) -> Place | None:
        """The place of a name that can mean no other, or no other in the theatre's core."""
        if not toponym.candidates or self._hazard(toponym.surface):
            return None
        if len(toponym.candidates) == 1:
            return self._gazetteer.get(toponym.candidates[0])
        core = [p for p in map(self._gazetteer.get, toponym.candidates) if p.zone == "core"]
        return core[0] if len(core) == 1 else None

    def _mention(self, text: str, toponyms: Sequence[Toponym], n: int, members: Sequence[int], near: Sequence[Place]) -> Mention:
        toponym = toponyms[n]
        answer = self._answer(text, toponyms, n, members, near) if toponym.candidates else Answer(None, 0.0, toponym.reason)
        place = answer.place
        span = (toponym.start, toponym.end)
        if place is None:
            kind = toponym.kind if not toponym.candidates else "unresolved"
            return Mention(span, toponym.surface, None, None, kind, toponym.lon, toponym.lat, 0.0, answer.reason, toponym.candidates)
        return Mention(span, toponym.surface, place.id, place.name, place.kind, place.lon, place.lat, answer.score, answer.reason, toponym.candidates)

    def _answer(self, text: str, toponyms: Sequence[Toponym], n: int, members: Sequence[int], near: Sequence[Place]) -> Answer:  # noqa: PLR0911 - a ladder of readings, the likeliest first
        toponym = toponyms[n]
        candidates = [self._gazetteer.get(i) for i in toponym.candidates]
        if selo := self._selo(text, toponym):
            return Answer(selo, 0.95, "the village of that name, not the town")
        area = self._area_beside(text, toponyms, n)
        if area and (fitting := [p for p in candidates if _same_area(area, p)]):
            place = fitting[0] if len(fitting) == 1 else self._among(toponym, fitting, near).place
            return Answer(place, 0.97, f"{area} stands beside it")
        if why := self._trap(text, toponyms, n, members):
            return Answer(None, 0.0, why)
        if area and self._is_elsewhere(area):
            return Answer(None, 0.0, f"{area} stands beside it, which is elsewhere")
        if len(candidates) == 1:
            return self._single(candidates[0], toponyms, n, members)
        district = min((toponyms[m] for m in members if toponyms[m].kind == "district"), key=lambda t: (abs(t.start - toponym.start), t.start), default=None)
        if district is not None and (fitting := [p for p in candidates if _same_area(district.surface, p)]):
            return Answer(_best(fitting, near), 0.85, f"{district.surface} stands in the same sentence")
        return self._among(toponym, candidates, near)

    def _single(self, place: Place, toponyms: Sequence[Toponym], n: int, members: Sequence[int]) -> Answer:
        """The only place of a name; one off the theatre's core is not meant in a sentence about another front."""
        if place.zone != "core" and self._other_front(toponyms, n, members):
            return Answer(None, 0.0, "the sentence is about another front")
        return Answer(place, 1.0 if place.zone == "core" else 0.9, "the only place of this name")

    def _selo(self, text: str, toponym: Toponym) -> Place | None:
        """The village that bears the name of a town beside it, where the words say so ("the selo of Korenevo", "Korenevo (selo)")."""
        beside = self._selo_before.search(text[max(0, toponym.start - _SELO_REACH) : toponym.start]) or self._selo_behind.match(text, toponym.end)
        found = self._gazetteer.named(f"{toponym.surface} {beside.group(1)}") if beside else ()
        return found[0] if found else None

    def _among(self, toponym: Toponym, candidates: Sequence[Place], near: Sequence[Place]) -> Answer:
        exact = [p for p in candidates if toponym.surface.casefold() in {name.casefold() for name in p.names}] or list(candidates)
        zone = min(_ZONES.get(p.zone, 2) for p in exact)
        first = [p for p in exact if _ZONES.get(p.zone, 2) == zone]
        if len(first) == 1:
            return Answer(first[0], 0.9, "the only one of this name in the nearest zone")
        preferred = self._theatre.hazards.preferences.get(fold_name(toponym.surface))
        others = [p for p in near if p not in first]
        chosen = _best(first, others)
        if others and (preferred is None or _distance(chosen, others) + _MARGIN_KM < _distance(self._gazetteer.get(preferred), others)):
            return Answer(chosen, 0.8, f"the nearest of {len(first)} of this name to the places beside it")
        if preferred is not None:
            return Answer(self._gazetteer.get(preferred), 0.75, "what the bare name usually means here")
        return Answer(first[0], 0.6, f"the first of {len(first)} of this name, nothing tells them apart")

    def _trap(self, text: str, toponyms: Sequence[Toponym], n: int, members: Sequence[int]) -> str:
        """Why a name that is also an ordinary word is not the place here; empty where it is."""
        toponym = toponyms[n]
        trap = self._hazard(toponym.surface)
        if trap is None:
            return ""
        listed = any(self._neighbours(text, toponym, toponyms[m]) for m in members if m != n)
        if trap.kind == "city":
            return f"also {trap.also}, and the sentence is about another front" if not listed and self._other_front(toponyms, n, members) else ""
        around = text[max(0, toponym.start - _BESIDE) : toponym.end + _BESIDE]
        if any(phrase in around and toponym.surface in phrase for phrase in trap.not_in):
            return f"part of another name; also {trap.also}"
        if trap.kind == "surname":
            return f"also {trap.also}, and the words beside it name a person" if self._names_person(text, toponym) else ""
        lead = re.split(r"[.!?\n\"”]", text[max(0, toponym.start - 30) : toponym.start])[-1]
        before = {w.lower() for w in re.findall(r"[\w']+", lead)[-3:]}
        before |= {w.lower() for w in re.findall(r"[\w']+", text[toponym.end : toponym.end + 40])[:4]} - {"in"}
        return "" if listed or any(word in self._context for word in before) else f"also {trap.also}, and nothing beside it says that the place is meant"

    def _other_front(self, toponyms: Sequence[Toponym], n: int, members: Sequence[int]) -> bool:
        """Whether the nearest town or area of the countries at war that the sentence names lies elsewhere; a capital that acts does not count."""
        others = [toponyms[m] for m in members if m != n]
        named = [t for t in others if t.kind in {"oblast", "district"} or (t.kind in _ELSEWHERE and t.country in self._countries)]
        told = [t for t in named if "state" not in self._signs.get(t.surface.lower(), ())]
        nearest = min(told, key=lambda t: abs(t.start - toponyms[n].start), default=None)
        return nearest is not None and self._is_elsewhere(nearest.surface)

    def _names_person(self, text: str, toponym: Toponym) -> bool:
        """Whether a given name, rank or title stands before the name, or a verb of saying behind it."""
        before = re.search(r"([\w'’.-]+)[ \t]+\Z", text[max(0, toponym.start - 30) : toponym.start])
        after = re.match(r"[ \t]+(\w+)", text[toponym.end : toponym.end + 30])
        said = after is not None and "say" in self._signs.get(after.group(1).lower(), ()) and "event" not in self._signs.get(after.group(1).lower(), ())
        if before is None:
            return said
        word = before.group(1)
        known = self._signs.get(word.lower().rstrip("."))
        titled = known is not None and "source_noun" in known
        return said or titled or (known is None and word[:1].isupper())

    def _neighbours(self, text: str, one: Toponym, other: Toponym) -> bool:
        """Whether two names stand in one list: nothing but commas, brackets and "and" between them."""
        if not other.candidates:
            return False
        between = text[min(one.end, other.end) : max(one.start, other.start)]
        return len(between) < _BESIDE and not self._between.sub("", between)

    def _area_beside(self, text: str, toponyms: Sequence[Toponym], n: int) -> str:
        """The district or oblast that follows the name ("X in Korenevo district", "X (Sumy Oblast)") or the list that it stands in ("X and Y in ...")."""
        last, following = toponyms[n], toponyms[n + 1 : n + 1 + _LIST_REACH]
        if not any(other.kind in _AREAS for other in following):
            return ""
        for other in following:
            gap = text[last.end : other.start]
            if other.kind in _AREAS:
                beside = len(gap) <= _BESIDE and not self._parted.search(gap) and self._beside.fullmatch(gap)
                shared = last is not toponyms[n]
                return other.surface if beside and not (shared and len(toponyms[n].candidates) == 1) else ""
            if not self._neighbours(text, last, other):
                break
            last = other
        return ""

    def _is_elsewhere(self, area: str) -> bool:
        return not any(_same_stem(fold_name(area.split(maxsplit=1)[0]), known) for known in self._areas)


_MARGIN_KM = 8.0


def _lead(phrase: str, lexicon: Lexicon) -> str:
    """The word of an event that tells of a place beside it: a single word, or in a language of endings the first of several."""
    first, _, rest = phrase.partition(" ")
    return "" if rest and lexicon.grammar == "order" else first


def _by_sentence(toponyms: Sequence[Toponym], sentences: Sequence[Span]) -> list[list[int]]:
    groups: list[list[int]] = []
    n = 0
    for start, end in sentences:
        while n < len(toponyms) and toponyms[n].start < start:
            groups.append([n])
            n += 1
        members = []
        while n < len(toponyms) and toponyms[n].start < end:
            members.append(n)
            n += 1
        groups.append(members)
    return [*groups, list(range(n, len(toponyms)))]


def _same_area(area: str, place: Place) -> bool:
    key = fold_name(area.split(maxsplit=1)[0])
    return any(_same_stem(key, fold_name(name)) for name in (place.raion, place.oblast) if name)


def _same_stem(a: str, b: str) -> bool:
    """Korenevo and Korenevsky: all but the ending in common."""
    common = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= _LONG_STEM or (common >= _STEM and common >= min(len(a), len(b)) - 2)


def _best(candidates: Sequence[Place], near: Sequence[Place]) -> Place:
    return min(candidates, key=lambda p: _distance(p, near)) if near else candidates[0]


def _distance(place: Place, others: Sequence[Place]) -> float:
    """Mean distance (km) to the two nearest of the others: one far-off name in a list must not decide."""
    nearest = sorted(distance_km(place, other) for other in others if other.id != place.id)[:2]
    return sum(nearest) / len(nearest) if nearest else math.inf


def distance_km(a: Place, b: Place) -> float:
    """Distance on a plane true to scale near the places; good to 1 % within a theatre."""
    return math.hypot((a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2)), a.lat - b.lat) * _KM_PER_DEGREE


def bearing_deg(origin: Place, target: Place) -> float:
    """Direction from origin to target, degrees from north, 0 <= bearing < 360."""
    east = (target.lon - origin.lon) * math.cos(math.radians((origin.lat + target.lat) / 2))
    return math.degrees(math.atan2(east, target.lat - origin.lat)) % 360.0
