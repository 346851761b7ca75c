"""Reports that are handed in together: which of them may go in, and which are refused with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.errors import ConflictError, InputError
from geo.evidence import Names, Store, refuse, superseded
from geo.model import Report, Review
from geo.readers import Refusal, read_documents, to_report
from geo.theatre import Theatre
from geo.units import ReportId


@dataclass(frozen=True, slots=True)
class Entry:
    """A report that may go in, where it was found, and the verdicts that let it stand in for others under its name."""

    where: str
    report: Report
    verdicts: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Reports that go in together, in order, and what is refused."""

    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]


def gather(paths: Sequence[Path], theatre: Theatre, store: Store, *, date: str | None, replace: bool) -> Batch:
    """The reports of files and folders; nothing is stored yet. Under one name one text counts, in the store and among themselves.

    Raises:
        InputError: a path does not exist.
    """
    entries, refused, gate = list[Entry](), list[Refusal](), _Gate(store, replace=replace)
    for found in read_documents(paths):
        if isinstance(found, Refusal):
            refused.append(found)
            continue
        try:
            report = to_report(found, theatre, date=date)
            entries.append(Entry(found.where, report, gate.admit(report)))
        except (InputError, ConflictError) as fault:
            refused.append(Refusal(found.where, str(fault)))
    return Batch(tuple(entries), tuple(refused))


class _Gate:
    """Lets reports in one by one as the store will when they are added in this order."""

    def __init__(self, store: Store, *, replace: bool) -> None:
        self._store = store
        self._replace = replace
        self._names = Names()
        self._counting: dict[ReportId, Report] = {}
        self._given: dict[str, list[Review]] = defaultdict(list)

    def admit(self, report: Report) -> tuple[Review, ...]:
        """The verdicts that go in with a report.

        Raises:
            ConflictError: another report counts under its name, in the store or among those before it.
        """
        stored = self._store.admit(report, replace=self._replace)
        before = self._names.namesakes(report)
        refuse(report, [self._counting[i] for i in before if i in self._counting], replace=self._replace)
        verdicts = [review for review in stored if not self._given_by(review)]
        for old in before:
            verdicts += superseded(old, report, report.known_at, self._given[old])
            self._counting.pop(old, None)
        for review in verdicts:
            self._given[review.target].append(review)
        self._counting[report.id] = report
        self._names.add(report.id, report.ref, report.urls, report.kind)
        return tuple(verdicts)

    def _given_by(self, review: Review) -> bool:
        """Whether its target is out by then through a report before this one."""
        return any(given.known_at <= review.known_at for given in self._given[review.target])
