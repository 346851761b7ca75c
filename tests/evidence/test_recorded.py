"""The store's own clock: what it held at an instant is what it answers as recorded then, whatever came later."""

from datetime import UTC, datetime, timedelta

import pytest

from geo.evidence import known
from geo.evidence import layers as layers_module
from geo.evidence import store as store_module
from geo.model import Verdict
from geo.sheets import Sheet, SheetLevel
from geo.units import HolderId
from tests.evidence.samples import claim, extraction, instant, report, review
from tests.miniland.ground import ground

BEGUN = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock:
    """The store's clock, set by hand."""

    def __init__(self):
        self.at = BEGUN

    def __call__(self):
        return self.at


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(store_module, "_now", made)
    monkeypatch.setattr(layers_module, "_now", made)
    return made


def test_what_a_store_held_is_answered_whatever_came_later(store, clock):
    """A report, a second one that is dated back, a newer reading, verdicts: each on the next day."""
    first, back, again = extraction(1, "2030-01-10"), extraction(2, "2030-01-02"), extraction(1, "2030-01-10", method="hand/2")
    deeds = [
        lambda: store.append(first),
        lambda: store.append(back),
        lambda: store.append(again),
        lambda: store.review(review(claim(report(1)).id)),
        lambda: store.review(review(report(2, "2030-01-02").id, Verdict.VOID)),
    ]
    held = {clock.at - DAY: store.snapshot()}
    for deed in deeds:
        deed()
        held[clock.at] = store.snapshot()
        clock.at += DAY
    for at, expected in held.items():
        for later in (timedelta(), timedelta(hours=23)):
            found = store.snapshot(at + later)
            assert (found, found.digest) == (expected, expected.digest)
            assert (found.as_recorded, found.recorded) == (at + later, expected.recorded)
    assert store.snapshot(clock.at) == store.snapshot()
    assert len({evidence.digest for evidence in held.values()}) == len(deeds) + 1


def test_the_two_clocks_go_together(store, clock):
    """A report of the 2nd that is taken in a day after one of the 10th: by publication it is the earlier one, by the store's clock the later."""
    store.append(extraction(1, "2030-01-10"))
    clock.at += DAY
    store.append(extraction(2, "2030-01-02"))
    early, late = report(2, "2030-01-02").id, report(1).id
    table = {(5, 0): set(), (5, 1): {early}, (12, 0): {late}, (12, 1): {early, late}}
    assert {(day, n): set(known(store.snapshot(BEGUN + n * DAY), instant(day)).reports) for day, n in table} == table


def test_a_report_keeps_the_instant_at_which_it_first_came(store, clock):
    store.append(extraction(1))
    clock.at += DAY
    store.append(extraction(1, method="hand/2"))
    assert store.snapshot().recorded == {report(1).id: BEGUN}
    assert known(store.snapshot(), None).recorded == {report(1).id: BEGUN}
    assert known(store.snapshot(), instant(9)).recorded == {}


def test_a_clock_that_was_set_back_leaves_no_reading_without_its_report(store, clock):
    store.append(extraction(1))
    clock.at -= 2 * DAY
    store.append(extraction(1, method="hand/2"))
    assert store.snapshot(clock.at).claims == ()
    assert {known.claim.method for known in store.snapshot(BEGUN).claims} == {"hand/2"}


def test_the_digest_is_the_same_whenever_the_rows_were_recorded(store, clock):
    before = store.snapshot(BEGUN).digest
    store.append(extraction(1))
    with_one = store.snapshot()
    assert store.snapshot(BEGUN - DAY).digest == before
    assert store.snapshot(BEGUN).digest == store.snapshot(BEGUN + 99 * DAY).digest == with_one.digest


def test_layers_are_those_that_counted_then(store, clock):
    here, there = (Sheet("desk", report().known_at.date(), HolderId("AA"), SheetLevel.HELD, ground(name), f"{name}.geojson") for name in ("arvona", "belmora"))
    assert store.layers.entries(BEGUN) == store.layers.sheets(recorded_by=BEGUN) == ()
    for deed in (lambda: store.layers.file([here]), lambda: store.layers.file([there]), lambda: store.layers.withdraw("desk")):
        deed()
        clock.at += DAY
    days = [BEGUN - DAY, BEGUN, BEGUN + DAY, BEGUN + 2 * DAY]
    assert [[sheet.source for sheet in store.layers.sheets(recorded_by=day)] for day in days] == [[], ["arvona.geojson"], ["belmora.geojson"], []]
    assert [[entry.source for entry in store.layers.entries(day)] for day in days] == [[], ["arvona.geojson"], ["belmora.geojson"], []]
