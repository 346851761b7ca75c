"""The numbers and states of the payload, worked by hand from miniland's reports."""

import dataclasses
import re
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from geo.atlas import Atlas
from geo.interval import end_of_day
from geo.render import map_page
from geo.render.assets import SCRIPTS, asset_text
from geo.render.palette import ground_style, night, timeline_styles
from geo.render.payload import credits_line, delta_payload, opening_day, scope_of_days, scope_of_two, timeline_payload
from geo.render.records import web_address
from geo.render.states import Ground, classes, faces
from geo.space import codes
from tests.miniland import world
from tests.space.lands import land, lattice

DAYS = [date(2030, 1, 1) + timedelta(days=n) for n in range(31)]
LOOKS = {0: ("inferred", 0), 1: ("held", 0), 2: ("contested-inferred", None), 4: None, 5: None, 7: ("contested", None), 9: ("held", 2)}


def place_of(payload, name):
    return next(place for place in payload["places"] if place["id"] == name)


def history(payload, name):
    """How the ground of a settlement changes."""
    return payload["steps"][place_of(payload, name)["face"]]


@pytest.fixture(scope="module")
def told(story):
    """The payload of January of the whole story."""
    return timeline_payload(scope_of_days(story, DAYS[0], DAYS[-1], None, {}), paper=True)


@pytest.mark.parametrize(("number", "look"), LOOKS.items())
def test_a_class_of_ground_is_holder_contested_evidenced(number, look):
    assert ground_style(number, 1) == look


@pytest.mark.parametrize("day", [0, 1, 4, 12, 30])
def test_the_classes_of_a_day_are_those_of_its_frame(story, day):
    frame = story.view(None).frame(end_of_day(DAYS[day]))
    paper = (frame.holder == 1) & ~frame.contested  # the opening holder's own ground, whatever is said of it
    expected = 4 * frame.holder + 2 * frame.contested + (frame.evidenced & ~paper)
    assert classes(story.view(None), DAYS).drawn[day].tolist() == expected.tolist()
    assert classes(story.view(None), [DAYS[day]]).drawn[0].tolist() == expected.tolist()


def test_a_third_side_has_its_own_number(single):
    theatre, evidence = single.theatre, single.evidence
    third = dataclasses.replace(theatre, holders=(*theatre.holders, dataclasses.replace(theatre.holders[0], id="CC", name="Corland")))
    known = dataclasses.replace(evidence.claims[0], claim=dataclasses.replace(evidence.claims[0].claim, actor="CC"))
    atlas = Atlas.build(third, dataclasses.replace(evidence, claims=(known,)))
    payload = timeline_payload(scope_of_days(atlas, DAYS[0], DAYS[-1], None, {}), paper=True)
    assert history(payload, "arvona") == [4, 1, 9]
    assert len(payload["series"]) == len(payload["theatre"]["holders"]) == 3


def test_cells_with_one_history_are_one_face_with_its_steps():
    drawn = np.array([[4, 4, 4, 4], [4, 1, 4, 1], [4, 1, 4, 6], [4, 7, 4, 6]], dtype=np.uint8)
    found = faces(Ground(drawn, drawn & ~np.uint8(1)))
    assert [found.steps[face] for face in found.of] == [[4], [4, 1, 1, 3, 7], [4], [4, 1, 1, 2, 6]]
    assert sorted(found.steps) == [[4], [4, 1, 1, 2, 6], [4, 1, 1, 3, 7]]
    assert found.counted == {}


def test_a_face_says_where_areas_count_it_otherwise():
    drawn = np.array([[4, 4, 4], [1, 1, 1]], dtype=np.uint8)
    counted = np.array([[4, 4, 4], [0, 0, 6]], dtype=np.uint8)
    found = faces(Ground(drawn, counted))
    assert len(set(found.of.tolist())) == 2
    assert found.counted == {int(found.of[2]): [4, 1, 6]}


def test_steps_tell_the_class_at_the_end_of_each_day_on_which_it_is_another(told):
    # captured on the 2nd; entered on the 4th, captured on the 6th; captured by the word of the ministry on the 8th, held on the 9th
    assert history(told, "arvona") == [4, 1, 1]
    assert history(told, "eldova") == [4, 2, 1, 19, 3, 20, 4]
    assert history(told, "jorvina") == [4, 6, 7, 10, 1, 16, 4]
    assert history(told, "corvina") == [4, 23, 1]
    assert history(told, "dastrova") == [4, 23, 1, 24, 7, 25, 4]
    # never said to be held by Arland in January
    assert history(told, "hestrova") == history(told, "keldova") == history(told, "lumova") == [4]
    assert len({place_of(told, name)["face"] for name in ("hestrova", "keldova", "lumova")}) == 1


def test_steps_are_counted_in_the_days_of_the_page(story):
    def steps(*on):
        found = faces(classes(story.view(None), on))
        return found.steps[found.of[story.tessellation.cell_of["corvina"]]]

    assert steps(*DAYS[20:26]) == [4, 3, 1]
    assert steps(*DAYS[25:28]) == [1]
    assert steps(DAYS[30], DAYS[0]) == [1, 1, 4]


def test_what_is_undone_between_the_days_of_a_page_is_no_step(story):
    found = faces(classes(story.view(None), [DAYS[0], DAYS[30]]))
    # taken on the 3rd and lost on the 21st; never taken
    eldova, lumova = (found.of[story.tessellation.cell_of[name]] for name in ("eldova", "lumova"))
    assert found.steps[eldova] == [4]
    assert eldova == lumova


def test_one_report_is_one_step_of_one_face_and_one_place(page, payload_of):
    payload = payload_of(page)
    arvona = place_of(payload, "arvona")
    others = [place for place in payload["places"] if place is not arvona]
    assert payload["steps"][arvona["face"]] == [4, 1, 1]
    assert [payload["steps"][place["face"]] for place in others] == [[4]] * 11
    assert len(payload["steps"]) == 2
    # certainty 1.0 x basis 0.9 x reliability 1.0; from its own day on claims name it, and it takes its status from itself alone
    assert arvona["steps"] == [[1, [0.9, 0.1], 1]]
    assert arvona["sources"] == [[1, [[payload["places"].index(arvona), 100]]]]
    assert [(place["steps"], place["sources"]) for place in others] == [([], [])] * 11


def test_ground_that_no_report_names_says_which_place_stands_in(single, payload_of):
    near = dataclasses.replace(single.theatre.parameters, method="nearest", reach_km=1.2)
    atlas = Atlas.build(dataclasses.replace(single.theatre, parameters=near), single.evidence)
    payload = payload_of(map_page(atlas, first=DAYS[0], last=DAYS[-1], as_of=None, static=None, links={}))
    ids = [place["id"] for place in payload["places"]]
    # villages stand 1 km apart: only the two that share a side with Arvona lie within 1.2 km
    stood_in = {place["id"] for place in payload["places"] if place["steps"] and not place["steps"][0][2]}
    assert stood_in == {"belmora", "eldova"}
    assert place_of(payload, "belmora")["steps"] == [[1, [0.9, 0.1], 0]]
    assert place_of(payload, "belmora")["sources"] == [[1, [[ids.index("arvona"), 100]]]]
    assert history(payload, "belmora") == [4, 1, 0]
    assert [style["style"] for style in payload["page"]["styles"]] == ["held", "inferred", "changed", "front"]


def test_a_settlement_has_the_chances_of_the_ground_where_it_lies(fine, fine_page):
    for place in fine_page["places"]:
        for day in (0, 7, 23, 30):
            status = fine.view(None).status(place["id"], end_of_day(DAYS[day]))
            shown = [chances for on, chances, _ in place["steps"] if on <= day][-1]
            assert shown == pytest.approx(status.probability, abs=0.005 + 1e-6)


def test_a_settlement_is_named_from_its_first_claim_on(fine_page):
    first = {place["id"]: min((step[0] for step in place["steps"] if step[2]), default=None) for place in fine_page["places"]}
    # the days of the reports; an attack repelled at Foskova and an advance toward Galdova say nothing of who holds them; nobody names Keldova and Lumova
    assert [first[name] for name in ("arvona", "belmora", "foskova", "galdova", "keldova", "lumova")] == [1, 3, 7, 11, None, None]


def test_kriged_ground_names_the_three_settlements_that_weigh_most_the_same_on_all_days(fine, fine_page):
    ids = [place["id"] for place in fine_page["places"]]
    for place in fine_page["places"]:
        ((day, named),) = place["sources"]
        weights = dict(fine.view(None).ground.sources(fine.tessellation.cell_of[place["id"]], 0))
        samples = fine.view(None).samples.of_place
        assert day == 0
        assert [percent for _, percent in named] == sorted((round(100 * weights[samples[name]]) for name in ids if samples.get(name) in weights), reverse=True)[
            :3
        ]
        assert [percent for i, percent in named] == [round(100 * weights[samples[ids[i]]]) for i, percent in named]
    # a settlement that claims speak of weighs most for itself
    assert place_of(fine_page, "arvona")["sources"][0][1][0][0] == ids.index("arvona")


def test_without_a_report_kriged_ground_comes_from_nowhere(single):
    nothing = dataclasses.replace(single.evidence, claims=(), figures=(), reports={})
    payload = timeline_payload(scope_of_days(Atlas.build(land("kriging", 0.05), nothing), DAYS[0], DAYS[-1], None, {}), paper=True)
    assert [place["sources"] for place in payload["places"]] == [[]] * 12
    assert payload["steps"] == [[4]]


def test_ground_too_small_for_the_evidence_is_drawn_as_what_surrounds_it(fine):
    ground, settled = lattice(0.05), set(lattice(0.05).cell_of.values())
    alone = next(n for n in np.argsort(-ground.xy[:, 0]) if 500 < ground.xy[n, 0] < 1500 and abs(ground.xy[n, 1]) < 1000 and n not in settled)
    arland = np.where(ground.xy[:, 0] < -500, 0.97, 0.02)
    arland[alone] = 0.97
    numbers = codes(np.stack([arland, 1 - arland])[:, None].repeat(3, axis=1), fine.theatre.parameters)
    view = SimpleNamespace(theatre=fine.theatre, tessellation=ground, codes=numbers, evidenced_from=np.full(len(arland), 9), day=DAYS.index)
    arland[alone] = 0.02
    assert classes(view, DAYS[:3]).drawn.tolist() == [np.where(arland > 0.5, 0, 4).tolist()] * 3


def test_only_fine_ground_is_smoothed(told, fine_page):
    assert (told["page"]["smooth"], fine_page["page"]["smooth"]) == (False, True)


def test_its_claim_stands_with_date_side_reading_words_and_source(page, payload_of):
    payload = payload_of(page)
    (claim,) = payload["claims"]
    (report,) = payload["reports"]
    assert (claim["date"], claim["day"], claim["actor"], claim["event"], claim["says"]) == ("2030-01-02", 1, 0, "captured", True)
    assert (claim["spots"], claim["denied"]) == ([[payload["places"].index(place_of(payload, "arvona")), "in"]], False)
    assert (claim["text"], claim["claimants"], claim["basis"]) == ("Arlandish forces captured Arvona.", "Atlas Desk", "assessed")
    assert report == {"publisher": "Atlas Desk", "published": "2030-01-02", "title": "News", "url": "https://news.example/1", "kind": "digest"}
    assert payload["figures"] == [{"day": 1, "holder": 0, "km2": 5.0, "claimants": "Atlas Desk", "publisher": "Atlas Desk"}]


def test_series_and_sentences_run_day_by_day(page, payload_of, single):
    payload = payload_of(page)
    arland, borland = payload["series"]
    assert arland == [[pytest.approx(v, abs=0.01) for v in [0.0] + [1.0] * 30]] * 3
    assert borland[1] == [pytest.approx(v, abs=0.01) for v in [12.0] + [11.0] * 30]
    assert payload["page"]["digests"][1] == single.summary(end_of_day(date(2030, 1, 2))).digest
    assert len(payload["page"]["digests"]) == payload["page"]["days"] == 31
    assert sum(payload["face_km2"]) == pytest.approx(12.0, abs=0.01)


def test_the_series_of_districts_add_up_to_that_of_the_theatre(told):
    north, south = (told["district_series"][key] for key in ("0", "1"))
    for bound in range(3):
        for day in range(31):
            assert north[0][bound][day] + south[0][bound][day] == pytest.approx(told["series"][0][bound][day], abs=0.002)


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
    assert [s.style for s in timeline_styles(world.theatre(), {4}, changing=False)] == []
    assert [s.style for s in timeline_styles(world.theatre(), {0, 2, 4}, changing=False)] == ["inferred", "contested-inferred", "front"]


def test_by_night_a_hue_is_lighter():
    # 0x2f = 47: 47 + 0.38 x 208 = 126 = 0x7e; 0xff stays
    assert night("#2f00ff") == "#7e61ff"


def test_the_cells_of_one_place_share_its_row(fine, fine_page):
    # twelve villages of 1 km2 in cells of 5 hectares: 240 whole hexagons, more with those that the outline cuts
    assert len(fine.tessellation.cells) >= 240
    assert len(fine_page["places"]) == 12
    assert len(fine_page["steps"]) < len(fine.tessellation.cells)


def test_a_map_bent_toward_claimed_areas_says_so(fine):
    bent = dataclasses.replace(fine.theatre, parameters=dataclasses.replace(fine.theatre.parameters, calibrate="figures"))
    lines = [credits_line(scope_of_days(dataclasses.replace(fine, theatre=theatre, _views={}), DAYS[0], DAYS[1], None, {})) for theatre in (fine.theatre, bent)]
    assert ["bent toward claimed areas" in line for line in lines] == [False, True]


def keys_of(value):
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_of(inner)}
    return {key for inner in value for key in keys_of(inner)} if isinstance(value, list) else set()


def test_the_page_carries_nothing_that_no_script_reads(story):
    timeline = timeline_payload(scope_of_days(story, DAYS[0], DAYS[-1], None, {}), paper=True)
    delta = delta_payload(scope_of_two(story, DAYS[0], DAYS[-1], None, {}), paper=True)
    scripts = "\n".join(asset_text(name) for name in SCRIPTS["timeline"])
    carried = keys_of(timeline) | keys_of(delta)
    unread = {key for key in carried - set(timeline["page"]["messages"]["en"]) if not re.search(rf"\b{key}\b", scripts)}
    assert unread == set()
