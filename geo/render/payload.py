"""Everything a page knows, as one JSON value: geometry once, then what changes, rather than a picture a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely

from geo.atlas import Atlas, Delta
from geo.atlas.sentences import long_date
from geo.atlas.view import View
from geo.interval import days, end_of_day, format_instant
from geo.render import records
from geo.render.assets import messages, say
from geo.render.geometry import district_lines, encode_lines, encode_network, grid_of
from geo.render.palette import Style, delta_styles, holder_look, timeline_styles
from geo.render.states import HOLDER, Classes, classes, faces
from geo.space.topology import network
from geo.units import PlaceId

Row = dict[str, Any]
SPENT = 0.5
"""A campaign that has shrunk below this share of its peak opens on the peak: its last day would show little of it."""
VIEW_MARGIN = 0.12
KM2_DIGITS = 2


@dataclass(frozen=True)
class Scope:
    """What a page shows: which days, as known when, with which links. `on` are its days, inside the theatre's span where they can be."""

    atlas: Atlas
    on: tuple[date, ...]
    as_of: datetime | None
    links: Mapping[str, str]
    note: str = ""

    @property
    def view(self) -> View:
        """What was known."""
        return self.atlas.view(self.as_of)

    @property
    def digest(self) -> str:
        """Provenance of the page: that of its last day."""
        return self.atlas.digest_at(end_of_day(self.on[-1]), self.as_of)


def scope_of_days(atlas: Atlas, first: date, last: date, as_of: datetime | None, links: Mapping[str, str]) -> Scope:
    """Every day from first to last (both included) that lies in the theatre's span; the first alone where none does."""
    span = atlas.theatre.span
    on = days(max(first, span.first_day), min(last, span.last_day)) or [first]
    return Scope(atlas, tuple(on), as_of, links, atlas.outside(first, last) or "")


def scope_of_two(atlas: Atlas, first: date, last: date, as_of: datetime | None, links: Mapping[str, str]) -> Scope:
    """The two days of a comparison, in the order given."""
    note = next((text for text in (atlas.outside(first), atlas.outside(last)) if text), "")
    return Scope(atlas, (first, last), as_of, links, note)


def timeline_payload(scope: Scope, *, paper: bool) -> Row:
    """The payload of the page with a slider."""
    atlas = scope.atlas
    ground = classes(scope.view, scope.on)
    series = _series(scope)
    focus = series[atlas.theatre.holder_index(atlas.theatre.focus)]
    changing = bool((ground[1:] // HOLDER != ground[:-1] // HOLDER).any())
    page = _page(scope, timeline_styles(atlas.theatre, np.unique(ground).tolist(), changing=changing), paper=paper)
    page |= {"view": view_of(scope, ground), "opening_day": opening_day(focus[1])}
    summaries = [atlas.summary(end_of_day(day), scope.as_of) for day in scope.on]
    book = records.ClaimBook(scope.view, _place_index(scope))
    return _common(scope, ground, page) | {
        "claims": book.claims(scope.on[0]),
        "reports": book.reports(),
        "series": series,
        "figures": records.figures(atlas.figures(scope.as_of), atlas.theatre, scope.on),
        "summaries": [[s.sentence, s.citation] for s in summaries],
        "delta": None,
    }


def delta_payload(scope: Scope, delta: Delta, *, paper: bool) -> Row:
    """The payload of the page that compares two days."""
    theatre = scope.atlas.theatre
    ground = classes(scope.view, scope.on)
    page = _page(scope, delta_styles(theatre), paper=paper)
    page |= {"view": view_of(scope, ground), "opening_day": 1, "dates": [day.isoformat() for day in scope.on]}
    index = _place_index(scope)
    changes = [
        {
            "place": index[PlaceId(s.place_id)],
            "name": s.name,
            "district": s.raion,
            "before": theatre.holder_index(s.before),
            "after": theatre.holder_index(s.after),
        }
        for s in delta.settlements
    ]
    return _common(scope, ground, page) | {
        "claims": [],
        "reports": [],
        "series": [],
        "figures": [],
        "summaries": [["", ""], [delta.sentence, delta.citation]],
        "delta": {"settlements": changes},
    }


def opening_day(best_km2: Sequence[float]) -> int:
    """The day that a page opens on: the last one, or the peak where hardly anything is left of it by then."""
    peak = int(np.argmax(best_km2))
    return peak if best_km2[-1] < SPENT * best_km2[peak] else len(best_km2) - 1


def _place_index(scope: Scope) -> dict[PlaceId, int]:
    return {place: i for i, place in enumerate(scope.atlas.tessellation.settlements)}


def _common(scope: Scope, ground: Classes, page: Row) -> Row:
    theatre, tessellation = scope.atlas.theatre, scope.atlas.tessellation
    grid, merged = grid_of(shapely.bounds(theatre.extent)), faces(ground)
    return {
        "page": page | {"smooth": tessellation.cell_m2 is not None},
        "theatre": _theatre(scope),
        "topology": encode_network(network(tessellation.mesh, merged.of), grid),
        "border": encode_lines(theatre.border, grid),
        "district_lines": encode_lines(district_lines(theatre), grid),
        "steps": merged.steps,
        "districts": records.districts(theatre),
        "landmarks": records.landmarks(scope.view),
        "places": records.places(scope.view, scope.on, merged.of),
    }


def _theatre(scope: Scope) -> Row:
    theatre = scope.atlas.theatre
    return {
        "title": theatre.title,
        "first": theatre.span.first_day.isoformat(),
        "last": theatre.span.last_day.isoformat(),
        "holders": [holder_look(holder) for holder in theatre.holders],
        "opening": theatre.holder_index(theatre.opening),
        "focus": theatre.holder_index(theatre.focus),
    }


def _page(scope: Scope, styles: list[Style], *, paper: bool) -> Row:
    held = f"{scope.atlas.theatre.parameters.held:g}"
    texts = {key: text.replace("{held}", held) if isinstance(text, str) else text for key, text in messages().items()}
    return {
        "first": scope.on[0].isoformat(),
        "days": len(scope.on),
        "as_of": format_instant(scope.as_of) if scope.as_of else None,
        "evidence_to": scope.atlas.last_day(scope.as_of).isoformat(),
        "digest": scope.digest,
        "paper": paper,
        "links": dict(scope.links),
        "styles": [style.as_dict() for style in styles],
        "messages": texts,
        "bounds": _box(shapely.bounds(scope.atlas.theatre.extent)),
    }


def view_of(scope: Scope, ground: Classes) -> list[float]:
    """Where the page looks first (west, south, east, north; degrees): ground that ever had another holder than at the opening, else all of it."""
    moved = (ground // HOLDER != scope.atlas.theatre.holder_index(scope.atlas.theatre.opening)).any(axis=0)
    if not moved.any():
        return _box(shapely.bounds(scope.atlas.theatre.extent))
    west, south, east, north = shapely.total_bounds(scope.atlas.tessellation.cells[moved])
    x, y = VIEW_MARGIN * (east - west), VIEW_MARGIN * (north - south)
    return _box((west - x, south - y, east + x, north + y))


def _box(bounds: Sequence[float]) -> list[float]:
    return [round(float(v), 4) for v in bounds]


def _series(scope: Scope) -> list[list[list[float]]]:
    """[low, best, high] in km2 for each holder, a value a day; zero on days outside the theatre's span."""
    frame = scope.atlas.series(scope.on[0], scope.on[-1], scope.as_of)
    columns = ("low_km2", "best_km2", "high_km2")
    if frame.empty:
        return [[[0.0] * len(scope.on) for _ in columns] for _ in scope.atlas.theatre.holders]
    rows = [frame[frame["holder"] == holder.id] for holder in scope.atlas.theatre.holders]
    return [[[round(float(v), KM2_DIGITS) for v in row[column]] for column in columns] for row in rows]


def credits_line(scope: Scope) -> list[str]:
    """The attribution, licence, clocks and digest that stand on every page, and whether the map was bent toward claimed areas."""
    theatre = scope.atlas.theatre
    known = say("credits.as_of", date=long_date(scope.as_of.date())) if scope.as_of else say("credits.all_known")
    evidence = say("credits.evidence", date=long_date(scope.atlas.last_day(scope.as_of)))
    sources = [line.replace("(c)", "©") for line in theatre.attribution]
    bent = [say("credits.bent")] if theatre.parameters.calibrate == "figures" else []
    return [*sources, say("credits.licence", licence=theatre.licence), evidence, known, *bent, say("credits.digest", digest=scope.digest)]
