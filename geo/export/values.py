"""Values as JSON knows them: instants in ISO 8601 UTC, what is missing as null."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import singledispatch
from typing import Any

import numpy as np
import orjson
import pandas as pd

from geo.interval import format_instant

Json = dict[str, Any]

DIGITS = (("_km2", 3), ("_km2_days", 3), ("_km", 3), ("_deg", 1), ("probability", 4), ("iou", 4))
"""Decimals of a number by how its name ends: 1,000 m2, a metre, and chances and shares to a hundredth of a percent, each far finer than any report."""
PLAIN_KINDS = ("b", "i", "u")
"""Kinds of NumPy's types whose values are JSON's as they stand: nothing can be missing among flags and whole numbers."""
CHANCE, CHANCE_DIGITS = "p_", 4
"""How the name of a holder's probability begins."""


@singledispatch
def plain(value: Any) -> Any:
    """The value in the types of JSON: containers likewise, sets in order; NaN, NaT and infinities become None."""
    return None if value is pd.NA else value


@plain.register
def _(value: Enum) -> Any:
    return value.value


@plain.register
def _(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


@plain.register
def _(value: date) -> str:
    return value.isoformat()


@plain.register
def _(value: datetime) -> str | None:
    if pd.isna(value):
        return None
    return format_instant(value if value.tzinfo else value.replace(tzinfo=UTC))


@plain.register(type(pd.NaT))
def _(_value: Any) -> None:
    return None


@plain.register
def _(value: Mapping) -> Json:  # type: ignore[type-arg]  # singledispatch takes the bare class
    return {str(plain(key)): plain(item) for key, item in value.items()}


@plain.register(list)
@plain.register(tuple)
def _(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [plain(item) for item in value]


@plain.register(set)
@plain.register(frozenset)
def _(value: set[Any] | frozenset[Any]) -> list[Any]:
    return [plain(item) for item in sorted(value)]


@plain.register(np.generic)
@plain.register(np.ndarray)
def _(value: Any) -> Any:
    return plain(value.tolist())


def records(table: pd.DataFrame) -> list[Json]:
    """The rows as plain values by column name, numbers rounded as the unit in their name deserves."""
    rows: list[Json] = [{} for _ in range(len(table))]
    for name in table.columns:
        for row, value in zip(rows, _values(table[name]), strict=True):
            row[str(name)] = value
    return rows


def _values(column: pd.Series) -> list[Any]:
    digits, kind = _digits(str(column.name)), column.dtype.kind if isinstance(column.dtype, np.dtype) else ""
    if digits is not None and kind == "f":
        column = column.round(digits)
    values: list[Any] = column.tolist()
    return values if kind in PLAIN_KINDS else [plain(value) for value in values]


def _digits(name: str) -> int | None:
    """To how many decimals numbers of this name are told; None where they are told as they are."""
    if name.startswith(CHANCE):
        return CHANCE_DIGITS
    return next((digits for ending, digits in DIGITS if name.endswith(ending)), None)


def to_json(value: object, *, indent: bool = False) -> bytes:
    """UTF-8 JSON with a newline at its end."""
    return dumps(plain(value), indent=indent)


def dumps(value: object, *, indent: bool = False) -> bytes:
    """The same for what is plain already, which spares a walk through every coordinate."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if indent else 0))
