"""Which Salient this is."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def salient_version() -> str:
    """The version of the installed package; 0 in a tree that is not installed."""
    try:
        return version("salient")
    except PackageNotFoundError:
        return "0"
