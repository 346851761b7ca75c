"""Pages: Folium maps with a timeline, made ours. The only room that imports folium, and the only one that writes [lat, lon]."""

from geo.render.assets import asset, asset_names, asset_version
from geo.render.maps import OfflineMap, Page
from geo.render.pages import delta_page, map_page
from geo.render.plugins import ControlDelta, ControlTimeline
from geo.render.review import ControlReview, review_page
from geo.render.typed import Typed, read_day

__all__ = [
    "ControlDelta",
    "ControlReview",
    "ControlTimeline",
    "OfflineMap",
    "Page",
    "Typed",
    "asset",
    "asset_names",
    "asset_version",
    "delta_page",
    "map_page",
    "read_day",
    "review_page",
]
