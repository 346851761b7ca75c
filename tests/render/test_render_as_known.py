"""Pages as known on a day: they end where knowledge ends, and carry nothing of the days after it."""

import re
from datetime import UTC, date, datetime, timedelta

import folium
import pytest

from geo.interval import end_of_day
from geo.render import ControlDelta, ControlTimeline, delta_page, map_page
from geo.render.payload import delta_payload, scope_of_days, scope_of_two, timeline_payload
from geo.render.picture import GREY, picture
from tests.render.samples import FIRST, LAST, LINKS

KNOWN = date(2030, 1, 20)
AS_OF, DAYS = end_of_day(KNOWN), 20
LATER = date(2030, 1, 25)
SENTENCE = "On 20 January 2030 it was not yet known who would hold what of Miniland on {}"


@pytest.fixture(scope="module")
def then(story):
    return timeline_payload(scope_of_days(story, FIRST, LAST, AS_OF, {}), paper=True)


def page_of(story, first=FIRST, last=LAST, as_of=AS_OF):
    return map_page(story, first=first, last=last, as_of=as_of, static=None, links=LINKS)


def test_the_page_has_all_its_days_and_says_how_many_are_known(then):
    assert (then["page"]["first"], then["page"]["days"], then["page"]["known"]) == ("2030-01-01", 31, DAYS)
    assert len(then["page"]["digests"]) == 31


def test_it_carries_no_state_of_a_later_day(then):
    days = [day for steps in (*then["steps"], *then["counted"].values()) for day in steps[1::2]]
    days += [row[0] for place in then["places"] for row in (*place["steps"], *place["sources"])]
    assert days
    assert max(days) < DAYS
    areas = [values for bands in (*then["series"], *(b for d in then["district_series"].values() for b in d)) for values in bands]
    assert {len(values) for values in areas} == {DAYS}
    assert all(figure["day"] is None or figure["day"] < DAYS for figure in then["figures"])
    assert max(claim["day"] for claim in then["claims"]) < DAYS
    assert max(report["published"] for report in then["reports"]) <= KNOWN.isoformat()


def test_up_to_then_it_is_what_was_known_then(story, then):
    whole = timeline_payload(scope_of_days(story, FIRST, KNOWN, AS_OF, {}), paper=True)
    assert then["series"] == whole["series"]
    assert then["steps"] == whole["steps"]
    assert then["page"]["opening_day"] == DAYS - 1


def test_an_instant_within_a_day_knows_that_day(story):
    noon = datetime(2030, 1, 20, 12, tzinfo=UTC)
    assert timeline_payload(scope_of_days(story, FIRST, LAST, noon, {}), paper=True)["page"]["known"] == DAYS


@pytest.mark.parametrize(("as_of", "known"), [(end_of_day(LAST), 31), (end_of_day(date(2035, 1, 1)), 31), (end_of_day(FIRST), 1), (None, 31)])
def test_at_the_ends_of_the_page(story, as_of, known):
    payload = timeline_payload(scope_of_days(story, FIRST, LAST, as_of, {}), paper=True)
    assert payload["page"]["known"] == known
    assert len(payload["series"][0][1]) == known


def test_a_page_of_later_days_alone_is_bare(story, payload_of):
    html = page_of(story, first=LATER, last=LAST)
    payload = payload_of(html)
    assert (payload["page"]["known"], payload["page"]["days"]) == (0, 7)
    assert payload["steps"] == [[4]]
    assert payload["series"] == [[[], [], []]] * 2
    assert [(place["steps"], place["sources"]) for place in payload["places"]] == [([], [])] * 12
    assert html.count(SENTENCE.format("25 January 2030")) >= 2
    assert "Arland held" not in html


def test_the_page_ends_where_knowledge_ends_before_any_script_runs(story, reader):
    html = page_of(story)
    (slider,) = [attrs for attrs in reader(html).all("input") if attrs.get("id") == "slider"]
    assert (slider["max"], slider["value"]) == ("19", "19")
    assert "Arland held about 5 km² of Miniland (4–5), as known on 20 January 2030" in html
    assert slider["aria-valuetext"].endswith(", as known on 20 January 2030")
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td[^>]*>(.*?)</td>", html[html.index("<noscript>") :])
    assert rows[-2][0] == "2030-01-20"
    assert rows[-1] == ("2030-01-21 – 2030-01-31", "not yet known")
    assert max(day for day, _ in rows[:-1]) == "2030-01-20"


def test_one_later_day_is_named_alone(story):
    html = page_of(story, first=FIRST, last=KNOWN + timedelta(days=1))
    assert '<th scope="row">2030-01-21</th><td colspan="4">not yet known</td>' in html


def test_the_still_picture_of_a_later_day_is_grey_and_says_so(story, reader):
    svg = picture(story, end_of_day(LATER), AS_OF)
    assert SENTENCE.format("25 January 2030") in svg
    assert [attrs for attrs in reader(svg).all("path") if attrs.get("data-holder")] == []
    assert [attrs["d"] for attrs in reader(svg).all("path") if attrs.get("data-line") == "front"] == [""]
    assert GREY in svg
    assert "Not yet known" in svg
    known = picture(story, AS_OF, AS_OF)
    assert "As known on 20 January 2030" in known
    assert GREY not in known


def test_the_page_of_two_days_says_nothing_of_a_later_one(story, payload_of, reader):
    for pair in ((FIRST, LATER), (LATER, FIRST)):
        html = delta_page(story, *pair, as_of=AS_OF, static=None, links=LINKS)
        payload = payload_of(html)
        assert payload["page"]["known"] < 2
        assert [steps for steps in payload["steps"] if len(steps) > 1] == []
        assert SENTENCE.format("25 January 2030") in html
        assert payload["page"]["styles"] == [{"style": "unknown", "holder": None, "key": "unknown"}]
        words = "".join(text for _, _, text in reader(html).words)
        assert not re.findall("changed hands|Gained|None", words)


def test_the_page_of_two_known_days_says_as_known_when(story):
    html = delta_page(story, FIRST, KNOWN, as_of=AS_OF, static=None, links=LINKS)
    assert re.search(r"settlements changed hands, as known on 20 January 2030<", html)
    assert "; Salient miniland, as known on 20 January 2030, digest" in html


def test_all_of_it_holds_on_any_folium_map(story, payload_of):
    plane = folium.Map(location=[50.0, 30.0], tiles=None)
    ControlTimeline(story, first=FIRST, last=LAST, as_of=AS_OF).add_to(plane)
    assert payload_of(plane.get_root().render())["page"]["known"] == DAYS
    other = folium.Map(location=[50.0, 30.0], tiles=None)
    ControlDelta(story, FIRST, LATER, as_of=AS_OF).add_to(other)
    assert payload_of(other.get_root().render())["page"]["known"] == 1


def test_outside_the_theatre_the_span_is_told_and_not_the_clock(story, payload_of):
    html = page_of(story, first=date(2035, 5, 1), last=date(2035, 5, 2), as_of=end_of_day(date(2036, 1, 1)))
    assert payload_of(html)["page"]["beyond"]
    assert "Nothing is known of Miniland on 1 May 2035" in html


def test_a_delta_of_known_days_carries_both(story):
    assert delta_payload(scope_of_two(story, FIRST, KNOWN, AS_OF, {}), paper=True)["page"]["known"] == 2
