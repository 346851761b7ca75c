"""Miniland's areas, worked by hand from its forty reports (tests/control/test_timeline.py has the statuses)."""

from datetime import date

import pytest
import shapely

from geo.errors import InputError, NotFoundError
from geo.interval import end_of_day
from tests.miniland import world

# (day, low, best, high) of Arland in km2; a village is 1 km2
AREAS = [
    ("2030-01-01", 0, 0, 0),
    ("2030-01-02", 1, 1, 1),
    ("2030-01-03", 3, 3, 3),
    ("2030-01-04", 3, 3, 4),
    ("2030-01-06", 4, 4, 4),
    ("2030-01-07", 4, 4, 5),
    ("2030-01-08", 4, 4, 6),
    ("2030-01-09", 5, 5, 6),
    ("2030-01-11", 6, 6, 6),
    ("2030-01-12", 7, 7, 7),
    ("2030-01-13", 6, 7, 7),
    ("2030-01-15", 7, 7, 7),
    ("2030-01-16", 6, 6, 6),
    ("2030-01-17", 5, 5, 5),
    ("2030-01-20", 4, 5, 5),
    ("2030-01-21", 4, 4, 4),
    ("2030-01-24", 6, 6, 6),
    ("2030-01-25", 5, 5, 6),
    ("2030-01-26", 5, 5, 5),
    ("2030-02-01", 6, 6, 6),
    ("2030-02-06", 7, 7, 7),
    ("2030-02-08", 6, 7, 7),
    ("2030-02-14", 5, 5, 5),
    ("2030-02-18", 3, 4, 4),
    ("2030-02-20", 3, 3, 3),
    ("2030-03-01", 1, 1, 1),
    ("2030-03-20", 0, 0, 0),
]


@pytest.fixture(scope="module")
def atlas():
    return world.atlas()


def at(text):
    return end_of_day(date.fromisoformat(text))


@pytest.mark.parametrize(("on", "low", "best", "high"), AREAS)
def test_the_series_is_what_a_hand_computes(atlas, on, low, best, high):
    day = date.fromisoformat(on)
    row = atlas.series(day, day).query("holder == 'AA'").iloc[0]
    assert (row.low_km2, row.best_km2, row.high_km2) == pytest.approx((low, best, high), rel=1e-6)


@pytest.mark.parametrize(("on", "low", "best", "high"), AREAS)
def test_polygons_have_the_areas_of_the_series(atlas, on, low, best, high):
    control = atlas.control(at(on))
    mine = control[control.holder == "AA"]
    assert mine[mine.level == "held"].area_km2.sum() == pytest.approx(low, rel=1e-6)
    assert mine.area_km2.sum() == pytest.approx(best, rel=1e-6)
    assert mine.area_km2.sum() + control[(control.holder == "BB") & (control.level == "contested")].area_km2.sum() == pytest.approx(high, rel=1e-6)
    assert control.area_km2.sum() == pytest.approx(12, rel=1e-6)


def test_control_says_since_when_and_until_when_it_looks_so(atlas):
    control = atlas.control(at("2030-01-05"))
    assert set(control.valid_from) == {"2030-01-04T00:00:00Z"}
    assert set(control.valid_to) == {"2030-01-06T00:00:00Z"}
    assert set(atlas.control(at("2030-01-01")).valid_from) == {None}
    assert set(atlas.control(at("2030-03-31")).valid_to) == {None}


def test_the_front_runs_between_holders_and_not_along_the_rim(atlas):
    """On 2 January Arland holds the north-west corner: two inner sides of 1 km."""
    front = atlas.front(at("2030-01-02"))
    assert front.length_km.tolist() == [pytest.approx(2.0, rel=1e-5)]
    assert (front.holder_a[0], front.holder_b[0]) == ("AA", "BB")
    assert atlas.front(at("2030-01-01")).empty


def test_as_of_shows_what_was_known_then(atlas):
    """The capture of Arvona on the 2nd is in nobody's hands on the 1st; a map of the 20th as known on the 3rd has three villages."""
    assert atlas.summary(at("2030-01-20"), at("2030-01-03")).best_km2 == pytest.approx(3, rel=1e-6)
    assert atlas.summary(at("2030-01-20"), at("2030-01-01")).best_km2 == 0
    assert atlas.summary(at("2030-01-20")).best_km2 == pytest.approx(5, rel=1e-6)


def test_delta_names_ground_and_settlements(atlas):
    """12 January: A, B, E, F, G, I, J. 26 January: A, B, C, F, G. Lost E, I, J; gained C."""
    delta = atlas.delta(date(2030, 1, 12), date(2030, 1, 26))
    assert (delta.gained_km2, delta.lost_km2, delta.net_km2) == pytest.approx((1, 3, -2), rel=1e-6)
    assert {(s.name, s.before, s.after) for s in delta.settlements} == {
        ("Corvina", "BB", "AA"),
        ("Eldova", "AA", "BB"),
        ("Ivolna", "AA", "BB"),
        ("Jorvina", "AA", "BB"),
    }
    assert delta.sentence == "Between 12 January 2030 and 26 January 2030 Arland lost 3 km² and gained 1 km² in Miniland; 4 settlements changed hands"
    assert delta.areas.set_index("change").area_km2.to_dict() == {"gained": pytest.approx(1, rel=1e-6), "lost": pytest.approx(3, rel=1e-6)}


def test_nothing_changed_is_said_in_words(atlas):
    delta = atlas.delta(date(2030, 2, 2), date(2030, 2, 5))
    assert delta.sentence.endswith("neither gained nor lost ground in Miniland; no settlements changed hands")
    assert delta.areas.empty


def test_changes_list_each_settlement_once_a_step(atlas):
    changes = atlas.changes(date(2030, 1, 4), date(2030, 1, 6))
    rows = changes[["day", "name", "before", "before_level", "after", "after_level"]].to_numpy().tolist()
    assert rows == [["2030-01-04", "Belmora", "BB", "held", "BB", "contested"], ["2030-01-06", "Belmora", "BB", "contested", "AA", "held"]]


def test_explain_walks_back_to_the_sentences(atlas):
    found = atlas.explain(at("2030-01-13"), place="Galdova")
    assert (found.holder, found.level, found.probability) == ("AA", "contested", {"AA": 0.54, "BB": 0.46})
    assert [c["text"] for c in found.claims[:2]] == [
        "Arlandish forces captured Galdova.",
        "Borlandish forces recaptured Galdova, the Borland Ministry of Defence said.",
    ]
    assert [c["weight"] for c in found.claims] == [0.54, -0.36, 0.0]  # without the capture 0, without the ministry's word 0.9
    assert found.turning.startswith("One report decides this: without the report of 12 January 2030 (Arland captured Galdova) it would have been almost")
    assert found.claims[2]["reading"] == "Arland advanced toward Galdova"
    assert "contested, more likely held by Arland (p = 0.54)" in found.sentence
    assert "the newest of 13 January 2030: Borland recaptured Galdova, according to Borland Ministry of Defence" in found.sentence
    assert found.digest in found.citation


def test_explain_knows_a_point_by_its_cell(atlas):
    place = world.theatre().gazetteer.get("galdova")
    by_point = atlas.explain(at("2030-01-13"), lon=place.lon + 0.001, lat=place.lat)
    assert by_point.place == "Galdova"
    assert by_point.sentence == atlas.explain(at("2030-01-13"), place="Galdova").sentence


def test_ground_that_no_report_names_says_so(atlas):
    found = atlas.explain(at("2030-02-20"), place="Lumova")
    assert not found.evidenced
    assert "No report says who held it" in found.sentence
    assert found.inferred_from == ["the opening situation, in which Borland held everything"]
    assert (found.sources, found.turning) == ([], "")
    assert [c["event"] for c in found.claims] == ["repelled"]


def test_explain_refuses_what_is_no_place(atlas):
    with pytest.raises(NotFoundError):
        atlas.explain(at("2030-02-20"), place="Nowhere-at-all")
    with pytest.raises(InputError, match="both lon and lat"):
        atlas.explain(at("2030-02-20"), lon=30.0)
    outside = atlas.explain(at("2030-02-20"), lon=0.0, lat=0.0)
    assert outside.holder is None
    assert "lies outside the ground that this map covers" in outside.sentence


def test_figures_stand_beside_the_map(atlas):
    by_text = {f["unit"]: f for f in atlas.figures()}
    assert by_text["km2"]["verdict"] == "within"
    assert by_text["km2"]["ratio"] == pytest.approx(1.0)
    assert by_text["settlements"]["verdict"] is None


def test_days_outside_the_span_are_empty_and_named(atlas):
    assert atlas.control(at("2031-01-01")).empty
    assert "covers 2030-01-01 to 2030-03-31; 2031-01-01" in atlas.outside(date(2031, 1, 1))
    assert atlas.outside(date(2030, 1, 1), date(2030, 3, 31)) is None
    assert atlas.series(date(2031, 1, 1), date(2031, 2, 1)).empty
    assert len(atlas.series(date(2029, 12, 1), date(2030, 1, 2))) == 4


def test_nothing_is_said_of_days_outside_the_span(atlas):
    found = atlas.explain(at("2031-01-01"), place="Arvona")
    assert (found.place, found.holder, found.probability, found.claims) == ("Arvona", None, {}, [])
    assert "covers 2030-01-01 to 2030-03-31; 2031-01-01" in found.sentence
    delta = atlas.delta(date(2029, 12, 1), date(2030, 1, 12))
    assert (delta.gained_km2, delta.lost_km2, delta.settlements) == (0, 0, ())
    assert "covers 2030-01-01 to 2030-03-31; 2029-12-01 to 2030-01-12" in delta.sentence


def test_a_population_is_a_whole_number_or_nothing(atlas):
    assert atlas.places(at("2030-01-08")).population.dtype == "Int64"


def test_the_sentence_of_a_day(atlas):
    summary = atlas.summary(at("2030-01-08"), at("2030-01-31"))
    assert summary.sentence == "Arland held about 4 km² of Miniland (4–6)"
    assert summary.citation == f"On 8 January 2030 {summary.sentence}; Salient miniland, as of 31 January 2030, digest {summary.digest}"
    assert atlas.summary(at("2030-01-01")).sentence == "Arland held no ground in Miniland"


def test_the_digest_names_the_answer(atlas):
    again = type(atlas).build(world.theatre(), world.evidence())
    assert again.digest == atlas.digest
    assert atlas.digest_at(at("2030-01-08"), None) != atlas.digest_at(at("2030-01-09"), None)
    fewer = type(atlas).build(world.theatre(), world.evidence(world.story()[:10]))
    assert fewer.digest != atlas.digest


def test_merged_polygons_are_a_valid_coverage(atlas):
    for on, *_ in AREAS:
        assert shapely.coverage_is_valid(atlas.control(at(on)).geometry.to_numpy())
