"""Everything a page knows, as one JSON value: geometry once, then what changes, rather than a picture a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely

from geo.atlas import Atlas
from geo.atlas.horizon import as_known, days_known
from geo.atlas.sentences import long_date, long_instant
from geo.atlas.view import View
from geo.crs import Floats
from geo.interval import days, format_instant
from geo.readers.layer import layouts
from geo.render import records
from geo.render.assets import LANGUAGES, messages, say
from geo.render.geometry import district_lines, encode_lines, encode_network, grid_of
from geo.render.palette import UNKNOWN, Style, delta_styles, holder_look, timeline_styles
from geo.render.states import CONTESTED, HOLDER, Classes, Faces, Ground, bare, beyond, classes, faces
from geo.series import band
from geo.space.topology import network
from geo.theatre import Theatre
from geo.units import M2_PER_KM2, PlaceId

Row = dict[str, Any]
SPENT = 0.5
"""A campaign that has shrunk below this share of its peak opens on the peak: its last day would show little of it."""
VIEW_MARGIN = 0.12
LEAST_VIEW_DEG = 0.2
"""The first view is at least some twenty km high: enough to know a place again."""
KM2_DIGITS = 3
FACE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile server of somebody else: its host, the address of its tiles, and whom to name."""

    host: str
    address: str
    attribution: str


OPENSTREETMAP = Tiles("tile.openstreetmap.org", "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors")


@dataclass(frozen=True)
class Scope:
    """What a page shows: which days, as known when, with which links. `on` are its days, inside the theatre's span where they can be.

    Of days after `as_of` a page carries nothing but that they are its days, and says that they were not yet known.
    """

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
    def told(self) -> tuple[date, ...]:
        """Its days up to `as_of`: those of which it carries what was known."""
        return self.on[: days_known(self.on, self.as_of)]

    @property
    def ground(self) -> Ground:
        """The classes of cells on these days; bare ground where there is none."""
        return classes(self.view, self.told) if self.told else bare(self.view)


def scope_of_days(atlas: Atlas, first: date, last: date, as_of: datetime | None, links: Mapping[str, str]) -> Scope:
    """Every day from first to last (both included) that lies in the theatre's span; the first alone where none does."""
    span = atlas.theatre.span
    on = days(max(first, span.first_day), min(last, span.last_day)) or [first]
    return Scope(atlas, tuple(on), as_of, links, atlas.outside(first, last) or "")


def scope_of_two(atlas: Atlas, first: date, last: date, as_of: datetime | None, links: Mapping[str, str]) -> Scope:
    """The two days of a comparison, in the order given."""
    note = next((text for text in (atlas.outside(first), atlas.outside(last)) if text), "")
    return Scope(atlas, (first, last), as_of, links, note)


def timeline_payload(scope: Scope, *, paper: bool, tiles: Tiles | None = None) -> Row:
    """The payload of the page with a slider; `tiles` are offered below the map, and asked for by nobody but the reader."""
    atlas = scope.atlas
    ground = scope.ground
    series = _series(scope)
    focus = series[atlas.theatre.holder_index(atlas.theatre.focus)]
    drawn = ground.drawn
    changing = bool((drawn[1:] // HOLDER != drawn[:-1] // HOLDER).any())
    page = _page(scope, timeline_styles(atlas.theatre, np.unique(drawn).tolist(), changing=changing), paper=paper)
    page |= {"view": view_of(scope, drawn), "opening_day": opening_day(focus[1]), "tiles": tiles and asdict(tiles)}
    page |= {"layouts": layouts_of(atlas.theatre)}
    book = records.ClaimBook(scope.view, _place_index(scope))
    return _common(scope, ground, page) | {
        "claims": book.claims(scope.on[0]),
        "reports": book.reports(),
        "series": series,
        "district_series": _district_series(scope),
        "figures": records.figures(atlas.figures(scope.as_of), atlas.theatre, scope.told),
    }


def layouts_of(theatre: Theatre) -> Row:
    """What is known of the layouts of others' maps, and the names of each side, its id first: by this the page asks how to read a dropped file."""
    named = [[holder.id, holder.name, holder.adjective, *holder.aliases] for holder in theatre.holders]
    return {**layouts().as_dict(), "sides": named}


def delta_payload(scope: Scope, *, paper: bool) -> Row:
    """The payload of the page that compares two days."""
    ground = scope.ground
    styles = delta_styles(scope.atlas.theatre) if len(scope.told) == len(scope.on) else [UNKNOWN]
    page = _page(scope, styles, paper=paper)
    page |= {"view": view_of(scope, ground.drawn), "opening_day": 1, "dates": [day.isoformat() for day in scope.on]}
    return _common(scope, ground, page) | {"claims": [], "reports": [], "series": [], "district_series": {}, "figures": []}


def opening_day(best_km2: Sequence[float]) -> int:
    """The day that a page opens on: the last one known, or the peak where hardly anything is left of it by then; the first where none is known."""
    if not best_km2:
        return 0
    peak = int(np.argmax(best_km2))
    return peak if best_km2[-1] < SPENT * best_km2[peak] else len(best_km2) - 1


def _place_index(scope: Scope) -> dict[PlaceId, int]:
    return {place: i for i, place in enumerate(scope.atlas.tessellation.settlements)}


def _common(scope: Scope, ground: Ground, page: Row) -> Row:
    theatre, tessellation = scope.atlas.theatre, scope.atlas.tessellation
    grid, merged = grid_of(shapely.bounds(theatre.extent)), faces(ground)
    return {
        "page": page | {"smooth": tessellation.cell_m2 is not None},
        "theatre": _theatre(scope),
        "topology": encode_network(network(tessellation.mesh, merged.of), grid),
        "border": encode_lines(theatre.border, grid),
        "district_lines": encode_lines(district_lines(theatre), grid),
        "steps": merged.steps,
        "counted": {str(face): steps for face, steps in merged.counted.items()},
        "face_km2": _face_km2(merged, tessellation.area_m2),
        "districts": records.districts(theatre),
        "landmarks": records.landmarks(scope.view),
        "places": records.places(scope.view, scope.told, merged.of),
    }


def _face_km2(merged: Faces, area_m2: Floats) -> list[float]:
    """The geodesic area of each face in km2."""
    found = np.bincount(merged.of, weights=area_m2, minlength=len(merged.steps)) / M2_PER_KM2
    return [round(float(area), FACE_DIGITS) for area in found]


def _theatre(scope: Scope) -> Row:
    theatre = scope.atlas.theatre
    return {
        "id": theatre.id,
        "names": records.theatre_names(theatre),
        "first": theatre.span.first_day.isoformat(),
        "last": theatre.span.last_day.isoformat(),
        "holders": [holder_look(holder) for holder in theatre.holders],
        "opening": theatre.holder_index(theatre.opening),
        "focus": theatre.holder_index(theatre.focus),
        "attribution": _attribution(theatre),
        "licence": theatre.licence,
        "bent": theatre.parameters.calibrate == "figures",
    }


def _page(scope: Scope, styles: list[Style], *, paper: bool) -> Row:
    return {
        "first": scope.on[0].isoformat(),
        "days": len(scope.on),
        "known": len(scope.told),
        "as_of": format_instant(scope.as_of) if scope.as_of else None,
        "as_recorded": format_instant(scope.atlas.as_recorded) if scope.atlas.as_recorded else None,
        "evidence_to": scope.atlas.last_day(scope.as_of).isoformat() if scope.view.evidence.reports else None,
        "digests": [scope.atlas.digest_at(day, scope.as_of) for day in scope.on],
        "beyond": beyond(scope.view, scope.on),
        "note": scope.note,
        "paper": paper,
        "links": dict(scope.links),
        "styles": [style.as_dict() for style in styles],
        "held": scope.atlas.theatre.parameters.held,
        "messages": {language: messages(language) for language in LANGUAGES},
        "bounds": _box(shapely.bounds(scope.atlas.theatre.extent)),
    }


def view_of(scope: Scope, drawn: Classes) -> list[float]:
    """Where the page looks first (west, south, east, north; degrees): ground that ever had another holder than at the opening, or was contested, else all."""
    resting = scope.atlas.theatre.holder_index(scope.atlas.theatre.opening)
    shown = (drawn // HOLDER != resting).any(axis=0)
    if not shown.any():
        shown = (drawn & CONTESTED).any(axis=0)
    if not shown.any():
        return _box(shapely.bounds(scope.atlas.theatre.extent))
    west, south, east, north = shapely.total_bounds(scope.atlas.tessellation.cells[shown])
    x, y = (max(VIEW_MARGIN * width, (LEAST_VIEW_DEG - width) / 2) for width in (east - west, north - south))
    return _box((west - x, south - y, east + x, north + y))


def _box(bounds: Sequence[float]) -> list[float]:
    return [round(float(v), 4) for v in bounds]


def _series(scope: Scope) -> list[list[list[float]]]:
    """[low, best, high] in km2 for each holder, a value a day; zero on days outside the theatre's span."""
    return _bands(scope, scope.view.areas)


def _district_series(scope: Scope) -> dict[str, list[list[list[float]]]]:
    """The same for each district in which it ever differs, by the district's number."""
    view, tessellation = scope.view, scope.atlas.tessellation
    inside = [tessellation.districts == n for n in range(len(scope.atlas.theatre.districts))]
    found = (_bands(scope, band(view.codes[:, mask], tessellation.area_m2[mask], len(scope.atlas.theatre.holders))) for mask in inside)
    return {str(n): bands for n, bands in enumerate(found) if any(len(set(values)) > 1 for values in bands[view.theatre.holder_index(view.theatre.focus)])}


def _bands(scope: Scope, areas_km2: Floats) -> list[list[list[float]]]:
    """Areas by day of the span, holder and bound, as [low, best, high] of each holder over the days of the page that are known."""
    if beyond(scope.view, scope.told):
        return [[[0.0] * len(scope.told) for _ in range(3)] for _ in scope.atlas.theatre.holders]
    on = areas_km2[[scope.view.day(day) for day in scope.told]]
    found: list[list[list[float]]] = np.round(np.moveaxis(on, 0, 2), KM2_DIGITS).tolist()
    return found


def headline(atlas: Atlas, at: datetime, as_of: datetime | None) -> str:
    """The sentence of a day as a page says it: with the day up to which reports were read, where it tells of ground."""
    sentence = atlas.summary(at, as_of).sentence
    return sentence if atlas.note(at, as_of=as_of) else as_known(sentence, as_of)


def _attribution(theatre: Theatre) -> list[str]:
    return [line.replace("(c)", "©") for line in theatre.attribution]


def credits_line(scope: Scope, day: date | None = None) -> list[str]:
    """The attribution, licence, clocks and digest that stand on every page, and whether the map was bent toward claimed areas.

    The digest is that of the day shown; where none is given, of the page's last, of those that are known where some are.
    """
    theatre = scope.atlas.theatre
    known = say("credits.as_of", date=long_date(scope.as_of.date())) if scope.as_of else say("credits.all_known")
    if recorded := scope.atlas.as_recorded:
        known = f"{known}, {say('credits.as_recorded', date=long_instant(recorded))}"
    read = bool(scope.view.evidence.reports)
    evidence = say("credits.evidence", date=long_date(scope.atlas.last_day(scope.as_of))) if read else say("credits.no_evidence")
    bent = [say("credits.bent")] if theatre.parameters.calibrate == "figures" else []
    shown = day or (scope.told or scope.on)[-1]
    digest = say("credits.digest", digest=scope.atlas.digest_at(shown, scope.as_of))
    return [*_attribution(theatre), say("credits.licence", licence=theatre.licence), evidence, known, *bent, digest]
