"""Laws of names: whatever is handed in under them in whatever order, at no moment do two texts count under one, and nothing is lost."""

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import ConflictError
from geo.evidence import Store, known
from geo.evidence.names import address_key
from geo.interval import end_of_day
from tests.evidence.samples import claim, extraction, report

DAYS = [date(2030, 1, 1) + timedelta(days=n) for n in range(12)]
URLS = ("https://news.example/live", "http://NEWS.example/live/", "https://news.example/other")
HANDED_IN = st.lists(
    st.tuples(st.sampled_from(["a", "b", ""]), st.sampled_from(URLS), st.integers(1, 4), st.sampled_from(DAYS), st.booleans()),
    max_size=8,
)


def reading(ref, url, text, on):
    made = replace(report(text, on.isoformat(), ref=ref), urls=(url,), kind="report", id="")
    return replace(extraction(1), report=made, claims=(claim(made),), figures=(), mentions=())


def name(made):
    """Under what a report is known: a report with an id by that, one without by its address."""
    return made.ref or address_key(made.urls[0])


@given(HANDED_IN)
@example([("a", URLS[0], 2, DAYS[0], False), ("", URLS[0], 1, DAYS[1], True), ("a", URLS[0], 1, DAYS[0], False)])
@settings(max_examples=40, deadline=None)
def test_at_no_moment_do_two_texts_count_under_one_name(handed_in):
    with tempfile.TemporaryDirectory() as folder, Store.open(str(Path(folder, "store.sqlite")), "miniland") as store:
        stored = set()
        for ref, url, text, on, replacing in handed_in:
            made = reading(ref, url, text, on)
            before = known(store.snapshot(), None)
            try:
                store.append(made, replace=replacing)
            except ConflictError:
                assert known(store.snapshot(), None) == before
                continue
            stored.add(made.report.id)
            now = known(store.snapshot(), None).reports
            if replacing:
                assert made.report.id in now  # who is asked to stand in does so
            else:
                assert now.keys() >= before.reports.keys()  # and unasked nothing is taken away
        evidence = store.snapshot()
        assert set(evidence.reports) == stored
        for day in DAYS:
            counting = known(evidence, end_of_day(day)).reports.values()
            names = [name(found) for found in counting]
            assert len(names) == len(set(names))


@given(HANDED_IN)
@settings(max_examples=30, deadline=None)
def test_two_stores_on_one_file_refuse_what_one_store_refuses(handed_in):
    def run(stores):
        told = []
        for n, (ref, url, text, on, replacing) in enumerate(handed_in):
            try:
                told.append(stores[n % len(stores)].append(reading(ref, url, text, on), replace=replacing))
            except ConflictError:
                told.append(None)
        return told, stores[0].snapshot()

    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder, f"{n}.sqlite")) for n in range(2)]
        with Store.open(paths[0], "miniland") as one, Store.open(paths[1], "miniland") as two, Store.open(paths[1], "miniland") as other:
            assert run([one]) == run([two, other])


@pytest.mark.parametrize("first", [True, False])
def test_the_text_of_a_moment_is_the_same_whichever_came_in_first(first):
    """Two texts of one report, handed in with `replace` in either order, differ only in which of them counts in the end."""
    texts = [reading("a", URLS[0], 1, DAYS[2]), reading("a", URLS[0], 2, DAYS[6])]
    with tempfile.TemporaryDirectory() as folder, Store.open(str(Path(folder, "store.sqlite")), "miniland") as store:
        for made in texts if first else reversed(texts):
            store.append(made, replace=True)
        evidence = store.snapshot()
    old, new = (made.report.id for made in texts)
    assert set(known(evidence, end_of_day(DAYS[4])).reports) == {old}
    assert set(known(evidence, end_of_day(DAYS[8])).reports) == {new if first else old}
