"""Folium plugins: `ControlTimeline(atlas).add_to(m)` gives any Folium map the slider, the areas and the evidence; `ControlDelta` compares two days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from folium import Map
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.atlas import Atlas, Chosen
from geo.atlas.horizon import as_known
from geo.atlas.sentences import cite, long_date
from geo.errors import InputError
from geo.interval import end_of_day
from geo.render.assets import LEAFLET_SCRIPTS, LEAFLET_STYLES, SCRIPTS, STYLES, messages
from geo.render.embed import json_block
from geo.render.maps import OfflineMap, Page, Verbatim, add_assets, figure_of, keep_own_leaflet, page_of
from geo.render.payload import OPENSTREETMAP, Row, Scope, credits_line, delta_payload, headline, scope_of_days, scope_of_two, timeline_payload
from geo.render.picture import picture
from geo.render.templates import Ids, fill
from geo.render.twin import areas_by_change
from geo.render.typed import Typed

ROOT_ID, PAYLOAD_ID = "page", "salient-payload"
PANELS = ("search", "compare", "layers", "share")
PROJECTION = "EPSG3857"
"""The only one of Folium's projections that the canvas draws in: Web Mercator."""


class _Plugin(JSCSSMixin):
    """What the plugins share: scripts, styles, words that lie over the map, a payload, and one call that starts it.

    Everything is settled when the map is rendered: only then is it known which map it is, and what else stands on the page. Words and
    payload go into the HTML of the page and from there, by the script, into the container of the map. On a `Page` their ids are plain
    names; anywhere else they begin with the name of the map.
    """

    _template = Template("")
    kind = ""
    start = ""
    styles: Sequence[str] = STYLES

    def __init__(self, scope: Scope, payload: Row, static: str | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = type(self).__name__
        self.scope, self.payload, self.static = scope, payload, static

    def words(self, ids: Ids) -> str:
        """The HTML that lies over the map."""
        raise NotImplementedError

    def render(self, **kwargs: Any) -> str:
        """Add scripts, words and payload to the page of the map; the HTML is the page's.

        Raises:
            InputError: it stands on no map, on one that already has such a plugin, or on one in another projection.
        """
        figure, page, plane = figure_of(self), page_of(self), self.plane()
        if not isinstance(plane, OfflineMap):
            keep_own_leaflet(page)
            add_assets(figure, LEAFLET_STYLES, LEAFLET_SCRIPTS, self.static)
        add_assets(figure, self.styles, SCRIPTS[self.kind], self.static)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        ids = Ids("" if isinstance(page, Page) else f"{plane.get_name()}-")
        block = json_block(ids(PAYLOAD_ID), self.payload)
        page.html.add_child(Verbatim(f"{self.words(ids)}\n{block}"), name=self.get_name())
        start = f'{self.start}({plane.get_name()}, "{ids(ROOT_ID)}");'
        figure.script.add_child(Verbatim(start), name=self.get_name())
        return ""

    def plane(self) -> Map:
        """The map that it stands on.

        Raises:
            InputError: it stands on no map, on one that already has such a plugin, or on one in another projection.
        """
        kind, plane = type(self).__name__, self._parent
        if not isinstance(plane, Map):
            raise InputError(f"{kind} stands on no map. Add it to a folium.Map with add_to(map).")
        others = [child for child in plane._children.values() if isinstance(child, _Plugin) and child is not self]  # noqa: SLF001
        if others:
            raise InputError(f"A map shows one timeline or comparison, and this one has {type(others[0]).__name__} already. Give {kind} a map of its own.")
        if plane.crs != PROJECTION:
            raise InputError(f"{kind} draws in Web Mercator, and this map has crs={plane.crs!r}. Make it with crs={PROJECTION!r}, Folium's usual one.")
        return plane


class ControlTimeline(_Plugin):
    """The control of a theatre over time on a Folium map: areas, front line, slider, area chart, evidence behind every village.

    Days run from `first` to `last`, both included (the theatre's span where absent). `as_of` None means everything known. `static` is
    the address of the assets, None writes them into the page. `links` may have: map (this page, asked anew
    for another `as_of` or a frame), delta (the page of `delta_page`), layers, compare and disagreement (stored maps of others), and for the reader's own
    use series, control, claims, review, theatres, docs. `paper` False leaves the ground clear, for maps with tiles below.
    """

    kind, start = "timeline", "Salient.timeline"

    def __init__(
        self,
        atlas: Atlas,
        *,
        first: date | None = None,
        last: date | None = None,
        as_of: datetime | None = None,
        static: str | None = None,
        links: Mapping[str, str] | None = None,
        paper: bool = True,
    ) -> None:
        span = atlas.theatre.span
        scope = scope_of_days(atlas, first or span.first_day, last or span.last_day, as_of, links or {})
        super().__init__(scope, timeline_payload(scope, paper=paper, tiles=OPENSTREETMAP if static else None), static)

    def words(self, ids: Ids) -> str:
        """Date, sentence, tools, chart and credits; without a script a picture and a table."""
        day = self.payload["page"]["opening_day"]
        at, as_of = end_of_day(self.scope.on[day]), self.scope.as_of
        told = self.scope.told
        drawn = picture(self.scope.atlas, at, as_of, bounds=self.payload["page"]["view"], prefix=ids(""))
        return fill(
            "timeline.html",
            **_common(self.scope, self.payload, ids),
            days=self.scope.on,
            known=len(told),
            last_known=long_date(self.scope.on[max(0, len(told) - 1)]),
            day=day,
            sentence=headline(self.scope.atlas, at, as_of),
            panels=PANELS,
            table=areas_by_change(self.scope, self.payload),
            picture=drawn,
        )


class ControlDelta(_Plugin):
    """What the side in focus gained and lost between the ends of two days, on a Folium map. Parameters as in ControlTimeline.

    `chosen`: how the days were come by where not both were asked for; the page tells it.
    `typed`: what stands in the form's two fields instead of the two days, as when a reader typed what cannot be read.
    """

    kind, start = "delta", "Salient.deltaPage"

    def __init__(
        self,
        atlas: Atlas,
        first: date,
        last: date,
        *,
        as_of: datetime | None = None,
        static: str | None = None,
        links: Mapping[str, str] | None = None,
        paper: bool = True,
        chosen: Chosen | None = None,
        typed: tuple[Typed, Typed] | None = None,
    ) -> None:
        scope = scope_of_two(atlas, first, last, as_of, links or {})
        super().__init__(scope, delta_payload(scope, paper=paper), static)
        self.chosen = chosen
        self.typed = typed or (Typed(first.isoformat()), Typed(last.isoformat()))

    def words(self, ids: Ids) -> str:
        """Dates, sentence, the settlements that changed hands, credits."""
        atlas, as_of, (first, last) = self.scope.atlas, self.scope.as_of, self.scope.on
        found = atlas.delta(first, last, as_of)
        target = urlsplit(self.scope.links.get("delta", ""))
        return fill(
            "delta.html",
            **_common(self.scope, self.payload, ids),
            delta=found,
            sentence=found.sentence if found.note else as_known(found.sentence, as_of),
            citation=cite(found.sentence, atlas.theatre, as_of, found.digest, clock="as known on", as_recorded=atlas.as_recorded),
            holders={holder.id: holder.name for holder in atlas.theatre.holders},
            first=first,
            last=last,
            form={"action": urlunsplit(target._replace(query="")), "fields": parse_qsl(target.query)},
            chosen=self.chosen,
            typed=self.typed,
        )


def _common(scope: Scope, payload: Row, ids: Ids) -> dict[str, Any]:
    return {
        "id": ids,
        "theatre": scope.atlas.theatre,
        "links": scope.links,
        "note": scope.note,
        "credits": credits_line(scope, scope.on[payload["page"]["opening_day"]]),
        "styles": payload["page"]["styles"],
        "names": [holder.name for holder in scope.atlas.theatre.holders],
        "focus": payload["theatre"]["focus"],
        "months": messages()["months"],
    }
