"""The analyst's page as a Folium plugin: a report tried on the map before it is stored, and the queue of claims that nobody has looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.atlas import Atlas
from geo.render.assets import REVIEW_STYLES, say
from geo.render.maps import OfflineMap, Page, add_assets, page_of
from geo.render.payload import Row, Scope, scope_of_days, timeline_payload
from geo.render.plugins import _common, _Plugin
from geo.render.templates import fill


class ControlReview(_Plugin):
    """Reading, correcting and storing reports, and giving verdicts, on a Folium map of everything known.

    `static` is the address of the assets: the page asks its server, so there is no page that stands alone. `links` has extract, reports, claims (the
    addresses that the page asks), review (its own) and docs; it may have map and theatres.
    """

    kind, start = "review", "Salient.reviewPage"

    def __init__(self, atlas: Atlas, *, static: str, links: Mapping[str, str]) -> None:
        span = atlas.theatre.span
        scope = scope_of_days(atlas, span.first_day, span.last_day, None, links)
        payload = timeline_payload(scope, paper=True)
        super().__init__(scope, payload, _review_body(scope, payload), static)

    def render(self, **kwargs: Any) -> str:
        """Add scripts, styles, body and payload to the page of the map; the HTML is the page's.

        Raises:
            InputError: the plugin was not added to a map.
        """
        html = super().render(**kwargs)
        add_assets(page_of(self), REVIEW_STYLES, (), self.static)
        return html


def review_page(atlas: Atlas, *, static: str, links: Mapping[str, str]) -> str:
    """The analyst's page as HTML, from everything known; parameters as in `ControlReview`. Equal inputs give equal bytes."""
    page = Page(say("review.title", title=atlas.theatre.title), linked=True)
    plane = OfflineMap(atlas.theatre, static=static, label=say("review.map"))
    plane.add_to(page)
    ControlReview(atlas, static=static, links=links).add_to(plane)
    html: str = page.render()
    return html


def _review_body(scope: Scope, payload: Row) -> str:
    day = scope.on[payload["page"]["opening_day"]]
    common = _common(scope, payload)
    lasting = [style for style in common["styles"] if style["style"] != "changed"]
    return fill("review.html", **(common | {"styles": lasting}), day=day)
