"""How a claim and a figure read on a line of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from geo.cli.speak import count

if TYPE_CHECKING:
    from geo.intake import IntakeSummary


def claim_line(day: date | str, reading: str, *, basis: str, claimants: str, certainty: str, background: bool) -> str:
    """2025-01-07: Russia recaptured Berdin (claimed by Rybar; stated)."""
    by = f" by {claimants}" if claimants else ""
    return f"{day}: {reading} ({basis}{by}; {certainty}{'; background' if background else ''})"


def figure_line(day: date | str, holder: str, measure: str, amount: str, claimants: str) -> str:
    """2025-01-07: Ukraine, held: about 300 mi2 (New York Times)."""
    return f"{day}: {holder}, {measure}: {amount}{f' ({claimants})' if claimants else ''}"


def amount(value: float, low: float, high: float, unit: str, *, approx: bool) -> str:
    """About 300 mi2; 450–500 km2."""
    extent = f"{value:,g}" if low == high else f"{low:,g}–{high:,g}"
    return f"{'about ' if approx else ''}{extent} {unit}"


def headline(summary: IntakeSummary, *, stored: bool = True) -> str:
    """Read 3 reports: 2 new, 1 already there."""
    return f"Read {count(summary.read, 'report')}: {summary.added:,} {'new' if stored else 'would be new'}, {summary.already:,} already there."


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def tally(names: Sequence[tuple[str, int]], most: int) -> str:
    """Sudzha (12), Berdin (3) and 5 more."""
    listed = ", ".join(f"{one_line(name)} ({n:,})" for name, n in names[:most])
    rest = len(names) - most
    return f"{listed} and {rest:,} more" if rest > 0 else listed
