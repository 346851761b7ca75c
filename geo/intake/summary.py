"""What became of a batch of reports, and the counting that goes on while it goes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from geo.atlas import Atlas, Change
from geo.evidence import Store, Unresolved, standing, successor
from geo.intake.batch import Entry
from geo.model import Extraction, Report, Review
from geo.readers import Refusal
from geo.units import ReportId

UNRESOLVED = "unresolved"
"""The kind of a mention that may be a place of the theatre, but which one could not be told."""

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


@dataclass(frozen=True, slots=True)
class Replaced:
    """A report that stands in for another one under its name: its reference or id, its id, and that of the other."""

    report: str
    id: ReportId
    replaced: ReportId


@dataclass(frozen=True)
class IntakeSummary:
    """What became of a batch. `read` reports are `added` or were there `already`; claims and figures are those of the added ones.

    `unresolved` are names in the batch that could not be placed, `elsewhere` names of other things than places of the gazetteer (countries,
    districts, rivers ...), both with how often they stand there, the most frequent first. `last_day` is the newest day of an added report.
    `change` is what the added ones change together, told for that day; after a dry run it is what they would change, and `changes` says for each what
    it would change by itself, told for its own day. `copies` are the reports that carry the text of another, which is then one voice with them.
    `replaced` are those that stand in for another one.
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
    replaced: tuple[Replaced, ...] = ()

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
    fresh: dict[ReportId, Report] = field(default_factory=dict)
    replaced: dict[ReportId, Replaced] = field(default_factory=dict)
    names: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def count(self, entry: Entry, extraction: Extraction | None) -> None:
        """Count a report with its new reading; None for one that was there already, or that another program added in the same moment."""
        report = entry.report
        self.seen.add(report.id)
        for review in entry.verdicts:
            if successor(review):
                self.replaced[ReportId(review.target)] = Replaced(report.ref or report.id, report.id, ReportId(review.target))
        if extraction is None:
            self.already += 1
            return
        on = report.known_at.date()
        self.last_day = max(on, self.last_day or on)
        self.fresh[report.id] = report
        self.claims += len(extraction.claims)
        self.figures += len(extraction.figures)
        self.names.update((mention.surface, mention.kind) for mention in extraction.mentions if mention.place_id is None)
        self.notes.update([extraction.note] if extraction.note else [])

    def remarks(self) -> list[str]:
        """The extractor's remarks, the most frequent first."""
        return [f"{note} ({_reports(n)})" for note, n in sorted(self.notes.items(), key=lambda item: (-item[1], item[0]))]


def _reports(count: int) -> str:
    return f"{count:,} report{'' if count == 1 else 's'}"


def summed_up(tally: Tally, refused: Sequence[Refusal], store: Store) -> IntakeSummary:
    """The summary of a batch that went into the store, or was only tried; without what it does to the map."""
    earlier = tally.seen - tally.fresh.keys()
    names = tally.names + Counter({(name.surface, name.kind): name.times for name in (store.unresolved(earlier) if earlier else ())})
    ranked = [Unresolved(surface, times, kind) for (surface, kind), times in sorted(names.items(), key=lambda item: (-item[1], item[0]))]
    verdicts = standing(store.reviews())
    return IntakeSummary(
        read=len(tally.fresh) + tally.already,
        added=len(tally.fresh),
        already=tally.already,
        claims=tally.claims,
        figures=tally.figures,
        refused=tuple(refused),
        unresolved=tuple((name.surface, name.times) for name in ranked if name.kind == UNRESOLVED),
        elsewhere=tuple(name for name in ranked if name.kind != UNRESOLVED),
        notes=(*tally.remarks(), *_retracted(earlier, verdicts), *_at_one_address(tally, store), *_unanswered(tally, store, verdicts)),
        last_day=tally.last_day,
        replaced=tuple(tally.replaced.values()),
    )


def copies(atlas: Atlas, fresh: Collection[ReportId]) -> tuple[Copy, ...]:
    """The reports added now that carry the text of another, and those there already that turn out to carry that of one added now."""
    evidence = atlas.view().evidence
    pairs = [(report, evidence.mirrors[report]) for report in evidence.reports if report in evidence.mirrors]
    return tuple(Copy.of(evidence.reports[copy], evidence.reports[original]) for copy, original in pairs if copy in fresh or original in fresh)


def _retracted(report_ids: Collection[ReportId], verdicts: Mapping[str, Review]) -> list[str]:
    """A word on reports that were handed in again after they were taken out of the map."""
    out = sorted(i for i in report_ids if i in verdicts and verdicts[i].rejects)
    superseded = [i for i in out if successor(verdicts[i])]
    rejected = [i for i in out if i not in superseded]
    notes = [f"retracted earlier and still out of the map: {', '.join(rejected)}"] if rejected else []
    if superseded:
        notes.append(f"replaced earlier, so still out of the map (--replace puts them back): {', '.join(superseded)}")
    return notes


def _at_one_address(tally: Tally, store: Store) -> list[str]:
    """A word on reports at the address of another one under another id: two reports, or two texts of one, which only the user knows."""
    beside = {report.ref: others for report in tally.fresh.values() if (others := store.neighbours(report))}
    if not beside:
        return []
    ref, others = next(iter(beside.items()))
    example = f"for example {ref} and {others[-1].ref or others[-1].id}"
    return [f"at the address of another report under another id: {_reports(len(beside))}, {example}; where one is a newer text of the other, retract the older"]


def _unanswered(tally: Tally, store: Store, verdicts: Mapping[str, Review]) -> list[str]:
    """A word on verdicts whose claims a newer reading of their reports no longer makes: they are kept, and have nothing to act on."""
    if not (tally.fresh and verdicts):
        return []
    evidence = store.snapshot()
    left = set(verdicts) - {known.claim.id for known in evidence.claims} - set(evidence.reports)
    return [f"reviewed, but read otherwise since, so that the verdict has nothing to act on: {', '.join(sorted(left))}"] if left else []
