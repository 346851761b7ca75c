"""What the page's script says is what the library says: headlines, citations, deltas, readings of claims; and it says it in every language."""

import json
import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from string import ascii_letters

import pytest

from geo.atlas import Chosen, TwoDays
from geo.atlas.sentences import long_date, reading
from geo.interval import end_of_day
from geo.render.assets import LANGUAGES, asset_text, messages
from geo.render.payload import credits_line, headline, scope_of_days, timeline_payload
from geo.render.records import ClaimBook

NODE = shutil.which("node")
SCRIPT = Path(__file__).parent / "words.mjs"
DAYS = [date(2030, 1, 1) + timedelta(days=n) for n in range(90)]
PAIRS = [(0, 89), (89, 0), (2, 11), (11, 25), (25, 25), (40, 80)]
needs_node = pytest.mark.skipif(NODE is None, reason="Node.js runs the page's script outside a browser")


def run(payload, language, pairs=()):
    scripts = [asset_text(name) for name in ("payload.js", "format.js", "words.js")]
    given = {"scripts": scripts, "payload": payload, "language": language, "pairs": pairs}
    made = subprocess.run([NODE, str(SCRIPT)], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(made.stdout)


@pytest.fixture(scope="module", params=["story", "fine"])
def told(request):
    """An atlas, the payload of its page, and what the script says of it in English."""
    atlas = request.getfixturevalue(request.param)
    scope = scope_of_days(atlas, DAYS[0], DAYS[-1], None, {})
    payload = timeline_payload(scope, paper=True)
    return atlas, scope, run(payload, "en", PAIRS)


@needs_node
def test_the_headline_of_every_day_and_its_citation(told):
    atlas, _, said = told
    summaries = [atlas.summary(end_of_day(day)) for day in DAYS]
    assert said["summaries"] == [[s.sentence, s.citation] for s in summaries]


@needs_node
def test_what_changed_between_two_days(told):
    atlas, _, said = told
    found = [atlas.delta(DAYS[a], DAYS[b]) for a, b in PAIRS]
    assert [sentence for sentence, _, _ in said["deltas"]] == [delta.sentence for delta in found]
    assert [(gained, lost) for _, gained, lost in said["deltas"]] == [pytest.approx((delta.gained_km2, delta.lost_km2), abs=0.01) for delta in found]


@needs_node
def test_the_reading_of_every_claim(told):
    atlas, scope, said = told
    book = ClaimBook(scope.view, {place: i for i, place in enumerate(atlas.tessellation.settlements)})
    assert said["readings"] == [reading(known.claim, atlas.theatre) for known, _ in book.entries]
    assert len(said["readings"]) > 30


@needs_node
def test_the_credits(told):
    _, scope, said = told
    assert said["credits"] == " · ".join(credits_line(scope))


KNOWN = date(2030, 1, 20)


@pytest.fixture(scope="module")
def then(story):
    """The payload of the page as known on 20 January, and what the script says of it."""
    scope = scope_of_days(story, DAYS[0], DAYS[-1], end_of_day(KNOWN), {})
    return scope, run(timeline_payload(scope, paper=True), "en", PAIRS)


@needs_node
def test_as_known_on_a_day_the_headlines_say_so_and_those_of_later_days_assert_nothing(story, then):
    scope, said = then
    summaries = [story.summary(end_of_day(day), scope.as_of) for day in DAYS]
    assert [sentence for sentence, _ in said["summaries"]] == [s.sentence for s in summaries]
    assert said["headlines"] == [headline(story, end_of_day(day), scope.as_of) for day in DAYS]
    for day, words in zip(DAYS, said["headlines"], strict=True):
        ending = ", as known on 20 January 2030" if day <= KNOWN else f"on {long_date(day)}"
        assert words.endswith(ending)
        assert ("not yet known" in words) == (day > KNOWN)


@needs_node
def test_as_known_on_a_day_the_citations_say_so(story, then):
    scope, said = then
    for day, (_, citation) in zip(DAYS, said["summaries"], strict=True):
        cited = story.summary(end_of_day(day), scope.as_of).citation
        assert citation == cited.replace("Salient miniland, as of 20 January 2030", "Salient miniland, as known on 20 January 2030")
        assert "as known on 20 January 2030" in citation


@needs_node
def test_as_known_on_a_day_nothing_is_said_of_changes_up_to_a_later_one(story, then):
    scope, said = then
    for (first, last), (sentence, _, _) in zip(PAIRS, said["deltas"], strict=True):
        assert sentence == story.delta(DAYS[first], DAYS[last], scope.as_of).sentence
    assert not any(said["today"][(KNOWN - DAYS[0]).days + 1 :])


@needs_node
def test_what_a_day_brought_is_what_each_side_gained(told):
    atlas, _, said = told
    for n, words in enumerate(said["today"][1:], 1):
        delta = atlas.delta(DAYS[n - 1], DAYS[n])
        assert bool(words) == (max(delta.gained_km2, delta.lost_km2) >= 0.05)


@needs_node
@pytest.mark.parametrize("as_of", [None, end_of_day(KNOWN)], ids=["all known", "as known then"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_every_gap(story, language, as_of):
    scope = scope_of_days(story, DAYS[0], DAYS[-1], as_of, {})
    said = json.dumps(run(timeline_payload(scope, paper=True), language, PAIRS), ensure_ascii=False)
    assert "{" not in said.replace('{"summaries"', "")
    assert "undefined" not in said


def gaps(text):
    return sorted(part.split("}")[0] for part in text.split("{")[1:]) if isinstance(text, str) else []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_has_every_message_with_the_same_gaps(language):
    english, other = messages(), messages(language)
    assert list(other) == list(english)
    assert {key for key in english if isinstance(english[key], str) and gaps(other[key]) != gaps(english[key])} == set()
    assert {key for key in english if isinstance(english[key], list) and len(other[key]) != len(english[key])} == set()
    plural = [key for key in english if isinstance(english[key], dict)]
    assert all({"one", "few", "many", "other"} <= set(other[key]) and all(gaps(form) == ["count"] for form in other[key].values()) for key in plural)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_is_one(language):
    same = {key for key, text in messages().items() if isinstance(text, str) and text == messages(language)[key]}
    assert {key for key in same if set(re.sub(r"\{\w+\}", "", messages()[key])) & set(ascii_letters)} <= {"unit.mi", "unit.mi2", "said.cited"}


@pytest.mark.parametrize("chosen", Chosen)
def test_the_page_and_the_data_say_alike_which_days_are_compared(chosen):
    assert messages()[f"chosen.{chosen}"] == TwoDays(date(2030, 1, 1), date(2030, 1, 8), chosen).note
