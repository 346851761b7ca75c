"""The gold set: short reports with the reading expected of them, as README.md describes it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from geo.model import Basis, Certainty, Event, Measure, Polarity, Relation
from geo.units import KM2_PER_HA, KM2_PER_MI2, HolderId, PlaceId

HERE = Path(__file__).parent
LANGUAGES = ("en", "ru", "uk")
T = TypeVar("T")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One claim as a person reads it. Where several events or relations are named, each is a fair reading; None is: not judged."""

    events: tuple[Event, ...]
    actor: HolderId | None
    places: tuple[PlaceId, ...]
    relations: tuple[Relation, ...]
    bearing_deg: float | None
    distance_km: float | None
    first: date | None
    last: date | None
    polarity: Polarity
    background: bool
    certainty: Certainty | None
    basis: Basis | None
    claimants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure as a person reads it; `km2` for areas, `low` and `high` where the text gives a range."""

    value: float
    low: float | None
    high: float | None
    unit: str
    measures: tuple[Measure, ...]
    actor: HolderId | None

    @property
    def km2(self) -> float | None:
        """The value in km2, for areas."""
        scale = {"km2": 1.0, "mi2": KM2_PER_MI2, "ha": KM2_PER_HA}.get(self.unit)
        return None if scale is None else self.value * scale


@dataclass(frozen=True, slots=True)
class Toponym:
    """What a surface form stands for where it first occurs: a place, or (None) no place of the gazetteer."""

    surface: str
    place_id: PlaceId | None


@dataclass(frozen=True, slots=True)
class Item:
    """A short report. `allowed` are readings that are neither asked for nor wrong."""

    id: str
    construction: str
    language: str
    published_on: date
    publisher: str
    text: str
    claims: tuple[Reading, ...]
    allowed: tuple[Reading, ...]
    figures: tuple[Quantity, ...]
    mentions: tuple[Toponym, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A homonym or a trap: a sentence and what one surface form in it stands for."""

    language: str
    trap: str
    text: str
    toponym: Toponym


def load_items(folder: Path = HERE) -> tuple[Item, ...]:
    """The items of all languages.

    Raises:
        ValueError: an item has an unknown field or value; the message names the item.
    """
    return tuple(item for language in LANGUAGES for item in _items(tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))))


def load_cases(folder: Path = HERE) -> tuple[Case, ...]:
    """The table of homonyms and traps.

    Raises:
        ValueError: a case has an unknown field.
    """
    return tuple(_case(row) for row in tomllib.loads((folder / "toponyms.toml").read_text("utf-8"))["cases"])


def _items(sheet: Row) -> Iterator[Item]:
    for row in sheet["items"]:
        try:
            yield _item(row, sheet["language"])
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError(f"{row.get('id')}: {fault}") from fault


def _item(row: Row, language: str) -> Item:
    rest = {name: row[name] for name in row if name not in {"claims", "allowed", "figures", "mentions"}}
    return Item(
        language=language,
        claims=tuple(_reading(**claim) for claim in row["claims"]),
        allowed=tuple(_reading(**claim) for claim in row.get("allowed", ())),
        figures=tuple(_quantity(**figure) for figure in row.get("figures", ())),
        mentions=tuple(_toponym(**mention) for mention in row.get("mentions", ())),
        **rest,
    )


def _reading(*, event: str, place: str | list[str], relation: str = "in", actor: str | None = None, **rest: Any) -> Reading:
    return Reading(
        events=_either(Event, event),
        actor=HolderId(actor) if actor else None,
        places=tuple(PlaceId(p) for p in ([place] if isinstance(place, str) else place)),
        relations=_either(Relation, relation),
        **_marks(**rest),
    )


def _marks(
    *,
    bearing_deg: float | None = None,
    distance_km: float | None = None,
    first: date | None = None,
    last: date | None = None,
    polarity: str = "pos",
    background: bool = False,
    certainty: str | None = None,
    basis: str | None = None,
    claimants: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "bearing_deg": bearing_deg,
        "distance_km": distance_km,
        "first": first,
        "last": last,
        "polarity": Polarity(polarity),
        "background": background,
        "certainty": Certainty(certainty) if certainty else None,
        "basis": Basis(basis) if basis else None,
        "claimants": tuple(claimants or ()),
    }


def _quantity(*, value: float, unit: str, measure: str, low: float | None = None, high: float | None = None, actor: str | None = None) -> Quantity:
    return Quantity(value, low, high, unit, _either(Measure, measure), HolderId(actor) if actor else None)


def _toponym(*, surface: str, place: str) -> Toponym:
    return Toponym(surface, PlaceId(place) if place else None)


def _case(row: Row) -> Case:
    return Case(row["language"], row["trap"], row["text"], _toponym(surface=row["surface"], place=row["place"]))


def _either(kind: Callable[[str], T], text: str) -> tuple[T, ...]:
    """The values of "captured|recaptured"."""
    return tuple(kind(part) for part in text.split("|"))
