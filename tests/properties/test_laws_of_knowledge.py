"""As-of history is fixed: what becomes known after an instant changes neither the bytes nor the digest of any answer as of it.

Evidence is drawn from miniland's story with copies of its texts, figures and verdicts, each with a clock of its own, and cut at an instant: the whole,
asked as of that instant, must answer as the part that was known by then. On squares with the last claim, and on hexagons with the chain, whose rates
are learnt from all claims together.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.atlas import Atlas
from geo.evidence import assemble, known
from geo.export import csv, geojson, to_json
from geo.interval import end_of_day, format_instant
from geo.model import KnownClaim, Report, Review, Verdict
from geo.render.payload import credits_line, scope_of_days, scope_of_two, timeline_payload
from geo.units import ClaimId, ReportId
from tests.miniland import world
from tests.properties.test_laws import FIRST, TESSELLATION
from tests.properties.test_laws_of_inference import FINE
from tests.properties.test_laws_of_inference import TESSELLATION as HEXAGONS

STORY = world.story()
GROUNDS = {"squares": (world.theatre(), TESSELLATION), "hexagons": (FINE, HEXAGONS)}
DAYS = st.integers(0, 80).map(lambda n: FIRST + timedelta(days=n))
LAST = date(2030, 3, 31)


def told(entry):
    """A report of the story with its claims and figures."""
    report = world.report(entry)
    return report, [KnownClaim(claim, report.known_at, report.publisher) for claim in world.claims(entry)], world.figures(entry)


def copied(entry, on):
    """The same text in another paper on another day, earlier or later, with the same claims."""
    report, claims, _ = told(entry)
    copy = Report("Vista News", end_of_day(on), report.lang, "As told elsewhere", report.text, (), f"copy-{entry['id']}")
    return copy, [KnownClaim(replace(k.claim, report_id=ReportId(copy.id), id=ClaimId("")), copy.known_at, copy.publisher) for k in claims], []


CHOSEN = st.lists(st.sampled_from(STORY), min_size=1, max_size=12, unique_by=lambda entry: entry["id"])
COPIES = st.lists(st.tuples(st.integers(0, 11), DAYS), max_size=3)
VERDICTS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([Verdict.ACCEPT, Verdict.REJECT, Verdict.AMEND]), DAYS), max_size=6)


def verdict(targets, number, kind, on):
    """A verdict on a report or claim; reports are not amended."""
    target, is_report = targets[number % len(targets)]
    given_kind = Verdict.REJECT if is_report and kind is Verdict.AMEND else kind
    return Review(target, given_kind, "desk", "a law", end_of_day(on), (("event", "entered"),) if given_kind is Verdict.AMEND else ())


@st.composite
def evidence(draw):
    """Reports with claims and figures, and verdicts on them."""
    chosen = draw(CHOSEN)
    parts = [*map(told, chosen), *(copied(chosen[n % len(chosen)], on) for n, on in draw(COPIES))]
    reports, claims, figures = [p[0] for p in parts], [k for p in parts for k in p[1]], [f for p in parts for f in p[2]]
    targets = [*((report.id, True) for report in reports), *((known.claim.id, False) for known in claims)]
    return claims, figures, reports, [verdict(targets, *given) for given in draw(VERDICTS)]


def cut(parts, as_of):
    """What of the evidence was known by then."""
    claims, figures, reports, reviews = parts
    public = [report for report in reports if report.known_at <= as_of]
    ids = {report.id for report in public}
    by_then = [review for review in reviews if review.known_at <= as_of]
    return [k for k in claims if k.known_at <= as_of], [f for f in figures if f.report_id in ids], public, by_then


def stored(parts):
    """The evidence as a store has it that took in each report ten days after it was published."""
    return replace(assemble(*parts), recorded={report.id: report.known_at + timedelta(days=10) for report in parts[2]})


def answers(atlas, on, as_of):
    """Every answer about a day, with its digest, as bytes."""
    at, place = end_of_day(on), world.theatre().gazetteer.places[0].id
    scope, two = scope_of_days(atlas, FIRST, LAST, as_of, {}), scope_of_two(atlas, FIRST, on, as_of, {})
    delta, explained = atlas.delta(FIRST, on, as_of), atlas.explain(at, place=place, as_of=as_of)
    tables = {name: geojson(getattr(atlas, name)(at, as_of)) for name in ("control", "front", "parts", "cells", "places")}
    return tables | {
        "series": csv(atlas.series(FIRST, LAST, as_of)),
        "claims": geojson(atlas.claims(None, None, as_of)),
        "impact": geojson(atlas.claims(None, None, as_of, unreviewed=True, by_impact=True)),
        "changes": geojson(atlas.changes(None, None, as_of)),
        "delta": to_json(delta.as_dict()) + geojson(delta.areas),
        "explain": to_json(explained.as_dict()),
        "figures": to_json(atlas.figures(as_of)),
        "summary": to_json(atlas.summary(at, as_of).as_dict()),
        "page": to_json(timeline_payload(scope, paper=True)),
        "credits": to_json([credits_line(scope), credits_line(two)]),
        "last day": str(atlas.last_day(as_of)).encode(),
        "tag": atlas.view(as_of).recorded_digest.encode(),
        "digests": to_json([atlas.digest_at(moment, as_of) for moment in (None, on, at)]),
    }


@pytest.mark.parametrize("ground", GROUNDS)
@given(evidence(), DAYS, DAYS)
@settings(max_examples=12, deadline=None)
def test_what_becomes_known_later_changes_neither_bytes_nor_digest(ground, parts, on, clock):
    theatre, cells = GROUNDS[ground]
    as_of = end_of_day(clock)
    whole, early = (Atlas.build(theatre, stored(told), cells) for told in (parts, cut(parts, as_of)))
    expected, found = answers(early, on, as_of), answers(whole, on, as_of)
    assert {name for name in expected if found[name] != expected[name]} == set()


@pytest.mark.parametrize("count", [1, 10, 39])
def test_the_digest_follows_what_is_known_and_not_what_is_not_known_yet(count):
    """The next report of the story, of a later day, is in every digest from its day on and in none before."""
    before, after = (Atlas.build(world.theatre(), world.evidence(STORY[:n]), TESSELLATION) for n in (count, count + 1))
    day, came = (date.fromisoformat(STORY[n]["published_at"]) for n in (count - 1, count))
    for on in (FIRST, day, came, LAST):
        assert before.digest_at(on, None) != after.digest_at(on, None)
        assert before.digest_at(on, end_of_day(came)) != after.digest_at(on, end_of_day(came))
        if day < came:
            assert before.digest_at(on, end_of_day(day)) == after.digest_at(on, end_of_day(day))


def without(parts, report):
    """The evidence as if the report had never been handed in; verdicts on it are left out, too."""
    claims, figures, reports, reviews = parts
    gone = {report.id, *(k.claim.id for k in claims if k.claim.report_id == report.id)}
    kept = [k for k in claims if k.claim.report_id != report.id]
    return kept, [f for f in figures if f.report_id != report.id], [r for r in reports if r.id != report.id], [r for r in reviews if r.target not in gone]


def ruled(parts, *verdicts):
    """The evidence with more verdicts."""
    return (*parts[:3], [*parts[3], *verdicts])


def content(parts, as_of):
    """What counts as of an instant, beside the verdicts themselves."""
    found = known(assemble(*parts), as_of)
    return found.claims, found.figures, dict(found.reports), dict(found.mirrors), dict(found.echoes)


GIVEN = end_of_day(date(2030, 3, 30))
"""When the verdicts below are given: after every other."""


@given(evidence(), st.integers(0, 20), DAYS)
@settings(max_examples=60, deadline=None)
def test_what_is_void_is_out_of_every_answer_as_if_it_had_never_been(parts, number, clock):
    report = parts[2][number % len(parts[2])]
    void = Review(report.id, Verdict.VOID, "desk", "a hoax", GIVEN)
    for as_of in (None, GIVEN, end_of_day(clock)):
        assert content(ruled(parts, void), as_of) == content(without(parts, report), as_of)


@given(evidence(), st.integers(0, 20), DAYS)
@settings(max_examples=60, deadline=None)
def test_a_report_withdrawn_on_a_day_is_in_answers_before_it_and_in_none_after(parts, number, clock):
    report = parts[2][number % len(parts[2])]
    since = report.known_at + timedelta(days=number)
    back = Review(report.id, Verdict.REJECT, "desk", "withdrawn", GIVEN, (("from", format_instant(since)),))
    for as_of in (end_of_day(clock), since - timedelta(seconds=1), since, since + timedelta(days=3)):
        if as_of < min(since, GIVEN):
            assert known(assemble(*ruled(parts, back)), as_of) == known(assemble(*parts), as_of)
        else:
            assert content(ruled(parts, back), as_of) == content(without(parts, report), as_of)


@given(evidence(), st.integers(0, 20), DAYS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_retraction_that_is_undone_leaves_earlier_answers_as_they_were(parts, number, clock, void):
    """Digest and all: what was cited before the retraction is true again."""
    report = parts[2][number % len(parts[2])]
    changes = () if void else (("from", format_instant(report.known_at)),)
    retraction = Review(report.id, Verdict.VOID if void else Verdict.REJECT, "desk", "a slip", GIVEN, changes)
    undone = ruled(parts, retraction, Review(report.id, Verdict.ACCEPT, "desk", "no slip", GIVEN + timedelta(seconds=1)))
    as_of = end_of_day(clock)
    assert known(assemble(*undone), as_of) == known(assemble(*parts), as_of)
    assert report.id not in known(assemble(*undone), GIVEN).reports
    assert report.id in known(assemble(*undone), None).reports
