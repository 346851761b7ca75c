"""Quantities: areas, counts of settlements, shares, depths, with their measure, actor and region."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.gazetteer import fold_name
from geo.geoparse.lexicon import Lexicon
from geo.geoparse.stems import ahead, alternation
from geo.geoparse.tokens import Token
from geo.model import Measure
from geo.theatre import Theatre
from geo.units import KM2_PER_HA, KM2_PER_MI2, KM_PER_MI, HolderId

_AREA = {"km2": 1.0, "mi2": KM2_PER_MI2, "ha": KM2_PER_HA}
_WINDOW = 90
_DIGIT = re.compile(r"\d")
_SMALL = 10
_THOUSAND = 1_000
_REGION_REACH = 6
_SIDES = ("actor", "demonym", "held_by")
_SIDED = frozenset(_SIDES)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at [start, end); `km2` for areas. `actor` is None where nothing says whose it is."""

    start: int
    end: int
    value: float
    low: float
    high: float
    unit: str
    km2: float | None
    approx: bool
    measure: Measure
    actor: HolderId | None
    region: str


class FigureReader:
    """Finds quantities in plain text. Built once for a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        tables = lexicon.tables["figures"]
        counted = [*lexicon.tables["settlement"]["plural"], *tables["counted"]]
        self._unit_forms = {form: unit for unit, forms in tables["units"].items() for form in forms}
        self._numbers: Mapping[str, int] = tables["numbers"]
        self._decimal: str = tables["decimal"]
        measures = tables["measures"]
        self._measures = [
            (re.compile(alternation([word])), Measure(name)) for name in ("peak", "lost", "gained", "held", "depth", "width") for word in measures[name]
        ]
        self._exact = {word: Measure(name) for name in ("width", "depth", "held", "gained", "lost", "peak") for word in measures[name]}
        lengths = alternation(self._unit_forms)
        number = self._number_form()
        self._pattern = re.compile(
            rf"(?<!\w){ahead([*tables['approx'], *tables['between'], *self._numbers])}"
            rf"(?P<approx>\b(?:{alternation(tables['approx'])})\s+)?(?P<between>\b(?:{alternation(tables['between'])})\s+)?(?<![\w.,])(?P<low>{number})"
            rf"(?:\s*(?:-|{alternation(tables['range'])})\s*(?P<high>{number})(?=\s*(?:{lengths}|%)))?(?P<thousand>\s(?:{alternation(tables['thousand'])})(?!\w))?\s*-?"
            rf"(?:(?P<unit>{lengths})(?!\w)(?P<bracket>\s*\([^()]{{0,24}}?(?:{lengths})[^()]{{0,12}}\))?"
            rf"|\s(?P<words>(?:(?!(?:{alternation(tables['uncounted'])})\b)[\w'-]+\s){{0,4}}?)(?P<count>{alternation(counted)})\b)"
        )
        self._measure = re.compile(rf"\b(?:{alternation(self._exact)})\b")
        self._clause = re.compile(rf"[;:]|,? (?:{alternation(tables['clause'])})\b")
        self._rate = re.compile(rf"\s*(?:{alternation(measures['rate'])})\b")
        self._wide, self._deep = (re.compile(rf"\s*(?:{alternation(measures[name])})\b") for name in ("wide", "deep"))
        self._frontage = re.compile(rf"\b(?:{alternation(measures['frontage'])})\b[^.]{{0,20}}$")
        self._moving = re.compile(rf"\b(?:{alternation(measures['moving'])})\b[^.]{{0,40}}$")
        self._distance = re.compile(rf"\s*(?:{alternation(measures['distance'])})\b")
        self._known, self._other = frozenset(tables["known"]), re.compile(rf"\b(?:{alternation(tables['other_counts'])})\b")
        self._places = frozenset(tables["where"])
        self._origin = tuple(f" {word}" for word in tables.get("origin", ())) or ("\0",)

    def _number_form(self) -> str:
        """The regular expression of a number in digits or words; a decimal comma goes with a blank between thousands."""
        digits = r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?" if self._decimal == "," else r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:[.]\d+)?"
        tens = alternation(word for word, n in self._numbers.items() if n in range(20, 100, 10))
        return rf"{digits}|{'|'.join(sorted(map(_words, self._numbers), key=len, reverse=True))}|(?:{tens})-\w+"

    def scan(self, plain: str, start: int, end: int, tokens: Sequence[Token], theatre: Theatre) -> list[Quantity]:
        """The quantities of the sentence [start, end) in order."""
        if not _DIGIT.search(plain, start, end) and not [t for t in tokens if "number" in t.tags or "half" in t.text]:
            return []
        found = []
        for match in self._pattern.finditer(plain, start, end):
            quantity = self._quantity(plain, match, (start, end), tokens, theatre)
            if quantity is not None:
                found.append(quantity)
        return found

    def _quantity(self, plain: str, match: re.Match[str], sentence: tuple[int, int], tokens: Sequence[Token], theatre: Theatre) -> Quantity | None:
        unit = self._unit_forms[match.group("unit")] if match.group("unit") else "settlements"
        low, high = self._number(match.group("low")), self._number(match.group("high"))
        if low is None or (unit == "settlements" and not self._is_count(plain, match, low)):
            return None
        high = low if high is None else high
        low, high = (low * _THOUSAND, high * _THOUSAND) if match.group("thousand") else (low, high)
        low, high = min(low, high), max(low, high)
        measure = self._measured(plain, match, unit, sentence)
        if measure is None:
            return None
        start = match.start("approx") if match.group("approx") else match.start("between") if match.group("between") else match.start("low")
        value = (low + high) / 2
        factor = _AREA.get(unit)
        unit, scale = ("km_per_day", KM_PER_MI if unit == "mi" else 1.0) if measure is Measure.RATE else (unit, 1.0)
        return Quantity(
            start, match.end(), value * scale, low * scale, high * scale, unit, None if factor is None else value * factor,
            bool(match.group("approx")) or low != high, measure,
            _actor(tokens, match.start("low"), match.end(), measure, self._places), _region(tokens, match.end(), theatre),
        )  # fmt: skip

    def _number(self, text: str | None) -> float | None:
        if not text:
            return None
        if text[0].isdigit():
            return float(text.replace(" ", "").replace(",", ".")) if self._decimal == "," else float(re.sub(r"[, ]", "", text))
        if text in self._numbers:
            return float(self._numbers[text])
        tens, _, ones = text.partition("-")
        return float(self._numbers[tens] + self._numbers[ones]) if tens in self._numbers and ones in self._numbers else None

    def _is_count(self, plain: str, match: re.Match[str], value: float) -> bool:
        """Whether "N villages" counts something new, rather than points back ("the two villages") or dates ("in 2024 settlements")."""
        before = plain[max(0, match.start() - 12) : match.start()].split()
        if value < _SMALL and before and before[-1] in self._known:
            return False
        return value < 2_000 and not self._other.search(match.group("words") or "") and value >= 1  # noqa: PLR2004 - more than a theatre has

    def _measured(self, plain: str, match: re.Match[str], unit: str, sentence: tuple[int, int]) -> Measure | None:
        if unit in {"km", "mi"}:
            return self._length(plain, match)
        if unit != "settlements" and self._rate.match(plain, match.end()):
            return Measure.GAINED
        left = self._clause.split(plain[max(sentence[0], match.start() - _WINDOW) : match.start()])[-1]
        right = self._clause.split(plain[match.end() : min(sentence[1], match.end() + _WINDOW)])[0]
        before = [(len(left) - m.end(), m.group()) for m in self._measure.finditer(left)]
        after = [(m.start() + 8, m.group()) for m in self._measure.finditer(right)]
        nearest = [m for _, word in sorted([*before, *after]) if (m := self._measure_of(word)) not in {Measure.DEPTH, Measure.WIDTH}]
        if unit == "percent":
            return nearest[0] if nearest and nearest[0] is not Measure.HELD else Measure.SHARE if nearest else None
        if any(self._measure_of(word) is Measure.PEAK for _, word in before):
            return Measure.PEAK
        if not nearest and left.rstrip().endswith(self._origin):
            return None
        return nearest[0] if nearest else Measure.HELD

    def _measure_of(self, word: str) -> Measure:
        """The measure that a word found tells; where no word of the lexicon is written so, one of its stems fits."""
        return self._exact.get(word) or next(measure for form, measure in self._measures if form.fullmatch(word))

    def _length(self, plain: str, match: re.Match[str]) -> Measure | None:
        if self._rate.match(plain, match.end()):
            return Measure.RATE
        left, right = plain[max(0, match.start() - 60) : match.start()], plain[match.end() : match.end() + 30]
        if self._wide.match(right) or self._frontage.search(left):
            return Measure.WIDTH
        if self._distance.match(plain, match.end()):
            return None
        return Measure.DEPTH if self._deep.match(right) or self._moving.search(left) else None


def _words(phrase: str) -> str:
    return rf"{re.escape(phrase)}\b"


def _actor(tokens: Sequence[Token], start: int, end: int, measure: Measure, places: frozenset[str]) -> HolderId | None:
    """Whose figure it is: for what is held, the side right behind ("under Ukrainian control"); else the last force that acts before it, or the next behind."""
    sides = [(n, t) for n, t in enumerate(tokens) if not _SIDED.isdisjoint(t.tags) and _holder(t)]
    before = [t for n, t in sides if t.end <= start and not (n and tokens[n - 1].text in places) and _acts(tokens, n)]
    after = [t for n, t in sides if t.start >= end and t.start - end < _WINDOW and _acts(tokens, n) and not (n and "relative" in tokens[n - 1].tags)]
    if measure in {Measure.HELD, Measure.PEAK} and after and (not before or after[0].start - end < start - before[-1].end):
        return _holder(after[0])
    if before:
        return _holder(before[-1])
    if any(t.end <= start and ("subject_pronoun" in t.tags or t.tags.get("actor") == "own") for t in tokens):
        return None
    return _holder(after[0]) if after else None


def _acts(tokens: Sequence[Token], n: int) -> bool:
    """Whether a side acts or holds there, rather than describing something ("Russian villages")."""
    if n + 1 < len(tokens) and "positions" in tokens[n + 1].tags:
        return True
    following = next((t for t in tokens[n + 1 : n + 4] if not t.ordinary), None)
    return "demonym" not in tokens[n].tags or (following is not None and following.has("control_noun", "event"))


def _holder(token: Token) -> HolderId | None:
    for tag in _SIDES:
        value = token.tags.get(tag)
        if isinstance(value, str) and value.isupper():
            return HolderId(value)
    return None


def _region(tokens: Sequence[Token], end: int, theatre: Theatre) -> str:
    """The region that the words right behind name; the theatre's where they name none."""
    for token in [t for t in tokens if t.start >= end][:_REGION_REACH]:
        if "state" in token.tags:
            return theatre.holder(token.tags["state"]).name
        if token.mention is not None:
            here = token.mention.place_id is not None or fold_name(token.mention.surface).startswith(fold_name(theatre.region.split()[0]))
            return theatre.region if here else token.mention.surface
        if not token.has("preposition", "determiner", "direction") and token.text not in {"ground", "territory", "land", "area"}:
            break
    return theatre.region
