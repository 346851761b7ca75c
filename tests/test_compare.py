"""Maps over each other, in miniland's squares of 1 km2; and the guard on jumps, with limits worked out by hand."""

from datetime import date, timedelta

import pytest
import shapely

from geo.compare import COLUMNS, LightTable, jumps, medians
from geo.crs import geodesic_area_m2
from tests.miniland import world
from tests.miniland.ground import village

ON = date(2030, 1, 5)


@pytest.fixture(scope="module")
def light():
    return LightTable.of(world.theatre())


def laid(light, *names):
    return light.ground([village(name) for name in names], ON)


@pytest.mark.parametrize(("a", "b", "both", "iou"), [
    (["arvona", "belmora", "corvina"], ["belmora", "corvina", "dastrova", "hestrova"], 2, 2 / 5),
    (["arvona"], ["arvona"], 1, 1),
    (["arvona"], ["lumova"], 0, 0),
    (["arvona"], ["belmora"], 0, 0),
    (["arvona"], [], 0, 0),
    ([], [], 0, None),
])  # fmt: skip
def test_how_far_two_maps_agree(light, a, b, both, iou):
    found = light.overlap(laid(light, *a), laid(light, *b))
    numbers = (found.a_km2, found.b_km2, found.both_km2, found.difference_km2, found.a_only_km2, found.b_only_km2)
    assert numbers == pytest.approx((len(a), len(b), both, len(a) - len(b), len(a) - both, len(b) - both), abs=1e-6)
    assert found.iou == (None if iou is None else pytest.approx(iou, abs=1e-6))


def test_ground_beyond_the_theatre_does_not_count(light):
    wide = shapely.union_all([village("arvona"), shapely.box(10, 45, 11, 46)])
    assert light.ground([wide], ON).km2 == pytest.approx(1, abs=1e-6)


def test_what_is_unknown_is_not_zero(light):
    row = light.row(ON, ("ours", laid(light, "arvona")), ("desk", None)).as_dict()
    assert (row["day"], row["a"], row["b"], row["a_on"], row["b_on"]) == ("2030-01-05", "ours", "desk", "2030-01-05", None)
    assert row["a_km2"] == pytest.approx(1, abs=1e-3)
    assert {row[name] for name in ("b_km2", "difference_km2", "both_km2", "a_only_km2", "b_only_km2", "iou")} == {None}
    assert tuple(row) == COLUMNS


def test_the_pieces_of_a_disagreement_are_apart_and_make_up_the_whole(light):
    a, b = laid(light, "arvona", "belmora"), laid(light, "belmora", "corvina")
    pieces = light.disagreement(a, b)
    assert [geodesic_area_m2(piece) / 1e6 for piece in pieces] == pytest.approx([1, 1, 1], abs=1e-6)
    for piece, name in zip(pieces, ("arvona", "corvina", "belmora"), strict=True):
        assert shapely.symmetric_difference(piece, village(name)).area < 1e-9


def test_medians_count_the_days_on_which_both_are_known(light):
    known = laid(light, "arvona")
    rows = [light.row(ON, ("ours", known), ("desk", other)) for other in (laid(light, "arvona"), laid(light, "arvona", "belmora"), laid(light, "lumova"), None)]
    assert medians(rows) == [{"a": "ours", "b": "desk", "days": 3, "median_iou": 0.5}]
    assert medians([rows[-1]]) == [{"a": "ours", "b": "desk", "days": 0, "median_iou": None}]


def series(*areas, gap=1):
    return [(ON + timedelta(days=n * gap), float(area)) for n, area in enumerate(areas)]


def test_exactly_the_planted_jump_is_flagged():
    """Rates 1, 2, 1, 2, 40, 2, 1: median 2, deviations 1 0 1 0 38 0 1, their median 1, so the limit is 2 + 6 x 1.4826 = 10.8956."""
    (jump,) = jumps("desk", series(10, 11, 13, 14, 16, 56, 58, 59), extent_km2=100)
    assert (jump.map, str(jump.before), str(jump.day), jump.gap_days) == ("desk", "2030-01-09", "2030-01-10", 1)
    assert (jump.before_km2, jump.after_km2, jump.change_km2, jump.rate_km2_per_day) == (16, 56, 40, 40)
    assert jump.limit_km2_per_day == pytest.approx(10.8956)
    assert jump.as_dict()["limit_km2_per_day"] == 10.896


def test_a_loss_is_a_jump_too():
    assert [jump.change_km2 for jump in jumps("desk", series(60, 59, 57, 17, 16), extent_km2=100)] == [-40]


def test_a_change_is_spread_over_the_days_between():
    """Ten days apart 40 km2 are 4 a day, over the floor of 1 % of 100 km2; a hundred days apart they are 0.4, under it."""
    assert [jump.rate_km2_per_day for jump in jumps("desk", series(10, 11, 13, 53, 54, gap=10), extent_km2=100)] == [4]
    assert jumps("desk", series(10, 11, 13, 53, 54, gap=100), extent_km2=100) == ()


def test_a_map_that_seldom_changes_is_not_flagged_for_small_changes():
    """All but one rate are 0, so is the robust limit; the floor is 1 % of the theatre a day."""
    assert jumps("desk", series(5, 5, 5, 6, 6, 6), extent_km2=100) == ()
    assert len(jumps("desk", series(5, 5, 5, 6.1, 6.1, 6.1), extent_km2=100)) == 1


def test_nothing_changes_where_there_is_at_most_one_entry():
    assert jumps("desk", [], 100) == jumps("desk", series(5), 100) == ()
