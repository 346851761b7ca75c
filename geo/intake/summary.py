"""What became of a batch of reports, and the counting that goes on while it goes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from geo.atlas import Change
from geo.evidence import Unresolved
from geo.model import Extraction, Report
from geo.readers import Refusal
from geo.units import ReportId

Progress = Callable[[int, int], None]
"""Told how many reports are done, and of how many."""


@dataclass(frozen=True, slots=True)
class ReportChange:
    """What one report that is not stored yet would change on its day, were it stored by itself."""

    report: Report
    change: Change

    def as_dict(self) -> dict[str, Any]:
        """The change with the report that makes it."""
        report = self.report
        return {"report_id": report.id, "id": report.ref or report.id, "publisher": report.publisher, **self.change.as_dict()}


@dataclass(frozen=True, slots=True)
class Copy:
    """A report that carries the text of an earlier one, `original`; both by reference or id. One of them was added now."""

    report: str
    publisher: str
    original: str
    original_publisher: str

    @classmethod
    def of(cls, report: Report, original: Report) -> Copy:
        """A report and the one whose text it carries."""
        return cls(report.ref or report.id, report.publisher, original.ref or original.id, original.publisher)


@dataclass(frozen=True)
class IntakeSummary:
    """What became of a batch. `read` reports are `added` or were there `already`; claims and figures are those of the added ones.

    `unresolved` are names in the batch that could not be placed, `elsewhere` names of other things than places of the gazetteer (countries,
    districts, rivers ...), both with how often they stand there, the most frequent first. `last_day` is the newest day of an added report.
    `change` is what the added ones change together, told for that day; after a dry run it is what they would change, and `changes` says for each what
    it would change by itself, told for its own day. `copies` are the reports that carry the text of another, which is then one voice with them.
    """

    read: int
    added: int
    already: int
    claims: int
    figures: int
    refused: tuple[Refusal, ...] = ()
    unresolved: tuple[tuple[str, int], ...] = ()
    elsewhere: tuple[Unresolved, ...] = ()
    notes: tuple[str, ...] = ()
    last_day: date | None = None
    changes: tuple[ReportChange, ...] = ()
    change: Change | None = None
    copies: tuple[Copy, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The fields by name."""
        counted = asdict(replace(self, changes=(), change=None))
        return counted | {"changes": [found.as_dict() for found in self.changes], "change": self.change and self.change.as_dict()}


@dataclass
class Tally:
    """What is counted while a batch goes in. `fresh` are the reports added, `names` the mentions without a place, by surface and kind."""

    already: int = 0
    claims: int = 0
    figures: int = 0
    last_day: date | None = None
    seen: set[ReportId] = field(default_factory=set)
    fresh: set[ReportId] = field(default_factory=set)
    names: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def count(self, extraction: Extraction, *, added: bool) -> None:
        """Count a reading; one that another program added in the same moment was there already."""
        if not added:
            self.already += 1
            return
        on = extraction.report.known_at.date()
        self.last_day = max(on, self.last_day or on)
        self.fresh.add(extraction.report.id)
        self.claims += len(extraction.claims)
        self.figures += len(extraction.figures)
        self.names.update((mention.surface, mention.kind) for mention in extraction.mentions if mention.place_id is None)
        self.notes.update([extraction.note] if extraction.note else [])

    def remarks(self) -> list[str]:
        """The extractor's remarks, the most frequent first."""
        return [f"{note} ({_reports(n)})" for note, n in sorted(self.notes.items(), key=lambda item: (-item[1], item[0]))]


def _reports(count: int) -> str:
    return f"{count:,} report{'' if count == 1 else 's'}"
