"""The figures in the reports beside the map's own numbers of their day. They are a check, not an input."""

from __future__ import annotations

from typing import Any

from geo.atlas.view import View
from geo.model import Figure, Measure

DIGITS = 3
ROUNDING = 0.01
"""Share by which a published figure may miss the band and still count as within: figures are rounded."""


def ledger(view: View) -> list[dict[str, Any]]:
    """Every figure, by day; areas that a holder held stand beside low, best and high of that day (km2), with ratio and verdict."""
    figures = sorted(view.evidence.figures, key=lambda f: (f.valid.end, f.id))
    return [_row(view, figure) | _comparison(view, figure) for figure in figures]


def _row(view: View, figure: Figure) -> dict[str, Any]:
    report = view.evidence.reports[figure.report_id]
    return {
        "figure_id": figure.id,
        "date": figure.valid.last_day.isoformat(),
        **{name: getattr(figure, name) for name in ("value", "low", "high", "unit", "km2", "approx", "actor", "region", "text")},
        "measure": str(figure.measure),
        "claimants": "; ".join(figure.claimants),
        "report_id": figure.report_id,
        "publisher": report.publisher,
        "published_at": report.known_at.date().isoformat(),
        "url": report.urls[0] if report.urls else "",
        "kind": report.kind,
    }


def _comparison(view: View, figure: Figure) -> dict[str, Any]:
    nothing = {"computed_low_km2": None, "computed_best_km2": None, "computed_high_km2": None, "ratio": None, "verdict": None}
    day = figure.valid.last_day
    within = view.theatre.span.first_day <= day <= view.theatre.span.last_day
    if figure.km2 is None or figure.actor is None or figure.measure is not Measure.HELD or not within:
        return nothing
    low, best, high = (float(v) for v in view.area_on(day)[view.theatre.holder_index(figure.actor)])
    verdict = "below" if figure.km2 < low * (1.0 - ROUNDING) else "above" if figure.km2 > high * (1.0 + ROUNDING) else "within"
    ratio = round(figure.km2 / best, DIGITS) if best else None
    computed = {f"computed_{name}_km2": round(km2, DIGITS) for name, km2 in (("low", low), ("best", best), ("high", high))}
    return {**computed, "ratio": ratio, "verdict": verdict}
