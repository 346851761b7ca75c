"""Folium's map and page, without its content delivery networks, its random ids, and its habit of reading text as a template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from branca.element import CssLink, Element, Figure, JavascriptLink
from folium import Map
from folium.template import Template

from geo.errors import InputError
from geo.render.assets import LEAFLET_SCRIPTS, LEAFLET_STYLES, asset_text
from geo.render.embed import POLICY_MARK, with_policy
from geo.theatre import Theatre

MAP_NAME = "salient"
"""What the one map of our own pages is called."""
LOWEST_ZOOM, HIGHEST_ZOOM = 5, 15
FOLIUM_NAMES = {"leaflet.js": "leaflet", "leaflet.css": "leaflet_css"}
"""What Folium calls these in the head of a page; whoever comes last under a name is the one that stays."""
_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)


class Verbatim(Element):
    """HTML as it stands. Folium's own elements compile their text as a template, which a place called {{ x }} would then run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html

    def render(self, **_: Any) -> str:
        """The HTML."""
        return self.html


class Page(Figure):
    """A whole page of one map: a language, a title, a policy that lets only its own scripts run, no zoom lock, and nothing by chance in it.

    `images` are hosts of whom the reader may ask for images. The map fills the window, the address holds its view, and paper shows
    it as a sheet. Several maps, or a map beside other things, stand on a `branca.element.Figure`.
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
        '{{ this.header.render(**kwargs) }}\n</head>\n<body class="salient-page">\n{{ this.html.render(**kwargs) }}\n'
        "<script>{{ this.script.render(**kwargs) }}</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, *, linked: bool, language: str = "en", images: Sequence[str] = ()) -> None:
        super().__init__(title=title)
        self.language, self.linked, self.images, self.policy_mark = language, linked, images, POLICY_MARK
        self.header._children.pop("meta_http")  # noqa: SLF001 - the template writes the character set first, as HTML asks

    def render(self, **kwargs: Any) -> str:
        """The page as HTML; equal content gives equal bytes.

        Raises:
            InputError: it has several maps.
        """
        if (count := len(maps_on(self))) > 1:
            raise InputError(f"A Page is the window of one map, and this one has {count}. Put several maps on a branca.element.Figure.")
        return with_policy(super().render(**kwargs), linked=self.linked, images=self.images)


class OfflineMap(Map):
    """A Folium map that asks no other host for anything: vendored Leaflet and no tiles.

    `static` is the address under which the assets are served; None writes them into the page. `name` is what the map is called in the
    page: a letter, then letters, digits and underscores. None takes one by chance, as Folium does, so that any number of maps share a
    page; give it where equal inputs are to give equal bytes. Sizes and position are Folium's; on a `Page` the map fills the window.
    """

    _template = Template(
        "{% macro header(this, kwargs) %}"
        "{% if not this.whole %}"
        "<style>html, body { width: 100%; height: 100%; margin: 0; padding: 0; } "
        "#{{ this.get_name() }} { position: {{ this.position }}; left: {{ this.left|join }}; top: {{ this.top|join }}; "
        "width: {{ this.width|join }}; height: {{ this.height|join }}; }</style>"
        "{% endif %}"
        "{% endmacro %}"
        "{% macro html(this, kwargs) %}"
        '<{{ this.tag }} class="folium-map salient-map" id="{{ this.get_name() }}" aria-label="{{ this.label|e }}"></{{ this.tag }}>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, "
        "{center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}});"
        "{% endmacro %}"
    )

    def __init__(
        self,
        theatre: Theatre,
        *,
        static: str | None = None,
        label: str = "",
        name: str | None = None,
        width: str | float = "100%",
        height: str | float = "100%",
        left: str | float = "0%",
        top: str | float = "0%",
        position: str = "relative",
    ) -> None:
        west, south, east, north = theatre.extent.bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_start=9,
            attribution_control=False,
            zoom_snap=0.25,
            zoom_delta=0.5,
            wheel_px_per_zoom_level=120,
            width=width,
            height=height,
            left=left,
            top=top,
            position=position,
        )
        self.options |= {"minZoom": LOWEST_ZOOM, "maxZoom": HIGHEST_ZOOM}
        self.default_js, self.default_css = [], []
        self.static, self.label = static, label
        if name is not None:
            self._named(name)

    def _named(self, name: str) -> None:
        """Take a name, under which Folium's Figure adopted the map too."""
        if not _NAME.fullmatch(name):
            raise InputError(f"{name!r} is no name for a map. Give it a letter, then letters, digits and underscores: name='before'.")
        figure = self.get_root()
        figure._children.clear()  # noqa: SLF001 - Folium makes a Figure for each map, which knows it by its name
        self._id = name
        figure.add_child(self)

    @property
    def whole(self) -> bool:
        """Whether it is the one map of a Page."""
        return isinstance(page_of(self), Page)

    @property
    def tag(self) -> str:
        """The element that holds it: a page has one main element."""
        return "main" if self.whole else "section"

    def render(self, **kwargs: Any) -> str:
        """Add the map to its page; the HTML is the page's."""
        add_assets(figure_of(self), LEAFLET_STYLES, LEAFLET_SCRIPTS, self.static)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""


def figure_of(element: Element) -> Figure:
    """The figure that an element stands on: a page, or a part of one (branca's `Div`), whose scripts run in the order of its elements.

    Raises:
        InputError: it stands on none.
    """
    root = element.get_root()
    if not isinstance(root, Figure):
        raise InputError(f"{type(element).__name__} stands on no page. Add it to a folium.Map with add_to(map), then render or save the map.")
    return root


def page_of(element: Element) -> Figure:
    """The page that an element stands on. branca's Div calls itself a root, and compiles what it holds as a template.

    Raises:
        InputError: it stands on none.
    """
    root = figure_of(element)
    while root._parent is not None:  # noqa: SLF001 - branca offers no way up from a Div
        root = figure_of(root._parent)  # noqa: SLF001
    return root


def maps_on(element: Element) -> list[Map]:
    """The maps below an element, in order."""
    found = [element] if isinstance(element, Map) else []
    for child in element._children.values():  # noqa: SLF001 - branca offers no way down
        found += maps_on(child)
    return found


def add_assets(figure: Figure, styles: Sequence[str], scripts: Sequence[str], static: str | None) -> None:
    """Put style sheets and scripts into the head of a page, linked under `static` or written out.

    Leaflet takes the place of the one that Folium fetches from a public host: a page has one Leaflet.
    """
    for name in styles:
        sheet = CssLink(f"{static}/{name}") if static else Verbatim(f"<style>{asset_text(name)}</style>")
        figure.header.add_child(sheet, name=FOLIUM_NAMES.get(name, name))
    for name in scripts:
        script = JavascriptLink(f"{static}/{name}") if static else Verbatim(f"<script>{asset_text(name)}</script>")
        figure.header.add_child(script, name=FOLIUM_NAMES.get(name, name))


def keep_own_leaflet(page: Figure) -> None:
    """Let no map of a page fetch Leaflet from a public host, where ours is there already."""
    for plane in maps_on(page):
        plane.default_js = [(key, url) for key, url in plane.default_js if key not in FOLIUM_NAMES.values()]
        plane.default_css = [(key, url) for key, url in plane.default_css if key not in FOLIUM_NAMES.values()]
