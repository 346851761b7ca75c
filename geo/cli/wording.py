"""How a claim and a figure read on a line of the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from geo.cli.speak import count
from geo.interval import parse_date, parse_instant

if TYPE_CHECKING:
    from geo.atlas import Change, SettlementChange
    from geo.intake import IntakeSummary
    from geo.model import Claim
    from geo.theatre import Theatre

REVIEWED = {"accept": "; accepted in review", "amend": "; amended in review"}


def claim_line(day: date | str, reading: str, *, basis: str, claimants: str, certainty: str, background: bool, verdict: str | None = None) -> str:
    """2025-01-07: Russia recaptured Berdin (claimed by Rybar; stated)."""
    by = f" by {claimants}" if claimants else ""
    return f"{day}: {reading} ({basis}{by}; {certainty}{'; background' if background else ''}{REVIEWED.get(verdict or '', '')})"


def days_line(claim: Claim) -> str:
    """2025-01-07, or 2025-01-05 to 2025-01-07 where the text leaves the day open."""
    first, last = claim.valid.first_day, claim.valid.last_day
    return f"{last}" if first == last else f"{first} to {last}"


def quoted(text: str, kind: str) -> str:
    """A report's sentence in quotation marks; a digest restates facts in other words, so it never stands in them."""
    return one_line(text) if kind == "digest" else f"“{one_line(text)}”"


def hands_line(settlement: SettlementChange, theatre: Theatre) -> str:
    """Berdin (Bolshesoldatsky): Ukraine → Russia."""
    return f"{settlement.name} ({settlement.raion}): {theatre.holder(settlement.before).name} → {theatre.holder(settlement.after).name}"


def change_lines(change: Change, theatre: Theatre, most: int) -> list[str]:
    """The sentence of a change, each holder's area before and after, and at most so many of the settlements that change hands."""
    areas = [
        f"{theatre.holder(area.holder).name}: {area.before_km2:,.1f} → {area.after_km2:,.1f} km² ({area.after_km2 - area.before_km2:+,.1f})"
        for area in change.areas
        if area.gained_km2 or area.lost_km2
    ]
    hands = [hands_line(settlement, theatre) for settlement in change.settlements]
    rest = [f"and {len(hands) - most:,} more settlements"] if len(hands) > most else []
    return [f"{change.sentence}.", *(f"  {line}" for line in (*areas, *hands[:most], *rest))]


def impact_line(row: Mapping[str, Any]) -> str:
    """Without it: up to 12.3 km2 would change hands (on 2025-01-05), on 7 days; 61 km2-days."""
    if row["impact_km2_days"]:
        most = f"up to {row['impact_km2']:.1f} km² would change hands (first on {row['impact_on']})"
        return f"without it: {most}, on {count(row['impact_days'], 'day')}; {row['impact_km2_days']:,.1f} km²-days"
    if row["impact_contested_km2_days"]:
        return f"without it: no ground would change hands, but some would be more or less certain; {row['impact_contested_km2_days']:,.1f} km²-days"
    return "without it: the map would stay as it is"


def voice_line(row: Mapping[str, Any]) -> str:
    """What follows a claim from a text that several carry: copy of 3fa9c1..., or: also carried by Vista News."""
    carried = f"; also carried by {row['carried_by']}" if row["carried_by"] else ""
    return f"; copy of {row['copy_of']}, which counts for both" if row["copy_of"] else carried


def published_line(row: Mapping[str, Any]) -> str:
    """2025-01-07; or, of what was taken in long after that: 2025-01-07, recorded here 2025-11-30."""
    from geo.atlas.sentences import recorded_late

    recorded = parse_instant(row["recorded_at"]) if row["recorded_at"] else None
    late = recorded is not None and recorded_late(parse_date(row["published_at"]), recorded, row["kind"])
    return f"{row['published_at']}, recorded here {recorded.date()}" if recorded and late else str(row["published_at"])


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
