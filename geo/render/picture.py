"""A still picture of one day as SVG: for readers without scripts, for print and for export.

It draws what `Atlas.control` gives, as one coverage, in the theatre's equal-area CRS, so that ground of one area has one area on paper.
Looks are attributes: a page's policy forbids inline styles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.atlas import Atlas
from geo.atlas.horizon import foreseen
from geo.atlas.sentences import Summary, long_date
from geo.crs import Floats, Geometries
from geo.interval import end_of_day
from geo.model import Level, Place, digest
from geo.render.assets import say
from geo.render.lettering import Label, Look, Spot, labels, lines_of, width_px
from geo.render.palette import UNKNOWN, Style, timeline_styles
from geo.render.payload import credits_line, headline, scope_of_days
from geo.render.plane import Box, Window, seams, window
from geo.render.states import CONTESTED, EVIDENCED, HOLDER
from geo.render.templates import fill
from geo.units import HolderId, PlaceId

PAPER = {
    "land": "#fbf9f3",
    "outside": "#efece3",
    "panel": "#fffdf9",
    "ink": "#1c2430",
    "muted": "#596270",
    "hairline": "#d3cec1",
    "border": "#6a6459",
    "front": "#161b23",
}
"""The colours of the page by day."""
TINTS = {"held": 0.36, "contested": 0.45, "unknown": 0.18}
"""How much of a holder's hue, or of grey, is in a tint, by style: as on the page's canvas."""
FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
MARGIN, TITLE, DAY, SENTENCE, SMALL = 24.0, 13.0, 28.0, 16.0, 11.0
LINE = 1.35
SWATCH, ROW = 26.0, 20.0
SCALE_SHARE = 0.2
SHORT = 12
PIXELS_A_NAME = 13_000.0
TOWNS = {"city": Look(14.0, 600, 3.2), "town": Look(13.0, 600, 2.8), "urban-type settlement": Look(12.0, 600, 2.4)}
VILLAGE = Look(11.0, 400, 1.8)
DISTRICT = Look(11.0, spaced=2.0)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Row = dict[str, Any]


def picture(
    atlas: Atlas,
    at: datetime,
    as_of: datetime | None = None,
    *,
    bounds: Sequence[float] | None = None,
    width_px: int = 960,
    prefix: str = "",
) -> str:
    """The map at the end of the UTC day of an instant, as SVG that may stand inside a page or be a file of its own; equal inputs give equal bytes.

    `bounds` (west, south, east, north; degrees) is what it shows at least, all of the extent where absent. A day outside the theatre's span shows
    bare ground and says that nothing is known. Words are in English, colours those of the page by day. Its ids begin with `prefix`: equal
    pictures on one page need different ones.
    """
    shown = bounds if bounds is not None else shapely.bounds(atlas.theatre.extent).tolist()
    return fill("picture.svg", **_Picture(atlas, end_of_day(at.date()), as_of, shown, width_px, prefix).values())


def plain(text: str) -> str:
    """The text without the characters that XML cannot hold; the template escapes the rest."""
    return _NOT_XML.sub("\ufffd", text)


def mixed(colour: str, share: float) -> str:
    """So much of a colour (#rrggbb) in the colour of the land: flat, as print wants it."""
    pairs = [(int(colour[i : i + 2], 16), int(PAPER["land"][i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * hue + (1 - share) * land):02x}" for hue, land in pairs)


GREY = mixed(PAPER["muted"], TINTS["unknown"])
"""The land on a day that was not yet known."""


@dataclass(frozen=True)
class _Picture:
    """The parts of a picture, from top to bottom; each is made once."""

    atlas: Atlas
    at: datetime
    as_of: datetime | None
    bounds: Sequence[float]
    width_px: int
    prefix: str

    def values(self) -> Row:
        """What the template needs."""
        told = headline(self.atlas, self.at, self.as_of)
        text = {"title": plain(self.atlas.theatre.title), "sentence": plain(told), "day": long_date(self.at.date())}
        colour = PAPER | {"land": GREY} if self.untold else PAPER
        looks = {"id": self.id, "family": FAMILY, "colour": colour, "width": self.width_px, "window": self.window.box}
        ground = {"tints": self.tints(), "hatches": self.hatches(), "front": self.window.lines(self.front), **self.land()}
        words = {"head": self.head, "names": self.names(), "scale": self.scale, "legend": self.legend, "credits": self.credits, "bottom": self.bottom}
        return text | looks | ground | words

    @cached_property
    def summary(self) -> Summary:
        return self.atlas.summary(self.at, self.as_of)

    @cached_property
    def id(self) -> str:
        """What tells its parts from those of other pictures on a page."""
        return f"{self.prefix}map-{digest(self.summary.digest, [float(v) for v in self.bounds], self.width_px)[:SHORT]}"

    @property
    def untold(self) -> bool:
        """Whether the day was not yet known: then the land is grey, and nothing is said of it."""
        return foreseen(self.at, self.as_of) and self.atlas.theatre.covers(self.at.date())

    @cached_property
    def control(self) -> gpd.GeoDataFrame:
        found = self.atlas.control(self.at, self.as_of)
        return found.iloc[:0] if self.untold else found

    @property
    def kinds(self) -> list[tuple[HolderId, bool]]:
        """The holder of each row of control, and whether it is contested."""
        return [(holder, level == Level.CONTESTED) for holder, level in zip(self.control["holder"], self.control["level"], strict=True)]

    @cached_property
    def ground(self) -> Geometries:
        """Its geometry in pixels."""
        return self.window.coverage(self.control.geometry.to_numpy())

    @cached_property
    def head(self) -> Row:
        """Title, day and sentence: lines with their baselines, and where the map begins."""
        room = self.width_px - 2 * MARGIN
        title, sentence = lines_of(plain(self.atlas.theatre.title), TITLE, room), lines_of(plain(self.summary.sentence), SENTENCE, room)
        day = MARGIN + LINE * TITLE * len(title) + DAY
        if self.as_of and not self.atlas.note(self.at, as_of=self.as_of):
            sentence.append(say("clock.short", date=long_date(self.as_of.date())))
        told = _rows(sentence, day + 1.75 * SENTENCE, SENTENCE)
        return {"title": _rows(title, MARGIN + 0.8 * TITLE, TITLE), "day": day, "sentence": told, "bottom": round(told[-1][1] + SENTENCE)}

    @cached_property
    def window(self) -> Window:
        return window(self.atlas.theatre.crs, self.bounds, (MARGIN, self.head["bottom"]), self.width_px - 2 * MARGIN)

    @cached_property
    def front(self) -> list[Floats]:
        """The edges between ground of different holders: those of the polygons as they are drawn."""
        if not len(self.ground):
            return []
        (found, owner), holders = seams(self.ground), [holder for holder, _ in self.kinds]
        sides = zip(found.arcs, found.left.tolist(), found.right.tolist(), strict=True)
        return [arc for arc, left, right in sides if min(left, right) >= 0 and holders[owner[left]] != holders[owner[right]]]

    def tints(self) -> list[Row]:
        """What is coloured: all ground but what the opening holder holds."""
        coloured = [(*kind, shape) for kind, shape in zip(self.kinds, self.ground, strict=True) if kind[1] or kind[0] != self.atlas.theatre.opening]
        return [
            {"holder": holder, "level": str(Level.CONTESTED if contested else Level.HELD), "fill": self.fill(holder, contested=contested), "path": path}
            for holder, contested, shape in coloured
            if (path := self.window.areas(shape))
        ]

    def fill(self, holder: HolderId, *, contested: bool) -> str:
        """What ground is filled with: a plain colour, or a hatching."""
        index = self.atlas.theatre.holder_index(holder)
        return f"url(#{self.id}-{index})" if contested else mixed(self.atlas.theatre.holders[index].colour, TINTS["held"])

    def hatches(self) -> list[Row]:
        """The hatching of ground that each holder is likelier to hold and another contests: of two hues, one of them that of the opening holder."""
        theatre = self.atlas.theatre
        opening, focus = theatre.holder_index(theatre.opening), theatre.holder_index(theatre.focus)
        pairs = [sorted((index, focus if index == opening else opening)) for index in range(len(theatre.holders))]
        return [{"id": f"{self.id}-{n}", "colours": [mixed(theatre.holders[i].colour, TINTS["contested"]) for i in pair]} for n, pair in enumerate(pairs)]

    def land(self) -> Row:
        """The land, its outline with the borders of its districts, and the state border, as path data."""
        districts = self.window.coverage(np.array([d.geometry for d in self.atlas.theatre.districts], dtype=object))
        border = [shapely.get_coordinates(part) for part in shapely.get_parts(self.window.line(self.atlas.theatre.border))]
        return {
            "land": self.window.areas(shapely.coverage_union_all(districts)),
            "hairlines": self.window.lines(seams(districts)[0].arcs),
            "border": self.window.lines(border),
        }

    def names(self) -> list[Label]:
        """Towns, districts where there is room for them, and villages that reports name."""
        left, top, right, bottom = box = self.window.box
        spots, most = self.spots(), int((right - left) * (bottom - top) / PIXELS_A_NAME)
        towns = [spot for spot in spots if spot.look is not VILLAGE]
        return labels([*towns, *self.districts(), *spots[len(towns) :]], box, [self.scale["box"]], most)

    def districts(self) -> list[Spot]:
        """The districts' names, each in the middle of the widest part that the picture shows."""
        districts, frame = self.atlas.theatre.districts, shapely.box(*self.window.box)
        shown = shapely.intersection(self.window.placed(np.array([d.geometry for d in districts], dtype=object)), frame)
        parts = [(d, max(shapely.get_parts(shape), key=shapely.area)) for d, shape in zip(districts, shown, strict=True) if shape.area]
        spots = [(d, shapely.get_coordinates(shapely.maximum_inscribed_circle(part, 4.0))[0].round(1).tolist()) for d, part in parts]
        return [Spot(x, y, plain(d.name).upper(), DISTRICT, muted=True) for d, (x, y) in spots]

    def spots(self) -> list[Spot]:
        """The settlements that may be named, the most important first: towns by their size, then villages by how much reports say of them."""
        own, ranks = self.said(), list(TOWNS)
        places = [p for p in self.atlas.theatre.gazetteer.places if p.settlement and (p.kind in TOWNS or own.get(p.id))]
        places.sort(key=lambda p: (ranks.index(p.kind) if p.kind in TOWNS else len(ranks), p.id not in own, -(p.population or 0), -own.get(p.id, 0), p.id))
        return [Spot(x, y, plain(p.name), TOWNS.get(p.kind, VILLAGE), p.id not in own) for p, (x, y) in zip(places, self.placed(places), strict=True)]

    def placed(self, places: Sequence[Place]) -> list[list[float]]:
        """Where places lie on the picture."""
        points = shapely.points(np.array([[p.lon, p.lat] for p in places]).reshape(-1, 2))
        found: list[list[float]] = np.round(shapely.get_coordinates(self.window.placed(points)), 1).tolist()
        return found

    def said(self) -> dict[PlaceId, int]:
        """How many claims there are by that day about each settlement of the extent, where some say who holds it; else none."""
        return {place: self.claims(place) for place in self.atlas.tessellation.settlements}

    def claims(self, place: PlaceId) -> int:
        """How many speak of a settlement that is told of; none outside the theatre's span."""
        view, on = self.atlas.view(self.as_of), self.at.date()
        found = sum(known.claim.valid.first_day <= on for known in view.claims_of.get(place, ()))
        return found if found and view.theatre.covers(on) and view.status(place, self.at).evidenced else 0

    @cached_property
    def scale(self) -> Row:
        """A bar at the left lower corner of the map, with the ground that it takes."""
        left, _, _, bottom = self.window.box
        (km, length), x, y = self.window.scale(SCALE_SHARE), left + 16.0, bottom - 16.0
        box: Box = (x - 12.0, y - 26.0, x + length + 12.0, bottom)
        return {"text": f"{km:g} km", "x": x, "y": y, "length": length, "box": box}

    @cached_property
    def legend(self) -> list[Row]:
        """What the picture shows, in words: entries side by side, in as many rows as they need."""
        left, _, right, bottom = self.window.box
        rows, x, y = list[Row](), left, bottom + 24.0
        for style in self.styles():
            text = plain(self.words(style))
            length = SWATCH + width_px(text, TITLE)
            x, y = (left, y + ROW) if rows and x + length > right else (x, y)
            rows.append({"x": x, "y": y, "text": text, "fill": None if style.style == "front" else self.swatch(style)})
            x += length + ROW
        return rows

    def styles(self) -> list[Style]:
        """The entries of the legend."""
        if self.untold:
            return [UNKNOWN]
        theatre = self.atlas.theatre
        codes = {HOLDER * theatre.holder_index(holder) + CONTESTED * contested + EVIDENCED for holder, contested in self.kinds}
        return [style for style in timeline_styles(theatre, codes, changing=False) if self.front or style.style != "front"]

    def words(self, style: Style) -> str:
        """What an entry says."""
        theatre = self.atlas.theatre
        name = theatre.holders[style.holder].name if style.holder is not None else ""
        return say(f"style.{style.key}", holder=name, focus=theatre.holder(theatre.focus).name)

    def swatch(self, style: Style) -> str:
        """What the square beside it is filled with."""
        if style is UNKNOWN:
            return GREY
        holder = self.atlas.theatre.focus if style.holder is None else self.atlas.theatre.holders[style.holder].id
        return self.fill(holder, contested=style.style == "contested")

    @cached_property
    def credits(self) -> list[tuple[str, float]]:
        """Attribution, licence, clocks and digest, with baselines."""
        left, _, right, bottom = self.window.box
        day = self.at.date()
        told = plain("\u00a0· ".join(credits_line(scope_of_days(self.atlas, day, day, self.as_of, {}), day)))
        return _rows(lines_of(told, SMALL, right - left), (self.legend[-1]["y"] if self.legend else bottom) + 26.0, SMALL)

    @property
    def bottom(self) -> int:
        return round(self.credits[-1][1] + MARGIN - SMALL / 2)


def _rows(lines: Sequence[str], first: float, size: float) -> list[tuple[str, float]]:
    """Lines of text with their baselines, the first one given."""
    return [(line, round(first + LINE * size * n, 1)) for n, line in enumerate(lines)]
