"""The numbers and states of the payload, worked by hand from miniland's reports."""

import dataclasses
from datetime import date, timedelta

import pytest

from geo.atlas import Atlas
from geo.interval import StepFunction, end_of_day, start_of_day
from geo.model import CellState, Level
from geo.render import map_page
from geo.render.palette import night, timeline_styles
from geo.render.payload import opening_day, scope_of_days, timeline_payload
from geo.render.records import web_address
from geo.render.states import cell_steps, code
from tests.miniland import world

DAYS = [date(2030, 1, 1) + timedelta(days=n) for n in range(31)]
MODES = {(0, Level.HELD, True): 1, (0, Level.CONTESTED, False): 2, (1, Level.HELD, False): 4, (1, Level.CONTESTED, True): 7, (2, Level.HELD, True): 9}


@pytest.mark.parametrize(("state", "number"), MODES.items())
def test_a_class_of_ground_is_holder_contested_evidenced(state, number):
    assert code(CellState(*state)) == number


def test_steps_tell_the_class_at_the_end_of_each_day_on_which_it_is_another():
    quiet, taken, lost = CellState(1, Level.HELD, evidenced=False), CellState(0, Level.HELD, evidenced=True), CellState(1, Level.CONTESTED, evidenced=True)
    cell = StepFunction(quiet, [(start_of_day(date(2030, 1, 3)), taken), (start_of_day(date(2030, 1, 10)), lost)])
    assert cell_steps(cell, DAYS) == [4, 2, 1, 9, 7]
    assert cell_steps(cell, DAYS[5:8]) == [1]
    assert cell_steps(cell, [DAYS[20], DAYS[0]]) == [7, 1, 4]
    assert cell_steps(StepFunction(quiet), DAYS) == [4]


def test_what_is_undone_within_the_day_is_no_step():
    quiet, taken = CellState(1, Level.HELD, evidenced=False), CellState(0, Level.HELD, evidenced=True)
    morning = start_of_day(date(2030, 1, 3))
    assert cell_steps(StepFunction(quiet, [(morning, taken), (morning + timedelta(hours=9), quiet)]), DAYS) == [4]


def test_one_report_is_one_step_of_one_cell_and_one_place(page, payload_of):
    payload = payload_of(page)
    arvona = next(i for i, place in enumerate(payload["places"]) if place["id"] == "arvona")
    cell = payload["cell_place"].index(arvona)
    assert payload["steps"][cell] == [4, 1, 1]
    assert [steps for i, steps in enumerate(payload["steps"]) if i != cell] == [[4]] * 11
    # certainty 1.0 x basis 0.9 x reliability 1.0
    assert payload["places"][arvona]["steps"] == [[1, [0.9, 0.1], [[0, 0.9]], None]]
    assert [place["steps"] for i, place in enumerate(payload["places"]) if i != arvona] == [[]] * 11


def test_ground_that_no_report_names_says_which_place_stands_in(single, payload_of):
    near = dataclasses.replace(single.theatre.parameters, method="nearest", reach_km=1.2)
    atlas = Atlas.build(dataclasses.replace(single.theatre, parameters=near), single.evidence)
    payload = payload_of(map_page(atlas, first=DAYS[0], last=DAYS[-1], as_of=None, static=None, links={}))
    ids = [place["id"] for place in payload["places"]]
    # villages stand 1 km apart: only the two that share a side with Arvona lie within 1.2 km
    stood_in = {ids[i] for i, place in enumerate(payload["places"]) if place["steps"] and place["steps"][0][3] is not None}
    assert stood_in == {"belmora", "eldova"}
    assert payload["places"][ids.index("belmora")]["steps"] == [[1, [0.9, 0.1], [], ids.index("arvona")]]
    assert payload["steps"][payload["cell_place"].index(ids.index("belmora"))] == [4, 1, 0]
    assert [style["style"] for style in payload["page"]["styles"]] == ["held", "inferred", "changed", "front"]


def test_its_claim_stands_with_date_side_reading_words_and_source(page, payload_of):
    payload = payload_of(page)
    (claim,) = payload["claims"]
    (report,) = payload["reports"]
    assert (claim["date"], claim["day"], claim["actor"], claim["reading"], claim["says"]) == ("2030-01-02", 1, 0, "Arland captured Arvona", True)
    assert (claim["text"], claim["claimants"], claim["basis"]) == ("Arlandish forces captured Arvona.", "Atlas Desk", "assessed")
    assert report == {"publisher": "Atlas Desk", "published": "2030-01-02", "title": "News", "url": "https://news.example/1", "kind": "digest"}
    assert payload["figures"] == [{"day": 1, "holder": 0, "km2": 5.0, "claimants": "Atlas Desk", "publisher": "Atlas Desk"}]


def test_series_and_sentences_run_day_by_day(page, payload_of, single):
    payload = payload_of(page)
    arland, borland = payload["series"]
    assert arland == [[pytest.approx(v, abs=0.01) for v in [0.0] + [1.0] * 30]] * 3
    assert borland[1] == [pytest.approx(v, abs=0.01) for v in [12.0] + [11.0] * 30]
    sentence, citation = payload["summaries"][1]
    assert sentence == "Arland held about 1 km² of Miniland (1–1)"
    assert citation == single.summary(end_of_day(date(2030, 1, 2))).citation


# Arland's best areas as tests/atlas works them by hand
@pytest.mark.parametrize(("day", "km2"), [(1, 1), (2, 3), (11, 7), (16, 5), (25, 5)])
def test_the_series_of_the_whole_story(story, day, km2):
    payload = timeline_payload(scope_of_days(story, DAYS[0], DAYS[-1], None, {}), paper=True)
    assert payload["series"][0][1][day] == pytest.approx(km2, abs=0.01)


def test_a_page_opens_on_the_last_day_or_on_the_peak_of_what_has_shrunk():
    assert opening_day([0.0, 10.0, 20.0, 10.0]) == 3
    assert opening_day([0.0, 10.0, 20.0, 9.0]) == 2
    assert opening_day([0.0, 0.0]) == 1
    assert opening_day([5.0]) == 0


def test_days_are_cut_to_the_span_and_the_page_says_so(story):
    scope = scope_of_days(story, date(2029, 12, 1), date(2030, 1, 2), None, {})
    assert scope.on == (date(2030, 1, 1), date(2030, 1, 2))
    assert "2030-01-01 to 2030-03-31" in scope.note


def test_the_past_knows_only_what_was_published(story):
    then = timeline_payload(scope_of_days(story, DAYS[0], DAYS[-1], end_of_day(date(2030, 1, 3)), {}), paper=True)
    assert {report["published"] for report in then["reports"]} == {"2030-01-02", "2030-01-03"}
    assert then["page"]["evidence_to"] == "2030-01-03"
    assert then["series"][0][1][-1] == pytest.approx(3.0, abs=0.01)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", " https://a.example", "ftp://a.example", "//a.example"])
def test_only_addresses_of_the_web_become_links(address):
    assert web_address(address) == ""


def test_web_addresses_stay_as_they_are():
    assert web_address("HTTPS://a.example/?b=1&c=2") == "HTTPS://a.example/?b=1&c=2"


def test_the_legend_names_what_occurs():
    styles = [(s.style, s.holder) for s in timeline_styles(world.theatre(), {1, 4, 5, 7}, changing=True)]
    assert styles == [("held", 0), ("contested", None), ("changed", 0), ("front", None)]
    assert [s.style for s in timeline_styles(world.theatre(), {4}, changing=False)] == ["front"]
    assert [s.style for s in timeline_styles(world.theatre(), {0, 2, 4}, changing=False)] == ["inferred", "contested-inferred", "front"]


def test_by_night_a_hue_is_lighter():
    # 0x2f = 47: 47 + 0.38 x 208 = 126 = 0x7e; 0xff stays
    assert night("#2f00ff") == "#7e61ff"


def test_two_cells_of_one_place_share_its_row(story):
    tessellation = story.tessellation
    doubled = dataclasses.replace(tessellation, place_ids=(tessellation.place_ids[0], *tessellation.place_ids[:-1]))
    atlas = dataclasses.replace(story, tessellation=doubled, _views={})
    payload = timeline_payload(scope_of_days(atlas, DAYS[0], DAYS[2], None, {}), paper=True)
    assert payload["cell_place"][:2] == [0, 0]
    assert len(payload["places"]) == 11
