"""The two pages: the map of a span of days, and the comparison of two days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from geo.atlas import Atlas, Chosen
from geo.render.assets import say
from geo.render.maps import MAP_NAME, OfflineMap, Page
from geo.render.payload import OPENSTREETMAP
from geo.render.plugins import ControlDelta, ControlTimeline
from geo.render.typed import Typed


def map_page(atlas: Atlas, *, first: date, last: date, as_of: datetime | None, static: str | None, links: Mapping[str, str]) -> str:
    """The map with its slider from first to last (both included), as one HTML page; equal inputs give equal bytes.

    `static` None gives a file that works without a network and asks no host for anything; else the address of the assets
    (`/static/<asset_version()>`). Days outside the theatre's span are left out, and the page says so. `links`: see ControlTimeline.
    """
    plugin = ControlTimeline(atlas, first=first, last=last, as_of=as_of, static=static, links=links)
    return _page(atlas, plugin, atlas.theatre.title, static, images=(OPENSTREETMAP.host,) if static else ())


def delta_page(
    atlas: Atlas,
    first: date,
    last: date,
    *,
    as_of: datetime | None,
    static: str | None,
    links: Mapping[str, str],
    chosen: Chosen | None = None,
    typed: tuple[Typed, Typed] | None = None,
) -> str:
    """What the side in focus gained and lost between the ends of two days, as one HTML page; parameters as in map_page.

    `links["delta"]`, where given, is the address that takes `datetime=first/last` and answers with this page for other days.
    `chosen`: how the days were come by where not both were asked for; the page tells it. `typed`: what stands in its two fields, as in ControlDelta.
    """
    plugin = ControlDelta(atlas, first, last, as_of=as_of, static=static, links=links, chosen=chosen, typed=typed)
    return _page(atlas, plugin, say("delta.title", title=atlas.theatre.title), static)


def _page(atlas: Atlas, plugin: ControlTimeline | ControlDelta, title: str, static: str | None, *, images: Sequence[str] = ()) -> str:
    page = Page(title, linked=static is not None, images=images)
    plane = OfflineMap(atlas.theatre, static=static, label=say("map.label"), name=MAP_NAME)
    plane.add_to(page)
    plugin.add_to(plane)
    html: str = page.render()
    return html
