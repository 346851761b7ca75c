"""Whatever the text: spans index it, reading it twice gives the same, and hostile text does no harm."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.geoparse import Extractor, extractor
from geo.interval import Interval, parse_instant
from geo.model import Basis, Certainty, Claim, ClaimPlace, Event, Extraction, Polarity, Relation, Report
from geo.theatre import Theatre, load_theatre

PIECES = [
    "Sudzha", "Berdin", "Malaya Loknya", "1st", "and", "2nd Knyazhy", "Суджа", "captured", "was driven out of", "Ukrainian forces", "Russian", "they",
    "it", "which", "north of", "3 km", "between", "(", ")", ",", ".", ";", ":", "-", "—", "'s", "“", "”", "under", "control", "not", "on Monday",
    "12 September", "1,200 square kilometres", "forty percent", "villages", "said", "according to", "\u200b", "\u202e", "\x00", "\x1b[31m", "İ", "ß",
    "é", "🚩", "\n", "\n\n", "\t", "the", "of", "near", "attacks", "were repelled",
]  # fmt: skip
SLAVIC_PIECES = [
    "Суджа", "Суджу", "в Судже", "Малую Локню", "под Суджей", "Берлин", "освободили", "захватили", "захопили", "освобожден", "отбиты",
    "атаки", "атаку", "бои", "бої", "ВСУ", "ЗСУ", "российские войска", "українські сили", "росіяни", "противник", "Минобороны РФ",
    "севернее", "на північ від", "3 км", "к югу от", "между", "и", "та", "а также", "который", "не", "удалось", "пытались",
    "под контролем", "из", "села", "два населенных пункта", "(", ")", ",", ".", ":", "—", "«", "»", "8 августа", "в ночь на 9 августа",
    "1,2 тыс. кв. км", "28 населенных пунктов", "заявили", "по данным", "ё", "Ё", "'", "ʼ", "\u200b", "\u202e", "\x00", "\n", "\n\n",
]  # fmt: skip
LANGUAGES = st.sampled_from(["en", "ru", "uk"])
TEXTS = (
    st.lists(st.sampled_from(SLAVIC_PIECES), max_size=60).map(" ".join) | st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join) | st.text(max_size=400)
)


def report(text: str, lang: str = "en") -> Report:
    return Report(publisher="", known_at=parse_instant("2025-02-14"), lang=lang, title="", text=text)


def check(extraction: Extraction) -> None:
    text = extraction.report.text
    assert all(text[slice(*m.span)] == m.surface for m in extraction.mentions)
    assert all(text[slice(*c.span)] == c.text for c in extraction.claims)
    assert all(text[slice(*f.span)] == f.text for f in extraction.figures)
    starts = [m.span[0] for m in extraction.mentions]
    assert starts == sorted(starts)
    known = {m.place_id for m in extraction.mentions}
    assert all(place.place_id in known for c in extraction.claims for place in c.places)
    assert all(c.valid.last_day <= extraction.report.known_at.date() for c in extraction.claims)
    assert all(f.low <= f.value <= f.high for f in extraction.figures)
    assert len({c.id for c in extraction.claims}) == len(extraction.claims)


@given(TEXTS, LANGUAGES)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_text(rules: Extractor, text: str, lang: str) -> None:
    extraction = rules.extract(report(text, lang))
    check(extraction)
    assert rules.extract(report(text, lang)) == extraction


HOSTILE = {
    "brackets": "(" * 1000 + "Sudzha" + ")" * 1000,
    "open brackets": "(Sudzha " * 2000,
    "one long word": "a" * 300_000,
    "one line": "word " * 20_000,
    "a list": "Sudzha, " * 3000,
    "events": "captured Sudzha and " * 1000,
    "numbers": "1,234 " * 10_000,
    "digits": "9" * 50_000,
    "zero width": "\u200b" * 20_000 + "Sudzha",
    "right to left": "\u202e\u2066Sudzha\u202c" * 2000,
    "control": "\x00\x07\x1b" * 5000,
    "stops": "." * 20_000,
    "dashes": "Sudzha-" * 3000,
    "quotes": "'\"" * 10_000,
    "directions": "north and " * 5000 + "of Sudzha",
    "a Russian list": "Суджа, " * 3000,
    "Russian events": "освободили Суджу и " * 1000,
    "one long Russian word": "освободил" * 30_000,
    "offsets": "севернее и " * 5000 + "Суджи",
    "open quotes": "«Суджа " * 3000,
}


@pytest.mark.parametrize("lang", ["en", "ru", "uk"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(rules: Extractor, name: str, lang: str) -> None:
    check(rules.extract(report(HOSTILE[name], lang)))


def test_homoglyphs_do_not_break_offsets(rules: Extractor) -> None:
    text = "Russian forces captured Ѕudzhа."  # Cyrillic first and last letter
    check(rules.extract(report(text)))


def test_the_extractor_is_built_once_and_named_by_its_configuration(theatre: Theatre) -> None:
    assert extractor(theatre) is extractor(load_theatre("kursk"))
    assert extractor(theatre).id.startswith("rules/2-")
    assert len(extractor(theatre).id) == len("rules/2-") + 8


class Headlines:
    """A second extractor, trivial but real: a report's title is one claim that the first place of the gazetteer is contested."""

    id = "headlines/1"

    def __init__(self, theatre: Theatre) -> None:
        self._place = theatre.gazetteer.places[0]

    def extract(self, report: Report) -> Extraction:
        place = ClaimPlace(self._place.id, self._place.name, Relation.IN)
        claim = Claim(
            report_id=report.id, span=(0, 0), text="", actor=None, event=Event.CONTESTED, places=(place,), valid=Interval.of_days(report.known_at.date()),
            certainty=Certainty.HEDGED, basis=Basis.ASSESSED, claimants=(), polarity=Polarity.POS, background=False, method=self.id, reason="the title",
        )  # fmt: skip
        return Extraction(report, (), (claim,), (), self.id)


def test_another_package_can_offer_its_extractor(monkeypatch: pytest.MonkeyPatch, theatre: Theatre) -> None:
    offered = EntryPoint(name="headlines", value=f"{__name__}:Headlines", group="salient.extractors")
    monkeypatch.setattr("geo.geoparse.extract.entry_points", lambda group: [offered] if group == "salient.extractors" else [])
    monkeypatch.setitem(sys.modules, __name__, sys.modules[Headlines.__module__])
    extraction = extractor(theatre, "headlines").extract(report("Nothing."))
    assert [c.method for c in extraction.claims] == ["headlines/1"]
    monkeypatch.setenv("SALIENT_EXTRACTOR", "headlines")
    assert extractor(theatre).id == "headlines/1"
    with pytest.raises(InputError, match=r"No extractor is called 'oracle'\. There is rules, headlines\."):
        extractor(theatre, "oracle")


def test_events_beyond_the_limit_of_a_sentence_are_not_lost_in_silence(read):
    assert read("Ukrainian forces captured Sudzha.").note == ""
    many = read("Ukrainian forces " + "captured Sudzha and " * 40 + "rested.")
    assert many.note == "a sentence tells 32 events or more; any beyond that were not read"
