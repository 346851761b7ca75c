"""The files of a pack as they are written: schemas of the TOML files, readers of the GeoJSON ones."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import shapely
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError
from shapely.geometry import shape

from geo.errors import DataError
from geo.model import Basis, Certainty
from geo.theatre.nouns import Chain, District, Kriging
from geo.units import HolderId, SourceId

Weight = Annotated[float, Field(ge=0, le=1)]
Grade = Literal["A", "B", "C", "D", "E", "F"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
M = TypeVar("M", bound=BaseModel)

_POLYGONS = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _HolderRow(_Row):
    id: str = Field(pattern=r"^[A-Z][A-Z0-9]{0,7}$")
    name: str = Field(min_length=1)
    adjective: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")


CHAIN, KRIGING = Chain(), Kriging()
JUST = 1e-4
"""How far inside an open end lies what is just inside it."""
Strength = Annotated[float, Field(ge=0, le=10)]
Chance = Annotated[float, Field(ge=0, lt=1)]
Span = Annotated[float, Field(gt=0, le=365)]


class _Chain(_Row):
    holds: Strength = CHAIN.holds
    gains: Strength = CHAIN.gains
    changes: Strength = CHAIN.changes
    present: Strength = CHAIN.present
    near: Strength = CHAIN.near
    attacks: Strength = CHAIN.attacks
    contested: Strength = CHAIN.contested
    repeats: Weight = CHAIN.repeats
    unspoken: Weight = CHAIN.unspoken
    window_days: Annotated[int, Field(ge=1, le=60)] = CHAIN.window_days
    never: Annotated[float, Field(gt=0, lt=1)] = CHAIN.never
    again: Chance = CHAIN.again
    silence_gain: Chance = CHAIN.silence_gain
    silence_loss: Chance = CHAIN.silence_loss
    delay_days: Span = CHAIN.delay_days
    smooth_days: Span = CHAIN.smooth_days
    prior_days: Span = CHAIN.prior_days
    prior_gain: Annotated[float, Field(gt=0, le=0.5)] = CHAIN.prior_gain
    prior_loss: Annotated[float, Field(gt=0, le=0.5)] = CHAIN.prior_loss


class _Kriging(_Row):
    range_km: Annotated[float, Field(gt=0, le=100)] = KRIGING.range_km
    prior: Annotated[float, Field(ge=0, le=1)] = KRIGING.prior
    nugget: Annotated[float, Field(gt=0, le=100)] = KRIGING.nugget
    nugget_silent: Annotated[float, Field(gt=0, le=1000)] = KRIGING.nugget_silent
    neighbours: Annotated[int, Field(ge=1, le=128)] = KRIGING.neighbours
    away_km: Annotated[float, Field(gt=0, le=50)] = KRIGING.away_km
    sharpness: Annotated[float, Field(gt=0, le=50)] = KRIGING.sharpness
    cut_off: Annotated[float, Field(ge=0, le=50)] = KRIGING.cut_off


def limits(table: str, parameter: str) -> tuple[float, float]:
    """The least and greatest value that a parameter of the tables chain, kriging, certainty or basis may take; of an open end what lies just inside."""
    models: dict[str, type[BaseModel]] = {"chain": _Chain, "kriging": _Kriging}
    model = models.get(table)
    rules = model.model_json_schema()["properties"][parameter] if model else {"minimum": 0.0, "maximum": 1.0}
    low = rules.get("minimum", rules.get("exclusiveMinimum", 0.0) + JUST)
    high = rules.get("maximum", rules.get("exclusiveMaximum", 1.0) - JUST)
    return float(low), float(high)


class _Control(_Row):
    method: Literal["chain", "last"] = "chain"
    certainty: dict[Certainty, Weight] = {Certainty.STATED: 1.0, Certainty.HEDGED: 0.792, Certainty.UNVERIFIED: 0.477}
    basis: dict[Basis, Weight] = {Basis.GEOLOCATED: 1.0, Basis.ADMITTED: 1.0, Basis.ASSESSED: 0.757, Basis.CLAIMED: 0.986}
    reliability: dict[Grade, Weight] = {"A": 1.0, "B": 1.0, "C": 0.95, "D": 0.9, "E": 0.9, "F": 0.8}
    chain: _Chain = _Chain()


class _Space(_Row):
    method: Literal["kriging", "voronoi", "nearest"] = "kriging"
    reach_km: float = Field(default=5.0, gt=0, le=100)
    cell_km2: float = Field(default=0.5, ge=0.05, le=25)
    held: float = Field(default=0.8, gt=0.5, le=1)
    contested: float = Field(default=0.2, ge=0, lt=0.5)
    calibrate: Literal["none", "figures"] = "none"
    kriging: _Kriging = _Kriging()


class _Parameters(_Row):
    control: _Control = _Control()
    space: _Space = _Space()


class TheatreFile(_Row):
    """theatre.toml."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Field(min_length=1)
    region: str = Field(min_length=1)
    first_day: date
    last_day: date
    crs: str
    opening: HolderId
    focus: HolderId
    licence: str
    attribution: tuple[str, ...] = ()
    towns: dict[Country, Literal[5000, 15000]] = {}
    holders: tuple[_HolderRow, ...] = Field(min_length=2)
    parameters: _Parameters = _Parameters()


class _SourceRow(_Row):
    id: SourceId = Field(min_length=1)
    name: str = Field(min_length=1)
    side: HolderId | None = None
    reliability: Grade = "F"
    url: str = ""
    aliases: tuple[str, ...] = ()


class SourcesFile(_Row):
    """sources.toml."""

    sources: tuple[_SourceRow, ...] = ()


class _WordsRow(_Row):
    forces: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class WordsFile(RootModel[dict[HolderId, _WordsRow]]):
    """words/<language>.toml: a table for each holder."""

    model_config = ConfigDict(frozen=True)


class NamesFile(_Row):
    """names/<language>.toml: what the theatre, its sides and its districts are called; what is left out keeps its English name."""

    title: str = ""
    region: str = ""
    holders: dict[HolderId, str] = {}
    districts: dict[str, str] = {}


def read_toml(path: Path, model: type[M]) -> M:
    """The content of a TOML file.

    Raises:
        DataError: it is missing, is not TOML, or does not fit; one line for each fault.
    """
    try:
        return model.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError:
        raise DataError(f"{path.name} is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DataError(f"{path.name} is not TOML in UTF-8: {fault}") from None
    except ValidationError as fault:
        raise DataError("\n".join(f"{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())) from None


def _features(path: Path) -> list[tuple[dict[str, str], shapely.Geometry]]:
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        empty = [n for n, feature in enumerate(features, 1) if not feature["geometry"]]
        if empty:
            raise DataError("\n".join(f"{path.name}: feature {n} has no geometry" for n in empty))
        found = [(feature["properties"], shape(feature["geometry"])) for feature in features]
    except OSError:
        raise DataError(f"{path.name} is missing") from None
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as fault:
        raise DataError(f"{path.name} is not a GeoJSON FeatureCollection ({fault.__class__.__name__}: {fault})") from None
    if not found:
        raise DataError(f"{path.name} has no features")
    return found


def read_districts(path: Path) -> tuple[District, ...]:
    """The districts of a GeoJSON file of polygons with the properties id, name and, where known, name_ru.

    Raises:
        DataError: it is missing or broken; one line for each fault.
    """
    found = _features(path)
    missing = []
    for n, (properties, _) in enumerate(found, 1):
        for key in ("id", "name"):
            value = (properties or {}).get(key)
            if not value:
                missing.append(f"{path.name}: feature {n} has no {key}")
            elif not isinstance(value, str):
                missing.append(f"{path.name}: feature {n} has the {key} {value!r}, which is no text")
    wrong = [f"{path.name}: feature {n} is a {g.geom_type}, not a polygon" for n, (_, g) in enumerate(found, 1) if g.geom_type not in _POLYGONS]
    if missing or wrong:
        raise DataError("\n".join(missing + wrong))
    return tuple(District(p["id"], p["name"], p.get("name_ru") or "", g) for p, g in found)


def read_border(path: Path) -> shapely.Geometry:
    """The border line, lon/lat; a pack without the file has an empty one.

    Raises:
        DataError: the file is broken or holds no line.
    """
    if not path.exists():
        return shapely.LineString()
    lines = [g for _, g in _features(path)]
    wrong = [f"{path.name}: feature {n} is a {g.geom_type}, not a line" for n, g in enumerate(lines, 1) if g.geom_type not in _LINES]
    if wrong:
        raise DataError("\n".join(wrong))
    return shapely.line_merge(shapely.union_all(lines)) if len(lines) > 1 else lines[0]
