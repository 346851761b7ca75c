"""Pages of odd theatres: no report at all, a span of a single day, many villages. They are made, and say what there is to say."""

import dataclasses
import random
from datetime import date, timedelta

import orjson
import pytest
import shapely

from geo.atlas import Atlas
from geo.crs import projection
from geo.interval import Interval, end_of_day
from geo.model import Evidence
from geo.render import delta_page, map_page
from geo.render.payload import scope_of_days, timeline_payload
from geo.render.picture import picture
from tests.space.lands import CRS, land, with_places

NOTHING = Evidence((), (), {}, (), "none")
ONLY = date(2030, 1, 2)
VILLAGES = 400
BYTES_A_VILLAGE = 350
METHODS = {"villages": land("voronoi"), "hexagons": land("kriging", 0.05)}


def whole(atlas, static=None):
    span = atlas.theatre.span
    return map_page(atlas, first=span.first_day, last=span.last_day, as_of=None, static=static, links={})


def words(html, reader):
    """What a reader of the page sees before any script runs."""
    return " ".join(" ".join(text.split()) for tag, _, text in reader(html).words if tag not in {"script", "style"} and text.strip())


def scope(atlas):
    span = atlas.theatre.span
    return scope_of_days(atlas, span.first_day, span.last_day, None, {})


@pytest.fixture(scope="module", params=METHODS)
def empty(request):
    return Atlas.build(METHODS[request.param], NOTHING)


@pytest.fixture(scope="module", params=METHODS)
def one_day(request, single):
    theatre = dataclasses.replace(METHODS[request.param], span=Interval.of_days(ONLY))
    return Atlas.build(theatre, single.evidence)


@pytest.fixture(scope="module")
def crowded(single):
    """Miniland with 400 villages at random spots, one of which a report names."""
    rng = random.Random(1)  # noqa: S311 - no secret
    template = single.theatre.gazetteer.places[0]
    metres = projection(CRS)
    spots = [(rng.uniform(-1990, 1990), rng.uniform(-1490, 1490)) for _ in range(VILLAGES - 1)]
    points = metres.to_lonlat(shapely.points(spots))
    places = [dataclasses.replace(template, id=f"v{n:03d}", name=f"Village {n:03d}", lon=p.x, lat=p.y) for n, p in enumerate(points)]
    return Atlas.build(with_places(METHODS["hexagons"], [template, *places]), single.evidence)


def test_without_a_report_the_page_says_that_nothing_is_held(empty, reader):
    told = words(whole(empty), reader)
    assert "No report is known; Borland is taken to hold all of Miniland, as at the opening" in told
    assert "0\u202fkm²" not in told


def test_without_a_report_every_day_is_as_at_the_opening(empty):
    payload = timeline_payload(scope(empty), paper=True)
    assert payload["page"]["days"] == 90
    assert [set(bound) for bound in payload["series"][0]] == [{0.0}] * 3
    assert [bound == pytest.approx([12.0] * 90, abs=0.01) for bound in payload["series"][1]] == [True] * 3
    assert not {style["style"] for style in payload["page"]["styles"]} & {"held", "inferred", "contested", "contested-inferred", "changed"}
    assert (payload["claims"], payload["reports"], payload["figures"]) == ([], [], [])


def test_without_a_report_no_two_days_differ(empty, reader):
    delta = empty.delta(date(2030, 1, 1), date(2030, 2, 1))
    told = words(delta_page(empty, date(2030, 1, 1), date(2030, 2, 1), as_of=None, static=None, links={}), reader)
    assert "neither gained nor lost" in delta.sentence
    assert delta.sentence in told
    assert (delta.gained_km2, delta.lost_km2) == (0.0, 0.0)


def test_a_span_of_a_single_day_has_its_page(one_day, reader):
    read = reader(whole(one_day))
    (slider,) = [attrs for attrs in read.all("input") if attrs.get("id") == "slider"]
    assert (slider["min"], slider["max"], slider["value"]) == ("0", "0", "0")
    (day,) = [attrs for attrs in read.all("time") if attrs.get("id") == "day"]
    assert day["datetime"] == ONLY.isoformat()
    assert one_day.summary(end_of_day(ONLY)).sentence in words(whole(one_day), reader)


def test_on_a_single_day_each_series_has_one_value(one_day):
    payload = timeline_payload(scope(one_day), paper=True)
    assert (payload["page"]["days"], payload["page"]["opening_day"]) == (1, 0)
    assert [[len(bound) for bound in holder] for holder in payload["series"]] == [[1, 1, 1]] * 2
    assert sum(best[0] for _, best, _ in payload["series"]) == pytest.approx(12.0, abs=0.01)
    assert all(len(steps) == 1 for steps in payload["steps"]), "nothing can change between days"


def test_on_a_single_day_its_own_report_counts(one_day):
    # one report of that day: Arland captured Arvona, a village of 1 km2; where ground is kriged, one report leaves it in doubt
    summary = one_day.summary(end_of_day(ONLY))
    if one_day.tessellation.cell_m2 is None:
        assert (summary.low_km2, summary.best_km2, summary.high_km2) == pytest.approx((1.0, 1.0, 1.0), abs=0.01)
    else:
        assert 0.0 < summary.low_km2 < 1.0 < summary.best_km2 < summary.high_km2


def test_a_single_day_compared_with_itself_moves_nothing(one_day):
    assert "Arland" in delta_page(one_day, ONLY, ONLY, as_of=None, static=None, links={})
    delta = one_day.delta(ONLY, ONLY)
    assert (delta.gained_km2, delta.lost_km2, list(delta.settlements)) == (0.0, 0.0, [])


def test_days_around_a_single_day_are_unknown(one_day):
    for on in (ONLY - timedelta(days=1), ONLY + timedelta(days=1)):
        assert one_day.summary(end_of_day(on)).sentence.startswith("Nothing is known of Miniland")
        assert "Nothing is known of Miniland" in map_page(one_day, first=on, last=on, as_of=None, static=None, links={})


def test_a_theatre_without_a_border_has_its_pages(single):
    theatre = dataclasses.replace(single.theatre, border=shapely.LineString())
    bare = Atlas.build(theatre, single.evidence)
    assert "<svg" in whole(bare)
    assert "<svg" in picture(bare, end_of_day(ONLY), None)
    assert delta_page(bare, ONLY, ONLY + timedelta(days=1), as_of=None, static=None, links={})


def test_odd_theatres_have_a_picture(empty, one_day):
    assert "No report is known" in picture(empty, end_of_day(ONLY))
    assert one_day.summary(end_of_day(ONLY)).sentence in picture(one_day, end_of_day(ONLY))


def test_many_villages_stay_light_and_are_all_there(crowded):
    payload = timeline_payload(scope(crowded), paper=True)
    assert len(crowded.tessellation.settlements) == VILLAGES
    text = orjson.dumps(payload["places"])
    assert all(f'"Village {n:03d}"'.encode() in text for n in range(VILLAGES - 1))
    assert len(text) < BYTES_A_VILLAGE * VILLAGES


def test_served_and_standalone_pages_of_an_odd_theatre_say_the_same(empty, reader):
    assert words(whole(empty), reader) == words(whole(empty, "/static/x"), reader)
