"""Folium's map and page, without its content delivery networks, its random ids, and its habit of reading text as a template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from branca.element import CssLink, Element, Figure, JavascriptLink
from folium import Map
from folium.template import Template

from geo.errors import InputError
from geo.render.assets import LEAFLET_SCRIPTS, LEAFLET_STYLES, asset_text
from geo.render.embed import POLICY_MARK, with_policy
from geo.theatre import Theatre

MAP_ID = "salient"
LOWEST_ZOOM, HIGHEST_ZOOM = 5, 15


class Verbatim(Element):
    """HTML as it stands. Folium's own elements compile their text as a template, which a place called {{ x }} would then run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html

    def render(self, **_: Any) -> str:
        """The HTML."""
        return self.html


class Page(Figure):
    """A whole page: a language, a title, a policy that lets only its own scripts run, no zoom lock, and nothing by chance in it.

    `images` are hosts of whom the reader may ask for images.
    """

    _template = Template(
        "<!doctype html>\n"
        '<html lang="{{ this.language|e }}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{{ this.policy_mark }}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<link rel="icon" href="data:,">\n'
        "<title>{{ this.title|e }}</title>\n"
        "{{ this.header.render(**kwargs) }}\n</head>\n<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>{{ this.script.render(**kwargs) }}</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, *, linked: bool, language: str = "en", images: Sequence[str] = ()) -> None:
        super().__init__(title=title)
        self.language, self.linked, self.images, self.policy_mark = language, linked, images, POLICY_MARK
        self.header._children.pop("meta_http")  # noqa: SLF001 - the template writes the character set first, as HTML asks

    def render(self, **kwargs: Any) -> str:
        """The page as HTML; equal content gives equal bytes."""
        return with_policy(super().render(**kwargs), linked=self.linked, images=self.images)


class OfflineMap(Map):
    """A Folium map that asks no other host for anything: vendored Leaflet, no tiles, a fixed id.

    `static` is the address under which the assets are served; None writes them into the page.
    """

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '<main class="folium-map salient-map" id="{{ this.get_name() }}" aria-label="{{ this.label|e }}"></main>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, "
        "{center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}});"
        "{% endmacro %}"
    )

    def __init__(self, theatre: Theatre, *, static: str | None = None, label: str = "") -> None:
        west, south, east, north = theatre.extent.bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_start=9,
            attribution_control=False,
            zoom_snap=0.25,
            zoom_delta=0.5,
            wheel_px_per_zoom_level=120,
        )
        self.options |= {"minZoom": LOWEST_ZOOM, "maxZoom": HIGHEST_ZOOM}
        self.default_js, self.default_css = [], []
        self._id, self.static, self.label = MAP_ID, static, label

    def render(self, **kwargs: Any) -> str:
        """Add the map to its page; the HTML is the page's."""
        add_assets(page_of(self), LEAFLET_STYLES, LEAFLET_SCRIPTS, self.static)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""


def page_of(element: Element) -> Figure:
    """The page that an element stands on.

    Raises:
        InputError: it stands on none.
    """
    root = element.get_root()
    if not isinstance(root, Figure):
        raise InputError(f"{type(element).__name__} stands on no page. Add it to a folium.Map with add_to(map), then render or save the map.")
    return root


def add_assets(figure: Figure, styles: Sequence[str], scripts: Sequence[str], static: str | None) -> None:
    """Put style sheets and scripts into the head of a page, linked under `static` or written out."""
    for name in styles:
        figure.header.add_child(CssLink(f"{static}/{name}") if static else Verbatim(f"<style>{asset_text(name)}</style>"), name=name)
    for name in scripts:
        figure.header.add_child(JavascriptLink(f"{static}/{name}") if static else Verbatim(f"<script>{asset_text(name)}</script>"), name=name)
