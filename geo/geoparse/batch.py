"""Reading many reports, with several processes where there is enough text for that to be worth it. The readings and their order are those of one."""

from __future__ import annotations

import os
import pickle
import signal
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol, TypeVar

from geo.errors import DataError, InputError, UnavailableError
from geo.geoparse.extract import Extractor, extractor
from geo.model import Extraction, Report
from geo.theatre import Theatre, load_theatre

WORTH = 1_500_000
"""Characters of text from which several processes are started unasked: to start them takes about as long as to read half of it."""
MOST_WORKERS = 64
_CHUNK = 24_000
"""Characters handed to a process at once."""
_AHEAD = 2
"""Chunks that are handed to each process in advance."""
_MOST_WAITING = 32
"""Chunks for each process that may be read before those ahead of them are, for instance while the first processes start."""
_ELSEWHERE = Report("", datetime(1, 1, 1, tzinfo=UTC), "", "", "")
"""Stands for a report that the other process has anyway."""

K = TypeVar("K")
Entry = tuple[K, Report | None]
"""Something of the caller's, and the report that is to be read, if any."""


@dataclass(frozen=True, slots=True)
class _Method:
    """How a process makes the extractor: the theatre's pack, the extractor's name, and the id that it must have."""

    theatre_id: str
    folder: Path
    name: str
    id: str


def read_all(entries: Iterable[Entry[K]], theatre: Theatre, *, name: str = "", workers: int | None = None) -> Iterator[tuple[K, Extraction | None]]:
    """Each entry with what its report says, in order; None where it has no report.

    Args:
        entries: taken only as far ahead as is needed.
        theatre: the theatre.
        name: the extractor's.
        workers: processes that read, this one among them; None: this one alone, or once more than WORTH characters are to be read as many as there
            are processors.

    Raises:
        InputError: the number of workers is not from 1 to MOST_WORKERS, or there is no such extractor.
        UnavailableError: a process ended without an answer.
        Exception: whatever the extractor raises, after the readings of the reports before.
    """
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise InputError(f"{workers} workers: give a number from 1 to {MOST_WORKERS}.")
    reader = extractor(theatre, name)
    several, entries = (workers, entries) if workers else _weighed(entries)
    if several == 1:
        return ((key, reader.extract(report) if report else None) for key, report in entries)
    return _shared_out(entries, reader, _Method(theatre.id, theatre.folder, name, reader.id), several - 1)


def processors() -> int:
    """How many processors this program may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable, MOST_WORKERS))


def _weighed(entries: Iterable[Entry[K]]) -> tuple[int, Iterable[Entry[K]]]:
    """How many workers the entries are worth, and the entries."""
    if processors() == 1:
        return 1, entries
    rest, first, size = iter(entries), [], 0
    for entry in rest:
        first.append(entry)
        size += len(entry[1].text) if entry[1] else 0
        if size >= WORTH:
            return processors(), chain(first, rest)
    return 1, first


def _shared_out(entries: Iterable[Entry[K]], reader: Extractor, method: _Method, others: int) -> Iterator[tuple[K, Extraction | None]]:
    """Readings from other processes and from this one, which reads what they have no hands for, and all of it until they have started."""
    context = get_context("spawn")  # a fork would copy the locks of other threads, held or not
    pool = ProcessPoolExecutor(others, mp_context=context, initializer=_start, initargs=(method,))
    chunks, waiting = _chunks(entries), deque[tuple[list[Entry[K]], _Pending]]()
    try:
        for chunk in chunks:
            busy = sum(not pending.done() for _, pending in waiting)
            waiting.append((chunk, pool.submit(_read, _reports(chunk)) if busy < others * _AHEAD else _Here(_read_with(reader, _reports(chunk)))))
            while waiting and (waiting[0][1].done() or len(waiting) >= _MOST_WAITING * (others + 1)):
                yield from _answers(*waiting.popleft())
        while waiting:
            yield from _answers(*waiting.popleft())
    except BrokenProcessPool:
        raise UnavailableError("A reading process ended without an answer, perhaps for want of memory. Read with fewer workers: --workers 1.") from None
    finally:
        pool.shutdown(cancel_futures=True)  # waits for them: a program that ends meanwhile can trip over what they close


def _chunks(entries: Iterable[Entry[K]]) -> Iterator[list[Entry[K]]]:
    chunk: list[Entry[K]] = []
    size = 0
    for entry in entries:
        chunk.append(entry)
        size += len(entry[1].text) if entry[1] else 0
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


@dataclass(frozen=True, slots=True)
class _Answer:
    """The readings of a chunk, as far as the fault that ended it, if any."""

    readings: Sequence[Extraction]
    fault: Exception | None = None


class _Pending(Protocol):
    """An answer that is there or will come."""

    def done(self) -> bool: ...

    def result(self) -> _Answer: ...


@dataclass(frozen=True, slots=True)
class _Here:
    """An answer that is there."""

    answer: _Answer

    def done(self) -> bool:
        return True

    def result(self) -> _Answer:
        return self.answer


def _reports(chunk: Sequence[Entry[K]]) -> list[Report]:
    return [report for _, report in chunk if report]


def _answers(chunk: list[Entry[K]], pending: _Pending) -> Iterator[tuple[K, Extraction | None]]:
    answer = pending.result()
    readings = iter(answer.readings)
    for key, report in chunk:
        if report is None:
            yield key, None
            continue
        reading = next(readings, None)
        if reading is None:
            raise answer.fault or RuntimeError("a reading is missing")
        yield key, replace(reading, report=report) if reading.report == _ELSEWHERE else reading


_reader: Extractor | None = None
"""In a reading process its extractor."""
_method: _Method | None = None


def _start(method: _Method) -> None:
    """Begin a reading process; it leaves an interrupt to the process that started it."""
    global _method  # noqa: PLW0603 - the one thing that a process keeps
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _method = method


def _read(reports: Sequence[Report]) -> _Answer:
    """Read a chunk in a process of its own, and answer without what the other process has anyway."""
    try:
        answer = _read_with(_made(), reports)
    except Exception as fault:  # noqa: BLE001 - raised again where the readings are wanted
        answer = _Answer((), fault)
    bare = [replace(reading, report=_ELSEWHERE) if reading.report is report else reading for reading, report in zip(answer.readings, reports, strict=False)]
    return _Answer(bare, answer.fault and _portable(answer.fault))


def _read_with(reader: Extractor, reports: Sequence[Report]) -> _Answer:
    """The readings up to a fault, and the fault."""
    readings: list[Extraction] = []
    try:
        readings += map(reader.extract, reports)  # those before a fault stay
    except Exception as fault:  # noqa: BLE001 - raised again where the readings are wanted
        return _Answer(readings, fault)
    return _Answer(readings)


def _made() -> Extractor:
    global _reader  # noqa: PLW0603 - built when the first chunk comes, so that a fault in it is carried back
    if _reader is None and _method is not None:
        _reader = extractor(load_theatre(_method.theatre_id, _method.folder), _method.name)
        if _reader.id != _method.id:
            raise DataError(f"The theatre {_method.theatre_id} or its lexicons changed while reports were being read. Read them again.")
    if _reader is None:
        raise RuntimeError("this process was not started as a reader")
    return _reader


def _portable(fault: Exception) -> Exception:
    """The fault in a form that can be handed to another process."""
    told = "".join(traceback.format_exception(fault))
    try:
        fault.add_note(f"in a reading process:\n{told}")
        pickle.loads(pickle.dumps(fault))  # noqa: S301 - made in this line
    except Exception:  # noqa: BLE001 - whatever keeps it from being handed over
        return RuntimeError(f"a reading process failed:\n{told}")
    return fault
