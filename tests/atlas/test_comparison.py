"""Our map of miniland beside layers made of its squares. On 5 January Arland holds Arvona, Eldova and Ivolna, of which 2 January knew Arvona alone."""

from datetime import date

import pytest

from geo.atlas.comparison import Comparison, overview
from geo.errors import InputError
from geo.interval import end_of_day
from geo.sheets import NOTHING, OURS, Sheet, SheetLevel
from geo.units import HolderId
from tests.miniland import world
from tests.miniland.ground import ground

SECOND, FIFTH, SIXTH, MARCH = date(2030, 1, 2), date(2030, 1, 5), date(2030, 1, 6), date(2030, 3, 20)
FIRST, LAST = date(2030, 1, 1), date(2030, 3, 31)


def sheet(layer, on, *names, holder="AA", level="held"):
    return Sheet(layer, on, HolderId(holder), SheetLevel(level), ground(*names) if names else NOTHING)


SHEETS = (
    sheet("desk", FIFTH, "arvona", "eldova", "belmora", "foskova"),
    sheet("desk", FIFTH, "dastrova", level="unknown"),
    sheet("desk", FIFTH, "lumova", holder="BB"),
    sheet("desk", SIXTH, "arvona"),
    sheet("desk", SIXTH, "belmora", level="contested"),
    sheet("other", FIFTH, "arvona", "belmora"),
    sheet("other", MARCH),
    sheet("grey", SIXTH, "arvona", level="unknown"),
)


def comparison(**changes):
    return Comparison(**{"atlas": world.atlas(), "sheets": SHEETS, "holder": HolderId("AA"), **changes})


def row(maps, layer, on):
    return maps.rows([(on, OURS, layer)])[0]


def told(row):
    found = row.as_dict()
    return tuple(found[name] if found[name] is None else round(found[name], 2) for name in ("a_km2", "b_km2", "both_km2", "iou"))


def test_the_table_has_every_pair_on_every_day_of_a_layer():
    maps = comparison()
    rows = {(str(row.day), row.a, row.b): told(row) for row in maps.rows(maps.pairs(FIRST, LAST))}
    assert list(maps.days_of) == ["desk", "other"]
    assert rows == {
        ("2030-01-05", "ours", "desk"): (3, 4, 2, 0.4),
        ("2030-01-05", "ours", "other"): (3, 2, 1, 0.25),
        ("2030-01-05", "desk", "other"): (4, 2, 2, 0.5),
        ("2030-01-06", "ours", "desk"): (4, 2, 2, 0.5),
        ("2030-01-06", "ours", "other"): (4, None, None, None),
        ("2030-01-06", "desk", "other"): (2, None, None, None),
        ("2030-03-20", "ours", "desk"): (0, None, None, None),
        ("2030-03-20", "ours", "other"): (0, 0, 0, None),
        ("2030-03-20", "desk", "other"): (None, 0, None, None),
    }


def test_ours_is_as_it_was_known():
    """On 2 January only Arvona was known: 1 of 4 squares."""
    assert told(row(comparison(as_of=end_of_day(SECOND)), "desk", FIFTH)) == (1, 4, 1, 0.25)


def test_the_other_side_has_its_own_ground():
    maps = comparison(holder=HolderId("BB"))
    assert told(row(maps, "desk", FIFTH)) == (9, 1, 1, 0.11)
    assert maps.days_of == {"desk": [FIFTH]}


def test_a_layer_stands_for_later_days_only_where_that_is_asked_for():
    later = date(2030, 1, 8)
    assert told(row(comparison(), "desk", later)) == (4, None, None, None)
    assert told(row(comparison(within_days=1), "desk", later)) == (4, None, None, None)
    found = row(comparison(within_days=2), "desk", later)
    assert (found.as_dict()["b_on"], told(found)[1]) == ("2030-01-06", 2)
    assert told(row(comparison(within_days=2), "desk", date(2030, 1, 4))) == (3, None, None, None)


@pytest.mark.parametrize("days", [-1, 366])
def test_it_cannot_stand_in_for_ever(days):
    with pytest.raises(InputError, match="0 to 365"):
        comparison(within_days=days)


def test_a_single_day_that_is_asked_for_has_its_rows_though_unknown():
    maps, on = comparison(sheets=SHEETS[:1]), date(2030, 2, 1)
    assert [told(row) for row in maps.rows(maps.pairs(on, on))] == [(6, None, None, None)]
    assert maps.pairs(on, date(2030, 2, 2)) == []


def test_outside_the_theatre_we_know_nothing():
    maps, on = comparison(sheets=(sheet("desk", FIFTH, "arvona"),)), date(2031, 1, 1)
    assert maps.ground(OURS, on) is None
    assert "2030-01-01 to 2030-03-31" in maps.unknown("desk", on)


def test_where_two_disagree():
    found = comparison().disagreement("desk", FIFTH)
    assert dict(zip(found.shown_by, found.area_km2.round(6), strict=True)) == {"ours_only": 1, "theirs_only": 2, "both": 2}
    assert found.crs == "OGC:CRS84"
    assert found[found.shown_by == "ours_only"].geometry.iloc[0].symmetric_difference(ground("ivolna")).area < 1e-9


def test_where_the_layer_is_unknown_there_is_no_disagreement_but_a_reason():
    maps = comparison()
    assert len(maps.disagreement("desk", MARCH)) == 0
    assert maps.unknown("desk", MARCH) == "The layer desk does not say what AA held on 2030-03-20: unknown, not zero. The nearest days that it has: 2030-01-06."
    assert maps.unknown("desk", FIFTH) is None
    assert maps.members("desk", MARCH)["layer_on"] is None


def test_two_layers_may_be_laid_over_each_other():
    found = comparison().disagreement("desk", FIFTH, "other")
    assert dict(zip(found.shown_by, found.area_km2.round(6), strict=True)) == {"desk_only": 2, "both": 2}
    assert comparison().unknown("desk", SIXTH, "other").startswith("The layer other does not say")


def test_layers_that_end_are_told():
    assert comparison().ended(date(2030, 1, 31)) == ("desk ends on 2030-01-06: what it would show later is unknown, not zero.",)


def test_the_guard_looks_at_every_map():
    """A layer stays at 1 km2 and then grows by 3; ours seldom changes, and then by whole villages: over the floor, 1 % of 12 km2."""
    on = [date(2030, 1, day) for day in (5, 6, 7, 8, 9)]
    steady = tuple(sheet("desk", day, "arvona") for day in on[:4])
    found = comparison(sheets=(*steady, sheet("desk", on[4], "arvona", "belmora", "corvina", "dastrova"))).jumps(FIRST, LAST)
    assert [(str(jump.day), round(jump.change_km2, 3)) for jump in found if jump.map == "desk"] == [("2030-01-09", 3)]
    ours = {str(jump.day): round(jump.change_km2, 3) for jump in found if jump.map == OURS}
    assert (ours["2030-01-02"], ours["2030-01-03"], ours["2030-01-06"]) == (1, 2, 1)
    assert [jump.limit_km2_per_day for jump in found] == pytest.approx([0.12] * len(found))
    assert [str(jump.day) for jump in comparison().jumps(SIXTH, SIXTH) if jump.map == OURS] == ["2030-01-06"]


def test_the_digest_is_that_of_the_sheets():
    assert comparison().layers_digest == comparison(sheets=tuple(reversed(SHEETS))).layers_digest
    assert comparison().layers_digest != comparison(sheets=SHEETS[:1]).layers_digest
    assert len(comparison().layers_digest) == 12


def test_the_overview_has_every_sheet_with_its_area():
    rows = overview(SHEETS, world.theatre())
    assert [(row["name"], row["days"], row["first_day"], row["last_day"], row["holders"], row["levels"]) for row in rows] == [
        ("desk", 2, "2030-01-05", "2030-01-06", ["AA", "BB"], ["contested", "held", "unknown"]),
        ("grey", 1, "2030-01-06", "2030-01-06", ["AA"], ["unknown"]),
        ("other", 2, "2030-01-05", "2030-03-20", ["AA"], ["held"]),
    ]
    assert [sheet["area_km2"] for sheet in rows[0]["sheets"]] == [4, 1, 1, 1, 1]
