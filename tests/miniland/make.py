"""Write the miniland pack: twelve villages on a grid of 1 km, so that each owns a square of 1 km2. Run: python -m tests.miniland.make."""

import csv
import json
from pathlib import Path

import numpy as np
import shapely

from geo.crs import projection
from geo.gazetteer.gazetteer import COLUMNS

FOLDER = Path(__file__).parent / "theatre"
CRS = "+proj=laea +lat_0=50 +lon_0=30 +datum=WGS84 +units=m +no_defs"
ROWS = (
    ("Arvona", "Belmora", "Corvina", "Dastrova"),
    ("Eldova", "Foskova", "Galdova", "Hestrova"),
    ("Ivolna", "Jorvina", "Keldova", "Lumova"),
)

THEATRE = f"""id = "miniland"
title = "Miniland"
region = "Miniland"
first_day = 2030-01-01
last_day = 2030-03-31
crs = "{CRS}"
opening = "BB"
focus = "AA"
licence = "CC0-1.0"
attribution = ["Miniland is invented"]

[[holders]]
id = "AA"
name = "Arland"
adjective = "Arlandish"
aliases = ["Arlanders"]
colour = "#2f6fb0"

[[holders]]
id = "BB"
name = "Borland"
adjective = "Borlandish"
aliases = ["Borlanders"]
colour = "#b5542a"

[parameters.control]
method = "last"
certainty = {{ stated = 1.0, hedged = 0.5, unverified = 0.25 }}
basis = {{ geolocated = 0.9, assessed = 0.9, admitted = 0.9, claimed = 0.5 }}
reliability = {{ A = 1.0, B = 0.9, C = 0.8, D = 0.6, E = 0.4, F = 0.5 }}

[parameters.space]
method = "voronoi"
held = 0.8
contested = 0.2
"""

SOURCES = """[[sources]]
id = "atlas-desk"
name = "Atlas Desk"
reliability = "A"
url = "https://desk.example/"
aliases = []

[[sources]]
id = "arland-mod"
name = "Arland Ministry of Defence"
side = "AA"
reliability = "C"
url = "https://mod.arland.example/"
aliases = ["Arlandish ministry"]

[[sources]]
id = "borland-mod"
name = "Borland Ministry of Defence"
side = "BB"
reliability = "C"
url = "https://mod.borland.example/"
aliases = ["Borlandish ministry"]
"""


def square(west: float, east: float, south: float, north: float) -> shapely.Polygon:
    """A box whose sides carry a vertex every 500 m, so that lon/lat edges stay on the projected ones."""
    return shapely.segmentize(shapely.box(west, south, east, north), 500.0)


def lonlat(geometry: shapely.Geometry) -> shapely.Geometry:
    return projection(CRS).to_lonlat(np.array([geometry], dtype=object))[0]


def feature(geometry: shapely.Geometry, **properties: str) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(lonlat(geometry)))}


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}) + "\n"


def places() -> list[dict[str, object]]:
    found = []
    for r, row in enumerate(ROWS):
        for c, name in enumerate(row):
            spot = lonlat(shapely.Point((c - 1.5) * 1000.0, (1 - r) * 1000.0))
            raion = "Westmark" if c < 2 else "Eastmark"
            fields = {"id": name.lower(), "name": name, "lon": f"{spot.x:.9f}", "lat": f"{spot.y:.9f}", "country": "BB", "oblast": "Miniland", "raion": raion}
            found.append(fields | {"kind": "village", "err_km": "0.1", "settlement": "true", "zone": "core", "source": "invented", "licence": "CC0-1.0"})
    return found


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "theatre.toml").write_text(THEATRE, encoding="utf-8")
    (FOLDER / "sources.toml").write_text(SOURCES, encoding="utf-8")
    with (FOLDER / "gazetteer.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(places())
    west, east = square(-2000.0, 0.0, -1500.0, 1500.0), square(0.0, 2000.0, -1500.0, 1500.0)
    districts = collection(feature(west, id="westmark", name="Westmark", name_ru=""), feature(east, id="eastmark", name="Eastmark", name_ru=""))
    (FOLDER / "districts.geojson").write_text(districts, encoding="utf-8")
    border = shapely.segmentize(shapely.LineString([(-2000.0, -1500.0), (-2000.0, 1500.0)]), 500.0)
    (FOLDER / "border.geojson").write_text(collection(feature(border, name="State border")), encoding="utf-8")


if __name__ == "__main__":
    main()
