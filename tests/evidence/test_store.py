import itertools
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from geo.errors import ConflictError, DataError, InputError, NotFoundError
from geo.evidence import Unresolved, known, rows, schema, successor
from geo.evidence import store as store_module
from geo.evidence.register import Register
from geo.model import KnownClaim, Verdict
from tests.evidence.samples import HOSTILE, claim, extraction, figure, instant, open_store, report, review

EVIDENCE = ("reports", "readings", "claims", "claim_places", "figures", "mentions", "reviews")


def column(store, what, table):
    with sqlite3.connect(store._database.where) as connection:
        found = connection.execute(f"SELECT {what} FROM {table}").fetchall()  # noqa: S608 - the test's own words
    connection.close()
    return [value for (value,) in found]


def test_what_was_stored_comes_back_equal(store):
    first, second = extraction(1), extraction(2, "2030-01-03")
    assert store.append(first)
    assert store.append(second)
    found = store.snapshot()
    expected = {KnownClaim(c, e.report.known_at, "Atlas Desk") for e in (first, second) for c in e.claims}
    assert set(found.claims) == expected
    assert set(found.figures) == {*first.figures, *second.figures}
    assert found.reports == {e.report.id: e.report for e in (first, second)}
    assert found.reviews == ()


def test_the_places_of_a_line_keep_their_order(store):
    store.append(extraction(1))
    line = next(k.claim for k in store.snapshot().claims if len(k.claim.places) == 2)
    assert [(p.place_id, p.bearing_deg, p.distance_km) for p in line.places] == [("keldova", 12.5, 0.25), ("belmora", None, None)]


def test_hostile_text_is_only_text(store):
    made = report(1, ref=HOSTILE, text=HOSTILE)
    store.append(replace(extraction(1), report=made, claims=(claim(made, claimants=(HOSTILE,)),), figures=()))
    assert store.report(HOSTILE).text == HOSTILE
    assert [k.claim.claimants for k in store.snapshot().claims] == [(HOSTILE,)]


def test_a_report_read_twice_is_stored_once(store):
    assert store.append(extraction(1))
    before = store.snapshot(), store.revision()
    assert not store.append(extraction(1))
    assert (store.snapshot(), store.revision()) == before


def test_a_report_without_claims_is_stored_too(store):
    store.append(replace(extraction(1), claims=(), figures=(), mentions=()))
    assert set(store.snapshot().reports) == {report(1).id}


def test_an_assertion_made_twice_in_one_reading_is_one(store):
    made = report(1)
    twice = replace(extraction(1), claims=(claim(made), claim(made)), figures=(figure(made), figure(made)))
    store.append(twice)
    assert len(store.snapshot().claims) == len(store.snapshot().figures) == 1


def test_has_tells_reports_and_methods_apart(store):
    store.append(extraction(1, method="hand/1"))
    known = report(1).id
    assert [store.has(known, "hand/1"), store.has(known, "hand/2"), store.has(report(2).id, "hand/1")] == [True, False, False]


def test_a_newer_reading_supersedes_and_the_older_one_stays_stored(store):
    store.append(extraction(1, method="hand/1"))
    newer = replace(extraction(1, method="hand/2"), claims=(claim(report(1), "dastrova", method="hand/2"),), figures=(), mentions=())
    assert store.append(newer)
    found = store.snapshot()
    assert [k.claim.places[0].place_id for k in found.claims] == ["dastrova"]
    assert found.figures == ()
    assert store.unresolved() == ()
    assert column(store, "count(*)", "claims") == [4]


def test_an_older_method_cannot_take_a_report_back(store):
    store.append(extraction(1, method="hand/1"))
    store.append(extraction(1, method="hand/2"))
    assert not store.append(extraction(1, method="hand/1"))
    assert {k.claim.method for k in store.snapshot().claims} == {"hand/2"}


def test_superseding_one_report_leaves_the_others(store):
    for n, method in ((1, "hand/1"), (2, "hand/1"), (1, "hand/2")):
        store.append(extraction(n, method=method))
    assert {(k.claim.report_id, k.claim.method) for k in store.snapshot().claims} == {(report(1).id, "hand/2"), (report(2).id, "hand/1")}


def test_the_order_of_arrival_changes_nothing(tmp_path):
    found = []
    for n, order in enumerate(itertools.permutations((1, 2, 3))):
        folder = tmp_path / str(n)
        with open_store(folder) as store:
            for i in order:
                store.append(extraction(i, f"2030-01-0{i}"))
            found.append(store.snapshot())
    assert len(found) == 6
    assert all(evidence == found[0] for evidence in found)


def test_the_wall_clock_is_kept_and_enters_nothing(tmp_path, monkeypatch):
    found = []
    for year in (2031, 2041):
        monkeypatch.setattr(store_module, "_now", lambda year=year: datetime(year, 1, 1, tzinfo=UTC))
        with open_store(tmp_path / str(year)) as store:
            store.append(extraction(1))
            store.review(review(report(1).id))
            found.append(store.snapshot())
            for table in ("reports", "readings", "reviews"):
                assert column(store, "recorded_at", table) == [f"{year}-01-01T00:00:00Z"]
    assert found[0] == found[1]


def test_every_row_says_when_it_was_known(store):
    store.append(extraction(1, "2030-01-10"))
    store.review(review(report(1).id, day=20))
    for table in EVIDENCE:
        assert not schema.metadata.tables[table].c.known_at.nullable
        expected = "2030-01-20T12:00:00Z" if table == "reviews" else "2030-01-10T23:59:59Z"
        assert set(column(store, "known_at", table)) == {expected}
    assert {t.name for t in schema.metadata.sorted_tables} == {*EVIDENCE, "about"}


def test_a_report_that_fails_half_way_leaves_nothing(store, monkeypatch):
    whole = rows.extraction_rows

    def broken(read, number):
        *fine, (table, found) = whole(read, number)
        return [*fine, (table, [row | {"reason": None} for row in found])]

    monkeypatch.setattr(rows, "extraction_rows", broken)
    with pytest.raises(DataError, match="reason"):
        store.append(extraction(1))
    assert not store.has(report(1).id, "hand/1")
    assert all(column(store, "count(*)", table) == [0] for table in EVIDENCE)


@pytest.mark.parametrize("known_at", [instant(1).replace(microsecond=1), instant(1).astimezone(timezone(timedelta(hours=3))), datetime(2030, 1, 1)])  # noqa: DTZ001
def test_an_instant_that_would_come_back_changed_is_refused(store, known_at):
    with pytest.raises(InputError, match="whole seconds"):
        store.append(replace(extraction(1), report=replace(report(1), known_at=known_at)))


def test_a_report_is_found_by_id_and_by_reference(store):
    store.append(extraction(1))
    store.append(extraction(2))
    assert store.report("note-2") == store.report(report(2).id) == report(2)


def test_a_reference_that_an_older_salient_used_twice_asks_for_the_id(store, monkeypatch):
    monkeypatch.setattr(Register, "admit", lambda *_, **__: ())
    one, other = extraction(1, ref="same"), extraction(2, ref="same")
    store.append(one)
    store.append(other)
    with pytest.raises(InputError) as fault:
        store.report("same")
    assert one.report.id in str(fault.value)
    assert other.report.id in str(fault.value)
    assert store.report(one.report.id).title == "Note 1"


def test_an_id_beats_an_equal_reference(store):
    store.append(extraction(1))
    store.append(extraction(2, ref=report(1).id))
    assert store.report(report(1).id).title == "Note 1"


@pytest.mark.parametrize("name", ["", "  ", "note-9", "note_1", "%", "\udcff"])
def test_a_report_that_is_not_there_is_not_found(store, name):
    store.append(extraction(1))
    store.append(extraction(2, ref=""))
    with pytest.raises(NotFoundError):
        store.report(name)


def test_names_without_a_place_can_be_listed(store):
    store.append(extraction(1))
    store.append(extraction(2))
    assert store.unresolved() == (Unresolved("Zzyzx", 4, "unresolved"), Unresolved("Paris", 2, "city"))
    assert store.unresolved([report(2).id]) == (Unresolved("Zzyzx", 2, "unresolved"), Unresolved("Paris", 1, "city"))
    assert store.unresolved([]) == ()
    assert set(column(store, "reason", "mentions")) == {"why Zzyzx", "why Paris"}


def test_the_revision_grows_with_every_write_and_with_nothing_else(store):
    seen = [store.revision()]
    for write in (
        lambda: store.append(extraction(1)),
        lambda: store.append(extraction(1, method="hand/2")),
        lambda: store.review(review(report(1).id)),
    ):
        write()
        seen.append(store.revision())
        write()
        store.snapshot()
        assert store.revision() == seen[-1]
    assert seen == sorted(set(seen))


def test_another_store_on_the_same_file_sees_the_write(store, tmp_path):
    with open_store(tmp_path) as other:
        before = other.revision()
        store.append(extraction(1))
        assert other.revision() > before
        assert other.snapshot() == store.snapshot()


def test_everything_is_there_after_closing_and_opening(tmp_path):
    with open_store(tmp_path) as store:
        store.append(extraction(1))
        store.review(review(report(1).id, Verdict.ACCEPT))
        before = store.snapshot(), store.revision()
    with open_store(tmp_path) as store:
        assert (store.snapshot(), store.revision()) == before


def test_threads_may_share_a_store(store):
    jobs = [extraction(n) for n in range(12)] * 4
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(store.append, jobs))
    assert sum(added) == 12
    assert len(store.snapshot().claims) == 36


# One text under one name


FIRST = extraction(1, "2030-01-05", ref="live")
SECOND = extraction(2, "2030-01-08", ref="live")
THIRD = extraction(3, "2030-01-11", ref="live")


def counting(store, as_of=None):
    return set(known(store.snapshot(), as_of).reports)


def contents(store):
    return {table: column(store, "count(*)", table) for table in EVIDENCE}


def test_another_text_under_a_known_id_is_refused_and_adds_nothing(store):
    store.append(FIRST)
    before = contents(store)
    with pytest.raises(ConflictError, match=r"'live'.*--replace"):
        store.append(SECOND)
    with pytest.raises(ConflictError, match=r"'live'.*--replace"):
        store.admit(SECOND.report)
    assert contents(store) == before


def test_the_same_text_under_a_known_id_is_no_conflict(store):
    store.append(FIRST)
    assert store.admit(FIRST.report) == ()
    assert not store.append(FIRST)
    assert store.append(extraction(1, "2030-01-05", ref="live", method="hand/2"))


def test_a_report_that_stands_in_for_another_counts_from_its_publication_on(store):
    store.append(FIRST)
    assert store.append(SECOND, replace=True)
    assert counting(store) == {SECOND.report.id}
    assert counting(store, instant(8)) == {FIRST.report.id}  # the second came out at the end of the 8th
    assert counting(store, SECOND.report.known_at) == {SECOND.report.id}
    assert set(store.snapshot().reports) == {FIRST.report.id, SECOND.report.id}  # nothing is deleted
    (verdict,) = store.reviews()
    assert (verdict.target, verdict.verdict, successor(verdict)) == (FIRST.report.id, Verdict.REJECT, SECOND.report.id)


def test_at_no_moment_do_both_count(store):
    """A new text with the day of the old one, or with an earlier day: the old one then never counted."""
    early = extraction(4, "2030-01-05", ref="live")
    store.append(FIRST)
    store.append(early, replace=True)
    assert [counting(store, instant(day)) for day in (5, 6)] == [set(), {early.report.id}]
    earlier = extraction(5, "2030-01-02", ref="live")
    store.append(earlier, replace=True)
    assert [counting(store, instant(day)) for day in (2, 3, 6)] == [set(), {earlier.report.id}, {earlier.report.id}]


def test_of_a_row_of_texts_each_counts_in_its_time(store):
    for made in (FIRST, SECOND, THIRD):
        store.append(made, replace=True)
    expected = [set(), {FIRST.report.id}, {FIRST.report.id}, {SECOND.report.id}, {THIRD.report.id}]
    assert [counting(store, instant(day)) for day in (5, 6, 8, 9, 12)] == expected
    assert store.report("live") == THIRD.report


def test_standing_in_twice_is_once(store):
    store.append(FIRST)
    store.append(SECOND, replace=True)
    before = contents(store)
    assert not store.append(SECOND, replace=True)
    assert not store.append(FIRST)  # handed in again without being asked to stand in
    assert contents(store) == before
    assert counting(store) == {SECOND.report.id}


def test_a_superseded_text_may_take_its_place_again(store, monkeypatch):
    monkeypatch.setattr(store_module, "_now", lambda: datetime(2031, 1, 1, tzinfo=UTC))
    store.append(FIRST)
    store.append(SECOND, replace=True)
    past = [counting(store, instant(day)) for day in (6, 9)]
    assert not store.append(FIRST, replace=True)  # it was read before
    assert counting(store) == {FIRST.report.id}
    assert [counting(store, instant(day)) for day in (6, 9)] == past  # from now on, and what was known then stays
    store.append(SECOND, replace=True)
    assert counting(store) == {SECOND.report.id}


def test_a_retracted_text_frees_its_name_and_is_not_put_back(store):
    store.append(FIRST)
    store.review(review(FIRST.report.id, day=20))
    assert store.append(SECOND)
    store.append(FIRST, replace=True)  # a hoax stays one
    assert counting(store) == {SECOND.report.id}


def test_a_verdict_given_before_does_not_outlive_the_text(store):
    store.append(FIRST)
    store.review(review(FIRST.report.id, Verdict.ACCEPT, day=20))
    store.append(SECOND, replace=True)
    assert counting(store) == {SECOND.report.id}


def test_what_an_older_salient_stored_twice_under_one_id_is_replaced_together(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Register, "admit", lambda *_, **__: ())
        store.append(FIRST)
        store.append(SECOND)
    with pytest.raises(ConflictError):
        store.append(THIRD)
    store.append(THIRD, replace=True)
    assert counting(store) == {THIRD.report.id}


def at_address(n, *, ref="", url="https://news.example/live"):
    made = replace(report(n, ref=ref), urls=(url,), kind="report")
    return replace(extraction(n), report=made, claims=(claim(made),), figures=())


def test_an_address_is_the_name_of_a_report_without_an_id(store):
    store.append(at_address(1))
    with pytest.raises(ConflictError, match=r"https://news\.example/live"):
        store.append(at_address(2, url="http://news.example/live/"))
    store.append(at_address(2), replace=True)
    assert counting(store) == {report(2).id}
    store.append(at_address(3, ref="n3"))
    assert [found.id for found in store.neighbours(at_address(3, ref="n3").report)] == [report(2).id]
    with pytest.raises(ConflictError, match="Several reports"):
        store.append(at_address(4), replace=True)


def test_many_reports_with_ids_may_have_one_address(store):
    for n in range(8):
        store.append(at_address(n, ref=f"n{n}"))
    assert len(counting(store)) == 8
    assert len(store.neighbours(at_address(0, ref="n0").report)) == 5  # a few are named


def test_names_that_another_program_took_are_known(tmp_path):
    with open_store(tmp_path) as store, open_store(tmp_path) as other:
        for n, (one, two) in enumerate([(store, other), (other, store)] * 3):
            one.append(extraction(n, "2030-01-05", ref=f"live{n}"))
            with pytest.raises(ConflictError):
                two.append(extraction(n, "2030-01-06", ref=f"live{n}"))


def test_a_text_that_fails_half_way_takes_nothing_away(store, monkeypatch):
    store.append(FIRST)
    monkeypatch.setattr(rows, "extraction_rows", lambda *_: [(schema.mentions, [{"reading": 1, "surface": "x", "kind": "y"}])])
    with pytest.raises(DataError):
        store.append(SECOND, replace=True)
    assert counting(store) == {FIRST.report.id}
    monkeypatch.undo()
    with pytest.raises(ConflictError):
        store.append(THIRD)


# Reviews


def test_a_review_is_kept_and_twice_is_once(store):
    store.append(extraction(1))
    given = review(report(1).id, why=HOSTILE)
    store.review(given)
    store.review(given)
    assert store.reviews() == store.snapshot().reviews == (given,)


def test_reviews_come_oldest_first(store):
    store.append(extraction(1))
    target = claim(report(1)).id
    late, early = review(target, day=25), review(target, Verdict.ACCEPT, day=21)
    store.review(late)
    store.review(early)
    assert store.reviews() == (early, late)


def test_a_claim_that_was_superseded_can_still_be_reviewed(store):
    store.append(extraction(1))
    store.append(replace(extraction(1, method="hand/2"), claims=()))
    store.review(review(claim(report(1)).id))
    assert len(store.reviews()) == 1


def test_a_review_of_nothing_is_refused(store):
    with pytest.raises(NotFoundError, match="0123456789abcdef"):
        store.review(review("0123456789abcdef"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "one or more fields"),
        ({"certainty": "stated"}, "'certainty'"),
        ({"event": "liberated"}, "'liberated'"),
        ({"date": "10 January"}, "10 January"),
        ({"date": "2030-01-05/2030-01-02"}, "empty"),
        ({"place": "belmora|keldova"}, "1 place"),
        ({"place": ""}, "1 place"),
    ],
)
def test_an_amendment_that_cannot_be_made_is_refused(store, changes, words):
    store.append(extraction(1))
    with pytest.raises(InputError, match=words):
        store.review(review(claim(report(1)).id, Verdict.AMEND, **changes))
    assert store.reviews() == ()


def test_a_report_cannot_be_amended(store):
    store.append(extraction(1))
    with pytest.raises(InputError, match="is a report"):
        store.review(review(report(1).id, Verdict.AMEND, actor="BB"))


def test_a_verdict_that_changes_nothing_takes_no_changes(store):
    store.append(extraction(1))
    with pytest.raises(InputError, match="takes no changes"):
        store.review(review(claim(report(1)).id, Verdict.REJECT, actor="BB"))


def test_a_field_is_changed_once(store):
    store.append(extraction(1))
    twice = replace(review(claim(report(1)).id, Verdict.AMEND), changes=(("actor", "AA"), ("actor", "BB")))
    with pytest.raises(InputError, match="each once"):
        store.review(twice)
