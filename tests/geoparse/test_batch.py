"""Several reading processes give what one gives: the same readings, in the same order, and the same faults."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest

from geo.errors import DataError, InputError, UnavailableError
from geo.geoparse import batch, extractor
from geo.geoparse.batch import MOST_WORKERS, processors, read_all
from geo.model import Extraction, Report
from geo.theatre import Theatre, load_theatre

TEXTS = (
    "Ukrainian forces captured Darino on Monday. Russian troops hold Berdin.",
    "Российские войска освободили Суджу и Малую Локню.",
    "Russian forces advanced northwest of Sudzha and were pushed out of Kositsa.",
    "Сили оборони утримують Гуєве.",
    "",
    "Die Truppen stehen bei Sudscha.",
)


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return load_theatre("kursk")


def report(text: str, n: int = 0) -> Report:
    return Report("ISW", datetime(2025, 1, 10 + n % 5, 23, 59, 59, tzinfo=UTC), "", f"report {n}", text, ref=f"r{n}")


def entries(count: int) -> Iterator[tuple[str, Report | None]]:
    for n in range(count):
        yield f"k{n}", None if n % 7 == 3 else report(TEXTS[n % len(TEXTS)], n)


class Failing:
    """An extractor that fails at a report."""

    id = "failing/1"

    def extract(self, found: Report) -> Extraction:
        if "FAIL" in found.text:
            raise DataError(f"broken at {found.ref}")
        return Extraction(found, (), (), (), self.id)


def test_two_processes_read_what_one_reads(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_CHUNK", 200)
    alone = list(read_all(entries(60), theatre, workers=1))
    together = list(read_all(entries(60), theatre, workers=2))
    assert together == alone
    assert [key for key, _ in together] == [f"k{n}" for n in range(60)]
    assert [key for key, reading in together if reading is None] == [f"k{n}" for n in range(3, 60, 7)]
    rules = extractor(theatre)
    first = alone[0][1]
    assert first == rules.extract(report(TEXTS[0], 0))
    assert first.report.ref == "r0"
    assert {c.event for c in first.claims} == {"captured", "holds"}


def test_little_text_starts_no_process(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(batch, "ProcessPoolExecutor", none)
    assert len(list(read_all(entries(20), theatre))) == 20
    assert list(read_all([], theatre)) == []
    monkeypatch.setattr(batch, "processors", lambda: 2)
    monkeypatch.setattr(batch, "WORTH", 400)
    with pytest.raises(AssertionError, match="was started"):
        list(read_all(entries(20), theatre))
    monkeypatch.setattr(batch, "processors", lambda: 1)
    assert len(list(read_all(entries(20), theatre))) == 20


def test_entries_are_not_taken_further_ahead_than_needed(theatre: Theatre) -> None:
    taken: list[str] = []

    def watched() -> Iterator[tuple[str, Report | None]]:
        for key, found in entries(1_000):
            taken.append(key)
            yield key, found

    assert len(list(islice(read_all(watched(), theatre, workers=1), 5))) == 5
    assert len(taken) == 5


@pytest.mark.parametrize("workers", [0, -1, MOST_WORKERS + 1])
def test_an_impossible_number_of_workers_is_refused_at_once(theatre: Theatre, workers: int) -> None:
    with pytest.raises(InputError, match="from 1 to 64"):
        read_all([], theatre, workers=workers)


def test_an_unknown_extractor_is_refused_at_once(theatre: Theatre) -> None:
    with pytest.raises(InputError, match="No extractor is called 'other'"):
        read_all([], theatre, name="other", workers=2)


def test_processors_are_counted_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= processors() <= MOST_WORKERS
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(1_000)), raising=False)
    assert processors() == MOST_WORKERS


def test_a_fault_comes_after_the_readings_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_reader", Failing())
    good, bad = report("fine", 1), report("FAIL", 2)
    answer = pickle.loads(pickle.dumps(batch._read([good, bad, good])))  # noqa: S301 - what another process sends
    assert len(answer.readings) == 1
    assert isinstance(answer.fault, DataError)

    class Done:
        def result(self) -> batch._Answer:
            return answer

    readings = batch._answers([("a", good), ("b", None), ("c", bad), ("d", good)], Done())  # type: ignore[arg-type]
    assert next(readings) == ("a", Extraction(good, (), (), (), "failing/1"))
    assert next(readings) == ("b", None)
    with pytest.raises(DataError, match="broken at r2") as fault:
        next(readings)
    assert "in a reading process" in fault.value.__notes__[0]


def test_a_fault_that_cannot_be_handed_over_is_told_in_words() -> None:
    class Local(Exception):  # noqa: N818 - not importable, so not to be pickled
        pass

    portable = batch._portable(Local("odd"))
    assert isinstance(portable, RuntimeError)
    assert "Local: odd" in str(portable)


def test_a_theatre_that_changed_meanwhile_is_a_fault(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_reader", None)
    monkeypatch.setattr(batch, "_method", batch._Method(theatre.id, theatre.folder, "rules", "rules/0-old"))
    assert "changed while reports were being read" in str(batch._read([report("x")]).fault)
    monkeypatch.setattr(batch, "_reader", None)
    monkeypatch.setattr(batch, "_method", None)
    assert "not started as a reader" in str(batch._read([report("x")]).fault)


def _exit(_method: object) -> None:
    os._exit(3)


def test_a_process_that_dies_is_told(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_start", _exit)
    with pytest.raises(UnavailableError, match="--workers 1"):
        list(read_all(entries(5), theatre, workers=2))
