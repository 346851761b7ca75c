"""The analyst's page as a Folium plugin: a report tried on the map before it is stored, and the queue of claims that nobody has looked at."""

from __future__ import annotations

from collections.abc import Mapping

from folium import Map

from geo.atlas import Atlas
from geo.errors import InputError
from geo.render.assets import REVIEW_STYLES, STYLES, say
from geo.render.maps import MAP_NAME, OfflineMap, Page, page_of
from geo.render.payload import scope_of_days, timeline_payload
from geo.render.plugins import _common, _Plugin
from geo.render.templates import Ids, fill


class ControlReview(_Plugin):
    """Reading, correcting and storing reports, and giving verdicts, on a Folium map of everything known.

    `static` is the address of the assets: the page asks its server, so there is no page that stands alone. `links` has extract, reports, claims (the
    addresses that the page asks), review (its own) and docs; it may have map and theatres.
    """

    kind, start = "review", "Salient.reviewPage"
    styles = (*STYLES, *REVIEW_STYLES)

    def __init__(self, atlas: Atlas, *, static: str, links: Mapping[str, str]) -> None:
        span = atlas.theatre.span
        scope = scope_of_days(atlas, span.first_day, span.last_day, None, links)
        super().__init__(scope, timeline_payload(scope, paper=True), static)

    def plane(self) -> Map:
        """The map that it stands on.

        Raises:
            InputError: it is not that of a whole page: this one takes a token, and stands beside nothing of others.
        """
        if self._parent is not None and not isinstance(page_of(self), Page):
            raise InputError("ControlReview takes a token and needs a page of its own. Add its map to a geo.render.Page, or use review_page.")
        return super().plane()

    def words(self, ids: Ids) -> str:
        """The words over the map, and the column to work in beside it."""
        day = self.scope.on[self.payload["page"]["opening_day"]]
        common = _common(self.scope, self.payload, ids)
        lasting = [style for style in common["styles"] if style["style"] != "changed"]
        return fill("review.html", **(common | {"styles": lasting}), day=day)


def review_page(atlas: Atlas, *, static: str, links: Mapping[str, str]) -> str:
    """The analyst's page as HTML, from everything known; parameters as in `ControlReview`. Equal inputs give equal bytes."""
    page = Page(say("review.title", title=atlas.theatre.title), linked=True)
    plane = OfflineMap(atlas.theatre, static=static, label=say("review.map"), name=MAP_NAME)
    plane.add_to(page)
    ControlReview(atlas, static=static, links=links).add_to(plane)
    html: str = page.render()
    return html
