"""Counts of right, invented and missed readings, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """Readings that were right, invented and missed."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.invented + other.invented, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was read that is right; 1 where nothing was read."""
        return ratio(self.right, self.right + self.invented)

    @property
    def recall(self) -> float:
        """Share of what there is that was read; 1 where there is nothing to read."""
        return ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to read and nothing was read."""
        return ratio(2 * self.right, 2 * self.right + self.invented + self.missed)

    def as_dict(self) -> dict[str, float]:
        """Precision, recall and F1 to three places, and the counts."""
        shares = {"precision": round(self.precision, 3), "recall": round(self.recall, 3), "f1": round(self.f1, 3)}
        return {**shares, "right": self.right, "invented": self.invented, "missed": self.missed}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those that count are right."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)

    @property
    def value(self) -> float:
        """The share; 1 where nothing counts."""
        return ratio(self.right, self.of)


def ratio(part: int, whole: int) -> float:
    """A share; 1 of nothing."""
    return part / whole if whole else 1.0


def macro_f1(tallies: Mapping[str, Tally] | Iterable[Tally]) -> float:
    """The mean of the F1 of each, whatever their size."""
    f1 = [tally.f1 for tally in (tallies.values() if isinstance(tallies, Mapping) else tallies)]
    return sum(f1) / len(f1) if f1 else 1.0
