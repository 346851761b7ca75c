"""The pictures of docs/method.md, drawn from the numbers that `make evaluate` writes and from our own map; hand-drawn maps enter as areas alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from geo.atlas import Atlas
from geo.interval import end_of_day
from tests.measure.score import Day

Row = Mapping[str, Any]

INK, PALE, MUTED = "#1f1f1f", "#c9c9c9", "#6b6b6b"
WIDTH = 9.0
SHOWN = 4
"""The picture of ground shows the day after so many-th part of those measured: of the Kursk theatre 1 October 2024."""
MARGIN_DEG = 0.08


def draw(folder: Path, atlas: Atlas, days: Sequence[Day], tenths: Sequence[Row]) -> None:
    """Write the three pictures; the same bytes for the same numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"svg.hashsalt": "salient", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        _save(reliability(tenths), folder / "reliability.svg")
        _save(areas(atlas, days), folder / "areas.svg")
        _save(ground(atlas, days[len(days) // SHOWN].day), folder / "ground.png")


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=110, metadata={"Date": None} if path.suffix == ".svg" else {"Software": None})


def reliability(tenths: Sequence[Row]) -> Figure:
    """Mean probability of each tenth against the share that most mappers show as held; the disc grows with the ground in it."""
    figure = Figure(figsize=(WIDTH / 2, WIDTH / 2), layout="constrained")
    axes = figure.subplots()
    filled = [row for row in tenths if row["km2_days"]]
    most = max(row["km2_days"] for row in filled)
    axes.fill_between([0, 1], [-0.15, 0.85], [0.15, 1.15], color=PALE, alpha=0.4, linewidth=0)
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8)
    axes.scatter([r["mean_p"] for r in filled], [r["held_share"] for r in filled], s=[12 + 200 * r["km2_days"] / most for r in filled], color=INK, zorder=3)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability on our map", ylabel="share that most mappers show as held", aspect="equal")
    return figure


def areas(atlas: Atlas, days: Sequence[Day]) -> Figure:
    """The area of the side in focus, low to high with the best, and what the mappers span on the days measured."""
    theatre = atlas.theatre
    focus = theatre.holder(theatre.focus)
    series = atlas.series(theatre.span.first_day, theatre.span.last_day).query("holder == @focus.id")
    figure = Figure(figsize=(WIDTH, WIDTH / 2.6), layout="constrained")
    axes = figure.subplots()
    on = [date.fromisoformat(day) for day in series["date"]]
    axes.fill_between(on, series["low_km2"], series["high_km2"], color=focus.colour, alpha=0.25, linewidth=0, label="low to high")
    axes.plot(on, series["best_km2"], color=focus.colour, linewidth=1.5, label="best")
    axes.vlines([d.day for d in days], [d.span_low_km2 for d in days], [d.span_high_km2 for d in days], color=INK, linewidth=2, label="hand-drawn maps")
    axes.set(ylabel="km²", ylim=(0, None), xlim=(on[0], on[-1]))
    axes.legend(frameon=False)
    return figure


def ground(atlas: Atlas, day: date) -> Figure:
    """The probability of each cell, the spots that claims speak of, and the polygons and front that are drawn from them."""
    at, view, theatre = end_of_day(day), atlas.view(), atlas.theatre
    focus = theatre.holder_index(theatre.focus)
    chance = view.frame(at).probability[:, focus]
    cells = view.tessellation.cells
    figure = Figure(figsize=(WIDTH, WIDTH / 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    shapes = [shapely.get_coordinates(part) for cell in cells for part in shapely.get_parts(cell)]
    values = [p for cell, p in zip(cells, chance, strict=True) for _ in shapely.get_parts(cell)]
    tiles = left.add_collection(PolyCollection(shapes, array=values, cmap="Greys", clim=(0, 1), edgecolors="face", linewidths=0.2))
    figure.colorbar(tiles, ax=left, shrink=0.6, label=f"p({theatre.holder(theatre.focus).name})")
    spots = view.samples
    left.scatter(*spots.lonlat.T, s=6, c=spots.probability[:, view.day(at), focus], cmap="Greys", vmin=0, vmax=1, edgecolors=INK, linewidths=0.4)
    for row in atlas.control(at).itertuples():
        _fill(right, row.geometry, theatre.holder(row.holder).colour, 0.75 if row.level == "held" else 0.3)
    for line in shapely.get_parts(atlas.front(at).geometry.union_all()):
        right.plot(*shapely.get_coordinates(line).T, color=INK, linewidth=1.2)
    near = shapely.total_bounds(cells[chance >= theatre.parameters.contested])
    for axes in (left, right):
        axes.set(xlim=(near[0] - MARGIN_DEG, near[2] + MARGIN_DEG), ylim=(near[1] - MARGIN_DEG, near[3] + MARGIN_DEG), aspect=1.6, xticks=[], yticks=[])
    return figure


def _fill(axes: Axes, shape: shapely.Geometry, colour: str, alpha: float) -> None:
    rings = [[shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)] for part in shapely.get_parts(shape)]
    patches = [PathPatch(Outline.make_compound_path(*(Outline(ring, closed=True) for ring in part))) for part in rings]
    axes.add_collection(PatchCollection(patches, facecolor=colour, alpha=alpha, linewidths=0))
