"""Folium's own two plugins for polygons that change with time, given the days and polygons of the campaign, and the files of other hosts that they load.

They are used as documented and at their best: no tiles, six decimals, and in the Timeline one interval for as long as a polygon stays as it is.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from folium import JsCode, Map
from folium.plugins import Timeline, TimelineSlider, TimestampedGeoJson

from geo.atlas import Atlas
from geo.errors import UnavailableError
from geo.export import geojson
from geo.interval import days, end_of_day
from tests.full.pace import Hold

DAY_MS = 86_400_000
CENTRE = (51.3, 35.3)
COLOURS = {"held": 0.4, "contested": 0.2}
INTERVAL = "function (feature) { return { start: feature.properties.start, end: feature.properties.end, endExclusive: true }; }"
STYLE = "function (feature) { return { weight: 1, fillOpacity: feature.properties.level === 'held' ? 0.4 : 0.2 }; }"
LINKED = re.compile(r'(?:src|href)="(https?://[^"]+)"')
PACKAGE = re.compile(r"/npm/(?P<package>(?:@[^/@]+/)?[^/@]+@[^/@]+)/(?P<path>.+)$")
NEAREST = {
    "jquery-3.7.1.min.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    "jquery.min.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    "jquery-ui.min.js": ("jquery-ui-dist@1.12.0", "jquery-ui.min.js"),
    "moment.min.js": ("moment@2.18.1", "min/moment.min.js"),
    "leaflet.awesome-markers.js": ("leaflet.awesome-markers@2.0.4", "dist/leaflet.awesome-markers.js"),
    "leaflet.awesome-markers.css": ("leaflet.awesome-markers@2.0.4", "dist/leaflet.awesome-markers.css"),
}
"""Files whose addresses do not name a package. npm has jQuery UI 1.10.2 and Awesome Markers 2.0.2 in later versions only; the maps use neither."""

Json = dict[str, Any]
Drawn = Mapping[date, Sequence[Json]]


@dataclass(frozen=True)
class Stock:
    """A page of Folium's: when it is there, what turns it to its first day, and what takes it to the next one."""

    label: str
    html: str
    ready: str
    first: str
    hold: Hold


def polygons(atlas: Atlas) -> Drawn:
    """The control polygons of every day, as GeoJSON features."""
    span = atlas.theatre.span
    return {on: json.loads(geojson(atlas.control(end_of_day(on))))["features"] for on in days(span.first_day, span.last_day)}


def stamped(drawn: Drawn) -> Stock:
    """TimestampedGeoJson: every polygon of every day. It takes a time for each ring, or each part, and draws no more of them than it has times."""
    features = [_stamped(feature, on) for on, found in drawn.items() for feature in found]
    plane = _plane()
    TimestampedGeoJson(
        {"type": "FeatureCollection", "features": features}, period="P1D", duration="PT1H", auto_play=False, loop=False, date_options="YYYY-MM-DD"
    ).add_to(plane)
    return Stock(
        label="TimestampedGeoJson",
        html=plane.get_root().render(),
        ready="() => pace.find('.timecontrol-dateslider')",
        first=f"{plane.get_name()}.timeDimension.setCurrentTimeIndex(0)",
        hold=Hold(said=".timecontrol-date", button=".timecontrol-forward"),
    )


def _stamped(feature: Json, on: date) -> Json:
    style = {"weight": 1, "fillOpacity": COLOURS[feature["properties"]["level"]]}
    times = [_ms(on)] * len(feature["geometry"]["coordinates"])
    return {"type": "Feature", "properties": {"times": times, "style": style}, "geometry": feature["geometry"]}


def intervals(drawn: Drawn) -> Stock:
    """Timeline and TimelineSlider: every polygon once for as long as it stays as it is."""
    plane = _plane()
    timeline = Timeline({"type": "FeatureCollection", "features": _standing(drawn)}, get_interval=JsCode(INTERVAL), style=JsCode(STYLE)).add_to(plane)
    TimelineSlider(auto_play=False, show_ticks=False, steps=len(drawn), date_options="YYYY-MM-DD").add_timelines(timeline).add_to(plane)
    return Stock(
        label="Timeline, TimelineSlider",
        html=plane.get_root().render(),
        ready="() => pace.find('.time-slider')",
        first=f"pace.slide('.time-slider', {_ms(min(drawn))})",
        hold=Hold(said=".time-text", slider=".time-slider", by=DAY_MS),
    )


def _standing(drawn: Drawn) -> list[Json]:
    """Each polygon with the days that it stands: from `start` to `end`, not included."""
    made: list[Json] = []
    open_ones: dict[str, Json] = {}
    for on, found in drawn.items():
        shapes = {_same(feature): feature for feature in found}
        open_ones = {key: open_ones.get(key) or _begun(made, feature, on) for key, feature in shapes.items()}
        for feature in open_ones.values():
            feature["properties"]["end"] = _ms(on) + DAY_MS
    return made


def _begun(made: list[Json], feature: Json, on: date) -> Json:
    level = feature["properties"]["level"]
    made.append({"type": "Feature", "properties": {"level": level, "start": _ms(on)}, "geometry": feature["geometry"]})
    return made[-1]


def _same(feature: Json) -> str:
    """What two days have in common when a polygon stays as it is."""
    return json.dumps([feature["properties"]["holder"], feature["properties"]["level"], feature["geometry"]])


def _ms(on: date) -> int:
    return int(datetime.combine(on, time(), tzinfo=UTC).timestamp()) * 1000


def _plane() -> Map:
    return Map(location=CENTRE, zoom_start=9, tiles=None)


def linked(htmls: Sequence[str], folder: Path) -> dict[str, bytes]:
    """What stands at the addresses that the pages load, from npm. A style or font that npm does not have is empty.

    Raises:
        UnavailableError: npm is missing or answers nothing, or has not what a page cannot do without.
    """
    return {url: _content(url, folder) for html in htmls for url in LINKED.findall(html)}


def _content(url: str, folder: Path) -> bytes:
    path = urlsplit(url).path
    named = PACKAGE.search(path)
    package, member = (named["package"], named["path"]) if named else NEAREST.get(Path(path).name, ("", ""))
    found = _member(_packed(package, folder), member) if package else b""
    if not found and path.endswith(".js"):
        raise UnavailableError(f"npm has nothing for {path}")
    return found


def _member(archive: Path, member: str) -> bytes:
    """A file of a package, or the one from which a delivery network would make its .min."""
    with tarfile.open(archive) as package:
        names = set(package.getnames())
        name = next((one for one in (f"package/{member}", f"package/{member.replace('.min.', '.')}") if one in names), None)
        file = package.extractfile(name) if name else None
        return file.read() if file else b""


def _packed(package: str, folder: Path) -> Path:
    """The archive of a package in the folder, fetched once."""
    archive = folder / f"{package.removeprefix('@').replace('/', '-').replace('@', '-')}.tgz"
    if not archive.exists():
        if shutil.which("npm") is None:
            raise UnavailableError("npm is missing, and the pages load scripts from other hosts. Install it with: apt-get install npm.")
        done = subprocess.run(["npm", "pack", "--silent", "--pack-destination", str(folder), package], capture_output=True, text=True, check=False)
        if done.returncode or not archive.exists():
            raise UnavailableError(f"npm does not give {package}")
    return archive
