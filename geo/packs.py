"""Builds the generated files of a theatre pack from the trimmed sources in `data/sources/<id>/`.

`python -m geo.packs` writes them, `python -m geo.packs --check` compares them byte for byte. Same sources, same bytes, on every machine.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict
from shapely.geometry import mapping, shape

from geo.errors import DataError, GeoError, NotFoundError
from geo.gazetteer import COLUMNS, Gazetteer, Hazards, fold_name, load_hazards, read_gazetteer
from geo.theatre import data_dir, theatre_ids
from geo.theatre.files import read_toml

INSET_DEG = 0.002
"""How far (about 200 m) inside its own side a point is put that its source places just across the border."""
KM_PER_DEGREE = 90.0
"""Between a degree of longitude (69 km) and of latitude (111 km) at 51.5 N: good enough to compare with an error of kilometres."""
NO_POINT_ERR_KM = 25.0
"""The error of a place of which only the district is known: its point is the district's centre."""
ODBL = "ODbL-1.0"
CREDIT = "(c) OpenStreetMap contributors"

Row = dict[str, str]


class _Terms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    country: str
    oblast: str
    districts: str
    border: str
    border_name: str


@dataclass(frozen=True)
class _Ground:
    """The terms of a build with the ground that they name: districts by name, and their union."""

    terms: _Terms
    districts: Mapping[str, shapely.Geometry]
    extent: shapely.Geometry


def build(theatre_id: str) -> dict[str, bytes]:
    """The generated files of a pack by name. Pure: reads the sources and the hand-written files, writes nothing.

    Raises:
        DataError: a source is broken, or an alias names nothing that the pack has.
    """
    sources, pack = data_dir() / "sources" / theatre_id, data_dir() / "theatres" / theatre_id
    terms = read_toml(sources / "terms.toml", _Terms)
    districts = _features(sources / terms.districts)
    ground = _Ground(terms, {p["name_en"]: g for p, g in districts}, shapely.coverage_union_all([g for _, g in districts]))
    border = _border(ground.extent, _features(sources / terms.border)[0][1])
    built = {
        "gazetteer.csv": _gazetteer(sources, load_hazards(pack / "hazards.toml"), ground),
        "districts.geojson": _geojson([({"id": _slug(p["name_en"]), "name": p["name_en"], "name_ru": p["name_ru"]}, g) for p, g in districts]),
        "border.geojson": _geojson([({"name": terms.border_name}, border)]),
    }
    return {**built, "manifest.json": _manifest(theatre_id, pack, built)}


def stale(theatre_id: str) -> dict[str, bytes]:
    """The generated files that differ from what the sources give, with the content that they should have."""
    folder = data_dir() / "theatres" / theatre_id
    return {name: content for name, content in build(theatre_id).items() if not (folder / name).exists() or (folder / name).read_bytes() != content}


def main(arguments: Sequence[str]) -> int:
    """Write what is stale in each pack that has sources, or with --check only name it; the exit code (1: stale)."""
    check = "--check" in arguments
    try:
        wrong = {
            data_dir() / "theatres" / t / name: content for t in theatre_ids() if (data_dir() / "sources" / t).is_dir() for name, content in stale(t).items()
        }
    except GeoError as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.exit_code
    for path, content in wrong.items():
        if not check:
            path.write_bytes(content)
        sys.stderr.write(f"{'stale' if check else 'written'}: {path.parent.name}/{path.name}\n")
    return int(check and bool(wrong))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _features(path: Path) -> list[tuple[dict[str, str], shapely.Geometry]]:
    return [(f["properties"], shape(f["geometry"])) for f in json.loads(path.read_text("utf-8"))["features"]]


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _gazetteer(sources: Path, hazards: Hazards, ground: _Ground) -> bytes:
    rows = [_own_side(_place_row(row), ground) for row in _rows(sources / "places.csv")]
    known = {(fold_name(r["name"]), r["raion"]) for r in rows}
    rows += [_own_side(_unlocated_row(r, ground), ground) for r in _rows(sources / "unlocated_names.csv") if (fold_name(r["name_en"]), r["raion"]) not in known]
    _add_aliases({r["id"]: r for r in rows}, _rows(sources / "place_aliases.csv"), hazards, read_gazetteer(_csv(rows), preferred=hazards.preferred))
    return _csv(rows).encode()


def _csv(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda r: r["id"]))
    return out.getvalue()


def _place_row(row: Row) -> Row:
    kept = {c: row.get(c, "") for c in COLUMNS}
    variants = "|".join(v for v in row["variants"].split("|") if v and not _is_code(v))
    return kept | {"name": row["name_en"], "variants": variants, "settlement": "false" if row["kind"] == "landmark" else "true"}


def _is_code(variant: str) -> bool:
    """Airport codes (UMY) and syllables spelled for other scripts (su mei), which GeoNames lists among the names."""
    return variant.isascii() and (variant.islower() or variant.isupper())


def _own_side(row: Row, ground: _Ground) -> Row:
    """The row with its point on its own side of the oblast's border, where the source's error puts it across."""
    point = np.array([float(row["lon"]), float(row["lat"])])
    crossing = shapely.get_coordinates(shapely.shortest_line(shapely.Point(point), ground.extent.boundary))[1] - point
    length = float(np.hypot(*crossing))
    away_km = (length + INSET_DEG) * KM_PER_DEGREE
    if bool(shapely.contains_xy(ground.extent, *point)) == (row["oblast"] == ground.terms.oblast) or away_km > float(row["err_km"]):
        return row
    lon, lat = point + crossing * (1 + INSET_DEG / length)
    note = f"point moved {away_km:.1f} km onto its own side of the border (source: lon {row['lon']}, lat {row['lat']})"
    return row | {"lon": f"{lon:.4f}", "lat": f"{lat:.4f}", "notes": "; ".join(filter(None, (row["notes"], note)))}


def _unlocated_row(row: Row, ground: _Ground) -> Row:
    """A name without a defensible point: an approximate centre with its error, or its district's centre where nothing is known."""
    located = bool(row["approx_lat"])
    landmark = row["evidence"].startswith("landmark")
    centre, terms = ground.districts[row["raion"]].centroid, ground.terms
    return dict.fromkeys(COLUMNS, "") | {
        "id": _slug(f"{terms.country} {terms.oblast} {row['raion']} {row['name_en']}"),
        "name": row["name_en"], "name_ru": row["name_ru"], "name_uk": row["name_uk"],
        "lon": row["approx_lon"] or f"{centre.x:.3f}", "lat": row["approx_lat"] or f"{centre.y:.3f}",
        "country": terms.country, "oblast": terms.oblast, "raion": row["raion"], "kind": "landmark" if landmark else "village",
        "err_km": row["approx_err_km"] or f"{NO_POINT_ERR_KM}", "settlement": "true" if located and not landmark else "false",
        "zone": "core", "source": "own derivation", "licence": "CC BY 4.0",
        "notes": f"{'approximate centre' if located else 'no point known, centre of its district'}: {row['evidence']}",
    }  # fmt: skip


def _add_aliases(rows: Mapping[str, Row], aliases: Iterable[Row], hazards: Hazards, gazetteer: Gazetteer) -> None:
    """Write each alias into the variants of the place that its canonical name means; a feature's aliases stand in hazards.toml."""
    for alias in aliases:
        if hazards.index.lookup(alias["canonical"]):
            continue
        try:
            row = rows[gazetteer.find(alias["canonical"]).id]
        except NotFoundError as fault:
            raise DataError(f"place_aliases.csv: {fault} Add it to hazards.toml, or name a place.") from None
        variants = [v for v in row["variants"].split("|") if v]
        if alias["alias"] not in (row["name"], row["name_ru"], row["name_uk"], *variants):
            row["variants"] = "|".join([*variants, alias["alias"]])


def _border(extent: shapely.Geometry, line: shapely.Geometry) -> shapely.Geometry:
    """The stretch of the extent's own boundary from one end of the border line to the other, so that the two coincide exactly."""
    ring = shapely.get_coordinates(extent.exterior)[:-1]
    first, last = sorted(int(np.argmin(np.hypot(*(ring - end).T))) for end in (line.coords[0], line.coords[-1]))
    ways = (shapely.LineString(ring[first : last + 1]), shapely.LineString(np.vstack([ring[last:], ring[: first + 1]])))
    return min(ways, key=lambda way: float(shapely.hausdorff_distance(way, line)))


def _geojson(features: Iterable[tuple[Mapping[str, str], shapely.Geometry]]) -> bytes:
    """One feature a line, so that a change can be read; lon/lat with the five decimals of the source, rings counter-clockwise (RFC 7946)."""
    lines = [
        json.dumps({"type": "Feature", "properties": dict(p), "geometry": mapping(shapely.orient_polygons(g))}, ensure_ascii=False, separators=(",", ":"))
        for p, g in features
    ]
    head = {"type": "FeatureCollection", "licence": ODBL, "attribution": CREDIT}
    return f'{json.dumps(head)[:-1]}, "features": [\n{chr(10).join(f"{x}," for x in lines)[:-1]}\n]}}\n'.encode()


def _manifest(theatre_id: str, pack: Path, built: Mapping[str, bytes]) -> bytes:
    names = {p.relative_to(pack).as_posix() for p in pack.rglob("*") if p.is_file() and p.suffix in {".toml", ".csv", ".geojson", ".jsonl", ".md"}}
    content = {n: built.get(n) or (pack / n).read_bytes() for n in sorted(names | set(built))}
    files = {n: {"sha256": hashlib.sha256(c).hexdigest(), "licence": ODBL if n.endswith(".geojson") else "CC-BY-4.0"} for n, c in content.items()}
    return (json.dumps({"theatre": theatre_id, "files": files}, indent=1) + "\n").encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
