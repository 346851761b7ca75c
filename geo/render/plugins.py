"""Folium plugins: `ControlTimeline(atlas).add_to(m)` gives any Folium map the slider, the areas and the evidence; `ControlDelta` compares two days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from folium import Map
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.atlas import Atlas
from geo.atlas.horizon import as_known
from geo.atlas.sentences import cite, long_date
from geo.errors import InputError
from geo.interval import end_of_day
from geo.render.assets import LEAFLET_SCRIPTS, LEAFLET_STYLES, SCRIPTS, STYLES, messages
from geo.render.embed import json_block
from geo.render.maps import OfflineMap, Verbatim, add_assets, page_of
from geo.render.payload import OPENSTREETMAP, Row, Scope, credits_line, delta_payload, headline, scope_of_days, scope_of_two, timeline_payload
from geo.render.picture import picture
from geo.render.templates import fill
from geo.render.twin import areas_by_change
from geo.render.typed import Typed

PAYLOAD_ID = "salient-payload"


class _Plugin(JSCSSMixin):
    """What the two plugins share: scripts, styles, a body that stands as it is, a payload, and one call that starts it."""

    _template = Template("")
    kind = ""
    start = ""

    def __init__(self, scope: Scope, payload: Row, body: str, static: str | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Control", self.kind
        self.scope, self.payload, self.body, self.static = scope, payload, body, static

    def add_to(self, parent: Any, name: str | None = None, index: int | None = None) -> Any:
        """Stand on a map, and bring it our own Leaflet: then no network is needed to draw it, in a notebook either."""
        if isinstance(parent, Map) and not isinstance(parent, OfflineMap):
            parent.default_js = [(key, url) for key, url in parent.default_js if key != "leaflet"]
            parent.default_css = [(key, url) for key, url in parent.default_css if key != "leaflet_css"]
            add_assets(page_of(parent), LEAFLET_STYLES, LEAFLET_SCRIPTS, self.static)
        return super().add_to(parent, name, index)

    def render(self, **kwargs: Any) -> str:
        """Add scripts, body and payload to the page of the map; the HTML is the page's.

        Raises:
            InputError: the plugin was not added to a map.
        """
        page, plane = page_of(self), self._parent
        if not isinstance(plane, Map):
            raise InputError(f"{type(self).__name__} stands on no map. Add it to a folium.Map with add_to(map).")
        add_assets(page, STYLES, SCRIPTS[self.kind], self.static)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        page.html.add_child(Verbatim(f"{self.body}\n{json_block(PAYLOAD_ID, self.payload)}"), name=self.get_name())
        page.script.add_child(Verbatim(f'{self.start}({plane.get_name()}, "{PAYLOAD_ID}");'), name=self.get_name())
        return ""


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
        payload = timeline_payload(scope, paper=paper, tiles=OPENSTREETMAP if static else None)
        super().__init__(scope, payload, _timeline_body(scope, payload), static)


class ControlDelta(_Plugin):
    """What the side in focus gained and lost between the ends of two days, on a Folium map. Parameters as in ControlTimeline.

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
        typed: tuple[Typed, Typed] | None = None,
    ) -> None:
        scope = scope_of_two(atlas, first, last, as_of, links or {})
        found = atlas.delta(first, last, as_of)
        sentence = found.sentence if found.note else as_known(found.sentence, as_of)
        citation = cite(found.sentence, atlas.theatre, as_of, found.digest, clock="as known on")
        payload = delta_payload(scope, paper=paper)
        holders = {h.id: h.name for h in atlas.theatre.holders}
        target = urlsplit(scope.links.get("delta", ""))
        form = {"action": urlunsplit(target._replace(query="")), "fields": parse_qsl(target.query)}
        fields = typed or (Typed(first.isoformat()), Typed(last.isoformat()))
        words = {"delta": found, "sentence": sentence, "citation": citation, "holders": holders}
        body = fill("delta.html", **_common(scope, payload), **words, first=first, last=last, form=form, typed=fields)
        super().__init__(scope, payload, body, static)


def _common(scope: Scope, payload: Row) -> dict[str, Any]:
    return {
        "theatre": scope.atlas.theatre,
        "links": scope.links,
        "note": scope.note,
        "credits": credits_line(scope, scope.on[payload["page"]["opening_day"]]),
        "styles": payload["page"]["styles"],
        "names": [holder.name for holder in scope.atlas.theatre.holders],
        "focus": payload["theatre"]["focus"],
        "months": messages()["months"],
    }


def _timeline_body(scope: Scope, payload: Row) -> str:
    day = payload["page"]["opening_day"]
    sentence = headline(scope.atlas, end_of_day(scope.on[day]), scope.as_of)
    panels = ["search", "compare", "layers", "share"]
    table = areas_by_change(scope, payload)
    drawn = picture(scope.atlas, end_of_day(scope.on[day]), scope.as_of, bounds=payload["page"]["view"])
    shown = {"days": scope.on, "known": len(scope.told), "day": day, "sentence": sentence, "last_known": long_date(scope.on[max(0, len(scope.told) - 1)])}
    return fill("timeline.html", **_common(scope, payload), **shown, panels=panels, table=table, picture=drawn)
