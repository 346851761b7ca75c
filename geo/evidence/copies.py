"""Which reports carry the text of an earlier one: mirrors, agency copy in other papers, a text under another headline, cut or with a dateline.

Exact, with no sampling: an inverted index of shingles leads to the earlier texts that may share enough, and the shingles themselves decide. What
a report carries follows from itself and from earlier reports alone, so what becomes known later changes no earlier finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from heapq import nsmallest
from itertools import chain

import numpy as np

from geo.evidence.shingles import Shingles, refilled, shared, shingles, words
from geo.model import Report
from geo.units import ReportId

CONTAINED = 0.55
"""Share of the shorter text's shingles from which on two texts are one: agency copies have 0.61 or more, bulletins of one form 0.35 or less
(measured in docs/adr/0007-copies.md)."""
SHORT = 22
"""Texts of fewer shingles (25 words have 22) are copies only where they are word for word the same: a sentence or two may share a set phrase."""
SOON = timedelta(days=3)
"""And only where they come out this soon after each other and from another publisher, or on one day: "no change" may be said again."""
PER_SLOT = 100
"""Shared shingles for each slot that may hold another name or number: a spelling, a slip."""
SAME = 0.9
"""Resemblance (Jaccard) from which on a copy adds nothing, so that later texts are held against its original alone."""
FIRST = 16
"""A shingle leads to the first texts that have it and no further: set phrases stand in thousands."""
TRIED = 8
"""A text is held against so many earlier ones, those that share the most with it; only bulletins of one form are alike to more."""


def mirrors(reports: Iterable[Report]) -> dict[ReportId, ReportId]:
    """For each report that carries the text of an earlier one, that report: of several the most alike, then the earliest.

    Earlier is by `known_at`, then by id. A function of the set: neither the order of the reports nor later ones change an entry. Titles do not
    count. The cost grows with the total length of the texts.
    """
    ordered = sorted({report.id: report for report in reports}.values(), key=lambda r: (r.known_at, r.id))
    sets = {report.id: shingles(report.text) for report in ordered}
    short = [report for report in ordered if len(sets[report.id]) < SHORT]
    long = [report for report in ordered if len(sets[report.id]) >= SHORT]
    return _short(short) | _long(long, [sets[report.id] for report in long])


def _short(ordered: Sequence[Report]) -> dict[ReportId, ReportId]:
    """Short texts with the same words, each with the first one that it may be a copy of."""
    found: dict[ReportId, ReportId] = {}
    originals: dict[tuple[str, ...], list[Report]] = {}
    for report in ordered:
        same = originals.setdefault(words(report.text), [])
        original = next((earlier for earlier in same if _soon(earlier, report)), None)
        if original is None:
            same.append(report)
        elif words(report.text):
            found[report.id] = original.id
    return found


def _soon(earlier: Report, later: Report) -> bool:
    other = earlier.publisher != later.publisher and later.known_at - earlier.known_at <= SOON
    return other or earlier.known_at.date() == later.known_at.date()


def _long(ordered: Sequence[Report], sets: Sequence[Shingles]) -> dict[ReportId, ReportId]:
    found: dict[ReportId, ReportId] = {}
    index: dict[int, list[int]] = {}
    for rank, phrases in enumerate(_repeated(sets)):
        likeness = {earlier: _resemblance(sets[earlier], sets[rank]) for earlier in _candidates(phrases, index, sets, rank)}
        nearest = sorted((earlier for earlier, found in likeness.items() if found), key=lambda earlier: (-likeness[earlier], earlier))
        original = next((earlier for earlier in nearest if _one_text(ordered[earlier], ordered[rank])), None)
        if original is not None:
            found[ordered[rank].id] = ordered[original].id
        if original is None or likeness[original] < SAME:
            _enter(rank, phrases, index)
    return found


def _repeated(sets: Sequence[Shingles]) -> list[list[int]]:
    """The shingles of each text that other texts have too; the rest, most of them, can lead nowhere."""
    if not sets:
        return []
    _, which, times = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    parts = np.split(times[which] > 1, np.cumsum([len(found) for found in sets])[:-1])
    return [found[part].tolist() for found, part in zip(sets, parts, strict=True)]


def _enter(rank: int, phrases: Iterable[int], index: dict[int, list[int]]) -> None:
    for phrase in phrases:
        texts = index.setdefault(phrase, [])
        if len(texts) < FIRST:
            texts.append(rank)


def _candidates(phrases: Iterable[int], index: dict[int, list[int]], sets: Sequence[Shingles], rank: int) -> list[int]:
    """The earlier texts that may share enough, those first with which the text shares the most that is not said everywhere."""
    texts = [index[phrase] for phrase in phrases if phrase in index]
    everywhere = [ranks for ranks in texts if len(ranks) == FIRST]
    rare, common = Counter(chain.from_iterable(ranks for ranks in texts if len(ranks) < FIRST)), Counter(chain.from_iterable(everywhere))
    enough = [other for other in rare.keys() | common.keys() if rare[other] + len(everywhere) >= _enough(sets[other], sets[rank])]
    return nsmallest(TRIED, enough, key=lambda other: (-rare[other], -common[other], other))


def _enough(a: Shingles, b: Shingles) -> float:
    return CONTAINED * min(len(a), len(b))


def _resemblance(a: Shingles, b: Shingles) -> float:
    """The share of all their shingles that both have (Jaccard); 0 where the shorter text is not contained in the other."""
    common = shared(a, b)
    return common / (len(a) + len(b) - common) if common >= _enough(a, b) else 0.0


def _one_text(earlier: Report, later: Report) -> bool:
    """Whether two texts so alike are one: names and numbers agree but for a spelling here and there; of one publisher's on two days, every word."""
    if earlier.publisher == later.publisher and earlier.known_at.date() != later.known_at.date():
        return words(earlier.text) == words(later.text)
    return refilled(earlier.text, later.text) <= shared(shingles(earlier.text), shingles(later.text)) // PER_SLOT
